"""Drift: the words that tell the evaluated text from the training text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stance.judging import wording
from stance.judging.drift import EVALUATED
from stance.judging.figures.parts import short
from stance.judging.findings import drifted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report
    from stance.judging.style import Palette


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
    new = report.drift["commoner_in"] == EVALUATED
    told = [", ".join(report.drift.loc[which, "word"]) for which in (new, ~new)]
    return f"Words that speak for evaluated text: {told[0]}; for training text: {told[1]}."


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw the weight of each word, and the share of sentences with it in both texts.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_size_inches(5.2, 0.8 + 0.19 * len(report.drift))
    on_axes(report, figure.subplots(), palette)


def on_axes(report: Report, ax: Any, palette: Palette) -> tuple[pd.DataFrame, Any]:
    """Draw the weight of each word on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : None
        scikit-learn has no display of this.
    """
    rows = report.drift
    heights = [-float(place) for place in range(len(rows))]
    new = rows["commoner_in"] == EVALUATED
    colours = np.where(new, palette.stances["favor"], palette.stances["unrelated"])
    ax.barh(heights, rows["weight"], height=0.62, color=colours.tolist())
    shares = zip(heights, rows["train_share"], rows["evaluated_share"], strict=True)
    reach = 1.1 * float(rows["weight"].abs().max()) or 1.0
    for height, old, now in shares:
        told = f"{wording.percent(old)} → {wording.percent(now)}"
        ax.text(1.08 * reach, height, told, fontsize=7.5, va="center", color=palette.soft)
    ax.text(1.08 * reach, 1, "training → evaluated", fontsize=7.5, va="center", color=palette.soft)
    ax.axvline(0, color=palette.soft, linewidth=0.8)
    ax.set_yticks(heights, [short(word) for word in rows["word"]])
    ax.set_ylim(heights[-1] - 0.6, 1.5)
    ax.set_xlim(-reach, reach)
    ax.set_xlabel("← speaks for training text · weight in log-odds · for evaluated text →")
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return rows, None


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
    return drifted(report)
