"""What drawing a figure returns, in the manner of scikit-learn's displays."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from stance.errors import StanceError
from stance.judging.figures import drawing_of, figures_of
from stance.judging.style import DARK, LIGHT, settings

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from stance.judging.report import Report

_TITLE_LETTERS = 11  # to the inch of axes


@dataclass(frozen=True, slots=True)
class Display:
    """A figure that was drawn, as scikit-learn's displays have it; it shows itself in a notebook.

    Attributes
    ----------
    title : str
        What was found.
    alt : str
        What the figure shows, in words.
    frame : DataFrame
        The data behind it.
    figure_ : matplotlib.figure.Figure
        The figure.
    ax_ : matplotlib.axes.Axes
        The axes.
    display_ : object or None
        scikit-learn's own display underneath, where it has one.
    """

    title: str
    alt: str
    frame: pd.DataFrame
    figure_: Figure
    ax_: Axes
    display_: Any

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.figure_.savefig(file, format="png", dpi=150)
        return file.getvalue()


def displayed(
    report: Report,
    name: str,
    on_axes: Callable[..., tuple[pd.DataFrame, Any]],
    ax: Axes | None,
    *,
    dark: bool = False,
    **chosen: Any,
) -> Display:
    """Draw one figure on axes that are given, or on a figure made for it.

    Parameters
    ----------
    report : Report
        What is drawn.
    name : str
        One of `stance.judging.figures.FIGURE_NAMES`.
    on_axes : callable
        Draws it, from report, axes and palette.
    ax : matplotlib.axes.Axes or None
        Where.
    dark : bool, default=False
        For a dark background.
    **chosen
        For `on_axes`.

    Returns
    -------
    Display

    Raises
    ------
    StanceError
        If the report has no data for it, or none of what is chosen.
    """
    if name not in (there := figures_of(report)):
        msg = f"this report has no data for {name!r} (see evaluate); it has {', '.join(there)}"
        raise StanceError(msg)
    palette = DARK if dark else LIGHT
    drawing = drawing_of(name)
    title = drawing.title(report)
    with mpl.rc_context(settings(palette)):
        if ax is None:
            # The whole figure knows its size; the axes alone are drawn anew on it.
            figure = Figure(figsize=(6.0, 3.2), layout="constrained")
            drawing.paint(report, figure, palette)
            figure.clear()
            ax = figure.subplots()
        try:
            frame, display = on_axes(report, ax, palette, **chosen)
        except KeyError as error:
            msg = f"nothing in this report is called {error.args[0]!r}: see its tables"
            raise StanceError(msg) from error
        whole = ax.get_figure(root=True)
        if whole is None:
            msg = "these axes lie on no figure any more: give others"
            raise StanceError(msg)
        inches = ax.get_position().width * whole.get_figwidth()
        wrapped = textwrap.fill(title, max(20, int(_TITLE_LETTERS * inches)))
        ax.set_title(wrapped, loc="left", fontsize=9, fontweight="bold")
    return Display(title, drawing.alt(report), frame, whole, ax, display)
