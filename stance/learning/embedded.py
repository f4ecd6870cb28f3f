"""What an embedder says of the side, read from the sentence as a whole, beside n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from stance.embedders.embedder import Embedder, Vectors
from stance.errors import ModelError
from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights
from stance.learning.masking import NameMask
from stance.learning.own import Index
from stance.learning.stage import StageWeights


def vectors(texts: Sequence[str], embedder: Embedder, mask: NameMask | None) -> Vectors:
    """Return the vectors of sentences, or of what a mask leaves of them.

    Parameters
    ----------
    texts : sequence of str
        Sentences.
    embedder, mask
        As in `EmbeddedSide`.

    Returns
    -------
    ndarray of shape (n_texts, n_columns)
    """
    return embedder.embed(texts if mask is None else [mask.masked(text) for text in texts])


@dataclass(frozen=True, slots=True)
class EmbeddedSide:
    """An embedder, what it was found to say of the side, and how that is blended with n-grams.

    Attributes
    ----------
    embedder : Embedder
        Turns a sentence into columns.
    weights : StageWeights
        A second stage over these columns: shared weights, and each topic's own.
    blend : BlendWeights
        Takes the scores of the n-grams and, in place of an encoder's, those of `weights`.
    mask : NameMask or None, default=None
        Takes the names out of what the embedder reads; None leaves them.
    """

    embedder: Embedder
    weights: StageWeights
    blend: BlendWeights
    mask: NameMask | None = None

    def said(self, texts: Sequence[str], rows: Index, topics: Index) -> FloatArray:
        """Return the scores of the sides by the embedder alone.

        Parameters
        ----------
        texts : sequence of str
            Sentences.
        rows, topics : ndarray of int, shape (n_pairs,)
            Positions of each pair's sentence and topic.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)

        Raises
        ------
        ModelError
            If the embedder gives another number of columns than the model was trained with.
        """
        asked, place = np.unique(rows, return_inverse=True)
        columns = vectors([texts[row] for row in asked], self.embedder, self.mask)
        if columns.shape[1] != len(self.weights.shared):
            msg = (
                f"the embedder gives {columns.shape[1]} columns, and the model was trained with "
                f"{len(self.weights.shared)}: train it again"
            )
            raise ModelError(msg)
        nothing = np.zeros((len(rows), 0), np.float32)
        return self.weights.scores(sp.csr_array(columns), nothing, place, topics)

    def for_topics(self, positions: list[int | None]) -> EmbeddedSide:
        """Return it with topics reordered, left out, or new, as `StageWeights.for_topics`.

        Parameters
        ----------
        positions : list of int or None
            For each topic its position here.

        Returns
        -------
        EmbeddedSide
        """
        return replace(self, weights=self.weights.for_topics(positions))
