"""How figures look: colours that colour-blind readers tell apart, on light paper and on dark.

The hues are those of Okabe and Ito ("Color Universal Design", 2008); every stance has a sign of
its own as well, so that colour never carries the meaning alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SIGNS = {"favor": "▲", "against": "▼", "neutral": "●", "unrelated": "○"}
"""The sign of each stance in text."""

MARKERS = {"favor": "^", "against": "v", "neutral": "o", "unrelated": "D"}
"""The sign of each stance in figures, as matplotlib calls it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme.

    Attributes
    ----------
    ink, soft, line, paper : str
        Of text, of secondary text, of grids, of the ground.
    stances : mapping of str to str
        Of each stance.
    accent : str
        Of what is not a stance.
    ramp : tuple of str
        From nothing to much.
    """

    ink: str
    soft: str
    line: str
    paper: str
    stances: Mapping[str, str]
    accent: str
    ramp: tuple[str, str]


LIGHT = Palette(
    ink="#1d2126",
    soft="#5b636d",
    line="#dcdfe3",
    paper="#fdfdfb",
    stances={
        "favor": "#0072b2",
        "against": "#d55e00",
        "neutral": "#00795a",
        "unrelated": "#6b7280",
    },
    accent="#1d2126",
    ramp=("#f3f4f3", "#00527f"),
)
DARK = Palette(
    ink="#e7e9ec",
    soft="#a3abb5",
    line="#3a4048",
    paper="#16181c",
    stances={
        "favor": "#56b4e9",
        "against": "#ff8a4c",
        "neutral": "#33c79b",
        "unrelated": "#a3abb5",
    },
    accent="#e7e9ec",
    ramp=("#22262c", "#7cc4f2"),
)


def is_bright(red: float, green: float, blue: float) -> bool:
    """Say whether black text reads better on a colour than white text.

    Parameters
    ----------
    red, green, blue : float
        0 to 1.

    Returns
    -------
    bool
        By the contrast ratio of the Web Content Accessibility Guidelines 2.1.

    Examples
    --------
    >>> is_bright(1.0, 1.0, 0.8), is_bright(0.1, 0.1, 0.4)
    (True, False)
    """
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05)


def settings(palette: Palette) -> Any:
    """Return matplotlib's settings for a theme.

    Parameters
    ----------
    palette : Palette
        The theme.

    Returns
    -------
    dict
        For `matplotlib.rc_context`.
    """
    return {
        "font.size": 9,
        "font.family": "DejaVu Sans",
        "text.color": palette.ink,
        "axes.labelcolor": palette.soft,
        "axes.edgecolor": palette.line,
        "axes.facecolor": "none",
        "axes.titlesize": 9,
        "axes.titlecolor": palette.ink,
        "axes.labelsize": 8.5,
        "axes.grid": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "grid.color": palette.line,
        "grid.linewidth": 0.6,
        "xtick.color": palette.line,
        "ytick.color": palette.line,
        "xtick.labelcolor": palette.soft,
        "ytick.labelcolor": palette.ink,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8.5,
        "legend.frameon": False,
        "legend.fontsize": 8.5,
        "figure.facecolor": palette.paper,
        "savefig.facecolor": palette.paper,
        # A topic may hold a dollar sign: it is no formula.
        "text.parse_math": False,
        # The same report gives the same bytes.
        "svg.hashsalt": "stance",
        "svg.fonttype": "path",
    }
