"""A sentence seen from where it names the topic: the same names whatever the topic is called.

Each mention is replaced by the one word TOPIC, so that "rejects TOPIC" learned from a ceasefire
serves a carbon tax. The features say what stands beside the mention, on which side, and whether
a negation covers it.
"""

from __future__ import annotations

import itertools
from bisect import bisect
from collections.abc import Iterator, Sequence

from stance.features.sentence import Feature
from stance.features.tokens import Tokens

_NEAR = 3
_WINDOW = 8
_MENTION = "TOPIC"
_KEPT_MARKS = frozenset('?"“”')

# One place in the sentence after mentions became one word: stem, negated, first token, last token.
_Place = tuple[str, bool, int, int]


def context_features(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> Iterator[Feature]:
    """Yield what stands around the mentions of a topic.

    Parameters
    ----------
    tokens : Tokens
        One sentence.
    spans : sequence of tuple of int
        First and last token of each mention, in order, without overlaps.

    Yields
    ------
    tuple of str, int and int
        Name, first token, last token.

    Examples
    --------
    >>> from stance.features.tokens import tokenize
    >>> tokens = tokenize("They reject a truce")
    >>> [name for name, _, _ in context_features(tokens, [(3, 3)])][:3]
    ['near:a TOPIC', 'near:reject a TOPIC', 'before:they']
    """
    if not spans:
        return
    places = _places(tokens, spans)
    mentions = [i for i, place in enumerate(places) if place[0] == _MENTION]
    yield from _phrases(places, mentions)
    for i, (stem, negated, first, last) in enumerate(places):
        if stem == _MENTION:
            if negated:
                yield f"near:not {_MENTION}", first, last
            continue
        following = bisect(mentions, i)
        # The mention before it, and the one after: the nearer, or the first of two as near.
        around = mentions[max(0, following - 1) : following + 1]
        distance = min((i - at for at in around), key=abs)
        if abs(distance) > _WINDOW:
            continue
        side = "after" if distance > 0 else "before"
        yield f"{side}:{'not ' if negated else ''}{stem}", first, last
        if abs(distance) <= _NEAR:
            yield f"{side} near:{stem}", first, last


def context_names(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the names of `context_features` without their places, which takes half the time.

    Parameters
    ----------
    tokens : Tokens
        One sentence.
    spans : sequence of tuple of int
        As in `context_features`.

    Returns
    -------
    list of str
    """
    places = _places(tokens, spans)
    mentions = [i for i, place in enumerate(places) if place[0] == _MENTION]
    names = [name for name, _, _ in _phrases(places, mentions)]
    names += [f"near:not {_MENTION}" for at in mentions if places[at][1]]
    start = 0
    for at, following in itertools.pairwise([*mentions, len(places) + _WINDOW + 1]):
        names += _beside("before", places[max(start, at - _WINDOW) : at][::-1])
        # What stands between two mentions belongs to the nearer, or else to the first.
        start = min(at + (following - at) // 2 + 1, len(places))
        names += _beside("after", places[at + 1 : min(start, at + 1 + _WINDOW)])
    return names


def _beside(side: str, places: Sequence[_Place]) -> list[str]:
    """Return the names of places on one side of a mention, the nearest first."""
    names = [f"{side}:not {p[0]}" if p[1] else f"{side}:{p[0]}" for p in places]
    return names + [f"{side} near:{p[0]}" for p in places[:_NEAR]]


def _places(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[_Place]:
    stems, negated, is_word = tokens.stems, tokens.negated, tokens.is_word

    def kept(start: int, end: int) -> list[_Place]:
        return [
            (stems[i], negated[i], i, i)
            for i in range(start, end)
            if is_word[i] or stems[i] in _KEPT_MARKS
        ]

    places: list[_Place] = []
    start = 0
    for first, last in spans:
        places += kept(start, first)
        places.append((_MENTION, negated[first], first, last))
        start = last + 1
    return places + kept(start, len(stems))


def _phrases(places: Sequence[_Place], mentions: Sequence[int]) -> Iterator[Feature]:
    for size in (2, 3):
        starts = {at - back for at in mentions for back in range(size)}
        for start in sorted(starts):
            if start >= 0 and start + size <= len(places):
                phrase = places[start : start + size]
                yield f"near:{' '.join(p[0] for p in phrase)}", phrase[0][2], phrase[-1][3]
