"""Articles out of tables and folders; every row that cannot be used whole is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.examples.files import Rows, read_rows
from stance.frames import to_frame
from stance.sentences.documents import HTML_ENDINGS, TEXT_ENDINGS, read_document

PROBLEM_COLUMNS = ("file", "row", "column", "value", "problem", "left_out")
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles that can be analysed, and what is wrong with the others.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row for each: ``doc``, where given ``source`` and ``date`` (of type datetime64, in
        UTC where the data name a time zone), whatever else the data hold, and ``text``.
    problems : pandas.DataFrame
        ``file, row, column, value, problem, left_out``: what could not be used; ``left_out``
        says whether that was the whole article, or its source or date only.
    """

    frame: pd.DataFrame
    problems: pd.DataFrame


def read_articles(data: Any, *, columns: Mapping[str, str] | None = None) -> Articles:
    """Read articles, and look at each row.

    Parameters
    ----------
    data : str, Path, or table
        A CSV, TSV, JSON Lines, JSON or Parquet file; a folder of documents (``.txt``, ``.html``),
        each an article whose source is the folder that it lies in; a frame, Dataset or list of
        dicts. The column ``text`` is needed; ``doc`` (a name), ``source`` and ``date`` are used
        where they are there.
    columns : mapping of str to str or None, default=None
        From the data's column names to ours: ``{"body": "text", "outlet": "source"}``.

    Returns
    -------
    Articles

    Raises
    ------
    DataError
        If nothing can be read, there is no column ``text``, or no row can be used.

    Notes
    -----
    A date is one that pandas knows as such, or text in the form of ISO 8601 (2025-03-01, with or
    without a time). Other spellings are ambiguous, and are told rather than guessed at.

    Examples
    --------
    >>> rows = [{"text": "No truce!", "date": "2025-03-01"}, {"text": None, "date": "1/3/25"}]
    >>> articles = read_articles(rows)
    >>> articles.frame["doc"].tolist(), articles.problems["problem"].tolist()
    (['row 0'], ['the text is missing'])
    """
    rows = _rows(data)
    frame = rows.frame.rename(columns=dict(columns or {})).reset_index(drop=True)
    _check_columns(frame)
    problems = [(*problem, True) for problem in rows.problems]
    kept = []
    names: dict[str, int] = {}
    for at, record in enumerate(frame.to_dict("records")):
        place = (rows.file[at], rows.row[at])
        name = f"row {place[1]}" if _missing(record.get("doc")) else str(record["doc"])
        column, wrong = "text", _wrong_text(record["text"])
        if wrong is None and name in names:
            column, wrong = "doc", f"the same name as row {names[name]}"
        if wrong is not None:
            problems.append((*place, column, _short(record[column]), wrong, True))
            continue
        names[name] = place[1]
        kept.append(at)
        frame.loc[at, "doc"] = name
    if not kept:
        said = f": {problems[0][4]} (row {problems[0][1]})" if problems else ""
        msg = f"no article can be used{said}"
        raise DataError(msg)
    usable = frame.loc[kept]
    for column, clean in (("source", _sources), ("date", _dates)):
        if column in usable:
            given, usable = usable[column], usable.assign(**{column: clean(usable[column])})
            problems += [
                (rows.file[at], rows.row[at], column, _short(given[at]), _wrong(column, given[at]),
                 False)
                for at in usable.index[usable[column].isna()]
            ]  # fmt: skip
    first = [column for column in ("doc", "source", "date") if column in usable]
    rest = [column for column in usable if column not in (*first, "text")]
    table = pd.DataFrame(problems, columns=list(PROBLEM_COLUMNS))
    table = table.sort_values(["file", "row"], kind="stable", ignore_index=True)
    return Articles(usable[[*first, *rest, "text"]].reset_index(drop=True), table)


def _rows(data: Any) -> Rows:
    if not isinstance(data, str | Path):
        frame = to_frame(data)
        return Rows(frame, [""] * len(frame), list(range(len(frame))))
    path = Path(data)
    if not path.exists():
        msg = f"{path} does not exist"
        raise DataError(msg)
    return _documents(path) if path.is_dir() else read_rows(path)


def _documents(folder: Path) -> Rows:
    endings = (*(ending for ending in TEXT_ENDINGS if ending), *HTML_ENDINGS)
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix.lower() in endings)
    if not files:
        msg = f"{folder} holds no document ({', '.join(endings)})"
        raise DataError(msg)
    records, rows = [], Rows(pd.DataFrame(), [], [])
    for number, file in enumerate(files):
        try:
            text = read_document(file)
        except DataError as error:
            rows.problems.append((str(file), number, "text", "", str(error)))
            continue
        within = file.relative_to(folder)
        record = {"doc": within.as_posix(), "text": text}
        records.append(record | ({"source": str(within.parent)} if within.parent.name else {}))
        rows.file.append(str(file))
        rows.row.append(number)
    rows.frame = pd.DataFrame(records, columns=None if records else ["text"])
    return rows


def _check_columns(frame: pd.DataFrame) -> None:
    found = list(map(str, frame.columns))
    if "text" not in frame:
        msg = (
            f"the articles have no column 'text'.{did_you_mean('text', found)} Columns found: "
            f"{', '.join(found) or 'none'}. Name it with columns={{'theirs': 'text'}}"
        )
        raise DataError(msg)
    if twice := {name for name in found if found.count(name) > 1}:
        msg = f"the articles have more than one column {', '.join(sorted(twice))}"
        raise DataError(msg)


def _missing(value: Any) -> bool:
    return value is None or bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _wrong_text(value: Any) -> str | None:
    if _missing(value):
        return "the text is missing"
    if not isinstance(value, str):
        return f"the text is not text but {type(value).__name__}"
    return None if any(map(str.isalnum, value)) else "the text has no letters, so no sentence"


def _sources(column: pd.Series) -> pd.Series:
    missing = column.map(lambda value: _missing(value) or not str(value).strip())
    return column.map(str).astype(object).where(~missing.astype(bool), None)


def _dates(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_datetime64_any_dtype(column):
        column = column.map(lambda value: None if _missing(value) else str(value).strip())
    parsed = pd.to_datetime(column, format="ISO8601", errors="coerce", utc=True)
    return parsed.dt.tz_localize(None)


def _wrong(column: str, value: Any) -> str:
    if _missing(value) or not str(value).strip():
        return f"the {column} is missing"
    return "not a date in the form 2025-03-01"


def _short(value: Any) -> str:
    said = "" if _missing(value) else str(value)
    return said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 1] + "…"
