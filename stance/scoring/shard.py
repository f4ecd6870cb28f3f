"""One shard: rows in, the bytes of a Parquet file out, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stance.features.vocabulary import FloatArray
from stance.frames import LONGEST_TEXT, too_long
from stance.learning.two_stage import TwoStageScorer
from stance.scoring.blocks import PLACE
from stance.stances import PROBABILITIES, STANCES
from stance.topics import Topic

Form = Literal["long", "wide"]

_ANSWERS = ("stance", "confidence", *PROBABILITIES)
_DICTIONARY_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every row, and how the answer is laid out.

    Attributes
    ----------
    topics : tuple of Topic
        The topics.
    form : {'long', 'wide'}
        One row for each row and topic, or one row with columns for each topic.
    abstain_below : float
        No stance is given where the confidence is less.
    """

    topics: tuple[Topic, ...]
    form: Form
    abstain_below: float

    @property
    def columns(self) -> list[str]:
        """The columns of the output that do not come from the input."""
        answers = ["topic", *_ANSWERS]
        if self.form == "wide":
            answers = [f"{topic.name}: {answer}" for topic in self.topics for answer in _ANSWERS]
        return [*PLACE, "text", *answers, "problem"]


@dataclass(frozen=True, slots=True)
class ScoredShard:
    """What became of one shard.

    Attributes
    ----------
    content : bytes
        A Parquet file.
    rows : int
        How many rows came in.
    bad_rows : int
        How many of them could not be scored.
    """

    content: bytes
    rows: int
    bad_rows: int

    @property
    def record(self) -> dict[str, int]:
        """What the manifest says of it."""
        return {"rows": self.rows, "bad_rows": self.bad_rows, "bytes": len(self.content)}


def packed(table: pa.Table) -> bytes:
    """Return a table as bytes that depend on nothing but its content.

    Parameters
    ----------
    table : pyarrow.Table
        Rows.

    Returns
    -------
    bytes
        An Arrow stream, compressed.
    """
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        # Copied, since a slice would carry bits of its neighbours along.
        stream.write_table(table.combine_chunks().take(np.arange(table.num_rows)))
    return bytes(sink.getvalue())


def score_packed(content: bytes, scorer: TwoStageScorer, question: Question) -> ScoredShard:
    """Score one shard.

    Parameters
    ----------
    content : bytes
        What `packed` made of its rows.
    scorer : TwoStageScorer
        For the topics of the question.
    question : Question
        What is asked.

    Returns
    -------
    ScoredShard
    """
    table = pa.ipc.open_stream(content).read_all()
    out, n_bad = scored_table(table, scorer, question)
    return ScoredShard(_as_parquet(out), table.num_rows, n_bad)


def scored_table(
    table: pa.Table, scorer: TwoStageScorer, question: Question
) -> tuple[pa.Table, int]:
    """Return the answers for a table of rows, and how many rows have none.

    Parameters
    ----------
    table : pyarrow.Table
        Rows as in `stance.scoring.blocks.Block`.
    scorer : TwoStageScorer
        For the topics of the question.
    question : Question
        What is asked.

    Returns
    -------
    answers : pyarrow.Table
        In the form of the question.
    n_bad : int
        How many rows could not be scored.
    """
    texts: list[str | None] = table.column("text").to_pylist()
    known: list[str | None] = table.column("problem").to_pylist()
    problems = [said or problem_of(text) for said, text in zip(known, texts, strict=True)]
    good = np.array([problem is None for problem in problems], dtype=bool)
    asked = [text for text, said in zip(texts, problems, strict=True) if text and said is None]
    proba = np.full((len(texts), len(question.topics), len(STANCES)), np.nan, np.float32)
    proba[good] = scorer.predict_proba(asked)
    best = np.where(good[:, None], scorer.decide(np.nan_to_num(proba)), -1)
    lay = _long if question.form == "long" else _wide
    out = lay(table, problems, _Answers(proba, best, question.abstain_below), question)
    return out, int((~good).sum())


