"""The rows of a benchmark: out of a folder, from the hub, or out of the package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from stance.benchmarks.sets import OWN, BenchmarkSet
from stance.bundled import bundled_path
from stance.encoder.pairs import PAIR_COLUMNS
from stance.errors import DataError
from stance.examples import read_examples
from stance.examples.files import read_rows
from stance.examples.hub import from_hub
from stance.examples.splitting import need_columns
from stance.frames import to_frame
from stance.stances import parse_stance
from stance.topics import Topic, Topics, read_topics

HOLDER = "holder"
_NO_HOLDER = ("None", "Not in the list")


def at_hand(known: BenchmarkSet, folder: str | Path | None) -> bool:
    """Say whether the rows of a benchmark can be read without asking the network.

    Parameters
    ----------
    known : BenchmarkSet
        The benchmark.
    folder : str, Path or None
        The folder that holds the folder of the set.

    Returns
    -------
    bool
    """
    return known.name == OWN or (folder is not None and not any(_missing(known, Path(folder))))


def check_at_hand(sets: Iterable[BenchmarkSet], folder: str | Path | None) -> None:
    """Refuse benchmarks whose data is neither given nor published as rows that can be loaded.

    Parameters
    ----------
    sets : iterable of BenchmarkSet
        The benchmarks.
    folder : str, Path or None
        The folder that holds the folder of each.

    Raises
    ------
    DataError
        If one cannot be read; the message says what is missing and where it is published.
    """
    for known in sets:
        if at_hand(known, folder):
            continue
        if folder is not None:
            file = next(iter(_missing(known, Path(folder))))
            msg = f"{file} is missing: --data takes the folder that holds {known.name}/"
            raise DataError(msg)
        if known.hub is None:
            raise DataError(_on_no_hub(known))


def training_rows(known: BenchmarkSet, folder: str | Path | None) -> pd.DataFrame:
    """Return the rows to learn from.

    A pair that others labelled in two ways teaches nothing and is left out.

    Parameters
    ----------
    known : BenchmarkSet
        The benchmark.
    folder : str, Path or None
        The folder that holds the folder of the set; None loads it from where it is published.

    Returns
    -------
    DataFrame
        As `stance.examples.Examples.for_training`.

    Raises
    ------
    DataError
        If they cannot be read.
    """
    if known.name == OWN:
        examples = read_examples(bundled_path("data"), split="train", topics=_own_topics())
    else:
        data = _published(known, "train") if folder is None else _file(known, folder, "train")
        examples = read_examples(data, on_invalid="drop")
    return cleaned(examples.for_training(), known)


def scored_rows(known: BenchmarkSet, folder: str | Path | None) -> pd.DataFrame:
    """Return the rows that are scored, as published: row for row, repeated texts and all.

    Parameters
    ----------
    known : BenchmarkSet
        The benchmark.
    folder : str, Path or None
        As in `training_rows`.

    Returns
    -------
    DataFrame
        ``text, topic, stance``, ``split`` where there is more than one, the columns that its
        parts ask for, and ``doc``: what is drawn together.

    Raises
    ------
    DataError
        If they cannot be read, or lack a column.
    """
    if known.name == OWN:
        own = read_examples(bundled_path("data"), split="test", topics=_own_topics())
        return own.for_training()
    read = []
    for split in known.test:
        if folder is None:
            frame, what = _published(known, split), f"{known.name}, {split}"
        else:
            file = _file(known, folder, split)
            frame, what = read_rows(file).frame, str(file)
        asked = {column for part in known.parts for column in part.where} - {"split"}
        asked |= {HOLDER} if known.holders else set()
        needed = dict.fromkeys((*PAIR_COLUMNS, known.together, *sorted(asked)))
        need_columns(frame, *needed, what=what, give="the split as it was published")
        frame = frame[list(needed)].assign(split=split)
        read.append(frame.assign(stance=[parse_stance(said) or said for said in frame["stance"]]))
    frame = cleaned(pd.concat(read, ignore_index=True), known)
    return frame.assign(doc=frame[known.together])


def cleaned(frame: pd.DataFrame, known: BenchmarkSet) -> pd.DataFrame:
    """Return rows with the marks of the task cut out of their texts.

    Parameters
    ----------
    frame : DataFrame
        With a column ``text``.
    known : BenchmarkSet
        The benchmark that they are of.

    Returns
    -------
    DataFrame
    """
    for mark in known.remove:
        frame = frame.assign(text=frame["text"].str.replace(mark, "", regex=False).str.strip())
    return frame


def with_holders(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Topic]]:
    """Return rows whose topic tells in whose eyes, as the description of the topic.

    Parameters
    ----------
    rows : DataFrame
        With a column ``holder``; a row without one keeps its topic.

    Returns
    -------
    DataFrame
        The rows, each pair of topic and holder under a name of its own.
    dict of str to Topic
        The topics by those names.

    Examples
    --------
    >>> rows = pd.DataFrame({"topic": ["tax", "tax"], "holder": ["the union", None]})
    >>> told, topics = with_holders(rows)
    >>> [topics[name].description for name in told["topic"]]
    ['in the eyes of the union', '']
    """
    named = rows[HOLDER].notna() & ~rows[HOLDER].isin(_NO_HOLDER)
    said = ("in the eyes of " + rows[HOLDER].astype(str)).where(named, "")
    names = (rows["topic"] + ": " + said).where(named, rows["topic"])
    described = zip(names, rows["topic"], said, strict=True)
    return rows.assign(topic=names), {name: Topic(topic, words) for name, topic, words in described}


def topics_of(known: BenchmarkSet, names: Iterable[str]) -> dict[str, Topic]:
    """Return the topics of a benchmark by name.

    Parameters
    ----------
    known : BenchmarkSet
        The benchmark.
    names : iterable of str
        The names in its rows.

    Returns
    -------
    dict of str to Topic
        With a description and aliases where the benchmark has them, else of their name alone.
    """
    described = _own_topics() if known.name == OWN else Topics()
    by_name = {topic.name: topic for topic in described}
    return {name: by_name.get(name) or Topic(name) for name in dict.fromkeys(names)}


def _own_topics() -> Topics:
    return read_topics(bundled_path("data/topics.toml"))


def _missing(known: BenchmarkSet, folder: Path) -> list[Path]:
    files = [_file(known, folder, split) for split in ("train", *known.test)]
    return [file for file in files if not file.is_file()]


def _file(known: BenchmarkSet, folder: str | Path, split: str) -> Path:
    return Path(folder, known.name, f"{split}.parquet")


def _published(known: BenchmarkSet, split: str) -> pd.DataFrame:
    if known.hub is None:
        raise DataError(_on_no_hub(known))
    data = from_hub(known.hub.name, known.hub.configuration, split)
    return to_frame(data).rename(columns=dict(known.hub.columns))


def _on_no_hub(known: BenchmarkSet) -> str:
    return (
        f"{known.name} is on no hub as rows of text, topic and stance: get it from "
        f"{known.published} and give the folder with {known.name}/ as --data"
    )
