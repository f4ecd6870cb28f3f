"""Is one system better than another? Paired, document by document.

The interval of a difference comes from a paired bootstrap: the same documents are drawn for
both. The test exchanges the two systems' answers on whole documents at random (Fisher's sign
flips; Yeh 2000), with the p-value of Phipson and Smyth (2010), which is never 0.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from stance.errors import DataError
from stance.judging.intervals import (
    LEVEL,
    RandomState,
    check_draws,
    chunk_sizes,
    percentile_interval,
    resampled,
)
from stance.judging.metrics import SCORES, scopes_of, score_scopes
from stance.judging.tallies import N_SUMS, FloatArray, Tally


def compare_tallies(
    a: Tally,
    b: Tally,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Compare two systems judged on the same rows, document by document.

    Parameters
    ----------
    a, b : Tally
        The sums of both systems, over the same documents and topics in the same order.
    n_resamples : int, default=2000
        Draws for the interval, and exchanges for the test.
    random_state : int, Generator or None, default=0
        Seed of both.
    level : float, default=0.95
        Coverage of the interval of the difference.

    Returns
    -------
    DataFrame
        ``scope, score, stance, a, b, difference, low, high, p_value``: the difference is a - b,
        its interval from a paired bootstrap, and p two-sided, not corrected for many tests.

    Raises
    ------
    DataError
        If the two are not over the same documents and topics.
    StanceError
        If ``n_resamples`` is negative or ``level`` is not between 0 and 1.
    """
    check_draws(n_resamples, level)
    if a.topics != b.topics or a.sums.shape != b.sums.shape:
        msg = "the two sets of predictions are not over the same documents and topics"
        raise DataError(msg)
    for_interval, for_test = np.random.default_rng(random_state).spawn(2)
    value_a, value_b = score_scopes(a.total()), score_scopes(b.total())
    drawn = _paired_resamples(a, b, n_resamples, for_interval)
    low, high = percentile_interval(drawn, level)
    if a.n_documents < 2:
        low, high = np.full_like(low, np.nan), np.full_like(high, np.nan)
    p_value = _sign_flip_test(a, b, n_resamples, for_test)
    index = pd.MultiIndex.from_tuples(
        [(scope, *column) for scope in scopes_of(a) for column in SCORES],
        names=["scope", "score", "stance"],
    )
    difference = value_a - value_b
    columns = {"a": value_a, "b": value_b, "difference": difference, "low": low, "high": high}
    columns["p_value"] = p_value
    return pd.DataFrame({k: v.ravel() for k, v in columns.items()}, index=index).reset_index()


def _paired_resamples(
    a: Tally, b: Tally, n_resamples: int, random_state: RandomState
) -> FloatArray:
    both = sparse.hstack([a.sums, b.sums]).tocsr()
    shape = (-1, 2, len(a.topics), N_SUMS)
    chunks = []
    for sums in resampled(both, n_resamples, random_state):
        scores = score_scopes(sums.reshape(shape))
        chunks.append(scores[:, 0] - scores[:, 1])
    return np.concatenate(chunks) if chunks else np.empty((0, len(a.topics) + 2, len(SCORES)))


def _sign_flip_test(a: Tally, b: Tally, n_flips: int, random_state: RandomState) -> FloatArray:
    rng = np.random.default_rng(random_state)
    shape = (-1, len(a.topics), N_SUMS)
    total_a, total_b = a.total(), b.total()
    observed = np.abs(score_scopes(total_a) - score_scopes(total_b))
    change = (b.sums - a.sums).tocsr()
    columns = change.T.tocsr()
    as_far = np.ones(observed.shape)
    # Sums of floats in another order differ in the last digits: that is not "farther".
    slack = 1e-9
    for size in chunk_sizes(n_flips, max(change.shape)):
        swapped = rng.integers(0, 2, (a.n_documents, size)).astype(float)
        moved = (columns @ swapped).T.reshape(shape)
        flipped = score_scopes(total_a + moved) - score_scopes(total_b - moved)
        # An exchange that leaves the score undefined is counted as no evidence of a difference.
        as_far += (~(np.abs(flipped) < observed - slack)).sum(axis=0)
    p_value = as_far / (n_flips + 1)
    return np.where(np.isnan(observed), np.nan, p_value)
