"""From judged pairs to a report: every table and fact of it, whoever gave the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.judging.baselines import MajorityBaseline, TfidfBaseline
from stance.judging.causes import cause_table
from stance.judging.challenge import judge_challenge
from stance.judging.columns import CHALLENGE, typed
from stance.judging.comparing import compare_tallies
from stance.judging.curves import coverage_table, reliability_table
from stance.judging.doubts import doubts_of
from stance.judging.drift import drift_of
from stance.judging.facts import facts_of
from stance.judging.intervals import score_table
from stance.judging.keyword_baseline import KeywordBaseline
from stance.judging.learning_curve import learning_curve_table
from stance.judging.leaving_out import topics_to_leave_out
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.mistakes import confident_errors, evidence_of
from stance.judging.new_topics import MOST_TOPICS, new_topics_table
from stance.judging.overlap import overlap_of
from stance.judging.predictor import Predictor
from stance.judging.report import Report
from stance.judging.slice_scores import slice_table
from stance.judging.slices import marks_of, slice_parts
from stance.judging.tallies import CONFUSION, PREDICTED, Tally, judge_pairs, tally
from stance.judging.trust import trust_table
from stance.stances import STANCES
from stance.topics import Topic

_BASELINE_COLUMNS = [
    *("baseline", "scope", "score", "stance"),
    *("value", "baseline_value", "difference", "low", "high", "p_value"),
]
_OF_PROBABILITIES = ("log_loss", "brier", "calibration_error")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a report that are optional.

    Attributes
    ----------
    slices : tuple of str
        Columns of the data to slice by, beside those that always are.
    baselines : bool
        Whether to hold baselines against the answers.
    learning_curve : bool
        Whether to train on ever more documents.
    review : bool or None
        Whether to look for wrong labels; None does where cleanlab is installed.
    challenge : path, table or bool
        The challenge set to ask; True takes that of the package.
    new_topics : bool
        Whether to leave topics out of training, one by one.
    """

    slices: tuple[str, ...] = ()
    baselines: bool = True
    learning_curve: bool = False
    review: bool | None = None
    challenge: Any = False
    new_topics: bool = False


def report_of(
    judged: pd.DataFrame,
    model: Predictor | None,
    *,
    train: pd.DataFrame | None,
    topics: Iterable[Topic | str],
    wanted: Wanted,
    draws: Mapping[str, int],
    about: Mapping[str, Any],
) -> Report:
    """Make the report of judged pairs.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    model : Predictor or None
        What gave the answers, for its evidence and its facts; None if it is not at hand.
    train : DataFrame or None
        What it learned from, without ``mixed`` rows.
    topics : iterable of Topic or str
        Whose aliases the keyword rule and the slices know.
    wanted : Wanted
        The optional parts.
    draws : mapping
        ``n_resamples`` and ``random_state``.
    about : mapping
        Facts about the data: ``probabilities`` is False where the answers came without.

    Returns
    -------
    Report

    Raises
    ------
    DataError
        If a column to slice by is missing, or a learning curve or new topics are asked for
        without training data, or the data has too few topics or examples for them.
    MissingExtraError
        If a review is asked for and cleanlab is not installed.
    """
    _refuse_untrainable(train, judged, wanted)
    judged = _of_one_kind(judged)
    known_topics = tuple(topics)
    sure = bool(about.get("probabilities", True))
    parts = slice_parts(judged, known_topics, wanted.slices)
    sums = tally(judged)
    scores = score_table(sums, **draws)
    if not sure:
        unknown = scores["score"].isin(_OF_PROBABILITIES)
        scores.loc[unknown, ["value", "low", "high"]] = np.nan
    scored = judged.drop(columns=list(PREDICTED)).rename(columns={"truth": "stance"})
    rivals = _rivals(known_topics, train) if wanted.baselines else []
    errors = confident_errors(judged.assign(marks=marks_of(parts)))
    overlap, found = overlap_of(train, scored)
    tables = {"overlap": overlap}
    if sure:
        tables |= {
            "reliability": reliability_table(sums, **draws),
            "coverage": coverage_table(judged, **draws),
            "trust": trust_table(judged, **draws),
        }
    if sure and (wanted.review or (wanted.review is None and find_spec("cleanlab"))):
        tables["doubts"], found["doubtful_labels"] = doubts_of(judged)
    if train is not None:
        tables["drift"], found["drift"] = drift_of(train, scored, **draws)
    if wanted.challenge is not False:
        asked = None if wanted.challenge is True else wanted.challenge
        tables["challenge"] = typed(judge_challenge(_asked(model), asked).rates, CHALLENGE)
    tables |= _trained_anew(train, scored, known_topics, wanted, draws)
    return Report(
        scores=scores,
        confusion=_confusion_table(sums),
        slices=slice_table(judged, parts, **draws),
        causes=cause_table(judged, parts, **draws),
        errors=errors,
        evidence=evidence_of(model, errors),
        baselines=_compare(sums, scored, rivals, draws),
        predictions=judged,
        facts=facts_of(model, scored=scored, train=train, draws=draws, about=about, found=found),
        **tables,
    )


