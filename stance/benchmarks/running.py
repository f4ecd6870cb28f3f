"""Run systems on a benchmark: learn from its training split, read its test split once.

Nothing is chosen here: every system has the settings that a user gets, whose values were picked
on the project's own data, nearly all by cross-validation on the corpus's training documents.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.benchmarks.loading import (
    check_at_hand,
    scored_rows,
    topics_of,
    training_rows,
    with_holders,
)
from stance.benchmarks.overlap import (
    check_topics,
    knows_by_heart,
    normalised,
    occurring,
    source_texts,
)
from stance.benchmarks.sets import SETS, BenchmarkSet, Part
from stance.benchmarks.systems import READING, STACKING, SYSTEMS, TOLD_HOLDERS, Lesson
from stance.embedders.embedder import Embedder
from stance.embedders.loading import load_embedder
from stance.encoder.encoder import Encoder, load_encoder
from stance.encoder.lineage import BUNDLED, learned_sources
from stance.errors import DataError, StanceError, none_such
from stance.judging import judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS

BY_HEART = "not run: the encoder was trained on these training rows and knows them by heart"
"""The note beside a system that would learn to trust an encoder too much."""

COLUMNS = (
    *("set", "part", "system", "encoder", "metric", "score", "low", "high"),
    *("n_train", "n_left_out", "n_test", "n_seen", "train_seconds", "per_second", "note"),
)
"""The columns of a table of results."""

_PERCENT = 100
_SCORED, _OF_TABLE = ("score", "low", "high"), ("value", "low", "high")

_Kind = TypeVar("_Kind")


def run_benchmark(
    name: str,
    folder: str | Path | None = None,
    systems: Sequence[str] = tuple(SYSTEMS),
    *,
    encoder: Encoder | str | Path | None = None,
    embedder: Embedder | str | Path | None = None,
    answers: str | Path | None = None,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Train systems on a benchmark's training split and score them on its test split.

    Parameters
    ----------
    name : str
        One of `SETS`.
    folder : str, Path or None, default=None
        The folder that holds the folder of the set, with a Parquet file for each split, of the
        columns ``text, topic, stance`` and those that the parts of the set ask for. None reads
        the set from where it is published, if `datasets` can; ``own`` needs none.
    systems : sequence of str, default=all of `SYSTEMS`
        What to run.
    encoder : Encoder, path of an encoder's folder, or None, default=None
        What ``encoder`` and ``accurate`` read with; None takes the bundled one.
    embedder : Embedder, folder or name as `load_embedder` takes it, or None, default=None
        What ``accurate`` reads with as well; None takes the bundled one. Another is named beside
        the encoder.
    answers : str, Path or None, default=None
        A folder for the answers to the test split, a Parquet file ``SET-SYSTEM.parquet`` (and the
        encoder's name) for each system that ran, which `stance.evaluate` takes as ``predictions``.
    n_resamples : int, default=2000
        Draws for the intervals.
    random_state : int, default=0
        Seed of training and draws.

    Returns
    -------
    DataFrame
        One row per system and part of the set: ``set, part, system, encoder, metric, score, low,
        high, n_train, n_left_out, n_test, n_seen, train_seconds, per_second, note``. Scores are
        in percent; the interval is a bootstrap over what the set's ``together`` names.
        ``n_left_out`` counts training rows that were left out for having a text of the test
        split, ``n_seen`` the test rows whose text stands in what the system was trained on: its
        training rows, and the training splits of its encoder's sources where their data is in
        the folder (what the encoder's maker left out of them is not known). A system
        that was not run has no score, and a note that says why.

    Raises
    ------
    DataError
        If the data is missing or cannot be used, or a test topic of a part of new topics occurs
        in training.
    ModelError
        If the encoder or embedder cannot be opened.
    StanceError
        If there is no such set or system.

    Examples
    --------
    >>> import tempfile
    >>> said = [("We act on it", "favor"), ("We deny it", "against"), ("It is debated", "neutral")]
    >>> rows = pd.DataFrame(said * 9, columns=["text", "stance"]).assign(topic="warming")
    >>> rows["text"] += " " + rows.index.astype(str)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "gwsd").mkdir()
    ...     rows[:15].to_parquet(Path(folder, "gwsd", "train.parquet"))
    ...     rows[15:].to_parquet(Path(folder, "gwsd", "test.parquet"))
    ...     run_benchmark("gwsd", folder, ["tfidf"])["score"].tolist()
    [100.0]
    """
    (known,) = check_names([name], systems)
    check_at_hand([known], folder)
    unseen = scored_rows(known, folder)
    rows = training_rows(known, folder)
    seen = rows if known.repeats else rows[~_shared(rows, unseen)].reset_index(drop=True)
    tested = [(part, _rows_of(part, seen, unseen)) for part in known.parts]
    check_topics(known, seen, tested)
    reads = encoder if isinstance(encoder, Encoder) else load_encoder(encoder)
    topics = topics_of(known, [*seen["topic"], *unseen["topic"]])
    if embedder is not None and not isinstance(embedder, Embedder):
        embedder = load_embedder(embedder)
    lesson = Lesson(seen, topics, reads, random_state, known.beside, embedder)
    of_training = frozenset(normalised(seen["text"]))
    of_sources = of_training | _texts_of_sources(reads, folder)
    draws = {"n_resamples": n_resamples, "random_state": random_state}
    table = []
    for system in systems:
        of_system: dict[str, Any] = {
            "set": name,
            "system": system,
            "encoder": _read_with(system, reads, encoder, embedder),
            "n_train": len(seen),
            "n_left_out": len(rows) - len(seen),
        }
        judged = None
        if system in STACKING and knows_by_heart(reads, name, seen, topics):
            of_system["note"] = BY_HEART
        else:
            judged, timing = _judged(system, lesson, unseen, holders=known.holders)
            of_system |= timing
            if answers is not None:
                _keep_answers(judged, Path(answers), of_system)
        met = of_sources if system in READING else of_training
        for part, asked in tested:
            scores = {} if judged is None else _scores(judged.loc[asked.index], part, draws)
            table.append(of_system | _facts(part, asked, met) | scores)
    return pd.DataFrame(table, columns=list(COLUMNS))


