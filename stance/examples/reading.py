"""From anything that holds labelled rows to checked examples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.examples.checking import check_rows
from stance.examples.examples import COLUMNS, EXTRA_COLUMNS, PROBLEM_COLUMNS, Examples
from stance.examples.files import Rows, read_rows
from stance.frames import to_frame
from stance.stances import UNRELATED
from stance.topics import Topics

_WIDE = "stances"


def read_examples(
    data: Any,
    *,
    topics: Topics | None = None,
    columns: Mapping[str, str] | None = None,
    labels: Mapping[Any, str] | None = None,
    on_invalid: Literal["raise", "drop"] = "raise",
    split: str | None = None,
) -> Examples:
    """Read labelled rows and check each of them.

    Parameters
    ----------
    data : str, Path, or table
        A CSV, TSV, JSON Lines, JSON or Parquet file; a folder with ``train`` and ``test`` files
        of these kinds; a frame, Dataset, DatasetDict, or list of dicts; or the name of a data
        set on the Hugging Face hub. Long form: one row per sentence and topic, with the columns
        ``text``, ``topic``, ``stance``. Wide form: one row per sentence, with ``text`` and
        ``stances``, a mapping from topic to stance; topics that it does not list are unrelated.
    topics : Topics or None, default=None
        The topics that may occur. None takes those in the data. In the wide form these are also
        the topics that an unlisted one is counted against.
    columns : mapping of str to str or None, default=None
        From the data's column names to ours: ``{"tweet": "text"}``.
    labels : mapping or None, default=None
        From the data's labels to stances: ``{1: "favor", 0: "neutral", -1: "against"}``. Common
        spellings (pro, con, favour, oppose, none) need no mapping; numbers always do.
    on_invalid : {'raise', 'drop'}, default='raise'
        Whether a row that cannot be used stops the reading, or is left out, listed and counted.
    split : str or None, default=None
        The only split to read, where the data has splits.

    Returns
    -------
    examples : Examples
        The rows that can be used, and what is wrong with the others.

    Raises
    ------
    DataError
        If nothing can be read, a column is missing, or a row cannot be used. The message names
        the first problem; the whole list is in its ``problems``.

    Examples
    --------
    >>> rows = [{"text": "No truce!", "stances": {"truce": "con"}}]
    >>> rows.append({"text": "Rain.", "stances": {}})
    >>> read_examples(rows).frame["stance"].tolist()
    ['against', 'unrelated']
    """
    if on_invalid not in ("raise", "drop"):
        msg = f"on_invalid must be 'raise' or 'drop', got {on_invalid!r}"
        raise DataError(msg)
    if isinstance(data, Examples):
        return data
    rows = _rows(data, split)
    rows.frame = _renamed(rows.frame, columns or {})
    rows = _only(rows, split)
    long = _long_form(rows, topics)
    frame, problems = check_rows(long, topics, labels or {})
    table = pd.DataFrame([*rows.problems, *problems], columns=list(PROBLEM_COLUMNS))
    if len(table) and on_invalid == "raise":
        raise DataError(_first_of(table), table)
    if frame.empty:
        msg = "the data holds no row that can be used"
        raise DataError(msg, table)
    n_dropped = len(table[["file", "row"]].drop_duplicates())
    return Examples(frame, table, n_dropped)


def _rows(data: Any, split: str | None) -> Rows:
    if isinstance(data, str | Path):
        path = Path(data)
        if path.exists() or isinstance(data, Path) or path.suffix or data.count("/") != 1:
            if not path.exists():
                msg = f"{path} does not exist"
                raise DataError(msg)
            return read_rows(path, split)
        data = _from_hub(data)
    frame = to_frame(data)
    return Rows(frame, ["<data>"] * len(frame), list(range(len(frame))))


def _from_hub(name: str) -> Any:
    import datasets  # noqa: PLC0415

    try:
        return datasets.load_dataset(name)
    except Exception as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        msg = f"{name!r} is no file here, and the hub did not give it: {first}"
        raise DataError(msg) from error


def _renamed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    for theirs in columns:
        if theirs not in frame:
            raise DataError(_no_column(theirs, frame))
    # What a mapping replaces steps aside: {"body": "text"} beside a column that is called text.
    replaced = [ours for theirs, ours in columns.items() if ours in frame and ours != theirs]
    frame = frame.drop(columns=replaced).rename(columns=dict(columns))
    needed = ("text",) if _WIDE in frame else ("text", "topic", "stance")
    for column in needed:
        if column not in frame:
            raise DataError(_no_column(column, frame))
    return frame


def _no_column(column: str, frame: pd.DataFrame) -> str:
    names = list(map(str, frame.columns))
    return (
        f"no column {column!r}.{did_you_mean(column, names)} Columns found: {', '.join(names)}. "
        "Map them with columns={'theirs': 'ours'}"
    )


def _only(rows: Rows, split: str | None) -> Rows:
    if split is None:
        return rows
    if "split" not in rows.frame:
        msg = f"the data has no column 'split' to take {split!r} from"
        raise DataError(msg)
    kept = (rows.frame["split"] == split).to_numpy()
    if not kept.any():
        known = sorted(map(str, rows.frame["split"].dropna().unique()))
        msg = f"no split {split!r}.{did_you_mean(split, known)} Splits found: {', '.join(known)}"
        raise DataError(msg)
    places = [i for i, keep in enumerate(kept) if keep]
    return Rows(
        rows.frame[kept].reset_index(drop=True),
        [rows.file[i] for i in places],
        [rows.row[i] for i in places],
        rows.problems,
    )


def _long_form(rows: Rows, topics: Topics | None) -> pd.DataFrame:
    """Return one row per sentence and topic, with the place of each in _file and _row."""
    wanted = [c for c in (*COLUMNS, *EXTRA_COLUMNS) if c in rows.frame]
    base = rows.frame[wanted].astype(object).assign(_file=rows.file, _row=rows.row)
    if _WIDE not in rows.frame:
        return base
    listed = [_listed(value) for value in rows.frame[_WIDE]]
    seen = {topic for stances in listed if isinstance(stances, dict) for topic in stances}
    names = list(topics.names) if topics else sorted(map(str, seen))
    long = []
    for record, stances in zip(base.to_dict("records"), listed, strict=True):
        if not isinstance(stances, dict):
            long.append(record | {"topic": None, "stance": stances, "_column": _WIDE})
            continue
        of_row = dict.fromkeys(names, UNRELATED) | stances
        long += [record | {"topic": t, "stance": s} for t, s in of_row.items()]
    return pd.DataFrame(long, columns=[*base.columns, "topic", "stance"])


def _listed(value: Any) -> Any:
    """Return the topics that a cell lists; None inside a struct means that it does not."""
    if isinstance(value, Mapping):
        return {topic: stance for topic, stance in value.items() if stance is not None}
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return {item.get("topic"): item.get("stance") for item in value}
    return value


def _first_of(problems: pd.DataFrame) -> str:
    first = problems.iloc[0]
    where = "" if first["file"] == "<data>" else f"{first['file']}, "
    column = f", column {first['column']}" if first["column"] else ""
    more = f" ({len(problems) - 1:,} more)" if len(problems) > 1 else ""
    return (
        f"{where}row {first['row']}{column}: {first['problem']}{more}. "
        "Mend the data, or leave such rows out with on_invalid='drop'"
    )
