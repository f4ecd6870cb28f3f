"""What each figure of a comparison draws, on a figure that it is given."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.lines import Line2D

from stance.comparison import words
from stance.comparison.answers import BROKEN, FIXED
from stance.comparison.differences import ALL, BETTER, CANNOT_TELL, SAME, TOPIC, WORSE
from stance.judging.metrics import LOWER_IS_BETTER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from stance.comparison.comparison import Comparison
    from stance.judging.style import Palette

_MARKERS = "osD^vP"
_LINE = 0.3  # inches for each group
_MOST_PANELS = 3
_LEAST_SIDE = 0.2
_ANSWERS = "answers (sentence–topic pairs)"


def paint_differences(
    comparison: Comparison, rows: pd.DataFrame, figure: Figure, palette: Palette
) -> None:
    """Draw differences with their intervals: a line for each group, a dot for each pair.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    rows : DataFrame
        The differences to draw, of one score.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    n_pairs, n_groups = _sizes(comparison, rows)
    height = max(_LINE, 0.14 * (n_pairs + 1))
    figure.set_figheight(1.15 + height * n_groups + 0.2 * (n_pairs > 1))
    handles = dots_on(figure.subplots(), comparison, rows, palette)
    columns = 2 if n_pairs > 1 else len(handles)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, handletextpad=0.3)


def dots_on(ax: Axes, comparison: Comparison, rows: pd.DataFrame, palette: Palette) -> list[Line2D]:
    """Draw differences with their intervals on axes.

    Parameters
    ----------
    ax : Axes
        Where.
    comparison : Comparison
        The comparison.
    rows : DataFrame
        The differences to draw, of one score.
    palette : Palette
        The colours.

    Returns
    -------
    list of Line2D
        What a legend should explain.
    """
    groups = _in_order(rows)
    pairs = [pair for pair in comparison.pairs if len(_of(rows, pair))]
    step = 0.62 / max(len(pairs), 2)
    ax.axvline(0, color=palette.soft, linewidth=1)
    for number, pair in enumerate(pairs):
        part = _of(rows, pair).set_index(["by", "group"]).reindex(groups).reset_index()
        y = -np.arange(len(groups)) + step * ((len(pairs) - 1) / 2 - number)
        _dots(ax, part, y, _look(number, palette), palette)
    if (ALL, groups[-1][1]) == groups[-1] and len(groups) > 1:
        ax.axhline(1.5 - len(groups), color=palette.line, linewidth=0.8)
    _dress(ax, groups, comparison, palette)
    return _explained(pairs, palette, some_same=bool((rows["verdict"] == SAME).any()))


def _dots(
    ax: Axes, part: pd.DataFrame, y: npt.NDArray[Any], look: tuple[str, str], palette: Palette
) -> None:
    colour, marker = look
    ax.hlines(y, part["low"], part["high"], color=colour, linewidth=1.6, alpha=0.6)
    for verdict, face in ((BETTER, colour), (WORSE, colour), (CANNOT_TELL, palette.paper)):
        chosen = (part["verdict"] == verdict).to_numpy()
        ax.scatter(
            part["difference"][chosen], y[chosen],
            s=30, marker=marker, facecolor=face, edgecolor=colour, linewidth=1.3, zorder=3,
        )  # fmt: skip
    same = (part["verdict"] == SAME).to_numpy()
    ax.scatter(part["difference"][same], y[same], s=70, marker="|", color=colour, linewidth=2)


def _sizes(comparison: Comparison, rows: pd.DataFrame) -> tuple[int, int]:
    n_pairs = sum(len(_of(rows, pair)) > 0 for pair in comparison.pairs)
    return n_pairs, len(rows[["by", "group"]].drop_duplicates())


def _dress(
    ax: Axes, groups: list[tuple[str, str]], comparison: Comparison, palette: Palette
) -> None:
    several = len({by for by, _ in groups if by not in {ALL, TOPIC}}) > 1
    names = [f"{by}: {group}" if several else group for by, group in groups]
    ax.set_yticks(
        -np.arange(len(groups)), [textwrap.shorten(n, 30, placeholder="…") for n in names]
    )
    ax.set_ylim(0.6 - len(groups), 0.75)
    # Both sides of the line show, also where all dots are on one.
    low, high = ax.get_xlim()
    room = _LEAST_SIDE * (high - low)
    ax.set_xlim(min(low, -room), max(high, room))
    ax.locator_params(axis="x", nbins=6)
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    _bare(ax)
    score, level = comparison.scores[0], comparison.facts["settings"]["level"]
    ax.set_xlabel(f"difference in {words.score_name(score)}, with its {100 * level:g} % interval")
    ends = ("worse", "better") if score not in LOWER_IS_BETTER else ("better", "worse")
    _ends(ax, ends, palette)