def check_names(names: Sequence[str], systems: Sequence[str] = ()) -> list[BenchmarkSet]:
    """Return benchmarks by name, once all names are known to be right.

    Parameters
    ----------
    names, systems : sequence of str
        Of `SETS` and `SYSTEMS`.

    Returns
    -------
    list of BenchmarkSet

    Raises
    ------
    StanceError
        If there is none of a name.
    """
    for system in systems:
        _named(system, SYSTEMS, "system")
    return [_named(name, SETS, "benchmark") for name in names]


def _named(name: str, known: Mapping[str, _Kind], kind: str) -> _Kind:
    if name not in known:
        raise StanceError(none_such(kind, name, known))
    return known[name]


def _shared(rows: pd.DataFrame, unseen: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return np.array(occurring(rows["text"], normalised(unseen["text"])), dtype=np.bool_)


def _rows_of(part: Part, seen: pd.DataFrame, unseen: pd.DataFrame) -> pd.DataFrame:
    rows = part.rows_of(unseen)
    return rows[~_shared(rows, seen)] if part.new_texts else rows


def _texts_of_sources(encoder: Encoder, folder: str | Path | None) -> frozenset[str]:
    if folder is None:
        return frozenset()
    found = [source_texts(name, folder) or [] for name in learned_sources(encoder.record)]
    return frozenset(itertools.chain.from_iterable(found))


def _name_of(encoder: Encoder, given: Encoder | str | Path | None) -> str:
    if encoder.is_bundled:
        return BUNDLED
    return encoder.sha256[:8] if isinstance(given, Encoder) else Path(str(given)).name


def _read_with(
    system: str,
    encoder: Encoder,
    given: Encoder | str | Path | None,
    embedder: Embedder | None,
) -> str | None:
    if system not in READING:
        return None
    name = _name_of(encoder, given)
    # An encoder alone embeds nothing.
    if embedder is None or system not in STACKING:
        return name
    return f"{name}, {Path(embedder.source.name).name}"


def _judged(
    system: str, lesson: Lesson, unseen: pd.DataFrame, *, holders: bool
) -> tuple[pd.DataFrame, dict[str, float]]:
    if holders and system in TOLD_HOLDERS:
        unseen, topics = with_holders(unseen)
        lesson = replace(lesson, topics=topics)
    # What another system has read already would be no work for this one.
    lesson.encoder.forget()
    if lesson.embedder is not None:
        lesson.embedder.forget()
    begun = time.perf_counter()
    fitted = SYSTEMS[system](lesson)
    trained = time.perf_counter()
    judged = judge_pairs(fitted, unseen)
    asked = time.perf_counter()
    timing = {"train_seconds": trained - begun, "per_second": len(unseen) / (asked - trained)}
    return judged, timing


def answers_file(folder: Path, of_system: Mapping[str, Any] | pd.Series) -> Path:
    """Return where the answers of a system to a benchmark are kept.

    Parameters
    ----------
    folder : Path
        The folder of answers.
    of_system : mapping or Series
        ``set``, ``system`` and ``encoder``, as a line of results has them.

    Returns
    -------
    Path

    Examples
    --------
    >>> answers_file(Path("answers"), {"set": "gwsd", "system": "fast", "encoder": None}).name
    'gwsd-fast.parquet'
    """
    parts = (of_system[column] for column in ("set", "system", "encoder"))
    return folder / f"{'-'.join(part for part in parts if isinstance(part, str))}.parquet"


def _keep_answers(judged: pd.DataFrame, folder: Path, of_system: Mapping[str, Any]) -> None:
    file = answers_file(folder, of_system)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        judged.to_parquet(file)
    except OSError as error:
        msg = f"cannot write the answers to {file}: {error.strerror or error}"
        raise DataError(msg) from error


def _facts(part: Part, asked: pd.DataFrame, met: frozenset[str]) -> dict[str, Any]:
    n_seen = sum(occurring(asked["text"], met))
    return {"part": part.name, "metric": part.metric, "n_test": len(asked), "n_seen": n_seen}


def _scores(judged: pd.DataFrame, part: Part, draws: dict[str, int]) -> dict[str, float]:
    # Thousands of topics need no score each where all rows are one pool.
    pool = judged if part.mean_of_topics else judged.assign(topic=ALL_TOPICS)
    scope = MEAN_OF_TOPICS if part.mean_of_topics else ALL_TOPICS
    table = score_table(tally(pool), **draws)
    asked = table["score"].eq(part.metric) & table["stance"].eq(ALL_STANCES)
    official = table[asked & table["scope"].eq(scope)].iloc[0]
    return {column: _PERCENT * official[of] for column, of in zip(_SCORED, _OF_TABLE, strict=True)}
