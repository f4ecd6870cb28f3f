"""Texts that stand in training and test alike, word for word or nearly so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

_BATCH = 1024


def near_duplicates(
    texts: Sequence[str], others: Sequence[str] | None = None, threshold: float = 0.6
) -> pd.DataFrame:
    """Return the pairs of texts that are much alike, by the cosine of their character n-grams.

    Parameters
    ----------
    texts : sequence of str
        Texts.
    others : sequence of str or None, default=None
        Texts to hold against them; None looks for pairs among `texts` alone.
    threshold : float, default=0.6
        The least cosine of TF-IDF vectors of character 3- to 5-grams within words.

    Returns
    -------
    pandas.DataFrame
        Columns ``first, second`` (positions), ``similarity``, ``first_text, second_text``, most
        alike first.

    Notes
    -----
    Every text is held against every other, in batches: the time grows with the product of the
    two numbers (some seconds for 3,000 by 3,000), the memory does not.

    Examples
    --------
    >>> pairs = near_duplicates(["We back the truce.", "It rained."], ["We back the truce!"])
    >>> pairs["first"].tolist()
    [0]
    """
    columns = ["first", "second", "similarity", "first_text", "second_text"]
    against = list(texts if others is None else others)
    if not len(texts) or not against:
        return pd.DataFrame(columns=columns)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    vectorizer.fit([*texts, *against] if others is not None else against)
    known = vectorizer.transform(against)
    neighbors = NearestNeighbors(radius=1 - threshold, metric="cosine", algorithm="brute")
    neighbors.fit(known)
    rows = []
    for at in range(0, len(texts), _BATCH):
        asked = vectorizer.transform(list(texts[at : at + _BATCH]))
        distances, places = neighbors.radius_neighbors(asked)
        for offset, (near, found) in enumerate(zip(distances, places, strict=True)):
            for distance, second in zip(near, found, strict=True):
                if others is not None or second > at + offset:
                    rows.append((at + offset, int(second), 1 - float(distance)))
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
        As in `near_duplicates`.

    Returns
    -------
    pandas.DataFrame
        One row per check: ``check``, ``count``, ``example``.

    Examples
    --------
    >>> train = pd.DataFrame({"text": ["A truce."], "doc": ["a"]})
    >>> audit_split(train, train)["count"].tolist()
    [1, 1, 0]
    """
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
