"""Sentences once more with other names in them, so that what is learned does not hang on a name.

That one holder has so far been against a thing says nothing about the next sentence. A copy of each
sentence with other capitals, countries and people teaches that in whatever is trained on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from stance.features.mentions import MentionFinder
from stance.features.tokens import tokenize

CAPITALS = (
    "Kyiv Budapest Moscow Ankara Washington Rome Beijing Helsinki Tokyo Prague Bratislava Vienna "
    "Copenhagen Paris London Bern Belgrade Berlin Madrid Stockholm Athens Warsaw Seoul Pretoria "
    "Tallinn Riga Vilnius Oslo Sofia Ottawa Bucharest Dublin Lisbon Minsk Astana Delhi Canberra"
).split()
COUNTRIES = (
    "Ukraine Hungary Russia Canada China Türkiye Turkey India Japan Serbia Kazakhstan Belgium "
    "Poland Norway Brazil Denmark Slovakia Finland Switzerland Romania Latvia Ireland Mexico "
    "Portugal Germany Spain Britain Sweden Austria Estonia Lithuania Slovenia Croatia Bulgaria "
    "France Italy Greece"
).split()
PEOPLE = "Zelensky Orbán Putin Macron Trump Erdoğan Merz Starmer Meloni Fico Lavrov Tusk".split()

_KINDS = {name: names for names in (CAPITALS, COUNTRIES, PEOPLE) for name in names}


def name_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds names as whole words, in the case that they are written in.

    Parameters
    ----------
    names : iterable of str
        The names.

    Returns
    -------
    re.Pattern
    """
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


_NAMES = name_pattern(_KINDS)


def names_in_mentions(text: str, finder: MentionFinder, names: re.Pattern[str]) -> set[str]:
    """Return the names that stand in a mention of a topic or beside one.

    Parameters
    ----------
    text : str
        A sentence.
    finder : MentionFinder
        Finds the topics.
    names : re.Pattern
        Finds the names.

    Returns
    -------
    set of str

    Examples
    --------
    >>> from stance.topics import Topics
    >>> finder = MentionFinder(Topics(["sanctions"]))
    >>> names_in_mentions("Rome lifts Russia sanctions.", finder, _NAMES)
    {'Russia'}
    """
    tokens = tokenize(text)
    taken = {
        place
        for mention in finder.find(tokens).values()
        for first, last in mention.spans
        for place in range(first - 1, last + 2)
    }
    places = {start: place for place, (start, _) in enumerate(tokens.spans)}
    return {at.group() for at in names.finditer(text) if places.get(at.start()) in taken}


def renamed(
    text: str, finder: MentionFinder, n_copies: int, random: np.random.RandomState
) -> list[str]:
    """Return copies of a sentence with other names of the same kind.

    Names in the mention of a topic or beside it stay: other sanctions are another topic.

    Parameters
    ----------
    text : str
        A sentence.
    finder : MentionFinder
        Finds the topics.
    n_copies : int
        How many.
    random : RandomState
        Draws the names.

    Returns
    -------
    list of str
        Empty where there is no name to change.

    Examples
    --------
    >>> from stance.topics import Topics
    >>> finder = MentionFinder(Topics(["sanctions"]))
    >>> random = np.random.RandomState(0)
    >>> (copy,) = renamed("Rome fears that Putin wants it.", finder, 1, random)
    >>> copy.split()[0] in CAPITALS, copy.split()[3] in PEOPLE, "Rome" in copy
    (True, True, False)
    >>> renamed("Nobody wants it.", finder, 1, random)
    []
    """
    found = sorted(set(_NAMES.findall(text)) - names_in_mentions(text, finder, _NAMES))
    if not found:
        return []
    copies = []
    for _ in range(n_copies):
        new: dict[str, str] = {}
        for name in found:
            free = [n for n in _KINDS[name] if n not in text and n not in new.values()]
            new[name] = free[random.randint(len(free))] if free else name
        copies.append(_changed(text, new))
    return copies


def _changed(text: str, new: Mapping[str, str]) -> str:
    return _NAMES.sub(lambda at: new.get(at.group(), at.group()), text)
