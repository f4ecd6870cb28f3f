"""From feature names to columns: a vocabulary with document frequencies, without pickles.

This is scikit-learn's TF-IDF with binary term counts (a test holds the two equal). It exists
apart from it so that a saved model is a list of words and an array, and so that a prediction
need not import scikit-learn.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.ragged import run_sizes, run_starts

FloatArray = npt.NDArray[np.float32]

_FEW_ROWS = 4


class Vocabulary:
    """The feature names that are known, and how much each one counts.

    Parameters
    ----------
    names : sequence of str
        The names, sorted; the place of a name is its column.
    idf : ndarray of shape (n_names,)
        The inverse document frequency of each.

    Examples
    --------
    >>> vocabulary = Vocabulary.fit([["a", "b"], ["b"]], min_count=1)
    >>> vocabulary.names
    ['a', 'b']
    >>> vocabulary.transform([["b", "unknown"]]).toarray()
    array([[0., 1.]], dtype=float32)
    """

    def __init__(self, names: Sequence[str], idf: npt.ArrayLike) -> None:
        self.names = list(names)
        self.idf: FloatArray = np.asarray(idf, dtype=np.float32)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.names)}

    @classmethod
    def fit(cls, documents: Iterable[Iterable[str]], min_count: int = 1) -> Vocabulary:
        """Learn the names that occur in at least `min_count` documents.

        Parameters
        ----------
        documents : iterable of iterable of str
            The feature names of each document.
        min_count : int, default=1
            Rarer names are left out.

        Returns
        -------
        Vocabulary
        """
        counts: Counter[str] = Counter()
        n_documents = 0
        for names in documents:
            counts.update(set(names))
            n_documents += 1
        kept = sorted(name for name, count in counts.items() if count >= min_count)
        frequency = np.array([counts[name] for name in kept], dtype=np.float64)
        return cls(kept, np.log((1 + n_documents) / (1 + frequency)) + 1)

    def __len__(self) -> int:
        return len(self.names)

    def columns(self, names: Iterable[str]) -> list[int]:
        """Return the columns of the names that are known, in the order of the names.

        Parameters
        ----------
        names : iterable of str
            Feature names.

        Returns
        -------
        list of int
        """
        column = self._column
        return [column[name] for name in names if name in column]

    def transform(self, documents: Iterable[Iterable[str]]) -> sp.csr_array:
        """Return TF-IDF rows of length one (or zero where no name is known).

        Parameters
        ----------
        documents : iterable of iterable of str
            The feature names of each document.

        Returns
        -------
        csr_array of shape (n_documents, n_names), float32
        """
        return self.weigh([self.columns(names) for names in documents])

    def weigh(self, rows: Sequence[Sequence[int]]) -> sp.csr_array:
        """Return TF-IDF rows from columns already looked up.

        Parameters
        ----------
        rows : sequence of sequence of int
            The columns of each document, in any order; a repeated one counts once.

        Returns
        -------
        csr_array of shape (n_documents, n_names), float32
        """
        sizes = np.fromiter(map(len, rows), np.intp, count=len(rows))
        columns = np.fromiter(itertools.chain.from_iterable(rows), np.int32, count=sizes.sum())
        return self.weigh_found(np.repeat(np.arange(len(rows)), sizes), columns, len(rows))

    def weigh_found(
        self, rows: npt.NDArray[Any], columns: npt.NDArray[Any], n_rows: int
    ) -> sp.csr_array:
        """Return TF-IDF rows from where each column was found.

        Parameters
        ----------
        rows, columns : ndarray of int, shape (n_found,)
            In any order; a repeated pair counts once.
        n_rows : int
            How many documents there are.

        Returns
        -------
        csr_array of shape (n_rows, n_names), float32
        """
        first, length = np.zeros(1, np.intp), np.ones(1, np.float32)
        return weighed_rows(rows, columns, n_rows, idf=self.idf, firsts=first, lengths=length)


def weighed_rows(
    rows: npt.NDArray[Any], columns: npt.NDArray[Any], n_rows: int, *, idf: FloatArray,
    firsts: npt.NDArray[np.intp], lengths: FloatArray,
) -> sp.csr_array:  # fmt: skip
    """Return TF-IDF rows in which each family of columns has a length of its own.

    Parameters
    ----------
    rows, columns : ndarray of int, shape (n_found,)
        Where a feature was found, in any order; a repeated pair counts once.
    n_rows : int
        How many rows there are.
    idf : ndarray of shape (n_columns,)
        The inverse document frequency of each column.
    firsts : ndarray of int, shape (n_families,)
        The first column of each family, ascending from 0.
    lengths : ndarray of shape (n_families,)
        How long the part of a row is that belongs to each family, unless it is empty.

    Returns
    -------
    csr_array of shape (n_rows, n_columns), float32
        With sorted indices.

    Examples
    --------
    >>> found = np.array([0, 0, 0]), np.array([2, 0, 2])
    >>> how = {"firsts": np.array([0, 2]), "lengths": np.array([1, 0.5], np.float32)}
    >>> weighed_rows(*found, 1, idf=np.ones(3, np.float32), **how).toarray()
    array([[1. , 0. , 0.5]], dtype=float32)
    """
    # One sort of whole numbers, in place of scipy's many small steps.
    bits = max(len(idf) - 1, 1).bit_length()
    kind: type[Any] = np.int32 if n_rows << bits < 2**31 else np.int64
    shifted: npt.NDArray[Any] = rows.astype(kind) * (1 << bits)
    keys = np.sort(shifted | columns)
    keys = keys[run_starts(keys)]
    column = keys & ((1 << bits) - 1)
    data = idf[column]
    # Each family of each row lies side by side.
    bounds: npt.NDArray[Any] = np.arange(n_rows, dtype=kind)[:, None] * (1 << bits) + firsts
    starts = keys.searchsorted(bounds.astype(kind).ravel())
    sizes = run_sizes(starts, len(keys))
    filled = sizes.nonzero()[0]
    norms = np.ones(len(sizes))
    norms[filled] = np.sqrt(np.add.reduceat(data * data, starts[filled], dtype=np.float64))
    data *= (lengths / norms.reshape(n_rows, -1)).astype(np.float32).ravel().repeat(sizes)
    ends = np.full(n_rows + 1, len(keys), np.int32)
    ends[:-1] = starts[:: len(firsts)]
    matrix = sp.csr_array(
        (data, column.astype(np.int32, copy=False), ends), shape=(n_rows, len(idf))
    )
    matrix.has_sorted_indices = True
    return matrix


def product(features: sp.csr_array, weights: FloatArray) -> FloatArray:
    """Return the product of rows with weights of the leading columns.

    Parameters
    ----------
    features : csr_array of shape (n_rows, n_columns)
        Rows.
    weights : ndarray of shape (n_leading_columns, n_outputs)
        Weights.

    Returns
    -------
    ndarray of shape (n_rows, n_outputs)

    Examples
    --------
    >>> product(sp.csr_array([[1.0, 2.0, 3.0]]), np.array([[1.0], [10.0]])).tolist()
    [[21.0]]
    """
    n_rows, n_columns = features.shape
    if n_rows > _FEW_ROWS:
        leading = features if len(weights) == n_columns else features[:, : len(weights)]
        return np.asarray(leading @ weights)
    # For one sentence the checks of a sparse matrix take longer than the sums.
    out = np.zeros((n_rows, weights.shape[1]), weights.dtype)
    for row, (start, end) in enumerate(itertools.pairwise(features.indptr.tolist())):
        columns, data = features.indices[start:end], features.data[start:end]
        leading = columns < len(weights)
        out[row] = data[leading] @ weights[columns[leading]]
    return out
