"""The chart of results: the systems on each benchmark with their intervals, and what others got."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patheffects import withStroke

from stance.benchmarks.references import Reference
from stance.benchmarks.sets import SETS, Part
from stance.judging.drawing import Drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.judging.style import Palette

METRICS = {
    "macro_f1": "macro-F1",
    "f_avg": "F_avg",
    "side_macro_f1": "side macro-F1",
    "accuracy": "accuracy",
}
"""How the metrics are written."""

OURS = ("fast", "accurate", "encoder")
"""The systems that are not baselines."""

_WIDTH = 10.5
_LINE, _HEAD = 0.2, 0.72
_SMALL: dict[str, Any] = {"textcoords": "offset points", "fontsize": 7}
_ABOVE_AXES: dict[str, Any] = {"xycoords": "axes fraction"}

_Panel = tuple[str, Part, pd.DataFrame]


def panels(results: pd.DataFrame) -> list[_Panel]:
    """Return what is drawn: the scored rows of each part of each benchmark, in order.

    Parameters
    ----------
    results : DataFrame
        As `stance.benchmarks.read_results` returns it.

    Returns
    -------
    list of tuple of str, Part and DataFrame
        The name of the benchmark, the part, its rows that have a score.
    """
    scored = results.dropna(subset=["score"])
    found = [
        (name, part, scored[scored["set"].eq(name) & scored["part"].eq(part.name)])
        for name, known in SETS.items()
        for part in known.parts
    ]
    return [panel for panel in found if len(panel[2])]


def system_name(system: str, encoder: object) -> str:
    """Return how a system is written, with its encoder where it has one.

    Parameters
    ----------
    system : str
        One of `SYSTEMS`.
    encoder : str or missing
        The name of its encoder.

    Returns
    -------
    str

    Examples
    --------
    >>> system_name("accurate", "bundled"), system_name("tfidf", None)
    ('accurate (bundled)', 'tfidf')
    """
    return f"{system} ({encoder})" if isinstance(encoder, str) else system


def _paint_results(results: pd.DataFrame, figure: Figure, palette: Palette) -> None:
    columns = _columns(panels(results))
    heights = [sum(map(_height, column)) for column in columns]
    figure.set_size_inches(_WIDTH, max(heights))
    parts = figure.subfigures(1, len(columns), squeeze=False, wspace=0.03)[0]
    for subfigure, column, height in zip(parts, columns, heights, strict=True):
        # The shorter column ends in nothing, so that a line is as high in both.
        rest = (max(heights) - height) / _LINE
        lines = [*map(_lines, column), *([rest] if rest > 1 else [])]
        axes = subfigure.subplots(len(lines), 1, squeeze=False, height_ratios=lines)[:, 0]
        for ax, panel in zip(axes, column, strict=False):
            _paint_panel(ax, panel, palette)
        for ax in axes[len(column) :]:
            ax.set_visible(False)


def _columns(found: list[_Panel]) -> list[list[_Panel]]:
    if len(found) < 2:
        return [found]
    half, left = sum(map(_height, found)) / 2, 0.0
    for place, panel in enumerate(found[:-1], start=1):
        left += _height(panel)
        if left >= half - _height(found[place]) / 2:
            return [found[:place], found[place:]]
    return [found[:-1], found[-1:]]


def _height(panel: _Panel) -> float:
    return _HEAD + _LINE * _lines(panel)


def _lines(panel: _Panel) -> int:
    _, part, rows = panel
    return len(rows) + len(part.references)


def _paint_panel(ax: Any, panel: _Panel, palette: Palette) -> None:
    name, part, rows = panel
    published = sorted(part.references, key=lambda reference: reference.score)
    _paint_published(ax, published, len(rows), palette)
    _paint_systems(ax, rows, palette)
    written = [
        *(system_name(row["system"], row["encoder"]) for row in rows.to_dict("records")),
        *map(_written, published),
    ]
    ax.set_yticks([-place for place in range(len(written))], written)
    for label in ax.get_yticklabels()[len(rows) :]:
        label.set_color(palette.soft)
    ax.set_ylim(0.4 - len(written), 0.8)
    ax.set_xlim(*_limits(rows, published))
    ax.tick_params(length=0)
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)
    which = "" if len(SETS[name].parts) == 1 else f", {part.name}"
    ax.set_title(f"{name}{which}", loc="left", fontweight="bold", pad=15)
    told = f"{SETS[name].title}; {METRICS[part.metric]}, n = {rows['n_test'].iloc[0]:,.0f}"
    ax.annotate(told, (0, 1), (0, 3), color=palette.soft, va="bottom", **_SMALL, **_ABOVE_AXES)


def _paint_systems(ax: Any, rows: pd.DataFrame, palette: Palette) -> None:
    halo = [withStroke(linewidth=2.5, foreground=palette.paper)]
    for place, row in enumerate(rows.to_dict("records")):
        colour = palette.stances["favor"] if row["system"] in OURS else palette.ink
        ax.hlines(-place, row["low"], row["high"], color=colour, linewidth=2, alpha=0.45)
        ax.scatter(row["score"], -place, s=26, color=colour, zorder=3)
        at = (row["score"], -place)
        said = ax.annotate(
            f"{row['score']:.1f}", at, (0, 4), color=colour, ha="center", zorder=4, **_SMALL
        )
        said.set_path_effects(halo)


def _paint_published(ax: Any, published: list[Reference], below: int, palette: Palette) -> None:
    colour = palette.stances["against"]
    for place, reference in enumerate(published, start=below):
        dashes: Any = "-" if reference.read else (0, (3, 2))
        ax.vlines(
            reference.score, -place, 0.6, color=colour, linewidth=0.8, alpha=0.6, linestyle=dashes
        )
        face = colour if reference.read else palette.paper
        ax.scatter(
            reference.score, -place, s=20, marker="D", zorder=3, facecolor=face, edgecolor=colour
        )
        at = (reference.score, -place)
        ax.annotate(f"{reference.score:.1f}", at, (6, 0), color=colour, va="center", **_SMALL)


def _written(reference: Reference) -> str:
    return reference.system if reference.read else f"{reference.system}, from memory"


def _limits(rows: pd.DataFrame, published: list[Reference]) -> tuple[float, float]:
    ends = [*rows["low"].fillna(rows["score"]), *rows["high"].fillna(rows["score"])]
    ends += [reference.score for reference in published]
    reach = max(max(ends) - min(ends), 10.0)
    return max(0.0, min(ends) - 0.06 * reach), min(102.0, max(ends) + 0.09 * reach)


def _title(results: pd.DataFrame) -> str:
    leads, beside, above, published = 0, 0, 0, 0
    for _, part, rows in panels(results):
        ours = rows.loc[rows["system"].isin(OURS), "score"]
        others = rows.loc[~rows["system"].isin(OURS), "score"]
        theirs = [reference.score for reference in part.references if reference.read]
        if len(ours) and len(others):
            beside, leads = beside + 1, leads + int(ours.max() > others.max())
        if len(ours) and theirs:
            published, above = published + 1, above + int(ours.max() > max(theirs))
    return (
        f"The best of ours is above the baselines in {leads} of {beside} comparisons, and above "
        f"every published score that could be read in {above} of {published}."
    )


def _alt(results: pd.DataFrame) -> str:
    told = []
    for name, part, rows in panels(results):
        best = rows.sort_values("score").iloc[-1]
        system = system_name(best["system"], best["encoder"])
        told.append(f"{name}, {part.name}: {system} {best['score']:.1f}")
    return f"Dots with intervals for each benchmark and system. The highest: {'; '.join(told)}."


CHART: Drawing[pd.DataFrame] = Drawing(_title, _alt, _paint_results, lambda results: results)
"""The chart of a table as `stance.benchmarks.read_results` returns it."""
