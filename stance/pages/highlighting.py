"""A sentence with the words that spoke for a decision made to stand out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

_STRENGTHS = (0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, and how much it spoke for the decision.

    Attributes
    ----------
    text : str
        The characters.
    strength : int
        0 for nothing, 3 for the strongest of the sentence.
    """

    text: str
    strength: int


def highlighted(text: str, evidence: pd.DataFrame) -> list[Piece]:
    """Cut a sentence into pieces by how much each character spoke for the decision.

    Parameters
    ----------
    text : str
        The sentence.
    evidence : DataFrame
        ``start, end, weight``; overlapping stretches add up.

    Returns
    -------
    list of Piece
        They join to the sentence again.

    Examples
    --------
    >>> words = pd.DataFrame({"start": [4], "end": [9], "weight": [1.0]})
    >>> highlighted("not never", words)
    [Piece(text='not ', strength=0), Piece(text='never', strength=3)]
    """
    weights = np.zeros(len(text))
    spans = evidence[["start", "end", "weight"]].itertuples(index=False)
    for start, end, weight in spans:
        if 0 <= start < end:
            weights[start:end] += weight
    top = weights.max(initial=0.0)
    share = np.clip(weights / top, 0, 1) if top > 0 else weights * 0
    # What is much weaker than the strongest is left plain: what stands out should be little.
    strength = np.digitize(share, _STRENGTHS)
    cuts = [0, *(np.flatnonzero(np.diff(strength)) + 1).tolist(), len(text)]
    return [
        Piece(text[start:end], int(strength[start])) for start, end in pairwise(cuts) if start < end
    ]


def strongest_words(text: str, evidence: pd.DataFrame, most: int) -> pd.Series:
    """Return the stretches of a sentence that spoke most for the decision.

    Parameters
    ----------
    text : str
        The sentence.
    evidence : DataFrame
        ``start, end, weight``; the weights of one stretch of words add up.
    most : int
        How many.

    Returns
    -------
    Series
        Weights above 0, the greatest first, by the words.

    Examples
    --------
    >>> words = pd.DataFrame({"start": [4, 0], "end": [9, 3], "weight": [1.0, -1.0]})
    >>> strongest_words("not never", words, most=4).to_dict()
    {'never': 1.0}
    """
    located = evidence[(evidence["start"] >= 0) & (evidence["start"] < evidence["end"])]
    # Half of a character, which broken text may hold, cannot be shown or grouped by.
    whole = text.encode(errors="replace").decode()
    words = [whole[start:end] for start, end in zip(located["start"], located["end"], strict=True)]
    weights = located["weight"].groupby(words, sort=False).sum().sort_values(ascending=False)
    return weights[weights > 0].head(most)
