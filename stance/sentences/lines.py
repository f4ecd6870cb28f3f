"""Runs of lines that read on: where a line break ends a sentence, and where it only wraps one.

A line break ends a sentence after a blank line, before a list item, and wherever the line was not
plainly cut short: headlines, teasers and bylines carry no full stop, so a break is trusted unless
there is a sign against it. The signs are a next line that begins in lower case, a line that stops
at a comma or at a word that cannot end a sentence ("of", "the"), and a full line of a paragraph
that was wrapped by a machine at an even width.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from stance.sentences.boilerplate import is_boilerplate

_BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"\s*(?:[•▪◦‣●·*–—-]\s|\(?\d{1,2}[.)]\s)")
_OPENING = " \t\xa0\"'“‘«(["

# A line that ends with one of these goes on in the next.
_UNENDED = frozenset(
    "a an the and or nor of to in on at by for from with into than that which who as its his her "
    "their our is are was were has have had be been will would".split()
)

# What machines wrap at, in characters, and how full a line is that had to be wrapped.
_NARROWEST, _WIDEST = 40, 130
_FULL = 0.7

Span = tuple[int, int]


def runs_of_lines(text: str) -> Iterator[Span]:
    r"""Yield the runs of lines of a text; a break between two runs ends a sentence for sure.

    Parameters
    ----------
    text : str
        Text with line breaks of any kind.

    Yields
    ------
    tuple of int
        Start and end of a run, in characters. Blank lines lie in none.

    Examples
    --------
    >>> text = "Envoys walk out\nThey left at noon after\na short exchange.\n\n- no date"
    >>> [text[start:end] for start, end in runs_of_lines(text)]
    ['Envoys walk out', 'They left at noon after\na short exchange.', '- no date']
    """
    paragraph: list[Span] = []
    for start, end in _lines(text):
        if start < end and not text[start:end].isspace():
            paragraph.append((start, end))
        elif paragraph:
            yield from _runs(text, paragraph)
            paragraph = []
    if paragraph:
        yield from _runs(text, paragraph)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _runs(text: str, spans: list[Span]) -> Iterator[Span]:
    if len(spans) == 1:
        yield spans[0]
        return
    lines = [text[start:end] for start, end in spans]
    full = _wrapped_width(lines)
    first = spans[0][0]
    for (line, after), ((_, end), (following, _)) in zip(
        itertools.pairwise(lines), itertools.pairwise(spans), strict=True
    ):
        if not _reads_on(line, after, full):
            yield first, end
            first = following
    yield first, spans[-1][1]


def _wrapped_width(lines: list[str]) -> float:
    """Return from what width on a line was wrapped by a machine; infinite if none was."""
    widest = max(len(line) for line in lines)
    full = _FULL * widest
    even = sum(len(line) >= full for line in lines[:-1]) >= _FULL * (len(lines) - 1)
    wraps = (
        len(lines) > 2
        and _NARROWEST <= widest <= _WIDEST
        and even
        and any(map(_begins_lower, lines[1:]))
    )
    return full if wraps else float("inf")


def _begins_lower(line: str) -> bool:
    return line[:8].lstrip(_OPENING)[:1].islower()


def _reads_on(line: str, after: str, full: float) -> bool:
    if _BULLET.match(after):
        return False
    if _begins_lower(after):
        return True
    if len(line) >= full:
        return not is_boilerplate(line)
    end = line[-20:].rstrip()
    return end.endswith(",") or end.rpartition(" ")[2] in _UNENDED
