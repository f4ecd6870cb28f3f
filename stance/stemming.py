"""Stems of English words, the same from however many threads they are asked for."""

from __future__ import annotations

import Stemmer

# Without the cache of its own, which is not made for threads. The stemmers of snowballstemmer, in
# Python, keep the word that they are at where another thread may put its own.
_english = Stemmer.Stemmer("english", 0)


def stem(word: str) -> str:
    """Return the stem of a lower-cased English word.

    Porter2, the English stemmer of Snowball (Porter, "Snowball: A Language for Stemming
    Algorithms", 2001), in C.

    Parameters
    ----------
    word : str
        One lower-cased word, or a sign, which stays as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> stem("negotiations"), stem("nato's")
    ('negoti', 'nato')
    """
    try:
        return str(_english.stemWord(word))
    except UnicodeEncodeError:  # a half of a character, which broken text may hold
        return word
