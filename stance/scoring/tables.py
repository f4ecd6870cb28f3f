"""Tables as inputs: Parquet files by the batch, Arrow tables, data sets, streamed or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stance.errors import DataError, did_you_mean
from stance.examples.parquet_files import not_utf8
from stance.examples.unfolding import Unfolding, said_once
from stance.scoring.blocks import ROWS, Block, Row, Wanted, lost, table_of
from stance.scoring.text_files import text_row

DATA = "<data>"
"""What the column ``file`` says of rows that came from memory or a stream."""

_BUFFER = 2**20
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)


def parquet_schema(path: Path) -> pa.Schema:
    """Return the schema of a Parquet file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    pyarrow.Schema

    Raises
    ------
    DataError
        If it is no Parquet file that can be read.
    OSError
        If it cannot be opened.
    """
    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow
    except (pa.ArrowException, UnicodeDecodeError) as error:
        first = str(error).partition("\n")[0]
        msg = f"not a Parquet file that can be read: {first}"
        raise DataError(msg) from error


def read_parquet(path: Path, wanted: Wanted) -> Iterator[Block]:
    """Yield the rows of a Parquet file, numbered from 1.

    Parameters
    ----------
    path : Path
        The file. A row group that is damaged is given up, and the next one read.
    wanted : Wanted
        The columns.

    Yields
    ------
    Block

    Raises
    ------
    DataError
        If it unfolds to a thousand times its size.
    """
    columns = list(dict.fromkeys([wanted.text, *wanted.kept]))
    once = [name for name in said_once(parquet_schema(path)) if name in columns]
    with pq.ParquetFile(path, buffer_size=_BUFFER, read_dictionary=once) as file:
        unfolding = Unfolding(path, file.metadata.num_rows * len(columns))
        total, number, first = max(file.metadata.num_rows, 1), 1, 1
        for group in range(file.num_row_groups):
            end = first + file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(ROWS, row_groups=[group], columns=columns):
                    table = pa.Table.from_batches([batch])
                    unfolding.add(table)
                    table = _checked(table, str(path), number, wanted)
                    number += batch.num_rows
                    yield Block(table, (number - 1) / total)
            except (pa.ArrowException, OSError) as error:
                said = str(error).partition("\n")[0]
                problem = f"rows {number:,} to {end - 1:,} cannot be read: {said}"
                yield lost(str(path), number, problem, wanted, (end - 1) / total)
            number = first = end


def read_table(table: pa.Table, wanted: Wanted) -> Iterator[Block]:
    """Yield the rows of an Arrow table, numbered from 0.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    wanted : Wanted
        The columns, all of which it has.

    Yields
    ------
    Block
    """
    for at in range(0, table.num_rows, ROWS):
        part = table.slice(at, ROWS)
        share = min((at + ROWS) / table.num_rows, 1.0)
        yield Block(_checked(part, DATA, at, wanted), share)


def read_dataset(data: Any, wanted: Wanted) -> Iterator[Block]:
    """Yield the rows of a `datasets.Dataset` or a streamed one, numbered from 0.

    Parameters
    ----------
    data : datasets.Dataset or datasets.IterableDataset
        The data set; of a streamed one the length need not be known.
    wanted : Wanted
        The columns.

    Yields
    ------
    Block

    Raises
    ------
    DataError
        If the stream breaks, or has no column of texts.
    """
    total = data.num_rows if hasattr(data, "num_rows") else 0
    number = 0
    batches = iter(data.with_format(None).iter(batch_size=ROWS))
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except Exception as error:  # a stream breaks in as many ways as there are sources
            said = str(error).partition("\n")[0] or type(error).__name__
            msg = f"the data set could not be read past row {number:,}: {said}; run it again"
            raise DataError(msg) from error
        if missing := {wanted.text, *wanted.kept} - batch.keys():
            msg = f"the data set has no column {min(missing)!r} at row {number:,}"
            raise DataError(msg)
        kept = zip(*(batch[name] for name in wanted.kept), strict=True) if wanted.kept else None
        texts = batch[wanted.text]
        rows = [
            text_row(number + i, text, next(kept) if kept else ()) for i, text in enumerate(texts)
        ]
        number += len(rows)
        yield Block(_typed(rows, wanted), number / total if total else 0.0)


def _typed(rows: list[Row], wanted: Wanted) -> pa.Table:
    try:
        return table_of(rows, DATA, wanted)
    except (pa.ArrowException, TypeError):
        # A stream may say nothing of its types: then what is kept is kept as text.
        plain = [
            row._replace(kept=tuple(None if v is None else str(v) for v in row.kept))
            for row in rows
        ]
        return table_of(plain, DATA, wanted)


def as_arrow(table: pa.Table, wanted: Wanted) -> pa.Table:
    """Return a table in memory as rows to score, numbered from 0.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    wanted : Wanted
        The columns, all of which it has.

    Returns
    -------
    pyarrow.Table
        As in `stance.scoring.blocks.Block`.
    """
    return _checked(table, DATA, 0, wanted)


def check_table(where: str, text: str, kept: Iterable[str], found: list[str]) -> None:
    """Refuse a table that lacks a column.

    Parameters
    ----------
    where : str
        What the message calls it.
    text : str
        The column of texts.
    kept : iterable of str
        Columns to pass through.
    found : list of str
        The columns that it has.

    Raises
    ------
    DataError
        If one is not there; the message names the nearest.
    """
    for name in (text, *kept):
        if name not in found:
            hint = did_you_mean(name, found)
            option = " Name the texts with text_column." if name == text else ""
            msg = f"{where} has no column {name!r}.{hint} Columns found: {', '.join(found)}."
            raise DataError(msg + option)


def _checked(table: pa.Table, file: str, number: int, wanted: Wanted) -> pa.Table:
    n = table.num_rows
    texts = table.column(wanted.text)
    problem: Any = pa.nulls(n, pa.string())
    kind = texts.type
    if pa.types.is_dictionary(kind):
        texts, kind = texts.cast(kind.value_type), kind.value_type
    if _is_text(kind):
        texts = texts.cast(pa.string())
    else:
        said = f"a text was expected, got a column of {kind}"
        texts, problem = pa.nulls(n, pa.string()), pa.array([said] * n)
    texts, unread = _read_as_text(texts)
    kept = {name: table.column(name).cast(type_) for name, type_ in wanted.kept.items()}
    for name, column in kept.items():
        kept[name], more = _read_as_text(column)
        unread |= {row: f"column {name!r}: {said}" for row, said in more.items()}
    if unread:
        known = problem.to_pylist()
        problem = pa.array([unread.get(i, known[i]) for i in range(n)], pa.string())
    columns = [
        pa.array([file] * n, pa.string()),
        pa.array(range(number, number + n), pa.int64()),
        texts,
        problem,
        *kept.values(),
    ]
    return pa.Table.from_arrays(columns, schema=wanted.schema)


def _read_as_text(column: Any) -> tuple[Any, dict[int, str]]:
    """Return a column with null for what is called a text and is none, and what is wrong there."""
    if not _is_text(column.type):
        return column, {}
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        values, problems = [], {}
    else:
        return column, {}
    for row, content in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            values.append(None if content is None else content.decode())
        except UnicodeDecodeError as error:
            values.append(None)
            problems[row] = not_utf8(error)
    return pa.array(values, column.type), problems


def _is_text(kind: pa.DataType) -> bool:
    return any(is_text(kind) for is_text in _TEXTS)
