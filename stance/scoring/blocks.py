"""What every input becomes before it is scored: blocks of rows that know where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from stance.errors import DataError

ROWS = 4096
"""Rows of a block that is built row by row."""

PLACE = ("file", "row")
"""The columns that say where a row came from."""


class Block(NamedTuple):
    """Some rows of an input.

    Attributes
    ----------
    table : pyarrow.Table
        The columns ``file, row, text, problem``, then those that are kept. A text that is missing
        or cannot be used is null, with the reason in ``problem`` where the reader knows it.
    share : float
        How much of the whole input has been read at the end of it, 0 to 1.
    unreadable : str or None
        What could not be read after it, if the reader had to give up a file or a part of one.
    """

    table: pa.Table
    share: float
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns are read.

    Attributes
    ----------
    text : str
        The column of texts.
    kept : dict of str to pyarrow.DataType
        The columns that are passed through, and what they are in the output.
    """

    text: str
    kept: Mapping[str, pa.DataType]

    @property
    def schema(self) -> pa.Schema:
        """The schema of every block."""
        ours = {"file": pa.string(), "row": pa.int64(), "text": pa.string(), "problem": pa.string()}
        return pa.schema([*ours.items(), *self.kept.items()])


class Row(NamedTuple):
    """One row that was read by itself."""

    number: int
    text: str | None
    problem: str | None = None
    kept: tuple[Any, ...] = ()


def table_of(rows: Iterable[Row], file: str, wanted: Wanted) -> pa.Table:
    """Return rows of one file as a table.

    Parameters
    ----------
    rows : iterable of Row
        The rows; one without kept values has nulls there.
    file : str
        Where they came from.
    wanted : Wanted
        The columns.

    Returns
    -------
    pyarrow.Table
    """
    listed = list(rows)
    kept = [row.kept or (None,) * len(wanted.kept) for row in listed]
    columns = [
        [file] * len(listed),
        [row.number for row in listed],
        [row.text for row in listed],
        [row.problem for row in listed],
        *([values[i] for values in kept] for i in range(len(wanted.kept))),
    ]
    arrays = [pa.array(c, f.type) for c, f in zip(columns, wanted.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=wanted.schema)


def lost(file: str, number: int, problem: str, wanted: Wanted, share: float) -> Block:
    """Return the one row that stands for what could not be read.

    Parameters
    ----------
    file : str
        The file.
    number : int
        The first row that is lost.
    problem : str
        Why.
    wanted : Wanted
        The columns.
    share : float
        How much of the input has been read.

    Returns
    -------
    Block
    """
    return Block(table_of([Row(number, None, problem)], file, wanted), share, f"{file}: {problem}")


class Shard(NamedTuple):
    """As many rows as one file of the output holds.

    Attributes
    ----------
    number : int
        Its place in the output, from 0.
    table : pyarrow.Table
        The rows, as in `Block`.
    share : float
        How much of the whole input has been read at the end of it.
    """

    number: int
    table: pa.Table
    share: float


def shards_of(blocks: Iterable[Block], size: int, unreadable: list[str]) -> Iterator[Shard]:
    """Cut blocks of any length into shards of one length; the last may be shorter.

    Parameters
    ----------
    blocks : iterable of Block
        The rows in order.
    size : int
        Rows of a shard.
    unreadable : list of str
        What the blocks say could not be read is appended to it.

    Yields
    ------
    Shard

    Examples
    --------
    >>> table = pa.table({"row": [0, 1, 2]})
    >>> [s.table.num_rows for s in shards_of([Block(table, 0.5), Block(table, 1.0)], 4, [])]
    [4, 2]
    """
    number, waiting, n_waiting, share = 0, [], 0, 0.0
    for block in blocks:
        if block.unreadable:
            unreadable.append(block.unreadable)
        waiting.append(block.table)
        n_waiting += block.table.num_rows
        share = block.share
        while n_waiting >= size:
            whole = pa.concat_tables(waiting)
            yield Shard(number, whole.slice(0, size), share)
            rest = whole.slice(size)
            number, waiting, n_waiting = number + 1, [rest], rest.num_rows
    if n_waiting:
        yield Shard(number, pa.concat_tables(waiting), share)


def check_kept(kept: Iterable[str], taken: Iterable[str]) -> None:
    """Refuse a kept column that the output has already.

    Parameters
    ----------
    kept : iterable of str
        Columns to pass through.
    taken : iterable of str
        Columns of the output.

    Raises
    ------
    DataError
        If one is in both, or is kept twice.
    """
    seen = set(taken)
    for name in kept:
        if name in seen:
            msg = f"cannot keep the column {name!r}: the output has one of that name"
            raise DataError(msg)
        seen.add(name)
