"""What each figure of a report draws, on axes of a figure that it is given."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import PercentFormatter

from stance.judging import wording
from stance.judging.curves import ALL_PREDICTIONS, CALLED_RELEVANT
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.style import DARK, LIGHT, MARKERS, Palette, is_bright
from stance.stances import STANCES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_MOST_MATRICES = 12
_FACETS = (("macro-F1", "macro_f1", ALL_STANCES), *((s, "f1", s) for s in STANCES))


def paint_scores(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw F1 with its interval: a line for each topic, a column for each stance.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    scopes = [*report.topics, *((ALL_TOPICS,) if len(report.topics) > 1 else ())]
    figure.set_figheight(0.75 + 0.26 * len(scopes))
    places = {scope: -place for place, scope in enumerate(scopes)}
    axes = figure.subplots(1, len(_FACETS), sharey=True)
    for ax, (name, score, stance) in zip(axes, _FACETS, strict=True):
        rows = report.scores
        rows = rows[(rows["score"] == score) & (rows["stance"] == stance)]
        rows = rows[rows["scope"].isin(scopes)].dropna(subset=["value"])
        colour = palette.stances.get(stance, palette.accent)
        y = rows["scope"].map(places)
        ax.hlines(y, rows["low"], rows["high"], color=colour, linewidth=1.6, alpha=0.55)
        marker = MARKERS.get(stance, "s")
        ax.scatter(rows["value"], y, s=24, color=colour, marker=marker, zorder=3, clip_on=False)
        ax.set_title(name if stance == ALL_STANCES else f"F1 {name}", fontsize=8.5)
        _quiet(ax, (0, 1), [0, 0.5, 1])
        if len(report.topics) > 1:
            ax.axhline(0.5 - (len(scopes) - 1), color=palette.line, linewidth=0.8)
    axes[0].set_yticks(list(places.values()), [_short(scope) for scope in places])
    axes[0].set_ylim(0.6 - len(scopes), 0.6)
    figure.supxlabel("score, 0 to 1, with its 95 % interval", fontsize=8.5, color=palette.soft)


def _quiet(ax: Any, limits: tuple[float, float], ticks: list[float]) -> None:
    ax.set_xlim(limits[0] - 0.04, limits[1] + 0.04)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def paint_confusion(report: Report, figure: Figure, palette: Palette) -> None:
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
    ax = figure.subplots()
    _matrix(ax, report, ALL_TOPICS, palette, size=8.5)
    ax.set_xlabel("predicted stance")
    ax.set_ylabel("true stance")


def paint_confusion_by_topic(report: Report, figure: Figure, palette: Palette) -> None:
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
        _matrix(ax, report, topic, palette, size=6)
        ax.set_title(textwrap.shorten(topic, 28, placeholder="…"), fontsize=8.5)
        ax.tick_params(labelsize=6.5, labelbottom=True)
    figure.supxlabel("predicted stance", fontsize=8.5, color=palette.soft)
    figure.supylabel("true stance", fontsize=8.5, color=palette.soft)


def _matrix(ax: Any, report: Report, scope: str, palette: Palette, size: float) -> None:
    cells = report.confusion[report.confusion["scope"] == scope]
    shape = (len(STANCES), len(STANCES))
    shares = np.nan_to_num(cells["share"].to_numpy(float)).reshape(shape)
    counts = cells["n"].to_numpy(int).reshape(shape)
    ramp = LinearSegmentedColormap.from_list("ramp", palette.ramp)
    ax.imshow(shares, cmap=ramp, vmin=0, vmax=1)
    for (truth, predicted), share in np.ndenumerate(shares):
        text = f"{_whole_percent(share)}\n{counts[truth, predicted]:,}"
        if not counts[truth].sum():
            text = wording.MISSING
        colour = LIGHT.ink if is_bright(*map(float, ramp(share)[:3])) else DARK.ink
        weight = "bold" if truth == predicted else "normal"
        style = {"ha": "center", "va": "center", "fontsize": size, "fontweight": weight}
        ax.text(predicted, truth, text, color=colour, **style)
    short = [stance if size > 7 else stance.replace("ated", ".") for stance in STANCES]
    ax.set_xticks(range(len(STANCES)), short)
    ax.set_yticks(range(len(STANCES)), short)
    ax.tick_params(length=0, labelcolor=palette.ink)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _whole_percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def paint_reliability(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw accuracy against confidence, and how many pairs have which confidence.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_size_inches(4.6, 4.6)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    rows = report.reliability[report.reliability["scope"] == ALL_TOPICS]
    above.plot([0, 1], [0, 1], color=palette.soft, linewidth=1, linestyle=(0, (4, 3)))
    above.annotate("as sure as right", (0.06, 0.1), color=palette.soft, fontsize=8, rotation=38)
    colour = palette.stances["favor"]
    above.vlines(rows["confidence"], rows["low"], rows["high"], color=colour, alpha=0.55)
    above.plot(rows["confidence"], rows["accuracy"], color=colour, marker="o", markersize=5)
    above.set_ylabel("share that is right")
    below.bar(rows["bin_low"] + 0.05, rows["n"], width=0.09, color=palette.soft)
    below.set_ylabel("pairs")
    below.set_xlabel("confidence: the probability of the stance given")
    for ax in (above, below):
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
    above.set_ylim(0, 1.02)
    above.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    below.locator_params(axis="y", nbins=3)


def paint_coverage(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw accuracy against the share of predictions that is kept.

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
    ax = figure.subplots()
    looks = {ALL_PREDICTIONS: (palette.soft, "s"), CALLED_RELEVANT: (palette.stances["favor"], "o")}
    for among, (colour, marker) in looks.items():
        rows = report.coverage[report.coverage["among"] == among]
        if rows.empty:
            continue
        ax.fill_between(rows["coverage"], rows["low"], rows["high"], color=colour, alpha=0.18, lw=0)
        label = f"{among} ({rows['n'].iloc[-1]:,})"
        ax.plot(
            rows["coverage"], rows["accuracy"], color=colour, marker=marker, ms=3.5, label=label
        )
    ax.set_xlabel("coverage: share kept, the surest first")
    ax.set_ylabel("share that is right")
    ax.set_xlim(0, 1.02)
    ax.set_ylim(min(0.4, *ax.get_ylim()[:1]), 1.01)
    ax.grid(axis="y")
    ax.legend(loc="lower left")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1, symbol=" %", decimals=0))


def _short(scope: str) -> str:
    return textwrap.shorten(scope, 24, placeholder="…")


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
