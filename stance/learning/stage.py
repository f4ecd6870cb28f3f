"""One question asked of sentence and topic: shared weights beside each topic's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.extraction import topic_blocks
from stance.features.vocabulary import FloatArray, product

Index = npt.NDArray[np.intp]

# How far a topic may lean from the answer common to all topics without any word for it.
_LEANING = 0.5

# A column of a topic's own that fewer of its rows have is left to the shared weights.
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class StageWeights:
    """What a stage has learned, as plain arrays.

    Attributes
    ----------
    classes : tuple of str
        The answers, in the order of the last axis.
    shared : ndarray of shape (n_columns, n_classes)
        Weights of the sentence's features that hold for every topic.
    own : ndarray of shape (n_own_columns, n_topics, n_classes)
        Weights of the leading columns for each topic; zero for a topic never trained on.
    pair : ndarray of shape (n_pair_columns, n_classes)
        Weights of what ties this sentence to this topic, the same for every topic.
    bias : ndarray of shape (n_topics, n_classes)
        The bias, each topic's own included.
    """

    classes: tuple[str, ...]
    shared: FloatArray
    own: FloatArray
    pair: FloatArray
    bias: FloatArray

    def scores(
        self, features: sp.csr_array, pair: sp.csr_array | FloatArray, rows: Index, topics: Index
    ) -> FloatArray:
        """Return the score of each answer for pairs of sentence and topic.

        Parameters
        ----------
        features : csr_array of shape (n_sentences, n_columns)
            Features of the sentences, each once.
        pair : csr_array or ndarray of shape (n_pairs, n_pair_columns)
            Features of the pairs.
        rows, topics : ndarray of int, shape (n_pairs,)
            Positions of each pair's sentence and topic.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)
        """
        asked = np.zeros(features.shape[0], np.bool_)
        asked[rows] = True
        some, place = features, rows
        # Of most of the rows, all cost less than a copy.
        if 2 * asked.sum() < len(asked):
            some, place = features[asked.nonzero()[0]], (asked.cumsum() - 1)[rows]
        tied = product(pair, self.pair) if sp.issparse(pair) else pair @ self.pair
        scores: FloatArray = product(some, self.shared)[place] + self.bias[topics] + tied
        scores += self._own_scores(some)[place, topics]
        return scores

    def _own_scores(self, features: sp.csr_array) -> FloatArray:
        n_own, n_topics, n_classes = self.own.shape
        own = product(features, self.own.reshape(n_own, n_topics * n_classes))
        return own.reshape(-1, n_topics, n_classes)

    def all_scores(self, features: sp.csr_array, pair: FloatArray) -> FloatArray:
        """Return the score of each answer for every sentence and every topic.

        Parameters
        ----------
        features : csr_array of shape (n_sentences, n_columns)
            Features of the sentences.
        pair : ndarray of shape (n_sentences, n_topics, n_pair_columns)
            Features of the pairs.

        Returns
        -------
        ndarray of shape (n_sentences, n_topics, n_classes)
        """
        shared = product(features, self.shared)[:, None]
        scores: FloatArray = shared + self.bias + pair @ self.pair
        scores += self._own_scores(features)
        return scores

    def for_topics(self, positions: list[int | None]) -> StageWeights:
        """Return the weights with topics reordered, left out, or new.

        Parameters
        ----------
        positions : list of int or None
            For each topic its position here; None for one that was never trained on, which gets
            the shared weights and the mean bias.

        Returns
        -------
        StageWeights
        """
        n_own, _, n_classes = self.own.shape
        own = np.zeros((n_own, len(positions), n_classes), dtype=np.float32)
        bias = np.tile(self.bias.mean(axis=0), (len(positions), 1)).astype(np.float32)
        for new, old in enumerate(positions):
            if old is not None:
                own[:, new], bias[new] = self.own[:, old], self.bias[old]
        return StageWeights(self.classes, self.shared, own, self.pair, bias)


def constant_weights(answer: str, n_topics: int, n_columns: int, n_pair: int) -> StageWeights:
    """Return a stage that has only ever seen one answer and always gives it.

    Parameters
    ----------
    answer : str
        The answer.
    n_topics, n_columns, n_pair : int
        The shapes that the stage will be asked with.

    Returns
    -------
    StageWeights
    """
    return StageWeights(
        (answer,),
        np.zeros((n_columns, 1), np.float32),
        np.zeros((0, n_topics, 1), np.float32),
        np.zeros((n_pair, 1), np.float32),
        np.zeros((n_topics, 1), np.float32),
    )


def fit_stage(
    estimator: Any,
    *,
    features: sp.csr_array,
    pair: sp.csr_array | FloatArray,
    rows: Index,
    topics: Index,
    answers: npt.NDArray[np.str_],
    n_topics: int,
    n_own: int,
    own_weight: float,
    sample_weight: FloatArray | None,
    groups: npt.NDArray[Any],
) -> StageWeights:
    """Fit a linear estimator on shared, own and pair features together.

    Parameters
    ----------
    estimator : CalibratedLogisticRegression
        What learns; it is fitted in place.
    features, pair, rows, topics
        As in `StageWeights.scores`.
    answers : ndarray of str, shape (n_pairs,)
        The right answers.
    n_topics : int
        How many topics there are.
    n_own : int
        How many of the leading columns get weights for each topic.
    own_weight : float
        Length of a topic's own features against the shared ones: 0 shares everything.
    sample_weight : ndarray of shape (n_pairs,) or None
        Weights of rows.
    groups : ndarray of shape (n_pairs,)
        The document of each row.

    Returns
    -------
    StageWeights
    """
    n_columns = features.shape[1]
    if len(classes := np.unique(answers)) == 1:
        return constant_weights(str(classes[0]), n_topics, n_columns, pair.shape[1])
    own = topic_blocks(features[:, :n_own][rows] * own_weight, topics, n_topics)
    kept = np.flatnonzero(np.bincount(own.indices, minlength=own.shape[1]) >= _FEWEST_ROWS)
    leaning = topic_blocks(sp.csr_array(np.full((len(rows), 1), _LEANING)), topics, n_topics)
    design = sp.hstack([features[rows], pair, leaning, own[:, kept]], format="csr")
    estimator.fit(design.astype(np.float64), answers, sample_weight=sample_weight, groups=groups)
    shared, tied, leanings, owned = np.split(
        estimator.coef_.T, np.cumsum([n_columns, pair.shape[1], n_topics])
    )
    own_weights = np.zeros((n_topics * n_own, len(classes)), np.float32)
    own_weights[kept] = owned * own_weight
    return StageWeights(
        tuple(map(str, estimator.classes_)),
        shared.astype(np.float32),
        np.moveaxis(own_weights.reshape(n_topics, n_own, len(classes)), 0, 1).copy(),
        tied.astype(np.float32),
        (estimator.intercept_ + leanings * _LEANING).astype(np.float32),
    )
