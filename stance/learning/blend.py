"""How far to trust n-grams and how far an encoder, learned on documents new to both."""

from __future__ import annotations

from dataclasses import dataclass

from stance.encoder.encoder import Encoder
from stance.features.vocabulary import FloatArray
from stance.learning.deciding import log_softmax


@dataclass(frozen=True, slots=True)
class BlendWeights:
    """The answer of one stage from the scores of its n-grams and those of an encoder.

    Attributes
    ----------
    classes : tuple of str
        The answers, in the order of the last axis.
    ngrams : ndarray of shape (n_classes, n_classes)
        Weights of the stage's own scores.
    encoder : ndarray of shape (n_read, n_classes)
        Weights of the log-probabilities that the encoder gives to `STANCES`, or an embedder's
        stage to its answers.
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
        read : ndarray of shape (n_pairs, n_read)
            Scores of the encoder, or of an embedder's stage.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)
        """
        blended: FloatArray = ngrams @ self.ngrams + log_softmax(read) @ self.encoder + self.bias
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


@dataclass(frozen=True, slots=True)
class NewTopics:
    """How both stages are read for a topic that they were never trained on.

    What is said of such a topic is said with too much certainty: the words that it was learned
    from belong to other topics.

    Attributes
    ----------
    relevance : float
        What the n-grams' scores of the first stage are divided by, at least 1.
    side : float
        What the scores of the second stage are divided by, the encoder's share included, at
        least 1. No answer depends on it, only how sure it is.
    blend : BlendWeights or None
        Takes the place of ``Reading.relevance``; None where there is no encoder.
    """

    relevance: float
    side: float
    blend: BlendWeights | None
