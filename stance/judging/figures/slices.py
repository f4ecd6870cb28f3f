"""Scores by slice: each part as a dot with its interval, those that differ surely in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stance.judging import wording
from stance.judging.figures.parts import dots, quiet, short
from stance.judging.findings import worst_slice
from stance.judging.slice_scores import ABOUT, MACRO
from stance.judging.style import MARKERS, Palette

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_LEVEL = 0.05
_LABELS = {ABOUT: "share right, of sentences\nabout their topic", MACRO: "macro-F1\n"}
_LINE = 0.2  # inches


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
    return worst_slice(report) or "How right it is on each kind of sentence; too few to compare."


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
    rows = report.slices[report.slices["score"] == ABOUT]
    told = "; ".join(
        f"{row['slice']}, {row['part']}: {wording.percent(row['value'])} of {row['n']:,}"
        for row in rows.to_dict("records")
    )
    return f"Dots with intervals for each kind of sentence, right of those about a topic: {told}."


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw both scores of each part side by side.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_figheight(0.7 + _LINE * len(_lines(report)))
    left, right = figure.subplots(1, 2, sharey=True)
    on_axes(report, left, palette)
    on_axes(report, right, palette, score=MACRO)


def on_axes(
    report: Report, ax: Any, palette: Palette, *, score: str = ABOUT
) -> tuple[pd.DataFrame, Any]:
    """Draw one score of each part on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.
    score : {"about_accuracy", "macro_f1"}, default="about_accuracy"
        The score; only the first is tested, and so coloured.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : None
        scikit-learn has no display of this.

    Raises
    ------
    KeyError
        If the slices have no such score.
    """
    if score not in _LABELS:
        raise KeyError(score)
    lines = _lines(report)
    places = {line: -place for place, line in enumerate(lines)}
    rows = report.slices[report.slices["score"] == score]
    heights = np.array([places[key] for key in zip(rows["slice"], rows["part"], strict=True)])
    ax.axvline(report.score(score)["value"], color=palette.soft, lw=1, linestyle=(0, (4, 3)))
    sure = (rows["p_corrected"] < _LEVEL).to_numpy()
    better = (rows["difference"] > 0).to_numpy()
    looks = (
        (~sure, palette.soft, "o"),
        (sure & better, palette.stances["favor"], MARKERS["favor"]),
        (sure & ~better, palette.stances["against"], MARKERS["against"]),
    )
    for chosen, colour, marker in looks:
        dots(ax, rows[chosen], heights[chosen], colour, marker)
    counts = zip(heights, rows["n"], strict=True)
    for height, n in counts:
        ax.text(1.06, height, f"{n:,}", fontsize=7, va="center", color=palette.soft)
    ax.text(1.06, 0, "n", fontsize=7, va="center", color=palette.soft, style="italic")
    quiet(ax)
    ax.set_yticks(list(places.values()), [short(part or name) for name, part in lines])
    for label, (_, part) in zip(ax.get_yticklabels(), lines, strict=False):
        label.set_fontweight("normal" if part else "bold")
    ax.set_ylim(0.6 - len(lines), 0.6)
    ax.set_xlabel(_LABELS[score])
    return rows, None


def _lines(report: Report) -> list[tuple[str, str]]:
    """Return slice and part of each line; a slice's own line has no part."""
    lines: dict[tuple[str, str], None] = {}
    for name, part in zip(report.slices["slice"], report.slices["part"], strict=True):
        lines[name, ""] = None
        lines[name, part] = None
    order = list(dict.fromkeys(name for name, _ in lines))
    return sorted(lines, key=lambda line: order.index(line[0]))
