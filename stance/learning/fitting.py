"""Fit both stages, and the blend with an encoder where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import log_softmax

from stance.encoder.encoder import Encoder
from stance.errors import DataError
from stance.features.extraction import Extractor
from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights, NewTopics, Reading
from stance.learning.logistic import CalibratedLogisticRegression, temperature_of
from stance.learning.new_topics import scores_of_left_out_topics
from stance.learning.pairs import TEXT, TOPIC, Labels, as_positions
from stance.learning.stage import Index, fit_stage
from stance.learning.two_stage import ABOUT, TwoStageScorer
from stance.stances import SIDES, UNRELATED
from stance.topics import Topics

# Inverse strength of the blend's penalty: its columns are few and its rows many.
_BLEND_C = 1.0


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Pairs of sentence and topic with their stance; each distinct text is held once.

    Attributes
    ----------
    texts : list of str
        Distinct sentences.
    rows, topics : ndarray of int, shape (n_pairs,)
        Positions of each pair's sentence and topic.
    labels : ndarray of str, shape (n_pairs,)
        Stances.
    groups : ndarray of shape (n_pairs,)
        Documents.
    weight : ndarray of shape (n_pairs,) or None
        Weights.
    """

    texts: list[str]
    rows: Index
    topics: Index
    labels: Labels
    groups: npt.NDArray[Any]
    weight: FloatArray | None

    @classmethod
    def of(
        cls,
        pairs: pd.DataFrame,
        labels: Labels,
        groups: npt.NDArray[Any],
        weight: FloatArray | None,
        topics: Topics,
    ) -> Self:
        """Return the pairs of a frame with the columns ``text`` and ``topic``."""
        rows, texts = pd.factorize(pairs[TEXT])
        positions = as_positions(pairs[TOPIC], topics)
        return cls(list(texts), rows, positions, labels, groups, weight)

    def related(self) -> Self:
        """Return the pairs whose sentence is about the topic."""
        kept = self.labels != UNRELATED
        weight = None if self.weight is None else self.weight[kept]
        return type(self)(
            self.texts,
            self.rows[kept],
            self.topics[kept],
            self.labels[kept],
            self.groups[kept],
            weight,
        )


def fit_scorer(
    pairs: LabelledPairs,
    topics: Topics,
    about: CalibratedLogisticRegression,
    side: CalibratedLogisticRegression,
    *,
    encoder: Encoder | None,
    own_weights: tuple[float, float],
    min_count: int,
    min_about: float,
    about_threshold: float,
) -> TwoStageScorer:
    """Fit the stages on n-grams and, with an encoder, the blend of the two.

    Parameters
    ----------
    pairs : LabelledPairs
        What to learn from.
    topics : Topics
        The topics.
    about, side : CalibratedLogisticRegression
        What learns each stage; they are fitted in place.
    own_weights : tuple of float
        ``own_weight_relevance`` and ``own_weight_side`` of `StanceClassifier`.
    encoder, min_count, min_about, about_threshold
        As in `StanceClassifier`.

    Returns
    -------
    TwoStageScorer

    Raises
    ------
    DataError
        If there are too few documents to learn how far to trust the encoder.
    """
    extractor = Extractor.fit(topics, pairs.texts, min_count)
    sentences = extractor.read(pairs.texts)
    same: dict[str, Any] = {
        "features": sentences.features,
        "n_topics": len(topics),
        "n_own": extractor.n_words,
    }
    is_about = np.where(pairs.labels == UNRELATED, UNRELATED, ABOUT)
    asked: dict[str, Any] = {
        "pair": extractor.links(sentences)[pairs.rows, pairs.topics],
        "rows": pairs.rows,
        "topics": pairs.topics,
        "answers": is_about,
        "sample_weight": pairs.weight,
        "groups": pairs.groups,
        "own_weight": own_weights[0],
    }
    relevance = fit_stage(about, **asked, **same)
    related = pairs.related()
    sides = fit_stage(
        side,
        pair=extractor.contexts(sentences, related.rows, related.topics),
        rows=related.rows,
        topics=related.topics,
        answers=related.labels,
        sample_weight=related.weight,
        groups=related.groups,
        own_weight=own_weights[1],
        **same,
    )
    reading, read = None, None
    if encoder is not None:
        read = encoder.scores_of(topics, pairs.topics, pairs.texts, pairs.rows)
        reading = Reading(
            encoder,
            _fit_blend(about, relevance.classes, read, pairs, is_about),
            _fit_blend(side, sides.classes, read[is_about == ABOUT], related, related.labels),
        )
    counts = np.array([(pairs.labels == s).sum() for s in SIDES], dtype=np.float32)
    return TwoStageScorer(
        extractor,
        relevance,
        sides,
        counts / counts.sum(),
        min_about,
        about_threshold,
        reading,
        frozenset(t.name for i, t in enumerate(topics) if i not in pairs.topics),
        _fit_new_topics(about, relevance.classes, read, asked | same),
    )


