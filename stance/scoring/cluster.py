"""Scoring on a Dask cluster: shards of files, or a Dask frame where it lies."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from stance.errors import DataError, StanceError, require
from stance.model.stance_model import StanceModel
from stance.scoring.blocks import Wanted, check_kept
from stance.scoring.engines import Task
from stance.scoring.manifest import shard_name
from stance.scoring.opening import saved_model
from stance.scoring.shard import Question, scored_table, write_whole
from stance.scoring.tables import as_arrow, check_table

_EXTRA = "cluster"
_AHEAD = 2


def is_dask(data: Any) -> bool:
    """Say whether data is a Dask frame.

    Parameters
    ----------
    data : object
        Anything.

    Returns
    -------
    bool
    """
    return type(data).__module__.startswith("dask") and hasattr(data, "map_partitions")


@contextmanager
def connected(cluster: Any) -> Iterator[Any]:
    """Connect to a cluster.

    Parameters
    ----------
    cluster : str or distributed.Client
        The address of a scheduler, or a client, which is left open.

    Yields
    ------
    distributed.Client

    Raises
    ------
    StanceError
        If there is no scheduler.
    MissingExtraError
        If the extra is not installed.
    """
    distributed = require("distributed", _EXTRA)
    if isinstance(cluster, distributed.Client):
        yield cluster
        return
    try:
        client = distributed.Client(cluster)
    except (OSError, ValueError) as error:
        msg = f"no cluster at {cluster!r}: {error}"
        raise StanceError(msg) from error
    with client:
        yield client


class Cluster:
    """Score shards on the workers of a cluster, and write their files from here.

    A worker that dies is no loss: its shards are given to another.

    Parameters
    ----------
    client : distributed.Client
        The cluster.
    model : StanceModel
        Sent to each worker once.
    fingerprint : str
        Of the model.
    question : Question
        What is asked.
    folder : Path
        Where the files go; only this process writes there.
    """

    def __init__(
        self, client: Any, model: StanceModel, fingerprint: str, *, question: Question,
        folder: Path,
    ) -> None:  # fmt: skip
        self._client, self._folder = client, folder
        self._how = fingerprint, question
        _ship(client, fingerprint, model)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield each task with its record, in order.

        Raises
        ------
        StanceError
            If a shard took too many workers along.
        """
        waiting: deque[tuple[Task, Any]] = deque()
        for task in tasks:
            waiting.append((task, self._submit(task)))
            if len(waiting) >= _AHEAD * max(sum(self._client.nthreads().values()), 1):
                yield self._first(waiting)
        while waiting:
            yield self._first(waiting)

    def _submit(self, task: Task) -> Any:
        from stance.scoring.shipping import score_shipped  # noqa: PLC0415

        return self._client.submit(score_shipped, task.content, *self._how, pure=False)

    def _first(self, waiting: deque[tuple[Task, Any]]) -> tuple[Task, dict[str, Any]]:
        from distributed import KilledWorker  # noqa: PLC0415

        task, future = waiting.popleft()
        name = shard_name(task.shard.number)
        try:
            scored = future.result()
        except KilledWorker as error:
            msg = f"{name} was given up: too many workers died over it (out of memory?)"
            raise StanceError(msg) from error
        write_whole(self._folder / name, scored.content)
        return task, scored.record


def score_frame(
    frame: Any, model: StanceModel, question: Question, text_column: str, keep: tuple[str, ...]
) -> Any:
    """Return a Dask frame of answers, computed where the partitions lie.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
        One sentence a row.
    model : StanceModel
        Sent once to each worker of the current client, or kept here where there is none.
    question : Question
        What is asked.
    text_column : str
        The column of texts.
    keep : tuple of str
        Columns to pass through.

    Returns
    -------
    dask.dataframe.DataFrame
        As many partitions, with the index of the rows.

    Raises
    ------
    DataError
        If the frame lacks a column, or one to keep is in the output already.
    """
    distributed = require("distributed", _EXTRA)
    from stance.scoring.shipping import keep_here  # noqa: PLC0415

    taken = [name for name in question.columns if name not in ("file", "row")]
    check_kept(keep, taken)
    check_table("the Dask frame", text_column, keep, list(map(str, frame.columns)))
    with saved_model(model) as saved:
        fingerprint = saved.fingerprint
    keep_here(fingerprint, model)
    # Without a client the threads of this process will score.
    with suppress(ValueError):
        _ship(distributed.get_client(), fingerprint, model)
    how = (fingerprint, question, text_column, keep)
    meta = _score_partition(frame._meta, *how)
    return frame.map_partitions(_score_partition, *how, meta=meta)


def _ship(client: Any, fingerprint: str, model: StanceModel) -> None:
    from stance.scoring.shipping import ShippedModel  # noqa: PLC0415

    client.register_plugin(ShippedModel(fingerprint, model))


def _score_partition(
    part: Any, fingerprint: str, question: Question, text_column: str, keep: tuple[str, ...]
) -> Any:
    from stance.scoring.shipping import shipped_scorer  # noqa: PLC0415

    table = pa.Table.from_pandas(part[list(dict.fromkeys([text_column, *keep]))],
                                 preserve_index=False)  # fmt: skip
    wanted = Wanted(text_column, {name: table.schema.field(name).type for name in keep})
    rows = as_arrow(table, wanted)
    scored, _ = scored_table(rows, shipped_scorer(fingerprint, question), question)
    plain = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in scored.columns
    ]
    answers = pa.table(plain, scored.column_names).drop_columns(["file", "row"]).to_pandas()
    times = len(question.topics) if question.form == "long" else 1
    answers.index = part.index[np.repeat(np.arange(len(part)), times)]
    return answers


def refuse_output(output: Any) -> None:
    """Refuse a folder beside a Dask frame.

    Parameters
    ----------
    output : object
        What was given for it.

    Raises
    ------
    DataError
        If it is not None.
    """
    if output is not None:
        msg = "a Dask frame is scored where it lies: leave the output out, and use .to_parquet()"
        raise DataError(msg)
