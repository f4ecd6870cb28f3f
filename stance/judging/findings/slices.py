"""Findings of the slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.judging.slice_scores import ABOUT
from stance.judging.slices import said_of

if TYPE_CHECKING:
    from stance.judging.report import Report

_LEVEL = 0.05


def worst_slice(report: Report) -> str:
    """Say on which kind of sentence it is worst, if that is more than chance.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing if no part of a slice could be tested.
    """
    rows = report.slices[report.slices["score"] == ABOUT]
    tested = rows[rows["p_corrected"].notna()]
    if tested.empty:
        return ""
    worse = tested[(tested["p_corrected"] < _LEVEL) & (tested["difference"] < 0)]
    if worse.empty:
        return (
            f"No kind of sentence stands out as worse, among {len(tested)} tested and corrected "
            "for their number."
        )
    worse = worse.sort_values("difference", kind="stable")
    worst = worse.iloc[0]
    return (
        f"It is weakest on {said_of(worst['slice'], worst['part'])}: right in "
        f"{wording.percent(worst['value'])} ({wording.percent_range(worst['low'], worst['high'])}, "
        f"n = {worst['n']:,}) of those about their topic, against "
        f"{wording.percent(worst['rest'])} of the others ({_p(worst)} after correction for "
        f"{len(tested)} kinds of sentence){_others(worse.iloc[1:])}."
    )


def _p(row: pd.Series) -> str:
    return wording.p_value(float(row["p_corrected"]))


def _others(worse: pd.DataFrame) -> str:
    if worse.empty:
        return ""
    named = [said_of(row["slice"], row["part"]) for row in worse.to_dict("records")]
    return f"; worse as well on {', on '.join(named)}"
