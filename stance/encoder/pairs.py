"""Pairs of topic and sentence for training an encoder, from labelled data of any origin."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stance.stances import SIDES, STANCES, UNRELATED
from stance.topics import Topic, Topics

# pandas is imported where pairs are made: a prediction only needs what a topic is called.
if TYPE_CHECKING:
    import pandas as pd

PAIR_COLUMNS = ("topic", "text", "stance")

_STOPS = ".!?…"
_OPPOSITES = set(SIDES[:2])


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

    For data that has few or no ``unrelated`` rows of its own. A topic whose name occurs in the
    text is not put beside it.

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
    import pandas as pd  # noqa: PLC0415

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


def run_together(rows: pd.DataFrame, share: float, random: np.random.Generator) -> pd.DataFrame:
    """Return neighbouring sentences as one, without the stop between them.

    Scraped text loses stops: "The bridge is closed Farmers resent the new tax". An encoder that
    has met such sentences reads both halves. A topic on which the halves take opposite sides
    is left out; otherwise the half that takes a side speaks for both.

    Parameters
    ----------
    rows : DataFrame
        Columns ``topic, text, stance, doc``, the sentences of a document in their order.
    share : float
        How many of the neighbours, 0 to 1.
    random : Generator
        Draws which.

    Returns
    -------
    DataFrame
        Columns ``topic, text, stance``.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"doc": "a", "topic": "truce", "text": ["It rained.", "No truce."],
    ...                      "stance": ["unrelated", "against"]})
    >>> run_together(rows, 1.0, np.random.default_rng(0)).to_numpy().tolist()
    [['truce', 'It rained No truce.', 'against']]
    """
    texts = rows[["doc", "text"]].drop_duplicates("text")
    stances = {
        text: dict(zip(of["topic"], of["stance"], strict=True)) for text, of in rows.groupby("text")
    }
    made = []
    for _, said in texts.groupby("doc", sort=False)["text"]:
        for first, second in itertools.pairwise(said):
            if random.random() >= share:
                continue
            text = f"{first.rstrip(_STOPS)} {second}"
            for topic in stances[first].keys() & stances[second].keys():
                stance = _of_both(stances[first][topic], stances[second][topic])
                if stance is not None:
                    made.append((topic, text, stance))
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(sorted(made), columns=list(PAIR_COLUMNS))


def _of_both(first: str, second: str) -> str | None:
    # `STANCES` are in the order in which one speaks for two.
    opposite = {first, second} == _OPPOSITES
    return None if opposite else min(first, second, key=STANCES.index)


def other_holders(rows: pd.DataFrame, share: float, random: np.random.Generator) -> pd.DataFrame:
    """Return sentences with the name of their holder replaced by that of another.

    "Ankara has ruled out a truce" takes the side that "Oslo has ruled out a truce" takes: an
    encoder that has met both does not lean on who speaks. Only names of one word are replaced,
    and only those that the sentence holds once.

    Parameters
    ----------
    rows : DataFrame
        Columns ``topic, text, stance``, and ``holder`` where it is known; without it there is
        nothing to replace.
    share : float
        How many of the sentences with a named holder, 0 to 1.
    random : Generator
        Draws which sentences, and the names.

    Returns
    -------
    DataFrame
        Columns ``topic, text, stance``.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"topic": "truce", "text": ["Oslo wants a truce.", "Bern says no."],
    ...                      "stance": ["favor", "against"], "holder": ["Oslo", "Bern"]})
    >>> other_holders(rows, 1.0, np.random.default_rng(0))["text"].tolist()
    ['Bern wants a truce.', 'Oslo says no.']
    """
    import pandas as pd  # noqa: PLC0415

    if "holder" not in rows:
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    held = rows.drop_duplicates("text")[["text", "holder"]].dropna()
    held = held[[_names_once(*row) for row in held.itertuples(index=False)]]
    names = sorted(set(held["holder"]))
    drawn = held[random.random(len(held)) < share] if len(names) > 1 else held.iloc[:0]
    renamed = {}
    for text, name in drawn.itertuples(index=False):
        other = names[(names.index(name) + random.integers(1, len(names))) % len(names)]
        renamed[text] = text.replace(name, other)
    changed = rows[rows["text"].isin(renamed)]
    return changed[list(PAIR_COLUMNS)].assign(text=changed["text"].map(renamed))


def _names_once(text: str, holder: str) -> bool:
    # Names of one word are mostly of places and states; "a nurse called Japan" would teach little.
    return text.count(holder) == 1 and holder.isalpha() and holder.istitle()
