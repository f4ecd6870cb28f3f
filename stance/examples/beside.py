"""Labelled data on other topics, learned beside what a model is for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stance.bundled import bundled_path
from stance.errors import TopicError
from stance.examples.reading import read_training
from stance.stances import UNRELATED
from stance.topics import Topics

BUNDLED = "bundled"
_OTHER_TOPICS = "data/other-topics"
_UNRELATED_PER_TEXT = 6


def join_other_topics(
    rows: pd.DataFrame, topics: Topics, beside: Any
) -> tuple[pd.DataFrame, Topics]:
    """Return training rows and topics with those of other data added.

    Parameters
    ----------
    rows : DataFrame
        ``text, topic, stance, doc`` and further columns.
    topics : Topics
        The topics of the rows.
    beside : path, table, data set name or None
        Labelled data on other topics, as `read_training` reads it; ``"bundled"`` is the data of
        92 topics that comes with the package; None adds nothing.

    Returns
    -------
    rows : DataFrame
        The rows, then the others with at most 6 unrelated topics for each text: those that are
        labelled toward dozens of topics would else be nearly all of them unrelated. Which are
        kept depends on the data alone.
    topics : Topics
        The topics, then the others.

    Raises
    ------
    DataError
        If the other data cannot be read or used.
    TopicError
        If a topic is in both.

    Examples
    --------
    >>> rows = pd.DataFrame({"text": ["No truce"], "topic": "truce", "stance": "against"})
    >>> joined, topics = join_other_topics(rows.assign(doc="a"), Topics(["truce"]), "bundled")
    >>> len(topics), joined["topic"].iloc[0]
    (93, 'truce')
    """
    if beside is None:
        return rows, topics
    if isinstance(beside, str) and beside == BUNDLED:
        beside = bundled_path(_OTHER_TOPICS)
    examples, others, _ = read_training(beside)
    if both := set(topics.names) & set(others.names):
        msg = f"the topic {min(both)!r} is in the data and in the data beside it: rename one"
        raise TopicError(msg)
    kept = thinned(examples.for_training(), _UNRELATED_PER_TEXT, np.random.default_rng(0))
    return pd.concat([rows, kept], ignore_index=True), Topics([*topics, *others])


def thinned(pairs: pd.DataFrame, per_text: int, random: np.random.Generator) -> pd.DataFrame:
    """Return the pairs with at most some unrelated topics for each text.

    Data judged against every topic is mostly unrelated rows, which teach little and cost time.

    Parameters
    ----------
    pairs : DataFrame
        Columns ``topic, text, stance``, and any further ones.
    per_text : int
        The most unrelated pairs for one text.
    random : Generator
        Draws which are kept.

    Returns
    -------
    DataFrame
    """
    shuffled = pairs.iloc[random.permutation(len(pairs))]
    unrelated = shuffled["stance"].eq(UNRELATED)
    place = shuffled[unrelated].groupby("text", sort=False).cumcount()
    kept = pd.concat([shuffled[~unrelated], shuffled[unrelated][place < per_text]])
    return kept.sort_index().reset_index(drop=True)
