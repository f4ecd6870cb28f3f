"""What a model is held against that learns: the majority, and plain TF-IDF per topic."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.judging.tallies import FloatArray
from stance.stances import PROBABILITIES, STANCES

# With fewer rows of a topic there is nothing to fit a regression of its own to.
_FEWEST_ROWS = 10
_TOLERANCES, _FEWEST_STEPS = (1e-3, 1e-4, 1e-5, 1e-6), 3


class MajorityBaseline:
    """Answer with the commonest stance of the topic in training, whatever the sentence says.

    Its probabilities are the shares of the stances. A topic that training lacks gets those of
    all topics together.

    Examples
    --------
    >>> train = pd.DataFrame({"text": list("abc"), "topic": "t", "stance": ["favor"] * 3})
    >>> MajorityBaseline().fit(train).predict_pairs(["x"], ["t"])["stance"].tolist()
    ['favor']
    """

    name = "majority"

    def fit(self, examples: pd.DataFrame) -> MajorityBaseline:
        """Count the stances.

        Parameters
        ----------
        examples : DataFrame
            ``text, topic, stance``, without ``mixed`` rows.

        Returns
        -------
        MajorityBaseline

        Raises
        ------
        DataError
            If there is no row.
        """
        _refuse_empty(examples)
        counts = pd.crosstab(examples["topic"], examples["stance"])
        counts = counts.reindex(columns=list(STANCES), fill_value=0)
        shares = counts.to_numpy(float) / counts.to_numpy().sum(axis=1, keepdims=True)
        self.shares_: dict[str, FloatArray] = dict(zip(map(str, counts.index), shares, strict=True))
        self.shares_of_all_: FloatArray = counts.sum().to_numpy(float) / len(examples)
        return self

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position.

        Parameters
        ----------
        texts, topics : sequence of str
            Of the same length.

        Returns
        -------
        DataFrame
            As `stance.judging.predictor.Predictor.predict_pairs` says.
        """
        proba = np.array([self.shares_.get(topic, self.shares_of_all_) for topic in topics])
        return predictions_of(texts, topics, proba)


class TfidfBaseline:
    """Plain TF-IDF of words and word pairs with logistic regression, for each topic its own.

    scikit-learn's `TfidfVectorizer` (1-2-grams, sublinear) and `LogisticRegression` over the
    four stances, with balanced classes: most rows are unrelated, and without balancing it would
    answer little else and be too easy to beat. A topic that training lacks, or shows in fewer
    than ten rows or with one stance only, is left to one such regression over all rows of all
    topics, which reads the topic's name before the text.

    Parameters
    ----------
    C : float, default=10.0
        Inverse strength of the regularisation.

    Examples
    --------
    >>> texts = ["yes to a truce", "no to a truce"] * 5
    >>> train = pd.DataFrame({"text": texts, "topic": "t", "stance": ["favor", "against"] * 5})
    >>> TfidfBaseline().fit(train).predict_pairs(["yes, truce"], ["t"])["stance"].tolist()
    ['favor']
    """

    name = "TF-IDF + logistic regression"

    def __init__(self, C: float = 10.0) -> None:
        self.C = C

    def fit(self, examples: pd.DataFrame) -> TfidfBaseline:
        """Fit one pipeline per topic, and one for all topics with too few rows.

        Parameters
        ----------
        examples : DataFrame
            ``text, topic, stance``, without ``mixed`` rows.

        Returns
        -------
        TfidfBaseline

        Raises
        ------
        DataError
            If there is no row.
        """
        _refuse_empty(examples)
        self.examples_ = examples
        self.pipelines_: dict[str, Any] = {}
        for topic, rows in examples.groupby("topic"):
            if len(rows) >= _FEWEST_ROWS and rows["stance"].nunique() > 1:
                self.pipelines_[str(topic)] = _learned(self.C, rows["text"], rows["stance"])
        self.__dict__.pop("_pooled", None)
        return self

    @cached_property
    def _pooled(self) -> Any:
        # Fitted when it is first asked: where every topic has rows enough it never is.
        rows = self.examples_
        return _learned(self.C, _told(rows["topic"], rows["text"]), rows["stance"])

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position.

        Parameters
        ----------
        texts, topics : sequence of str
            Of the same length.

        Returns
        -------
        DataFrame
            As `stance.judging.predictor.Predictor.predict_pairs` says.
        """
        if self.examples_["stance"].nunique() == 1:
            return MajorityBaseline().fit(self.examples_).predict_pairs(texts, topics)
        asked = pd.DataFrame({"text": list(texts), "topic": list(topics)})
        proba = np.zeros((len(asked), len(STANCES)))
        known = asked["topic"].isin(self.pipelines_.keys())
        for topic, places in asked[known].groupby("topic").indices.items():
            rows = np.flatnonzero(known)[places]
            proba[rows] = _proba(self.pipelines_[str(topic)], asked["text"].iloc[rows])
        rows = np.flatnonzero(~known)
        if len(rows):
            others = _told(asked["topic"].iloc[rows], asked["text"].iloc[rows])
            proba[rows] = _proba(self._pooled, others)
        return predictions_of(texts, topics, proba)


def _told(topics: pd.Series[str], texts: pd.Series[str]) -> pd.Series[str]:
    return topics + ": " + texts


def _proba(pipeline: Any, texts: pd.Series[str]) -> FloatArray:
    proba = np.zeros((len(texts), len(STANCES)))
    proba[:, [STANCES.index(stance) for stance in pipeline.classes_]] = pipeline.predict_proba(
        texts
    )
    return proba


def _learned(C: float, texts: pd.Series[str], stances: pd.Series[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    # A text without any word is one token of its own: no text is too poor to be fitted.
    pattern = r"\w+|^\W*$"
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=pattern)
    features = words.fit_transform(texts)
    # The default solver takes five times as long to the same scores.
    regression = LogisticRegression(C=C, class_weight="balanced", solver="newton-cg")
    # The loss is a mean over rows: where these are many and words rare, its gradient is below a
    # fixed tolerance before the first step, and nothing would be learned.
    # The solver's vectors are short: threads would wait for each other.
    with threadpool_limits(1, user_api="blas"):
        for tolerance in _TOLERANCES:
            regression.set_params(tol=tolerance).fit(features, stances)
            if regression.n_iter_.max() >= _FEWEST_STEPS:
                break
    return make_pipeline(words, regression)


def _refuse_empty(examples: pd.DataFrame) -> None:
    if examples.empty:
        msg = "there is no labelled row to fit a baseline on: the training data is empty"
        raise DataError(msg)


def predictions_of(texts: Sequence[str], topics: Sequence[str], proba: FloatArray) -> pd.DataFrame:
    """Return the likeliest stance of each pair in the columns of a prediction.

    Parameters
    ----------
    texts, topics : sequence of str, shape (n_pairs,)
        The pairs.
    proba : ndarray of shape (n_pairs, 4)
        In the order of `STANCES`; rows sum to 1.

    Returns
    -------
    DataFrame
        As `stance.judging.predictor.Predictor.predict_pairs` says.
    """
    proba = proba.reshape(-1, len(STANCES))
    frame = pd.DataFrame({"text": list(texts), "topic": list(topics)})
    frame["stance"] = [STANCES[i] for i in proba.argmax(axis=1)]
    frame["confidence"] = proba.max(axis=1)
    for column, name in enumerate(PROBABILITIES):
        frame[name] = proba[:, column]
    return frame
