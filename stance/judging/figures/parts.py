"""What several figures share: quiet axes, names that fit, percent, dots with intervals."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import PercentFormatter

if TYPE_CHECKING:
    import pandas as pd

    from stance.judging.style import Palette

_LETTERS = 26


def short(name: str, letters: int = _LETTERS) -> str:
    """Return a name that fits beside an axis.

    Parameters
    ----------
    name : str
        Any length.
    letters : int, default=26
        The most that fit.

    Returns
    -------
    str

    Examples
    --------
    >>> short("a very long name of a very long topic")
    'a very long name of a…'
    """
    if len(name) <= letters:
        return name
    return textwrap.shorten(name, letters, placeholder="…") or f"{name[: letters - 1]}…"


def quiet(ax: Any, ticks: Sequence[float] = (0, 0.5, 1)) -> None:
    """Give an axis of scores from 0 to 1 its grid, and take all else away.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes.
    ticks : sequence of float, default=(0, 0.5, 1)
        Where the grid is.
    """
    ax.set_xlim(-0.04, 1.04)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def in_percent(*axes: Any) -> None:
    """Write the ticks of axes as whole percentages.

    Parameters
    ----------
    *axes : matplotlib.axis.Axis
        Such as ``ax.xaxis``.
    """
    for axis in axes:
        axis.set_major_formatter(PercentFormatter(1, symbol=" %", decimals=0))


def dots(ax: Any, rows: pd.DataFrame, y: Iterable[float], colour: str, marker: str = "o") -> None:
    """Draw values with their intervals.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where.
    rows : DataFrame
        ``value, low, high``.
    y : iterable of float
        The height of each.
    colour, marker : str
        As matplotlib calls them.
    """
    heights = list(y)
    ax.hlines(heights, rows["low"], rows["high"], color=colour, linewidth=1.6, alpha=0.55)
    ax.scatter(rows["value"], heights, s=24, color=colour, marker=marker, zorder=3, clip_on=False)


def ink_of(palette: Palette, *axes: Any) -> None:
    """Give axes drawn by scikit-learn's displays the letters of the palette.

    Parameters
    ----------
    palette : Palette
        The colours.
    *axes : matplotlib.axes.Axes
        The axes.
    """
    for ax in axes:
        ax.tick_params(length=0, labelcolor=palette.ink)
        for label in (ax.xaxis.label, ax.yaxis.label):
            label.set_color(palette.soft)
