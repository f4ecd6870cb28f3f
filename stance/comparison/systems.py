"""What can be compared: models, baselines, reports and predictions, all brought to one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.comparison.answered import Answered, aligned
from stance.errors import DataError, StanceError
from stance.examples.files import is_readable, read_rows
from stance.frames import to_frame
from stance.judging.baselines import MajorityBaseline, TfidfBaseline
from stance.judging.given import stances_in, with_probabilities
from stance.judging.keyword_baseline import KeywordBaseline
from stance.judging.predictor import Predictor
from stance.judging.report import Report, load_report
from stance.judging.storage import REPORT_JSON
from stance.judging.tallies import PREDICTED, judge_pairs
from stance.model.storage import load
from stance.stances import PROBABILITIES

if TYPE_CHECKING:
    from stance.topics import Topic

BASELINES = ("majority", "keywords", "tfidf")
"""The baselines by the names that stand for them."""

MODEL, REPORT, PREDICTIONS = "model", "report", "predictions"


@dataclass(frozen=True, slots=True)
class System:
    """Something that answers, or has answered.

    Attributes
    ----------
    name : str
        What it is called in the comparison.
    kind : {'model', 'report', 'predictions'}
        Whether it is asked now, or was asked before.
    predictor : Predictor or None
        What is asked; None where it was asked before.
    given : DataFrame
        What it answered before.
    metadata : mapping
        What it says of itself.
    probabilities : bool
        Whether it gives any; without, each answer counts as certain.
    """

    name: str
    kind: str
    predictor: Predictor | None = None
    given: pd.DataFrame = field(default_factory=pd.DataFrame)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    probabilities: bool = True

    @property
    def topics(self) -> Sequence[Topic]:
        """The topics that it knows of itself, possibly none."""
        return getattr(self.predictor, "topics", ())


def open_systems(named: Mapping[str, Any], train: pd.DataFrame | None = None) -> list[System]:
    """Open all that is to be compared.

    Parameters
    ----------
    named : mapping of str to model, baseline, Report, table, path or name
        At least two; a name is that of a bundled model or one of `BASELINES`.
    train : DataFrame or None, default=None
        Examples that the baselines given by name learn from.

    Returns
    -------
    list of System

    Raises
    ------
    DataError
        If there are fewer than two, or a baseline lacks data to learn from.
    StanceError
        If one cannot be opened.
    """
    if not isinstance(named, Mapping) or len(named) < 2:
        msg = "give two or more things to compare, each with a name: {'old': model_a, 'new': ...}"
        raise DataError(msg)
    names = [str(name).strip() for name in named]
    if "" in names or len(set(names)) < len(names):
        msg = f"each thing compared needs a name of its own, got {', '.join(map(repr, named))}"
        raise DataError(msg)
    opened = [
        None if _is_baseline(value) else _open(name, value)
        for name, value in zip(names, named.values(), strict=True)
    ]
    topics = next((system.topics for system in opened if system and len(system.topics)), ())
    return [
        system or System(name, MODEL, _baseline(str(value), train, topics))
        for name, value, system in zip(names, named.values(), opened, strict=True)
    ]


def judged_by(system: System, examples: pd.DataFrame) -> pd.DataFrame:
    """Return the examples with a system's answers beside them.

    Parameters
    ----------
    system : System
        What answers, or has answered.
    examples : DataFrame
        Labelled pairs without ``mixed`` rows.

    Returns
    -------
    DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.

    Raises
    ------
    DataError
        If it cannot answer, or lacks an answer; the message names it.
    """
    predictor = system.predictor
    if predictor is None:
        predictor = Answered(aligned(system.name, system.given, examples))
    try:
        return judge_pairs(predictor, examples)
    except StanceError as error:
        msg = f"{system.name}: {error}"
        raise DataError(msg) from error


def examples_in(systems: Sequence[System]) -> pd.DataFrame:
    """Return the labelled pairs that a report or frame of predictions was judged on.

    Parameters
    ----------
    systems : sequence of System
        The first that knows the labels is taken.

    Returns
    -------
    DataFrame
        ``text, topic, stance, doc`` and the further columns.

    Raises
    ------
    DataError
        If none knows the labels, or two disagree about one.
    """
    for system in systems:
        if {"truth", "doc"} <= set(system.given):
            answers = [name for name in PREDICTED if name in system.given]
            examples = system.given.drop(columns=answers).rename(columns={"truth": "stance"})
            break
    else:
        msg = "no data to compare on: give data, or a report, whose predictions hold the labels"
        raise DataError(msg)
    for other in systems:
        if other is not system and labels_that_differ(other, examples):
            msg = (
                f"{system.name} and {other.name} were judged by different labels: say by which to "
                "compare them, with data"
            )
            raise DataError(msg)
    return examples


def labels_that_differ(system: System, examples: pd.DataFrame) -> int:
    """Count the pairs that a system was judged on by another label.

    Parameters
    ----------
    system : System
        A report, or predictions.
    examples : DataFrame
        Labelled pairs.

    Returns
    -------
    int
    """
    if "truth" not in system.given:
        return 0
    known = aligned(system.name, system.given, examples)["truth"]
    return int((known.to_numpy(str) != examples["stance"].to_numpy(str)).sum())


def open_named(value: str | Path) -> Any:
    """Open what a path or name stands for.

    Parameters
    ----------
    value : str or Path
        A model folder, a report folder, a file of predictions, or the name of a bundled model or
        of one of `BASELINES`.

    Returns
    -------
    StanceModel, Report, DataFrame or str
        A baseline's name stays what it is: it may have to learn first.

    Raises
    ------
    StanceError
        If it cannot be opened.
    """
    path = Path(value)
    if _is_baseline(value):
        return value
    if (path / REPORT_JSON).is_file():
        return load_report(path)
    if not is_readable(path) or path.is_dir():
        return load(value)
    rows = read_rows(path)
    if rows.problems:
        file, row, _, _, problem = rows.problems[0]
        msg = f"{file}, row {row}: {problem}"
        raise DataError(msg)
    return rows.frame


def _is_baseline(value: Any) -> bool:
    return isinstance(value, str) and value in BASELINES and not Path(value).exists()


def _open(name: str, value: Any) -> System:
    if isinstance(value, str | Path):
        value = open_named(value)
    if isinstance(value, Report):
        sure = value.facts["data"].get("probabilities", True)
        return System(name, REPORT, None, value.predictions, value.facts["model"], sure)
    if hasattr(value, "predict_pairs"):
        return System(name, MODEL, value, metadata=getattr(value, "metadata", {}))
    try:
        return _answers(name, to_frame(value))
    except DataError as error:
        msg = f"{name} is neither a model nor a report, and no table of predictions: {error}"
        raise DataError(msg) from error


def _answers(name: str, given: pd.DataFrame) -> System:
    """Take a table for predictions, with or without probabilities."""
    if "stance" not in given:
        msg = "it lacks the column 'stance'"
        raise DataError(msg)
    # A CSV file holds its numbers as text.
    columns = [name for name in ("confidence", *PROBABILITIES) if name in given]
    try:
        numbers = {name: pd.to_numeric(given[name]) for name in columns}
    except (TypeError, ValueError) as error:
        msg = f"a probability is not a number: {error}"
        raise DataError(msg) from error
    answers, sure = with_probabilities(given.assign(stance=stances_in(given, "stance"), **numbers))
    return System(name, PREDICTIONS, given=answers, probabilities=sure)


def _baseline(name: str, train: pd.DataFrame | None, topics: Sequence[Topic]) -> Predictor:
    if name == "keywords":
        return KeywordBaseline(topics)
    if train is None:
        msg = f"the baseline {name!r} learns from labelled data: give it with train"
        raise DataError(msg)
    return MajorityBaseline().fit(train) if name == "majority" else TfidfBaseline().fit(train)
