"""The answers that call a sentence relevant: how often they are right, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from stance.judging.intervals import RandomState, resampled
from stance.judging.tallies import FloatArray
from stance.stances import UNRELATED

CALLED_SCORES = ("called_accuracy", "called_confidence")
"""The share of these answers that is right, and their mean confidence."""

_SUMS = 3  # how many, how many right, summed confidence


def called_scores(
    judged: pd.DataFrame,
    topics: Sequence[str],
    *,
    n_resamples: int = 2000,
    random_state: RandomState = 0,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how right and how sure the answers are that call a sentence relevant.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    topics : sequence of str
        Its topics.
    n_resamples : int, default=2000
        How often documents are drawn.
    random_state : int, Generator or None, default=0
        Seed of the draws.

    Returns
    -------
    scores : ndarray of shape (n_topics + 2, 2)
        `CALLED_SCORES` of each topic, all topics and the mean of topics; NaN where no sentence is
        called relevant.
    resamples : ndarray of shape (n_resamples, n_topics + 2, 2)
        The same of documents drawn with replacement.
    documents : ndarray of shape (n_topics + 2, 1)
        How many documents hold such an answer.

    Examples
    --------
    >>> told = {"topic": "t", "truth": ["favor", "neutral"], "stance": ["favor", "against"]}
    >>> judged = pd.DataFrame(told | {"doc": ["a", "b"], "confidence": [0.8, 0.6]})
    >>> called_scores(judged, ["t"], n_resamples=0)[0].round(3)[0].tolist()
    [0.5, 0.7]
    """
    doc, names = pd.factorize(judged["doc"].astype(str), sort=True)
    topic = pd.Index(topics).get_indexer(pd.Index(judged["topic"]))
    called = judged["stance"].ne(UNRELATED).to_numpy(float)
    right = judged["stance"].eq(judged["truth"]).to_numpy(float) * called
    sure = judged["confidence"].to_numpy(float) * called
    cells = np.stack([called, right, sure], axis=1).ravel()
    columns = (_SUMS * topic[:, None] + np.arange(_SUMS)).ravel()
    shape = (len(names), _SUMS * len(topics))
    sums = sparse.coo_array((cells, (np.repeat(doc, _SUMS), columns)), shape=shape).tocsr()
    total = np.asarray(sums.sum(axis=0), float)
    held = np.asarray((sums > 0).sum(axis=0), float).reshape(-1, _SUMS)[:, :1]
    anywhere = len(np.unique(doc[called > 0]))
    drawn = [_shares(some, len(topics)) for some in resampled(sums, n_resamples, random_state)]
    value = _shares(total[None], len(topics))
    documents = np.vstack([held, [[anywhere]] * 2])
    return value[0], np.concatenate(drawn) if drawn else value[:0], documents


def _shares(sums: FloatArray, n_topics: int) -> FloatArray:
    cells = sums.reshape(-1, n_topics, _SUMS)
    cells = np.concatenate([cells, cells.sum(axis=1, keepdims=True)], axis=1)
    n, rest = cells[..., :1], cells[..., 1:]
    shares = np.divide(rest, n, out=np.full(rest.shape, np.nan), where=n > 0)
    of_topics = shares[:, :-1]
    there = (~np.isnan(of_topics)).sum(axis=1, keepdims=True)
    total = np.nansum(of_topics, axis=1, keepdims=True)
    mean = np.divide(total, there, out=np.full(total.shape, np.nan), where=there > 0)
    return np.concatenate([shares, mean], axis=1)
