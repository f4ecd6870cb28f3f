"""How good the answers are on each part of each slice, and whether it is worse there.

What is tested is the share of the sentences about their topic that get their right stance. Macro-F1
is shown beside it and not tested: it moves with the share of unrelated pairs, which differs from
part to part.

A part is held against the rest of its slice. The interval of the difference draws whole documents;
the test divides the difference by the standard deviation of these draws (Wald's test with a
bootstrap standard error: Efron and Tibshirani 1993, section 12.4). The p-values of all parts are
corrected together for their number by Holm's method (Holm 1979); the two parts of a slice of two
are one test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import norm

from stance.judging.columns import SLICES, empty, typed
from stance.judging.comparing import holm
from stance.judging.intervals import (
    LEVEL,
    RandomState,
    exact_bounds,
    percentile_interval,
    resampled,
)
from stance.judging.metrics import ALL_STANCES, SCORES, scores_of
from stance.judging.tallies import CONFUSION, N_SUMS, FloatArray, codes_of
from stance.stances import SIDES, STANCES

ABOUT, MACRO = "about_accuracy", "macro_f1"
SLICE_SCORES = (ABOUT, MACRO)
"""The scores of each part."""

# A test on less would say more about its own assumptions than about the model.
_FEWEST_DOCUMENTS = 10
_FEWEST_ROWS = 30
_CELLS = len(STANCES) ** 2
_PLACES = [SCORES.index((score, ALL_STANCES)) for score in SLICE_SCORES]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Confusion matrices by document, one for each part of each slice.

    Attributes
    ----------
    names : list of tuple of str
        Slice and part, the parts of a slice side by side.
    sums : csr_array of shape (n_documents, n_parts * 16)
        Counts.
    together : ndarray of float, shape (n_parts, n_parts)
        1 where two different parts belong to one slice: what sums up the rest of each part.
    """

    names: list[tuple[str, str]]
    sums: sparse.csr_array
    together: FloatArray