def problem_of(text: str | None) -> str | None:
    """Return why a text cannot be scored, in the words of `stance.frames.to_texts`.

    Parameters
    ----------
    text : str or None
        A text.

    Returns
    -------
    str or None
        None if it can be scored.

    Examples
    --------
    >>> problem_of(" ")
    'the text is empty'
    """
    if text is None:
        return "a text was expected, got None"
    if len(text) > LONGEST_TEXT:
        return too_long(text)
    return "the text is empty" if not text or text.isspace() else None


@dataclass(frozen=True, slots=True)
class _Answers:
    proba: FloatArray
    best: Any
    abstain_below: float

    def columns(self, topics: Any) -> Iterator[pa.Array]:
        """Yield stance, confidence and probabilities of all rows for some of the topics."""
        proba, best = self.proba[:, topics].reshape(-1, len(STANCES)), self.best[:, topics].ravel()
        asked = best >= 0
        confidence = np.take_along_axis(proba, np.maximum(best, 0)[:, None], axis=1)[:, 0]
        with np.errstate(invalid="ignore"):
            given = asked & ~(confidence.astype(float) < self.abstain_below)
        places = pa.array(best.astype(np.int8), mask=~given)
        yield pa.DictionaryArray.from_arrays(places, list(STANCES))
        yield pa.array(confidence, mask=~asked)
        for i in range(len(STANCES)):
            yield pa.array(np.ascontiguousarray(proba[:, i]), mask=~asked)


def _long(
    table: pa.Table, problems: list[str | None], answers: _Answers, question: Question
) -> pa.Table:
    n, names = table.num_rows, [topic.name for topic in question.topics]
    kept = table.schema.names[4:]
    texts = table.column("text").combine_chunks()
    rows = np.repeat(np.arange(n, dtype=np.int32), len(names))
    no_text = texts.is_null().to_numpy(zero_copy_only=False)[rows]
    columns = [
        table.column("file").combine_chunks().dictionary_encode().take(rows),
        *(table.column(name).take(rows) for name in ("row", *kept)),
        # Each text once, and where it stands: it is repeated for every topic.
        pa.DictionaryArray.from_arrays(pa.array(rows, mask=no_text), texts.fill_null("")),
        pa.DictionaryArray.from_arrays(np.tile(np.arange(len(names), dtype=np.int32), n), names),
        *answers.columns(slice(None)),
        pa.array(problems, pa.string()).dictionary_encode().take(rows),
    ]
    return pa.table(columns, ["file", "row", *kept, "text", "topic", *_ANSWERS, "problem"])


def _wide(
    table: pa.Table, problems: list[str | None], answers: _Answers, question: Question
) -> pa.Table:
    names = ["file", "row", *table.schema.names[4:], "text"]
    columns = {name: table.column(name) for name in names}
    for i, topic in enumerate(question.topics):
        for answer, column in zip(_ANSWERS, answers.columns([i]), strict=True):
            columns[f"{topic.name}: {answer}"] = column
    columns["problem"] = pa.array(problems, pa.string())
    return pa.table(columns)


def _as_parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    # Probabilities hardly repeat: a dictionary of them takes time and room. Without Arrow's own
    # schema, text is read back as text, not as categories.
    repeating = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    pq.write_table(
        table, sink, compression="zstd", store_schema=False, use_dictionary=repeating,
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
    )  # fmt: skip
    return bytes(sink.getvalue())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and put it there in one step.

    Parameters
    ----------
    path : Path
        The place; a file there is replaced.
    content : bytes
        The content.

    Raises
    ------
    OSError
        If it cannot be written; then nothing is there that was not before.
    """
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes.

    Parameters
    ----------
    content : bytes
        The bytes.

    Returns
    -------
    str
    """
    return hashlib.sha256(content).hexdigest()
