"""Report folders: written whole or not at all, and read back as they were.

``report.json`` has the keys ``format`` (always ``"stance-report"``), ``format_version``,
``summary`` (sentences), ``facts``, and ``tables``: for each table of the report but the
predictions, ``columns`` (name to pandas dtype) and ``rows`` (lists of values; null where a number
is not defined). Its JSON Schema is ``report.schema.json``, beside this module. The predictions lie
beside it in ``predictions.parquet``.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stance.errors import StanceError, in_one_line
from stance.folders import find_folder, object_in, read_regular, write_folder

if TYPE_CHECKING:
    from stance.judging.report import Report

FORMAT = "stance-report"
FORMAT_VERSION = 2
REPORT_JSON = "report.json"
REPORT_HTML = "report.html"
REPORT_MARKDOWN = "report.md"
PREDICTIONS = "predictions.parquet"
FIGURES = "figures"

# Tables that a report of this format written before them lacks: they stay empty.
_ADDED = ("new_topics",)

_LARGEST_JSON = 256 * 2**20

# Kinds of numbers, which a column may be turned into. A hostile report could name a kind whose
# every value takes a gigabyte.
_NUMBERS = re.compile(r"(u?int|float|U?Int|Float)(8|16|32|64)|bool|boolean")


def save_report(report: Report, folder: Path) -> Path:
    """Write a report folder beside its place, then move it there.

    Parameters
    ----------
    report : Report
        The report.
    folder : Path
        An existing folder is replaced if it is empty or a report.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StanceError
        If something else is there, or it cannot be written.
    """
    if folder.exists() and not holds(folder, REPORT_JSON, FORMAT):
        msg = f"{folder} exists and is not a report folder: choose another path"
        raise StanceError(msg)
    try:
        write_folder(folder, lambda fresh: _write(report, fresh))
    except (OSError, UnicodeEncodeError) as error:
        msg = f"cannot write the report to {folder}: {getattr(error, 'strerror', None) or error}"
        raise StanceError(msg) from error
    return folder


def read_report(folder: Path) -> Report:
    """Read a report folder.

    Parameters
    ----------
    folder : Path
        The folder.

    Returns
    -------
    Report

    Raises
    ------
    StanceError
        If the folder is missing, is not a report, is damaged, or is of a newer format.
    """
    from stance.judging.report import TABLES, Report  # noqa: PLC0415

    folder = find_folder(folder, REPORT_JSON)
    content = _read_json(folder)
    try:
        predictions = pd.read_parquet(io.BytesIO(read_regular(folder / PREDICTIONS)))
        there = content["tables"]
        named = [n for n in TABLES if n != "predictions" and (n in there or n not in _ADDED)]
        tables = {name: _table(there[name]) for name in named}
        return Report(**tables, predictions=predictions, facts=content["facts"])
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        # Of pyarrow's errors one is a RuntimeError.
        msg = f"the report in {folder} is damaged ({in_one_line(error)}): make it again"
        raise StanceError(msg) from error


def _write(report: Report, folder: Path) -> None:
    from stance.judging.drawing import png_of, svg_of  # noqa: PLC0415
    from stance.judging.figures import drawing_of, figures_of  # noqa: PLC0415
    from stance.judging.markdown import report_markdown  # noqa: PLC0415
    from stance.judging.page import report_page  # noqa: PLC0415
    from stance.judging.report import TABLES  # noqa: PLC0415

    tables = {name: plain_table(getattr(report, name)) for name in TABLES if name != "predictions"}
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "summary": report.summary().splitlines(),
        "facts": report.facts,
        "tables": tables,
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    # A lone surrogate in a scraped text has no UTF-8 form: the page shows it as a question mark.
    (folder / REPORT_JSON).write_text(text, encoding="utf-8", errors="surrogatepass")
    (folder / REPORT_HTML).write_text(report_page(report), encoding="utf-8", errors="replace")
    markdown = report_markdown(report)
    (folder / REPORT_MARKDOWN).write_text(markdown, encoding="utf-8", errors="replace")
    report.predictions.to_parquet(folder / PREDICTIONS, index=False)
    (folder / FIGURES).mkdir()
    for name in figures_of(report):
        drawing = drawing_of(name)
        (folder / FIGURES / f"{name}.png").write_bytes(png_of(drawing, report))
        svg = svg_of(drawing, report, with_title=True)
        (folder / FIGURES / f"{name}.svg").write_bytes(svg)


def holds(folder: Path, file: str, kind: str) -> bool:
    """Say whether a folder is empty, or what this package wrote: then it may be replaced.

    Parameters
    ----------
    folder : Path
        The place.
    file : str
        The JSON file that says what the folder is.
    kind : str
        The ``format`` that the file should name.

    Returns
    -------
    bool
    """
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        return bool(_read_any_json(folder / file).get("format") == kind)
    except (OSError, ValueError):
        return False


def _read_json(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        what = "is a file, not a report folder" if folder.exists() else "does not exist"
        msg = f"{folder} {what}: give the folder that `stance evaluate -o` wrote"
        raise StanceError(msg)
    try:
        content = _read_any_json(folder / REPORT_JSON)
        found, number = content.get("format"), content.get("format_version")
    except FileNotFoundError as error:
        msg = f"{folder} is not a report folder: it has no {REPORT_JSON}"
        raise StanceError(msg) from error
    except (OSError, ValueError) as error:
        said = in_one_line(error)
        msg = f"the report in {folder} is damaged ({REPORT_JSON}: {said}): make it again"
        raise StanceError(msg) from error
    if found != FORMAT:
        msg = f"{folder / REPORT_JSON} was not written by this package"
        raise StanceError(msg)
    if type(number) is not int or number != FORMAT_VERSION:
        newer = isinstance(number, int) and number > FORMAT_VERSION
        advice = "upgrade sentence-stance" if newer else "make the report again"
        said = in_one_line(repr(number))
        msg = f"{folder} has report format {said}, this version reads {FORMAT_VERSION}: {advice}"
        raise StanceError(msg)
    return content


def _read_any_json(path: Path) -> dict[str, Any]:
    return object_in(read_regular(path, _LARGEST_JSON))


def plain_table(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON can hold it.

    Parameters
    ----------
    frame : DataFrame
        The table.

    Returns
    -------
    dict
        ``columns`` (name to dtype) and ``rows`` (lists of values, None where not defined).
    """
    columns = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return {"columns": columns, "rows": rows}


def _cell(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)


def _table(content: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            name: [row[place] for row in content["rows"]]
            for place, name in enumerate(content["columns"])
        }
    )
    numbers = {n: t for n, t in content["columns"].items() if _NUMBERS.fullmatch(t)}
    return frame.astype(numbers)
