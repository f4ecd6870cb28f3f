"""Evaluate a model on labelled data: from predictions to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from stance.errors import DataError
from stance.examples import read_examples
from stance.examples.examples import COLUMNS, EXTRA_COLUMNS
from stance.judging.given import read_predictions
from stance.judging.predictor import Predictor
from stance.judging.report import Report
from stance.judging.reporting import Wanted, report_of
from stance.judging.tallies import judge_pairs
from stance.stances import MIXED
from stance.topics import TopicsChoice, find_topics


def evaluate(
    model: Predictor | None = None,
    data: Any = None,
    *,
    train: Any = None,
    predictions: Any = None,
    topics: TopicsChoice = None,
    slices: Sequence[str] = (),
    baselines: bool = True,
    learning_curve: bool = False,
    new_topics: bool = False,
    review: bool | None = None,
    challenge: Any = False,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> Report:
    """Judge a model on labelled data, or answers that are already given.

    Parameters
    ----------
    model : StanceModel, optional
        The model, or anything with ``predict_pairs(texts, topics)``; with ``explain`` its errors
        come with their evidence.
    data : path, DataFrame, Dataset or Examples, optional
        Labelled sentences that the model has not been trained on; whatever
        `stance.examples.read_examples` reads. Every row is scored once, weights or not.
    train : path, DataFrame, Dataset or Examples, optional
        What the model was trained on: the baselines that learn are fitted on it, and it is
        held against ``data`` for leakage and drift.
    predictions : path or DataFrame, optional
        In place of model and data: the answers of any system, as
        `stance.judging.given.read_predictions` takes them.
    topics : Topics, iterable of Topic or str, path of a topics file, or None, default=None
        Whose aliases the keyword rule and the slices know; None takes the model's.
    slices : sequence of str, default=()
        Columns of the data to score by, beside register, length, quotation, negation, naming of
        the topic, and holder.
    baselines : bool, default=True
        Whether to hold baselines against the model. Without ``train`` that is the keyword rule
        alone.
    learning_curve : bool, default=False
        Whether to train the preset ``fast`` on an eighth to all of ``train``, to see what more
        labels would buy.
    new_topics : bool, default=False
        Whether to train the preset ``fast`` without any label of a topic, and with 8, 32, 128 and
        all sentences of ``train`` about it, to see how it fares on topics that it has not learned
        and what labels of one bring; each of at most eight topics in turn, so some hundred
        trainings (`stance.judging.new_topics.new_topics_table` takes other numbers).
    review : bool or None, default=None
        Whether to rank labels that may be wrong, which needs cleanlab (the extra ``review``);
        None does so where it is installed.
    challenge : bool, path or table, default=False
        Whether to ask the model minimal pairs as well: True takes the set that comes with the
        package, which is about the bundled topics; else as `stance.judging.judge_challenge`.
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
        If the data holds no row that can be scored or cannot be read, lacks a column of
        ``slices``, or a learning curve or new topics are asked for without training data, or new
        topics of fewer than two topics.
    MissingExtraError
        If ``review`` is True and cleanlab is not installed.

    See Also
    --------
    stance.judging.metrics : What each score means.
    stance.judging.intervals : What the intervals are.
    stance.judging.comparing : What the tests are.

    Examples
    --------
    >>> from stance.judging.keyword_baseline import KeywordBaseline
    >>> texts = ["They reject a truce.", "We want a truce.", "It rains."]
    >>> stances = ["against", "favor", "unrelated"]
    >>> data = pd.DataFrame({"text": texts, "topic": "truce", "stance": stances})
    >>> report = evaluate(KeywordBaseline(["truce"]), data, n_resamples=100)
    >>> float(report.score("macro_f1")["value"])
    1.0
    """
    wanted = Wanted(tuple(slices), baselines, learning_curve, review, challenge, new_topics)
    known = None if train is None else read_examples(train).frame
    draws = {"n_resamples": n_resamples, "random_state": random_state}
    named = find_topics(None, topics)
    if predictions is not None:
        if model is not None or data is not None:
            msg = "give a model with data, or predictions alone, not both"
            raise DataError(msg)
        judged, about = read_predictions(predictions)
        return report_of(
            judged,
            None,
            train=_scorable(known),
            topics=named or (),
            wanted=wanted,
            draws=draws,
            about=about,
        )
    if model is None or data is None:
        msg = "nothing to judge: give a model and data, or predictions"
        raise DataError(msg)
    further = [name for name in slices if name not in (*COLUMNS, *EXTRA_COLUMNS)]
    examples = read_examples(data, keep=further)
    about = {"dropped": examples.n_dropped, "fingerprint": examples.fingerprint}
    return judge(model, examples.frame, known, topics=named, wanted=wanted, about=about, **draws)


def judge(
    model: Predictor,
    examples: pd.DataFrame,
    train: pd.DataFrame | None = None,
    *,
    topics: Any = None,
    wanted: Wanted | None = None,
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
    topics : iterable of Topic or str, optional
        As in `evaluate`.
    wanted : Wanted, optional
        The parts of the report that are optional.
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
    scored = _scorable(examples)
    if scored is None or scored.empty:
        msg = "there is no row to judge by: the data is empty, or every row is mixed"
        raise DataError(msg)
    known_topics = getattr(model, "topics", ()) if topics is None else topics
    facts = {"mixed_left_out": len(examples) - len(scored), **(about or {})}
    draws = {"n_resamples": n_resamples, "random_state": random_state}
    judged = judge_pairs(model, scored)
    return report_of(
        judged,
        model,
        train=_scorable(train),
        topics=known_topics,
        wanted=wanted or Wanted(),
        draws=draws,
        about=facts,
    )


def _scorable(examples: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if examples is None else examples[examples["stance"] != MIXED]
