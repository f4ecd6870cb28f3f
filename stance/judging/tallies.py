"""Everything a score needs, as sums over documents.

Each score of this package is a function of sums over rows: cells of a confusion matrix, summed
losses, counts in bins of confidence. Kept per document, these sums give the score of any
resample of documents by one matrix product, and of any exchange of documents between two
systems by another. That makes the intervals and tests of `stance.judging.intervals` fast and
exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from stance.errors import DataError
from stance.stances import PROBABILITIES, SIDES, STANCES

if TYPE_CHECKING:
    from stance.judging.predictor import Predictor

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

N_BINS = 10
"""Bins of equal width over confidence 0 to 1, for calibration."""

CONFUSION = slice(0, 16)
SIDES_CONFUSION = slice(16, 25)
LOG_LOSS = 25
BRIER = 26
BINS = slice(27, 27 + 3 * N_BINS)
N_SUMS = 27 + 3 * N_BINS

PREDICTED = ("stance", "confidence", *PROBABILITIES)
"""The columns of an answer."""

_TRUTH = ("text", "topic", "doc", "truth")


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of one set of predictions by document and topic.

    Attributes
    ----------
    topics : tuple of str
        In order of first appearance.
    sums : scipy.sparse.csr_array of shape (n_documents, n_topics * N_SUMS)
        Per document and topic: 16 cells of the confusion matrix (truth by prediction), 9 of the
        confusion of sides among truly relevant rows, log loss, Brier score, and per bin of
        confidence the rows, their summed confidence and those that are right.
    documents : ndarray of int, shape (n_topics + 1, 5)
        Documents with at least one row of each true stance, and with any row; the last line is
        for all topics together.
    """

    topics: tuple[str, ...]
    sums: sparse.csr_array
    documents: IntArray

    @property
    def n_documents(self) -> int:
        """How many documents there are."""
        return int(self.sums.shape[0])

    def total(self) -> FloatArray:
        """Return the sums over all documents, of shape (n_topics, N_SUMS)."""
        return np.asarray(self.sums.sum(axis=0), float).reshape(len(self.topics), N_SUMS)


def judge_pairs(predictor: Predictor, examples: pd.DataFrame) -> pd.DataFrame:
    """Return the examples with a predictor's answers beside them.

    Parameters
    ----------
    predictor : Predictor
        A model or a baseline.
    examples : DataFrame
        Labelled pairs: ``text, topic, stance, doc`` and any further columns; no ``mixed`` rows.

    Returns
    -------
    DataFrame
        ``text, topic, doc, truth, stance, confidence, p_favor, …``, then the further columns.

    Raises
    ------
    DataError
        If there is no row, a label is not one of the four, or the predictions do not fit.

    Examples
    --------
    >>> from stance.judging.keyword_baseline import KeywordBaseline
    >>> examples = pd.DataFrame(
    ...     {"text": ["Reject it."], "topic": ["it"], "stance": ["against"], "doc": ["d"]}
    ... )
    >>> judge_pairs(KeywordBaseline(["it"]), examples)[["truth", "stance"]].values.tolist()
    [['against', 'against']]
    """
    if examples.empty:
        msg = "there is no labelled row to judge by: the data is empty"
        raise DataError(msg)
    unknown = ~examples["stance"].isin(STANCES)
    if unknown.any():
        row = int(np.flatnonzero(unknown)[0])
        value = examples["stance"].iloc[row]
        msg = f"row {row}: the stance {value!r} cannot be scored: use {', '.join(STANCES)}"
        raise DataError(msg)
    texts, topics = examples["text"].tolist(), examples["topic"].tolist()
    predicted = predictor.predict_pairs(texts, topics).reset_index(drop=True)
    _check_pairs(predicted, texts, topics)
    known = examples.reset_index(drop=True).rename(columns={"stance": "truth"})
    known["doc"] = known["doc"].astype(str)
    further = [name for name in known.columns if name not in (*_TRUTH, *PREDICTED)]
    return pd.concat([known[list(_TRUTH)], predicted[list(PREDICTED)], known[further]], axis=1)


def check_answers(predicted: pd.DataFrame) -> None:
    """Refuse answers that are no probabilities or no stances.

    Parameters
    ----------
    predicted : DataFrame
        ``stance, p_favor, p_against, p_neutral, p_unrelated``.

    Raises
    ------
    DataError
        If a row is not four probabilities that sum to 1 and a known stance.
    """
    proba = predicted[list(PROBABILITIES)].to_numpy(float)
    bad = ~(np.isfinite(proba).all(axis=1) & (np.abs(proba.sum(axis=1) - 1) < 1e-3))
    bad |= (proba < 0).any(axis=1) | ~predicted["stance"].isin(STANCES).to_numpy()
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        msg = f"prediction {row} is not four probabilities that sum to 1 and a known stance"
        raise DataError(msg)


