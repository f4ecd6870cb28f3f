"""How sure a score is: bootstrap over documents, and paired tests between two systems.

Sentences of one document hang together, so documents are drawn, never rows (the cluster
bootstrap: Davison and Hinkley 1997, section 3.8). Intervals are percentile intervals, and say
what they cannot know:

- One document: no interval (NaN).
- A score that more than a tenth of the resamples leave undefined (a class in fewer than about
  three documents): no interval.
- A score at 0 or 1 that no resample moves: the exact binomial bound of its number of documents
  (Clopper and Pearson 1934), since "20 of 20" is not certainty.
- Calibration error is biased upward, in resamples twice: its interval is reflected (the basic
  bootstrap), kept above 0 and around the value.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from stance.errors import StanceError
from stance.judging.metrics import (
    ALL_STANCES,
    LOWER_IS_BETTER,
    SCORES,
    scopes_of,
    score_scopes,
    support_of,
)
from stance.judging.tallies import N_SUMS, FloatArray, Tally
from stance.stances import STANCES

RandomState = int | np.random.Generator | None

LEVEL = 0.95
"""The share of intervals that hold the true value, in the long run."""

_MIN_DEFINED = 0.9
_CELLS_AT_ONCE = 1_000_000  # blocks that stay in the processor's cache


def score_table(
    tally: Tally,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return every score of every scope with its interval.

    Parameters
    ----------
    tally : Tally
        The sums of the predictions.
    n_resamples : int, default=2000
        How often documents are drawn; 0 gives no intervals.
    random_state : int, Generator or None, default=0
        Seed of the draws.
    level : float, default=0.95
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        ``scope, score, stance, value, low, high, n``: n is the number of rows that the score
        rests on (for a stance's scores, those that truly have it).

    Raises
    ------
    StanceError
        If ``n_resamples`` is negative or ``level`` is not between 0 and 1.
    """
    check_draws(n_resamples, level)
    values = score_scopes(tally.total())
    resamples = bootstrap_scores(tally, n_resamples, random_state)
    low, high = intervals_of(values, resamples, tally, level)
    index = pd.MultiIndex.from_tuples(
        [(scope, *column) for scope in scopes_of(tally) for column in SCORES],
        names=["scope", "score", "stance"],
    )
    table = {"value": values, "low": low, "high": high, "n": support_of(tally).astype(np.int64)}
    return pd.DataFrame({k: v.ravel() for k, v in table.items()}, index=index).reset_index()


def bootstrap_scores(tally: Tally, n_resamples: int, random_state: RandomState = 0) -> FloatArray:
    """Return the scores of resampled documents.

    Parameters
    ----------
    tally : Tally
        The sums of the predictions.
    n_resamples : int
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.

    Returns
    -------
    ndarray of shape (n_resamples, n_topics + 2, len(SCORES))
    """
    shape = (len(tally.topics), N_SUMS)
    chunks = [
        score_scopes(sums.reshape(-1, *shape))
        for sums in resampled(tally.sums, n_resamples, random_state)
    ]
    return np.concatenate(chunks) if chunks else np.empty((0, shape[0] + 2, len(SCORES)))


def resampled(
    sums: sparse.csr_array, n_resamples: int, random_state: RandomState = 0
) -> Iterator[FloatArray]:
    """Yield sums over documents drawn with replacement, some resamples at a time.

    Parameters
    ----------
    sums : csr_array of shape (n_documents, n_columns)
        What each document adds.
    n_resamples : int
        How often as many documents as there are get drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.

    Yields
    ------
    ndarray of shape (some, n_columns)
    """
    rng = np.random.default_rng(random_state)
    n_documents = sums.shape[0]
    columns = sums.T.tocsr()
    for size in chunk_sizes(n_resamples, max(sums.shape)):
        drawn = rng.integers(0, n_documents, (size, n_documents))
        drawn += np.arange(size)[:, None] * n_documents
        times = np.bincount(drawn.ravel(), minlength=size * n_documents)
        weights = np.ascontiguousarray(times.reshape(size, n_documents).T, dtype=float)
        yield np.ascontiguousarray((columns @ weights).T)


