"""The wide form, one row per sentence, unfolded into the long one, a row per sentence and topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from stance.examples.examples import COLUMNS, EXTRA_COLUMNS
from stance.examples.files import Problem, Rows
from stance.stances import UNRELATED
from stance.topics import Topics

WIDE = "stances"
"""The column that makes the wide form: what each sentence says of the topics it is about."""


def long_form(
    rows: Rows, topics: Topics | None, keep: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one row per sentence and topic, each with its place.

    Parameters
    ----------
    rows : Rows
        In the wide form, if they have a column ``stances``: a mapping from topic to stance, or a
        list of ``{topic, stance}``. None for a stance says that the topic is not listed.
    topics : Topics or None
        What a topic that is not listed is unrelated toward; None takes every topic seen.
    keep : sequence of str, default=()
        Further columns to take along.

    Returns
    -------
    long : pandas.DataFrame
        Columns of the examples frame, as far as the data has them, with ``_file`` and ``_row``.
    problems : list of Problem
        Rows whose ``stances`` cannot be read, which are left out whole.

    Examples
    --------
    >>> frame = pd.DataFrame([{"text": "No truce!", "stances": {"truce": "con"}}])
    >>> long, problems = long_form(Rows(frame, ["a.jsonl"], [1]), Topics(["truce", "talks"]))
    >>> dict(zip(long["topic"], long["stance"], strict=True))
    {'truce': 'con', 'talks': 'unrelated'}
    """
    wanted = [c for c in dict.fromkeys((*COLUMNS, *EXTRA_COLUMNS, *keep)) if c in rows.frame]
    base = rows.frame[wanted].astype(object).assign(_file=rows.file, _row=rows.row)
    if WIDE not in rows.frame:
        return base, []
    problems: list[Problem] = []
    listed: list[tuple[dict[str, Any], dict[Any, Any]]] = []
    for record, cell in zip(base.to_dict("records"), rows.frame[WIDE], strict=True):
        stances, wrong = _listed(cell)
        if wrong:
            problems.append((record["_file"], record["_row"], WIDE, cell, wrong))
        else:
            listed.append(({str(k): v for k, v in record.items()}, stances))
    seen = sorted({str(topic) for _, stances in listed for topic in stances})
    unlisted = dict.fromkeys(topics.names if topics else seen, UNRELATED)
    long = [
        record | {"topic": topic, "stance": stance}
        for record, stances in listed
        for topic, stance in (unlisted | stances).items()
    ]
    return pd.DataFrame(long, columns=[*base.columns, "topic", "stance"]), problems


def _listed(cell: Any) -> tuple[dict[Any, Any], str | None]:
    """Return the topics that a cell lists with their stances, or what is wrong with it."""
    pairs = _pairs(cell)
    if pairs is None:
        said = repr(cell)
        said = said if len(said) <= 80 else said[:79] + "…"
        return {}, f"a mapping from topic to stance was expected, got {said}"
    stances: dict[Any, Any] = {}
    for topic, stance in pairs:
        if not isinstance(topic, str):
            return {}, f"a topic is not text but {topic!r}"
        if topic in stances and stances[topic] != stance:
            both = f"{stances[topic]!r} and {stance!r}"
            return {}, f"{topic!r} is listed twice, as {both}"
        stances[topic] = stance
    return stances, None


def _pairs(cell: Any) -> list[tuple[Any, Any]] | None:
    """Return what a cell lists, without the Nones of a struct; None if it is no listing."""
    if isinstance(cell, Mapping):
        return [(topic, stance) for topic, stance in cell.items() if stance is not None]
    if not isinstance(cell, list | tuple | np.ndarray):
        return None
    items = list(cell)
    if all(isinstance(item, Mapping) and {"topic", "stance"} <= set(item) for item in items):
        return [(item["topic"], item["stance"]) for item in items]
    # Arrow gives the entries of a map as pairs.
    if all(isinstance(item, tuple) and len(item) == 2 for item in items):
        return [(topic, stance) for topic, stance in items if stance is not None]
    return None
