"""A history of runs: the scores of saved reports, in the order in which they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stance.errors import DataError, StanceError, none_such
from stance.examples import Examples
from stance.examples.examples import PROBLEM_COLUMNS
from stance.judging.metrics import OVERALL
from stance.judging.report import Report, load_report
from stance.judging.storage import PREDICTIONS, REPORT_JSON

COLUMNS = ("run", "created", "model", "data", "pairs", "documents", "value", "low", "high")
_LETTERS = 12  # of a fingerprint: enough to tell runs apart


@dataclass(frozen=True, slots=True)
class History:
    """The scores of saved reports over time. It shows itself in a notebook.

    Attributes
    ----------
    folder : Path
        Where the reports lie.
    score : str
        The score that is followed, of all topics together.
    runs : DataFrame
        ``run, created, model, data, pairs, documents, value, low, high``, the oldest first: the
        report's folder, when it was made, the fingerprints of what the model said of itself and
        of the labelled data, and the score with its interval. Only runs on the same data can be
        compared.
    damaged : DataFrame
        ``run, problem``: the reports that could not be read.
    """

    folder: Path
    score: str
    runs: pd.DataFrame
    damaged: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the runs.

        Returns
        -------
        DataFrame
            A copy of ``runs``.
        """
        return self.runs.copy()

    def on(self, data: str) -> pd.DataFrame:
        """Return the runs on one data set.

        Parameters
        ----------
        data : str
            Its fingerprint, as ``runs`` has it.

        Returns
        -------
        DataFrame
            Rows of ``runs``, the oldest first.
        """
        return self.runs[self.runs["data"] == data]

    @property
    def data(self) -> tuple[str, ...]:
        """The fingerprints of the data sets, that with most runs first."""
        return tuple(self.runs["data"].value_counts(sort=True).index)

    def summary(self) -> str:
        """Return what the history says in plain sentences.

        Returns
        -------
        str
            One finding a line.
        """
        from stance.comparison.past import past  # noqa: PLC0415

        return "\n".join(past(self))

    def figure(self, *, dark: bool = False) -> Any:
        """Return the score over time, with a panel for each data set.

        Parameters
        ----------
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        matplotlib.figure.Figure
            It stands alone: pyplot knows nothing of it.
        """
        from stance.comparison.timeline import TIMELINE  # noqa: PLC0415
        from stance.judging.drawing import drawn  # noqa: PLC0415

        return drawn(TIMELINE, self, dark=dark)

    def to_html(self) -> str:
        """Return the history as a page that stands alone.

        Returns
        -------
        str
            HTML with its figure inside; it needs no network.
        """
        from stance.comparison.timeline import history_page  # noqa: PLC0415

        return history_page(self)

    def _repr_html_(self) -> str:
        from stance.comparison.timeline import history_fragment  # noqa: PLC0415

        return history_fragment(self)

    def __repr__(self) -> str:
        return (
            f"History({len(self.runs)} runs on {len(self.data)} data sets, "
            f"{len(self.damaged)} damaged)"
        )


def history(folder: str | Path, *, score: str = "macro_f1") -> History:
    """Gather the scores of all reports in a folder, over time.

    Parameters
    ----------
    folder : str or Path
        A folder with report folders in it, at any depth.
    score : str, default="macro_f1"
        The score to follow, of `stance.judging.metrics.OVERALL`.

    Returns
    -------
    History
        Reports that cannot be read are listed, not fatal.

    Raises
    ------
    DataError
        If the folder is missing or holds no report, or there is no such score.

    See Also
    --------
    stance.compare : Whether one of two runs is better.

    Examples
    --------
    >>> history("nowhere")
    Traceback (most recent call last):
    stance.errors.DataError: nowhere is no folder: give one that holds saved reports
    """
    place = Path(folder)
    if score not in OVERALL:
        raise DataError(none_such("score", score, OVERALL))
    if not place.is_dir():
        msg = f"{place} is no folder: give one that holds saved reports"
        raise DataError(msg)
    runs, damaged = [], []
    for found in _report_folders(place):
        name = found.relative_to(place).as_posix() if found != place else place.name
        try:
            runs.append((name, *_run(load_report(found), score)))
        except (StanceError, KeyError, TypeError, ValueError) as error:
            damaged.append((name, " ".join(str(error).split())))
    if not runs and not damaged:
        msg = f"{place} holds no report: give the folder into which `stance evaluate -o` wrote some"
        raise DataError(msg)
    table = pd.DataFrame(runs, columns=list(COLUMNS))
    table = table.sort_values(["created", "run"], kind="stable", ignore_index=True)
    return History(place, score, table, pd.DataFrame(damaged, columns=["run", "problem"]))


def _report_folders(place: Path) -> Iterator[Path]:
    """Yield every folder that is, or was, a report; not those that are being written."""
    marks = (REPORT_JSON, PREDICTIONS)
    found = {file.parent for mark in marks for file in place.rglob(mark)}
    for folder in sorted(found):
        if not any(part.startswith(".") for part in folder.relative_to(place).parts):
            yield folder


def _run(report: Report, score: str) -> tuple[Any, ...]:
    facts, found = report.facts, report.score(score)
    data = facts["data"].get("fingerprint") or _fingerprint_of(report.predictions)
    model = facts["model"]
    # A model that says nothing of itself has nothing to be known by.
    known = _short(json.dumps(model, sort_keys=True)) if model else ""
    created = pd.Timestamp(facts["created"])
    created = created.tz_localize("UTC") if created.tzinfo is None else created.tz_convert("UTC")
    return (
        created, known, str(data)[:_LETTERS], len(report.predictions),
        int(report.predictions["doc"].nunique()), *map(float, found.iloc[:3]),
    )  # fmt: skip


def _fingerprint_of(predictions: pd.DataFrame) -> str:
    rows = predictions[["text", "topic", "truth", "doc"]].rename(columns={"truth": "stance"})
    return Examples(rows, pd.DataFrame(columns=list(PROBLEM_COLUMNS))).fingerprint


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]
