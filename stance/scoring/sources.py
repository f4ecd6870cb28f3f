"""One stream of rows out of whatever is to be scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from stance.errors import DataError, StanceError
from stance.scoring.blocks import Block, Wanted, lost
from stance.scoring.tables import (
    check_table,
    parquet_schema,
    read_dataset,
    read_parquet,
    read_table,
)
from stance.scoring.text_files import (
    JSON_LINES,
    SEPARATORS,
    first_fields,
    read_json_lines,
    read_sentences,
    read_separated,
    separated_header,
)
from stance.sentences.documents import HTML_ENDINGS, TEXT_ENDINGS

_READERS: dict[str, Callable[[Path, Wanted], Iterator[Block]]] = {
    **dict.fromkeys(SEPARATORS, read_separated),
    **dict.fromkeys(JSON_LINES, read_json_lines),
    **dict.fromkeys((*TEXT_ENDINGS, *HTML_ENDINGS), read_sentences),
    ".parquet": read_parquet,
}
_IN_FOLDERS = tuple(ending for ending in _READERS if ending)


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be scored.

    Attributes
    ----------
    read : callable
        Returns an iterator of `Block`, from the beginning.
    wanted : Wanted
        The columns of the blocks.
    """

    read: Callable[[], Iterator[Block]]
    wanted: Wanted


def open_source(data: Any, text_column: str, keep: Iterable[str]) -> Source:
    """Find out what the input is, and whether it has the columns.

    Parameters
    ----------
    data : path, list of paths, table or data set
        As `stance.scoring.score` takes it.
    text_column : str
        The column of texts.
    keep : iterable of str
        Columns to pass through.

    Returns
    -------
    Source

    Raises
    ------
    DataError
        If there is no such file, its kind is unknown, or it lacks a column. A file that cannot
        be read is no error: it becomes a row with the reason.
    """
    names = tuple(keep)
    if paths := _as_paths(data):
        return _open_files([file for path in paths for file in _files(path)], text_column, names)
    if type(data).__module__.partition(".")[0] == "datasets" and hasattr(data, "iter"):
        return _open_dataset(data, text_column, names)
    table = data if isinstance(data, pa.Table) else _as_table(data)
    wanted = Wanted(text_column, _kept(names, _check("the table", text_column, names, table)))
    return Source(partial(read_table, table, wanted), wanted)


def _as_paths(data: Any) -> list[Path]:
    if isinstance(data, str | Path):
        return [Path(data)]
    if isinstance(data, list | tuple) and data and all(isinstance(d, str | Path) for d in data):
        return [Path(d) for d in data]
    return []


def _as_table(data: Any) -> pa.Table:
    from stance.frames import to_frame  # noqa: PLC0415

    frame = to_frame(data)
    arrays = {}
    for name in frame.columns:
        column = frame[name]
        try:
            arrays[str(name)] = pa.array(column, from_pandas=True)
        except (pa.ArrowException, UnicodeEncodeError) as error:
            msg = f"the column {name!r} cannot be an Arrow column: {error}"
            raise DataError(msg) from error
    return pa.table(arrays)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in _IN_FOLDERS
            and file.is_file()
            and not any(part.startswith((".", "_")) for part in file.relative_to(path).parts)
        )
        if not found:
            msg = f"{path} holds no file to score ({', '.join(_IN_FOLDERS)})"
            raise DataError(msg)
        return found
    if not path.exists():
        msg = f"{path} does not exist"
        raise DataError(msg)
    if path.suffix.lower() not in _READERS:
        msg = f"{path}: cannot tell the kind of file; use one of {', '.join(_IN_FOLDERS)}"
        raise DataError(msg)
    return [path]


def _open_files(files: list[Path], text: str, names: tuple[str, ...]) -> Source:
    kept: dict[str, pa.DataType] = {}
    broken: dict[Path, str] = {}
    for file in files:
        try:
            schema = _schema(file)
        except (StanceError, OSError) as error:
            broken[file] = _said(error, file)
            continue
        if schema is None:
            _check_fields(file, text)
        else:
            for name, kind in _kept(names, _check(str(file), text, names, schema)).items():
                # Files that do not agree on a type agree on text.
                kept[name] = kind if kept.get(name, kind) == kind else pa.string()
    wanted = Wanted(text, {name: kept.get(name, pa.string()) for name in names})
    return Source(partial(_read_files, files, broken, wanted), wanted)


def _schema(path: Path) -> Any:
    """Return names and types of a file's columns; None where each row has fields of its own."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        return parquet_schema(path)
    if ending in SEPARATORS:
        header = separated_header(path)
        if not header:
            msg = "empty: a header line was expected"
            raise DataError(msg)
        return pa.schema([(name, pa.string()) for name in header])
    return None


def _check_fields(path: Path, text: str) -> None:
    fields = first_fields(path) if path.suffix.lower() in JSON_LINES else None
    if fields is not None and text not in fields:
        _check(f"the first line of {path}", text, (), pa.schema([(f, pa.null()) for f in fields]))


def _check(where: str, text: str, names: tuple[str, ...], table: Any) -> Any:
    schema = getattr(table, "schema", table)
    check_table(where, text, names, schema.names)
    return schema


def _kept(names: tuple[str, ...], schema: Any) -> dict[str, pa.DataType]:
    return {name: schema.field(name).type for name in names}


def _read_files(files: list[Path], broken: dict[Path, str], wanted: Wanted) -> Iterator[Block]:
    sizes = {file: file.stat().st_size if file.exists() else 0 for file in files}
    total, before = max(sum(sizes.values()), 1), 0
    for file in files:
        for block in _read_file(file, broken.get(file), wanted):
            share = (before + block.share * sizes[file]) / total
            yield block._replace(share=share)
        before += sizes[file]


def _read_file(file: Path, problem: str | None, wanted: Wanted) -> Iterator[Block]:
    if problem is None:
        try:
            yield from _READERS[file.suffix.lower()](file, wanted)
        except (StanceError, OSError) as error:
            problem = _said(error, file)
    if problem is not None:
        yield lost(str(file), 0, problem, wanted, 1.0)


def _said(error: Exception, file: Path) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.replace(f"{file}: ", "").split())


def _open_dataset(data: Any, text: str, names: tuple[str, ...]) -> Source:
    features = data.features
    kept = dict.fromkeys(names, pa.string())
    if features is not None:
        kept = _kept(names, _check("the data set", text, names, features.arrow_schema))
    wanted = Wanted(text, kept)
    return Source(partial(read_dataset, data, wanted), wanted)
