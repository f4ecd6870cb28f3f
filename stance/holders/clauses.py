"""Clauses of one sentence that report two holders: where to cut it, and who speaks in each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.holders.candidates import PRONOUN, candidates
from stance.holders.choosing import choose
from stance.holders.cues import cues
from stance.holders.joining import without_role
from stance.holders.naming import is_proper, take_apart
from stance.holders.ranking import Ranker
from stance.holders.words import Words, cut

_JOINTS = frozenset("while whereas but although though yet and".split())
_OPENERS = frozenset("while whereas although though".split())
_SHORTEST = 3

MIN_PROBABILITY = 0.5
"""How sure the holder of each part must be."""


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with a holder of its own.

    Attributes
    ----------
    start, end : int
        Its place in the sentence.
    holder_start, holder_end : int
        The place of its holder in the sentence.
    probability : float
        Of the holder.
    name : str or None
        The holder's proper name, where its words are one.
    """

    start: int
    end: int
    holder_start: int
    holder_end: int
    probability: float
    name: str | None


def split_holders(text: str, ranker: Ranker) -> list[Part]:
    """Cut a sentence in two where each half reports a holder of its own.

    Parameters
    ----------
    text : str
        One sentence.
    ranker : Ranker
        What ranks candidates.

    Returns
    -------
    list of Part
        Two, or none where there is no such joint: a semicolon, or a comma before "while", "but"
        and the like, outside quotations; or the comma after a clause that opens with "while".

    Examples
    --------
    >>> from stance.holders.storage import load_ranker
    >>> text = "Rome rejects the embargo, while Oslo backs it."
    >>> [text[p.holder_start : p.holder_end] for p in split_holders(text, load_ranker())]
    ['Rome', 'Oslo']
    """
    words = cut(text)
    best: list[Part] = []
    for first, second in _halves(words):
        parts = [_part(text, *half, ranker) for half in (first, second)]
        if None in parts:
            continue
        found = [part for part in parts if part is not None]
        names = {text[p.holder_start : p.holder_end].casefold() for p in found}
        if len(names) == 2 and _sum(found) > _sum(best):
            best = found
    return best


def _sum(parts: Sequence[Part]) -> float:
    return sum(part.probability for part in parts)


def _halves(words: Words) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    halves = []
    n = len(words.forms)
    opened = n > 0 and words.lower[0] in _OPENERS
    for i in range(_SHORTEST, n - _SHORTEST):
        joint = words.lower[i] == "," and words.lower[i + 1] in _JOINTS
        comma = words.lower[i] == "," and opened
        if not words.quoted[i] and (words.lower[i] == ";" or joint or comma):
            second = i + 1 + joint
            left = (words.spans[opened][0], words.spans[i - 1][1])
            halves.append((left, (words.spans[second][0], words.spans[-1][1])))
    return halves


def _part(text: str, start: int, end: int, ranker: Ranker) -> Part | None:
    words = cut(text[start:end])
    found = candidates(words)
    choice = choose(found, ranker.probabilities(cues(words, found)))
    it = choice.candidate
    if it is None or it.kind == PRONOUN or choice.probability < MIN_PROBABILITY:
        return None
    first, last = words.spans[it.first][0], words.spans[it.last][1]
    named = take_apart(words, it)
    name = without_role(named) if is_proper(named.name) else None
    return Part(start, end, start + first, start + last, choice.probability, name)
