"""What more labels buy: the score after training on ever more of the documents.

Each step trains anew on twice the documents of the one before, all of which it keeps, and is judged
on the same evaluated data. The gain of a step is paired: both steps answer the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.judging.columns import LEARNING_CURVE, typed
from stance.judging.comparing import compare_tallies
from stance.judging.intervals import score_table
from stance.judging.metrics import ALL_STANCES
from stance.judging.tallies import Tally, judge_pairs, tally
from stance.learning.presets import Preset, preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topic, Topics

CURVE_SCORES = ("macro_f1", "about_accuracy")
"""The scores of a learning curve."""

_SHARES = (0.125, 0.25, 0.5, 1.0)
_FEWEST_DOCUMENTS = 8


def learning_curve_table(
    train: pd.DataFrame,
    evaluated: pd.DataFrame,
    topics: Iterable[Topic | str] = (),
    *,
    preset: Preset = "fast",
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Train on an eighth, a quarter, half and all of the documents, and judge each time.

    Parameters
    ----------
    train, evaluated : DataFrame
        Examples without ``mixed`` rows: ``text, topic, stance, doc`` and perhaps ``weight``.
    topics : iterable of Topic or str, default=()
        The topics whose aliases are known; any other is known by its name alone.
    preset : {"fast", "balanced", "accurate"}, default="fast"
        What is trained, four times; ``fast`` takes about twice as long as one training.
    n_resamples : int, default=2000
        Draws for the intervals and exchanges for the tests.
    random_state : int, default=0
        Seed of which documents come first, and of both.

    Returns
    -------
    DataFrame
        ``preset, scope, score, documents, examples, value, low, high, gain, gain_low, gain_high,
        p_value``: for each topic, all together and their mean; the gain is over the step before,
        and NaN at the first.

    Raises
    ------
    DataError
        If there are fewer than eight documents to train on.
    """
    documents = np.sort(train["doc"].astype(str).unique())
    if len(documents) < _FEWEST_DOCUMENTS:
        msg = (
            f"a learning curve needs at least {_FEWEST_DOCUMENTS} documents to train on, "
            f"there are {len(documents)}: leave it out"
        )
        raise DataError(msg)
    known = Topics(topics)
    names = dict.fromkeys([*train["topic"], *evaluated["topic"]])
    asked = Topics([*known, *(name for name in names if name not in known)])
    order = np.random.default_rng(random_state).permutation(documents)
    draws = {"n_resamples": n_resamples, "random_state": random_state}
    tables: list[pd.DataFrame] = []
    before: Tally | None = None
    for share in _SHARES:
        drawn = order[: max(2, round(share * len(documents)))]
        rows = train[train["doc"].astype(str).isin(drawn)]
        sums = tally(judge_pairs(_trained(rows, asked, preset), evaluated))
        table = _chosen(score_table(sums, **draws))
        gains = pd.DataFrame() if before is None else compare_tallies(sums, before, **draws)
        tables.append(_step(table, gains).assign(documents=len(drawn), examples=len(rows)))
        before = sums
    return typed(pd.concat(tables).assign(preset=preset), LEARNING_CURVE)


def _trained(rows: pd.DataFrame, topics: Topics, preset: Preset) -> StanceModel:
    classifier = preset_classifier(preset).set_params(topics=topics, random_state=0)
    return StanceModel(classifier.fit(rows, rows["stance"], rows.get("weight")).scorer_)


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    kept = table["score"].isin(CURVE_SCORES) & (table["stance"] == ALL_STANCES)
    return table[kept].reset_index(drop=True)


def _step(table: pd.DataFrame, gains: pd.DataFrame) -> pd.DataFrame:
    columns = {"gain": "difference", "gain_low": "low", "gain_high": "high", "p_value": "p_value"}
    if gains.empty:
        return table.assign(**dict.fromkeys(columns, np.nan))
    chosen = _chosen(gains)
    return table.assign(**{name: chosen[column] for name, column in columns.items()})
