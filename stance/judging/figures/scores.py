"""Scores by topic and stance, as dots with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.judging import wording
from stance.judging.figures.parts import dots, quiet, short
from stance.judging.findings import best_and_weakest
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS
from stance.judging.style import MARKERS, Palette
from stance.stances import STANCES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report

_FACETS = (("macro_f1", ALL_STANCES), *(("f1", stance) for stance in STANCES))
_MOST_TOPICS = 30


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
    macro = wording.score(*report.score("macro_f1").iloc[:3])
    return best_and_weakest(report) or f"On {report.topics[0]} its macro-F1 is {macro}."


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
    rows = report.scores
    rows = rows[(rows["score"] == "macro_f1") & ~rows["scope"].isin([MEAN_OF_TOPICS])]
    told = "; ".join(
        f"{row['scope']} {wording.score(row['value'], row['low'], row['high'])}"
        for row in rows.to_dict("records")
    )
    return f"Dots with intervals for each topic and stance. Macro-F1: {told}."


def table(report: Report) -> pd.DataFrame:
    """Return the data behind the figure.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    DataFrame
    """
    return report.scores[report.scores["score"].isin(["macro_f1", "f1"])]


def paint(report: Report, figure: Figure, palette: Palette) -> None:
    """Draw macro-F1 and the F1 of each stance side by side.

    Parameters
    ----------
    report : Report
        The report.
    figure : Figure
        An empty figure; its size is set.
    palette : Palette
        The colours.
    """
    figure.set_figheight(0.75 + 0.26 * len(_scopes(report)))
    axes = figure.subplots(1, len(_FACETS), sharey=True)
    for ax, (score, stance) in zip(axes, _FACETS, strict=True):
        on_axes(report, ax, palette, score=score, stance=stance)
        ax.set_title("macro-F1" if stance == ALL_STANCES else f"F1 {stance}", fontsize=8.5)
        ax.set_xlabel("")
    figure.supxlabel("score, 0 to 1, with its 95 % interval", fontsize=8.5, color=palette.soft)


def on_axes(
    report: Report,
    ax: Any,
    palette: Palette,
    *,
    score: str = "macro_f1",
    stance: str = ALL_STANCES,
) -> tuple[pd.DataFrame, Any]:
    """Draw one score of every topic on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.
    score : str, default="macro_f1"
        Its name.
    stance : str, default="all stances"
        Of which stance.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : None
        scikit-learn has no display of this.

    Raises
    ------
    KeyError
        If there is no such score.
    """
    report.score(score, stance=stance)
    scopes = _scopes(report)
    places = {scope: -place for place, scope in enumerate(scopes)}
    rows = report.scores
    rows = rows[(rows["score"] == score) & (rows["stance"] == stance)]
    rows = rows[rows["scope"].isin(scopes)].dropna(subset=["value"])
    colour = palette.stances.get(stance, palette.accent)
    dots(ax, rows, rows["scope"].map(places), colour, MARKERS.get(stance, "s"))
    quiet(ax)
    if len(report.topics) > 1:
        ax.axhline(0.5 - (len(scopes) - 1), color=palette.line, linewidth=0.8)
    ax.set_yticks(list(places.values()), [short(scope) for scope in places])
    ax.set_ylim(0.6 - len(scopes), 0.6)
    of = "" if stance == ALL_STANCES else f" of {stance}"
    ax.set_xlabel(f"{score.replace('_', ' ')}{of}, 0 to 1, with its 95 % interval")
    return rows, None


def _scopes(report: Report) -> list[str]:
    counts = report.predictions["topic"].value_counts()
    shown = set(counts.index[:_MOST_TOPICS])
    topics = [topic for topic in report.topics if topic in shown]
    return [*topics, *((ALL_TOPICS,) if len(report.topics) > 1 else ())]
