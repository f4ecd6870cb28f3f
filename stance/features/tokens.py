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

# Longer than any word: what is as long is taken as it stands, and is not remembered.
_LONGEST_WORD = 100

_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence cut into words and punctuation marks.

    Attributes
    ----------
    text : str
        The sentence.
    words : list of str
        The word as written, lower-cased, with a straight apostrophe.
    stems : list of str
        The stem of each word, or the mark itself, lower-cased.
    is_word : list of bool
        False for punctuation marks.
    negated : list of bool
        True where a negation earlier in the same clause covers the token.
    """

    text: str
    words: list[str]
    stems: list[str]
    is_word: list[bool]
    negated: list[bool]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The start and end of each token in the text."""
        return [match.span() for match in _TOKEN.finditer(self.text)]


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
    known = [
        _known(token) if len(token) <= _LONGEST_WORD else _endless(token)
        for token in _TOKEN.findall(text)
    ]
    if not known:
        return Tokens(text, [], [], [], [])
    words, stems, is_word, negates = map(list, zip(*known, strict=True))
    return Tokens(text, words, stems, is_word, _negated(words, negates))


# Most of the words of a text have been met before.
@lru_cache(maxsize=1 << 17)
def _known(token: str) -> tuple[str, str, bool, bool]:
    word = token.lower().replace("’", "'")
    is_word = word[0].isalnum()
    return word, stem(word) if is_word else word, is_word, is_negator(word)


def _endless(token: str) -> tuple[str, str, bool, bool]:
    word = token.lower().replace("’", "'")
    return word, word, True, False


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


def _negated(words: list[str], negates: list[bool]) -> list[bool]:
    if True not in negates:
        return [False] * len(words)
    covered = []
    left = 0
    for word, is_negation in zip(words, negates, strict=True):
        if is_negation:
            covered.append(False)
            left = _NEGATION_REACH
            continue
        if word in _CLAUSE_ENDS:
            left = 0
        covered.append(left > 0)
        left = max(left - 1, 0)
    return covered
