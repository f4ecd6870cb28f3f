"""Where inside a run of text a new sentence begins.

`sentencex` finds most boundaries. What it lacks is added here: ends that are glued to the next
sentence, several sentences inside one quotation or before a closed bracket; and what it cuts
too often is mended: addresses, list numbers, abbreviations of military and civil titles.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left

import sentencex

_LANGUAGE = "en"

# "war.“No one", "beforehand.”It may", "done.At home": an end, its closing quotes, and at once a
# capital. Two letters or a digit before the stop keep initials and U.S. whole.
_GLUED = re.compile(r"(?:[^\W\d_]{2}|[\d%)])[.!?…]+([”\"’»)\]]*)(?=[“\"‘«(\[]?[^\W\d_a-z])")

# Ends that sentencex passes over: "…", "May." and "War I.", which it takes for abbreviations, and
# a bracket that holds whole sentences, as in "(The figure is from 2023.) It wants".
_PASSED_OVER = re.compile(
    r"(?:…|\bMay\.|\b(?:War|than|am|did?) I\.)[”\"’»)\]]*\s+(?=[“\"‘«(\[]?[^\W\d_a-z])"
)
_BRACKETED = re.compile(r"(?:^|[.!?…”\"]\s)\s*\([A-Z][^()]*[.!?…]\)\s+(?=[“\"‘«(\[]?[A-Z])")

# A stop that was lost: "its terms are met Anna Berg has signed it". A passive clause is whole,
# and a name with its verb does not go on from it; but "it was learned that", without the "that".
_LOST_STOP = re.compile(
    r"(?<!\b[Ii]t )\b(?:is|are|was|were|been|being) (?:\w{1,20}ly )?\w{1,20}(?:ed|en|wn|ght) "
    r"(?=(?:[A-Z][\w’'-]{1,30} ){2,3}(?:has|have|had|is|was|are|were|will|would)\b)"
)

# An opening quote up to its closing one; what stands between is split by itself. In single
# quotes an apostrophe inside a word closes nothing. The plus after a count: what stands between
# two signs may be as long as the text, and is gone through once.
_QUOTATION = re.compile(
    r"“[^“”]{20,}+”|«[^«»]{20,}+»|(?<!\w)\"[^\"]{20,}+\"(?!\w)"
    r"|‘(?:[^‘’]|’(?=\w)){20,}+’(?!\w)"
)

# What shows that a stop without a blank after it belongs to an address, and how far to look.
_ADDRESS = re.compile(
    r"[@/\\]|www\.|\.(?:com|org|net|int|info|gov|edu|eu|uk|us|ua|ru|de|fr|html?|pdf)\b",
    re.IGNORECASE,
)
_REACH = 130

# After these a full stop ends no sentence, whatever follows. Before a number: "No. 10", "Art. 5".
_TITLES = (
    "adm brig capt cmdr col cpl dr fr gen gov hon insp lt maj messrs mgr mr mrs ms mt pfc pres "
    "prof pvt rear rep rev sen sgt spc supt vice vs"
).split()
_BEFORE_NUMBER = (
    "art ca fig jan feb mar apr aug sept sep oct nov dec no nos nr p par para pp sec vol".split()
)
_TITLED = frozenset([*_TITLES, "cf", "approx", "e.g", "i.e"])
_NUMBERED = frozenset(_BEFORE_NUMBER)
_EVEN_BEFORE_COMMA = frozenset(["cf", "approx", "e.g", "i.e"])
_INITIALS = frozenset("abcdefghjklmnopqrstuvwxyz")

# The word at a stop, whether another stop stands before it, as in U.S., and a comma after it.
_STOPPED = re.compile(r"(\.?)\b([eE]\.[gG]|[iI]\.[eE]|\w+)\.(,?)\s*\Z")
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s*")
_LOOK_BACK = 20

# Longer than any sentence of a text that somebody wrote, and how far the next window is at least.
_WINDOW = 4000
_STEP = 1000

# What goes on for longer is no sentence but what a page holds beside its text.
_LONGEST = 20_000


def cuts(block: str) -> list[int]:
    """Return where inside a run of text a new sentence begins.

    What goes on for more than 20,000 characters without an end is cut at a blank.

    Parameters
    ----------
    block : str
        Text without line breaks that end a sentence.

    Returns
    -------
    list of int
        Places after the first and before the last character, in order.

    Examples
    --------
    >>> text = "Lt. Gen. Marsh spoke.At 9 a.m. he left."
    >>> cuts(text)
    [21]
    """
    places = _found(block) | _glued(block)
    for ends in (_PASSED_OVER, _BRACKETED, _LOST_STOP):
        places |= {match.end() for match in ends.finditer(block)}
    for quotation in _QUOTATION.finditer(block):
        inner = quotation.start() + 1
        places |= {inner + place for place in _found(block[inner : quotation.end() - 1])}
    addresses = [match.start() for match in _ADDRESS.finditer(block)]
    stand = sorted(
        place for place in places if 0 < place < len(block) and _stands(block, place, addresses)
    )
    if len(block) > _LONGEST:
        stand += _cuts_of_the_endless(block, stand)
    return sorted(stand)


def _cuts_of_the_endless(block: str, places: list[int]) -> list[int]:
    more = []
    for start, end in itertools.pairwise([0, *places, len(block)]):
        at = start
        while end - at > _LONGEST:
            blank = block.rfind(" ", at + _LONGEST // 2, at + _LONGEST)
            at = blank + 1 if blank > 0 else at + _LONGEST
            more.append(at)
    return more


def _found(text: str) -> set[int]:
    """Return what sentencex finds, asked window by window.

    Its time grows with the square of the text where quotation marks never close; a window
    begins where the last sentence of the one before began, so no boundary is lost. Where that
    sentence fills nearly the whole window, the next one begins inside it.
    """
    places: set[int] = set()
    start = 0
    while start < len(text):
        window = text[start : start + _WINDOW]
        found = sentencex.get_sentence_boundaries(_LANGUAGE, window)
        starts = [start + boundary["start_index"] for boundary in found[1:]]
        places.update(starts)
        if start + _WINDOW >= len(text):
            break
        start = max(starts[-1], start + _STEP) if starts else start + _WINDOW
    return places


def _glued(block: str) -> set[int]:
    places = set()
    quotes = [match.start() for match in re.finditer('"', block)]
    for match in _GLUED.finditer(block):
        start, end = match.span(1)
        # The same sign opens and closes: it opens when as many were opened as closed before it.
        while start < end and (block[start] != '"' or bisect_left(quotes, start) % 2):
            start += 1
        places.add(start)
    return places


def _stands(block: str, place: int, addresses: list[int]) -> bool:
    """Return whether a place is a boundary after all."""
    before = block[max(0, place - _LOOK_BACK) : place]
    if not before[-1].isspace() and _in_address(block, place, addresses):
        return False
    stopped = _STOPPED.search(before)
    dotted, word, comma = stopped.groups() if stopped else ("", "", "")
    word = word.lower()
    if word in _NUMBERED and not comma:
        return not block[place].isdigit()
    if place <= _LOOK_BACK and _LIST_NUMBER.fullmatch(before):
        return False
    if comma:
        return word not in _EVEN_BEFORE_COMMA
    return word not in _TITLED and (word not in _INITIALS or bool(dotted))


def _in_address(block: str, place: int, addresses: list[int]) -> bool:
    """Return whether the word around a place, up to the next blanks, holds part of an address."""
    first = bisect_left(addresses, place - _REACH)
    last = bisect_left(addresses, place + _REACH)
    if first == last:
        return False
    head = block[max(0, place - _REACH) : place].rsplit(maxsplit=1)[-1]
    tail = "" if block[place].isspace() else block[place : place + _REACH].split(None, 1)[0]
    return bisect_left(addresses, place - len(head)) < bisect_left(addresses, place + len(tail))
