"""Rows out of files: each with the place that it came from, and what could not be read."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from stance.decoding import decode_utf8
from stance.errors import DataError
from stance.examples.parquet_files import parquet_rows

LARGEST_FIELD = 10 * 2**20
"""Characters; a longer field is a quote that was never closed."""

_LONGEST_VALUE = 80

# What a byte that is not UTF-8 is decoded to, so that the rest of its file can still be read.
_STRAY_BYTE = re.compile("[\udc80-\udcff]")

Problem = tuple[str, int, str, Any, str]
"""File, row, column, value, problem."""


@dataclass
class Rows:
    """Rows as they stand, before any check.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows.
    file, row : list of str, list of int
        Where each came from.
    problems : list of Problem
        Rows that could not even be read.
    """

    frame: pd.DataFrame
    file: list[str]
    row: list[int]
    problems: list[Problem] = field(default_factory=list)


def read_rows(path: Path, split: str | None = None) -> Rows:
    """Read a file, or the files of a folder, each of which is a split.

    Parameters
    ----------
    path : Path
        A CSV, TSV, JSON Lines, JSON or Parquet file, or a folder with files of these kinds
        called ``train``, ``test`` and so on.
    split : str or None, default=None
        The only file of a folder to read.

    Returns
    -------
    Rows

    Raises
    ------
    DataError
        If nothing can be read there.
    """
    if not path.is_dir():
        return _read_file(path)
    files = sorted(f for f in path.iterdir() if is_readable(f) and f.is_file())
    chosen = [f for f in files if split in (None, f.stem)]
    if not chosen:
        found = ", ".join(f.name for f in files) or "none"
        wanted = f"no file for the split {split!r}" if split else "no data file"
        kinds = ", ".join(_KINDS)
        msg = f"{path} has {wanted} ({kinds}). Data files found: {found}"
        raise DataError(msg)
    parts = [_read_file(file) for file in chosen]
    for file, part in zip(chosen, parts, strict=True):
        if "split" not in part.frame:
            part.frame["split"] = file.stem
    return Rows(
        pd.concat([part.frame for part in parts], ignore_index=True),
        [name for part in parts for name in part.file],
        [row for part in parts for row in part.row],
        [problem for part in parts for problem in part.problems],
    )


def _read_file(path: Path) -> Rows:
    reader = _KINDS.get(path.suffix.lower())
    if reader is None:
        msg = f"{path}: cannot tell the kind of file; use one of {', '.join(_KINDS)}"
        raise DataError(msg)
    if path.exists() and not path.is_file():
        # A pipe would be waited for.
        msg = f"{path} is not a file"
        raise DataError(msg)
    try:
        return reader(path)
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror or error}"
        raise DataError(msg) from error


def _lines_of(path: Path) -> str:
    """Return the text of a file of lines, with bytes that are not UTF-8 kept as `_STRAY_BYTE`."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        msg = f"{path} is in UTF-16: save it as UTF-8"
        raise DataError(msg)
    return content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def stray_byte(text: str) -> str | None:
    """Return what to say of a text that holds a byte that is not UTF-8."""
    if text.isascii() or (stray := _STRAY_BYTE.search(text)) is None:
        return None
    at = len(text[: stray.start()].encode("utf-8", "surrogateescape"))
    byte = ord(stray.group()) - 0xDC00
    return f"not UTF-8 (0x{byte:02x}, byte {at + 1} of the row): save the file as UTF-8"


def shown(text: str) -> str:
    """Return as much of a row as a message or table can hold, stray bytes escaped."""
    raw = text.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")[:_LONGEST_VALUE]


def _from_records(path: Path, records: list[tuple[int, Any]], problems: list[Problem]) -> Rows:
    kept = []
    for row, record in records:
        if isinstance(record, dict):
            kept.append((row, record))
        else:
            problems.append((str(path), row, "", record, "not an object with named fields"))
    frame = pd.DataFrame([record for _, record in kept], dtype=object)
    return Rows(frame, [str(path)] * len(kept), [row for row, _ in kept], problems)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        msg = f"{twice[:_LONGEST_VALUE]!r} is there twice"
        raise ValueError(msg)
    return record


