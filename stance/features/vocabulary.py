"""From feature names to columns: a vocabulary with document frequencies, without pickles.

This is scikit-learn's TF-IDF with binary term counts (a test holds the two equal). It exists
apart from it so that a saved model is a list of words and an array, and so that a prediction
need not import scikit-learn.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

FloatArray = npt.NDArray[np.float32]


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
        self._column = {name: column for column, name in enumerate(self.names)}

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
        ends = np.cumsum([0, *map(len, rows)])
        indices = np.fromiter(itertools.chain.from_iterable(rows), np.int32, count=ends[-1])
        ones = np.ones(len(indices), np.float32)
        matrix = sp.csr_array((ones, indices, ends), shape=(len(rows), len(self)))
        matrix.sum_duplicates()
        matrix.data = self.idf[matrix.indices]
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)))
        norms[norms == 0] = 1
        matrix.data /= np.repeat(norms, np.diff(matrix.indptr)).astype(np.float32)
        return matrix
