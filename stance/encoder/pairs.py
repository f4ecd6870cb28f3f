"""Pairs of topic and sentence for training an encoder, from labelled data of any origin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stance.stances import UNRELATED
from stance.topics import Topic, Topics

PAIR_COLUMNS = ("topic", "text", "stance")


def topic_text(topic: Topic) -> str:
    """Return what an encoder reads as the topic: its name, and what is meant by it.

    Parameters
    ----------
    topic : Topic
        A topic.

    Returns
    -------
    str

    Examples
    --------
    >>> topic_text(Topic("carbon tax", "a tax on greenhouse-gas emissions"))
    'carbon tax: a tax on greenhouse-gas emissions'
    >>> topic_text(Topic("carbon tax"))
    'carbon tax'
    """
    return f"{topic.name}: {topic.description}" if topic.description else topic.name


def spoken_topics(names: Sequence[str], topics: Topics, random: np.random.Generator) -> list[str]:
    """Return each topic in one of the ways in which a user may put it.

    Half of the time it is name and description, else the name alone or an alias, so that the
    encoder does not lean on one wording.

    Parameters
    ----------
    names : sequence of str
        The topic of each pair.
    topics : Topics
        Where descriptions and aliases are found.
    random : Generator
        Draws the wording.

    Returns
    -------
    list of str
    """
    known = {topic.name: topic for topic in topics}
    return [_spoken(known[name], random) for name in names]


def _spoken(topic: Topic, random: np.random.Generator) -> str:
    draw = random.random()
    if draw < 0.5 or (draw >= 0.75 and not topic.aliases):
        return topic_text(topic)
    return topic.name if draw < 0.75 else str(random.choice(topic.aliases))


def crossed(pairs: pd.DataFrame, share: float, random: np.random.Generator) -> pd.DataFrame:
    """Return unrelated pairs: texts beside topics that they were not labelled with.

    For data without ``unrelated`` rows of its own. A topic whose name occurs in the text is not
    put beside it.

    Parameters
    ----------
    pairs : DataFrame
        Columns ``topic, text, stance``.
    share : float
        How many, as a share of the pairs given.
    random : Generator
        Draws texts and topics.

    Returns
    -------
    DataFrame
        Fewer than asked for where the draw met a labelled pair.
    """
    n = round(len(pairs) * share)
    texts = pairs["text"].to_numpy()[random.integers(len(pairs), size=n)]
    topics = pairs["topic"].to_numpy()[random.integers(len(pairs), size=n)]
    labelled = set(zip(pairs["topic"], pairs["text"], strict=True))
    rows = [
        (topic, text, UNRELATED)
        for topic, text in zip(topics, texts, strict=True)
        if (topic, text) not in labelled and topic.lower() not in text.lower()
    ]
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS)).drop_duplicates(ignore_index=True)


def thinned(pairs: pd.DataFrame, per_text: int, random: np.random.Generator) -> pd.DataFrame:
    """Return the pairs with at most some unrelated topics for each text.

    Data judged against every topic is mostly unrelated rows, which teach little and cost time.

    Parameters
    ----------
    pairs : DataFrame
        Columns ``topic, text, stance``.
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
