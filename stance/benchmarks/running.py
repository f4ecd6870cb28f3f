"""Run systems on a public benchmark: learn from its training split, read its test split once.

Nothing is chosen here: every system has the settings that a user gets, whose values were picked
by cross-validation on the training documents of the bundled corpus.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pandas as pd

from stance.benchmarks.sets import SETS, BenchmarkSet
from stance.encoder.pairs import PAIR_COLUMNS
from stance.errors import DataError, StanceError, none_such
from stance.examples import read_examples
from stance.examples.files import read_rows
from stance.examples.splitting import need_columns
from stance.judging import MajorityBaseline, TfidfBaseline, judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.predictor import Predictor
from stance.learning.presets import Preset
from stance.model.stance_model import StanceModel
from stance.topics import Topic
from stance.training import train

_PERCENT = 100

_Kind = TypeVar("_Kind")


class _AnyTopic:
    # A benchmark may ask about topics that training lacks: they are known by their name.
    def __init__(self, model: StanceModel) -> None:
        self.model = model

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        return self.model.predict_pairs(texts, [Topic(name) for name in topics])


def _preset(preset: Preset, rows: pd.DataFrame, seed: int) -> Predictor:
    return _AnyTopic(train(rows, preset=preset, folds=0, random_state=seed, progress=False))


SYSTEMS: dict[str, Callable[[pd.DataFrame, int], Predictor]] = {
    "majority": lambda rows, _: MajorityBaseline().fit(rows),
    "tfidf": lambda rows, _: TfidfBaseline().fit(rows),
    "fast": lambda rows, seed: _preset("fast", rows, seed),
    "accurate": lambda rows, seed: _preset("accurate", rows, seed),
}
"""What can be run, by name: baselines and presets, each from training rows and a seed."""


def run_benchmark(
    name: str,
    folder: str | Path,
    systems: Sequence[str] = tuple(SYSTEMS),
    *,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Train systems on a benchmark's training split and score them on its test split.

    Parameters
    ----------
    name : str
        One of `SETS`.
    folder : str or Path
        The folder that holds the folder of the set, with ``train.parquet`` and ``test.parquet``
        of the columns ``text, topic, stance``.
    systems : sequence of str, default=all of `SYSTEMS`
        What to run.
    n_resamples : int, default=2000
        Draws for the intervals.
    random_state : int, default=0
        Seed of training and draws.

    Returns
    -------
    DataFrame
        One row per system: ``set, system, metric, score, low, high, n_train, n_test,
        train_seconds, per_second``. Scores are in percent; the interval is a bootstrap over what
        the set's ``together`` names.

    Raises
    ------
    DataError
        If the data is missing or cannot be used, or a test topic of a set of new topics occurs
        in training.
    StanceError
        If there is no such set or system.

    Examples
    --------
    >>> import tempfile
    >>> said = [("We act on it", "favor"), ("We deny it", "against"), ("It is debated", "neutral")]
    >>> rows = pd.DataFrame(said * 9, columns=["text", "stance"]).assign(topic="warming")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "gwsd").mkdir()
    ...     for split in ("train", "test"):
    ...         rows.to_parquet(Path(folder, "gwsd", f"{split}.parquet"))
    ...     run_benchmark("gwsd", folder, ["tfidf"])["score"].tolist()
    [100.0]
    """
    known = _named(name, SETS, "benchmark")
    chosen = {system: _named(system, SYSTEMS, "system") for system in systems}
    seen, unseen = (_rows(known, Path(folder), split) for split in ("train", "test"))
    if known.new_topics and (shared := set(seen["topic"]) & set(unseen["topic"])):
        msg = f"{name}: the topic {min(shared)!r} is in both splits, but its topics must be new"
        raise DataError(msg)
    table = []
    for system, fit in chosen.items():
        begun = time.perf_counter()
        fitted = fit(seen, random_state)
        trained = time.perf_counter()
        judged = judge_pairs(fitted, unseen)
        asked = time.perf_counter()
        # The official scores are of all rows in one pool, whatever their topic.
        pooled = tally(judged.assign(topic=ALL_TOPICS))
        scores = score_table(pooled, n_resamples=n_resamples, random_state=random_state)
        official = scores["score"].eq(known.metric) & scores["stance"].eq(ALL_STANCES)
        row = scores[official].iloc[0]
        table.append(
            {
                "set": name,
                "system": system,
                "metric": known.metric,
                "score": row["value"] * _PERCENT,
                "low": row["low"] * _PERCENT,
                "high": row["high"] * _PERCENT,
                "n_train": len(seen),
                "n_test": len(unseen),
                "train_seconds": trained - begun,
                "per_second": len(unseen) / (asked - trained),
            }
        )
    return pd.DataFrame(table)


def _named(name: str, known: dict[str, _Kind], kind: str) -> _Kind:
    if name not in known:
        raise StanceError(none_such(kind, name, known))
    return known[name]


def _rows(known: BenchmarkSet, folder: Path, split: str) -> pd.DataFrame:
    file = folder / known.name / f"{split}.parquet"
    if not file.is_file():
        msg = f"{file} is missing: --data takes the folder that holds {known.name}/"
        raise DataError(msg)
    if split == "train":
        # A pair that others labelled in two ways teaches nothing; `n_train` is without it.
        return _cleaned(read_examples(file, on_invalid="drop").frame, known)
    # Scored as published, row for row, repeated texts and all.
    frame = read_rows(file).frame
    need_columns(frame, *PAIR_COLUMNS, what=str(file), give="the split as it was published")
    frame = _cleaned(frame[list(PAIR_COLUMNS)], known)
    return frame.assign(doc=frame[known.together])


def _cleaned(frame: pd.DataFrame, known: BenchmarkSet) -> pd.DataFrame:
    for mark in known.remove:
        frame = frame.assign(text=frame["text"].str.replace(mark, "", regex=False).str.strip())
    return frame
