"""How far to trust n-grams and an encoder, learned from scores of documents new to both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax

from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights
from stance.learning.logistic import CalibratedLogisticRegression

# Inverse strength of the blend's penalty: its columns are few and its rows many.
_BLEND_C = 1.0

# How much more the encoder is trusted, and the n-grams less, where siblings answered for it. Of
# 0, 0.2, 0.25, 0.3 and 0.5 it gave the least log loss on the topics of `data/validation-topics`,
# which neither had learned (`benchmarks/encoder_trust.py`).
MORE = 0.25


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


def trusting_average(blend: BlendWeights, share: float, more: float = MORE) -> BlendWeights:
    """Return a blend that trusts the encoder more than the siblings that answered for it deserve.

    For what it was trained on an encoder gives the scores of a sibling that had not seen the
    document, so that stacking learns from answers as they are on new text. But the encoder is the
    mean of all siblings and of a network that saw everything, and better than any of them.

    Parameters
    ----------
    blend : BlendWeights
        As `fit_blend` learned it.
    share : float
        Of the pairs that it was learned from, those that a sibling answered.
    more : float, default=0.25
        How much more the encoder is trusted, and the n-grams less, where all were.

    Returns
    -------
    BlendWeights

    Examples
    --------
    >>> one = np.ones((1, 1), np.float32)
    >>> trusting = trusting_average(BlendWeights(("favor",), one, one, one[0]), share=1.0)
    >>> trusting.ngrams.item(), trusting.encoder.item()
    (0.75, 1.25)
    """
    shift = more * share
    return replace(blend, ngrams=blend.ngrams * (1 - shift), encoder=blend.encoder * (1 + shift))
