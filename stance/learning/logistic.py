"""Logistic regression whose probabilities are calibrated on documents it did not see."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from stance.learning.parallel import ParallelColumns

# Fewer documents a class than this leave nothing to calibrate on.
_FEWEST_FOLDS = 2

# The logarithm of a temperature is looked for between these.
_COLDEST, _HOTTEST = -3.0, 5.0


class CalibratedLogisticRegression(ClassifierMixin, BaseEstimator):
    """Multinomial logistic regression with a cross-fitted temperature.

    The weights are those of one regression on all rows; sparse columns that are multiples of each
    other are learned as one, which has the same optimum. Its scores are divided by a temperature
    that makes the log loss of out-of-fold scores least (Guo et al., "On Calibration of Modern
    Neural Networks", ICML 2017, section 4.2), with all rows of a group in one fold.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of the L2 penalty.
    class_weight : dict, 'balanced' or None, default=None
        As in scikit-learn.
    calibration_folds : int, default=5
        Folds for the temperature; 0 leaves the scores as they are. Fewer are used where a class
        has fewer rows or groups; with fewer than two there is no calibration.
    max_iter : int, default=1000
        Most iterations of the solver.
    n_jobs : int or None, default=None
        Folds fitted at the same time.
    random_state : int, RandomState instance or None, default=None
        Draws the folds.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The classes, sorted.
    coef_ : ndarray of shape (n_classes, n_features)
        Weights, already divided by the temperature; with two classes both rows are kept, the
        second the negative of the first.
    intercept_ : ndarray of shape (n_classes,)
        Biases, likewise.
    temperature_ : float
        What the scores were divided by.
    unseen_scores_ : ndarray of shape (n_samples, n_classes) or None
        Calibrated scores of the training rows from regressions that had not seen their group, for
        what is to learn from the scores; None where nothing was calibrated.
    n_features_in_ : int
        Columns seen in `fit`.

    See Also
    --------
    sklearn.calibration.CalibratedClassifierCV : Does the calibration; its own result keeps the
        folds' estimators, while this one stays a single linear model that can be explained.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0], [0.2], [0.8], [1.0]] * 5)
    >>> y = np.array(["against", "against", "favor", "favor"] * 5)
    >>> model = CalibratedLogisticRegression(random_state=0).fit(X, y)
    >>> model.predict([[0.1], [0.9]])
    array(['against', 'favor'], dtype='<U7')
    """

    def __init__(
        self,
        C: float = 1.0,
        *,
        class_weight: dict[Any, float] | str | None = None,
        calibration_folds: int = 5,
        max_iter: int = 1000,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.C = C
        self.class_weight = class_weight
        self.calibration_folds = calibration_folds
        self.max_iter = max_iter
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Fit the weights and the temperature.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Features.
        y : array-like of shape (n_samples,)
            Classes.
        sample_weight : array-like of shape (n_samples,) or None, default=None
            Weights of rows.
        groups : array-like of shape (n_samples,) or None, default=None
            The document of each row; None takes each row for itself.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If there are fewer than two classes, or the shapes disagree.
        """
        X, y = self._validated(X, y)
        if sample_weight is not None:
            # A row of weight 0 is as if it were not there, in the folds as well.
            weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
            kept = np.flatnonzero(weight)
            X, y, sample_weight = X[kept], y[kept], weight[kept]
            groups = None if groups is None else np.asarray(groups)[kept]
        alike = ParallelColumns.of(X) if sp.issparse(X) else None
        X = X if alike is None else alike.join(X)
        base = LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter)
        # The solver's vectors are too short for more threads, which would wait for each other.
        with threadpool_limits(1, user_api="blas"):
            base.fit(X, y, sample_weight=sample_weight)
            self.classes_ = base.classes_
            unseen = self._unseen_scores(base, X, y, sample_weight, groups)
        self.n_iter_ = base.n_iter_
        coef = base.coef_ if alike is None else alike.spread(base.coef_)
        coef, intercept = _both_classes(coef.T).T, _both_classes(base.intercept_)
        self.temperature_ = 1.0 if unseen is None else temperature_of(unseen, y, sample_weight)
        self.unseen_scores_ = None if unseen is None else unseen / self.temperature_
        self.coef_ = coef / self.temperature_
        self.intercept_ = intercept / self.temperature_
        return self

    def _validated(self, X: Any, y: Any) -> tuple[Any, npt.NDArray[Any]]:
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32])
        check_classification_targets(y)
        return sp.csr_array(X) if sp.issparse(X) else X, y

    def _unseen_scores(
        self,
        base: LogisticRegression,
        X: Any,
        y: npt.NDArray[Any],
        sample_weight: npt.ArrayLike | None,
        groups: npt.ArrayLike | None,
    ) -> npt.NDArray[Any] | None:
        folds = self.folds(y, groups)
        if not folds:
            return None
        scores = cross_val_predict(
            base,
            X,
            y,
            cv=folds,
            method="decision_function",
            params={"sample_weight": sample_weight},
            n_jobs=self.n_jobs,
        )
        return _both_classes(scores[:, None] if scores.ndim == 1 else scores)

    def folds(
        self, y: npt.NDArray[Any], groups: npt.ArrayLike | None
    ) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        """Return the folds that a fitted regression calibrates on.

        Parameters
        ----------
        y : ndarray of shape (n_samples,)
            Classes.
        groups : array-like of shape (n_samples,) or None
            The document of each row; None takes each row for itself.

        Returns
        -------
        list of tuple of ndarray
            Row positions to train on and to test on; empty where a class has too few groups.
        """
        ids = np.arange(len(y)) if groups is None else np.unique(groups, return_inverse=True)[1]
        per_class = min(len(np.unique(ids[y == label])) for label in self.classes_)
        n_folds = min(self.calibration_folds, per_class)
        if n_folds < _FEWEST_FOLDS:
            return []
        # Without groups each row is one of its own, which makes this a plain StratifiedKFold.
        splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=self.random_state)
        folds = list(splitter.split(y, y, ids))
        # A fold that trains without one of the classes would give it probability 0 unasked.
        complete = all(len(np.unique(y[train])) == len(self.classes_) for train, _ in folds)
        return folds if complete else []

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return the calibrated scores, before they become probabilities.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Features.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            With two classes, the log odds of the second.
        """
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def _scores(self, X: Any) -> npt.NDArray[Any]:
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        return np.asarray(X @ self.coef_.T + self.intercept_)

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return calibrated probabilities.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Features.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            In the order of `classes_`; rows sum to 1.
        """
        return np.asarray(softmax(self._scores(X), axis=1))

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return the most probable class of each row.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Features.

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        best = self._scores(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _both_classes(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    # Half of a binary score for each class: their difference is the score itself.
    if scores.shape[-1] > 1:
        return scores
    return np.concatenate([-scores, scores], axis=-1) / 2


def temperature_of(
    scores: npt.NDArray[Any], y: npt.NDArray[Any], sample_weight: npt.ArrayLike | None = None
) -> float:
    """Return what scores are to be divided by for the least log loss.

    Parameters
    ----------
    scores : ndarray of shape (n_samples, n_classes)
        Scores, in the order of the sorted classes.
    y : ndarray of shape (n_samples,)
        Classes.
    sample_weight : array-like of shape (n_samples,) or None, default=None
        Weights of rows.

    Returns
    -------
    float
    """

    def loss(logarithm: float) -> float:
        proba = softmax(scores / np.exp(logarithm), axis=1)
        return float(log_loss(y, proba, sample_weight=sample_weight))

    found = minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded")
    return float(np.exp(found.x))
