"""Sentences without their names, for what would otherwise learn who is for what.

A name is a word with a capital letter that the training texts hardly ever write without it: the
case of a word elsewhere tells what its case at the start of a sentence means, as in the truecasing
of Lita, Ittycheriah, Roukos and Kambhatla ("tRuEcasIng", ACL 2003).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_WORD = re.compile(r"[^\W\d_]+")

# Stands for every name. A name itself, so that a sentence stays one; with "somebody" the log loss
# of an embedder's side was higher, cross-validated on the training split of the bundled corpus.
_ANYONE = "London"
_TOGETHER = re.compile(rf"{_ANYONE}(?:[ -]{_ANYONE})+")

# A word is common that has so many times its small letters for each time that it lost them.
_OFTEN = 0.2


@dataclass(frozen=True, slots=True)
class NameMask:
    """Takes the names out of sentences.

    Attributes
    ----------
    common : frozenset of str
        Words, in small letters, that are no names.

    Examples
    --------
    >>> mask = NameMask.of(["He says that they talk, and talks with Russia go on."])
    >>> mask.masked("Talks with Nguyễn Văn Minh? They go on, say Lima and NATO.")
    'Talks with London? They go on, say London and NATO.'
    """

    common: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], common: Iterable[str] = ()) -> Self:
        """Learn from sentences which words are no names.

        Parameters
        ----------
        texts : iterable of str
            Sentences, with capitals as people write them.
        common : iterable of str, default=()
            Words, in small letters, that are known to be no names whatever the sentences say.

        Returns
        -------
        NameMask
        """
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for text in texts:
            for found in _WORD.finditer(text):
                word = found.group()
                if word.islower():
                    small[word] += 1
                elif found.start() and word[0].isupper():
                    # The first word of a text has a capital whatever it is.
                    capital[word.lower()] += 1
        seen = {word for word, times in small.items() if times >= _OFTEN * capital[word]}
        return cls(frozenset(seen.union(common)))

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
        one_for_each = _WORD.sub(lambda at: _ANYONE if self._is_name(at[0]) else at[0], text)
        return _TOGETHER.sub(_ANYONE, one_for_each)

    def _is_name(self, word: str) -> bool:
        return word[0].isupper() and not word.isupper() and word.lower() not in self.common
