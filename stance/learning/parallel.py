"""Columns of a matrix that differ by a factor alone, learned as one.

n-grams are full of them: the words of a phrase that always comes whole, and a topic's own copies
of words that no other topic has. Under an L2 penalty such columns share one weight in proportion to
their lengths: a single column of their joint length has the same optimum and takes less time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

# Directions are the same where so many projections on random directions agree to so many places:
# that two others do by chance is less likely than one in 10^15.
_PROJECTIONS = 3
_PLACES = 6


@dataclass(frozen=True, slots=True)
class ParallelColumns:
    """Which columns of a matrix are multiples of each other.

    Attributes
    ----------
    group : ndarray of int, shape (n_columns,)
        The group of each column.
    share : ndarray of shape (n_columns,)
        Its length, with its sign, against the joint length of its group; 0 for a column of zeros.
    first : ndarray of int, shape (n_groups,)
        A column of each group.

    Examples
    --------
    >>> X = sp.csr_array([[3.0, 0.0, 4.0], [6.0, 1.0, 8.0]])
    >>> columns = ParallelColumns.of(X)
    >>> columns.share[[0, 2]].round(6).tolist()
    [0.6, 0.8]
    >>> joined = columns.join(X)
    >>> joined.shape
    (2, 2)
    >>> columns.spread(joined.toarray()).round(6)[:, 0].tolist()
    [3.0, 6.0]
    """

    group: npt.NDArray[np.intp]
    share: npt.NDArray[np.float64]
    first: npt.NDArray[np.intp]

    @classmethod
    def of(cls, X: sp.csr_array) -> Self:
        """Find the groups.

        Parameters
        ----------
        X : csr_array of shape (n_rows, n_columns)
            Features.

        Returns
        -------
        ParallelColumns
        """
        columns = X.tocsc()
        columns.eliminate_zeros()
        length = np.sqrt(np.asarray(columns.multiply(columns).sum(axis=0)).ravel())
        sign = np.ones(len(length))
        filled = length > 0
        sign[filled] = np.sign(columns.data[columns.indptr[:-1][filled]])
        directions = np.random.default_rng(0).standard_normal((X.shape[0], _PROJECTIONS))
        seen = (columns.T @ directions) * (sign / np.where(filled, length, 1.0))[:, None]
        # Adding 0 makes one of the two zeros that floats have.
        _, first, group = np.unique(
            seen.round(_PLACES) + 0.0, axis=0, return_index=True, return_inverse=True
        )
        group = group.reshape(-1)
        joint = np.sqrt(np.bincount(group, weights=length**2))[group]
        return cls(group, sign * length / np.where(joint > 0, joint, 1.0), first)

    def join(self, X: sp.csr_array) -> sp.csr_array:
        """Return the matrix with one column for each group.

        Parameters
        ----------
        X : csr_array of shape (n_rows, n_columns)
            The matrix in which the groups were found.

        Returns
        -------
        csr_array of shape (n_rows, n_groups)
        """
        share = self.share[self.first]
        return (X[:, self.first] * (1.0 / np.where(share, share, 1.0))).tocsr()

    def spread(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the weight of each column from those of the groups.

        Parameters
        ----------
        weights : ndarray of shape (n_classes, n_groups)
            Weights of the joined columns.

        Returns
        -------
        ndarray of shape (n_classes, n_columns)
        """
        spread: npt.NDArray[np.float64] = weights[:, self.group] * self.share
        return spread
