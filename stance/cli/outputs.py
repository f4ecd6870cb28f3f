"""What the command line gives: tables for people, and formats for machines."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Format(StrEnum):
    """The formats of the output."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    HTML = "html"


def write_frame(frame: pd.DataFrame, how: Format, output: Path | None) -> None:
    """Write a frame to a file, or to standard output.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    how : Format
        The format.
    output : Path or None
        The file; None writes to standard output.
    """
    try:
        content = _encoded(frame, how, to_file=output is not None)
    except UnicodeEncodeError:
        # Halves of characters, as of arguments that are not UTF-8.
        content = _encoded(frame.map(_whole), how, to_file=output is not None)
    _write(content, output)


def write_page(page: str, output: Path | None) -> None:
    """Write a page to a file, or to standard output.

    Parameters
    ----------
    page : str
        HTML.
    output : Path or None
        The file; None writes to standard output.
    """
    _write(page.encode("utf-8", errors="replace"), output)


def _encoded(frame: pd.DataFrame, how: Format, *, to_file: bool) -> bytes:
    if how is Format.CSV:
        text = frame.to_csv(index=False)
    elif how is Format.JSONL:
        text = frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=6)
    elif how is Format.PARQUET:
        return bytes(frame.to_parquet(index=False))
    elif how is Format.HTML:
        text = frame.to_html(index=False, border=0)
    else:
        text = _table(frame, to_file=to_file)
    return str(text).encode("utf-8", errors="replace")


def _table(frame: pd.DataFrame, *, to_file: bool) -> str:
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(no_color=to_file or None, force_terminal=False if to_file else None)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in frame.columns:
        long = column in ("text", "description", "aliases")
        table.add_column(str(column), overflow="fold" if long else "ellipsis", no_wrap=not long)
    for row in frame.itertuples(index=False):
        # Text, not markup: a sentence may hold brackets.
        cells = (f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row)
        table.add_row(*(Text(_printable(cell)) for cell in cells))
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def _to_standard_output(content: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left would be tried once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        msg = f"cannot write to standard output: {error.strerror or error}"
        raise DataError(msg) from error


def _whole(cell: object) -> object:
    return cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell


def _printable(cell: str) -> str:
    # A text may hold signs that a terminal obeys.
    return _CONTROL.sub("\ufffd", cell)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        _to_standard_output(content)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{output.name}-", dir=output.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(output)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        msg = f"cannot write {output}: {error.strerror or error}"
        raise DataError(msg) from error
