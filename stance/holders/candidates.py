"""Who might hold the stance: noun phrases and pronouns of a sentence, found by rules over words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stance.holders.words import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    CONJUNCTIONS,
    DETERMINERS,
    FIRST_PERSON,
    IRREGULAR,
    LINKS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    SAYING,
    Words,
    means_person,
    singular,
)

_LONGEST = 9
_SURE = 4
_LISTED = 4
_NO_ADVERBS = frozenset("ally assembly family supply reply bully monopoly".split())
_CLOSED = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | OTHER_PRONOUNS | PRONOUNS | ADVERBS
_BEFORE = _CLOSED | LINKS
_POSSESSIVE = "'s"

NAME, NOUN, PRONOUN = "name", "noun", "pronoun"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words that may name the holder.

    Attributes
    ----------
    first, last : int
        Its first and last word.
    kind : str
        ``name``, ``noun`` or ``pronoun``.
    """

    first: int
    last: int
    kind: str


def candidates(words: Words) -> list[Candidate]:
    """Return the candidates of a sentence, from left to right; nested ones are all there.

    Parameters
    ----------
    words : Words
        The sentence.

    Returns
    -------
    list of Candidate

    Examples
    --------
    >>> from stance.holders.words import cut
    >>> words = cut("The envoy told Kyiv that he agreed.")
    >>> [" ".join(words.forms[c.first : c.last + 1]) for c in candidates(words)]
    ['The envoy', 'Kyiv', 'he']
    """
    found = []
    for i, word in enumerate(words.lower):
        if word in PRONOUNS:
            found.append(Candidate(i, i, PRONOUN))
        elif _may_start(words, i):
            found += [Candidate(i, last, _kind(words, i, last)) for last in _ends(words, i)]
    return found


def is_capital(form: str) -> bool:
    """Say whether a word begins with a capital.

    Parameters
    ----------
    form : str
        A word as it stands.

    Returns
    -------
    bool
    """
    return form[:1].isupper()


def _is_word(words: Words, i: int) -> bool:
    return words.forms[i][0].isalnum()


def _is_nounlike(words: Words, i: int) -> bool:
    word = words.lower[i]
    return (
        _is_word(words, i)
        and word not in _CLOSED
        and word not in LINKS
        and (word not in FIRST_PERSON or word in DETERMINERS)
        and not word.endswith("n't")
    )


def _may_start(words: Words, i: int) -> bool:
    if not _is_nounlike(words, i):
        return False
    before = words.lower[i - 1] if i else ""
    if words.lower[i] in DETERMINERS:
        return before not in DETERMINERS or before == "that"
    if is_capital(words.forms[i]):
        return i == 0 or not is_capital(words.forms[i - 1]) or before in _BEFORE
    # A bare noun phrase: only where a clause or the name of a speaker may begin.
    return words.stems[i] not in SAYING and (
        i == 0
        or not before[0].isalnum()
        or before in _CLOSED
        or words.stems[i - 1] in SAYING
        or (i == 1 and before in LINKS)
        or (i > 1 and words.lower[i - 2] in QUOTES)
    )


def _ends(words: Words, first: int) -> Iterator[int]:
    n = len(words.forms)
    for last in range(first, min(first + _LONGEST, n)):
        word = words.lower[last]
        inner = last > first and (
            word in LINKS
            or word in (_POSSESSIVE, "'", "’")
            or (word in ("and", "&", ",") and _joins(words, first, last))
            or (word in DETERMINERS and words.lower[last - 1] in LINKS)
        )
        stray = last > first and (word in DETERMINERS or _is_verb(words, last)) and not inner
        if stray or not (inner or _is_nounlike(words, last)):
            return
        if inner or (word in DETERMINERS and not _is_alone(words, first, last)):
            continue
        if _ends_at(words, first, last):
            yield last


def _joins(words: Words, first: int, at: int) -> bool:
    """Return whether a link stands between two names: "Paris and London", "Warsaw, Prague and"."""
    if at + 1 >= len(words.forms) or not is_capital(words.forms[at - 1]):
        return False
    if at == 1 and first == 0 and words.lower[0] in _CLOSED:
        return False
    listed = words.lower[at] != "," or "and" in words.lower[at + 2 : at + 2 + _LISTED]
    return listed and is_capital(words.forms[at + 1])


def _is_alone(words: Words, first: int, last: int) -> bool:
    return first == last and words.lower[last] in ("several", "many", "most", "some", "few", "both")


def _ends_at(words: Words, first: int, last: int) -> bool:
    """Return whether a noun phrase may end here: before a verb, a sign, a link or an end."""
    if _is_adverb(words.forms[last]) or _goes_on(words, last):
        return False
    if last + 1 == len(words.forms):
        return True
    after = words.lower[last + 1]
    if not _is_word(words, last + 1):
        return after != "-"
    name_goes_on = is_capital(words.forms[last]) and is_capital(words.forms[last + 1])
    if name_goes_on and last > 0:
        return False
    return (
        not _is_nounlike(words, last + 1)
        or (words.lower[first] in DETERMINERS and last - first < _SURE)
        or words.stems[last + 1] in SAYING
        or after in DETERMINERS
        or after.endswith(("ed", "es", "s", "ly"))
        or is_capital(words.forms[last])
        or is_capital(words.forms[last + 1])
    )


def _is_verb(words: Words, i: int) -> bool:
    """Return whether a word is plainly a verb of saying: "told", "rejected"."""
    word = words.lower[i]
    return word in IRREGULAR or (word.endswith("ed") and words.stems[i] in SAYING)


def _is_adverb(form: str) -> bool:
    return form.islower() and form.endswith("ly") and form not in _NO_ADVERBS


def _goes_on(words: Words, last: int) -> bool:
    """Return whether a noun follows that a name belongs to: "Kremlin spokesman"."""
    if last + 1 == len(words.forms) or not is_capital(words.forms[last]):
        return False
    noun = singular(words.lower[last + 1])
    return noun in BODIES or means_person(noun)


def _kind(words: Words, first: int, last: int) -> str:
    inner = range(first + (words.lower[first] in DETERMINERS), last + 1)
    capitals = [is_capital(words.forms[i]) for i in inner if words.lower[i] not in LINKS]
    return NAME if capitals and all(capitals[-1:]) and sum(capitals) * 2 > len(capitals) else NOUN
