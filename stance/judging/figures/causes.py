"""Kinds of mistakes: how often each is made where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stance.judging import wording
from stance.judging.causes import AT_RISK, EVERYWHERE
from stance.judging.figures.parts import dots, in_percent, quiet

_STEPS = (0.05, 0.1, 0.25, 0.5, 1.0)

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
    told = "; ".join(
        f"{row['cause']} {wording.percent(row['share'])} ({row['n']:,} of {row['of']:,})"
        for row in everywhere(report).to_dict("records")
    )
    return f"Dots with intervals, the share of pairs with each kind of mistake: {told}."


def everywhere(report: Report) -> pd.DataFrame:
    """Return the data behind the figure.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    DataFrame
        The causes over all pairs.
    """
    return report.causes[report.causes["slice"] == EVERYWHERE]


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw the share of each kind of mistake.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_figheight(2.3)
    on_axes(report, figure.subplots(), palette)


def on_axes(report: Report, ax: Any, palette: Palette) -> tuple[pd.DataFrame, Any]:
    """Draw the share of each kind of mistake on axes that are there.

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
    rows = everywhere(report).rename(columns={"share": "value"})
    heights = [-float(place) for place in range(len(rows))]
    dots(ax, rows, heights, palette.accent, "s")
    quiet(ax)
    most = float(np.nanmax([rows["high"].max(), rows["value"].max()]))
    end = next(step for step in _STEPS if most <= step)
    ax.set_xlim(-0.02 * end, end)
    ax.set_xticks(np.linspace(0, end, 6))
    for height, n, of in zip(heights, rows["n"], rows["of"], strict=True):
        ax.text(1.03 * end, height, f"{n:,} of {of:,}", fontsize=8, va="center", color=palette.soft)
    ax.set_yticks(heights, [f"{cause}\n(of {_risk(cause)})" for cause in rows["cause"]])
    ax.set_ylim(heights[-1] - 0.6, 0.6)
    ax.set_xlabel("share of the pairs on which it can be made, with its 95 % interval")
    in_percent(ax.xaxis)
    return everywhere(report), None


def _risk(cause: str) -> str:
    return " or ".join(AT_RISK[cause]) if len(AT_RISK[cause]) < 3 else "all about the topic"
