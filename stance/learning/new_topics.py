"""How sure to be of topics that were never trained on, learned by leaving topics out."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from stance.features.vocabulary import FloatArray
from stance.learning.logistic import CalibratedLogisticRegression
from stance.learning.pairs import Labels
from stance.learning.stage import Index, fit_stage

# With fewer topics, one that is left out would be judged by what is known of a single other.
_FEWEST_TOPICS = 3


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

    None where fewer than three topics have both answers, or there is nothing to calibrate on.
    """
    known = [t for t in np.unique(topics) if len(np.unique(answers[topics == t])) > 1]
    folds = estimator.folds(answers, groups)[: len(known)]
    if len(known) < _FEWEST_TOPICS or not folds:
        return None
    drawn = check_random_state(estimator.random_state).permutation(known)
    plain = clone(estimator).set_params(calibration_folds=0)
    parts: list[tuple[Index, FloatArray]] = []
    for fold, (of_seen, of_unseen) in enumerate(folds):
        left_out = drawn[fold :: len(folds)]
        seen = of_seen[~np.isin(topics[of_seen], left_out)]
        asked = of_unseen[np.isin(topics[of_unseen], left_out)]
        if len(np.unique(answers[seen])) < 2:
            return None
        weights = fit_stage(
            plain,
            features=features,
            pair=pair[seen],
            rows=rows[seen],
            topics=topics[seen],
            answers=answers[seen],
            sample_weight=None if sample_weight is None else sample_weight[seen],
            groups=groups[seen],
            **shape,
        )
        scores = weights.scores(features, pair[asked], rows[asked], topics[asked])
        parts.append((asked, scores / estimator.temperature_))
    asked, scores = (np.concatenate(of_all) for of_all in zip(*parts, strict=True))
    return (asked, scores) if len(np.unique(answers[asked])) > 1 else None