def _fit_new_topics(
    about: CalibratedLogisticRegression,
    classes: tuple[str, ...],
    read: FloatArray | None,
    given: dict[str, Any],
) -> NewTopics | None:
    left_out = scores_of_left_out_topics(about, **given) if len(classes) > 1 else None
    if left_out is None:
        return None
    asked, scores = left_out
    answers, weight = given["answers"][asked], given["sample_weight"]
    weight = None if weight is None else weight[asked]
    temperature = temperature_of(scores, answers, weight)
    if read is None:
        return NewTopics(temperature, None)
    scores = scores / temperature
    blend = fit_blend(classes, scores, read[asked], answers, sample_weight=weight)
    return NewTopics(temperature, blend)


def _fit_blend(
    estimator: CalibratedLogisticRegression,
    classes: tuple[str, ...],
    read: FloatArray,
    pairs: LabelledPairs,
    answers: Labels,
) -> BlendWeights | None:
    if len(classes) == 1:
        return None
    if estimator.unseen_scores_ is None:
        msg = (
            "an encoder needs at least two documents for each stance, and calibration_folds of "
            "at least 2, to learn how far to trust it: give more data, or go without an encoder"
        )
        raise DataError(msg)
    return fit_blend(
        classes,
        estimator.unseen_scores_,
        read,
        answers,
        sample_weight=pairs.weight,
        class_weight=estimator.class_weight,
    )


def fit_blend(
    classes: tuple[str, ...],
    ngrams: npt.NDArray[Any],
    read: FloatArray,
    answers: npt.NDArray[np.str_],
    *,
    sample_weight: FloatArray | None = None,
    class_weight: Any = None,
) -> BlendWeights:
    """Learn the weights of n-grams and encoder by stacking.

    Logistic regression on the scores that both gave to documents they had not seen (Wolpert,
    "Stacked Generalization", Neural Networks 5(2), 1992).

    Parameters
    ----------
    classes : tuple of str
        The answers, sorted, as the scores of the n-grams have them.
    ngrams : ndarray of shape (n_pairs, n_classes)
        The stage's scores of pairs whose document it had not seen.
    read : ndarray of shape (n_pairs, 4)
        The encoder's scores of the same pairs, likewise.
    answers : ndarray of str, shape (n_pairs,)
        The right answers.
    sample_weight : ndarray of shape (n_pairs,) or None, default=None
        Weights of rows.
    class_weight : dict, 'balanced' or None, default=None
        As in scikit-learn.

    Returns
    -------
    BlendWeights
    """
    stack = CalibratedLogisticRegression(_BLEND_C, class_weight=class_weight, calibration_folds=0)
    columns = np.hstack([ngrams, log_softmax(read, axis=1)]).astype(np.float64)
    stack.fit(columns, answers, sample_weight=sample_weight)
    own, of_encoder = np.split(stack.coef_.T.astype(np.float32), [len(classes)])
    return BlendWeights(classes, own, of_encoder, stack.intercept_.astype(np.float32))
