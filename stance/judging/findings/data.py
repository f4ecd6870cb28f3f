"""Findings of the data: would more of it help, is it the same kind, are its labels right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.judging.challenge import DRAWING, Challenge
from stance.judging.metrics import ALL_TOPICS

if TYPE_CHECKING:
    from stance.judging.report import Report

_ALIKE, _APART = 0.6, 0.8
_LEVEL = 0.05


def more_labels(report: Report) -> str:
    """Say what the last doubling of the training documents bought.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing without a learning curve.
    """
    curve = report.learning_curve
    rows = curve[(curve["scope"] == ALL_TOPICS) & (curve["score"] == "macro_f1")]
    if len(rows) < 2 or pd.isna(rows["gain"].iloc[-1]):
        return ""
    before, last = rows.iloc[-2], rows.iloc[-1]
    gain = f"{wording.signed(last['gain'])} macro-F1"
    if pd.notna(last["gain_low"]):
        low, high = (wording.signed(last[end]) for end in ("gain_low", "gain_high"))
        gain += f" ({low} to {high}, {wording.p_value(last['p_value'])})"
    told = (
        f"Doubling the training documents from {before['documents']:,} to "
        f"{last['documents']:,} brought the preset {last['preset']} {gain}"
    )
    if last["gain_low"] > 0 and last["p_value"] < _LEVEL:
        return f"{told}: more labels would probably help."
    return f"{told}: that more labels would help is not shown."


def challenged(report: Report) -> str:
    """Say how it fares on minimal pairs.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not asked.
    """
    rates = report.challenge
    if rates.empty:
        return ""
    told = DRAWING.title(Challenge(rates, rates.iloc[:0]))
    return f"Minimal pairs: {told[0].lower()}{told[1:]}"


def drifted(report: Report) -> str:
    """Say how far the evaluated text is from the text trained on.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not measured. An AUC up to 0.6 counts as much alike,
        one from 0.8 as far apart.
    """
    drift = report.facts.get("drift")
    if drift is None:
        return ""
    auc = drift["auc"]
    if auc >= _APART:
        said = "is another kind of text than the model was trained on"
    else:
        said = "differs somewhat from" if auc > _ALIKE else "is much like"
        said += " the training text"
    interval = ""
    if drift["low"] is not None:
        interval = f" ({drift['low']:.2f}–{drift['high']:.2f})"
    return (
        f"The evaluated text {said}: a classifier of words tells the two apart with an AUC of "
        f"{auc:.2f}{interval}, where 0.5 is not at all."
    )


def doubtful_labels(report: Report) -> str:
    """Say how many labels deserve a second look.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not looked for or nothing found.
    """
    n = report.facts.get("doubtful_labels")
    if not n:
        return ""
    return (
        f"{wording.count(n, 'label')} of {report.facts['data']['rows']:,} "
        f"{'deserves' if n == 1 else 'deserve'} a second look: the model thinks another stance "
        "far likelier (confident learning), though it may be the one that is wrong."
    )
