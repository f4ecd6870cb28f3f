"""Sentences of scraped text, with offsets into the text as it was given.

`sentencex` finds most boundaries. What it lacks is added here: ends that are glued to the next
sentence, several sentences inside one quotation, headlines and list lines without a full stop,
and abbreviations of military and civil titles.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import sentencex

from stance.errors import DataError
from stance.sentences.boilerplate import is_boilerplate
from stance.sentences.sentence import Sentence

_LANGUAGE = "en"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"\s*(?:[•▪◦‣●·*–—-]\s|\(?\d{1,2}[.)]\s)")

# "war.“No one", "beforehand.”It may", "done.At home": an end, its closing quotes, and at once a
# capital. Two lower-case letters or a digit before the stop keep initials and U.S. whole.
_GLUED = re.compile(r"(?:[^\W\d_]{2}|[\d%)])[.!?…]+[”\"’»)\]]*(?=[“\"‘«(\[]?[^\W\d_a-z])")
_ADDRESS = re.compile(r"[@/\\]|www\.", re.IGNORECASE)

# An opening quote up to its closing one; what stands between is split by itself.
_QUOTATION = re.compile(r"“[^“”]{20,}”|«[^«»]{20,}»|(?<!\w)\"[^\"]{20,}\"(?!\w)")

# After these a full stop ends no sentence, whatever follows. Before a number: "No. 10", "Art. 5".
_TITLES = (
    "adm brig capt cmdr col cpl dr fr gen gov hon insp lt maj messrs mgr mr mrs ms pfc pres prof "
    "pvt rear rep rev sen sgt spc st supt vice vs"
).split()
_BEFORE_NUMBER = (
    "art ca fig jan feb mar apr aug sept sep oct nov dec no nos nr p para pp sec vol".split()
)
_ABBREVIATED = re.compile(
    rf"\b(?:(?:{'|'.join(_TITLES)})\.|(?:e\.g|i\.e|cf|approx)\.,?|(?<![.\w])[A-Z]\.)\s*$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(“\"])[A-Z]\.\s*$")
_NUMBERED = re.compile(rf"\b(?:{'|'.join(_BEFORE_NUMBER)})\.\s*$", re.IGNORECASE)

# Longer than any sentence of a text that somebody wrote.
_WINDOW = 4000

# A block of lines of about this width was wrapped by a machine.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 130
_WRAPPED_SHARE = 0.7


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, in order, with their places.

    Parameters
    ----------
    text : str
        Text as scraped. It is not changed: offsets point into it as given.

    Returns
    -------
    list of Sentence
        ``text[s.start:s.end] == s.text`` for each; no two overlap, none begins or ends with a
        blank, and every letter and digit of the text lies in one of them.

    Raises
    ------
    DataError
        If `text` is not a string.

    Notes
    -----
    A line break ends a sentence after a blank line, before a list item, after a closed sentence,
    and after a line that the block was not wrapped at: lines of even width that run on are taken
    for a wrapped paragraph and joined.

    Examples
    --------
    >>> [s.text for s in split_sentences("Talks failed.“We tried. They left,” he said.")]
    ['Talks failed.', '“We tried.', 'They left,” he said.']
    """
    if not isinstance(text, str):
        msg = f"a text was expected, got {type(text).__name__}"
        raise DataError(msg)
    # Half a surrogate pair cannot be encoded; a sign of the same length stands in for it.
    readable = _SURROGATE.sub("\ufffd", text)
    sentences = []
    for start, end in _spans(readable):
        piece = text[start:end]
        stripped = piece.strip()
        if any(character.isalnum() for character in stripped):
            first = start + len(piece) - len(piece.lstrip())
            flag = is_boilerplate(stripped)
            sentences.append(Sentence(stripped, first, first + len(stripped), flag))
    return sentences


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for block_start, block_end in _blocks(text):
        block = text[block_start:block_end]
        cuts = sorted(_cuts(block))
        for start, end in zip([0, *cuts], [*cuts, len(block)], strict=True):
            yield block_start + start, block_start + end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that read on; a break between two runs ends a sentence for sure."""
    lines = [(m_start, m_end) for m_start, m_end in _lines(text)]
    paragraph: list[tuple[int, int]] = []
    for start, end in [*lines, (len(text), len(text))]:
        if text[start:end].strip():
            paragraph.append((start, end))
            continue
        yield from _runs(text, paragraph)
        paragraph = []


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _runs(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if not lines:
        return
    wrapped = _is_wrapped([end - start for start, end in lines])
    first = lines[0][0]
    for (start, end), (following, until) in itertools.pairwise(lines):
        line, after = text[start:end], text[following:until]
        if not _reads_on(line, after, wrapped=wrapped):
            yield first, end
            first = following
    yield first, lines[-1][1]


def _is_wrapped(widths: list[int]) -> bool:
    widest = max(widths)
    if len(widths) < 3 or not _NARROWEST_WRAP <= widest <= _WIDEST_WRAP:
        return False
    full = [width for width in widths[:-1] if width >= _WRAPPED_SHARE * widest]
    return len(full) >= _WRAPPED_SHARE * (len(widths) - 1)


def _reads_on(line: str, after: str, *, wrapped: bool) -> bool:
    if _BULLET.match(after):
        return False
    first = after.lstrip(' \t\xa0“"‘«(')[:1]
    return first.islower() or (wrapped and not is_boilerplate(line))


def _cuts(block: str) -> set[int]:
    """Return the places inside a block at which a new sentence begins."""
    cuts = _found(block) | _glued(block)
    for quotation in _QUOTATION.finditer(block):
        inner = quotation.start() + 1
        cuts |= {inner + cut for cut in _found(block[inner : quotation.end() - 1]) if cut}
    return {cut for cut in cuts if 0 < cut < len(block) and not _is_abbreviated(block, cut)}


def _found(text: str) -> set[int]:
    """Return what sentencex finds, asked window by window.

    Its time grows with the square of the text where quotation marks never close; a window
    begins where the last sentence of the one before began, so no boundary is lost.
    """
    cuts: set[int] = set()
    start = 0
    while start < len(text):
        window = text[start : start + _WINDOW]
        found = sentencex.get_sentence_boundaries(_LANGUAGE, window)
        places = [start + boundary["start_index"] for boundary in found]
        cuts.update(places[1:])
        if start + _WINDOW >= len(text):
            break
        start = places[-1] if places[-1] > start else start + _WINDOW
    return cuts


def _glued(block: str) -> set[int]:
    cuts = set()
    for match in _GLUED.finditer(block):
        start = max(block.rfind(" ", 0, match.start()), match.start() - _WIDEST_WRAP) + 1
        word = block[start : match.end() + _NARROWEST_WRAP].split(maxsplit=1)[0]
        if not _ADDRESS.search(word):
            cuts.add(match.end())
    return cuts


def _is_abbreviated(block: str, cut: int) -> bool:
    before = block[max(0, cut - 20) : cut]
    if _NUMBERED.search(before):
        return block[cut : cut + 1].isdigit()
    return bool(_ABBREVIATED.search(before)) and not before.rstrip().endswith(("I.", "i."))
