"""Sentences without their names, for what would otherwise learn who is for what.

A name is a word with a capital letter that other sentences hardly ever write without it: the case
of a word elsewhere tells what its case at the start of a sentence means, as in the truecasing of
Lita, Ittycheriah, Roukos and Kambhatla ("tRuEcasIng", ACL 2003).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from unicodedata import normalize

from stance.stemming import stem

# A possessive is no part of its word, a contraction is.
_WORD = re.compile(r"[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)*")
_CONTRACTED = re.compile(r"['’][a-zß-öø-ÿ]+$")
_WITHIN = re.compile(r"[\w,;] $")

# Stands for every name. A name itself, so that a sentence stays one; with "somebody" the log loss
# of an embedder's side was higher, cross-validated on the training split of the bundled corpus.
_ANYONE = "London"
_TOGETHER = re.compile(rf"{_ANYONE}(?:[\s\u2010\u2011-]+{_ANYONE})+")

# A word that has a capital letter within sentences is common all the same where it stands without
# one so many times, and so many times for each time with it: "Ministry", but not "Putin", whom one
# post or another writes without.
_FEWEST, _SHARE = 3, 0.2


@dataclass(frozen=True, slots=True)
class NameMask:
    """Takes the names out of sentences.

    Attributes
    ----------
    common : frozenset of str
        Stems of the words that are no names.

    Examples
    --------
    >>> mask = NameMask.of(["He says that they talk, and talks with Russia go on."])
    >>> mask.masked("Talks with Nguyễn Văn Minh? They don't go on, say Lima and NATO.")
    "Talks with London? They don't go on, say London and NATO."
    """

    common: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Learn from sentences which words are no names.

        Parameters
        ----------
        texts : iterable of str
            Sentences, with capitals as people write them. Those in which most words have one, as
            in some headlines, are passed over.

        Returns
        -------
        NameMask
        """
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        # Each text once: it says no more for coming back.
        for text in map(_composed, set(texts)):
            words = [(found.group(), found.start()) for found in _WORD.finditer(text)]
            if 2 * sum(word[0].isupper() for word, _ in words) > len(words):
                continue
            for word, start in words:
                # An acronym is no name in small letters either.
                if not word[0].isupper() or (word.isupper() and len(word) > 1):
                    small[word.lower()] += 1
                elif _WITHIN.search(text, max(0, start - 2), start):
                    # The first word of a sentence has a capital whatever it is.
                    capital[word.lower()] += 1
        common = {word for word, times in small.items() if _is_common(times, capital[word])}
        # By their stems, so that a form that no text has is known; but the franc is not France.
        names = {stem(word) for word in capital if word not in common}
        return cls(frozenset(stem(word) for word in common).difference(names))

    def masked(self, text: str) -> str:
        """Return a sentence with one and the same name for each of its names.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        str
            What is written in capitals throughout stays, as acronyms do.
        """
        one_for_each = _WORD.sub(
            lambda found: _ANYONE if self._is_name(found.group()) else found.group(),
            _composed(text),
        )
        return _TOGETHER.sub(_ANYONE, one_for_each)

    def _is_name(self, word: str) -> bool:
        if not word[0].isupper() or word.isupper() or _CONTRACTED.search(word):
            return False
        return stem(word.lower()) not in self.common


def _composed(text: str) -> str:
    # A letter and its accent as one character, and no hyphen that shows at the end of a line only.
    return normalize("NFC", text).replace("\u00ad", "")


def _is_common(small: int, capital: int) -> bool:
    return not capital or small >= max(_FEWEST, _SHARE * capital)
