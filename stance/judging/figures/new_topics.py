"""Topics left out of training: the score by the number of their labels that are given back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.judging import wording
from stance.judging.figures.parts import short
from stance.judging.findings import without_labels
from stance.judging.findings.new_topics import left_out_topics
from stance.judging.leaving_out import ALL, ALONE, WITH_OTHERS
from stance.judging.metrics import ALL_TOPICS
from stance.judging.style import MARKERS, Palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_SCORE = "macro_f1"
_ACROSS = 4
_LETTERS = 20


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
    return without_labels(report)


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
    rows = report.new_topics
    rows = rows[(rows["scope"] == ALL_TOPICS) & (rows["score"] == _SCORE)]
    told = "; ".join(
        f"{way}, " + ", ".join(_told(row) for _, row in of.iterrows())
        for way, of in rows.groupby("way", sort=False)
    )
    return f"Lines of macro-F1 by the sentences about a topic learned. All topics: {told}."


def table(report: Report) -> pd.DataFrame:
    """Return the data behind the figure.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    DataFrame
        With ``all`` in words.
    """
    rows = report.new_topics[report.new_topics["score"] == _SCORE]
    wanted = rows["wanted"].astype(object).where(rows["wanted"] != ALL, "all")
    return rows.assign(wanted=wanted, n_about=rows["n_about"].round().astype(int)).drop(
        columns=["preset", "score"]
    )


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw all topics together above, and each topic small below.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    topics = left_out_topics(report)
    if len(topics) < 2:
        figure.set_size_inches(4.6, 3.2)
        on_axes(report, figure.subplots(), palette)
        return
    lines = math.ceil(len(topics) / _ACROSS)
    figure.set_figheight(2.8 + 1.35 * lines)
    parts: Any = figure.subfigures(2, 1, height_ratios=[2.6, 0.2 + 1.35 * lines])
    above, below = parts
    on_axes(report, above.subplots(), palette)
    panels = below.subplots(lines, _ACROSS, sharex=True, sharey=True, squeeze=False).ravel()
    for ax, topic in zip(panels, topics, strict=False):
        on_axes(report, ax, palette, scope=topic)
        ax.get_legend().remove()
        ax.set_title(short(topic, _LETTERS), fontsize=8, loc="left")
        ax.set(xlabel="", ylabel="")
        ax.tick_params(labelsize=7)
        for line in ax.get_lines():
            line.set_markersize(2.5)
    for ax in panels[len(topics) :]:
        ax.set_visible(False)
    # Where the last line is not full, the panels above its gaps have the ticks.
    for ax in panels[max(0, len(topics) - _ACROSS) : len(topics)]:
        ax.tick_params(labelbottom=True)


def on_axes(
    report: Report, ax: Any, palette: Palette, *, scope: str = ALL_TOPICS
) -> tuple[pd.DataFrame, Any]:
    """Draw the macro-F1 of one topic, or of all, on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.
    scope : str, default="all topics"
        A topic, ``all topics`` or ``mean of topics``.

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
    whole = report.new_topics
    rows = whole[(whole["scope"] == scope) & (whole["score"] == _SCORE)]
    if rows.empty:
        raise KeyError(scope)
    steps = sorted(set(whole["wanted"]), key=lambda wanted: (wanted == ALL, wanted))
    places = {wanted: place for place, wanted in enumerate(steps)}
    looks = {
        WITH_OTHERS: (palette.stances["favor"], MARKERS["neutral"]),
        ALONE: (palette.stances["against"], MARKERS["against"]),
    }
    for way, (colour, marker) in looks.items():
        line = rows[rows["way"] == way]
        x = line["wanted"].map(places)
        ax.fill_between(x, line["low"], line["high"], color=colour, alpha=0.15, lw=0)
        ax.plot(x, line["value"], color=colour, marker=marker, ms=4, label=way)
    ax.set_xticks(range(len(steps)), ["all" if n == ALL else f"{n}" for n in steps])
    ax.set_xlim(-0.25, len(steps) - 0.75)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set_xlabel("sentences about the topic learned")
    ax.set_ylabel("macro-F1 on the evaluated data")
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.legend(loc="lower right")
    return rows, None


def _told(row: pd.Series) -> str:
    labels = "all" if row["wanted"] == ALL else f"{row['wanted']} sentences"
    return f"{labels} {wording.score(row['value'], row['low'], row['high'])}"
