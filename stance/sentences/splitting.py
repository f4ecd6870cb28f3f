"""Sentences of scraped text, with offsets into the text as it was given."""

from __future__ import annotations

import itertools

from stance.errors import DataError
from stance.sentences.boilerplate import is_boilerplate
from stance.sentences.boundaries import cuts
from stance.sentences.lines import runs_of_lines
from stance.sentences.sentence import Sentence

# The rules read a copy of the text in which each sign stands for its kind, one for one, so that
# offsets stay true: blanks of all widths and none, bullets; halves of a surrogate pair, which
# cannot be encoded for the splitter; and NUL.
_BLANKS = ("\t", "\xa0", "\u1680", "\u202f", "\u205f", "\u3000", "\u200b", "\u2060", "\ufeff")
_KINDS = {
    **dict.fromkeys([*map(ord, _BLANKS), *range(0x2000, 0x200B)], " "),
    **dict.fromkeys(map(ord, "▪◦‣●•"), "-"),
    **dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd"),
}


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
        blank, and every letter and digit of the text lies in one of them. What belongs to the
        page and not to the text ("Read more", "Photo: Reuters") is there too, flagged as
        boilerplate. A run of signs without a letter or digit is no sentence.

    Raises
    ------
    DataError
        If `text` is not a string.

    Notes
    -----
    A blank line or a list line ends a sentence; any other line break does, unless the next line
    plainly reads on (see `stance.sentences.lines`). Time is linear in the length of the text.

    Examples
    --------
    >>> [s.text for s in split_sentences("Talks failed.“We tried. They left,” he said.")]
    ['Talks failed.', '“We tried.', 'They left,” he said.']
    """
    if not isinstance(text, str):
        msg = f"a text was expected, got {type(text).__name__}"
        raise DataError(msg)
    plain = text.translate(_KINDS)
    sentences = []
    for first, last in runs_of_lines(plain):
        places = [first, *(first + place for place in cuts(plain[first:last])), last]
        for start, end in itertools.pairwise(places):
            sentence = _trimmed(text, plain, start, end)
            if sentence is not None:
                sentences.append(sentence)
    return sentences


def _trimmed(text: str, plain: str, start: int, end: int) -> Sentence | None:
    piece = plain[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if not any(map(str.isalnum, plain[start:end])):
        return None
    return Sentence(text[start:end], start, end, is_boilerplate(plain[start:end]))
