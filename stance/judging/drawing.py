"""What the figures of any page share: a title that says what was found, both themes, files.

Each figure is drawn on a `matplotlib.figure.Figure` of its own, without pyplot.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from stance.errors import StanceError, did_you_mean
from stance.judging.style import DARK, LIGHT, Palette, settings

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

T = TypeVar("T")

_WIDTH = 6.0
_LETTERS = 12.5  # of a title, to the inch


@dataclass(frozen=True, slots=True)
class Drawing(Generic[T]):
    """One figure of what is shown: a report, a comparison.

    Attributes
    ----------
    title : callable
        From what is shown to the finding.
    alt : callable
        From what is shown to what the figure shows, in words.
    paint : callable
        Draws what is shown on a figure in a palette.
    table : callable
        From what is shown to the data behind the figure.
    """

    title: Callable[[T], str]
    alt: Callable[[T], str]
    paint: Callable[[T, Figure, Palette], None]
    table: Callable[[T], pd.DataFrame]


def drawing_named(drawings: Mapping[str, Drawing[T]], name: str) -> Drawing[T]:
    """Return the drawing of a name.

    Parameters
    ----------
    drawings : mapping of str to Drawing
        Those that there are.
    name : str
        One of them.

    Returns
    -------
    Drawing

    Raises
    ------
    StanceError
        If there is none.
    """
    if name not in drawings:
        msg = f"no figure {name!r}.{did_you_mean(name, drawings)} Figures: {', '.join(drawings)}"
        raise StanceError(msg)
    return drawings[name]


def drawn(drawing: Drawing[T], shown: T, *, dark: bool = False, with_title: bool = True) -> Figure:
    """Draw one figure.

    Parameters
    ----------
    drawing : Drawing
        The figure.
    shown : object
        What it shows.
    dark : bool, default=False
        For a dark background.
    with_title : bool, default=True
        Whether the finding is written above it.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    palette = DARK if dark else LIGHT
    with mpl.rc_context(settings(palette)):
        figure = Figure(figsize=(_WIDTH, 3.2), layout="constrained")
        drawing.paint(shown, figure, palette)
        if with_title:
            title = textwrap.fill(drawing.title(shown), int(_LETTERS * figure.get_figwidth()))
            figure.suptitle(title, x=0.01, ha="left", fontsize=9.5, fontweight="bold")
            figure.set_figheight(figure.get_figheight() + 0.18 * (1 + title.count("\n")))
    return figure


def svg_of(drawing: Drawing[T], shown: T, *, dark: bool = False, with_title: bool = False) -> bytes:
    """Draw one figure, by default without its title, for a page that has it as text.

    Parameters
    ----------
    drawing : Drawing
        The figure.
    shown : object
        What it shows.
    dark : bool, default=False
        For a dark background.
    with_title : bool, default=False
        Whether the finding is written above it.

    Returns
    -------
    bytes
        SVG on a transparent ground; the letters are outlines, so no font is needed.
    """
    figure = drawn(drawing, shown, dark=dark, with_title=with_title)
    return _saved(figure, format="svg", transparent=True, metadata={"Date": None})


def png_of(drawing: Drawing[T], shown: T) -> bytes:
    """Draw one figure with its title, for a slide or a message.

    Parameters
    ----------
    drawing : Drawing
        The figure.
    shown : object
        What it shows.

    Returns
    -------
    bytes
        PNG on light paper, 200 dots an inch.
    """
    return _saved(drawn(drawing, shown), format="png", dpi=200)


def _saved(figure: Figure, **how: Any) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415

    file = io.BytesIO()
    with mpl.rc_context(settings(LIGHT)), warnings.catch_warnings():
        # A topic in a script that the font lacks shows as boxes here, and whole in the tables.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(file, **how)
    return file.getvalue()
