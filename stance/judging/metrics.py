"""The scores, computed from sums (`stance.judging.tallies`), for many resamples at once.

The definitions are those of scikit-learn, and tests hold the two equal. What is decided here:

- A score that is not defined is NaN, never 0: the recall of a stance that is not in the truth,
  the precision of one that was never predicted.
- **macro-F1** is the mean over the stances that are in the truth; one of these that is never
  predicted counts with F1 = 0. **F_avg** is the mean over favor and against (SemEval-2016 task 6,
  Mohammad et al. 2016), by the same rule.
- **relevance** scores ask only about or unrelated; *about* is the positive class.
- **side macro-F1** looks at the truly relevant rows alone, and takes the likeliest of favor,
  against and neutral as the prediction, whatever the relevance stage said.
- **about accuracy** is the share of the truly relevant rows that get their right stance: what a
  reader of sentences about the topic meets, however many others there are.
- **calibration error** is the expected calibration error of the confidence (the probability of
  the stance given) over ten bins of equal width (Naeini et al. 2015; Guo et al. 2017).
- **Brier** is the summed squared error over the four classes, 0 to 2 (Brier 1950).
- Example weights play no part: every row counts once.
- "all topics" pools the rows; "mean of topics" is the mean of the topics' scores.
"""

from __future__ import annotations

import numpy as np

from stance.judging.tallies import (
    BINS,
    BRIER,
    CONFUSION,
    LOG_LOSS,
    N_BINS,
    SIDES_CONFUSION,
    FloatArray,
    Tally,
)
from stance.stances import SIDES, STANCES

ALL_TOPICS = "all topics"
MEAN_OF_TOPICS = "mean of topics"
ALL_STANCES = "all stances"

PER_STANCE = ("precision", "recall", "f1")
"""Scores of each stance."""

OVERALL = (
    "macro_f1",
    "f_avg",
    "accuracy",
    "about_accuracy",
    "relevance_precision",
    "relevance_recall",
    "relevance_f1",
    "side_macro_f1",
    "log_loss",
    "calibration_error",
    "brier",
)
"""Scores of all stances together."""

LOWER_IS_BETTER = ("log_loss", "calibration_error", "brier")

SCORES: tuple[tuple[str, str], ...] = (
    *((score, ALL_STANCES) for score in OVERALL),
    *((score, stance) for stance in STANCES for score in PER_STANCE),
)
"""Score and stance of each column that `scores_of` returns."""


def scores_of(sums: FloatArray) -> FloatArray:
    """Compute every score from sums.

    Parameters
    ----------
    sums : ndarray of shape (..., N_SUMS)
        Summed contributions, as in `Tally.total`.

    Returns
    -------
    ndarray of shape (..., len(SCORES))
        In the order of `SCORES`; NaN where a score is not defined.

    Examples
    --------
    >>> from stance.judging.tallies import N_SUMS
    >>> sums = np.zeros(N_SUMS)
    >>> sums[[0, 1, 5]] = 3, 1, 4  # 4 favor, of which one was taken for against; 4 against
    >>> values = dict(zip(SCORES, scores_of(sums).round(3).tolist()))
    >>> values["accuracy", ALL_STANCES], values["recall", "favor"], values["recall", "neutral"]
    (0.875, 0.75, nan)
    """
    confusion = sums[..., CONFUSION].reshape(*sums.shape[:-1], len(STANCES), len(STANCES))
    sides = sums[..., SIDES_CONFUSION].reshape(*sums.shape[:-1], len(SIDES), len(SIDES))
    per_stance = _precision_recall_f1(confusion)
    f1, in_truth = per_stance[..., 2], confusion.sum(axis=-1) > 0
    n_rows = confusion.sum(axis=(-1, -2))
    about = confusion[..., : len(SIDES), : len(SIDES)]
    side_f1, side_in_truth = _precision_recall_f1(sides)[..., 2], sides.sum(axis=-1) > 0
    overall = [
        _mean_where(f1, in_truth),
        _mean_where(f1[..., :2], in_truth[..., :2]),
        _ratio(np.trace(confusion, axis1=-2, axis2=-1), n_rows),
        _ratio(np.trace(about, axis1=-2, axis2=-1), confusion[..., : len(SIDES), :].sum((-1, -2))),
        *np.moveaxis(_precision_recall_f1(_about_or_not(confusion))[..., 0, :], -1, 0),
        _mean_where(side_f1, side_in_truth),
        _ratio(sums[..., LOG_LOSS], n_rows),
        _calibration_error(sums[..., BINS]),
        _ratio(sums[..., BRIER], n_rows),
    ]
    flat = per_stance.reshape(*per_stance.shape[:-2], -1)
    return np.concatenate([np.stack(overall, axis=-1), flat], axis=-1)


