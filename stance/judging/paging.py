"""What every page shares: its templates, and figures inside the page in both themes."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any, TypeVar

import pandas as pd
from jinja2 import ChoiceLoader, Environment, PackageLoader

from stance.judging import wording
from stance.judging.drawing import Drawing, svg_of
from stance.judging.style import SIGNS
from stance.stances import STANCES

T = TypeVar("T")


@cache
def templates(package: str = "stance.judging") -> Environment:
    """Return the templates of a package, with those of this one to include.

    Parameters
    ----------
    package : str, default="stance.judging"
        It has a folder ``templates``.

    Returns
    -------
    jinja2.Environment
        It escapes whatever the data hold.
    """
    homes = dict.fromkeys([package, "stance.judging", "stance.pages"])
    loader = ChoiceLoader([PackageLoader(home, "templates") for home in homes])
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(signs=SIGNS, stances=STANCES)
    return environment


def framed(drawing: Drawing[T], shown: T) -> dict[str, Any]:
    """Return one figure as the template ``figure.html.jinja`` takes it.

    Parameters
    ----------
    drawing : Drawing
        The figure.
    shown : object
        What it shows.

    Returns
    -------
    dict
        ``light, dark`` (data URIs), ``title, alt``, and ``columns, rows`` of the table behind it.
    """
    uris = {
        theme: "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
        for theme, svg in (
            ("light", svg_of(drawing, shown)),
            ("dark", svg_of(drawing, shown, dark=True)),
        )
    }
    table = drawing.table(shown)
    return {
        **uris,
        "title": drawing.title(shown),
        "alt": drawing.alt(shown),
        "columns": [str(column).replace("_", " ") for column in table.columns],
        "rows": [[_cell(value) for value in row] for row in table.itertuples(index=False)],
    }


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return wording.MISSING
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