def slice_table(
    judged: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return the scores of each part of each slice, and its difference from the rest.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    parts : DataFrame
        As `stance.judging.slices.slice_parts` returns it, in the same order.
    n_resamples : int, default=2000
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.
    level : float, default=0.95
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        ``slice, part, score, value, low, high, n, documents, rest, difference, difference_low,
        difference_high, p_value, p_corrected``: ``n`` is the number of pairs that the score rests
        on, ``rest`` the score of the slice's other parts together, and the difference is
        ``value - rest``. There is no test (NaN) of macro-F1, and none where either side has fewer
        than ten documents or thirty pairs. Slices of one part, and parts without a pair that the
        score rests on, are left out.

    Examples
    --------
    >>> rows = {"truth": ["favor", "against"], "stance": ["favor", "favor"], "doc": ["a", "b"]}
    >>> parts = pd.DataFrame({"length": ["short", "long"]})
    >>> table = slice_table(pd.DataFrame(rows), parts, n_resamples=20)
    >>> table.loc[table["score"] == ABOUT, ["part", "value", "rest"]].values.tolist()
    [['long', 0.0, 1.0], ['short', 1.0, 0.0]]
    """
    divided = [name for name in parts.columns if parts[name].nunique() > 1]
    if not divided:
        return empty(SLICES)
    cells = _cells(judged, parts[divided])
    values = _scores(np.asarray(cells.sums.sum(axis=0), float)[None], cells)[0]
    draws = [_scores(sums, cells) for sums in resampled(cells.sums, n_resamples, random_state)]
    drawn = np.concatenate(draws) if draws else np.empty((0, *values.shape))
    n, documents = _support(cells)
    if cells.sums.shape[0] < 2:
        drawn = drawn[:0]
    tables = [
        _table(
            cells,
            place,
            values=values,
            drawn=drawn,
            n=n[place],
            documents=documents[place],
            level=level,
        )
        for place in range(len(SLICE_SCORES))
    ]
    return typed(pd.concat(tables), SLICES)


def _cells(judged: pd.DataFrame, parts: pd.DataFrame) -> _Cells:
    truth, predicted = codes_of(judged)
    doc, documents = pd.factorize(judged["doc"])
    names: list[tuple[str, str]] = []
    columns = []
    for name in parts.columns:
        codes, values = pd.factorize(parts[name].astype("category"), sort=True)
        columns.append((len(names) + codes) * _CELLS + truth * len(STANCES) + predicted)
        names += [(str(name), str(value)) for value in values]
    shape = (len(documents), len(names) * _CELLS)
    places = np.concatenate(columns)
    rows = np.tile(doc, len(columns))
    sums = sparse.coo_array((np.ones(len(rows)), (rows, places)), shape=shape).tocsr()
    of = np.array([name for name, _ in names])
    together = (of[:, None] == of[None]).astype(float) - np.eye(len(names))
    return _Cells(names, sums, together)


def _scores(sums: FloatArray, cells: _Cells) -> FloatArray:
    """Return shape (n, 2, n_scores, n_parts): of each part, and of the rest of its slice."""
    own = sums.reshape(len(sums), len(cells.names), _CELLS)
    both = np.stack([own, cells.together @ own], axis=1)
    padded = np.zeros((*both.shape[:-1], N_SUMS))
    padded[..., CONFUSION] = both
    return np.moveaxis(scores_of(padded)[..., _PLACES], -1, 2)


def _support(cells: _Cells) -> tuple[FloatArray, FloatArray]:
    """Return pairs and documents behind each score: of shape (n_scores, 2, n_parts)."""
    pairs, documents = [], []
    for n_truths in (len(SIDES), len(STANCES)):
        counted = np.zeros((len(STANCES), len(STANCES)))
        counted[:n_truths] = 1
        gather = sparse.csr_array(np.kron(np.eye(len(cells.names)), counted.reshape(-1, 1)))
        by_document = (cells.sums @ gather).toarray()
        both = np.stack([by_document, by_document @ cells.together])
        pairs.append(both.sum(axis=1))
        documents.append((both > 0).sum(axis=1))
    return np.array(pairs), np.array(documents, float)


def _table(
    cells: _Cells,
    place: int,
    *,
    values: FloatArray,
    drawn: FloatArray,
    n: FloatArray,
    documents: FloatArray,
    level: float,
) -> pd.DataFrame:
    value, rest = values[:, place]
    low, high = percentile_interval(drawn[:, 0, place], level)
    low, high = exact_bounds(value, low, high, documents[0], level)
    gaps = drawn[:, 0, place] - drawn[:, 1, place]
    gap_low, gap_high = percentile_interval(gaps, level)
    enough = (documents.min(axis=0) >= _FEWEST_DOCUMENTS) & (n.min(axis=0) >= _FEWEST_ROWS)
    enough &= SLICE_SCORES[place] == ABOUT
    p_value = np.where(enough, _wald(value - rest, gaps), np.nan)
    twins = cells.together.sum(axis=1) == 1
    second = twins & (np.arange(len(twins)) > cells.together.argmax(axis=1))
    corrected = holm(np.where(second, np.nan, p_value))
    corrected[second] = corrected[np.flatnonzero(second) - 1]
    table = pd.DataFrame(
        {
            "slice": [name for name, _ in cells.names],
            "part": [part for _, part in cells.names],
            "score": SLICE_SCORES[place],
            "value": value,
            "low": low,
            "high": high,
            "n": n[0].astype(np.int64),
            "documents": documents[0].astype(np.int64),
            "rest": rest,
            "difference": value - rest,
            "difference_low": gap_low,
            "difference_high": gap_high,
            "p_value": p_value,
            "p_corrected": corrected,
        }
    )
    return table[table["n"] > 0]


def _wald(difference: FloatArray, drawn: FloatArray) -> FloatArray:
    defined = (~np.isnan(drawn)).sum(axis=0)
    usable = defined >= np.maximum(2, 0.9 * len(drawn))
    if not usable.any():
        return np.full(difference.shape, np.nan)
    spread = np.full(difference.shape, np.nan)
    spread[usable] = np.nanstd(drawn[:, usable], axis=0, ddof=1)
    z = np.divide(np.abs(difference), spread, out=np.full_like(spread, np.nan), where=spread > 0)
    p_value: FloatArray = 2 * norm.sf(z)
    return p_value
