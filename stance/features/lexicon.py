"""Sentences as numbers: each distinct word is cut, stemmed and looked up once, then counted on.

Texts repeat their words, so what is true of a word wherever it stands is kept in arrays, and a
sentence becomes places in them. All that follows from the words around it is array operations
over many sentences at once. `stance.features.tokens` says the same of one sentence, plainly; a
test holds the two equal.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.features.ragged import Growing, GrowingRows, Places, places_of
from stance.features.tokens import (
    LONGEST_KNOWN,
    NEGATION_REACH,
    cut,
    ends_clause,
    token_facts,
)

REMEMBERED = 1 << 20
"""Columns and tokens that a lexicon holds at most before it is begun anew: some 70,000 words."""

WORD, NEGATES, ENDS_CLAUSE = 1, 2, 4
"""What may be true of a token: it is a word, it negates what follows, it ends a clause."""

Column = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A batch of sentences as numbers, token by token, one sentence after the other.

    Attributes
    ----------
    sizes, starts : ndarray of int, shape (n_sentences,)
        How many tokens each sentence has, and the place of its first.
    row : ndarray of int, shape (n_tokens,)
        The sentence of each token.
    stem : ndarray of int, shape (n_tokens,)
        The number of its stem; 0 for one that nothing is known of.
    is_word, negated : ndarray of bool, shape (n_tokens,)
        As in `stance.features.tokens.Tokens`.
    first_column, n_columns : ndarray of int, shape (n_tokens,)
        Where its columns lie in `columns`, and how many they are.
    columns : ndarray of int
        The columns of all tokens that the lexicon knows.
    """

    sizes: Places
    starts: Places
    row: Places
    stem: Column
    is_word: Flags
    negated: Flags
    first_column: Places
    n_columns: Places
    columns: Column

    def __len__(self) -> int:
        return len(self.sizes)


class Lexicon:
    """The tokens that were met, and what is true of each wherever it stands.

    It is used by one thread at a time; what it returns may be used by any.

    Parameters
    ----------
    stems : mapping of str to int
        Numbers of the stems that are known, from 1.
    columns_of : callable
        Takes a token's word, stem, and whether it is a word; returns its columns.

    Examples
    --------
    >>> lexicon = Lexicon({"truce": 1}, lambda word, stem, is_word: [7] if is_word else [])
    >>> batch = lexicon.read(["No truce!", ""])
    >>> batch.stem.tolist(), batch.negated.tolist(), batch.sizes.tolist()
    ([0, 1, 0], [False, True, False], [3, 0])
    """

    def __init__(
        self, stems: Mapping[str, int], columns_of: Callable[[str, str, bool], list[int]]
    ) -> None:
        self._stems, self._columns_of = stems, columns_of
        self._chunks, self._tokens = _Remembered(self._add_chunk), _Remembered(self._add_token)
        # Of chunks: what stands between blanks, a word and the marks beside it.
        self._chunk_sizes, self._chunk_tokens = GrowingRows(), Growing(np.int32)
        self._flags, self._stem = Growing(np.uint8), Growing(np.int32)
        self._column_sizes, self._columns = GrowingRows(), Growing(np.int32)

    @property
    def is_full(self) -> bool:
        """Whether it holds so much that it had better be begun anew."""
        return len(self._columns) + 4 * len(self._chunk_tokens) > REMEMBERED

    def read(self, texts: Iterable[str]) -> Numbered:
        """Return sentences as numbers, after learning the tokens that are new.

        Parameters
        ----------
        texts : iterable of str
            Sentences.

        Returns
        -------
        Numbered
        """
        counts: list[int] = []

        # Each is looked up and let go before the next is cut: all at once would take longer.
        def split(text: str) -> list[str]:
            chunks = text.split()
            counts.append(len(chunks))
            return chunks

        chunks = itertools.chain.from_iterable(map(split, texts))
        chunk = np.fromiter(map(self._chunks.__getitem__, chunks), np.intp)
        n_chunks = np.array(counts, np.intp)
        firsts, sizes = self._chunk_sizes.values()
        per_chunk = sizes[chunk]
        tokens = self._chunk_tokens.values()[places_of(firsts[chunk], per_chunk)]
        starts = np.zeros(len(counts) + 1, np.intp)
        counted = np.zeros(len(chunk) + 1, np.intp)
        per_chunk.cumsum(out=counted[1:])
        starts[1:] = counted[n_chunks.cumsum()]
        n_tokens = starts[1:] - starts[:-1]
        row = np.arange(len(counts)).repeat(n_tokens)
        flags = self._flags.values()[tokens]
        first_column, n_columns = self._column_sizes.values()
        return Numbered(
            n_tokens, starts[:-1], row, self._stem.values()[tokens], flags & WORD > 0,
            negated(flags, row), first_column[tokens], n_columns[tokens],
            self._columns.values(),
        )  # fmt: skip

    def _add_chunk(self, chunk: str) -> int:
        tokens = list(map(self._tokens.__getitem__, cut(chunk)))
        self._chunk_tokens.new += tokens
        return self._chunk_sizes.add(len(tokens))

    def _add_token(self, token: str) -> int:
        word, stem, is_word, negates = token_facts(token)
        ends = ENDS_CLAUSE if ends_clause(word) else 0
        columns = self._columns_of(word, stem, is_word)
        self._flags.new.append((WORD if is_word else 0) | (NEGATES if negates else 0) | ends)
        self._stem.new.append(self._stems.get(stem, 0))
        self._columns.new += columns
        return self._column_sizes.add(len(columns))


class Lexicons:
    """Lexicons for any number of threads: as many as ever read at the same time.

    Parameters
    ----------
    stems, columns_of
        As of `Lexicon`.
    """

    def __init__(
        self, stems: Mapping[str, int], columns_of: Callable[[str, str, bool], list[int]]
    ) -> None:
        self._how = stems, columns_of
        self._free: deque[Lexicon] = deque()

    def read(self, texts: Iterable[str]) -> Numbered:
        """Return sentences as numbers, by a lexicon that no other thread has meanwhile.

        Parameters
        ----------
        texts : iterable of str
            Sentences.

        Returns
        -------
        Numbered
        """
        try:
            lexicon = self._free.pop()
        except IndexError:
            lexicon = Lexicon(*self._how)
        numbered = lexicon.read(texts)
        # One that was stopped in the middle, or is full, is left to go.
        if not lexicon.is_full:
            self._free.append(lexicon)
        return numbered


def negated(flags: npt.NDArray[np.uint8], row: Places) -> Flags:
    """Return where a negation earlier in the same clause covers a token.

    Parameters
    ----------
    flags : ndarray of shape (n_tokens,)
        `WORD`, `NEGATES` and `ENDS_CLAUSE`, added up.
    row : ndarray of int, shape (n_tokens,)
        The sentence of each token, ascending.

    Returns
    -------
    ndarray of bool, shape (n_tokens,)
    """
    negates: Flags = flags & NEGATES > 0
    if not negates.any():
        return negates
    place = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(negates, place, -1))
    end = np.maximum.accumulate(np.where(flags & ENDS_CLAUSE > 0, place, -1))
    # The last negation before, if it is near and neither clause nor sentence ended since.
    near: Flags = (last >= 0) & (place - last <= NEGATION_REACH) & (end < last) & (row[last] == row)
    return near & ~negates


class _Remembered(dict[str, int]):
    """Numbers by spelling; a new one is added, and kept unless it is too long for a word."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, spelled: str) -> int:
        number = self._add(spelled)
        if len(spelled) <= LONGEST_KNOWN:
            self[spelled] = number
        return number
