"""The holder of each sentence of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.holders.candidates import NAME, Candidate, candidates
from stance.holders.choosing import Choice, choose
from stance.holders.cues import cues, style_cues
from stance.holders.joining import Cast, Entity
from stance.holders.naming import is_proper, take_apart
from stance.holders.ranking import Ranker
from stance.holders.words import LINKS, SAYING, Words, cut

AUTHOR = "author"
"""The holder of a sentence that speaks for whoever wrote the text."""

# A quotation that does not close within so many sentences was never one.
_LONGEST_QUOTATION = 8


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose stance a sentence reports.

    Attributes
    ----------
    text : str or None
        The words that name the holder; ``author``; or None where that is left open.
    start, end : int or None
        Their place in the document, in characters; None for the author and where open.
    id : str or None
        One for all mentions of one holder in the document.
    probability : float
        How probable it is that this is the holder; where open, that the sentence names none.
    name : str or None, default=None
        The fullest proper name that the document has for the holder; None where it has none, as
        for "the spokesman", "he" and the author.
    """

    text: str | None
    start: int | None
    end: int | None
    id: str | None
    probability: float
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whose stance one sentence reports, while the document is being read."""

    choice: Choice
    sentence: int
    entity: Entity | None = None


def find_holders(
    texts: Sequence[str], ranker: Ranker, starts: Sequence[int] | None = None
) -> list[Holder]:
    """Return whose stance each sentence of a document reports.

    Parameters
    ----------
    texts : sequence of str
        The sentences, in order.
    ranker : Ranker
        What ranks candidates.
    starts : sequence of int or None, default=None
        Where each begins in the document; None takes each for itself, at 0.

    Returns
    -------
    list of Holder

    Examples
    --------
    >>> from stance.holders.storage import load_ranker
    >>> texts = ["Mayor Ada Lind ruled out a truce.", "“Not on my watch,” she said."]
    >>> found = find_holders(texts, load_ranker(), [0, 34])
    >>> [(holder.text, holder.id) for holder in found]
    [('Mayor Ada Lind', 'Ada Lind'), ('she', 'Ada Lind')]
    """
    document = read_words(texts)
    style = style_cues(document)
    cast = Cast()
    answers: list[_Answer] = []
    for at, words in enumerate(document):
        found = candidates(words)
        choice = choose(found, ranker.probabilities(cues(words, found, style)))
        known = {it: cast.meet(take_apart(words, it), at) for it in _names(words, found)}
        answer = _Answer(choice, at, _entity(words, choice, known, cast, at))
        if _is_quotation(words) and (before := _speaker_before(document, answers)):
            answer = before
        speaker = _speaker(words, known) or answer.entity
        if speaker is not None:
            speaker.held = at
        answers.append(answer)
    _carry_back(document, answers)
    labels = _labels(cast)
    offsets = [0] * len(texts) if starts is None else list(starts)
    return [_holder(answer, document, offsets, labels) for answer in answers]


def read_words(texts: Sequence[str]) -> list[Words]:
    """Cut the sentences of a document into words, with quotations that run over several.

    Parameters
    ----------
    texts : sequence of str
        The sentences, in order.

    Returns
    -------
    list of Words

    Examples
    --------
    >>> [words.quoted for words in read_words(["“We tried.", "They left,” he said."])]
    [[False, True, True, True], [True, True, True, False, False, False, False]]
    """
    document: list[Words] = []
    open_for = 0
    for text in texts:
        words = cut(text, opens_quoted=0 < open_for <= _LONGEST_QUOTATION)
        open_for = open_for + 1 if words.stays_open else 0
        document.append(words)
    return document


def _names(words: Words, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the names of a sentence, each at its longest, "of" being the only link inside."""
    longest: dict[int, Candidate] = {}
    for it in found:
        inner = words.lower[it.first : it.last + 1]
        if it.kind == NAME and not {",", "and", *LINKS - {"of"}} & set(inner):
            longest[it.first] = it
    ends: set[int] = set()
    names = []
    for it in longest.values():
        if it.last not in ends:
            names.append(it)
            ends.add(it.last)
    return names


def _entity(
    words: Words, choice: Choice, known: dict[Candidate, Entity], cast: Cast, at: int
) -> Entity | None:
    it = choice.candidate
    if it is None:
        return None
    if it in known:
        return known[it]
    named = take_apart(words, it)
    return cast.resolve(named, at) if named.pronoun else cast.meet(named, at)


def _speaker(words: Words, known: dict[Candidate, Entity]) -> Entity | None:
    """Return the first who is named beside a verb of saying: of whom "he" will be said next."""
    for it, entity in known.items():
        beside = (
            words.stems[it.last + 1 : it.last + 2] + words.stems[max(it.first - 1, 0) : it.first]
        )
        if not words.quoted[it.first] and any(stem in SAYING for stem in beside):
            return entity
    return None


def _is_quotation(words: Words) -> bool:
    """Return whether nothing but quoted words stands in a sentence."""
    plain = [q for form, q in zip(words.forms, words.quoted, strict=True) if form[0].isalnum()]
    return bool(plain) and all(plain)


def _speaker_before(document: Sequence[Words], answers: Sequence[_Answer]) -> _Answer | None:
    """Return the answer of the sentence before, if that quotes somebody and names the speaker."""
    if not answers:
        return None
    return answers[-1] if _names_speaker(document, answers[-1]) else None


def _names_speaker(document: Sequence[Words], answer: _Answer) -> bool:
    words, it = document[answer.sentence], answer.choice.candidate
    return it is not None and any(words.quoted) and not words.quoted[it.first]


def _carry_back(document: Sequence[Words], answers: list[_Answer]) -> None:
    """Give quotations whose speaker is named only at their end that speaker."""
    for at in range(len(answers) - 2, -1, -1):
        words, after = document[at], answers[at + 1]
        if (
            words.stays_open
            and _is_quotation(words)
            and answers[at].sentence == at
            and _names_speaker(document, after)
        ):
            answers[at] = after


def _labels(cast: Cast) -> dict[Entity, str]:
    labels: dict[Entity, str] = {}
    taken: dict[str, int] = {}
    for entity in cast.entities:
        taken[entity.label] = taken.get(entity.label, 0) + 1
        times = taken[entity.label]
        labels[entity] = entity.label if times == 1 else f"{entity.label} ({times})"
    return labels


def _holder(
    answer: _Answer, document: Sequence[Words], offsets: list[int], labels: dict[Entity, str]
) -> Holder:
    choice, words = answer.choice, document[answer.sentence]
    it = choice.candidate
    if it is None or (_is_quotation(words) and choice.author):
        text = AUTHOR if choice.author and not _is_quotation(words) else None
        return Holder(text, None, None, text, choice.probability)
    start, end = words.spans[it.first][0], words.spans[it.last][1]
    offset = offsets[answer.sentence]
    entity = answer.entity
    return Holder(
        words.text[start:end],
        offset + start,
        offset + end,
        labels[entity] if entity is not None else None,
        choice.probability,
        entity.label if entity is not None and any(map(is_proper, entity.names)) else None,
    )
