"""Who stands where over many articles, as a matrix for the page: names down, topics across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from stance.analyses.holding import NAMELESS

_MOST_HOLDERS = 12
_MOST_TOPICS = 12


@dataclass(frozen=True, slots=True)
class Matrix:
    """The holders of most sentences, and what is not shown.

    Attributes
    ----------
    topics : list of str
        The columns.
    rows : list of tuple of str and list of dict
        A name, and for each topic its row of the table, with ``leads`` (the side that outweighs
        the other beyond chance, or empty); an empty dict where nothing is said.
    more : int
        How many more names there are.
    author, left_open : int
        The sentences of the authors, and of those who have no name.
    """

    topics: list[str]
    rows: list[tuple[str, list[dict[str, Any]]]]
    more: int
    author: int
    left_open: int


def holder_matrix(table: pd.DataFrame, topics: tuple[str, ...]) -> Matrix:
    """Return the matrix of a table of holders.

    Parameters
    ----------
    table : pandas.DataFrame
        As `stance.Analyses.holders` returns it, of all documents together.
    topics : tuple of str
        The topics in the order wanted; those of which no holder shown speaks get no column.

    Returns
    -------
    Matrix
    """
    named = table[~table["holder"].isin(NAMELESS)]
    names = list(named["holder"].unique())
    shown = named[named["holder"].isin(names[:_MOST_HOLDERS])]
    cells = {(row["holder"], row["topic"]): _cell(row) for row in shown.to_dict("records")}
    spoken = set(shown["topic"])
    columns = [topic for topic in topics if topic in spoken][:_MOST_TOPICS]
    rows = [(name, [cells.get((name, topic), {}) for topic in columns]) for name in names]
    nameless = (int(table.loc[table["holder"] == name, "sentences"].sum()) for name in NAMELESS)
    return Matrix(columns, rows[:_MOST_HOLDERS], max(len(names) - _MOST_HOLDERS, 0), *nameless)


def _cell(row: dict[Any, Any]) -> dict[str, Any]:
    leads = "favor" if row["low"] > 0 else "against" if row["high"] < 0 else ""
    return {**row, "leads": leads}
