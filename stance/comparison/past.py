"""A history of runs in plain sentences, each computed from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.comparison import words
from stance.comparison.compare import compare
from stance.comparison.findings import answer
from stance.judging import wording
from stance.judging.metrics import LOWER_IS_BETTER

if TYPE_CHECKING:
    from stance.comparison.history import History

_NAMED = 5


def past(history: History) -> list[str]:
    """Return what a history says.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    list of str
        Sentences: how many runs there are, then each data set's, then what was damaged.
    """
    told = [_extent(history)] if len(history.runs) else []
    told += [sentence for data in history.data for sentence in _on(history, data)]
    if len(history.data) > 1:
        told.append("Scores on other data cannot be compared: each data set is kept apart.")
    if n := len(history.damaged):
        named = [
            f"{row['run']} ({row['problem']})"
            for row in history.damaged.head(_NAMED).to_dict("records")
        ]
        named += [f"{n - _NAMED} more"] * (n > _NAMED)
        told.append(f"{wording.count(n, 'report')} could not be read: {'; '.join(named)}.")
    return told


def day(moment: pd.Timestamp) -> str:
    """Write a day.

    Parameters
    ----------
    moment : Timestamp
        When.

    Returns
    -------
    str

    Examples
    --------
    >>> day(pd.Timestamp("2026-03-05T10:00Z"))
    '5 March 2026'
    """
    return f"{moment.day} {moment:%B %Y}"


def _extent(history: History) -> str:
    first, last = (day(history.runs["created"].iloc[place]) for place in (0, -1))
    when = f"on {first}" if first == last else f"from {first} to {last}"
    models = int(history.runs["model"].replace("", pd.NA).nunique())
    return (
        f"{wording.count(len(history.runs), 'run')} of {wording.count(models, 'known model')} on "
        f"{wording.count(len(history.data), 'data set')}, {when}."
    )


def _on(history: History, data: str) -> list[str]:
    runs = history.on(data)
    name = words.score_name(history.score)
    where = f"On data {data} ({wording.count(int(runs['pairs'].iloc[0]), 'pair')})"
    latest = runs.iloc[-1]
    now = wording.score(latest["value"], latest["low"], latest["high"])
    if len(runs) == 1:
        return [f"{where} there is one run, {latest['run']}: {name} {now}."]
    lower = history.score in LOWER_IS_BETTER
    ordered = runs.dropna(subset="value").sort_values("value", ascending=lower, kind="stable")
    if ordered.empty:
        return [f"{where} {name} is not defined."]
    best = ordered.iloc[0]
    told = f"{where} the latest of {len(runs)} runs, {latest['run']}, has {name} {now}"
    if best["run"] == latest["run"]:
        told += ", the best so far"
    else:
        told += f"; the best was {best['run']} with {words.value(best['value'])}"
    first = runs.iloc[0]
    against = first if best["run"] == latest["run"] else best
    return [f"{told}.", _paired(history, str(against["run"]), str(latest["run"]))]


def _paired(history: History, reference: str, run: str) -> str:
    """Say whether a run is better than another: both reports hold their answers."""
    folders = {name: history.folder / name for name in (reference, run)}
    found = compare(folders, scores=[history.score], by=())
    return answer(found, (reference, run))