def score_scopes(sums: FloatArray) -> FloatArray:
    """Compute every score for each topic, for all rows together, and the mean of topics.

    Parameters
    ----------
    sums : ndarray of shape (..., n_topics, N_SUMS)
        Sums of each topic.

    Returns
    -------
    ndarray of shape (..., n_topics + 2, len(SCORES))
        The topics in order, then `ALL_TOPICS`, then `MEAN_OF_TOPICS` (over the topics where the
        score is defined).
    """
    pooled = sums.sum(axis=-2, keepdims=True)
    scores = scores_of(np.concatenate([sums, pooled], axis=-2))
    of_topics = scores[..., :-1, :]
    mean = _mean_where(np.moveaxis(of_topics, -2, -1), np.moveaxis(~np.isnan(of_topics), -2, -1))
    return np.concatenate([scores, mean[..., None, :]], axis=-2)


def scopes_of(tally: Tally) -> tuple[str, ...]:
    """Return the names of the lines of `score_scopes`.

    Parameters
    ----------
    tally : Tally
        The sums.

    Returns
    -------
    tuple of str
    """
    return (*tally.topics, ALL_TOPICS, MEAN_OF_TOPICS)


def support_of(tally: Tally) -> FloatArray:
    """Return on how many rows each score of `score_scopes` rests.

    Parameters
    ----------
    tally : Tally
        The sums.

    Returns
    -------
    ndarray of shape (n_topics + 2, len(SCORES))
        For scores of one stance, the rows that truly have it; for the scores of relevance, of
        sides and of what is about the topic, the truly relevant rows; else all rows.
    """
    confusion = tally.total()[:, CONFUSION].reshape(-1, len(STANCES), len(STANCES))
    by_truth = confusion.sum(axis=-1)
    by_truth = np.vstack([by_truth, by_truth.sum(axis=0), by_truth.sum(axis=0)])
    relevant = by_truth[:, : len(SIDES)].sum(axis=1)
    columns = []
    for score, stance in SCORES:
        if stance != ALL_STANCES:
            columns.append(by_truth[:, STANCES.index(stance)])
        elif score.startswith(("relevance", "side", "about")):
            columns.append(relevant)
        else:
            columns.append(by_truth.sum(axis=1))
    return np.stack(columns, axis=1)


def _precision_recall_f1(confusion: FloatArray) -> FloatArray:
    """Return shape (..., n_classes, 3) from confusion matrices (..., truth, prediction)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    truth, predicted = confusion.sum(axis=-1), confusion.sum(axis=-2)
    f1 = _ratio(2 * right, truth + predicted)
    return np.stack([_ratio(right, predicted), _ratio(right, truth), f1], axis=-1)


def _about_or_not(confusion: FloatArray) -> FloatArray:
    n = len(SIDES)
    cells = [
        confusion[..., :n, :n].sum(axis=(-1, -2)),
        confusion[..., :n, n:].sum(axis=(-1, -2)),
        confusion[..., n:, :n].sum(axis=(-1, -2)),
        confusion[..., n:, n:].sum(axis=(-1, -2)),
    ]
    return np.stack(cells, axis=-1).reshape(*confusion.shape[:-2], 2, 2)


def _calibration_error(bins: FloatArray) -> FloatArray:
    cells = bins.reshape(*bins.shape[:-1], N_BINS, 3)
    rows, confidence, right = np.moveaxis(cells, -1, 0)
    return _ratio(np.abs(right - confidence).sum(axis=-1), rows.sum(axis=-1))


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    out = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=out, where=denominator > 0)
    return out


def _mean_where(values: FloatArray, where: FloatArray | np.ndarray) -> FloatArray:
    """Return the mean over the last axis of the values that count; NaN where none does."""
    total = np.where(where, values, 0.0).sum(axis=-1)
    return _ratio(total, where.sum(axis=-1).astype(float))