def _check_pairs(predicted: pd.DataFrame, texts: list[str], topics: list[str]) -> None:
    missing = [name for name in ("text", "topic", *PREDICTED) if name not in predicted.columns]
    if missing:
        msg = f"the predictions lack the column {missing[0]!r}"
        raise DataError(msg)
    if predicted["text"].tolist() != texts or predicted["topic"].tolist() != topics:
        msg = "the predictions are not of the given pairs in the given order"
        raise DataError(msg)
    check_answers(predicted)


def tally(judged: pd.DataFrame, topics: tuple[str, ...] | None = None) -> Tally:
    """Sum up judged pairs by document and topic.

    Parameters
    ----------
    judged : DataFrame
        As `judge_pairs` returns it.
    topics : tuple of str, optional
        The topics and their order; by default those of the data.

    Returns
    -------
    Tally

    Examples
    --------
    >>> from stance.judging.keyword_baseline import KeywordBaseline
    >>> examples = pd.DataFrame(
    ...     {"text": ["Reject it."], "topic": ["it"], "stance": ["against"], "doc": ["d"]}
    ... )
    >>> tally(judge_pairs(KeywordBaseline(["it"]), examples)).total()[:, CONFUSION].sum()
    np.float64(1.0)
    """
    topics = topics or tuple(dict.fromkeys(judged["topic"]))
    topic = pd.Categorical(judged["topic"], categories=list(topics)).codes.astype(np.int64)
    doc, documents = pd.factorize(judged["doc"])
    truth, predicted = codes_of(judged)
    proba = judged[list(PROBABILITIES)].to_numpy(float)
    confidence = judged["confidence"].to_numpy(float)
    columns, values = _contributions(truth, predicted, proba, confidence)
    rows = np.repeat(doc, columns.shape[1])
    places = (topic[:, None] * N_SUMS + columns).ravel()
    shape = (len(documents), len(topics) * N_SUMS)
    sums = sparse.coo_array((values.ravel(), (rows, places)), shape=shape).tocsr()
    sums.eliminate_zeros()
    return Tally(topics, sums, _documents_with(doc, topic, truth, len(topics)))


def codes_of(judged: pd.DataFrame) -> tuple[IntArray, IntArray]:
    """Return truth and prediction as positions in `STANCES`.

    Parameters
    ----------
    judged : DataFrame
        As `judge_pairs` returns it.

    Returns
    -------
    truth, predicted : ndarray of int, shape (n_rows,)
    """
    truth, predicted = (
        pd.Categorical(judged[name], categories=list(STANCES)).codes.astype(np.int64)
        for name in ("truth", "stance")
    )
    return truth, predicted


def bin_of(confidence: FloatArray) -> IntArray:
    """Return the bin of each confidence, as `sklearn.calibration.calibration_curve` draws it.

    Parameters
    ----------
    confidence : ndarray of float
        Between 0 and 1.

    Returns
    -------
    ndarray of int
        0 to ``N_BINS - 1``; a value on an edge belongs to the bin below it.

    Examples
    --------
    >>> bin_of(np.array([0.0, 0.1, 0.11, 1.0])).tolist()
    [0, 0, 1, 9]
    """
    edges = np.linspace(0.0, 1.0, N_BINS + 1)
    found: IntArray = np.searchsorted(edges[1:-1], confidence).astype(np.int64)
    return found


def _contributions(
    truth: IntArray, predicted: IntArray, proba: FloatArray, confidence: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Return the places and values that each row adds to; a row that adds nothing adds 0."""
    rows = np.arange(len(truth))
    relevant = truth < len(SIDES)
    # Given that the sentence is relevant, the prediction is the likeliest of the three sides.
    side = proba[:, : len(SIDES)].argmax(axis=1)
    right = (predicted == truth).astype(float)
    tiny = np.finfo(float).eps
    losses = -np.log(np.clip(proba[rows, truth], tiny, 1.0))
    one_hot = np.eye(len(STANCES))[truth]
    brier = ((proba - one_hot) ** 2).sum(axis=1)
    first = BINS.start + 3 * bin_of(confidence)
    ones = np.ones(len(truth))
    columns = np.stack(
        [
            truth * len(STANCES) + predicted,
            SIDES_CONFUSION.start + np.where(relevant, truth, 0) * len(SIDES) + side,
            np.full(len(truth), LOG_LOSS),
            np.full(len(truth), BRIER),
            first,
            first + 1,
            first + 2,
        ],
        axis=1,
    )
    values = np.stack([ones, relevant * ones, losses, brier, ones, confidence, right], axis=1)
    return columns, values


def _documents_with(
    doc: npt.NDArray[np.int64], topic: IntArray, truth: IntArray, n_topics: int
) -> IntArray:
    seen = np.unique(np.stack([doc, topic, truth], axis=1), axis=0)
    counts = np.zeros((n_topics + 1, len(STANCES) + 1), np.int64)
    np.add.at(counts, (seen[:, 1], seen[:, 2]), 1)
    anywhere = np.unique(seen[:, [0, 2]], axis=0)
    np.add.at(counts[-1], anywhere[:, 1], 1)
    of_topic = np.unique(seen[:, :2], axis=0)
    np.add.at(counts[:, -1], of_topic[:, 1], 1)
    counts[-1, -1] = len(np.unique(doc))
    return counts
