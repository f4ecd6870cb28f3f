"""The stance classifier: a scikit-learn estimator over texts and topics."""

from __future__ import annotations

import numbers
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from stance.embedders.embedder import Embedder
from stance.encoder.encoder import Encoder
from stance.errors import DataError
from stance.features.vocabulary import FloatArray
from stance.learning.fitting import LabelledPairs, fit_scorer
from stance.learning.logistic import CalibratedLogisticRegression
from stance.learning.pairs import (
    SOLE_TOPIC,
    TEXT,
    TOPIC,
    Labels,
    as_groups,
    as_pairs,
    as_positions,
    as_stances,
    as_weights,
    is_coded,
)
from stance.stances import STANCES
from stance.topics import Topic, Topics


class StanceClassifier(ClassifierMixin, BaseEstimator):
    """Label each sentence's stance toward a topic: favor, against, neutral or unrelated.

    Two stages, each a logistic regression over sparse features with weights shared by all
    topics beside each topic's own. The first asks whether the sentence is about the topic, the
    second on which side it is. Both are calibrated on documents that they did not see.
    A topic with fewer than ten examples in a stage has the shared weights there and a bias, and
    with fewer than ten in all it is answered with the doubt of one never trained on.

    Parameters
    ----------
    topics : Topics, sequence of Topic or str, or None, default=None
        Names, descriptions and aliases of the topics. None takes the names in the data; topics
        that do not occur in the data can be predicted all the same.
    encoder : Encoder or None, default=None
        What reads topic and sentence together where n-grams leave a chance that the sentence is
        about the topic; it stays as it is, and how far to trust it is learned, with at least 2
        `calibration_folds`. None leaves all to n-grams: many times faster, less often right.
    embedder : Embedder or None, default=None
        What turns a sentence into numbers for its meaning; where a topic has labels enough of its
        own, the side is read from them as well, with at least 2 `calibration_folds`. It stays too.
    C_relevance, C_side : float, default=30.0 and 10.0
        Inverse strength of the penalty of each stage. With a `C_side` of 1 or 3, cross-validated
        scores are as good (better on a public set of one topic), but names decide twice as often.
    own_weight_relevance, own_weight_side : float, default=2.0 and 1.0
        How much weight a topic's own words, and in the second stage their parts, get in each
        stage beside the weights shared by all topics.
    min_count : int, default=2
        Features of fewer sentences are left out.
    min_about : float, default=0.01
        The second stage is asked only where p(about) is at least this; below it a pair gets the
        sides' shares in training, which no answer depends on.
    min_read : float, default=0.01
        Encoder and embedder read only where p(about), by n-grams, is at least this. For a topic
        never trained on, this and `min_about` are 0.01 at most.
    about_threshold : float, default=0.3
        A sentence counts as about its topic where p(about) is at least this. A higher one finds
        fewer sentences and is more often right about those.
    name_copies : int, default=0
        The second stage learns from so many copies of each sentence that names a capital, a
        country or a person of `stance.learning.names`, with other names of the kind, so that names
        hardly decide (``benchmarks/names.py``). With 5, training takes about twice as long.
    mask_names : bool, default=False
        Whether an embedder reads sentences without their names (`stance.learning.masking`).
    calibration_folds : int, default=5
        Folds, by document, on which the probabilities of each stage are calibrated; 0 for none.
    n_jobs : int or None, default=None
        Folds fitted at the same time.
    random_state : int, RandomState instance or None, default=None
        Draws the folds.

    Attributes
    ----------
    classes_ : ndarray of str
        The stances seen in `fit`, sorted.
    topics_ : Topics
        The topics that can be asked about by name.
    scorer_ : TwoStageScorer
        What was learned; predicts without scikit-learn.
    temperatures_ : dict of str to float
        The temperature of each stage, and what its scores are divided by once more for a topic
        as good as new (``relevance of new topics``, ``side of new topics``): 1 where nothing
        is calibrated, or fewer than three topics have examples of each kind.

    See Also
    --------
    stance.train : From labelled data to a model that can be saved, in one call.

    Notes
    -----
    Without rows labelled ``unrelated`` there is nothing to learn relevance from: every sentence
    then counts as about its topic. Do not use it on whole documents; give it single sentences.

    Examples
    --------
    >>> X = [["We back a truce", "truce"], ["No truce, ever", "truce"], ["Rain fell", "truce"]]
    >>> classifier = StanceClassifier(min_count=1, random_state=0)
    >>> classifier.fit(X * 4, ["favor", "against", "unrelated"] * 4).predict(X)
    array(['favor', 'against', 'unrelated'], dtype='<U9')
    """

    def __init__(
        self,
        topics: Topics | list[Topic | str] | None = None,
        *,
        encoder: Encoder | None = None,
        embedder: Embedder | None = None,
        C_relevance: float = 30.0,
        C_side: float = 10.0,
        own_weight_relevance: float = 2.0,
        own_weight_side: float = 1.0,
        min_count: int = 2,
        min_about: float = 0.01,
        min_read: float = 0.01,
        about_threshold: float = 0.3,
        name_copies: int = 0,
        mask_names: bool = False,
        calibration_folds: int = 5,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.topics = topics
        self.encoder = encoder
        self.embedder = embedder
        self.C_relevance = C_relevance
        self.C_side = C_side
        self.own_weight_relevance = own_weight_relevance
        self.own_weight_side = own_weight_side
        self.min_count = min_count
        self.min_about = min_about
        self.min_read = min_read
        self.about_threshold = about_threshold
        self.name_copies = name_copies
        self.mask_names = mask_names
        self.calibration_folds = calibration_folds
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Fit both stages.

        Parameters
        ----------
        X : DataFrame or array of shape (n_rows, 2), or texts of shape (n_rows,)
            Columns ``text`` and ``topic``, by name or in this order; texts alone where there is
            one topic. A column ``doc`` is used as `groups`.
        y : array-like of shape (n_rows,)
            Stances.
        sample_weight : array-like of shape (n_rows,) or None, default=None
            Weights; a row of weight 0 counts as removed.
        groups : array-like of shape (n_rows,) or None, default=None
            The document of each row. None takes the column ``doc``, or else each distinct text
            for a document of its own.

        Returns
        -------
        self

        Raises
        ------
        DataError
            If a text or label cannot be used, or there are fewer than two stances.
        TopicError
            If a topic of the data is not among `topics`.
        """
        pairs = as_pairs(X, self._sole_topic())
        labels = as_stances(y, len(pairs))
        groups = as_groups(pairs, groups)
        weight = as_weights(sample_weight, len(pairs))
        if weight is not None:
            kept = weight > 0
            pairs, labels = pairs[kept].reset_index(drop=True), labels[kept]
            groups, weight = groups[kept], weight[kept]
        stances = np.unique(labels)
        if len(stances) < 2:
            msg = f"training needs at least two stances, got only {', '.join(stances)}"
            raise DataError(msg)
        self.classes_ = np.arange(len(stances)) if is_coded(y) else stances
        self._columns = [STANCES.index(stance) for stance in stances]
        self.topics_ = self._known_topics(pairs[TOPIC])
        # One seed for all stages: they are to leave the same documents and topics out.
        seed = self._seed()
        about = self._estimator(self.C_relevance, seed)
        # The sides are to be told apart equally well, however rare one is; relevance is a matter
        # of how often a topic comes up, and keeps the shares of the data.
        side = self._estimator(self.C_side, seed, class_weight="balanced")
        self.scorer_ = fit_scorer(
            LabelledPairs.of(pairs, labels, groups, weight, self.topics_),
            self.topics_,
            about,
            side,
            encoder=self.encoder,
            embedder=self.embedder,
            own_weights=(self.own_weight_relevance, self.own_weight_side),
            min_count=self.min_count,
            min_about=self.min_about,
            min_read=self.min_read,
            about_threshold=self.about_threshold,
            name_copies=self.name_copies,
            mask_names=self.mask_names,
        )
        self.temperatures_ = {}
        for stage, estimator in (("relevance", about), ("side", side)):
            self.temperatures_[stage] = getattr(estimator, "temperature_", 1.0)
            of_new = getattr(self.scorer_.for_new, stage, 1.0)
            self.temperatures_[f"{stage} of new topics"] = of_new
        self.n_features_in_ = 1 if pairs[TOPIC].eq(SOLE_TOPIC).all() else 2
        return self

    def _sole_topic(self) -> str | None:
        if self.topics is None:
            return SOLE_TOPIC
        names = Topics(self.topics).names
        return names[0] if len(names) == 1 else None

    def _known_topics(self, named: pd.Series[str]) -> Topics:
        in_data = sorted(named.unique())
        if self.topics is None:
            return Topics(in_data)
        topics = Topics(self.topics)
        topics.select(in_data)
        return topics

    def _seed(self) -> int:
        if isinstance(self.random_state, numbers.Integral):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))

    def _estimator(
        self, C: float, seed: int, class_weight: str | None = None
    ) -> CalibratedLogisticRegression:
        return CalibratedLogisticRegression(
            C=C,
            class_weight=class_weight,
            calibration_folds=self.calibration_folds,
            n_jobs=self.n_jobs,
            random_state=seed,
        )

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the probability of each class.

        Parameters
        ----------
        X : as in `fit`
            Texts and topics; a topic that was not trained on must be one of `topics`.

        Returns
        -------
        ndarray of shape (n_rows, n_classes)
            In the order of `classes_`; rows sum to 1.
        """
        return self._proba(X)[:, self._columns]

    def predict(self, X: Any) -> Labels:
        """Return the stance of each row: whether it is about its topic, and on which side.

        Parameters
        ----------
        X : as in `fit`
            Texts and topics.

        Returns
        -------
        ndarray of str, shape (n_rows,)

        See Also
        --------
        stance.learning.deciding.decide : How the probabilities become an answer.
        """
        proba = self._proba(X)
        best = self.scorer_.decide(proba)
        place = np.zeros(len(STANCES), dtype=np.intp)
        place[self._columns] = np.arange(len(self._columns))
        return np.asarray(self.classes_[place[best]])

    def _proba(self, X: Any) -> FloatArray:
        check_is_fitted(self)
        sole = self.topics_.names[0] if len(self.topics_) == 1 else None
        pairs = as_pairs(X, sole)
        topics = as_positions(pairs[TOPIC], self.topics_)
        return self.scorer_.pairs_proba(pairs[TEXT].tolist(), topics)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
