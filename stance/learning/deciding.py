"""From scores to probabilities, and from probabilities to a stance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stance.features.vocabulary import FloatArray
from stance.learning.own import Index
from stance.stances import SIDES, STANCES, UNRELATED

ABOUT = "about"
"""The answer of the first stage that lets the second be asked."""

_UNRELATED = STANCES.index(UNRELATED)


def softmax(scores: FloatArray) -> FloatArray:
    """Return probabilities along the last axis; scipy's own would take longer than the rest.

    Parameters
    ----------
    scores : ndarray of shape (..., n_classes)
        Scores.

    Returns
    -------
    ndarray of shape (..., n_classes)

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def log_softmax(scores: FloatArray) -> FloatArray:
    """Return the logarithms of `softmax`; importing scipy's takes a third of a model's loading.

    Parameters
    ----------
    scores : ndarray of shape (..., n_classes)
        Scores.

    Returns
    -------
    ndarray of shape (..., n_classes)

    Examples
    --------
    >>> np.exp(log_softmax(np.array([[0.0, 0.0]]))).tolist()
    [[0.5, 0.5]]
    """
    lowered = scores - scores.max(axis=-1, keepdims=True)
    logarithms: FloatArray = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return logarithms


def about_proba(scores: FloatArray, classes: tuple[str, ...]) -> FloatArray:
    """Return p(about) from the scores of the first stage.

    Parameters
    ----------
    scores : ndarray of shape (..., n_classes)
        Scores.
    classes : tuple of str
        `ABOUT`, unrelated or both, in the order of the last axis.

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> about_proba(np.array([[0.0, 0.0]]), ("about", "unrelated")).tolist()
    [0.5]
    """
    if classes == (ABOUT,):
        return np.ones(scores.shape[:-1], np.float32)
    about: FloatArray = softmax(scores)[..., classes.index(ABOUT)]
    return about


def side_proba(scores: FloatArray, classes: tuple[str, ...]) -> FloatArray:
    """Return the probability of each side from the scores of the second stage.

    Parameters
    ----------
    scores : ndarray of shape (n_pairs, n_classes)
        Scores.
    classes : tuple of str
        The sides seen in training, in the order of the columns; any other has probability 0.

    Returns
    -------
    ndarray of shape (n_pairs, 3)
        In the order of `SIDES`.

    Examples
    --------
    >>> side_proba(np.array([[0.0, 0.0]]), ("against", "favor")).tolist()
    [[0.5, 0.5, 0.0]]
    """
    sides = np.zeros((len(scores), len(SIDES)), np.float32)
    sides[:, [SIDES.index(side) for side in classes]] = softmax(scores)
    return sides


def decide(proba: npt.ArrayLike, about_threshold: float = 0.5) -> Index:
    """Return the stance that answers both questions, from its probabilities.

    A sentence whose p(about) reaches the threshold takes its most probable side, even where
    ``unrelated`` is more probable than that side alone; any other is unrelated. Choosing the
    greatest of the four instead would call unrelated most sentences whose side is in doubt.

    Parameters
    ----------
    proba : array-like of shape (..., 4)
        Probabilities in the order of `STANCES`.
    about_threshold : float, default=0.5
        The least p(about) = 1 - p(unrelated) of a sentence that is about the topic. Where few
        sentences are, the F1 of finding them is greatest at a threshold below one half (Lipton,
        Elkan and Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize F1 Measure",
        ECML PKDD 2014).

    Returns
    -------
    ndarray of int, shape (...)
        Positions in `STANCES`.

    Examples
    --------
    >>> decide([[0.4, 0.1, 0.05, 0.45], [0.3, 0.05, 0.05, 0.6]]).tolist()
    [0, 3]
    """
    proba = np.asarray(proba)
    best: Index = proba[..., : len(SIDES)].argmax(axis=-1)
    best[1 - proba[..., _UNRELATED] < about_threshold] = _UNRELATED
    return best
