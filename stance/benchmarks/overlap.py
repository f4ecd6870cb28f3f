"""What a system may have met before it is tested: texts and topics that two splits share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from stance.benchmarks.loading import at_hand, cleaned, scored_rows, training_rows
from stance.benchmarks.sets import OWN, SETS, BenchmarkSet, Part
from stance.encoder.encoder import Encoder
from stance.encoder.lineage import learned_sources
from stance.encoder.pairs import topic_text
from stance.errors import DataError
from stance.examples.files import read_rows
from stance.topics import Topic

_WORD = re.compile(r"\w+")


def normalised(texts: Iterable[str]) -> list[str]:
    """Return the texts as they are compared: their words alone, in lower case.

    Parameters
    ----------
    texts : iterable of str
        Texts.

    Returns
    -------
    list of str
        A text without any word is itself.

    Examples
    --------
    >>> normalised(["No  truce, ever!", "?!"])
    ['no truce ever', '?!']
    """
    return [" ".join(_WORD.findall(text.casefold())) or text for text in texts]


def occurring(texts: Iterable[str], among: Collection[str]) -> list[bool]:
    """Say of each text whether it is among normalised ones.

    Parameters
    ----------
    texts : iterable of str
        Texts as they stand.
    among : collection of str
        Texts that `normalised` returned.

    Returns
    -------
    list of bool

    Examples
    --------
    >>> occurring(["No truce!", "A truce"], {"no truce"})
    [True, False]
    """
    known = frozenset(among)
    return [text in known for text in normalised(texts)]


def check_topics(
    known: BenchmarkSet, seen: pd.DataFrame, tested: Sequence[tuple[Part, pd.DataFrame]]
) -> None:
    """Refuse a test topic in training where a part is of new topics.

    Parameters
    ----------
    known : BenchmarkSet
        The benchmark.
    seen : DataFrame
        The training rows.
    tested : sequence of tuple of Part and DataFrame
        Each part with its test rows.

    Raises
    ------
    DataError
        If one occurs there.
    """
    for part, asked in tested:
        if part.new_topics and (shared := set(seen["topic"]) & set(asked["topic"])):
            msg = (
                f"{known.name}: the topic {min(shared)!r} is in both splits, but the topics of "
                f"{part.name!r} must be new"
            )
            raise DataError(msg)


def knows_by_heart(
    encoder: Encoder, name: str, seen: pd.DataFrame, topics: Mapping[str, Topic]
) -> bool:
    """Say whether an encoder was trained on a benchmark's training rows.

    A classifier that learns how far to trust an encoder must not learn it from such rows, unless
    siblings that had not seen them answer in its place.

    Parameters
    ----------
    encoder : Encoder
        The encoder.
    name : str
        The name of the benchmark.
    seen : DataFrame
        Its training rows.
    topics : mapping of str to Topic
        Its topics by name.

    Returns
    -------
    bool
    """
    corpus = encoder.record.get("corpus", {}).get("name")
    if name not in (*learned_sources(encoder.record), corpus):
        return False
    pairs = zip(seen["topic"], seen["text"], strict=True)
    return not all(encoder.has_unseen(topic_text(topics[topic]), text) for topic, text in pairs)


def source_overlap(record: Mapping[str, Any], folder: str | Path) -> pd.DataFrame:
    """Count the test texts that an encoder has met in the training rows of its sources.

    Parameters
    ----------
    record : mapping
        The record of an encoder.
    folder : str or Path
        The folder that holds the folders of benchmarks and sources.

    Returns
    -------
    DataFrame
        ``set, source, n_train, n_test``, one row per benchmark and source with data at hand:
        how many training rows of the source have a text of the test split, and how many test
        rows have a text of the source. A source whose data is not there has a row without a set
        and numbers. These are rows of the published training splits: of them, what the maker of
        the encoder left out is not known here.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = source_overlap({"sources": {"vast": 9}}, folder)
    >>> found[["set", "source"]].to_numpy().tolist()
    [[None, 'vast']]
    """
    asked = {
        name: normalised(scored_rows(known, folder)["text"])
        for name, known in SETS.items()
        if at_hand(known, folder)
    }
    rows: list[tuple[str | None, str, int | None, int | None]] = []
    for source in learned_sources(record):
        learned = source_texts(source, folder)
        if learned is None:
            rows.append((None, source, None, None))
            continue
        among = frozenset(learned)
        for name, texts in asked.items():
            tested = frozenset(texts)
            n_train = sum(text in tested for text in learned)
            rows.append((name, source, n_train, sum(text in among for text in texts)))
    table = pd.DataFrame(rows, columns=["set", "source", "n_train", "n_test"])
    return table.astype({"n_train": "Int64", "n_test": "Int64"})


def source_texts(name: str, folder: str | Path) -> list[str] | None:
    """Return the normalised texts of a source's training split.

    Parameters
    ----------
    name : str
        The name of its folder.
    folder : str or Path
        Where that folder is.

    Returns
    -------
    list of str or None
        None where the data is not there.
    """
    if name == OWN:
        return normalised(training_rows(SETS[OWN], None)["text"])
    source = Path(folder, name)
    if not source.is_dir() or not any(source.glob("train.*")):
        return None
    frame = read_rows(source, "train").frame[["text"]].astype(str)
    return normalised(cleaned(frame, SETS[name])["text"] if name in SETS else frame["text"])
