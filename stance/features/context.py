"""A sentence seen from where it names the topic: the same names whatever the topic is called.

Each mention is replaced by the one word TOPIC, so that "rejects TOPIC" learned from a ceasefire
serves a carbon tax. The features say what stands beside the mention, on which side, and whether
a negation covers it.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence

from stance.features.sentence import Feature
from stance.features.tokens import Tokens

NEAR = 3
WINDOW = 8
"""What stands within so many words and kept marks of a mention is near it, or beside it."""

MENTION = "TOPIC"
"""The word that stands for every mention."""

KEPT_MARKS = frozenset('?"“”')
"""Marks that count as something that stands beside a mention."""

PHRASE_SIZES = (2, 3)
"""Words and kept marks of the phrases around a mention, itself included."""

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
    mentions = [i for i, place in enumerate(places) if place[0] == MENTION]
    yield from _phrases(places, mentions)
    for i, (stem, negated, first, last) in enumerate(places):
        if stem == MENTION:
            if negated:
                yield f"near:not {MENTION}", first, last
            continue
        following = bisect(mentions, i)
        # The mention before it, and the one after: the nearer, or the first of two as near.
        around = mentions[max(0, following - 1) : following + 1]
        distance = min((i - at for at in around), key=abs)
        if abs(distance) > WINDOW:
            continue
        side = "after" if distance > 0 else "before"
        yield f"{side}:{'not ' if negated else ''}{stem}", first, last
        if abs(distance) <= NEAR:
            yield f"{side} near:{stem}", first, last


def _places(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[_Place]:
    stems, negated, is_word = tokens.stems, tokens.negated, tokens.is_word

    def kept(start: int, end: int) -> list[_Place]:
        return [
            (stems[i], negated[i], i, i)
            for i in range(start, end)
            if is_word[i] or stems[i] in KEPT_MARKS
        ]

    places: list[_Place] = []
    start = 0
    for first, last in spans:
        places += kept(start, first)
        places.append((MENTION, negated[first], first, last))
        start = last + 1
    return places + kept(start, len(stems))


def _phrases(places: Sequence[_Place], mentions: Sequence[int]) -> Iterator[Feature]:
    for size in PHRASE_SIZES:
        starts = {at - back for at in mentions for back in range(size)}
        for start in sorted(starts):
            if start >= 0 and start + size <= len(places):
                phrase = places[start : start + size]
                yield f"near:{' '.join(p[0] for p in phrase)}", phrase[0][2], phrase[-1][3]
