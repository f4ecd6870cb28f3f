"""Findings of topics left out of training: how good, from how many labels on better, how honest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.judging.called import CALLED_SCORES
from stance.judging.leaving_out import ALL, ALONE, WITH_OTHERS
from stance.judging.metrics import ALL_TOPICS, MEAN_OF_TOPICS

if TYPE_CHECKING:
    from stance.judging.report import Report


def left_out_topics(report: Report) -> list[str]:
    """Return the topics that were left out of training in turn.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
    """
    scopes = dict.fromkeys(report.new_topics["scope"])
    return [scope for scope in scopes if scope not in (ALL_TOPICS, MEAN_OF_TOPICS)]


def without_labels(report: Report) -> str:
    """Say how good the preset is on a topic without any label, and with all of them.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not measured.
    """
    steps = _steps(report, "macro_f1", WITH_OTHERS)
    if steps.empty:
        return ""
    none, whole = steps.iloc[0], steps.iloc[-1]
    topics = left_out_topics(report)
    of = "a topic" if len(topics) > 1 else topics[0]
    told = (
        f"Without a label of {of} the preset {none['preset']} reaches macro-F1 {_score(none)} "
        f"there, and {_score(whole)} with all of them"
    )
    if len(topics) > 1:
        told += f", on {len(topics)} topics each left out in turn"
    return f"{told}."


def labels_that_help(report: Report) -> str:
    """Say from how many labelled sentences about a topic on they surely help.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not measured. Steps are tried from all labels down, and
        the first that fails ends it, so that the chance of a false "helps" stays that of one test
        (Maurer, Hothorn and Lehmacher 1995).
    """
    steps = _steps(report, "macro_f1", WITH_OTHERS)
    if steps.empty:
        return ""
    first = None
    for row in reversed(steps.iloc[1:].to_dict("records")):
        if not row["gain_low"] > 0:
            break
        first = row
    if first is None:
        told = f"That labels of the topic help is not shown (all of them: {_gain(steps.iloc[-1])})"
    elif first["wanted"] == ALL:
        told = f"Only all labels of the topic surely help ({_gain(first)})"
    else:
        told = f"Labels surely help from {first['wanted']} sentences about the topic on "
        told += f"({_gain(first)}; all of them: {_gain(steps.iloc[-1])})"
    return f"{told}{_alone(report)}."


def trusted_when_new(report: Report) -> str:
    """Say whether confidence can be taken at its word on a topic without labels.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing where it was not measured.
    """
    right, sure = (_steps(report, score, WITH_OTHERS) for score in CALLED_SCORES)
    if right.empty:
        return ""
    share, expected = right.iloc[0], float(sure["value"].iloc[0])
    if pd.isna(share["value"]):
        return "Without a label of the topic it calls no sentence relevant."
    interval = wording.percent_range(share["low"], share["high"])
    told = (
        "of the answers that call a sentence relevant it expects to be right in "
        f"{wording.percent(expected)} and is in {wording.percent(share['value'])} ({interval})"
    )
    if pd.isna(share["low"]):
        return f"Too few documents to say whether its confidence holds without a label: {told}."
    if expected > share["high"]:
        return f"Do not trust its confidence on a topic without labels, which is too great: {told}."
    if expected < share["low"]:
        return f"On a topic without labels it is surer than it says: {told}."
    return f"Nothing speaks against its confidence on a topic without labels: {told}."


def _steps(report: Report, score: str, way: str) -> pd.DataFrame:
    table = report.new_topics
    return table[(table["scope"] == ALL_TOPICS) & (table["score"] == score) & (table["way"] == way)]


def _alone(report: Report) -> str:
    """Say how many labels alone do as well as the other topics without any."""
    alone = _steps(report, "macro_f1", ALONE)
    enough = alone[alone["gain"] >= 0]
    if enough.empty:
        return "; learned alone, not even all of them do as well as the other topics without any"
    first = enough.iloc[0]["wanted"]
    n = "only all of them" if first == ALL else f"some {first} sentences"
    return f"; learned alone, {n} do as well as the other topics without any"


def _score(row: pd.Series) -> str:
    return wording.score(row["value"], row["low"], row["high"])


def _gain(row: pd.Series) -> str:
    low, high = (wording.signed(row[end]) for end in ("gain_low", "gain_high"))
    between = "no interval" if pd.isna(row["gain_low"]) else f"{low} to {high}"
    return f"{wording.signed(row['gain'])} over none, {between}"
