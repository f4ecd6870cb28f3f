"""Ordinary news text out of the corpus: nineteen of twenty sentences are about none of its topics.

Three in four sentences of the corpus are about some topic, as in no newspaper. Here those about
none are kept, all of them, and beside them so many of the others that they are 5 %. Many of those
about none were written to be mistaken (a truce on a training pitch, troops on another continent),
so they give an encoder more to read than a newspaper's would.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from stance.bundled import bundled_path
from stance.examples import read_examples
from stance.stances import UNRELATED
from stance.topics import Topics

ABOUT_SOME = 0.05
"""The share of sentences that are about a topic."""


def is_about(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether a sentence is about some topic, by text."""
    return rows["stance"].ne(UNRELATED).groupby(rows["text"], sort=False).any()


def ordinary_text(topics: Topics, split: str = "test") -> list[str]:
    """Return distinct sentences of a split in the shares of ordinary news, in one order."""
    rows = read_examples(bundled_path("data"), split=split, topics=topics).for_training()
    about = is_about(rows)
    none = about.index[~about].tolist()
    n_some = round(len(none) * ABOUT_SOME / (1 - ABOUT_SOME))
    random = np.random.default_rng(0)
    some = random.choice(about.index[about].to_numpy(), n_some, replace=False).tolist()
    return random.permutation(np.array(none + some, dtype=object)).tolist()


def texts_of(folder: Path) -> list[str]:
    """Return the distinct texts of a folder's ``train.parquet``, in one random order."""
    texts = pd.read_parquet(folder / "train.parquet", columns=["text"])["text"].unique()
    return np.random.default_rng(0).permutation(texts).tolist()