def _refuse_untrainable(train: pd.DataFrame | None, judged: pd.DataFrame, wanted: Wanted) -> None:
    """Refuse at once what could not be trained in the end."""
    if wanted.learning_curve and train is None:
        msg = "a learning curve trains anew: give the training data (train=)"
        raise DataError(msg)
    if not wanted.new_topics:
        return
    if train is None:
        msg = "new topics are left out of training: give the training data (train=)"
        raise DataError(msg)
    topics_to_leave_out(train, judged, MOST_TOPICS)


def _trained_anew(
    train: pd.DataFrame | None,
    scored: pd.DataFrame,
    topics: Iterable[Topic | str],
    wanted: Wanted,
    draws: Mapping[str, int],
) -> dict[str, pd.DataFrame]:
    """Return the tables for which a preset is trained."""
    tables: dict[str, pd.DataFrame] = {}
    if train is None:
        return tables
    n, seed = draws["n_resamples"], draws["random_state"]
    if wanted.learning_curve:
        tables["learning_curve"] = learning_curve_table(
            train, scored, topics, n_resamples=n, random_state=seed
        )
    if wanted.new_topics:
        tables["new_topics"] = new_topics_table(
            train, scored, topics, n_resamples=n, random_state=seed
        )
    return tables


def _asked(model: Predictor | None) -> Predictor:
    if model is None:
        msg = "a challenge asks the model anew: give the model and data, not predictions"
        raise DataError(msg)
    return model


def _of_one_kind(judged: pd.DataFrame) -> pd.DataFrame:
    """Return columns of words and numbers mixed as words: no file holds them as they are."""
    kinds = {name: pd.api.types.infer_dtype(judged[name]) for name in judged}
    mixed = [name for name, kind in kinds.items() if kind.startswith("mixed")]
    return judged.astype(dict.fromkeys(mixed, "string"))


def _rivals(topics: Sequence[Topic | str], train: pd.DataFrame | None) -> list[Any]:
    rivals: list[Any] = [KeywordBaseline(topics)]
    if train is not None:
        rivals = [MajorityBaseline().fit(train), *rivals, TfidfBaseline().fit(train)]
    return rivals


def _compare(
    sums: Tally, scored: pd.DataFrame, rivals: Sequence[Any], draws: Mapping[str, int]
) -> pd.DataFrame:
    tables = []
    for rival in rivals:
        theirs = tally(judge_pairs(rival, scored), sums.topics)
        table = compare_tallies(sums, theirs, **draws)
        table = table[table["stance"] == ALL_STANCES]
        table.insert(0, "baseline", rival.name)
        tables.append(table.rename(columns={"a": "value", "b": "baseline_value"}))
    if not tables:
        return pd.DataFrame(columns=_BASELINE_COLUMNS)
    return pd.concat(tables, ignore_index=True)[_BASELINE_COLUMNS]


def _confusion_table(sums: Tally) -> pd.DataFrame:
    cells = sums.total()[:, CONFUSION].reshape(-1, len(STANCES), len(STANCES))
    cells = np.concatenate([cells, cells.sum(axis=0, keepdims=True)])
    of_truth = cells.sum(axis=-1, keepdims=True)
    shares = np.divide(cells, of_truth, out=np.full_like(cells, np.nan), where=of_truth > 0)
    index = pd.MultiIndex.from_product(
        [[*sums.topics, ALL_TOPICS], STANCES, STANCES], names=["scope", "truth", "predicted"]
    )
    columns = {"n": cells.ravel().astype(np.int64), "share": shares.ravel()}
    return pd.DataFrame(columns, index=index).reset_index()
