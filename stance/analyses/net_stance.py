"""The net stance of groups of documents, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from stance.judging.intervals import LEVEL, percentile_interval, resampled
from stance.stances import SIDES

_SIGNED = {"favor": 1, "against": -1, "neutral": 0}


@dataclass(frozen=True, slots=True)
class NetStances:
    """The net stance toward each topic of each group of documents.

    Attributes
    ----------
    by : str
        What the groups are: a column of the documents, or ``""`` where all are one group.
    table : pandas.DataFrame
        One row for each topic and group that speaks of it: ``topic``, the group in a column
        called as `by` says, ``documents`` and ``sentences`` about the topic, ``favor``,
        ``against``, ``neutral``, ``net`` = (favor - against) / sentences, and its 95 % interval
        ``low`` to ``high``.
    unit : str, default=""
        The length of a period, where the groups are periods.
    """

    by: str
    table: pd.DataFrame
    unit: str = ""

    @property
    def topics(self) -> list[str]:
        """The topics that are spoken of, those of most sentences first."""
        sizes = self.table.groupby("topic", sort=False, observed=True)["sentences"].sum()
        return [str(topic) for topic in sizes.sort_values(ascending=False, kind="stable").index]


def net_stances(
    stances: pd.DataFrame,
    groups: pd.Series,
    *,
    unit: str = "",
    n_resamples: int = 2000,
    random_state: int = 0,
) -> NetStances:
    """Count sides by topic and group, and draw documents for the intervals.

    Parameters
    ----------
    stances : pandas.DataFrame
        One row for each stance that a sentence takes: ``document`` (a position in `groups`),
        ``topic`` (categorical) and ``stance`` (one of `SIDES`).
    groups : pandas.Series, shape (n_documents,)
        The group of each document; one without is left out. Its name is that of the column.
    unit : str, default=""
        The length of a period, where the groups are periods.
    n_resamples : int, default=2000
        How often documents are drawn.
    random_state : int, default=0
        Seed of the draws.

    Returns
    -------
    NetStances

    Notes
    -----
    Sentences of one document hang together, so whole documents are drawn with replacement (the
    cluster bootstrap: Davison and Hinkley 1997, section 3.8); the interval is the middle 95 % of
    the draws. A group with fewer than about three documents on a topic has none. Where no draw
    moves the net stance, as when all documents speak for one side, the interval reaches as far
    as the exact binomial bound of that many documents allows (Clopper and Pearson 1934).
    """
    column = str(groups.name or "group")
    rows = stances.assign(group=groups.to_numpy()[stances["document"].to_numpy()])
    table = net_of_cells(
        rows[rows["group"].notna()],
        ["topic", "group"],
        len(groups),
        n_resamples=n_resamples,
        random_state=random_state,
    )
    if groups.name is None:
        return NetStances("", table.drop(columns="group"))
    return NetStances(column, table.rename(columns={"group": column}), unit)


def net_of_cells(
    stances: pd.DataFrame,
    keys: list[str],
    n_documents: int,
    *,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Count sides in each cell of a table, and draw documents for the intervals.

    Parameters
    ----------
    stances : pandas.DataFrame
        One row for each stance: ``document`` (0 to `n_documents` - 1), ``stance`` and `keys`,
        ``topic`` (categorical) among them.
    keys : list of str
        The columns that tell the cells apart.
    n_documents : int
        How many documents there are.
    n_resamples, random_state
        As in `net_stances`.

    Returns
    -------
    pandas.DataFrame
        One row for each cell that is spoken of, sorted: `keys`, then as in `NetStances.table`.
    """
    cells = stances.groupby(keys, observed=True)
    cell = cells.ngroup().to_numpy()
    counted = cells["document"].agg(documents="nunique", sentences="size").reset_index()
    table = counted.astype({"topic": stances["topic"].cat.categories.dtype})
    for side in SIDES:
        said = cell[(stances["stance"] == side).to_numpy()]
        table[side] = np.bincount(said, minlength=len(table))
    table["net"] = (table["favor"] - table["against"]) / table["sentences"]
    signs = stances["stance"].map(_SIGNED).to_numpy(dtype=float)
    document = stances["document"].to_numpy()
    sums = sparse.coo_array(
        (
            np.r_[signs, np.ones(len(cell))],
            (np.r_[document, document], np.r_[cell, cell + len(table)]),
        ),
        shape=(n_documents, 2 * len(table)),
    ).tocsr()
    table["low"], table["high"] = _interval(table, sums, n_resamples, random_state)
    return table


def _interval(
    table: pd.DataFrame, sums: sparse.csr_array, n_resamples: int, random_state: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    low, high = np.full((2, len(table)), np.nan)
    # Of several documents, many a draw misses the only one that speaks: that leaves no interval.
    least = min(2, sums.shape[0])
    drawn = np.flatnonzero(table["documents"] >= least)
    draws = []
    for block in resampled(sums[:, np.r_[drawn, drawn + len(table)]], n_resamples, random_state):
        signed, n = np.split(block, 2, axis=1)
        with np.errstate(invalid="ignore"):
            draws.append(signed / n)
    if draws:
        low[drawn], high[drawn] = percentile_interval(np.concatenate(draws))
    # What no draw moved is not certain: so many documents of another kind may have been missed.
    unseen = 1 - ((1 - LEVEL) / 2) ** (1 / table["documents"].clip(lower=1).to_numpy())
    moved = low != high  # also where undefined
    net = table["net"].to_numpy()
    return (
        np.where(moved, low, np.clip(net - 2 * unseen, -1, 1)),
        np.where(moved, high, np.clip(net + 2 * unseen, -1, 1)),
    )
