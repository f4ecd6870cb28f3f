"""The figures of a report: what was found as title, words for alt text, and a table behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.judging.drawing import Drawing, drawing_named, drawn
from stance.judging.figures import (
    causes,
    challenge,
    confidence,
    confusion,
    drift,
    learning_curve,
    new_topics,
    scores,
    slices,
)
from stance.judging.findings import calibration, commonest_confusion, commonest_kind, surest_half
from stance.judging.metrics import ALL_TOPICS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_DRAWINGS: dict[str, Drawing[Report]] = {
    "scores": Drawing(scores.title, scores.alt, scores.paint, scores.table),
    "slices": Drawing(slices.title, slices.alt, slices.paint, lambda report: report.slices),
    "confusion": Drawing(commonest_confusion, confusion.alt, confusion.paint, confusion.table),
    "confusion_by_topic": Drawing(
        confusion.title_by_topic,
        lambda report: (
            "A matrix of true against predicted stances for "
            f"{len(confusion.largest_topics(report))} topics."
        ),
        confusion.paint_by_topic,
        lambda report: report.confusion[report.confusion["scope"] != ALL_TOPICS],
    ),
    "causes": Drawing(commonest_kind, causes.alt, causes.paint, causes.everywhere),
    "reliability": Drawing(
        calibration,
        confidence.reliability_alt,
        confidence.paint_reliability,
        confidence.reliability,
    ),
    "coverage": Drawing(
        lambda report: surest_half(report) or "Accuracy by the share of predictions kept.",
        confidence.coverage_alt,
        confidence.paint_coverage,
        lambda report: report.coverage,
    ),
    "challenge": challenge.drawing(),
    "new_topics": Drawing(new_topics.title, new_topics.alt, new_topics.paint, new_topics.table),
    "learning_curve": Drawing(
        learning_curve.title,
        learning_curve.alt,
        learning_curve.paint,
        lambda report: report.learning_curve,
    ),
    "drift": Drawing(drift.title, drift.alt, drift.paint, lambda report: report.drift),
}

FIGURE_NAMES = tuple(_DRAWINGS)
"""The names of all figures, in the order of the page."""

_NEEDED = {
    "slices": "slices",
    "reliability": "reliability",
    "coverage": "coverage",
    "challenge": "challenge",
    "new_topics": "new_topics",
    "learning_curve": "learning_curve",
    "drift": "drift",
}


def figures_of(report: Report) -> list[str]:
    """Return the names of the figures that a report has data for.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
        In the order of the page.
    """
    there = [n for n in FIGURE_NAMES if n not in _NEEDED or len(getattr(report, _NEEDED[n]))]
    return [n for n in there if n != "confusion_by_topic" or len(report.topics) > 1]


def draw(report: Report, name: str, *, dark: bool = False, with_title: bool = True) -> Figure:
    """Draw one figure of a report.

    Parameters
    ----------
    report : Report
        The report.
    name : str
        One of `figures_of`.
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
        If there is no such figure, or the report has no data for it.
    """
    drawing = drawing_of(name)
    needed = _NEEDED.get(name)
    if needed and getattr(report, needed).empty:
        have = ", ".join(figures_of(report))
        msg = f"this report has no data for the figure {name!r} (see evaluate); it has {have}"
        raise StanceError(msg)
    return drawn(drawing, report, dark=dark, with_title=with_title)


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
