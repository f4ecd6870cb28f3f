"""What is counted, and for which groups: by a column, or by periods that suit the dates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.errors import DataError, none_such
from stance.stances import SIDES

COUNTED = ("holder", "topic", "documents", "sentences", *SIDES, "net", "low", "high")
"""What tables say of each group: no column of the articles can be called so and be one."""

_PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
# Up to how many days a debate may last for periods of each length: a dozen or two of them.
_LONGEST = {"day": 14, "week": 90, "month": 750, "quarter": 2200}


def sides_told(sentences: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each side that a sentence takes.

    Parameters
    ----------
    sentences : pandas.DataFrame
        One row for each: ``document``, ``boilerplate``.
    answers : pandas.DataFrame
        One row for each sentence and topic: ``topic`` (categorical), ``stance``.

    Returns
    -------
    pandas.DataFrame
        ``document``, ``topic``, ``stance``; boilerplate is left out.
    """
    n_topics = len(answers) // max(len(sentences), 1)
    rows = sentences.take(np.repeat(np.arange(len(sentences)), n_topics))
    told = answers["stance"].isin(SIDES).to_numpy() & ~rows["boilerplate"].to_numpy()
    stances: pd.DataFrame = answers.loc[told, ["topic", "stance"]].reset_index(drop=True)
    stances.insert(0, "document", rows["document"].to_numpy()[told])
    return stances


def groups_of(
    documents: pd.DataFrame, by: str | None, period: str | None = None
) -> tuple[pd.Series, str]:
    """Return the group of each document.

    Parameters
    ----------
    documents : pandas.DataFrame
        One row for each.
    by : str or None
        A column; None makes one group of all.
    period : {'day', 'week', 'month', 'quarter', 'year'} or None, default=None
        The length of a period, for dates. None picks one by their span.

    Returns
    -------
    groups : pandas.Series, shape (n_documents,)
        Called as the column is; a period is its first day, and missing what has no group.
    unit : str
        The length of a period; empty where the groups are none.

    Raises
    ------
    DataError
        If there is no such column, nothing in it, or no such period.
    """
    if period is not None and period not in _PERIODS:
        raise DataError(none_such("period", period, _PERIODS))
    if by is None:
        return pd.Series(0, index=documents.index), ""
    known = [str(name) for name in documents if name not in ("text", "doc", *COUNTED)]
    if by not in known:
        raise DataError(none_such("column of the articles", by, known))
    column = documents[by]
    if column.isna().all():
        msg = f"no article has a {by}"
        raise DataError(msg)
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column, ""
    unit = period or _fitting_period(column)
    return column.dt.to_period(_PERIODS[unit]).dt.start_time, unit


def _fitting_period(dates: pd.Series) -> str:
    days = (dates.max() - dates.min()).days
    return next((unit for unit, longest in _LONGEST.items() if days <= longest), "year")
