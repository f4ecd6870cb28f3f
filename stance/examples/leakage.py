"""Texts that stand in training and test alike, word for word or nearly so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.examples.splitting import need_columns
from stance.frames import to_texts

_BATCH = 1024

# Distances are in single precision: equal texts come out a little apart.
_ROUNDING = 1e-5


def near_duplicates(texts: Any, others: Any = None, threshold: float = 0.6) -> pd.DataFrame:
    """Return the pairs of texts that are much alike, by the cosine of their character n-grams.

    Parameters
    ----------
    texts : list, Series, array or Dataset column of str
        Texts, such as those to train on.
    others : list, Series, array, Dataset column of str, or None, default=None
        Texts to hold against them, such as those to test on; None looks for pairs among `texts`
        alone.
    threshold : float, default=0.6
        Above 0, at most 1: the least cosine of TF-IDF vectors of character 3- to 5-grams within
        words.

    Returns
    -------
    pandas.DataFrame
        Columns ``first, second`` (positions), ``similarity``, ``first_text, second_text``, most
        alike first.

    Raises
    ------
    DataError
        If an item is not a text, or the threshold is out of range.

    Notes
    -----
    Every text is held against every other, in batches: the time grows with the product of the
    two numbers (some seconds for 3,000 by 3,000), the memory does not, but for the pairs found:
    among many copies of one text each pair of them is a row.

    Examples
    --------
    >>> pairs = near_duplicates(["We back the truce.", "It rained."], ["We back the truce!"])
    >>> pairs["first"].tolist()
    [0]
    """
    columns = ["first", "second", "similarity", "first_text", "second_text"]
    if not 0 < threshold <= 1:
        msg = f"threshold must lie above 0 and be at most 1, got {threshold}"
        raise DataError(msg)
    texts = to_texts(texts, allow_empty=True)
    against = texts if others is None else to_texts(others, allow_empty=True)
    # A text of blanks has no n-gram, and is like no other.
    if not any(map(str.strip, texts)) or not any(map(str.strip, against)):
        return pd.DataFrame(columns=columns)
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    vectorizer.fit([*texts, *against] if others is not None else against)
    known = vectorizer.transform(against)
    neighbors = NearestNeighbors(
        radius=1 - threshold + _ROUNDING, metric="cosine", algorithm="brute"
    )
    neighbors.fit(known)
    rows = []
    for at in range(0, len(texts), _BATCH):
        asked = vectorizer.transform(texts[at : at + _BATCH])
        distances, places = neighbors.radius_neighbors(asked)
        for offset, (near, found) in enumerate(zip(distances, places, strict=True)):
            for distance, second in zip(near, found, strict=True):
                if others is not None or second > at + offset:
                    rows.append((at + offset, int(second), min(1.0, 1 - float(distance))))
    table = pd.DataFrame(rows, columns=columns[:3])
    table["first_text"] = [texts[i] for i in table["first"]]
    table["second_text"] = [against[i] for i in table["second"]]
    return table.sort_values("similarity", ascending=False, kind="stable", ignore_index=True)


def audit_split(train: pd.DataFrame, test: pd.DataFrame, threshold: float = 0.6) -> pd.DataFrame:
    """Return what training and test share: documents, texts, and texts that are much alike.

    Parameters
    ----------
    train, test : pandas.DataFrame
        Examples.
    threshold : float, default=0.6
        As in `near_duplicates`, which this costs as much as.

    Returns
    -------
    pandas.DataFrame
        One row per check: ``check``, ``count``, ``example``.

    Raises
    ------
    DataError
        If a column ``text`` or ``doc`` is missing.

    Examples
    --------
    >>> train = pd.DataFrame({"text": ["A truce."], "doc": ["a"]})
    >>> audit_split(train, train)["count"].tolist()
    [1, 1, 0]
    """
    need_columns(train, "text", "doc", what="train")
    need_columns(test, "text", "doc", what="test")
    documents = sorted(set(train["doc"]) & set(test["doc"]))
    texts = sorted(set(train["text"]) & set(test["text"]))
    alike = near_duplicates(
        sorted(set(train["text"])), sorted(set(test["text"]) - set(texts)), threshold
    )
    example = f"{alike['first_text'][0]} ≈ {alike['second_text'][0]}" if len(alike) else ""
    return pd.DataFrame(
        {
            "check": ["documents in both", "texts in both", "texts much alike"],
            "count": [len(documents), len(texts), len(alike)],
            "example": [next(iter(documents), ""), next(iter(texts), ""), example],
        }
    )
