"""How far the evaluated text is from the text that was trained on.

A classifier of single words is asked which of the two a sentence comes from, judged on documents
that it has not seen (a classifier two-sample test: Lopez-Paz and Oquab, "Revisiting Classifier
Two-Sample Tests", ICLR 2017; as a detector of drift: Rabanser, Günnemann and Lipton, "Failing
Loudly", NeurIPS 2019). Its AUC is 0.5 where it cannot tell them apart and 1 where it always can.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from stance.judging.columns import DRIFT, empty, typed
from stance.judging.intervals import LEVEL, RandomState, chunk_sizes, percentile_interval
from stance.judging.tallies import FloatArray, IntArray

TRAINING, EVALUATED = "training", "evaluated"

_FOLDS = 5
_MOST_SENTENCES = 10_000
_WORDS_SHOWN = 10


def drift_of(
    train: pd.DataFrame,
    evaluated: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    random_state: int = 0,
    level: float = LEVEL,
) -> tuple[pd.DataFrame, dict[str, Any] | None]:
    """Return the words that tell training from evaluated text, and how well these can be told.

    Parameters
    ----------
    train, evaluated : DataFrame
        ``text, doc``; a text counts once in each. Of more than 10,000 texts some whole documents
        are drawn.
    n_resamples : int, default=2000
        How often documents of each are drawn for the interval.
    random_state : int, default=0
        Seed of all draws.
    level : float, default=0.95
        Coverage of the interval.

    Returns
    -------
    words : DataFrame
        ``word, commoner_in, weight, train_share, evaluated_share``: the ten words with the
        greatest weight on either side, and the share of the sentences that hold them.
    facts : dict or None
        ``auc, low, high, train_sentences, evaluated_sentences``; None where one of the two has
        fewer than five documents, or there are no words.

    Examples
    --------
    >>> a = pd.DataFrame({"text": [f"red fish {n}" for n in range(20)], "doc": range(20)})
    >>> b = pd.DataFrame({"text": [f"blue fish {n}" for n in range(20)], "doc": range(20)})
    >>> words, facts = drift_of(a, b)
    >>> facts["auc"], sorted(words["word"][words["weight"].abs() > 0.5])
    (1.0, ['blue', 'red'])
    """
    rng = np.random.default_rng(random_state)
    parts = [_sentences(frame, rng) for frame in (train, evaluated)]
    if min(part["doc"].nunique() for part in parts) < _FOLDS:
        return empty(DRIFT), None
    texts = pd.concat([part["text"] for part in parts], ignore_index=True)
    is_new = np.repeat([0, 1], [len(part) for part in parts])
    # A document that is in both goes whole into one fold, and is drawn for each by itself.
    doc = pd.factorize(pd.concat([part["doc"].astype(str) for part in parts]))[0]
    counts, words = _word_counts(texts)
    if counts is None:
        return empty(DRIFT), None
    score, weights = _told_apart(counts, is_new, doc, random_state)
    auc = _weighted_auc(score, is_new, np.ones((1, len(score))))[0]
    drawn = _redrawn(score, is_new, 2 * doc + is_new, n_resamples, rng)
    low, high = percentile_interval(drawn, level)
    facts = {
        "auc": float(auc),
        **{
            name: None if np.isnan(end) else float(end)
            for name, end in (("low", low), ("high", high))
        },
        "train_sentences": len(parts[0]),
        "evaluated_sentences": len(parts[1]),
    }
    return _telling(words, weights, counts, is_new), facts


def _known(number: FloatArray) -> float | None:
    return None if np.isnan(number) else float(number)


def _sentences(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    texts = frame[["text", "doc"]].drop_duplicates("text")
    if len(texts) <= _MOST_SENTENCES:
        return texts
    doc, documents = pd.factorize(texts["doc"])
    order = rng.permutation(len(documents))
    sizes = np.bincount(doc)[order]
    kept = order[: max(1, int(np.searchsorted(np.cumsum(sizes), _MOST_SENTENCES)))]
    return texts[np.isin(doc, kept)]


def _word_counts(texts: pd.Series) -> tuple[Any, FloatArray]:
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    vectorizer = CountVectorizer(binary=True, min_df=2, dtype=np.float64)
    try:
        counts = vectorizer.fit_transform(texts)
    except ValueError:  # no word occurs twice
        return None, np.empty(0)
    return sparse.csr_array(counts), vectorizer.get_feature_names_out()


def _told_apart(
    counts: sparse.csr_array, is_new: IntArray, doc: IntArray, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return a score of each sentence by a classifier blind to its document, and the weights."""
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    tells = make_pipeline(TfidfTransformer(), LogisticRegression(class_weight="balanced"))
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    score = cross_val_predict(
        tells, counts, is_new, groups=doc, cv=folds, method="decision_function"
    )
    weights = tells.fit(counts, is_new)[-1].coef_[0]
    return np.asarray(score, float), np.asarray(weights, float)


def _weighted_auc(score: FloatArray, is_new: IntArray, weights: FloatArray) -> FloatArray:
    """Return the area under the ROC curve for each line of weights; ties count one half."""
    order = np.argsort(score, kind="stable")
    _, starts = np.unique(score[order], return_index=True)
    new, old = (
        np.add.reduceat(weights[:, order] * (is_new[order] == which), starts, axis=1)
        for which in (1, 0)
    )
    below = np.cumsum(old, axis=1) - old / 2
    pairs = new.sum(axis=1) * old.sum(axis=1)
    out = np.full(len(weights), np.nan)
    np.divide((new * below).sum(axis=1), pairs, out=out, where=pairs > 0)
    return out


def _redrawn(
    score: FloatArray, is_new: IntArray, doc: IntArray, n_resamples: int, rng: RandomState
) -> FloatArray:
    rng = np.random.default_rng(rng)
    sides = [np.unique(doc[is_new == which]) for which in (0, 1)]
    chunks = [np.empty(0)]
    for size in chunk_sizes(n_resamples, len(score)):
        times = np.zeros((size, int(doc.max()) + 1))
        for documents in sides:
            shares = np.full(len(documents), 1 / len(documents))
            times[:, documents] = rng.multinomial(len(documents), shares, size)
        chunks.append(_weighted_auc(score, is_new, times[:, doc]))
    return np.concatenate(chunks)


def _telling(
    words: FloatArray, weights: FloatArray, counts: sparse.csr_array, is_new: IntArray
) -> pd.DataFrame:
    shares = [np.asarray(counts[is_new == which].mean(axis=0)).ravel() for which in (0, 1)]
    table = pd.DataFrame(
        {
            "word": words,
            "commoner_in": np.where(weights > 0, EVALUATED, TRAINING),
            "weight": weights,
            "train_share": shares[0],
            "evaluated_share": shares[1],
        }
    )
    strongest = table.iloc[np.argsort(-np.abs(weights), kind="stable")]
    shown = strongest.groupby("commoner_in", sort=True).head(_WORDS_SHOWN)
    return typed(shown.sort_values("weight", ascending=False), DRIFT)
