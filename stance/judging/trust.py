"""Below which confidence an answer is not to be trusted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from stance.judging.columns import TRUST, typed
from stance.judging.curves import ALL_PREDICTIONS, CALLED_RELEVANT, ratio_intervals
from stance.judging.intervals import LEVEL, RandomState
from stance.judging.tallies import N_BINS
from stance.stances import UNRELATED

BAND, BELOW, FROM = "within", "below", "from there on"

# A band of fewer answers says nothing for or against.
_FEWEST = 20
_EVEN = 0.5
_EDGES = np.linspace(0.0, 1.0, N_BINS + 1).round(6)


def trust_table(
    judged: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return how often answers of each band of confidence are right, and below and from each edge.

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
        ``among, range, from_confidence, to_confidence, accuracy, low, high, n``: among the
        answers that call a sentence relevant (all answers, where none does), the ranges
        ``within`` a tenth of confidence, ``below`` an edge, and ``from there on``. A confidence
        on an edge belongs to the range above it. Empty ranges are left out.

    Examples
    --------
    >>> rows = {"truth": ["favor"] * 3, "stance": ["favor", "favor", "against"], "doc": list("abc")}
    >>> table = trust_table(pd.DataFrame({**rows, "confidence": [0.9, 0.9, 0.35]}))
    >>> table.loc[table["range"] == "within", ["from_confidence", "accuracy", "n"]].values.tolist()
    [[0.3, 0.0, 1.0], [0.9, 1.0, 2.0]]
    """
    relevant = judged["stance"] != UNRELATED
    among = CALLED_RELEVANT if relevant.any() else ALL_PREDICTIONS
    rows = judged[relevant] if relevant.any() else judged
    right = np.asarray(rows["truth"] == rows["stance"], float)
    doc, documents = pd.factorize(rows["doc"])
    band = np.searchsorted(_EDGES[1:-1], rows["confidence"].to_numpy(float).round(6), side="right")
    ranges, gather = _ranges()
    counts = [
        sparse.coo_array((weight, (doc, band)), shape=(len(documents), N_BINS)).tocsr() @ gather
        for weight in (right, np.ones(len(rows)))
    ]
    accuracy, low, high = ratio_intervals(
        *counts, n_resamples=n_resamples, random_state=random_state, level=level
    )
    table = pd.DataFrame(ranges, columns=["range", "from_confidence", "to_confidence"])
    table.insert(0, "among", among)
    table = table.assign(accuracy=accuracy, low=low, high=high, n=np.asarray(counts[1].sum(axis=0)))
    return typed(table[table["n"] > 0], TRUST)


def _ranges() -> tuple[list[tuple[str, float, float]], sparse.csr_array]:
    inner = range(1, N_BINS)
    spans = [
        *((BAND, place, place + 1) for place in range(N_BINS)),
        *((BELOW, 0, place) for place in inner),
        *((FROM, place, N_BINS) for place in inner),
    ]
    gather = np.zeros((N_BINS, len(spans)))
    for column, (_, first, end) in enumerate(spans):
        gather[first:end, column] = 1
    ranges = [(name, float(_EDGES[first]), float(_EDGES[end])) for name, first, end in spans]
    return ranges, sparse.csr_array(gather)


def trusted_from(table: pd.DataFrame) -> float | None:
    """Return the confidence from which on an answer can be trusted to be right rather than wrong.

    That is the lowest tenth from which on every band of at least twenty answers is surely right
    more often than not: its interval lies above one half.

    Parameters
    ----------
    table : DataFrame
        As `trust_table` returns it.

    Returns
    -------
    float or None
        0 where every band is; None where the surest band is not.
    """
    bands = table[(table["range"] == BAND) & (table["n"] >= _FEWEST)]
    trusted = None
    for band in bands.sort_values("from_confidence", ascending=False).to_dict("records"):
        if not band["low"] > _EVEN:
            return trusted
        trusted = float(band["from_confidence"])
    return None if trusted is None else 0.0
