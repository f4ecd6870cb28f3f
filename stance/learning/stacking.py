"""How far to trust n-grams and an encoder, learned from scores of documents new to both."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax

from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights
from stance.learning.logistic import CalibratedLogisticRegression

# Inverse strength of the blend's penalty: its columns are few and its rows many.
_BLEND_C = 1.0


def fit_blend(
    classes: tuple[str, ...],
    ngrams: npt.NDArray[Any],
    read: FloatArray,
    answers: npt.NDArray[np.str_],
    *,
    sample_weight: FloatArray | None = None,
    class_weight: Any = None,
) -> BlendWeights:
    """Learn the weights of n-grams and encoder by stacking.

    Logistic regression on the scores that both gave to documents they had not seen (Wolpert,
    "Stacked Generalization", Neural Networks 5(2), 1992).

    Parameters
    ----------
    classes : tuple of str
        The answers, sorted, as the scores of the n-grams have them.
    ngrams : ndarray of shape (n_pairs, n_classes)
        The stage's scores of pairs whose document it had not seen.
    read : ndarray of shape (n_pairs, n_read)
        The encoder's scores of the same pairs, likewise, or those of another stage.
    answers : ndarray of str, shape (n_pairs,)
        The right answers.
    sample_weight : ndarray of shape (n_pairs,) or None, default=None
        Weights of rows.
    class_weight : dict, 'balanced' or None, default=None
        As in scikit-learn.

    Returns
    -------
    BlendWeights
    """
    stack = CalibratedLogisticRegression(_BLEND_C, class_weight=class_weight, calibration_folds=0)
    columns = np.hstack([ngrams, log_softmax(read, axis=1)]).astype(np.float64)
    stack.fit(columns, answers, sample_weight=sample_weight)
    own, of_encoder = np.split(stack.coef_.T.astype(np.float32), [len(classes)])
    return BlendWeights(classes, own, of_encoder, stack.intercept_.astype(np.float32))
