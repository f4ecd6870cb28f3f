"""Weights that a topic has of its own beside the shared ones, held for what occurs alone.

This is the augmentation of Daumé III ("Frustratingly Easy Domain Adaptation", ACL 2007, section 3)
with the topic as the domain: a row's features once more, in columns that are its topic's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.ragged import places_of
from stance.features.vocabulary import FloatArray

Keys = npt.NDArray[np.int64]
Index = npt.NDArray[np.intp]


def keys_of(features: sp.csr_array, topics: Index) -> Keys:
    """Return the own column of each value: its topic times the number of columns, plus its column.

    Parameters
    ----------
    features : csr_array of shape (n_rows, n_columns)
        Features of each row.
    topics : ndarray of int, shape (n_rows,)
        The topic of each row.

    Returns
    -------
    ndarray of int, shape (n_values,)

    Examples
    --------
    >>> keys_of(sp.csr_array([[1.0, 2.0], [0.0, 4.0]]), np.array([1, 0])).tolist()
    [2, 3, 1]
    """
    first = topics.astype(np.int64) * features.shape[1]
    keys: Keys = first.repeat(np.diff(features.indptr)) + features.indices
    return keys


def own_columns(features: sp.csr_array, topics: Index, kept: Keys) -> sp.csr_array:
    """Return features in columns of their topic's own, as many as are kept.

    Parameters
    ----------
    features, topics
        As `keys_of` takes them.
    kept : ndarray of int, shape (n_kept,)
        Keys of the columns that are kept, ascending.

    Returns
    -------
    csr_array of shape (n_rows, n_kept)

    Examples
    --------
    >>> features = sp.csr_array([[1.0, 2.0], [0.0, 4.0]])
    >>> own_columns(features, np.array([1, 0]), np.array([1, 2])).toarray().tolist()
    [[0.0, 1.0], [4.0, 0.0]]
    """
    shape = (features.shape[0], len(kept))
    if not len(kept):
        return sp.csr_array(shape, dtype=features.dtype)
    keys = keys_of(features, topics)
    place = np.minimum(kept.searchsorted(keys), len(kept) - 1)
    found = kept[place] == keys
    ends = np.concatenate([[0], found.cumsum()])[features.indptr]
    return sp.csr_array((features.data[found], place[found], ends), shape=shape)


@dataclass(frozen=True, slots=True)
class OwnWeights:
    """The weights that thousands of topics have of their own: those that are there, and no zeros.

    Attributes
    ----------
    keys : ndarray of int, shape (n_kept,)
        Topic times `n_columns`, plus column, of each; ascending.
    weights : ndarray of shape (n_kept, n_classes)
        For each answer.
    n_columns : int
        How many columns a sentence has.
    n_topics : int
        How many topics there are.

    Examples
    --------
    >>> own = OwnWeights(np.array([1, 2]), np.array([[0.5], [0.25]], np.float32), 2, 2)
    >>> features = sp.csr_array(np.array([[1.0, 2.0]], np.float32))
    >>> own.scores(features, np.array([0]), np.array([0])).tolist()
    [[1.0]]
    >>> own.all_scores(features).tolist()
    [[[1.0], [0.25]]]
    """

    keys: Keys
    weights: FloatArray
    n_columns: int
    n_topics: int

    def scores(self, features: sp.csr_array, place: Index, topics: Index) -> FloatArray:
        """Return what pairs of sentence and topic get.

        Parameters
        ----------
        features : csr_array of shape (n_sentences, n_columns)
            Features of the sentences.
        place, topics : ndarray of int, shape (n_pairs,)
            Positions of each pair's sentence and topic.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)
        """
        has = np.flatnonzero(np.isin(topics, np.unique(self.keys // self.n_columns)))
        scores = np.zeros((len(place), self.weights.shape[1]), np.float32)
        columns = own_columns(features[place[has]], topics[has], self.keys)
        scores[has] = columns @ self.weights
        return scores

    def all_scores(self, features: sp.csr_array) -> FloatArray:
        """Return what every pair of sentence and topic gets.

        Parameters
        ----------
        features : csr_array of shape (n_sentences, n_columns)
            Features of the sentences.

        Returns
        -------
        ndarray of shape (n_sentences, n_topics, n_classes)
        """
        n_classes = self.weights.shape[1]
        scores = np.zeros((features.shape[0], self.n_topics, n_classes), np.float32)
        topic, column = np.divmod(self.keys, self.n_columns)
        shape = (self.n_columns, self.n_topics)
        for answer in range(n_classes):
            table = sp.csr_array((self.weights[:, answer], (column, topic)), shape=shape)
            scores[:, :, answer] = (features @ table).toarray()
        return scores

    def of(self, topic: int) -> FloatArray:
        """Return the weights of one topic, shape (n_columns, n_classes).

        Parameters
        ----------
        topic : int
            Its position.

        Returns
        -------
        ndarray
        """
        weights = np.zeros((self.n_columns, self.weights.shape[1]), np.float32)
        start, end = self.keys.searchsorted(np.arange(topic, topic + 2) * self.n_columns)
        weights[self.keys[start:end] - topic * self.n_columns] = self.weights[start:end]
        return weights

    def for_topics(self, positions: Sequence[int | None]) -> OwnWeights:
        """Return the weights with topics reordered, left out, or new.

        Parameters
        ----------
        positions : sequence of int or None
            For each topic its position here; None for one that has no weights.

        Returns
        -------
        OwnWeights
        """
        at = np.array([-1 if old is None else old for old in positions], np.int64)
        starts, ends = (self.keys.searchsorted((at + more) * self.n_columns) for more in (0, 1))
        sizes = np.where(at < 0, 0, ends - starts)
        place = places_of(starts, sizes)
        moved = ((np.arange(len(at)) - at) * self.n_columns).repeat(sizes)
        return OwnWeights(
            self.keys[place] + moved, self.weights[place], self.n_columns, len(positions)
        )
