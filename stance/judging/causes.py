"""What kinds of mistakes there are, and on which parts of which slices they are common."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from stance.judging.columns import CAUSES, typed
from stance.judging.curves import ratio_intervals
from stance.judging.intervals import LEVEL, RandomState
from stance.judging.mistakes import (
    FALSE_ALARM,
    FLIPPED,
    KINDS,
    LOST_SIDE,
    MISSED,
    TOOK_SIDE,
    kinds_of,
)
from stance.judging.tallies import IntArray
from stance.stances import SIDES, UNRELATED

EVERYWHERE = "all"

AT_RISK = {
    FLIPPED: SIDES[:2],
    LOST_SIDE: SIDES[:2],
    TOOK_SIDE: SIDES[2:],
    MISSED: SIDES,
    FALSE_ALARM: (UNRELATED,),
}
"""For each kind of mistake the true stances of the pairs on which it can be made."""


def cause_table(
    judged: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return how often each kind of mistake is made, everywhere and on each part of each slice.

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
        ``cause, slice, part, n, of, share, low, high``: of the pairs on which the mistake can be
        made (`AT_RISK`), how many have it. The first line of each cause is of all pairs, with
        the slice ``all``; parts without such a pair are left out.

    Examples
    --------
    >>> rows = {"truth": ["favor", "favor"], "stance": ["against", "favor"], "doc": ["a", "b"]}
    >>> table = cause_table(pd.DataFrame(rows), pd.DataFrame({"length": ["short", "long"]}))
    >>> table.loc[table["cause"] == "side flipped", ["part", "n", "of"]].values.tolist()
    [['all', 1, 2], ['long', 0, 1], ['short', 1, 1]]
    """
    kinds = kinds_of(judged["truth"], judged["stance"])
    doc, documents = pd.factorize(judged["doc"])
    names, columns = _places(parts)
    shape = (len(documents), len(names))
    made, risked = [], []
    for kind, cause in enumerate(KINDS):
        risk = judged["truth"].isin(AT_RISK[cause]).to_numpy()
        risked.append(_counts(doc[risk], columns[risk], shape))
        made.append(_counts(doc[kinds == kind], columns[kinds == kind], shape))
    n, of = (sparse.hstack(counts).tocsr() for counts in (made, risked))
    share, low, high = ratio_intervals(
        n, of, n_resamples=n_resamples, random_state=random_state, level=level
    )
    table = pd.DataFrame(
        [(cause, *name) for cause in KINDS for name in names], columns=["cause", "slice", "part"]
    )
    for name, counts in (("n", n), ("of", of)):
        table[name] = np.asarray(counts.sum(axis=0)).astype(np.int64)
    table = table.assign(share=share, low=low, high=high)
    return typed(table[table["of"] > 0], CAUSES)


def _places(parts: pd.DataFrame) -> tuple[list[tuple[str, str]], IntArray]:
    names = [(EVERYWHERE, EVERYWHERE)]
    columns = [np.zeros(len(parts), np.int64)]
    for name in parts.columns:
        codes, values = pd.factorize(parts[name].astype("category"), sort=True)
        columns.append(len(names) + codes)
        names += [(str(name), str(value)) for value in values]
    return names, np.stack(columns, axis=1)


def _counts(doc: IntArray, columns: IntArray, shape: tuple[int, int]) -> sparse.csr_array:
    rows = np.repeat(doc, columns.shape[1])
    return sparse.coo_array((np.ones(len(rows)), (rows, columns.ravel())), shape=shape).tocsr()
