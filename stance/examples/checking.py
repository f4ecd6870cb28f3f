"""Every row is looked at: what can be used is kept, what cannot is told with its place."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from stance.errors import did_you_mean
from stance.examples.examples import COLUMNS, EXTRA_COLUMNS
from stance.examples.files import Problem
from stance.frames import LONGEST_TEXT, too_long
from stance.stances import MIXED, STANCES, parse_stance
from stance.topics import Topics

_LONGEST_VALUE = 80

# Half of a pair that stands for one character: JSON can spell it, but it cannot be written.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def check_rows(
    long: pd.DataFrame,
    topics: Topics | None,
    labels: Mapping[Any, str],
    keep: Sequence[str] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows that can be used, and what is wrong with the others.

    Parameters
    ----------
    long : pandas.DataFrame
        Rows in the long form, with ``_file`` and ``_row``.
    topics : Topics or None
        The topics that may occur; None allows any.
    labels : mapping
        Labels of the data's own.
    keep : sequence of str, default=()
        Further columns that are not checked, but taken along.

    Returns
    -------
    frame : pandas.DataFrame
        Columns of the examples frame.
    problems : list of Problem
        In the order of the rows.
    """
    problems: dict[tuple[Any, ...], Problem] = {}
    kept: list[dict[str, Any]] = []
    checks = _checks(topics, labels)
    for row in long.to_dict("records"):
        record = {str(column): value for column, value in row.items()}
        wrong = None
        for column, check in checks.items():
            if column not in record:
                continue
            record[column], wrong = check(record[column])
            if wrong:
                # A row in the wide form stands here once for each topic; a fault in it is one.
                problem = _problem(record, column, wrong)
                of_topic = record["topic"] if column in ("topic", "stance") else None
                problems.setdefault((*problem[:3], repr(of_topic)), problem)
                break
        if not wrong:
            kept.append(record)
    kept, contradictions = _without_contradictions(kept)
    asked = dict.fromkeys((*COLUMNS, *EXTRA_COLUMNS, *keep))
    columns = [c for c in asked if c in long or c == "doc"]
    frame = pd.DataFrame(kept, columns=[*columns, "_file", "_row"])
    found = sorted([*problems.values(), *contradictions], key=lambda p: (p[0], p[1]))
    return _with_documents(frame)[columns], found


_Check = Callable[[Any], tuple[Any, str | None]]


def _checks(topics: Topics | None, labels: Mapping[Any, str]) -> dict[str, _Check]:
    # Every value in a CSV file is text: the label 1 stands there as "1".
    labels = {str(theirs): ours for theirs, ours in labels.items()} | dict(labels)
    return {
        "text": lambda value: _text(value, "text"),
        "topic": lambda value: _topic(value, topics),
        "stance": lambda value: _stance(value, labels),
        "doc": _document,
        "weight": _weight,
    } | {name: _of_text(name) for name in ("id", "holder", "register", "split")}


def _of_text(name: str) -> Callable[[Any], tuple[Any, str | None]]:
    return lambda value: _whole(value, name)


def _missing(value: Any) -> bool:
    if value is None or isinstance(value, str):
        return value is None
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _text(value: Any, what: str) -> tuple[Any, str | None]:
    if _missing(value):
        return value, f"the {what} is missing"
    if not isinstance(value, str):
        return value, f"the {what} is not text but {_short(value)}"
    if not value.strip():
        return value, f"the {what} is empty"
    if len(value) > LONGEST_TEXT:
        return _cut(value), too_long(value)
    value, wrong = _whole(value, what)
    return (value, wrong) if wrong else (str(value), None)


def _whole(value: Any, what: str) -> tuple[Any, str | None]:
    if isinstance(value, str) and not value.isascii() and _HALF_CHARACTER.search(value):
        value = value.encode("utf-8", "backslashreplace").decode()
        return value, f"the {what} holds half a character, which no file can: '{_cut(value)}'"
    return value, None


def _topic(value: Any, topics: Topics | None) -> tuple[Any, str | None]:
    value, wrong = _text(value, "topic")
    if wrong or topics is None or value in topics.names:
        return value, wrong
    return value, f"unknown topic {_short(value)}.{did_you_mean(value, topics.names)}"


def _stance(value: Any, labels: Mapping[Any, str]) -> tuple[Any, str | None]:
    if _missing(value):
        return value, "the stance is missing"
    mapped = _mapped(value, labels)
    if (stance := parse_stance(mapped)) is not None:
        return stance, None
    hint = did_you_mean(mapped, [*STANCES, MIXED]) if isinstance(mapped, str) else ""
    return value, (
        f"unknown stance {_short(value)}.{hint} Use {', '.join(STANCES)}, or map it with labels"
    )


def _mapped(value: Any, labels: Mapping[Any, str]) -> Any:
    try:
        return labels.get(value, labels.get(str(value), value))
    except TypeError:  # a list cannot be looked up
        return value


def _document(value: Any) -> tuple[Any, str | None]:
    return (None, "the document is missing") if _missing(value) else _whole(str(value), "document")


def _weight(value: Any) -> tuple[Any, str | None]:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if math.isfinite(number) and number >= 0:
        return number, None
    return value, f"the weight {_short(value)} is not a number from 0 up"


def _short(value: Any) -> str:
    return _cut(repr(value))


def _cut(said: str) -> str:
    return said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 1] + "…"


def _problem(record: dict[str, Any], column: str, wrong: str) -> Problem:
    return (record["_file"], record["_row"], column, record.get(column), wrong)


def _without_contradictions(
    records: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Take out every row whose text and topic occur with another stance as well.

    Which of the labels is right cannot be known, so none is kept. Rows that agree are kept, each
    of them: the same headline in two documents is two examples.
    """
    first: dict[tuple[str, str], dict[str, Any]] = {}
    clash: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        key = record["text"], record["topic"]
        other = first.setdefault(key, record)
        if other["stance"] != record["stance"]:
            clash.setdefault(key, record)
    kept, problems = [], []
    for record in records:
        key = record["text"], record["topic"]
        if key not in clash:
            kept.append(record)
            continue
        rival = clash[key] if record["stance"] != clash[key]["stance"] else first[key]
        where = "" if rival["_file"] == record["_file"] else f"{rival['_file']}, "
        said = (
            f"{_short(record['text'])} is {record['stance']} toward {record['topic']} here and "
            f"{rival['stance']} in {where}row {rival['_row']}"
        )
        problems.append(_problem(record, "stance", said))
    return kept, problems


def _with_documents(frame: pd.DataFrame) -> pd.DataFrame:
    """Where the data knows no documents, each distinct text is one of its own."""
    missing = frame["doc"].isna()
    if missing.any():
        # A hash and not a number: the name must not hang on the order of the rows.
        texts = frame.loc[missing, "text"]
        names = {text: f"text-{hashlib.sha256(text.encode()).hexdigest()[:16]}" for text in texts}
        frame["doc"] = frame["doc"].astype(object).where(~missing, frame["text"].map(names))
    return frame
