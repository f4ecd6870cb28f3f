"""Evaluate a model on labelled data: from predictions to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.examples import read_examples
from stance.judging.baselines import KeywordBaseline, MajorityBaseline, TfidfBaseline
from stance.judging.comparing import compare_tallies
from stance.judging.curves import coverage_table, reliability_table
from stance.judging.facts import facts_of
from stance.judging.intervals import score_table
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.mistakes import confident_errors, evidence_of
from stance.judging.predictor import Predictor
from stance.judging.report import Report
from stance.judging.tallies import CONFUSION, Tally, judge_pairs, tally
from stance.stances import MIXED, STANCES

_BASELINE_COLUMNS = [
    *("baseline", "scope", "score", "stance"),
    *("value", "baseline_value", "difference", "low", "high", "p_value"),
]


def evaluate(
    model: Predictor,
    data: Any,
    *,
    train: Any = None,
    baselines: bool = True,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> Report:
    """Judge a model on labelled data.

    Parameters
    ----------
    model : StanceModel
        The model, or anything with ``predict_pairs(texts, topics)``; with ``explain`` its errors
        come with their evidence.
    data : path, DataFrame, Dataset or Examples
        Labelled sentences that the model has not been trained on; whatever
        `stance.examples.read_examples` reads. Every row is scored once, weights or not.
    train : path, DataFrame, Dataset or Examples, optional
        What the model was trained on: the baselines that learn are fitted on it, and it is
        searched for leakage into ``data``.
    baselines : bool, default=True
        Whether to hold baselines against the model. Without ``train`` that is the keyword rule
        alone.
    n_resamples : int, default=2000
        Draws of documents for the intervals and exchanges for the tests.
    random_state : int, default=0
        Seed of both.

    Returns
    -------
    Report

    Raises
    ------
    DataError
        If the data holds no row that can be scored, or cannot be read.

    See Also
    --------
    stance.judging.metrics : What each score means.
    stance.judging.intervals : What the intervals are.
    stance.judging.comparing : What the tests are.

    Examples
    --------
    >>> texts = ["They reject a truce.", "We want a truce.", "It rains."]
    >>> stances = ["against", "favor", "unrelated"]
    >>> data = pd.DataFrame({"text": texts, "topic": "truce", "stance": stances})
    >>> report = evaluate(KeywordBaseline(["truce"]), data, n_resamples=100)
    >>> float(report.score("macro_f1")["value"])
    1.0
    """
    examples = read_examples(data)
    return judge(
        model,
        examples.frame,
        None if train is None else read_examples(train).frame,
        baselines=baselines,
        n_resamples=n_resamples,
        random_state=random_state,
        about={"dropped": examples.n_dropped, "fingerprint": examples.fingerprint},
    )


def judge(
    model: Predictor,
    examples: pd.DataFrame,
    train: pd.DataFrame | None = None,
    *,
    baselines: bool = True,
    n_resamples: int = 2000,
    random_state: int = 0,
    about: Mapping[str, Any] | None = None,
) -> Report:
    """Do what `evaluate` does, for examples that are already read and checked.

    Parameters
    ----------
    model : Predictor
        What is judged.
    examples, train : DataFrame
        Examples frames: ``text, topic, stance, doc`` and further columns.
    baselines : bool, default=True
        Whether to hold baselines against the model.
    n_resamples : int, default=2000
        Draws of documents for the intervals and exchanges for the tests.
    random_state : int, default=0
        Seed of both.
    about : mapping, optional
        Further facts about the data, for ``facts["data"]``.

    Returns
    -------
    Report

    Raises
    ------
    DataError
        If no row can be scored.
    """
    scored = examples[examples["stance"] != MIXED]
    known = None if train is None else train[train["stance"] != MIXED]
    if scored.empty:
        msg = "there is no row to judge by: the data is empty, or every row is mixed"
        raise DataError(msg)
    judged = judge_pairs(model, scored)
    sums = tally(judged)
    errors = confident_errors(judged)
    draws = {"n_resamples": n_resamples, "random_state": random_state}
    rivals = _rivals(model, known) if baselines else []
    return Report(
        scores=score_table(sums, **draws),
        confusion=_confusion_table(sums),
        reliability=reliability_table(sums, **draws),
        coverage=coverage_table(judged, **draws),
        errors=errors,
        evidence=evidence_of(model, errors),
        baselines=_compare(sums, scored, rivals, draws),
        predictions=judged,
        facts=facts_of(
            model, examples=examples, scored=scored, train=known, draws=draws, about=about or {}
        ),
    )


def _rivals(model: Predictor, train: pd.DataFrame | None) -> list[Any]:
    rivals: list[Any] = [KeywordBaseline(getattr(model, "topics", ()))]
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
