"""One question asked of sentence and topic: shared weights beside each topic's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.extraction import FEW_TOPICS
from stance.features.ragged import places_of
from stance.features.vocabulary import FloatArray, product
from stance.learning.own import Index, Keys, OwnWeights, keys_of, own_columns

# How far a topic may lean from the answer common to all topics without any word for it.
_LEANING = 0.5

# With fewer examples in a stage a topic has no words of its own, and leans alone. Where topics
# differ in their words, as in SemEval and in the corpus, three examples do harm, five bring nothing
# and ten help; in VAST three help a little and ten do not (`benchmarks/own_weights.py`).
FEWEST_EXAMPLES = 10

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
    own : ndarray of shape (n_own_columns, n_topics, n_classes), or OwnWeights
        Weights of the leading columns for each topic; zero for a topic never trained on, or with
        too few examples. A table while topics are few, which is quicker.
    pair : ndarray of shape (n_pair_columns, n_classes)
        Weights of what ties this sentence to this topic, the same for every topic.
    bias : ndarray of shape (n_topics, n_classes)
        The bias, each topic's own included.
    """

    classes: tuple[str, ...]
    shared: FloatArray
    own: FloatArray | OwnWeights
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
        if isinstance(self.own, OwnWeights):
            scores += self.own.scores(some, place, topics)
        else:
            scores += self._own_scores(some)[place, topics]
        return scores

    def _own_scores(self, features: sp.csr_array) -> FloatArray:
        if isinstance(self.own, OwnWeights):
            return self.own.all_scores(features)
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
        new = np.array([at for at, old in enumerate(positions) if old is not None], np.intp)
        known = np.array([old for old in positions if old is not None], np.intp)
        bias = np.tile(self.bias.mean(axis=0), (len(positions), 1)).astype(np.float32)
        bias[new] = self.bias[known]
        own: FloatArray | OwnWeights
        if isinstance(self.own, OwnWeights):
            own = self.own.for_topics(positions)
        else:
            n_own, _, n_classes = self.own.shape
            own = np.zeros((n_own, len(positions), n_classes), dtype=np.float32)
            own[:, new] = self.own[:, known]
        return StageWeights(self.classes, self.shared, own, self.pair, bias)

    def of_topic(self, topic: int) -> FloatArray:
        """Return what each column of a sentence weighs toward one topic.

        Parameters
        ----------
        topic : int
            Its position.

        Returns
        -------
        ndarray of shape (n_columns, n_classes)
        """
        weights = self.shared.copy()
        own = self.own.of(topic) if isinstance(self.own, OwnWeights) else self.own[:, topic]
        weights[: len(own)] += own
        return weights


def with_enough(
    topics: Index, n_topics: int, fewest: int = FEWEST_EXAMPLES
) -> npt.NDArray[np.bool_]:
    """Return which topics have examples enough for weights of their own.

    Parameters
    ----------
    topics : ndarray of int, shape (n_pairs,)
        The topic of each example.
    n_topics : int
        How many topics there are.
    fewest : int, default=10
        From how many examples on.

    Returns
    -------
    ndarray of bool, shape (n_topics,)

    Examples
    --------
    >>> with_enough(np.array([0, 1] * FEWEST_EXAMPLES + [2]), 4).tolist()
    [True, True, False, False]
    """
    enough: npt.NDArray[np.bool_] = np.bincount(topics, minlength=n_topics) >= fewest
    return enough


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
    owning: npt.NDArray[np.bool_],
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
    owning : ndarray of bool, shape (n_topics,)
        Which topics get weights of their own, as `with_enough` says; the others have the shared
        ones, as a topic never trained on, and their own bias.
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
    n_topics, n_columns, n_pair = len(owning), features.shape[1], pair.shape[1]
    if len(classes := np.unique(answers)) == 1:
        return constant_weights(str(classes[0]), n_topics, n_columns, n_pair)
    of_rows = features[rows]
    keys, own = _owned(of_rows[:, :n_own] * own_weight, topics, owning)
    leaning = sp.csr_array(
        (np.full(len(rows), _LEANING), topics, np.arange(len(rows) + 1)),
        shape=(len(rows), n_topics),
    )
    design = _side_by_side([of_rows, sp.csr_array(pair), leaning, own])
    del of_rows, own
    estimator.fit(design, answers, sample_weight=sample_weight, groups=groups)
    shared, tied, leanings, owned = np.split(
        estimator.coef_.T, np.cumsum([n_columns, n_pair, n_topics])
    )
    return StageWeights(
        tuple(map(str, estimator.classes_)),
        shared.astype(np.float32),
        _held(keys, (owned * own_weight).astype(np.float32), (n_topics, n_own), n_columns),
        tied.astype(np.float32),
        (estimator.intercept_ + leanings * _LEANING).astype(np.float32),
    )


def _owned(
    features: sp.csr_array, topics: Index, owning: npt.NDArray[np.bool_]
) -> tuple[Keys, sp.csr_array]:
    """Return which columns of topics' own are learned, and the rows in them."""
    has = owning[topics]
    keys, n_rows = np.unique(keys_of(features[has], topics[has]), return_counts=True)
    kept: Keys = keys[n_rows >= _FEWEST_ROWS]
    return kept, own_columns(features, topics, kept)


def _held(
    keys: Keys, weights: FloatArray, shape: tuple[int, int], n_columns: int
) -> FloatArray | OwnWeights:
    (n_topics, n_own), n_classes = shape, weights.shape[1]
    topic, column = np.divmod(keys, n_own)
    if n_topics > FEW_TOPICS:
        return OwnWeights(topic * n_columns + column, weights, n_columns, n_topics)
    table = np.zeros((n_own, n_topics, n_classes), np.float32)
    table[column, topic] = weights
    return table


def _side_by_side(blocks: list[sp.csr_array]) -> sp.csr_array:
    # scipy's hstack goes through coordinates, which takes three times the memory of what it makes.
    sizes = [np.diff(block.indptr) for block in blocks]
    ends = np.concatenate([[0], np.sum(sizes, axis=0).cumsum()])
    indices = np.empty(ends[-1], np.int32)
    data = np.empty(ends[-1], np.float64)
    at, first = ends[:-1].copy(), 0
    for block, of_block in zip(blocks, sizes, strict=True):
        place = places_of(at, of_block)
        indices[place], data[place] = block.indices + first, block.data
        at += of_block
        first += block.shape[1]
    return sp.csr_array((data, indices, ends), shape=(len(at), first))
