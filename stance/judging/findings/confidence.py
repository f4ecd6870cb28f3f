"""Findings of the confidence: is it honest, what does it buy, when is it too low to trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.judging import wording
from stance.judging.curves import ALL_PREDICTIONS, CALLED_RELEVANT
from stance.judging.trust import BELOW, FROM, trusted_from

if TYPE_CHECKING:
    from stance.judging.report import Report

_KEPT = 0.5


def calibration(report: Report) -> str:
    """Say whether the confidence can be taken at its word.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    accuracy, error = report.score("accuracy"), report.score("calibration_error")
    if report.reliability.empty:
        return ""
    expected = float(report.predictions["confidence"].mean())
    told = (
        f"it expects to be right in {wording.percent(expected)} and is in "
        f"{wording.percent(accuracy['value'])}; calibration error "
        f"{wording.score(*error.iloc[:3])}"
    )
    if expected > accuracy["high"]:
        return f"It is overconfident: {told}."
    if expected < accuracy["low"]:
        return f"It is surer than it says: {told}."
    return f"Its confidence is honest on the whole: {told}."


def surest_half(report: Report) -> str:
    """Say what is gained by keeping only the surest predictions.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing if confidence makes no difference to count.
    """
    table = report.coverage
    if table.empty:
        return ""
    among = CALLED_RELEVANT if (table["among"] == CALLED_RELEVANT).any() else ALL_PREDICTIONS
    curve = table[table["among"] == among]
    part = curve.iloc[int((curve["coverage"] - _KEPT).abs().argmin())]
    whole = curve.iloc[-1]
    if part["coverage"] > 0.9:
        return ""
    what = "sentences called relevant" if among == CALLED_RELEVANT else "predictions"
    verb = "raises" if part["accuracy"] > whole["accuracy"] else "does not raise"
    return (
        f"Of the {what}, keeping the surest {wording.percent(part['coverage'])} (confidence "
        f"{part['threshold']:.2f} or more) {verb} the share that is right from "
        f"{wording.percent(whole['accuracy'])} to {wording.percent(part['accuracy'])} "
        f"({wording.percent_range(part['low'], part['high'])})."
    )


def too_unsure(report: Report) -> str:
    """Say below which confidence an answer is not to be trusted.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing without probabilities.
    """
    table = report.trust
    if table.empty:
        return ""
    what = "that a sentence is relevant" if table["among"].iloc[0] == CALLED_RELEVANT else ""
    answers = f"answers {what}".strip()
    edge = trusted_from(table)
    if edge is None:
        return (
            f"At no confidence are its {answers} shown to be right more often than wrong on "
            "these data."
        )
    if edge == 0:
        return f"At every confidence its {answers} are right more often than wrong."
    below, above = (
        table[(table["range"] == name) & (table[column].round(6) == edge)].iloc[0]
        for name, column in ((BELOW, "to_confidence"), (FROM, "from_confidence"))
    )
    return (
        f"Do not trust it below {edge:.1f} confidence: of its {answers}, "
        f"{wording.percent(below['accuracy'])} "
        f"({wording.percent_range(below['low'], below['high'])}, n = {below['n']:,}) of those less "
        f"sure are right, and {wording.percent(above['accuracy'])} "
        f"({wording.percent_range(above['low'], above['high'])}, n = {above['n']:,}) of the others."
    )