def _read_json_lines(path: Path) -> Rows:
    records: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    for number, line in enumerate(_lines_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        if said := stray_byte(line):
            problems.append((str(path), number, "", shown(line), said))
            continue
        try:
            records.append((number, json.loads(line, object_pairs_hook=_each_once)))
        except (ValueError, RecursionError) as error:
            problems.append((str(path), number, "", line[:_LONGEST_VALUE], f"not JSON: {error}"))
    return _from_records(path, records, problems)


def _read_json(path: Path) -> Rows:
    try:
        text = decode_utf8(path.read_bytes(), str(path), unit="row")
        content = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        msg = f"{path} is not JSON: {error}"
        raise DataError(msg) from error
    if not isinstance(content, list):
        msg = f"{path}: a list of objects was expected; for one object a line use .jsonl"
        raise DataError(msg)
    return _from_records(path, list(enumerate(content, start=1)), [])


def _read_separated(separator: str) -> Callable[[Path], Rows]:
    def read(path: Path) -> Rows:
        lines = io.StringIO(_lines_of(path), newline="")
        rows = list(csv_rows(lines, path, separator))
        if not rows:
            msg = f"{path} is empty: a header line was expected"
            raise DataError(msg)
        header = checked_header(path, rows[0][1])
        records: list[tuple[int, Any]] = []
        problems: list[Problem] = []
        for number, fields in rows[1:]:
            joined = separator.join(fields)
            said = stray_byte(joined)
            if fields and not said and len(fields) != len(header):
                said = f"{len(fields)} fields, but the header has {len(header)}"
            if said:
                problems.append((str(path), number, "", shown(joined), said))
            elif fields:
                records.append((number, dict(zip(header, fields, strict=True))))
        rows_read = _from_records(path, records, problems)
        if rows_read.frame.empty:
            rows_read.frame = pd.DataFrame(columns=header, dtype=object)
        return rows_read

    return read


def checked_header(path: Path, header: list[str]) -> list[str]:
    """Return a header unless it is not UTF-8 or names a column twice."""
    if said := stray_byte(",".join(header)):
        msg = f"{path}, row 1: {said}"
        raise DataError(msg)
    if twice := sorted(name for name, times in Counter(header).items() if times > 1):
        msg = f"{path}: the column {twice[0]!r} occurs twice: rename one"
        raise DataError(msg)
    return header


def csv_rows(lines: Iterable[str], path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the fields of each row with its number; `path` is for the message of a `DataError`."""
    # The csv module and not pandas: a text "NA" stays a text, and a ragged row is told apart
    # from a missing value. Not str.splitlines: it also cuts at U+2028 and other marks that
    # stand inside texts.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    limit = csv.field_size_limit(LARGEST_FIELD)
    number = 0
    try:
        for fields in reader:
            number += 1
            yield number, fields
    except csv.Error as error:
        msg = f"{path}, row {number + 1} (line {reader.line_num}): {error}: check its quotes"
        raise DataError(msg) from error
    finally:
        csv.field_size_limit(limit)


def _read_parquet(path: Path) -> Rows:
    frame, rows, flaws = parquet_rows(path)
    return Rows(frame, [str(path)] * len(rows), rows, [(str(path), *flaw) for flaw in flaws])


def is_readable(path: Path) -> bool:
    """Say whether the name ends like that of a file which `read_rows` can read.

    Parameters
    ----------
    path : Path
        A path; it need not exist.

    Returns
    -------
    bool
    """
    return path.suffix.lower() in _KINDS


_KINDS: dict[str, Callable[[Path], Rows]] = {
    ".csv": _read_separated(","),
    ".tsv": _read_separated("\t"),
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".json": _read_json,
    ".parquet": _read_parquet,
}
