"""The learning curve: the score by the number of documents trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.judging import wording
from stance.judging.findings import more_labels
from stance.judging.learning_curve import CURVE_SCORES
from stance.judging.metrics import ALL_TOPICS
from stance.judging.style import MARKERS, Palette

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_NAMES = dict(zip(CURVE_SCORES, ("macro-F1", "share right, about the topic"), strict=True))


def title(report: Report) -> str:
    """Return the finding of the figure.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
    """
    return more_labels(report) or "The score by the number of documents trained on."


def alt(report: Report) -> str:
    """Return what the figure shows, in words.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
    """
    rows = report.learning_curve
    rows = rows[(rows["scope"] == ALL_TOPICS) & (rows["score"] == CURVE_SCORES[0])]
    told = "; ".join(
        f"{row['documents']:,} documents {wording.score(row['value'], row['low'], row['high'])}"
        for row in rows.to_dict("records")
    )
    return f"Lines of the score by the number of training documents. Macro-F1: {told}."


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw both scores by the number of documents.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_size_inches(4.6, 3.2)
    on_axes(report, figure.subplots(), palette)


def on_axes(
    report: Report, ax: Any, palette: Palette, *, scope: str = ALL_TOPICS
) -> tuple[pd.DataFrame, Any]:
    """Draw both scores of one topic, or of all, on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.
    scope : str, default="all topics"
        A topic, or ``all topics``.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : None
        scikit-learn's `LearningCurveDisplay` takes folds, and here is one test set.

    Raises
    ------
    KeyError
        If there is no such topic.
    """
    curve = report.learning_curve
    rows = curve[curve["scope"] == scope]
    if rows.empty:
        raise KeyError(scope)
    looks = ((palette.accent, "s"), (palette.stances["favor"], MARKERS["neutral"]))
    for score, (colour, marker) in zip(CURVE_SCORES, looks, strict=True):
        line = rows[rows["score"] == score]
        ax.fill_between(
            line["documents"], line["low"], line["high"], color=colour, alpha=0.15, lw=0
        )
        name = _NAMES[score]
        ax.plot(line["documents"], line["value"], color=colour, marker=marker, ms=4, label=name)
    documents = rows["documents"].drop_duplicates()
    ax.set_xscale("log", base=2)
    ax.set_xticks(documents, [f"{n:,}" for n in documents])
    ax.minorticks_off()
    ax.set_ylim(0, 1)
    ax.set_xlabel("documents trained on (each step twice as many)")
    ax.set_ylabel("score, 0 to 1, on the evaluated data")
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.legend(loc="lower right")
    return rows, None
