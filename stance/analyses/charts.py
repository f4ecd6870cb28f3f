"""Small multiples of the net stance: a panel for each topic, over groups or over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from stance.analyses.findings import finding, name_of
from stance.analyses.net_stance import NetStances
from stance.judging.drawing import Drawing
from stance.judging.style import Palette
from stance.judging.wording import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 12
"""Of so many topics a figure has a panel; the table behind it has all."""

MOST_GROUPS = 15
"""So many groups a panel shows, those of most sentences."""

_COLUMNS = 4
_MARKERS = {"favor": "^", "against": "v", "neither": "o"}
_AXIS = "net stance: −1 all against, +1 all in favor; with its 95 % interval"


def drawing_of(net: NetStances) -> Drawing[NetStances]:
    """Return the figure that suits the groups.

    Parameters
    ----------
    net : NetStances
        By nothing, by a column, or by periods.

    Returns
    -------
    Drawing
    """
    paint = _paint_all if not net.by else _paint_periods if net.unit else _paint_groups
    return Drawing(finding, _alt, paint, _shown_table)


def _shown_table(net: NetStances) -> pd.DataFrame:
    table = net.table.copy()
    if net.unit:
        table[net.by] = [name_of(value, net.unit) for value in table[net.by]]
    return table


def _alt(net: NetStances) -> str:
    if not net.by:
        told = "; ".join(f"{r['topic']} {signed(r['net'])}" for r in net.table.to_dict("records"))
        return f"Dots with intervals of the net stance for each topic: {told}."
    kind = "lines over time" if net.unit else f"dots by {net.by}"
    shown = net.topics[:MOST_PANELS]
    return f"Net stance with intervals as {kind}, a panel for each of: {', '.join(shown)}."


def _marked(
    ax: Axes, rows: pd.DataFrame, x: Any, y: Any, palette: Palette, *, bars: bool = True
) -> None:
    """Draw net stances, in the colour of a side only where the interval leaves no doubt of it."""
    side = np.select([rows["low"] > 0, rows["high"] < 0], ["favor", "against"], "neither")
    known = rows["low"].notna().to_numpy()
    x, y = np.asarray(x), np.asarray(y)
    for name, marker in _MARKERS.items():
        colour = palette.stances.get(name, palette.soft)
        of_side = side == name
        for chosen, fill in ((of_side & known, colour), (of_side & ~known, "none")):
            if not chosen.any():
                continue
            if bars:
                ends = rows.loc[chosen, "low"], rows.loc[chosen, "high"]
                ax.hlines(y[chosen], *ends, color=colour, alpha=0.55)
            ax.scatter(
                x[chosen], y[chosen], s=24, marker=marker, edgecolors=colour, facecolors=fill,
                zorder=3, clip_on=False,
            )  # fmt: skip


def _paint_all(net: NetStances, figure: Figure, palette: Palette) -> None:
    rows = net.table.sort_values("net")
    figure.set_size_inches(5.4, 0.8 + 0.26 * len(rows))
    ax = figure.subplots()
    _marked(ax, rows, rows["net"], range(len(rows)), palette)
    ax.set_yticks(range(len(rows)), [_short(topic) for topic in rows["topic"]])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    _across(ax, palette)
    ax.set_xlabel(_AXIS)


def _paint_groups(net: NetStances, figure: Figure, palette: Palette) -> None:
    sizes = net.table.groupby(net.by)["sentences"].sum()
    groups = list(sizes.sort_values(ascending=False, kind="stable").index[:MOST_GROUPS])
    places = {group: -place for place, group in enumerate(groups)}
    for topic, ax in _panels(net, figure, 0.5 + 0.2 * len(groups)):
        rows = net.table[(net.table["topic"] == topic) & net.table[net.by].isin(groups)]
        _marked(ax, rows, rows["net"], rows[net.by].map(places), palette)
        ax.set_yticks(list(places.values()), [_short(group) for group in places])
        ax.set_ylim(0.6 - len(groups), 0.6)
        _across(ax, palette)
    figure.supxlabel(_AXIS, fontsize=8.5, color=palette.soft)


def _paint_periods(net: NetStances, figure: Figure, palette: Palette) -> None:
    table = net.table.assign(at=pd.to_datetime(net.table[net.by]))
    first, last = table["at"].min(), table["at"].max()
    margin = max((last - first) * 0.06, pd.Timedelta(days=1))
    for topic, ax in _panels(net, figure, 1.35):
        rows = table[table["topic"] == topic].sort_values("at")
        ax.axhline(0, color=palette.line, linewidth=1)
        ax.fill_between(rows["at"], rows["low"], rows["high"], color=palette.soft, alpha=0.2, lw=0)
        ax.vlines(rows["at"], rows["low"], rows["high"], color=palette.soft, alpha=0.4, linewidth=1)
        ax.plot(rows["at"], rows["net"], color=palette.soft, linewidth=1)
        _marked(ax, rows, rows["at"], rows["net"], palette, bars=False)
        ax.set_xlim(first - margin, last + margin)
        ax.set_ylim(-1.1, 1.1)
        ax.set_yticks([-1, 0, 1], ["−1", "0", "+1"])
        locator = AutoDateLocator(minticks=2, maxticks=4)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        form = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_formatter(form)
        ax.tick_params(length=0, labelsize=7.5)
        ax.tick_params(labelbottom=True)
        for spine in ax.spines.values():
            spine.set_visible(False)
    figure.supxlabel(f"{net.by}, by {net.unit}", fontsize=8.5, color=palette.soft)
    figure.supylabel("net stance and 95 % interval", fontsize=8.5, color=palette.soft)


def _panels(net: NetStances, figure: Figure, height: float) -> list[tuple[str, Axes]]:
    topics = net.topics[:MOST_PANELS]
    columns = min(_COLUMNS, len(topics))
    lines = -(-len(topics) // columns)
    figure.set_size_inches(1.2 + 1.75 * columns, 0.5 + height * lines)
    axes = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for ax in axes.flat[len(topics) :]:
        ax.set_visible(False)
    panels = list(zip(topics, axes.flat, strict=False))
    for topic, ax in panels:
        ax.set_title(_short(topic), fontsize=8.5, loc="left")
    return panels


def _across(ax: Axes, palette: Palette) -> None:
    ax.axvline(0, color=palette.line, linewidth=1, zorder=0)
    ax.set_xlim(-1.08, 1.08)
    ax.set_xticks(np.array([-1, 0, 1]), ["−1", "0", "+1"])
    ax.tick_params(length=0, labelbottom=True)
    # Off the edges, so that panels side by side do not run together.
    low, _, high = ax.get_xticklabels()
    low.set_horizontalalignment("left")
    high.set_horizontalalignment("right")
    for spine in ax.spines.values():
        spine.set_visible(False)


def _short(name: Any) -> str:
    return textwrap.shorten(str(name), 24, placeholder="…")
