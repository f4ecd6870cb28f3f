"""What drawing a figure returns, in the manner of scikit-learn's displays."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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
