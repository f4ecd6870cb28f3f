"""The pictures of ``peer_growth.py`` and ``presets.py``: every line and dot bears its own name."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, NullLocator

from stance.judging.style import LIGHT, settings

OURS = "stance "
"""What the names of stance's presets begin with."""

_LINE = 0.05  # the height of a label, as a share of the axes
_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)), (0, (8, 2)))


def colour_of(peer: str) -> str:
    """Return the colour of a peer: stance's own have one of theirs."""
    return LIGHT.stances["favor"] if peer.startswith(OURS) else LIGHT.ink


def spread(heights: list[float], least: float = _LINE) -> np.ndarray:
    """Return heights moved apart, in the order in which they lie, within 0 and 1."""
    order = np.argsort(heights)
    moved = np.asarray(heights, float)[order]
    for _ in range(200):
        gap = np.maximum(0.0, least - np.diff(moved)) / 2
        moved[:-1] -= gap
        moved[1:] += gap
        moved = np.clip(moved, 0.0, 1.0)
    found = np.empty_like(moved)
    found[order] = moved
    return found


def seconds_text(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 0.995:
        return f"{1e3 * seconds:,.0f} ms"
    return f"{seconds:,.1f} s" if seconds < 9.95 else f"{seconds:,.0f} s"


def plain_axes(ax: Any) -> None:
    """Take away what says nothing."""
    ax.tick_params(length=0)
    ax.grid(visible=True)
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _panel(ax: Any, peers: dict[str, Any], kind: str, title: str, label: str) -> None:
    lines = {peer: grown[kind] for peer, grown in peers.items() if grown[kind]}
    sizes = sorted({step["n"] for steps in lines.values() for step in steps})
    times = [step["seconds"] for steps in lines.values() for step in steps]
    ax.set_xscale("log")
    ax.set_yscale("log")
    whole = sizes[-1] / sizes[0]
    ax.set_xlim(sizes[0] / whole**0.5, sizes[-1] * whole**0.16)
    ax.set_ylim(min(times) / 1.5, max(times) * 1.6)
    ax.set_xticks(sizes, [f"{n:,}" for n in sizes])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: seconds_text(value)))
    ax.yaxis.set_minor_locator(NullLocator())
    of_kind = {True: 0, False: 0}
    for peer, steps in lines.items():
        ours = peer.startswith(OURS)
        dashes = _DASHES[of_kind[ours] % len(_DASHES)]
        of_kind[ours] += 1
        ax.plot(
            [step["n"] for step in steps], [step["seconds"] for step in steps],
            color=colour_of(peer), linewidth=1.9 if ours else 1.1, linestyle=dashes,
            marker="o", markersize=3.5 if ours else 2.5,
        )  # fmt: skip
    first, last = (
        {peer: (steps[at]["n"], steps[at]["seconds"]) for peer, steps in lines.items()}
        for at in (0, -1)
    )
    name_points(ax, first, {peer: peer for peer in lines}, left=True)
    name_points(ax, last, {peer: seconds_text(y) for peer, (_, y) in last.items()})
    plain_axes(ax)
    ax.set_title(title, loc="left", fontweight="bold")
    ax.set_xlabel(label)


def name_points(
    ax: Any, points: dict[str, tuple[float, float]], told: dict[str, str], *, left: bool = False
) -> None:
    """Write words beside points; those of one column are moved apart."""
    inside = ax.transData + ax.transAxes.inverted()
    places = {name: inside.transform(point) for name, point in points.items()}
    for column in {round(x, 2) for x, _ in places.values()}:
        there = [name for name, (x, _) in places.items() if round(x, 2) == column]
        heights = spread([places[name][1] for name in there])
        for name, height in zip(there, heights, strict=True):
            x, y = places[name]
            ax.annotate(
                told[name], (x, y), (x - 0.04 if left else x + 0.025, height),
                xycoords="axes fraction", textcoords="axes fraction", va="center",
                ha="right" if left else "left", fontsize=8, color=colour_of(name),
                annotation_clip=False, zorder=5,
                path_effects=[withStroke(linewidth=2.5, foreground=LIGHT.paper)],
                arrowprops={"arrowstyle": "-", "color": LIGHT.line, "linewidth": 0.7},
            )  # fmt: skip


def growth_title(run: dict[str, Any]) -> str:
    """Return what was found, from the numbers."""
    peers = run["peers"]
    most = max(grown["topics"][-1]["n"] for grown in peers.values())
    times = {
        peer: grown["topics"][-1]["seconds"] / grown["topics"][0]["seconds"]
        for peer, grown in peers.items()
        if grown["topics"][-1]["n"] == most
    }
    largest = max(grown["sentences"][-1]["n"] for grown in peers.values())
    ends = {peer: grown["sentences"][-1] for peer, grown in peers.items()}
    told = _in_order({p: end["seconds"] for p, end in ends.items() if end["n"] == largest})
    (least, time), *others = _in_order(times)
    return (
        f"{most} topics instead of one take {least} {time:.1f} times as long"
        + "".join(f", {peer} {time:.1f} times" for peer, time in others)
        + f";\n{largest:,} sentences take "
        + ", ".join(f"{peer} {seconds_text(seconds)}" for peer, seconds in told)
        + "."
    )


def _in_order(values: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(values.items(), key=lambda item: item[1])


def draw_growth(run: dict[str, Any], path: Path) -> None:
    """Draw time against sentences and against topics."""
    with mpl.rc_context(settings(LIGHT)):
        figure = Figure(figsize=(11, 4.9))
        left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.16})
        figure.subplots_adjust(left=0.06, right=0.985, top=0.78, bottom=0.16)
        _panel(left, run["peers"], "sentences", "Time to answer, one topic", "sentences")
        _panel(right, run["peers"], "topics", "Time to answer 1,000 sentences", "topics")
        figure.suptitle(
            growth_title(run), x=0.012, y=0.97, ha="left", fontsize=11, fontweight="bold"
        )
        foot = (
            "Ordinary text, one core, both axes logarithmic. A line ends where the next step "
            f"would take, extrapolated, more than {run['limit']:.0f} s or 8 GB. "
            f"{run['machine']['processor']}."
        )
        figure.text(0.012, 0.025, foot, fontsize=7.5, color=LIGHT.soft)
        figure.savefig(path, dpi=150)
