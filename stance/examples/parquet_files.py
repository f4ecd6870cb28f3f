"""Rows out of a Parquet file: those whose values can be read, and what is wrong with the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from stance.errors import DataError
from stance.examples.unfolding import Unfolding, said_once

_LONGEST_VALUE = 80

Flaw = tuple[int, str, str, str]
"""Row, column, value, what is wrong."""


def parquet_rows(path: Path) -> tuple[pd.DataFrame, list[int], list[Flaw]]:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    frame : pandas.DataFrame
        The rows that can be read.
    row : list of int
        Their numbers, from 1.
    flaws : list of Flaw
        What cannot be read: a file may call bytes a text that are none, and hold days that no
        calendar has.

    Raises
    ------
    DataError
        If it is no Parquet file, or unfolds to a thousand times its size.
    OSError
        If it cannot be opened.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            schema = pq.read_schema(file)
            unfolding = Unfolding(path, pq.read_metadata(file).num_rows * len(schema))
            table = pq.read_table(file, read_dictionary=said_once(schema))
        unfolding.add(table)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        # The name of a column may be no text either.
        first = str(error).partition("\n")[0]
        msg = f"{path} is not a Parquet file that can be read: {first}"
        raise DataError(msg) from error
    rows, flaws = list(range(1, len(table) + 1)), []
    try:
        columns = table.to_pydict()
    except (ValueError, OverflowError):
        flaws = [
            (row, name, *flaw)
            for name, column in zip(table.column_names, table.columns, strict=True)
            for row, cell in enumerate(column, start=1)
            if (flaw := _flaw(cell)) is not None
        ]
        flawed = {row for row, *_ in flaws}
        rows = [row for row in rows if row not in flawed]
        columns = {
            name: [cell.as_py() for row, cell in enumerate(column, start=1) if row not in flawed]
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    return pd.DataFrame(columns, dtype=object), rows, flaws


def _flaw(cell: Any) -> tuple[str, str] | None:
    try:
        cell.as_py()
    except UnicodeDecodeError as error:
        shown = error.object.decode("utf-8", "backslashreplace")[:_LONGEST_VALUE]
        return shown, not_utf8(error)
    except (ValueError, OverflowError) as error:
        return str(cell.type), f"cannot be read: {error}"
    return None


def not_utf8(error: UnicodeDecodeError) -> str:
    r"""Say what is wrong with a text that is none.

    Parameters
    ----------
    error : UnicodeDecodeError
        From decoding it.

    Returns
    -------
    str

    Examples
    --------
    >>> try:
    ...     b"caf\xe9".decode()
    ... except UnicodeDecodeError as error:
    ...     not_utf8(error)
    'not UTF-8 (0xe9, byte 4 of the text): write it as UTF-8'
    """
    byte, place = error.object[error.start], error.start + 1
    return f"not UTF-8 (0x{byte:02x}, byte {place} of the text): write it as UTF-8"
