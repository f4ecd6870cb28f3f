"""From contents to HTML: every value is escaped; a page is a fragment in a frame."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader

from stance.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {"favor": "▲", "against": "▼", "neutral": "●", "unrelated": "–", "missing": "?"}
"""The sign of each stance; ``missing`` is that of a stance withheld."""

# A cell that begins so is a formula to a spreadsheet.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def fragment(body: str, contents: dict[str, Any]) -> str:
    """Return a fragment for a notebook.

    Parameters
    ----------
    body : str
        The name of its template.
    contents : dict
        The values of the template.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``; its style touches nothing else on the page.
    """
    return str(_environment().get_template(body).render(**contents))


def whole_page(body: str, contents: dict[str, Any]) -> str:
    """Return the same as a page that stands alone.

    Parameters
    ----------
    body : str
        The name of the fragment's template.
    contents : dict
        The values of the template, ``title`` among them.

    Returns
    -------
    str
        HTML that needs no network.
    """
    return fragment("page.html.jinja", {**contents, "body": body})


def write_page(page: str, path: str | Path | None) -> None:
    """Write a page into a file, in UTF-8.

    Parameters
    ----------
    page : str
        HTML.
    path : str, Path or None
        The file; None writes nothing.

    Raises
    ------
    DataError
        If the path cannot be written.
    """
    if path is None:
        return
    try:
        Path(path).write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        msg = f"cannot write the page to {path}: {error.strerror or error}"
        raise DataError(msg) from error


def csv_link(frame: pd.DataFrame) -> str:
    """Return a table as the address of a link that downloads it as CSV, without script or network.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.

    Returns
    -------
    str
        A ``data:`` address. A text that a spreadsheet would take for a formula gets an
        apostrophe in front; numbers are rounded to four digits.
    """
    from pandas import Series  # noqa: PLC0415

    safe = frame.copy()
    for column in safe.columns[~safe.dtypes.map(_is_number)]:
        cells = [f"'{c}" if str(c).startswith(_FORMULAS) else c for c in safe[column]]
        # Of objects: half of a character has no place in a column of strings.
        safe[column] = Series(cells, index=safe.index, dtype=object)
    text = str(safe.to_csv(index=False, float_format="%.4g"))
    # With the mark that tells spreadsheets it is UTF-8.
    content = text.encode("utf-8-sig", errors="replace")
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode()


def _is_number(dtype: Any) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype  # noqa: PLC0415

    return bool(is_numeric_dtype(dtype) or is_bool_dtype(dtype))


def percent(share: float) -> str:
    """Return a probability for readers, who take 0 and 100 % for certainty.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.256), percent(0.999), percent(0.001)
    ('26 %', '>99 %', '<1 %')
    """
    if share < 0.005:
        return "<1 %"
    return ">99 %" if share >= 0.995 else f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """Return a number with its sign, and nothing but a dash where there is none.

    Parameters
    ----------
    value : float
        A number or NaN.

    Returns
    -------
    str

    Examples
    --------
    >>> signed(0.254), signed(-0.5), signed(float("nan"))
    ('+0.25', '−0.50', '–')
    """
    return "–" if value != value else f"{value:+.2f}".replace("-", "−")  # noqa: PLR0124


def interval(low: float, high: float) -> str:
    """Return an interval in brackets, or that there is none.

    Parameters
    ----------
    low, high : float
        Its ends, or NaN.

    Returns
    -------
    str

    Examples
    --------
    >>> interval(-0.5, 0.25)
    '(−0.50 to +0.25)'
    """
    return "(no interval)" if low != low else f"({signed(low)} to {signed(high)})"  # noqa: PLR0124


@cache
def _environment() -> Environment:
    loader = PackageLoader("stance.pages", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["signs"] = SIGNS
    return environment
