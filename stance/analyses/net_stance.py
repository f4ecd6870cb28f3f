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
    codes, values = pd.factorize(groups, sort=True)
    group = codes[stances["document"].to_numpy()]
    stances, group = stances[group >= 0], group[group >= 0]
    topics = stances["topic"].cat
    cell = topics.codes.to_numpy(np.int64) * len(values) + group
    n_cells = len(topics.categories) * len(values)
    counts = {
        side: np.bincount(cell[(stances["stance"] == side).to_numpy()], minlength=n_cells)
        for side in SIDES
    }
    document = stances["document"].to_numpy()
    spoken = np.unique(np.stack([document, cell]), axis=1)[1]
    column = str(groups.name or "group")
    table = pd.DataFrame(
        {
            "topic": np.repeat(topics.categories.to_numpy(), len(values)),
            column: np.tile(np.asarray(values), len(topics.categories)),
            "documents": np.bincount(spoken, minlength=n_cells),
            "sentences": sum(counts.values()),
            **counts,
        }
    )
    n = table["sentences"].where(table["sentences"] > 0)
    table["net"] = (table["favor"] - table["against"]) / n
    signs = stances["stance"].map(_SIGNED).to_numpy(dtype=float)
    sums = sparse.coo_array(
        (
            np.r_[signs, np.ones(len(cell))],
            (np.r_[document, document], np.r_[cell, cell + n_cells]),
        ),
        shape=(len(groups), 2 * n_cells),
    ).tocsr()
    table["low"], table["high"] = _interval(table, sums, n_resamples, random_state)
    table = table[table["sentences"] > 0].reset_index(drop=True)
    if groups.name is None:
        return NetStances("", table.drop(columns=column))
    return NetStances(column, table, unit)


def _interval(
    table: pd.DataFrame, sums: sparse.csr_array, n_resamples: int, random_state: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    draws = []
    for block in resampled(sums, n_resamples, random_state):
        signed, n = np.split(block, 2, axis=1)
        with np.errstate(invalid="ignore"):
            draws.append(signed / n)
    low, high = percentile_interval(np.concatenate(draws) if draws else np.empty((0, len(table))))
    # What no draw moved is not certain: so many documents of another kind may have been missed.
    unseen = 1 - ((1 - LEVEL) / 2) ** (1 / table["documents"].clip(lower=1).to_numpy())
    moved = low != high  # also where undefined
    net = table["net"].to_numpy()
    return (
        np.where(moved, low, np.clip(net - 2 * unseen, -1, 1)),
        np.where(moved, high, np.clip(net + 2 * unseen, -1, 1)),
    )
