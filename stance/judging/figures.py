"""The figures of a report, each on a `matplotlib.figure.Figure` of its own, without pyplot.

A figure has a title that says what was found, words for those who cannot see it, and a table of
the data behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.judging import wording
from stance.judging.drawing import Drawing, drawing_named, drawn
from stance.judging.findings import best_and_weakest, calibration, commonest_confusion, surest_half
from stance.judging.metrics import ALL_TOPICS, MEAN_OF_TOPICS
from stance.judging.painting import (
    largest_topics,
    paint_confusion,
    paint_confusion_by_topic,
    paint_coverage,
    paint_reliability,
    paint_scores,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report


def draw(report: Report, name: str, *, dark: bool = False, with_title: bool = True) -> Figure:
    """Draw one figure of a report.

    Parameters
    ----------
    report : Report
        The report.
    name : str
        One of `FIGURE_NAMES`.
    dark : bool, default=False
        For a dark background.
    with_title : bool, default=True
        Whether the finding is written above it.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    StanceError
        If there is no such figure.
    """
    return drawn(drawing_of(name), report, dark=dark, with_title=with_title)


def drawing_of(name: str) -> Drawing[Report]:
    """Return the drawing of a name.

    Parameters
    ----------
    name : str
        One of `FIGURE_NAMES`.

    Returns
    -------
    Drawing

    Raises
    ------
    StanceError
        If there is none.
    """
    return drawing_named(_DRAWINGS, name)


def _scores_title(report: Report) -> str:
    macro = wording.score(*report.score("macro_f1").iloc[:3])
    return best_and_weakest(report) or f"On {report.topics[0]} its macro-F1 is {macro}."


def _scores_alt(report: Report) -> str:
    rows = report.scores
    rows = rows[(rows["score"] == "macro_f1") & ~rows["scope"].isin([MEAN_OF_TOPICS])]
    told = "; ".join(
        f"{row['scope']} {wording.score(row['value'], row['low'], row['high'])}"
        for row in rows.to_dict("records")
    )
    return f"Dots with intervals for each topic and stance. Macro-F1: {told}."


def _confusion_alt(report: Report) -> str:
    cells = report.confusion[report.confusion["scope"] == ALL_TOPICS]
    diagonal = cells[(cells["truth"] == cells["predicted"]) & cells["share"].notna()]
    told = ", ".join(
        f"{row['truth']} {wording.percent(row['share'])}" for row in diagonal.to_dict("records")
    )
    return f"A matrix of true against predicted stances. Rightly recognised: {told}."


def _by_topic_title(report: Report) -> str:
    shown, known = len(largest_topics(report)), len(report.topics)
    which = "each topic" if shown == known else f"the {shown} largest of {known} topics"
    return f"What is taken for what, on {which}."


def _reliability_alt(report: Report) -> str:
    rows = report.reliability[report.reliability["scope"] == ALL_TOPICS]
    told = "; ".join(
        f"confidence {row['confidence']:.2f}, "
        f"right {wording.percent(row['accuracy'])} of {row['n']:,}"
        for row in rows.to_dict("records")
    )
    return f"A line of accuracy by confidence beside the diagonal, and bars of counts: {told}."


def _coverage_alt(report: Report) -> str:
    told = [
        f"{among}: {wording.percent(rows['accuracy'].iloc[0])} right among the surest, "
        f"{wording.percent(rows['accuracy'].iloc[-1])} among all"
        for among, rows in report.coverage.groupby("among", sort=False)
    ]
    return f"Lines of accuracy by the share of predictions kept. {'; '.join(told)}."


def _scores_table(report: Report) -> pd.DataFrame:
    return report.scores[report.scores["score"].isin(["macro_f1", "f1"])]


_DRAWINGS = {
    "scores": Drawing(_scores_title, _scores_alt, paint_scores, _scores_table),
    "confusion": Drawing(
        commonest_confusion,
        _confusion_alt,
        paint_confusion,
        lambda report: report.confusion[report.confusion["scope"] == ALL_TOPICS],
    ),
    "confusion_by_topic": Drawing(
        _by_topic_title,
        lambda report: (
            f"A matrix of true against predicted stances for {len(largest_topics(report))} topics."
        ),
        paint_confusion_by_topic,
        lambda report: report.confusion[report.confusion["scope"] != ALL_TOPICS],
    ),
    "reliability": Drawing(
        calibration,
        _reliability_alt,
        paint_reliability,
        lambda report: report.reliability[report.reliability["scope"] == ALL_TOPICS],
    ),
    "coverage": Drawing(
        lambda report: surest_half(report) or "Accuracy by the share of predictions kept.",
        _coverage_alt,
        paint_coverage,
        lambda report: report.coverage,
    ),
}

FIGURE_NAMES = tuple(_DRAWINGS)
"""The names of all figures, in the order of the page."""
