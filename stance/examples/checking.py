"""Every row is looked at: what can be used is kept, what cannot is told with its place."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
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

_Check = Callable[[Any], tuple[Any, str | None]]


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
    values: dict[Any, list[Any]] = dict(long.to_dict("list"))
    checked = {
        column: _looked_at(values[column], check)
        for column, check in _checks(topics, labels).items()
        if column in values
    }
    problems: dict[tuple[Any, ...], Problem] = {}
    usable = np.ones(len(long), np.bool_)
    for column, (given, wrong) in checked.items():
        values[column] = given
        for at, fault in wrong.items():
            if not usable[at]:  # of the faults of a row the first is told
                continue
            # A row in the wide form stands here once for each topic; a fault in it is one.
            problem = _problem(values, at, column, fault)
            of_topic = values["topic"][at] if column in ("topic", "stance") else None
            problems.setdefault((*problem[:3], repr(of_topic)), problem)
            usable[at] = False
    contradictions = _contradictions(values, usable)
    usable[list(contradictions)] = False
    asked = dict.fromkeys((*COLUMNS, *EXTRA_COLUMNS, *keep))
    columns = [c for c in asked if c in long or c == "doc"]
    rows = np.flatnonzero(usable).tolist()
    kept = {c: [values[c][at] for at in rows] if c in values else None for c in columns}
    frame = pd.DataFrame(kept, index=range(len(rows)))
    found = sorted([*problems.values(), *contradictions.values()], key=lambda p: (p[0], p[1]))
    return _with_documents(frame), found


def _looked_at(values: list[Any], check: _Check) -> tuple[list[Any], dict[int, str]]:
    """Return the values as they are kept, and what is wrong with which; each is checked once."""
    known: dict[tuple[type, Any], tuple[Any, str | None]] = {}
    given, faults = [], {}
    for at, value in enumerate(values):
        try:
            # 1, 1.0 and True are the same key, but not the same value.
            key = type(value), value
            if key not in known:
                known[key] = check(value)
            said = known[key]
        except TypeError:  # a list is no key
            said = check(value)
        given.append(said[0])
        if said[1]:
            faults[at] = said[1]
    return given, faults


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


def _problem(values: Mapping[Any, list[Any]], at: int, column: str, wrong: str) -> Problem:
    return (values["_file"][at], values["_row"][at], column, values[column][at], wrong)


def _contradictions(
    values: Mapping[Any, list[Any]], usable: npt.NDArray[np.bool_]
) -> dict[int, Problem]:
    """Return every row whose text and topic occur with another stance as well.

    Which of the labels is right cannot be known, so none is kept. Rows that agree are kept, each
    of them: the same headline in two documents is two examples.
    """
    text, topic, stance = (values[column] for column in ("text", "topic", "stance"))
    rows = np.flatnonzero(usable).tolist()
    first: dict[tuple[str, str], int] = {}
    clash: dict[tuple[str, str], int] = {}
    for at in rows:
        key = text[at], topic[at]
        if stance[first.setdefault(key, at)] != stance[at]:
            clash.setdefault(key, at)
    problems = {}
    for at in rows if clash else []:
        key = text[at], topic[at]
        if key not in clash:
            continue
        rival = clash[key] if stance[at] != stance[clash[key]] else first[key]
        file, row = values["_file"][rival], values["_row"][rival]
        where = "" if file == values["_file"][at] else f"{file}, "
        said = (
            f"{_short(text[at])} is {stance[at]} toward {topic[at]} here and "
            f"{stance[rival]} in {where}row {row}"
        )
        problems[at] = _problem(values, at, "stance", said)
    return problems


def _with_documents(frame: pd.DataFrame) -> pd.DataFrame:
    """Where the data knows no documents, each distinct text is one of its own."""
    missing = frame["doc"].isna()
    if missing.any():
        # A hash and not a number: the name must not hang on the order of the rows.
        texts = frame.loc[missing, "text"]
        names = {text: f"text-{hashlib.sha256(text.encode()).hexdigest()[:16]}" for text in texts}
        frame["doc"] = frame["doc"].astype(object).where(~missing, frame["text"].map(names))
    return frame
