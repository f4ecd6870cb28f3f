"""Findings of the kinds of mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.judging import wording
from stance.judging.causes import EVERYWHERE

if TYPE_CHECKING:
    from stance.judging.report import Report


def commonest_kind(report: Report) -> str:
    """Say which kind of mistake is made most.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    rows = report.causes[report.causes["slice"] == EVERYWHERE]
    total = int(rows["n"].sum())
    if not total:
        return "It makes no mistake on these data."
    most = rows.iloc[int(rows["n"].argmax())]
    return (
        f"Of {wording.count(total, 'mistake')} the commonest kind is “{most['cause']}”: "
        f"{most['n']:,}, or {wording.percent(most['share'])} "
        f"({wording.percent_range(most['low'], most['high'])}) of the pairs where it can happen."
    )
