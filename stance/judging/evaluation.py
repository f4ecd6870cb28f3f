"""Evaluate a model on labelled data: from predictions to a report."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from stance._version import __version__
from stance.errors import DataError
from stance.judging.baselines import KeywordBaseline, MajorityBaseline, TfidfBaseline
from stance.judging.comparing import compare_tallies
from stance.judging.curves import coverage_table, reliability_table
from stance.judging.intervals import LEVEL, score_table
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.mistakes import confident_errors, evidence_of
from stance.judging.predictor import Predictor
from stance.judging.report import Report
from stance.judging.tallies import CONFUSION, N_BINS, Tally, judge_pairs, tally
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
    learned_from = None if train is None else _frame_of(train)
    return judge(
        model,
        _frame_of(data),
        learned_from,
        baselines=baselines,
        n_resamples=n_resamples,
        random_state=random_state,
    )


def judge(
    model: Predictor,
    examples: pd.DataFrame,
    train: pd.DataFrame | None = None,
    *,
    baselines: bool = True,
    n_resamples: int = 2000,
    random_state: int = 0,
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
        facts=_facts(model, examples, scored, known, draws),
    )


def _frame_of(data: Any) -> pd.DataFrame:
    if not hasattr(data, "for_training"):
        from stance.examples import read_examples  # noqa: PLC0415

        data = read_examples(data)
    frame: pd.DataFrame = data.frame
    return frame


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


def _facts(
    model: Predictor,
    examples: pd.DataFrame,
    scored: pd.DataFrame,
    train: pd.DataFrame | None,
    draws: Mapping[str, int],
) -> dict[str, Any]:
    counts = scored["stance"].value_counts()
    splits = scored["split"].value_counts() if "split" in scored else pd.Series(dtype=int)
    return {
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "data": {
            "rows": len(scored),
            "sentences": int(scored["text"].nunique()),
            "documents": int(scored["doc"].astype(str).nunique()),
            "topics": [str(topic) for topic in dict.fromkeys(scored["topic"])],
            "stances": {stance: int(counts.get(stance, 0)) for stance in STANCES},
            "mixed_left_out": len(examples) - len(scored),
            "splits": {str(name): int(n) for name, n in splits.items()},
        },
        "train": None
        if train is None
        else {"rows": len(train), "documents": int(train["doc"].nunique())},
        "leakage": None if train is None else _leakage(train, scored),
        "model": plain(getattr(model, "metadata", {})),
        "settings": {**plain(draws), "level": LEVEL, "n_bins": N_BINS},
        "versions": {
            "sentence-stance": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy")},
        },
    }


def _leakage(train: pd.DataFrame, scored: pd.DataFrame) -> dict[str, int]:
    folded = [
        set(frame["text"].str.casefold().str.split().str.join(" ")) for frame in (train, scored)
    ]
    documents = [set(frame["doc"].astype(str)) for frame in (train, scored)]
    return {
        "shared_documents": len(documents[0] & documents[1]),
        "shared_texts": len(folded[0] & folded[1]),
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Parameters
    ----------
    value : object
        Whatever a model says of itself.

    Returns
    -------
    dict, list, str, float, int, bool or None
        What is none of these becomes text.

    Examples
    --------
    >>> plain({"seed": np.int64(3), "classes": ("a", "b"), 1: float("nan")})
    {'seed': 3, 'classes': ['a', 'b'], '1': None}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)
