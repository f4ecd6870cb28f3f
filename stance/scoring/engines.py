"""Where shards are scored: in this process, in several of this machine, or on a cluster."""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from stance.errors import StanceError
from stance.interrupts import ends_with, kept_from_children
from stance.scoring.blocks import Shard
from stance.scoring.manifest import shard_name
from stance.scoring.opening import opened_scorer
from stance.scoring.shard import Question, score_packed, write_whole

_AHEAD = 2
_LIVES = 3

# Where nothing tells a worker that its run was killed, it ends after so many seconds without work.
# Elsewhere it never does by itself, since a pool has a moment for each that ends.
_IDLE_SECONDS = None if os.name == "posix" else 60


class Task(NamedTuple):
    """A shard on its way: where it goes, its rows as `packed` made them, and their SHA-256."""

    shard: Shard
    content: bytes
    input_sha256: str


class Engine(Protocol):
    """Scores shards side by side and gives the records back in order."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield each task with its record: ``rows, bad_rows, bytes``, its file being written."""
        ...


class Here:
    """Score in this process, one shard after the other."""

    def __init__(self, model: str, question: Question, folder: Path) -> None:
        self._how = model, question, folder

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield each task with its record."""
        for task in tasks:
            yield task, score_to_file(task.shard.number, task.content, *self._how)


class Workers:
    """Score in several processes of this machine; one that dies is replaced.

    Parameters
    ----------
    n_workers : int
        How many.
    model : str
        The folder of the saved model.
    question : Question
        What is asked.
    folder : Path
        Where the files go.
    """

    def __init__(self, n_workers: int, model: str, question: Question, folder: Path) -> None:
        self._n_workers = n_workers
        self._how = model, question, folder
        self._pool: Executor | None = None

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield each task with its record, in order.

        Raises
        ------
        StanceError
            If a shard took the process that scored it along three times.
        """
        waiting: deque[tuple[Task, Future[dict[str, Any]]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, self._submit(task)))
                if len(waiting) >= _AHEAD * self._n_workers:
                    yield self._first(waiting)
            while waiting:
                yield self._first(waiting)
        finally:
            if self._pool is not None:
                self._pool.shutdown()

    def _submit(self, task: Task) -> Future[dict[str, Any]]:
        try:
            return self._send(task)
        except BrokenExecutor:
            self._pool = None
            return self._send(task)

    def _send(self, task: Task) -> Future[dict[str, Any]]:
        if self._pool is None:
            # Not the reusable executor: that one is joblib's own, which looks for its parts in it.
            from joblib.externals.loky import ProcessPoolExecutor  # noqa: PLC0415

            # Said in the thread that waits for the workers. Where warnings are errors it would
            # end that thread, and nobody would ever hear of the shards that are out.
            warnings.filterwarnings("ignore", "A worker stopped while some jobs were given")
            self._pool = ProcessPoolExecutor(
                self._n_workers,
                timeout=_IDLE_SECONDS,
                initializer=ends_with,
                initargs=(os.getpid(),),
            )
        with kept_from_children():
            return self._pool.submit(score_to_file, task.shard.number, task.content, *self._how)

    def _first(
        self, waiting: deque[tuple[Task, Future[dict[str, Any]]]]
    ) -> tuple[Task, dict[str, Any]]:
        task, future = waiting.popleft()
        for lives in reversed(range(_LIVES)):
            try:
                return task, future.result()
            except BrokenExecutor as error:
                if not lives:
                    msg = (
                        f"the process that scored {shard_name(task.shard.number)} died {_LIVES} "
                        "times (out of memory?): run it again with fewer workers or shard rows"
                    )
                    raise StanceError(msg) from error
            # With one process all are lost: what waits is sent again, this one first.
            future = self._submit(task)
            again = [(other, self._submit(other)) for other, _ in waiting]
            waiting.clear()
            waiting.extend(again)
        raise AssertionError


def score_to_file(
    number: int, content: bytes, model: str, question: Question, folder: Path
) -> dict[str, Any]:
    """Score a shard and put its file into the output folder.

    Parameters
    ----------
    number : int
        The place of the shard.
    content : bytes
        Its rows.
    model : str
        The folder of the saved model, opened once in each process.
    question : Question
        What is asked.
    folder : Path
        The output folder.

    Returns
    -------
    dict
        ``rows, bad_rows, bytes``.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    scored = score_packed(content, opened_scorer(model, question), question)
    write_whole(folder / shard_name(number), scored.content)
    return scored.record
