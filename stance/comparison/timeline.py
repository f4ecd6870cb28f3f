"""A history of runs as a figure and as a page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.comparison import words
from stance.comparison.past import day, past
from stance.judging import wording
from stance.judging.drawing import Drawing
from stance.judging.paging import framed, templates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.comparison.history import History
    from stance.judging.style import Palette

_MOST_RUNS = 24
_MOST_PANELS = 4


def _paint(history: History, figure: Figure, palette: Palette) -> None:
    shown = history.data[:_MOST_PANELS]
    figure.set_figheight(0.3 + 2.4 * max(len(shown), 1))
    axes = figure.subplots(max(len(shown), 1), 1, squeeze=False)[:, 0]
    colour = palette.stances["favor"]
    for ax, data in zip(axes, shown, strict=False):
        runs = history.on(data).tail(_MOST_RUNS)
        x = np.arange(len(runs))
        ax.vlines(x, runs["low"], runs["high"], color=colour, linewidth=1.6, alpha=0.55)
        ax.plot(x, runs["value"], color=colour, linewidth=1, marker="o", markersize=5)
        labels = [
            f"{textwrap.shorten(str(run), 20, placeholder='…')}\n{when.day} {when:%b %Y}"
            for run, when in zip(runs["run"], runs["created"], strict=True)
        ]
        crowded = len(runs) > 6
        turned = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if crowded else {}
        ax.set_xticks(x, labels, **turned)
        ax.tick_params(axis="x", labelsize=7.5)
        ax.set_xlim(-0.6, max(len(runs), 2) - 0.4)
        ax.set_ylabel(f"{words.score_name(history.score)} (95 % interval)")
        ax.set_title(_panel(history, data), loc="left", fontsize=8.5)
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.margins(y=0.15)


def _panel(history: History, data: str) -> str:
    runs = history.on(data)
    older = len(runs) - _MOST_RUNS
    more = f"; {older} older not shown" if older > 0 else ""
    pairs = wording.count(int(runs["pairs"].iloc[-1]), "pair")
    return f"data {data}: {pairs}, {wording.count(len(runs), 'run')}{more}"


def _title(history: History) -> str:
    if not len(history.runs):
        return "No report could be read."
    name = words.score_name(history.score)
    runs = history.on(history.data[0])
    first, last = runs.iloc[0], runs.iloc[-1]
    if len(runs) == 1:
        return f"One run has {name} {words.value(last['value'])}."
    change = words.signed(last["value"] - first["value"])
    title = (
        f"From {first['run']} to {last['run']}, {name} went from {words.value(first['value'])} to "
        f"{words.value(last['value'])} ({change})"
    )
    others = len(history.data) - 1
    return f"{title}; {wording.count(others, 'other data set')} apart." if others else f"{title}."


def _alt(history: History) -> str:
    told = "; ".join(
        f"{row['run']} on data {row['data']}: "
        f"{wording.score(row['value'], row['low'], row['high'])}"
        for row in history.runs.to_dict("records")
    )
    return f"A line of scores with intervals over the runs, for each data set. {told}."


TIMELINE: Drawing[History] = Drawing(
    title=_title,
    alt=_alt,
    paint=_paint,
    table=lambda history: history.runs.assign(created=history.runs["created"].map(str)),
)
"""The score over time."""


def history_page(history: History) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    str
        HTML with style and figure inside. All text is escaped.
    """
    template = templates("stance.comparison").get_template("page.html.jinja")
    return str(template.render(**_contents(history)))


def history_fragment(history: History) -> str:
    """Return the same as a fragment for a notebook.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``; its style touches nothing else on the page.
    """
    contents = _contents(history)
    template = templates("stance.comparison").get_template(contents["body"])
    return str(template.render(**contents))


def _contents(history: History) -> dict[str, Any]:
    lead, *findings = past(history)
    rows = [
        {
            **{name: str(row[name]) for name in ("run", "model", "data")},
            "created": day(row["created"]),
            "value": wording.score(row["value"], row["low"], row["high"]),
            "n": f"{row['pairs']:,} in {row['documents']:,}",
        }
        for row in history.runs.to_dict("records")
    ]
    return {
        "body": "history_body.html.jinja",
        "title": "How have the scores changed?",
        "score": words.score_name(history.score),
        "lead": lead,
        "findings": findings,
        "figure_over_time": framed(TIMELINE, history) if rows else None,
        "rows": rows,
        "damaged": history.damaged.to_dict("records"),
    }
