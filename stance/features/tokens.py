"""Words, their stems, their places in the text, and which of them a negation covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stance.stemming import stem

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.,;:!?…()\[\]\"“”„«»‘'’\-–—]")
_NEGATORS = frozenset(
    "not no never nobody none nothing neither nor cannot without hardly scarcely nowhere".split()
)
_CLAUSE_ENDS = frozenset('.,;:!?…()[]"“”„«»–—')

NEGATION_REACH = 6
"""A negation reaches at most so many tokens ahead, and never past the end of its clause; the
scope rule of Pang, Lee and Vaithyanathan (EMNLP 2002, section 5) with a bound added."""

LONGEST_KNOWN = 100
"""Longer than any word: what is longer is taken as it stands, and is not remembered."""


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
    known = [token_facts(token) for token in cut(text)]
    if not known:
        return Tokens(text, [], [], [], [])
    words, stems, is_word, negates = map(list, zip(*known, strict=True))
    return Tokens(text, words, stems, is_word, _negated(words, negates))


def cut(text: str) -> list[str]:
    """Return the words and marks of a text as they are written.

    Parameters
    ----------
    text : str
        Any text; cutting it at blanks first changes nothing.

    Returns
    -------
    list of str

    Examples
    --------
    >>> cut("Kyiv won’t.")
    ['Kyiv', 'won’t', '.']
    """
    return _TOKEN.findall(text)


def token_facts(token: str) -> tuple[str, str, bool, bool]:
    """Return what is true of a token wherever it stands.

    Parameters
    ----------
    token : str
        One of those that `cut` returns.

    Returns
    -------
    word, stem : str
        As in `Tokens`.
    is_word, negates : bool
        Whether it is a word, and whether it is one that negates what follows.
    """
    return _known(token) if len(token) <= LONGEST_KNOWN else _endless(token)


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


def ends_clause(word: str) -> bool:
    """Say whether a mark ends a clause, and with it a negation.

    Parameters
    ----------
    word : str
        One lower-cased word, or a mark.

    Returns
    -------
    bool
    """
    return word in _CLAUSE_ENDS


def _negated(words: list[str], negates: list[bool]) -> list[bool]:
    if True not in negates:
        return [False] * len(words)
    covered = []
    left = 0
    for word, is_negation in zip(words, negates, strict=True):
        if is_negation:
            covered.append(False)
            left = NEGATION_REACH
            continue
        if word in _CLAUSE_ENDS:
            left = 0
        covered.append(left > 0)
        left = max(left - 1, 0)
    return covered
