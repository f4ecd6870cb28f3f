"""Files of text read row by row in flat memory: CSV, TSV, JSON Lines, and documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from stance.errors import DataError, StanceError
from stance.examples.files import LARGEST_FIELD, checked_header, csv_rows, shown, stray_byte
from stance.scoring.blocks import ROWS, Block, Row, Wanted, lost, table_of
from stance.sentences import read_document, split_sentences

SEPARATORS = {".csv": ",", ".tsv": "\t"}
"""The ending of each kind of separated file."""

JSON_LINES = (".jsonl", ".ndjson")
"""The endings of files with one JSON object a line."""

_LARGEST_DOCUMENT = 64 * 2**20


def separated_header(path: Path) -> list[str]:
    """Return the columns of a CSV or TSV file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str
        Empty if there is no header line.

    Raises
    ------
    DataError
        If the header cannot be used.
    OSError
        If the file cannot be read.
    """
    with _opened(path) as file:
        rows = csv_rows(_bounded(file, path), path, SEPARATORS[path.suffix.lower()])
        return checked_header(path, next(rows, (1, []))[1])


def read_separated(path: Path, wanted: Wanted) -> Iterator[Block]:
    """Yield the rows of a CSV or TSV file, numbered as lines of a table are: the header is 1.

    Parameters
    ----------
    path : Path
        The file.
    wanted : Wanted
        The columns, all of which the header has.

    Yields
    ------
    Block
    """

    def rows(file: TextIO) -> Iterator[Row]:
        separator = SEPARATORS[path.suffix.lower()]
        numbered = csv_rows(_bounded(file, path), path, separator)
        _, header = next(numbered)
        place = header.index(wanted.text)
        kept = [header.index(name) for name in wanted.kept]
        for number, fields in numbered:
            if not fields:
                continue
            problem = None
            if len(fields) != len(header):
                problem = f"{len(fields)} fields, but the header has {len(header)}"
            if problem or not (line := separator.join(fields)).isascii():
                line = separator.join(fields)
                problem = stray_byte(line) or problem
            if problem:
                yield Row(number, shown(line), problem)
            else:
                yield Row(number, fields[place], None, tuple(fields[i] for i in kept))

    with _opened(path) as file:
        yield from _blocks(rows(file), path, wanted, file.buffer.tell)


def read_json_lines(path: Path, wanted: Wanted) -> Iterator[Block]:
    """Yield the objects of a JSON Lines file, numbered by their lines from 1.

    Parameters
    ----------
    path : Path
        The file.
    wanted : Wanted
        The columns: names of fields.

    Yields
    ------
    Block
    """
    with path.open("rb") as file:
        rows = (
            _json_row(number, line, wanted)
            for number, line in enumerate(_raw_lines(file), start=1)
            if line.strip()
        )
        yield from _blocks(rows, path, wanted, file.tell)


def first_fields(path: Path) -> list[str] | None:
    """Return the names in the first object of a JSON Lines file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str or None
        None if its first line holds no object.
    """
    try:
        with path.open("rb") as file:
            record = json.loads(file.readline(LARGEST_FIELD).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    return list(record) if isinstance(record, dict) else None


def _json_row(number: int, line: bytes, wanted: Wanted) -> Row:
    text = line.decode("utf-8", "surrogateescape")
    if number == 1:
        text = text.removeprefix("\ufeff")
    if len(line) > LARGEST_FIELD:
        return Row(number, shown(text[:100]), f"longer than {LARGEST_FIELD:,} bytes")
    if said := stray_byte(text):
        return Row(number, shown(text), said)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Row(number, shown(text), f"not JSON: {error}")
    if not isinstance(record, dict):
        return Row(number, shown(text), "not an object with named fields")
    kept = tuple(_plain(record.get(name)) for name in wanted.kept)
    if wanted.text not in record:
        return Row(number, None, f"no field {wanted.text!r}", kept)
    return text_row(number, record[wanted.text], kept)


def text_row(number: int, value: Any, kept: tuple[Any, ...] = ()) -> Row:
    """Return the row of a value that should be a text.

    Parameters
    ----------
    number : int
        Its number.
    value : object
        The value.
    kept : tuple
        The values that are passed through.

    Returns
    -------
    Row
        With a reason if the value is no text, or one that has no bytes.

    Examples
    --------
    >>> text_row(7, 3.5).problem
    'a text was expected, got 3.5'
    """
    if value is None:
        return Row(number, None, None, kept)
    if not isinstance(value, str):
        return Row(number, None, f"a text was expected, got {str(value)[:80]}", kept)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            half = f"half of a character (U+{ord(value[error.start]):04X})"
            escaped = value.encode("utf-8", "backslashreplace").decode()
            return Row(number, escaped, f"holds {half}", kept)
    return Row(number, value, None, kept)


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode() if value else value
    return json.dumps(value)


def read_sentences(path: Path, wanted: Wanted) -> Iterator[Block]:
    """Yield the sentences of a document, numbered from 0 as an analysis numbers them.

    Parameters
    ----------
    path : Path
        A text file or web page, which is read whole.
    wanted : Wanted
        The columns; a document has none to pass through.

    Yields
    ------
    Block
    """
    if path.stat().st_size > _LARGEST_DOCUMENT:
        msg = "a document of over 64 MiB: give one sentence a row, as .jsonl, .csv or .parquet"
        raise DataError(msg)
    sentences = split_sentences(read_document(path))
    rows = (Row(number, sentence.text) for number, sentence in enumerate(sentences))
    yield from _blocks(rows, path, wanted, lambda: path.stat().st_size)


def _blocks(
    rows: Iterator[Row], path: Path, wanted: Wanted, place: Callable[[], int]
) -> Iterator[Block]:
    size = max(path.stat().st_size, 1)
    last = 0
    try:
        while chunk := _some(rows):
            last = chunk[-1].number
            yield Block(table_of(chunk, str(path), wanted), min(place() / size, 1.0))
    except _BrokenError as error:
        if error.rows:
            last = error.rows[-1].number
            yield Block(table_of(error.rows, str(path), wanted), 1.0)
        problem = f"{error}; the rest of the file is not read"
        yield lost(str(path), last + 1, problem, wanted, 1.0)


class _BrokenError(Exception):
    """A file that cannot be read on, and the rows before the break."""

    def __init__(self, cause: Exception, rows: list[Row]) -> None:
        super().__init__(str(cause))
        self.rows = rows


def _some(rows: Iterator[Row]) -> list[Row]:
    chunk: list[Row] = []
    try:
        for row in islice(rows, ROWS):
            chunk.append(row)  # noqa: PERF402  a break keeps the rows before it
    except (StanceError, OSError) as error:
        raise _BrokenError(error, chunk) from error
    return chunk


def _opened(path: Path) -> Any:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _bounded(file: TextIO, path: Path) -> Iterator[str]:
    while line := file.readline(LARGEST_FIELD + 1):
        if len(line) > LARGEST_FIELD:
            msg = f"{path}: a line of over {LARGEST_FIELD:,} characters: check its quotes"
            raise DataError(msg)
        yield line


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LARGEST_FIELD + 1):
        yield line
        while len(line) > LARGEST_FIELD and not line.endswith(b"\n"):
            line = file.readline(LARGEST_FIELD + 1)
            if not line:
                return
