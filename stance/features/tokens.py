"""Words, their stems, their places in the text, and which of them a negation covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.,;:!?…()\[\]\"“”„«»‘'’\-–—]")
_NEGATORS = frozenset(
    "not no never nobody none nothing neither nor cannot without hardly scarcely nowhere".split()
)
_CLAUSE_ENDS = frozenset('.,;:!?…()[]"“”„«»–—')

# A negation reaches at most so many tokens ahead, and never past the end of its clause; the
# scope rule of Pang, Lee and Vaithyanathan (EMNLP 2002, section 5) with a bound added.
_NEGATION_REACH = 6

_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence cut into words and punctuation marks.

    Attributes
    ----------
    stems : list of str
        The stem of each word, or the mark itself, lower-cased.
    words : list of str
        The word as written, lower-cased, with a straight apostrophe.
    is_word : list of bool
        False for punctuation marks.
    negated : list of bool
        True where a negation earlier in the same clause covers the token.
    spans : list of tuple of int
        The start and end of each token in the text.
    """

    stems: list[str]
    words: list[str]
    is_word: list[bool]
    negated: list[bool]
    spans: list[tuple[int, int]]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the stem of a lower-cased English word (Porter2, through snowballstemmer).

    Parameters
    ----------
    word : str
        One lower-cased word.

    Returns
    -------
    str

    Examples
    --------
    >>> stem("negotiations"), stem("nato's")
    ('negoti', 'nato')
    """
    return str(_stemmer.stemWord(word))


def tokenize(text: str) -> Tokens:
    """Cut a sentence into words and punctuation marks.

    Parameters
    ----------
    text : str
        One sentence.

    Returns
    -------
    Tokens

    Examples
    --------
    >>> tokens = tokenize("Kyiv won’t accept a truce.")
    >>> tokens.stems
    ['kyiv', "won't", 'accept', 'a', 'truce', '.']
    >>> tokens.negated
    [False, False, True, True, True, False]
    """
    matches = list(_TOKEN.finditer(text))
    words = [match.group().lower().replace("’", "'") for match in matches]
    is_word = [word[0].isalnum() for word in words]
    stems = [stem(w) if alpha else w for w, alpha in zip(words, is_word, strict=True)]
    return Tokens(stems, words, is_word, _negated(words), [match.span() for match in matches])


def is_negator(word: str) -> bool:
    """Say whether a word negates what follows it.

    Parameters
    ----------
    word : str
        One lower-cased word with a straight apostrophe.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_negator("never"), is_negator("won't"), is_negator("now")
    (True, True, False)
    """
    return word in _NEGATORS or word.endswith("n't")


def _negated(words: list[str]) -> list[bool]:
    covered = []
    left = 0
    for word in words:
        if is_negator(word):
            covered.append(False)
            left = _NEGATION_REACH
            continue
        if word in _CLAUSE_ENDS:
            left = 0
        covered.append(left > 0)
        left = max(left - 1, 0)
    return covered
