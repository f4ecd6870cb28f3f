"""Sentences of scraped text, with offsets into the text as it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stance.errors import DataError
from stance.sentences.boilerplate import is_boilerplate
from stance.sentences.boundaries import cuts
from stance.sentences.lines import runs_of_lines
from stance.sentences.sentence import Sentence

_SURROGATE = re.compile("[\ud800-\udfff]")


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
    for run_start, run_end in runs_of_lines(text):
        run = text[run_start:run_end]
        places = cuts(run)
        for start, end in zip([0, *places], [*places, len(run)], strict=True):
            yield run_start + start, run_start + end