def intervals_of(
    values: FloatArray, resamples: FloatArray, tally: Tally, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the intervals of all scores, as the module's opening says.

    Parameters
    ----------
    values : ndarray of shape (n_topics + 2, len(SCORES))
        The scores of the data.
    resamples : ndarray of shape (n_resamples, n_topics + 2, len(SCORES))
        The scores of the resamples.
    tally : Tally
        The sums, for the number of documents behind each score.
    level : float, default=0.95
        Coverage.

    Returns
    -------
    low, high : ndarray of shape (n_topics + 2, len(SCORES))
    """
    low, high = percentile_interval(resamples, level)
    if tally.n_documents < 2:
        return np.full_like(values, np.nan), np.full_like(values, np.nan)
    at_ece = [score for score, _ in SCORES].index("calibration_error")
    ece = values[:, at_ece]
    reflected = 2 * ece - high[:, at_ece], 2 * ece - low[:, at_ece]
    low[:, at_ece] = np.clip(reflected[0], 0, ece)
    high[:, at_ece] = np.maximum(reflected[1], ece)
    bounded = np.array([score not in LOWER_IS_BETTER for score, _ in SCORES])
    behind = np.where(bounded, _documents_behind(tally), np.inf)
    return exact_bounds(values, low, high, behind, level)


def exact_bounds(
    values: FloatArray, low: FloatArray, high: FloatArray, n: FloatArray, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Give shares of 0 and 1 that no resample moved the exact binomial bound.

    Parameters
    ----------
    values, low, high : ndarray of one shape
        Shares and their intervals.
    n : ndarray of that shape
        The documents behind each share; infinite where the bound is not wanted.
    level : float, default=0.95
        Coverage.

    Returns
    -------
    low, high : ndarray
        Clopper and Pearson's, which have a closed form when all or none of n succeed.

    Examples
    --------
    >>> one, ten = np.ones(1), np.full(1, 10.0)
    >>> exact_bounds(one, one, one, ten)[0].round(3)
    array([0.692])
    """
    unmoved = low == high
    with_n = np.where(np.isfinite(n) & (n > 0), n, np.inf)
    reach = ((1 - level) / 2) ** (1 / with_n)
    return (
        np.where(unmoved & (values == 1), reach, low),
        np.where(unmoved & (values == 0), 1 - reach, high),
    )


def percentile_interval(
    resamples: FloatArray, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Return the middle share of resampled values along the first axis.

    Parameters
    ----------
    resamples : ndarray of shape (n_resamples, ...)
        Values; NaN where undefined.
    level : float, default=0.95
        Coverage.

    Returns
    -------
    low, high : ndarray of shape (...)
        NaN where less than nine tenths of the values are defined.

    Examples
    --------
    >>> low, high = percentile_interval(np.linspace(0, 1, 101))
    >>> round(float(low), 3), round(float(high), 3)
    (0.025, 0.975)
    """
    shape = resamples.shape[1:]
    if not len(resamples):
        return np.full(shape, np.nan), np.full(shape, np.nan)
    ordered = np.sort(resamples, axis=0)  # NaN comes last
    n_defined = (~np.isnan(resamples)).sum(axis=0)
    usable = n_defined >= _MIN_DEFINED * len(resamples)
    ends = []
    for quantile in ((1 - level) / 2, (1 + level) / 2):
        place = quantile * np.maximum(n_defined - 1, 0)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(n_defined - 1, 0))
        at_below, at_above = (
            np.take_along_axis(ordered, at[None], axis=0)[0] for at in (below, above)
        )
        ends.append(np.where(usable, at_below + (place - below) * (at_above - at_below), np.nan))
    return ends[0], ends[1]


def _documents_behind(tally: Tally) -> FloatArray:
    """Return shape (n_topics + 2, len(SCORES)): the documents that each score rests on."""
    places = [-1 if stance == ALL_STANCES else STANCES.index(stance) for _, stance in SCORES]
    behind = tally.documents[:, places].astype(float)
    return np.vstack([behind, behind[-1:]])


def chunk_sizes(n_resamples: int, width: int) -> Iterator[int]:
    """Yield sizes of chunks that add up to the resamples and keep memory flat.

    Parameters
    ----------
    n_resamples : int
        What they add up to.
    width : int
        Numbers held for each resample.

    Yields
    ------
    int
    """
    step = max(1, _CELLS_AT_ONCE // max(width, 1))
    for start in range(0, n_resamples, step):
        yield min(step, n_resamples - start)


def check_draws(n_resamples: int, level: float) -> None:
    """Refuse numbers that make no interval.

    Parameters
    ----------
    n_resamples : int
        0 or more.
    level : float
        Between 0 and 1.

    Raises
    ------
    StanceError
        If they are not.
    """
    if n_resamples < 0:
        msg = f"n_resamples must be 0 or more, got {n_resamples}"
        raise StanceError(msg)
    if not 0 < level < 1:
        msg = f"level must lie between 0 and 1, got {level}"
        raise StanceError(msg)
