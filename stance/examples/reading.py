"""From anything that holds labelled rows to checked examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.examples.checking import check_rows
from stance.examples.examples import COLUMNS, EXTRA_COLUMNS, PROBLEM_COLUMNS, Examples
from stance.examples.files import Rows, is_readable, read_rows
from stance.examples.hub import from_hub
from stance.examples.wide import WIDE, long_form
from stance.frames import to_frame
from stance.paths import as_path
from stance.stances import MIXED, STANCES, parse_stance
from stance.topics import Topics, TopicsChoice, find_topics


def read_examples(
    data: Any,
    *,
    topics: Topics | None = None,
    columns: Mapping[str, str] | None = None,
    labels: Mapping[Any, str] | None = None,
    on_invalid: Literal["raise", "drop"] = "raise",
    split: str | None = None,
    keep: Sequence[str] = (),
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
    keep : sequence of str, default=()
        Further columns of the data that the examples frame shall have, as they stand there.

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
    _check_labels(labels or {})
    if isinstance(data, Examples):
        return data if split is None else _split_of(data, split)
    rows = _rows(data, split)
    if rows.frame.empty and rows.problems:
        table = pd.DataFrame(rows.problems, columns=list(PROBLEM_COLUMNS))
        raise DataError(_first_of(table), table)
    rows.frame = _renamed(rows.frame, columns or {})
    rows = _only(rows, split)
    for column in keep:
        if column not in rows.frame:
            raise DataError(_no_column(column, rows.frame))
    long, unlisted = long_form(rows, topics, keep)
    frame, problems = check_rows(long, topics, labels or {}, keep)
    table = pd.DataFrame([*rows.problems, *unlisted, *problems], columns=list(PROBLEM_COLUMNS))
    if len(table) and on_invalid == "raise":
        raise DataError(_first_of(table), table)
    if frame.empty:
        msg = "the data holds no row that can be used"
        raise DataError(msg, table)
    n_dropped = len(table[["file", "row"]].drop_duplicates())
    return Examples(frame, table, n_dropped)


def _check_labels(labels: Mapping[Any, str]) -> None:
    for theirs, ours in labels.items():
        if parse_stance(ours) is None:
            hint = did_you_mean(str(ours), [*STANCES, MIXED])
            msg = f"labels maps {theirs!r} to {ours!r}, which is no stance.{hint}"
            raise DataError(msg)


def read_training(
    data: Any, topics: TopicsChoice = None, *, split: str | None = None, **how: Any
) -> tuple[Examples, Topics, str | None]:
    """Read what a model may learn from: the split named, or ``train`` where there is one.

    Parameters
    ----------
    data : path, table or data set name
        As in `read_examples`.
    topics : Topics, iterable of Topic or str, path of a topics file, or None, default=None
        As `stance.topics.find_topics` takes them.
    split : str or None, default=None
        None takes ``train`` where the data has splits by that name, else everything.
    **how
        As in `read_examples`.

    Returns
    -------
    examples : Examples
        The rows. Other splits are kept from the model: they are for judging it.
    topics : Topics
        Those found, or else the names in the rows, which then have no description.
    split : str or None
        The split that was taken.

    Examples
    --------
    >>> rows = pd.DataFrame({"text": ["Yes", "No"], "topic": "a truce", "stance": "favor"})
    >>> examples, topics, split = read_training(rows.assign(split=["train", "test"]))
    >>> len(examples), topics, split
    (1, Topics(['a truce']), 'train')
    """
    folder = Path(data) if isinstance(data, str | Path) else None
    if split is None and folder and folder.is_dir() and any(folder.glob("train.*")):
        split = "train"
    chosen = find_topics(data, topics)
    examples = read_examples(data, topics=chosen, split=split, **how)
    if split is None and "split" in examples.frame and "train" in set(examples.frame["split"]):
        split = "train"
        examples = read_examples(examples, split=split)
    if chosen is None:
        chosen = Topics(sorted(examples.for_training()["topic"].unique()))
    return examples, chosen, split


def _split_of(examples: Examples, split: str) -> Examples:
    frame = examples.frame
    known = sorted(frame["split"].dropna().unique()) if "split" in frame else []
    if split not in known:
        raise DataError(_no_split(split, known))
    chosen = frame[frame["split"] == split].reset_index(drop=True)
    return Examples(chosen, examples.problems, examples.n_dropped)


def _no_split(split: str, known: list[str]) -> str:
    found = ", ".join(known) or "none"
    return f"no split {split!r}.{did_you_mean(split, known)} Splits found: {found}"


def _rows(data: Any, split: str | None) -> Rows:
    if isinstance(data, str | Path):
        path = as_path(data, DataError)
        if path.exists():
            return read_rows(path, split)
        # A misspelt file in a folder that is there is no reason to ask the network.
        if (
            isinstance(data, Path)
            or data.count("/") != 1
            or is_readable(path)
            or path.parent.is_dir()
        ):
            msg = f"{path} does not exist"
            raise DataError(msg)
        data = from_hub(data)
    frame = to_frame(data)
    return Rows(frame, ["<data>"] * len(frame), list(range(len(frame))))


def _renamed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    for theirs in columns:
        if theirs not in frame:
            raise DataError(_no_column(theirs, frame))
    # What a mapping replaces steps aside: {"body": "text"} beside a column that is called text.
    replaced = [ours for theirs, ours in columns.items() if ours in frame and ours != theirs]
    frame = frame.drop(columns=replaced).rename(columns=dict(columns))
    needed = ("text",) if WIDE in frame else ("text", "topic", "stance")
    for column in needed:
        if column not in frame:
            raise DataError(_no_column(column, frame))
    names = list(frame.columns)
    if twice := [c for c in (*COLUMNS, *EXTRA_COLUMNS, WIDE) if names.count(c) > 1]:
        msg = f"the column {twice[0]!r} occurs twice: keep one"
        raise DataError(msg)
    if WIDE in frame and ("topic" in frame or "stance" in frame):
        msg = f"the data has {WIDE!r} beside 'topic' or 'stance': keep the wide form or the long"
        raise DataError(msg)
    return frame


def _no_column(column: str, frame: pd.DataFrame) -> str:
    names = list(map(str, frame.columns))
    found = ", ".join(names) or "none"
    return (
        f"no column {column!r}.{did_you_mean(column, names)} Columns found: {found}. "
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
        raise DataError(_no_split(split, known))
    places = [i for i, keep in enumerate(kept) if keep]
    return Rows(
        rows.frame[kept].reset_index(drop=True),
        [rows.file[i] for i in places],
        [rows.row[i] for i in places],
        rows.problems,
    )


def _first_of(problems: pd.DataFrame) -> str:
    first = problems.iloc[0]
    where = "" if first["file"] == "<data>" else f"{first['file']}, "
    column = f", column {first['column']}" if first["column"] else ""
    more = f" ({len(problems) - 1:,} more)" if len(problems) > 1 else ""
    return (
        f"{where}row {first['row']}{column}: {first['problem']}{more}. "
        "Mend the data, or leave such rows out with on_invalid='drop'"
    )
