"""The columns of sentences' own features, without a name made for each n-gram.

`stance.features.sentence` says what the features are; here a token brings the columns that it
has wherever it stands, and the rest is found by the numbers of the stems. A test holds the two
equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import scipy.sparse as sp

from stance.features.lexicon import Numbered
from stance.features.ragged import Places, places_of
from stance.features.runs import Column, by_kind, known_stems, runs_of, table
from stance.features.sentence import (
    LENGTH_STEP,
    LONGEST,
    QUOTES,
    SCARE_QUOTE_TOKENS,
    parts_of,
)
from stance.features.tokens import LONGEST_KNOWN
from stance.features.vocabulary import Vocabulary, weighed_rows

_LAST = "last "
_REMEMBERED_TOKENS = 1 << 14

_Found = tuple[Places, Column]


class SentenceColumns:
    """Turn numbered sentences into rows of the families ``words``, ``parts`` and ``marks``.

    Parameters
    ----------
    vocabularies : mapping of str to Vocabulary
        One for each family, in the order of the columns.
    lengths : mapping of str to float
        How long the row of each family is.
    stems : mapping of str to int
        Numbers of the stems, as `stance.features.runs.stem_numbers` gives them for the names.

    Examples
    --------
    >>> from stance.features.lexicon import Lexicon
    >>> from stance.features.runs import stem_numbers
    >>> names = {"words": ["word:truce"], "parts": [], "marks": ["mark:?"]}
    >>> vocabularies = {family: Vocabulary(n, [1.0] * len(n)) for family, n in names.items()}
    >>> stems = stem_numbers(["word:truce", "mark:?"])
    >>> lengths = {"words": 1.0, "parts": 0.5, "marks": 0.25}
    >>> columns = SentenceColumns(vocabularies, lengths, stems)
    >>> columns.matrix(Lexicon(stems, columns.of_token).read(["A truce?"])).toarray()
    array([[1.  , 0.25]], dtype=float32)
    """

    def __init__(
        self, vocabularies: Mapping[str, Vocabulary], lengths: Mapping[str, float],
        stems: Mapping[str, int],
    ) -> None:  # fmt: skip
        self._words, self._parts, self._marks = vocabularies.values()
        sizes = [len(vocabulary) for vocabulary in vocabularies.values()]
        self._first_part, self._first_mark, _ = np.cumsum(sizes).tolist()
        self._firsts = np.array([0, self._first_part, self._first_mark])
        self._idf = np.concatenate([v.idf for v in vocabularies.values()])
        self._lengths = np.array([lengths[family] for family in vocabularies], np.float32)
        # For one choice of topics after the other, each of which has a lexicon of its own.
        self._remembered = lru_cache(_REMEMBERED_TOKENS)(self._of_token)
        self._n_stems = n_stems = len(stems) + 1
        kinds = by_kind(self._words.names)
        self._begin, self._end = stems.get("^", 0), stems.get("$", 0)
        self._pairs = runs_of(kinds["pair"], 2, stems)
        self._negated = table(kinds["not"], stems, n_stems)
        marks = {
            what: self._first_mark + c for what, c in by_kind(self._marks.names)["mark"].items()
        }
        closing = {w.removeprefix(_LAST): c for w, c in marks.items() if w.startswith(_LAST)}
        self._closing = table(closing, stems, n_stems)
        self._is_quote = np.zeros(n_stems, np.bool_)
        self._is_quote[[stems[mark] for mark in QUOTES]] = True
        self._scare_quotes = marks.get("scare quotes", -1)
        steps = range(LONGEST + 1)
        self._lengths_in_words = np.array([marks.get(f"length {i}", -1) for i in steps], np.int32)

    def of_token(self, word: str, stem: str, is_word: bool) -> list[int]:
        """Return the columns that a token has wherever it stands.

        Parameters
        ----------
        word, stem : str
            The token, as it is spelled and cut down.
        is_word : bool
            Whether it is a word, and no mark.

        Returns
        -------
        list of int
        """
        # What is too long for a word is not met again, and not remembered.
        ask = self._remembered if len(word) <= LONGEST_KNOWN else self._of_token
        return ask(word, stem, is_word)

    def _of_token(self, word: str, stem: str, is_word: bool) -> list[int]:
        if not is_word:
            return [self._first_mark + c for c in self._marks.columns([f"mark:{word}"])]
        parts = self._parts.columns(dict.fromkeys(parts_of(word)))
        return [*self._words.columns([f"word:{stem}"]), *(self._first_part + c for c in parts)]

    def matrix(self, batch: Numbered) -> sp.csr_array:
        """Return TF-IDF rows, each family of its own length.

        Parameters
        ----------
        batch : Numbered
            Sentences, of a lexicon with these stems and the columns of `of_token`.

        Returns
        -------
        csr_array of shape (n_sentences, n_columns), float32
        """
        stem = known_stems(batch.stem, self._n_stems)
        own = batch.columns[places_of(batch.first_column, batch.n_columns)]
        found = [*self._of_words(batch, stem), *self._of_marks(batch, stem)]
        rows, columns = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
        known = columns >= 0
        return weighed_rows(
            np.concatenate([batch.row.repeat(batch.n_columns), rows[known]]),
            np.concatenate([own, columns[known]]), len(batch),
            idf=self._idf, firsts=self._firsts, lengths=self._lengths,
        )  # fmt: skip

    def _of_words(self, batch: Numbered, stem: Column) -> list[_Found]:
        """Return sentence and column of pairs of stems, and of stems under a negation."""
        n, rows = len(batch), batch.row[batch.is_word]
        # Each sentence with "^" before it and "$" behind. The end of a sentence and the beginning
        # of the next are in no known pair.
        ends = np.bincount(rows, minlength=n).cumsum() + 2 * np.arange(n) + 1
        bounded = np.full(len(rows) + 2 * n, self._begin, stem.dtype)
        bounded[ends] = self._end
        bounded[np.arange(len(rows)) + 2 * rows + 1] = stem[batch.is_word]
        at, pairs = self._pairs.find(bounded, np.arange(len(bounded) - 1))
        covered = batch.negated & batch.is_word
        return [
            (ends.searchsorted(at), pairs),
            (batch.row[covered], self._negated[stem[covered]]),
        ]

    def _of_marks(self, batch: Numbered, stem: Column) -> list[_Found]:
        """Return sentence and column of a closing mark, of scare quotes, and of the length."""
        n_words = np.bincount(batch.row[batch.is_word], minlength=len(batch))
        (some,), (worded,) = batch.sizes.nonzero(), n_words.nonzero()
        last = stem[batch.starts[some] + batch.sizes[some] - 1]
        quotes = self._is_quote[stem].nonzero()[0]
        opening, gap = batch.row[quotes[:-1]], quotes[1:] - quotes[:-1]
        scare = (gap > 1) & (gap <= SCARE_QUOTE_TOKENS) & (opening == batch.row[quotes[1:]])
        length = np.minimum(n_words[worded] // LENGTH_STEP, LONGEST)
        return [
            (some, self._closing[last]),
            (opening[scare], np.full(scare.sum(), self._scare_quotes, np.int32)),
            (worded, self._lengths_in_words[length]),
        ]
