"""Who holds what over many articles: holders of different articles are joined by name alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stance.analyses.net_stance import net_of_cells
from stance.holders.finding import AUTHOR
from stance.model.holding import OPEN

if TYPE_CHECKING:
    from stance.analyses.analyses import Analyses

NAMELESS = (AUTHOR, OPEN)
"""What stands in place of a name: for the authors of the texts, and for who has none."""

_AROUND = re.compile(r"^the\s+|['’]s?$", re.IGNORECASE)


def held_sides(analyses: Analyses) -> pd.DataFrame:
    """Return whose each side is that a sentence takes.

    Parameters
    ----------
    analyses : Analyses
        The analysed articles.

    Returns
    -------
    pandas.DataFrame
        One row for each: ``document`` (its position), ``holder`` (a name, or one of `NAMELESS`),
        ``topic`` (categorical) and ``stance``. Boilerplate is left out.
    """
    takes_sides = analyses.sides()[["favor", "against"]].sum(axis="columns") > 0
    parts = [
        analyses[analyses.documents["doc"].iloc[at]].named_sides().assign(document=at)
        for at in np.flatnonzero(takes_sides)
    ]
    nobody = pd.DataFrame(columns=["holder", "topic", "stance", "document"])
    held = pd.concat(parts, ignore_index=True) if parts else nobody
    held["topic"] = pd.Categorical(held["topic"], analyses.topics.names)
    held["holder"] = _joined(held["holder"])
    return held


def _joined(names: pd.Series) -> pd.Series:
    """Return each name as it is written most often."""
    bare = names.fillna(OPEN).map(lambda name: _AROUND.sub("", " ".join(name.split())))
    alike = bare.str.replace("’", "'").str.casefold()
    written = bare.groupby(alike).agg(lambda forms: forms.value_counts().index[0])
    return alike.map(written)


def count_holders(held: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Count the sides of each holder on each topic, with intervals.

    Parameters
    ----------
    held : pandas.DataFrame
        As `held_sides` returns it.
    groups : pandas.Series, shape (n_documents,)
        The group of each document, as of `stance.analyses.grouping.groups_of`.

    Returns
    -------
    pandas.DataFrame
        As `stance.Analyses.holders` has it.
    """
    rows = held.assign(group=groups.to_numpy()[held["document"].to_numpy(int)])
    keys = ["holder", "topic", "group"]
    table = net_of_cells(rows[rows["group"].notna()], keys, len(groups)).drop(columns="neutral")
    last = table["holder"].map({name: at for at, name in enumerate(NAMELESS, 1)}).fillna(0)
    size = table["sentences"].groupby(table["holder"]).transform("sum")
    table = table.iloc[np.lexsort((-size, last))].reset_index(drop=True)
    if groups.name is None:
        return table.drop(columns="group")
    return table.rename(columns={"group": groups.name})
