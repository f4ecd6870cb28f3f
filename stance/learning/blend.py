"""How far to trust n-grams and how far an encoder, learned on documents new to both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax

from stance.encoder.encoder import Encoder
from stance.features.vocabulary import FloatArray

# Inverse strength of the penalty. The columns are few and the rows many: it hardly matters.
_C = 1.0


@dataclass(frozen=True, slots=True)
class BlendWeights:
    """The answer of one stage from the scores of its n-grams and those of an encoder.

    Attributes
    ----------
    classes : tuple of str
        The answers, in the order of the last axis.
    ngrams : ndarray of shape (n_classes, n_classes)
        Weights of the stage's own scores.
    encoder : ndarray of shape (4, n_classes)
        Weights of the encoder's log-probabilities of `STANCES`.
    bias : ndarray of shape (n_classes,)
        The bias.
    """

    classes: tuple[str, ...]
    ngrams: FloatArray
    encoder: FloatArray
    bias: FloatArray

    def scores(self, ngrams: FloatArray, read: FloatArray) -> FloatArray:
        """Return the score of each answer.

        Parameters
        ----------
        ngrams : ndarray of shape (n_pairs, n_classes)
            Scores of the stage.
        read : ndarray of shape (n_pairs, 4)
            Scores of the encoder.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)
        """
        blended: FloatArray = (
            ngrams @ self.ngrams + log_softmax(read, axis=1) @ self.encoder + self.bias
        )
        return blended


@dataclass(frozen=True, slots=True)
class Reading:
    """An encoder, and how what it says is blended with what the n-grams say.

    Attributes
    ----------
    encoder : Encoder
        Reads topic and sentence together.
    relevance, side : BlendWeights or None
        For each stage; None where the stage has only one answer.
    """

    encoder: Encoder
    relevance: BlendWeights | None
    side: BlendWeights | None


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
    read : ndarray of shape (n_pairs, 4)
        The encoder's scores of the same pairs, likewise.
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
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    columns = np.hstack([ngrams, log_softmax(read, axis=1)]).astype(np.float64)
    stack: Any = LogisticRegression(C=_C, class_weight=class_weight, max_iter=1000)
    stack.fit(columns, answers, sample_weight=sample_weight)
    coef, bias = stack.coef_, stack.intercept_
    if len(classes) == 2:
        # Half of the binary score for each class: their difference is the score itself.
        coef, bias = np.vstack([-coef, coef]) / 2, np.concatenate([-bias, bias]) / 2
    own, of_encoder = np.split(coef.T.astype(np.float32), [len(classes)])
    return BlendWeights(classes, own, of_encoder, bias.astype(np.float32))
