"""Confidence against accuracy: the reliability diagram, and accuracy by coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.judging import wording
from stance.judging.curves import ALL_PREDICTIONS, CALLED_RELEVANT
from stance.judging.figures.parts import in_percent, ink_of
from stance.judging.metrics import ALL_TOPICS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from stance.judging.report import Report
    from stance.judging.style import Palette


def reliability_alt(report: Report) -> str:
    """Return what the reliability diagram shows, in words.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
    """
    told = "; ".join(
        f"confidence {row['confidence']:.2f}, "
        f"right {wording.percent(row['accuracy'])} of {row['n']:,}"
        for row in reliability(report).to_dict("records")
    )
    return f"A line of accuracy by confidence beside the diagonal, and bars of counts: {told}."


def reliability(report: Report, scope: str = ALL_TOPICS) -> pd.DataFrame:
    """Return the data behind the reliability diagram.

    Parameters
    ----------
    report : Report
        The report.
    scope : str, default="all topics"
        A topic, or ``all topics``.

    Returns
    -------
    DataFrame
    """
    return report.reliability[report.reliability["scope"] == scope]


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
    rows, _ = reliability_on_axes(report, above, palette)
    below.bar(rows["bin_low"] + 0.05, rows["n"], width=0.09, color=palette.soft)
    below.set_ylabel("pairs")
    below.set_xlabel(above.get_xlabel())
    above.set_xlabel("")
    below.grid(axis="y")
    below.set_axisbelow(True)
    below.locator_params(axis="y", nbins=3)


def reliability_on_axes(
    report: Report, ax: Any, palette: Palette, *, scope: str = ALL_TOPICS
) -> tuple[pd.DataFrame, Any]:
    """Draw accuracy against confidence on axes that are there.

    Parameters
    ----------
    report : Report
        The report.
    ax : matplotlib.axes.Axes
        The axes.
    palette : Palette
        The colours.
    scope : str, default="all topics"
        A topic, or ``all topics``.

    Returns
    -------
    frame : DataFrame
        What is drawn.
    display : sklearn.calibration.CalibrationDisplay
        Of the points; the intervals lie behind it.

    Raises
    ------
    KeyError
        If there is no such topic.
    """
    from sklearn.calibration import CalibrationDisplay  # noqa: PLC0415

    rows = reliability(report, scope)
    if rows.empty:
        raise KeyError(scope)
    colour = palette.stances["favor"]
    ax.plot([0, 1], [0, 1], color=palette.soft, linewidth=1, linestyle=(0, (4, 3)))
    ax.annotate("as sure as right", (0.06, 0.1), color=palette.soft, fontsize=8, rotation=38)
    ax.vlines(rows["confidence"], rows["low"], rows["high"], color=colour, alpha=0.55)
    predictions = report.predictions
    of_scope = predictions if scope == ALL_TOPICS else predictions[predictions["topic"] == scope]
    display = CalibrationDisplay(
        rows["accuracy"].to_numpy(), rows["confidence"].to_numpy(), of_scope["confidence"]
    )
    display.plot(ax=ax, name="accuracy", ref_line=False, color=colour, marker="o", markersize=5)
    ax.get_legend().remove()
    ax.set_ylabel("share that is right")
    ax.set_xlabel("confidence: the probability of the stance given")
    ax.set(xlim=(0, 1), ylim=(0, 1.02), aspect="auto")
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    in_percent(ax.xaxis, ax.yaxis)
    ink_of(palette, ax)
    return rows, display


def coverage_alt(report: Report) -> str:
    """Return what the curve of coverage shows, in words.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
    """
    told = [
        f"{among}: {wording.percent(rows['accuracy'].iloc[0])} right among the surest, "
        f"{wording.percent(rows['accuracy'].iloc[-1])} among all"
        for among, rows in report.coverage.groupby("among", sort=False)
    ]
    return f"Lines of accuracy by the share of predictions kept. {'; '.join(told)}."


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
    coverage_on_axes(report, figure.subplots(), palette)


def coverage_on_axes(report: Report, ax: Any, palette: Palette) -> tuple[pd.DataFrame, Any]:
    """Draw accuracy against coverage on axes that are there.

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
    ax.set_axisbelow(True)
    ax.legend(loc="lower left")
    in_percent(ax.xaxis, ax.yaxis)
    return report.coverage, None
