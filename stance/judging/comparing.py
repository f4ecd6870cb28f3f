"""Is one system better than another? Paired, document by document.

The interval of a difference comes from a paired bootstrap: the same documents are drawn for
both. The test exchanges the two systems' answers on whole documents at random (Fisher's sign
flips; Yeh 2000), with the p-value of Phipson and Smyth (2010), which is never 0.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    n_flips: int | None = None,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Compare two systems judged on the same rows, document by document.

    Parameters
    ----------
    a, b : Tally
        The sums of both systems, over the same documents and topics in the same order.
    n_resamples : int, default=2000
        Draws for the interval.
    n_flips : int or None, default=None
        Exchanges for the test; no p-value is below ``1 / (n_flips + 1)``. None takes as many as
        there are draws.
    random_state : int, Generator or None, default=0
        Seed of both.
    level : float, default=0.95
        Coverage of the interval of the difference.

    Returns
    -------
    DataFrame
        ``scope, score, stance, a, b, difference, low, high, standard_error, p_value``: the
        difference is a - b, its interval and standard error from a paired bootstrap, and p
        two-sided, not corrected for many tests.

    Raises
    ------
    DataError
        If the two are not over the same documents and topics.
    StanceError
        If ``n_resamples`` or ``n_flips`` is negative or ``level`` is not between 0 and 1.
    """
    n_flips = n_resamples if n_flips is None else n_flips
    check_draws(min(n_resamples, n_flips), level)
    if a.topics != b.topics or a.sums.shape != b.sums.shape:
        msg = "the two sets of predictions are not over the same documents and topics"
        raise DataError(msg)
    for_interval, for_test = np.random.default_rng(random_state).spawn(2)
    value_a, value_b = score_scopes(a.total()), score_scopes(b.total())
    drawn = _paired_resamples(a, b, n_resamples, for_interval)
    low, high = percentile_interval(drawn, level)
    spread = np.where(np.isnan(low), np.nan, _spread(drawn))
    if a.n_documents < 2:
        low, high, spread = (np.full_like(low, np.nan) for _ in range(3))
    p_value = _sign_flip_test(a, b, n_flips, for_test)
    index = pd.MultiIndex.from_tuples(
        [(scope, *column) for scope in scopes_of(a) for column in SCORES],
        names=["scope", "score", "stance"],
    )
    difference = value_a - value_b
    columns = {"a": value_a, "b": value_b, "difference": difference, "low": low, "high": high}
    columns |= {"standard_error": spread, "p_value": p_value}
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


def _spread(drawn: FloatArray) -> FloatArray:
    defined = ~np.isnan(drawn)
    n = np.maximum(defined.sum(axis=0), 1)
    values = np.where(defined, drawn, 0.0)
    mean = values.sum(axis=0) / n
    spread: FloatArray = np.sqrt((np.where(defined, drawn - mean, 0.0) ** 2).sum(axis=0) / n)
    return spread


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


def holm(p_values: Sequence[float] | FloatArray) -> FloatArray:
    """Correct the p-values of a family of tests for their number.

    With them, the chance that any true "no difference" of the family is called a difference
    stays below the level, however the tests hang together (Holm, "A Simple Sequentially
    Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979).

    Parameters
    ----------
    p_values : array-like of float, shape (n_tests,)
        NaN where there is no test: it counts for nothing.

    Returns
    -------
    ndarray of float, shape (n_tests,)
        Never smaller than what was given, at most 1.

    Examples
    --------
    >>> holm([0.01, 0.04, np.nan, 0.03]).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    given = np.asarray(p_values, float)
    corrected = np.full(given.shape, np.nan)
    tests = np.flatnonzero(~np.isnan(given))
    order = tests[np.argsort(given[tests], kind="stable")]
    times = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(given[order] * times), 1.0)
    return corrected
