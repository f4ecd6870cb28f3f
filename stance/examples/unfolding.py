"""Parquet files that say little and unfold to much: measured before they are unfolded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stance.errors import DataError

_MOST, _ALWAYS, _CELL = 1000, 128 * 2**20, 8


def said_once(schema: Any) -> list[str]:
    """Return the columns of texts, which stay said once for many rows until they are measured.

    Parameters
    ----------
    schema : pyarrow.Schema
        The schema of a file.

    Returns
    -------
    list of str
        What to give as ``read_dictionary``.
    """
    import pyarrow as pa  # noqa: PLC0415

    return [field.name for field in schema if pa.types.is_string(field.type)]


class Unfolding:
    """How much of a file has been unfolded, against a thousand times its size.

    Parameters
    ----------
    path : Path
        The file.
    cells : int
        How many cells it says that it has.

    Raises
    ------
    DataError
        If these alone are too many.
    """

    def __init__(self, path: Path, cells: int) -> None:
        self._path = path
        self._most = _MOST * path.stat().st_size + _ALWAYS
        self._texts = 0
        self._check(cells * _CELL)

    def add(self, table: Any) -> None:
        """Count the texts of rows that were read, each wherever it occurs.

        Parameters
        ----------
        table : pyarrow.Table
            The rows, with `said_once` still said once.

        Raises
        ------
        DataError
            If it is too much by now.
        """
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.compute as pc  # noqa: PLC0415

        for chunk in (chunk for column in table.columns for chunk in column.chunks):
            if pa.types.is_dictionary(chunk.type) and pa.types.is_string(chunk.type.value_type):
                lengths = pc.binary_length(chunk.dictionary).take(chunk.indices)
                self._texts += pc.sum(lengths.cast(pa.int64())).as_py() or 0
        self._check(self._texts)

    def _check(self, unfolded: int) -> None:
        if unfolded > self._most:
            msg = (
                f"{self._path} unfolds to more than {self._most:,} bytes, a thousand times its "
                "size: split it"
            )
            raise DataError(msg)
