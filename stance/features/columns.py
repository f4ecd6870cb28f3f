"""The columns of a sentence's own features, without a name made for each n-gram.

`stance.features.sentence` says what the features are; here they are looked up by the stems
themselves and, for the parts of a word, once for each distinct word. A test holds the two equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.sentence import LONGEST_WORD, mark_names, parts_of
from stance.features.tokens import Tokens
from stance.features.vocabulary import Vocabulary, weighed_rows

_REMEMBERED_WORDS = 1 << 16

Columns = npt.NDArray[np.int32]
Places = npt.NDArray[np.int32]


class SentenceColumns:
    """Turn tokenized sentences into rows of the families ``words``, ``parts`` and ``marks``.

    Parameters
    ----------
    vocabularies : mapping of str to Vocabulary
        One for each family, in the order of the columns.
    lengths : mapping of str to float
        How long the row of each family is.

    Examples
    --------
    >>> from stance.features.tokens import tokenize
    >>> names = {"words": ["word:truce"], "parts": [], "marks": ["mark:?"]}
    >>> vocabularies = {family: Vocabulary(n, [1.0] * len(n)) for family, n in names.items()}
    >>> lengths = {"words": 1.0, "parts": 0.5, "marks": 0.25}
    >>> SentenceColumns(vocabularies, lengths).matrix([tokenize("A truce?")]).toarray()
    array([[1.  , 0.25]], dtype=float32)
    """

    def __init__(
        self, vocabularies: Mapping[str, Vocabulary], lengths: Mapping[str, float]
    ) -> None:
        self._words, self._parts, self._marks = vocabularies.values()
        sizes = [len(vocabulary) for vocabulary in vocabularies.values()]
        self._first_part, self._first_mark, self._width = np.cumsum(sizes).tolist()
        self._idf = np.concatenate([v.idf for v in vocabularies.values()])
        self._family = np.repeat(np.arange(len(sizes)), sizes)
        self._lengths = np.array([lengths[family] for family in vocabularies], np.float32)
        # A sentence has ten times more parts than words, and its words have mostly been met.
        self._parts_of = lru_cache(_REMEMBERED_WORDS)(self._look_up_parts)

    def matrix(self, batch: Sequence[Tokens]) -> sp.csr_array:
        """Return TF-IDF rows, each family of its own length.

        Parameters
        ----------
        batch : sequence of Tokens
            Sentences.

        Returns
        -------
        csr_array of shape (n_sentences, n_columns), float32
        """
        marks = [self._of_marks(tokens) for tokens in batch]
        rows_of_words, words = self._words_in(batch)
        rows_of_parts, parts = self._parts_in(batch)
        rows = [rows_of_words, rows_of_parts, _rows(marks)]
        columns = [words, parts, _flat(marks)]
        return weighed_rows(
            np.concatenate(rows), np.concatenate(columns), len(batch),
            idf=self._idf, family=self._family, lengths=self._lengths,
        )  # fmt: skip

    @cached_property
    def _known_words(self) -> _KnownWords:
        return _KnownWords(self._words.names)

    def _words_in(self, batch: Sequence[Tokens]) -> tuple[Places, Columns]:
        """Return sentence and column of every stem, pair of stems, and stem under a negation."""
        known = self._known_words
        stems = [["^", *itertools.compress(t.stems, t.is_word), "$"] for t in batch]
        rows = _rows(stems)
        stem = np.fromiter(map(known.stems.__getitem__, itertools.chain(*stems)), np.int64)
        single = known.single[stem]
        # The end of a sentence and the beginning of the next are in no known pair.
        pair = stem[:-1] * len(known.single) + stem[1:]
        place = np.searchsorted(known.pairs, pair)
        paired = np.where(known.pairs[place] == pair, known.pair_columns[place], -1)
        covered = [i for i, t in enumerate(batch) if True in t.negated]
        flags = [[*itertools.compress(batch[i].negated, batch[i].is_word)] for i in covered]
        under = [[s for s, f in zip(stems[i][1:-1], fs, strict=True) if f]
                 for i, fs in zip(covered, flags, strict=True)]  # fmt: skip
        below = np.fromiter(map(known.stems.__getitem__, itertools.chain(*under)), np.int64)
        negated = known.negated[below]
        of_negated = np.array(covered, np.int32)[_rows(under)]
        columns = np.concatenate([single, paired, negated])
        places = np.concatenate([rows, rows[:-1], of_negated])
        return places[columns >= 0], columns[columns >= 0]

    def _parts_in(self, batch: Sequence[Tokens]) -> tuple[Places, Columns]:
        """Return sentence and column of every part; each distinct word is looked up once."""
        place: dict[str, int] = {}
        # Cut before it is looked up: a word may be as long as the text, and is remembered.
        spelled = [
            [
                place.setdefault(word[:LONGEST_WORD], len(place))
                for word in itertools.compress(t.words, t.is_word)
            ]
            for t in batch
        ]
        parts = list(map(self._parts_of, place))
        if not parts:
            return _rows([]), _flat([])
        sizes = np.fromiter(map(len, parts), np.int32)
        starts, words = np.cumsum(sizes) - sizes, _flat(spelled)
        # The parts of each word lie side by side: from where they start, count on.
        each = sizes[words]
        before = np.cumsum(each) - each
        positions = np.arange(each.sum()) + np.repeat(starts[words] - before, each)
        return np.repeat(_rows(spelled), each), np.concatenate(parts)[positions]

    def _of_marks(self, tokens: Tokens) -> list[int]:
        first = self._first_mark
        return [first + column for column in self._marks.columns(mark_names(tokens))]

    def _look_up_parts(self, word: str) -> Columns:
        first = self._first_part
        return np.array([first + c for c in self._parts.columns(parts_of(word))], np.int32)


class _Numbers(dict[str, int]):
    """Numbers of known stems; any other is 0."""

    def __missing__(self, stem: str) -> int:
        return 0


class _KnownWords:
    """The names of the family ``words`` taken apart, as arrays over numbered stems.

    A stem's place in ``single`` and ``negated`` is its number; -1 where there is no such column.
    ``pairs`` holds ``first * n_stems + second``, sorted, and one more that no pair reaches.
    """

    def __init__(self, names: Sequence[str]) -> None:
        kinds: dict[str, dict[str, int]] = {"word": {}, "pair": {}, "not": {}}
        for column, name in enumerate(names):
            kind, _, what = name.partition(":")
            kinds[kind][what] = column
        halves = [pair.split(" ") for pair in kinds["pair"]]
        known = dict.fromkeys([*kinds["word"], *itertools.chain(*halves), *kinds["not"]])
        self.stems = _Numbers({stem: number for number, stem in enumerate(known, start=1)})
        n_stems = len(known) + 1
        self.single = self._table(kinds["word"], n_stems)
        self.negated = self._table(kinds["not"], n_stems)
        numbers = np.array([[self.stems[a], self.stems[b]] for a, b in halves], np.int64)
        pairs = numbers.reshape(-1, 2) @ np.array([n_stems, 1])
        order = np.argsort(pairs)
        self.pairs = np.append(pairs[order], n_stems * n_stems)
        self.pair_columns = np.append(_flat([kinds["pair"].values()])[order], -1)

    def _table(self, columns: Mapping[str, int], n_stems: int) -> Columns:
        table = np.full(n_stems, -1, np.int32)
        table[[self.stems[stem] for stem in columns]] = list(columns.values())
        return table


def _rows(rows: Sequence[Sequence[int | str]]) -> Places:
    """Return the row of each item."""
    return np.repeat(np.arange(len(rows), dtype=np.int32), list(map(len, rows)))


def _flat(rows: Iterable[Iterable[int]]) -> Columns:
    return np.fromiter(itertools.chain.from_iterable(rows), np.int32)
