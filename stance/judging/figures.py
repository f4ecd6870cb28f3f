"""The figures of a report, each on a `matplotlib.figure.Figure` of its own, without pyplot.

A figure has a title that says what was found, words for those who cannot see it, and a table of
the data behind it.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from stance.errors import StanceError, did_you_mean
from stance.judging import wording
from stance.judging.findings import best_and_weakest, calibration, commonest_confusion, surest_half
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS
from stance.judging.painting import (
    largest_topics,
    paint_confusion,
    paint_confusion_by_topic,
    paint_coverage,
    paint_reliability,
    paint_scores,
)
from stance.judging.style import DARK, LIGHT, Palette, settings
from stance.stances import STANCES

if TYPE_CHECKING:
    import pandas as pd

    from stance.judging.report import Report

_WIDTH = 6.0
_LETTERS = 12.5  # of a title, to the inch
_MOST_MATRICES = 12
_FACETS = (("macro-F1", "macro_f1", ALL_STANCES), *((s, "f1", s) for s in STANCES))


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure of the report.

    Attributes
    ----------
    title : callable
        From a report to the finding.
    alt : callable
        From a report to what the figure shows, in words.
    paint : callable
        Draws the report on a figure in a palette.
    table : callable
        From a report to the data behind the figure.
    """

    title: Callable[[Report], str]
    alt: Callable[[Report], str]
    paint: Callable[[Report, Figure, Palette], None]
    table: Callable[[Report], pd.DataFrame]


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
    drawing = drawing_of(name)
    palette = DARK if dark else LIGHT
    with mpl.rc_context(settings(palette)):
        figure = Figure(figsize=(_WIDTH, 3.2), layout="constrained")
        drawing.paint(report, figure, palette)
        if with_title:
            title = textwrap.fill(drawing.title(report), int(_LETTERS * figure.get_figwidth()))
            figure.suptitle(title, x=0.01, ha="left", fontsize=9.5, fontweight="bold")
            figure.set_figheight(figure.get_figheight() + 0.18 * (1 + title.count("\n")))
    return figure


def drawing_of(name: str) -> Drawing:
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
    if name not in _DRAWINGS:
        msg = f"no figure {name!r}.{did_you_mean(name, _DRAWINGS)} Figures: {', '.join(_DRAWINGS)}"
        raise StanceError(msg)
    return _DRAWINGS[name]


def as_svg(report: Report, name: str, *, dark: bool = False) -> bytes:
    """Draw one figure without its title, for a page.

    Parameters
    ----------
    report : Report
        The report.
    name : str
        One of `FIGURE_NAMES`.
    dark : bool, default=False
        For a dark background.

    Returns
    -------
    bytes
        SVG on a transparent ground; the letters are outlines, so no font is needed.
    """
    figure = draw(report, name, dark=dark, with_title=False)
    return _saved(figure, format="svg", transparent=True, metadata={"Date": None})


def as_png(report: Report, name: str) -> bytes:
    """Draw one figure with its title, for a slide or a message.

    Parameters
    ----------
    report : Report
        The report.
    name : str
        One of `FIGURE_NAMES`.

    Returns
    -------
    bytes
        PNG on light paper, 200 dots an inch.
    """
    return _saved(draw(report, name), format="png", dpi=200)


def _saved(figure: Figure, **how: Any) -> bytes:
    file = io.BytesIO()
    with mpl.rc_context(settings(LIGHT)), warnings.catch_warnings():
        # A topic in a script that the font lacks shows as boxes here, and whole in the tables.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(file, **how)
    return file.getvalue()


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
