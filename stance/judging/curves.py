"""Can the confidence be trusted: reliability by bins, and accuracy against coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from stance.judging.intervals import (
    LEVEL,
    RandomState,
    exact_bounds,
    percentile_interval,
    resampled,
)
from stance.judging.metrics import ALL_TOPICS
from stance.judging.tallies import BINS, N_BINS, N_SUMS, FloatArray, IntArray, Tally
from stance.stances import UNRELATED

ALL_PREDICTIONS = "all predictions"
CALLED_RELEVANT = "called relevant"
_STEPS = 20


def reliability_table(
    tally: Tally,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return how often predictions of each confidence are right.

    The points are those of `sklearn.calibration.calibration_curve` over ten bins of equal
    width, for the confidence (the probability of the stance given).

    Parameters
    ----------
    tally : Tally
        The sums of the predictions.
    n_resamples : int, default=2000
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.
    level : float, default=0.95
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        ``scope, bin_low, bin_high, confidence, accuracy, low, high, n``; the interval is that
        of the accuracy, and empty bins are left out.
    """
    n_topics = len(tally.topics)
    by_topic = np.arange(n_topics)[:, None] * N_SUMS + np.arange(BINS.start, BINS.stop)[None]
    cells = tally.sums[:, by_topic.ravel()]
    together = sparse.csr_array(np.tile(np.eye(3 * N_BINS), (n_topics, 1)))
    cells = sparse.hstack([cells, cells @ together]).tocsr()
    rows, confidence, right = (cells[:, place::3] for place in range(3))
    accuracy, low, high = ratio_intervals(
        right, rows, n_resamples=n_resamples, random_state=random_state, level=level
    )
    n = np.asarray(rows.sum(axis=0), float)
    edges = np.linspace(0, 1, N_BINS + 1)
    table = pd.DataFrame(
        {
            "scope": [scope for scope in (*tally.topics, ALL_TOPICS) for _ in range(N_BINS)],
            "bin_low": np.tile(edges[:-1], n_topics + 1),
            "bin_high": np.tile(edges[1:], n_topics + 1),
            "confidence": np.asarray(confidence.sum(axis=0), float) / np.maximum(n, 1),
            "accuracy": accuracy,
            "low": low,
            "high": high,
            "n": n.astype(np.int64),
        }
    )
    return table[table["n"] > 0].reset_index(drop=True)


def coverage_table(
    judged: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return how accurate the surest predictions are, for every share of them that is kept.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    n_resamples : int, default=2000
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.
    level : float, default=0.95
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        ``among, threshold, coverage, accuracy, low, high, n``: of the predictions ``among``
        (all of them, or only those that call the sentence relevant), the share and number with
        at least this confidence, and how often these are right. The thresholds stay as they are
        in the resamples.
    """
    parts = []
    relevant = judged["stance"] != UNRELATED
    for among, rows in ((ALL_PREDICTIONS, judged), (CALLED_RELEVANT, judged[relevant])):
        if len(rows):
            part = _coverage(rows, n_resamples, random_state, level)
            part.insert(0, "among", among)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _coverage(
    rows: pd.DataFrame, n_resamples: int, random_state: RandomState, level: float
) -> pd.DataFrame:
    confidence = rows["confidence"].to_numpy(float)
    quantiles = 1 - np.arange(1, _STEPS + 1) / _STEPS
    thresholds = np.unique(np.quantile(confidence, quantiles, method="higher"))[::-1]
    right = np.asarray(rows["truth"] == rows["stance"], dtype=np.float64)
    doc, documents = pd.factorize(rows["doc"])
    # The first threshold that keeps the row; all lower ones keep it too.
    first = np.searchsorted(-thresholds, -confidence)
    shape = (len(documents), len(thresholds))
    kept = _kept(doc, first, np.ones(len(rows)), shape)
    kept_right = _kept(doc, first, right, shape)
    accuracy, low, high = ratio_intervals(
        kept_right, kept, n_resamples=n_resamples, random_state=random_state, level=level
    )
    n = np.asarray(kept.sum(axis=0)).astype(np.int64)
    columns = {"threshold": thresholds, "coverage": n / len(rows), "accuracy": accuracy}
    return pd.DataFrame({**columns, "low": low, "high": high, "n": n})


def _kept(
    doc: IntArray, first: IntArray, weight: FloatArray, shape: tuple[int, int]
) -> sparse.csr_array:
    counts = np.zeros(shape)
    np.add.at(counts, (doc, first), weight)
    return sparse.csr_array(np.cumsum(counts, axis=1))


def ratio_intervals(
    numerators: sparse.csr_array,
    denominators: sparse.csr_array,
    *,
    n_resamples: int,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shares of rows that are right, and their intervals over documents.

    Parameters
    ----------
    numerators, denominators : csr_array of shape (n_documents, n_shares)
        Counts by document.
    n_resamples : int
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.
    level : float, default=0.95
        Coverage of the intervals.

    Returns
    -------
    value, low, high : ndarray of shape (n_shares,)
        NaN where a share, or its interval, is not defined.
    """
    n_shares = numerators.shape[1]
    value = _share(*(np.asarray(m.sum(axis=0), float) for m in (numerators, denominators)))
    if numerators.shape[0] < 2 or not n_resamples:
        return value, np.full(n_shares, np.nan), np.full(n_shares, np.nan)
    both = sparse.hstack([numerators, denominators]).tocsr()
    drawn = np.concatenate(
        [
            _share(sums[:, :n_shares], sums[:, n_shares:])
            for sums in resampled(both, n_resamples, random_state)
        ]
    )
    low, high = percentile_interval(drawn, level)
    n_documents = np.asarray((denominators > 0).sum(axis=0), float)
    return value, *exact_bounds(value, low, high, n_documents, level)


def _share(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    out = np.full(denominator.shape, np.nan)
    np.divide(numerator, denominator, out=out, where=denominator > 0)
    return out
