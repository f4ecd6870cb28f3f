"""The answer first: how often it is right, topic by topic, and what it takes for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.stances import UNRELATED

if TYPE_CHECKING:
    from stance.judging.report import Report

_MOST_TOPICS = 8
_FEWEST_PAIRS = 20
_FEWEST_MISTAKES = 5


def in_short(report: Report) -> str:
    """Say in one sentence how often it is right, where a sentence is about the topic and where not.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    about = report.score("about_accuracy")
    rest = report.score("recall", stance=UNRELATED)
    documents = wording.count(report.facts["data"]["documents"], "document")
    if pd.isna(about["value"]):
        return (
            f"No pair is truly about its topic: it says so {wording.times_in(rest['value'])} "
            f"({_sure(rest)} from {documents})."
        )
    right = f"{wording.times_in(about['value'])} ({_sure(about)} from {documents})"
    if pd.isna(rest["value"]):
        return f"It names the right stance {right}."
    return (
        f"When a sentence is about the topic, it names the right stance {right}; when it is not, "
        f"it says so {wording.times_in(rest['value'])} ({_sure(rest)})."
    )


def by_topic(report: Report) -> list[str]:
    """Say of each of the largest topics how often it is right there and what it confuses.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
        A sentence for each topic, the one with most sentences first; none for a single topic.
    """
    if len(report.topics) < 2:
        return []
    rows = report.scores[report.scores["score"] == "about_accuracy"]
    rows = rows[rows["scope"].isin(report.topics) & (rows["n"] > 0)]
    largest = rows.sort_values("n", ascending=False, kind="stable").head(_MOST_TOPICS)
    told = [_on_topic(report, row) for _, row in largest.iterrows()]
    if hidden := len(report.topics) - len(largest):
        told.append(f"{wording.count(hidden, 'further topic')}: in the tables.")
    return told


def _on_topic(report: Report, row: pd.Series) -> str:
    topic, n = row["scope"], int(row["n"])
    if n < _FEWEST_PAIRS:
        return f"On {topic} only {wording.count(n, 'sentence')} {_are(n)} about it: too few to say."
    return (
        f"On {topic} it is right {wording.times_in(row['value'])} ({_sure(row, 'sentence')} about "
        f"it){_confusion_on(report, topic)}."
    )


def _confusion_on(report: Report, topic: str) -> str:
    cells = report.confusion[report.confusion["scope"] == topic]
    wrong = cells[(cells["truth"] != cells["predicted"]) & (cells["truth"] != UNRELATED)]
    worst = wrong.sort_values("n", ascending=False, kind="stable").iloc[0]
    if worst["n"] < _FEWEST_MISTAKES:
        return ""
    total = int(cells.loc[cells["truth"] == worst["truth"], "n"].sum())
    what = "as unrelated" if worst["predicted"] == UNRELATED else f"for {worst['predicted']}"
    verb = "passes over" if worst["predicted"] == UNRELATED else "takes"
    return f"; most often it {verb} {worst['truth']} {what} ({worst['n']:,} of {total:,})"


def _sure(row: pd.Series, noun: str = "pair") -> str:
    n = wording.count(int(row["n"]), noun)
    if pd.isna(row["low"]):
        return n
    return f"{wording.percent_range(row['low'], row['high'])}, {n}"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
