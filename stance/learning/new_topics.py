"""How sure to be of topics that were never trained on, learned by leaving topics out.

Without this the confidence is that of the topics trained on, and too great for others.
``benchmarks/new_topics.py`` shows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import joblib
import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from stance.features.vocabulary import FloatArray
from stance.learning.blend import NewTopics, Reading
from stance.learning.embedding import FittedEmbedding
from stance.learning.logistic import CalibratedLogisticRegression, temperature_of
from stance.learning.own import Index
from stance.learning.pairs import Labels
from stance.learning.stacking import fit_blend
from stance.learning.stage import fit_stage
from stance.stances import UNRELATED

# With fewer topics, one that is left out would be judged by what is known of a single other.
_FEWEST_TOPICS = 3


def fit_new_topics(
    about: CalibratedLogisticRegression,
    side: CalibratedLogisticRegression,
    asked: Mapping[str, Any],
    sided: Mapping[str, Any],
    *,
    read: FloatArray | None,
    reading: Reading | None,
    embedded: FittedEmbedding | None = None,
) -> NewTopics | None:
    """Learn how both stages are to be read for topics never trained on.

    Parameters
    ----------
    about, side : CalibratedLogisticRegression
        The fitted estimators of the stages.
    asked, sided : mapping
        What `fit_stage` was given for each.
    read : ndarray of shape (n_pairs, 4) or None
        The encoder's scores of the pairs of the first stage, if there is one.
    reading : Reading or None
        The encoder and its blends for topics trained on.
    embedded : FittedEmbedding or None, default=None
        What an embedder was found to say of the side, if there is one.

    Returns
    -------
    NewTopics or None
        None where nothing can be learned about either stage.
    """
    first = scores_of_left_out_topics(about, **asked)
    second = scores_of_left_out_topics(side, **sided)
    if first is None and second is None:
        return None
    relevance, of_side, blend = 1.0, 1.0, None if reading is None else reading.relevance
    if first is not None:
        pairs, scores = first
        answers, weight = _rows_of(asked, pairs)
        relevance = max(1.0, temperature_of(scores, answers, weight))
        if read is not None:
            classes, scores = tuple(map(str, about.classes_)), scores / relevance
            blend = fit_blend(classes, scores, read[pairs], answers, sample_weight=weight)
    if second is not None:
        pairs, scores = second
        if embedded is not None:
            # The same rows and seed leave the same topics and documents out.
            other = scores_of_left_out_topics(embedded.estimator, **embedded.given)
            if other is not None:
                scores = embedded.embedded.blend.scores(scores, other[1])
        if read is not None and reading is not None and reading.side is not None:
            related = read[asked["answers"] != UNRELATED]
            scores = reading.side.scores(scores, related[pairs])
        of_side = max(1.0, temperature_of(scores, *_rows_of(sided, pairs)))
    return NewTopics(relevance, of_side, blend)


def _rows_of(given: Mapping[str, Any], pairs: Index) -> tuple[Labels, FloatArray | None]:
    weight = given["sample_weight"]
    return given["answers"][pairs], None if weight is None else weight[pairs]


def scores_of_left_out_topics(
    estimator: CalibratedLogisticRegression,
    *,
    features: Any,
    pair: FloatArray,
    rows: Index,
    topics: Index,
    answers: Labels,
    sample_weight: FloatArray | None,
    groups: Any,
    **shape: Any,
) -> tuple[Index, FloatArray] | None:
    """Return what a stage says of topics and documents that are both new to it.

    The documents are those of the estimator's own folds; with each fold some topics are left out
    of training as well, and the stage is asked about these alone. A topic is asked about once, on
    the documents of one fold.

    Parameters
    ----------
    estimator : CalibratedLogisticRegression
        The fitted estimator of the stage.
    features, pair, rows, topics, answers, sample_weight, groups, **shape
        As `fit_stage` takes them.

    Returns
    -------
    asked : ndarray of int, shape (n_asked,)
        Positions of the pairs.
    scores : ndarray of shape (n_asked, n_classes)
        Their scores, divided by the estimator's temperature.

    None where fewer than three topics have two answers, or there is nothing to calibrate on.
    """
    if len(np.unique(answers)) < 2:
        return None
    known = [t for t in np.unique(topics) if len(np.unique(answers[topics == t])) > 1]
    folds = estimator.folds(answers, groups)[: len(known)]
    if len(known) < _FEWEST_TOPICS or not folds:
        return None
    drawn = check_random_state(estimator.random_state).permutation(known)
    parts: list[tuple[Index, Index]] = []
    for fold, (of_seen, of_unseen) in enumerate(folds):
        left_out = drawn[fold :: len(folds)]
        seen = of_seen[~np.isin(topics[of_seen], left_out)]
        if len(np.unique(answers[seen])) < len(estimator.classes_):
            return None
        parts.append((seen, of_unseen[np.isin(topics[of_unseen], left_out)]))
    of_rows = {
        "pair": pair, "rows": rows, "topics": topics, "answers": answers,
        "sample_weight": sample_weight, "groups": groups,
    }  # fmt: skip
    plain = clone(estimator).set_params(calibration_folds=0, n_jobs=None)
    scores = joblib.Parallel(n_jobs=estimator.n_jobs)(
        joblib.delayed(_scores_of_part)(plain, features, of_rows, shape, part) for part in parts
    )
    asked = np.concatenate([asked for _, asked in parts])
    complete = len(np.unique(answers[asked])) == len(estimator.classes_)
    calibrated = (np.concatenate(scores) / estimator.temperature_).astype(np.float32, copy=False)
    return (asked, calibrated) if complete else None


def _scores_of_part(
    estimator: CalibratedLogisticRegression,
    features: Any,
    of_rows: Mapping[str, Any],
    shape: Mapping[str, Any],
    part: tuple[Index, Index],
) -> FloatArray:
    seen, asked = part
    known: dict[str, Any] = {
        name: None if value is None else value[seen] for name, value in of_rows.items()
    }
    weights = fit_stage(estimator, features=features, **known, **shape)
    pair, rows, topics = (of_rows[name][asked] for name in ("pair", "rows", "topics"))
    return weights.scores(features, pair, rows, topics)
