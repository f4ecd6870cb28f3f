"""Score any number of sentences: in shards, in flat memory, to be taken up again after a kill."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from tqdm import tqdm

from stance._version import __version__
from stance.errors import DataError
from stance.model.answering import check_abstention
from stance.model.stance_model import StanceModel, TopicChoice
from stance.model.storage import load
from stance.scoring.blocks import Shard, check_kept, shards_of
from stance.scoring.cluster import Cluster, connected, is_dask, refuse_output, score_frame
from stance.scoring.engines import Engine, Here, Task, Workers
from stance.scoring.manifest import Manifest
from stance.scoring.opening import SavedModel, saved_model
from stance.scoring.shard import Form, Question, packed, sha256
from stance.scoring.sources import Source, open_source

SHARD_ROWS = 50_000
"""Rows of a shard for a model of n-grams."""

SHARD_ROWS_READ = 5_000
"""Rows of a shard for a model with an encoder, which takes a hundred times as long."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a run has done.

    Attributes
    ----------
    folder : Path
        The output: ``part-000000.parquet`` and so on, to be read as one table.
    rows : int
        How many rows came in, and are in the output.
    bad_rows : int
        How many of them could not be scored; the column ``problem`` says why.
    shards : int
        How many files there are.
    kept_shards : int
        How many of them were there from a run before.
    seconds : float
        How long it took.
    unreadable : tuple of str
        Files and parts of files that could not be read; each is one of the bad rows.
    """

    folder: Path
    rows: int
    bad_rows: int
    shards: int
    kept_shards: int
    seconds: float
    unreadable: tuple[str, ...]


def score(
    data: Any,
    output: str | Path | None = None,
    *,
    topics: TopicChoice = None,
    model: StanceModel | str | Path | None = None,
    form: Form = "long",
    text_column: str = "text",
    keep: Iterable[str] = (),
    abstain_below: float = 0.0,
    workers: int = 1,
    shard_rows: int | None = None,
    cluster: Any = None,
    progress: bool = True,
) -> Any:
    """Score any number of sentences into a folder of Parquet files.

    Rows are read, scored and written shard by shard, so memory does not grow with their number.
    A run that was stopped, by a kill or a full disk, is taken up by the same call: the shards
    that are there are kept, and the folder ends with the same bytes as without the stop.

    Parameters
    ----------
    data : path, list of paths, table, or Dataset
        Files: Parquet, CSV, TSV and JSON Lines with one sentence a row; text files and web pages,
        which are split into sentences; folders of them. Or a frame, an Arrow table, or a
        `datasets.Dataset`, streamed as well. Or a Dask frame, which is scored where it lies.
    output : str, Path or None, default=None
        The folder; new, empty, or of the same run before. None for a Dask frame.
    topics : Topic or str, or iterable of them, or None, default=None
        As in `StanceModel.predict`.
    model : StanceModel, str, Path or None, default=None
        A model, or what `stance.load` opens.
    form : {'long', 'wide'}, default='long'
        One row for each sentence and topic, with the columns of `StanceModel.predict`; or one
        row for each sentence, with columns ``ceasefire: stance``, ``ceasefire: p_favor`` and so
        on for each topic. ``file`` and ``row`` say where a sentence came from, counted as in
        `stance.read_examples`; ``problem`` says why a row has no answer.
    text_column : str, default="text"
        The column of texts.
    keep : iterable of str, default=()
        Columns to pass through. From CSV and JSON Lines they are text.
    abstain_below : float, default=0.0
        No stance is given where the confidence is less.
    workers : int, default=1
        How many processes score. A model with an encoder uses all cores with one.
    shard_rows : int or None, default=None
        Rows of a file of the output; None takes 50,000, or 5,000 where there is an encoder.
    cluster : str, distributed.Client or None, default=None
        A Dask cluster that scores the shards: the address of its scheduler, or a client. This
        process reads the input and writes the output; the model is sent to each worker once.
    progress : bool, default=True
        Whether to show rows, rate and time left.

    Returns
    -------
    Scored, or dask.dataframe.DataFrame
        For a Dask frame another, not yet computed, with the answers for each partition.

    Raises
    ------
    DataError
        If the input is not there, lacks a column, or is not the one that shards in the folder
        were made from; if the folder holds other files, or answers to another question; if
        an option cannot be; if the output cannot be written, where what is there is kept. A bad
        row is no error: it is in the output, with the reason.
    StanceError
        If a worker keeps dying. What is there is kept.
    ModelError, TopicError
        If the model cannot be opened, or does not know a topic.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"id": [7, 8], "text": ["We back a truce.", None]})
    >>> how = {"model": "fast", "topics": "ceasefire", "keep": ["id"], "progress": False}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = score(rows, folder, **how)
    ...     answers = pd.read_parquet(folder)
    >>> done.rows, done.bad_rows
    (2, 1)
    >>> answers[["id", "stance", "problem"]].fillna("").to_numpy().tolist()
    [[7, 'favor', ''], [8, '', 'a text was expected, got None']]
    """
    opened = model if isinstance(model, StanceModel) else load(model)
    keep = tuple(keep)
    question = Question(tuple(opened.topics.select(topics)), form, abstain_below)
    size = shard_rows or (SHARD_ROWS if opened.scorer.is_fast else SHARD_ROWS_READ)
    _check_options(question, size, workers)
    if is_dask(data):
        refuse_output(output)
        return score_frame(data, opened, question, text_column, keep)
    if output is None:
        msg = "give the folder for the output"
        raise DataError(msg)
    check_kept(keep, question.columns)
    source = open_source(data, text_column, keep)
    with saved_model(opened) as saved:
        asked = _asked(saved, question, source, size)
        how = saved.folder, question, Path(output)
        with ExitStack() as stack:
            engine: Engine = Here(*how) if workers == 1 else Workers(workers, *how)
            if cluster is not None:
                client = stack.enter_context(connected(cluster))
                engine = Cluster(
                    client, opened, saved.fingerprint, question=question, folder=how[2]
                )
            return _run(source, Path(output), asked, engine, size=size, progress=progress)


def _check_options(question: Question, size: int, workers: int) -> None:
    if question.form not in ("long", "wide"):
        msg = f"form must be 'long' or 'wide', got {question.form!r}"
        raise DataError(msg)
    check_abstention(question.abstain_below)
    if size < 1 or workers < 1:
        msg = f"at least 1 worker and 1 row a shard are needed, got {workers} and {size}"
        raise DataError(msg)


def _asked(saved: SavedModel, question: Question, source: Source, size: int) -> dict[str, Any]:
    return {
        "model": saved.fingerprint,
        "topics": [[t.name, t.description, list(t.aliases)] for t in question.topics],
        "form": question.form,
        "abstain_below": question.abstain_below,
        "text_column": source.wanted.text,
        "keep": {name: str(kind) for name, kind in source.wanted.kept.items()},
        "shard_rows": size,
        "stance_version": __version__,
        "pyarrow": pa.__version__,
    }


def _run(
    source: Source, folder: Path, asked: dict[str, Any], engine: Engine, *, size: int,
    progress: bool,
) -> Scored:  # fmt: skip
    start, totals = time.monotonic(), _Totals()
    try:
        with (
            Manifest(folder, asked) as manifest,
            tqdm(desc="score", unit=" rows", unit_scale=True, disable=not progress) as bar,
        ):
            shards = shards_of(source.read(), size, totals.unreadable)
            tasks = _tasks(shards, manifest, totals, bar)
            for task, record in engine.run(tasks):
                number = task.shard.number
                manifest.add({"shard": number, **record, "input_sha256": task.input_sha256})
                totals.add(record)
                _advance(bar, record["rows"], task.shard.share)
            totals.check(manifest)
            manifest.end(totals.rows, totals.bad_rows)
    except OSError as error:
        msg = (
            f"cannot write to {folder}: {error.strerror or error}; what is there is kept, "
            "and the same call goes on from it"
        )
        raise DataError(msg) from error
    seconds = time.monotonic() - start
    counts = totals.rows, totals.bad_rows, totals.shards, totals.kept
    return Scored(folder, *counts, seconds, tuple(totals.unreadable))


@dataclass
class _Totals:
    rows: int = 0
    bad_rows: int = 0
    shards: int = 0
    kept: int = 0
    unreadable: list[str] = field(default_factory=list)

    def add(self, record: dict[str, Any]) -> None:
        self.rows += record["rows"]
        self.bad_rows += record["bad_rows"]
        self.shards += 1

    def check(self, manifest: Manifest) -> None:
        if self.shards < len(manifest.finished):
            msg = f"the input is shorter than the one that {manifest.folder} was made from"
            raise DataError(msg)


def _tasks(
    shards: Iterable[Shard], manifest: Manifest, totals: _Totals, bar: Any
) -> Iterator[Task]:
    """Yield the shards that are not there yet, in order."""
    for shard in shards:
        content = packed(shard.table)
        digest = sha256(content)
        record = manifest.check_input(shard.number, digest)
        if record is None:
            yield Task(shard._replace(table=None), content, digest)
            continue
        totals.add(record)
        totals.kept += 1
        if not bar.disable:
            bar.initial += record["rows"]  # not counted in the rate
        _advance(bar, record["rows"], shard.share)


def _advance(bar: Any, rows: int, share: float) -> None:
    if bar.disable:
        return
    # How many rows are still to come is not known; how much of the files is read, is.
    bar.total = round((bar.n + rows) / share) if share else None
    bar.update(rows)
