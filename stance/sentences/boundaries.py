"""Where inside a run of text a new sentence begins.

`sentencex` finds most boundaries. What it lacks is added here: ends that are glued to the next
sentence, several sentences inside one quotation or before a closed bracket; and what it cuts
too often is mended: addresses, list numbers, abbreviations of military and civil titles.
"""

from __future__ import annotations

import itertools
import re

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

# An opening quote up to its closing one; what stands between is split by itself. In single
# quotes an apostrophe inside a word closes nothing.
_QUOTATION = re.compile(
    r"“[^“”]{20,}”|«[^«»]{20,}»|(?<!\w)\"[^\"]{20,}\"(?!\w)|‘(?:[^‘’]|’(?=\w)){20,}’(?!\w)"
)

# What shows that a stop without a blank after it belongs to an address, and how far to look.
_ADDRESS = re.compile(
    r"[@/\\]|www\.|\.(?:com|org|net|int|info|gov|edu|eu|uk|us|ua|ru|de|fr|html?|pdf)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s")
_REACH = 130

# After these a full stop ends no sentence, whatever follows. Before a number: "No. 10", "Art. 5".
_TITLES = (
    "adm brig capt cmdr col cpl dr fr gen gov hon insp lt maj messrs mgr mr mrs ms mt pfc pres "
    "prof pvt rear rep rev sen sgt spc supt vice vs"
).split()
_BEFORE_NUMBER = (
    "art ca fig jan feb mar apr aug sept sep oct nov dec no nos nr p par para pp sec vol".split()
)
_ABBREVIATED = re.compile(
    rf"\b(?:(?:{'|'.join(_TITLES)})\.|(?:e\.g|i\.e|cf|approx)\.,?|(?<![.\w])[A-HJ-Z]\.)\s*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(?:{'|'.join(_BEFORE_NUMBER)})\.\s*$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s*")
_LOOK_BACK = 20

# Longer than any sentence of a text that somebody wrote.
_WINDOW = 4000


def cuts(block: str) -> list[int]:
    """Return where inside a run of text a new sentence begins.

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
    for ends in (_PASSED_OVER, _BRACKETED):
        places |= {match.end() for match in ends.finditer(block)}
    for quotation in _QUOTATION.finditer(block):
        inner = quotation.start() + 1
        places |= {inner + place for place in _found(block[inner : quotation.end() - 1])}
    return sorted(place for place in places if 0 < place < len(block) and _stands(block, place))


def _found(text: str) -> set[int]:
    """Return what sentencex finds, asked window by window.

    Its time grows with the square of the text where quotation marks never close; a window
    begins where the last sentence of the one before began, so no boundary is lost.
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
        start = starts[-1] if starts else start + _WINDOW
    return places


def _glued(block: str) -> set[int]:
    places = set()
    quotes = itertools.accumulate((character == '"' for character in block), initial=0)
    seen = list(quotes) if '"' in block else [0] * (len(block) + 1)
    for match in _GLUED.finditer(block):
        start, end = match.span(1)
        # The same sign opens and closes: it opens when as many were opened as closed before it.
        while start < end and (block[start] != '"' or seen[start] % 2):
            start += 1
        places.add(start)
    return places


def _stands(block: str, place: int) -> bool:
    """Return whether a place is a boundary after all."""
    before = block[max(0, place - _LOOK_BACK) : place]
    if not before[-1].isspace() and _in_address(block, place):
        return False
    if _NUMBERED.search(before):
        return not block[place].isdigit()
    if place <= _LOOK_BACK and _LIST_NUMBER.fullmatch(before):
        return False
    return not _ABBREVIATED.search(before)


def _in_address(block: str, place: int) -> bool:
    """Return whether the word around a place, up to the next blanks, looks like an address."""
    head = _BLANK.split(block[max(0, place - _REACH) : place])[-1]
    tail = _BLANK.split(block[place : place + _REACH], maxsplit=1)[0]
    return bool(_ADDRESS.search(head + tail))
