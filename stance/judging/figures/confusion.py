"""Confusion matrices: shares of each true stance, with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from stance.judging import wording
from stance.judging.figures.parts import ink_of, short
from stance.judging.metrics import ALL_TOPICS
from stance.judging.style import DARK, LIGHT, Palette, is_bright
from stance.stances import STANCES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_MOST_MATRICES = 12
_ABBREVIATED = tuple(stance.replace("ated", ".") for stance in STANCES)


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
    cells = table(report)
    diagonal = cells[(cells["truth"] == cells["predicted"]) & cells["share"].notna()]
    told = ", ".join(
        f"{row['truth']} {wording.percent(row['share'])}" for row in diagonal.to_dict("records")
    )
    return f"A matrix of true against predicted stances. Rightly recognised: {told}."


def table(report: Report) -> pd.DataFrame:
    """Return the data behind the figure.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    DataFrame
    """
    return report.confusion[report.confusion["scope"] == ALL_TOPICS]


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw the confusion matrix of all topics together.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_size_inches(4.6, 3.6)
    on_axes(report, figure.subplots(), palette)


def title_by_topic(report: Report) -> str:
    """Return the title of the matrices by topic.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        What is most often taken for what, on the topic where most.
    """
    cells = report.confusion[report.confusion["scope"].isin(largest_topics(report))]
    wrong = cells[(cells["truth"] != cells["predicted"]) & (cells["n"] > 0)]
    shown, known = len(largest_topics(report)), len(report.topics)
    which = "" if shown == known else f" Shown: the {shown} largest of {known} topics."
    if wrong.empty:
        return f"No topic has a mistake.{which}"
    worst = wrong.iloc[int(wrong["n"].argmax())]
    return (
        f"Most mistakes of one kind and topic: {worst['truth']} taken for {worst['predicted']} on "
        f"{worst['scope']}, {worst['n']:,} ({wording.percent(worst['share'])}).{which}"
    )


def paint_by_topic(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw a confusion matrix for each of the largest topics.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    topics = largest_topics(report)
    columns = min(3, len(topics))
    lines = -(-len(topics) // columns)
    figure.set_size_inches(0.5 + 1.95 * columns, 0.55 + 1.95 * lines)
    axes = figure.subplots(lines, columns, squeeze=False, sharex=True, sharey=True)
    for ax in axes.flat[len(topics) :]:
        ax.set_visible(False)
    for ax, topic in zip(axes.flat, topics, strict=False):
        on_axes(report, ax, palette, scope=topic, size=6)
        ax.set_title(short(topic), fontsize=8.5)
        ax.set(xlabel="", ylabel="")
        ax.tick_params(labelsize=6.5, labelbottom=True)
    figure.supxlabel("predicted stance", fontsize=8.5, color=palette.soft)
    figure.supylabel("true stance", fontsize=8.5, color=palette.soft)


def on_axes(
    report: Report, ax: Any, palette: Palette, *, scope: str = ALL_TOPICS, size: float = 8.5
) -> tuple[pd.DataFrame, Any]:
    """Draw the matrix of one topic, or of all, on axes that are there.

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
    size : float, default=8.5
        Of the letters, in points.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : sklearn.metrics.ConfusionMatrixDisplay
        Of the shares.

    Raises
    ------
    KeyError
        If there is no such topic.
    """
    from sklearn.metrics import ConfusionMatrixDisplay  # noqa: PLC0415

    cells = report.confusion[report.confusion["scope"] == scope]
    if cells.empty:
        raise KeyError(scope)
    shape = (len(STANCES), len(STANCES))
    shares = np.nan_to_num(cells["share"].to_numpy(float)).reshape(shape)
    counts = cells["n"].to_numpy(int).reshape(shape)
    ramp = LinearSegmentedColormap.from_list("ramp", palette.ramp)
    labels = STANCES if size > 7 else _ABBREVIATED
    display = ConfusionMatrixDisplay(shares, display_labels=labels)
    limits = {"vmin": 0.0, "vmax": 1.0}
    display.plot(ax=ax, cmap=ramp, colorbar=False, im_kw=limits, text_kw={"fontsize": size})
    for (truth, predicted), share in np.ndenumerate(shares):
        text = display.text_[truth, predicted]
        there = counts[truth].sum() > 0
        text.set_text(
            f"{_whole_percent(share)}\n{counts[truth, predicted]:,}" if there else wording.MISSING
        )
        text.set_color(LIGHT.ink if is_bright(*map(float, ramp(share)[:3])) else DARK.ink)
        text.set_fontweight("bold" if truth == predicted else "normal")
    ax.set(xlabel="predicted stance", ylabel="true stance")
    ink_of(palette, ax)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return cells, display


def _whole_percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def largest_topics(report: Report) -> list[str]:
    """Return the topics with most pairs, as many as a figure can show.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
        In the order of the data.
    """
    counts = report.predictions["topic"].value_counts()
    largest = set(counts.index[:_MOST_MATRICES])
    return [topic for topic in report.topics if topic in largest]