def _explained(pairs: list[tuple[str, str]], palette: Palette, *, some_same: bool) -> list[Line2D]:
    handles = []
    if len(pairs) > 1:
        for number, (reference, system) in enumerate(pairs):
            colour, marker = _look(number, palette)
            name = textwrap.shorten(f"{system} beside {reference}", 44, placeholder="…")
            handles.append(_handle(marker, colour, colour, name))
    handles.append(_handle("o", palette.soft, palette.soft, "sure, after correction"))
    handles.append(_handle("o", palette.soft, palette.paper, "the data cannot tell"))
    if some_same:
        handles.append(_handle("|", palette.soft, palette.soft, "the same"))
    return handles


def _handle(marker: str, edge: str, face: str, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="", marker=marker, markeredgecolor=edge, markerfacecolor=face,
        markersize=5.5, label=label,
    )  # fmt: skip


def _look(number: int, palette: Palette) -> tuple[str, str]:
    colours = [palette.stances["favor"], palette.stances["against"], palette.stances["neutral"]]
    return [*colours, palette.accent][number % 4], _MARKERS[number % len(_MARKERS)]


def _of(rows: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return rows[(rows["reference"] == pair[0]) & (rows["system"] == pair[1])]


def _in_order(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the groups, column by column, the largest difference on top and all topics last."""
    sums = rows.groupby(["by", "group"], sort=False)["difference"].sum().reset_index()
    columns = {by: place for place, by in enumerate(dict.fromkeys(sums["by"])) if by != ALL}
    place = sums["by"].map(columns).fillna(len(columns) + 1)
    sums = sums.iloc[np.lexsort((-sums["difference"], place))]
    return list(zip(sums["by"], sums["group"], strict=True))


def paint_changes(rows: pd.DataFrame, figure: Figure, palette: Palette) -> None:
    """Draw how many answers of each topic were fixed and how many broken.

    Parameters
    ----------
    rows : DataFrame
        Counts by topic, and of all topics.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    rows = rows[rows["by"] == TOPIC]
    pairs = list(dict.fromkeys(zip(rows["reference"], rows["system"], strict=True)))
    columns = min(len(pairs), _MOST_PANELS)
    lines = -(-len(pairs) // columns)
    topics = list(dict.fromkeys(rows["group"]))
    figure.set_figheight(0.4 + (0.75 + 0.24 * len(topics)) * lines)
    axes = figure.subplots(lines, columns, squeeze=False, sharex=True, sharey=True)
    for ax in axes.flat[len(pairs) :]:
        ax.set_visible(False)
    for ax, pair in zip(axes.flat, pairs, strict=False):
        bars_on(ax, rows, pair, palette)
        if len(pairs) > 1:
            name = textwrap.shorten(f"{pair[1]} beside {pair[0]}", 30, placeholder="…")
            ax.set_title(name, fontsize=8.5, pad=14)
    figure.supxlabel(_ANSWERS, fontsize=8.5, color=palette.soft)


def bars_on(ax: Axes, rows: pd.DataFrame, pair: tuple[str, str], palette: Palette) -> None:
    """Draw how many answers of each topic one pair fixed and broke, on axes.

    Parameters
    ----------
    ax : Axes
        Where.
    rows : DataFrame
        Counts by topic, of all pairs: they share one scale.
    pair : (str, str)
        Reference and system.
    palette : Palette
        The colours.
    """
    part = _of(rows, pair)
    y = -np.arange(len(part))
    for counts, sign, colour in (
        (part[FIXED], 1, palette.stances["favor"]),
        (part[BROKEN], -1, palette.stances["against"]),
    ):
        ax.barh(y, sign * counts, color=colour, height=0.62)
        for at, n in zip(y, counts, strict=True):
            ax.annotate(
                f"{n:,}", (sign * n, at), (3 * sign, 0), textcoords="offset points",
                ha="left" if sign > 0 else "right", va="center", fontsize=7.5, color=palette.soft,
            )  # fmt: skip
    reach = 1.25 * max(rows[FIXED].max(), rows[BROKEN].max(), 1)
    ax.axvline(0, color=palette.soft, linewidth=1)
    ax.set_xlim(-reach, reach)
    ax.set_xticks([])
    ax.set_yticks(y, [textwrap.shorten(topic, 24, placeholder="…") for topic in part["group"]])
    _bare(ax)
    _ends(ax, ("broken", "fixed"), palette)


def _bare(ax: Axes) -> None:
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _ends(ax: Axes, ends: tuple[str, str], palette: Palette) -> None:
    """Name the two sides of the line at 0, above it."""
    look: dict[str, Any] = {"fontsize": 8, "color": palette.soft, "va": "bottom"}
    look |= {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points"}
    ax.annotate(f"\N{LEFTWARDS ARROW} {ends[0]}", (0, 1), (-5, 0), ha="right", **look)
    ax.annotate(f"{ends[1]} \N{RIGHTWARDS ARROW}", (0, 1), (5, 0), ha="left", **look)
