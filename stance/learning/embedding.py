"""Learn the side from an embedder, and how far to trust it beside n-grams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from sklearn.base import clone

from stance.bundled import bundled_path
from stance.embedders.embedder import Embedder
from stance.learning.embedded import EmbeddedSide, vectors
from stance.learning.logistic import CalibratedLogisticRegression
from stance.learning.masking import NameMask
from stance.learning.stacking import fit_blend
from stance.learning.stage import fit_stage

# Inverse strength of the penalty on the columns of an embedder, whose rows are one long. Of 1, 3
# and 10, cross-validated on the training splits of two public sets and the bundled corpus, 1 was
# the best or as good.
_C = 1.0

# What a topic's own columns weigh beside the shared ones.
_OWN_WEIGHT = 1.0

_BUNDLED = "train.jsonl", "other-topics/train.jsonl"


@dataclass(frozen=True, slots=True)
class FittedEmbedding:
    """An `EmbeddedSide`, with what is learned from it further on.

    Attributes
    ----------
    embedded : EmbeddedSide
        What predicts.
    estimator : CalibratedLogisticRegression
        What learned its weights.
    given : dict
        What `fit_stage` was given.
    unseen_scores : ndarray of shape (n_pairs, n_classes)
        Blended scores of pairs whose document neither n-grams nor embedder had seen.
    """

    embedded: EmbeddedSide
    estimator: CalibratedLogisticRegression
    given: dict[str, Any]
    unseen_scores: npt.NDArray[Any]


def fit_embedded(
    embedder: Embedder,
    side: CalibratedLogisticRegression,
    given: Mapping[str, Any],
    *,
    texts: Sequence[str],
    mask_names: bool,
) -> FittedEmbedding | None:
    """Learn the side from an embedder, and how far to trust it beside the n-grams.

    The two are stacked, as n-grams and encoder are (`stance.learning.stacking`).

    Parameters
    ----------
    embedder : Embedder
        Turns sentences into columns; it stays as it is.
    side : CalibratedLogisticRegression
        The fitted second stage of the n-grams.
    given : mapping
        What `fit_stage` was given for that stage.
    texts : sequence of str
        The sentences that its rows are positions of.
    mask_names : bool
        Whether the embedder reads them, and all others later, without their names. Which words
        are names is learned from them and the bundled sentences: few texts could not tell.

    Returns
    -------
    FittedEmbedding or None
        None where there is one side only, or no fold to learn the blend from.
    """
    if len(np.unique(given["answers"])) == 1 or side.unseen_scores_ is None:
        return None
    asked, rows = np.unique(given["rows"], return_inverse=True)
    mask = NameMask.of([*texts, *_bundled_texts()]) if mask_names else None
    columns = vectors([texts[row] for row in asked], embedder, mask)
    own = dict(given) | {
        "pair": np.zeros((len(rows), 0), np.float32),
        "rows": rows,
        "features": sp.csr_array(columns),
        "n_own": columns.shape[1],
        "own_weight": _OWN_WEIGHT,
    }
    estimator = clone(side).set_params(C=_C)
    weights = fit_stage(estimator, **own)
    if estimator.unseen_scores_ is None:
        return None
    blend = fit_blend(
        weights.classes,
        side.unseen_scores_,
        estimator.unseen_scores_,
        given["answers"],
        sample_weight=given["sample_weight"],
        class_weight=side.class_weight,
    )
    unseen = blend.scores(
        side.unseen_scores_.astype(np.float32), estimator.unseen_scores_.astype(np.float32)
    )
    return FittedEmbedding(EmbeddedSide(embedder, weights, blend, mask), estimator, own, unseen)


@lru_cache(maxsize=1)
def _bundled_texts() -> tuple[str, ...]:
    files = [bundled_path("data") / name for name in _BUNDLED]
    return tuple(text for file in files for text in pd.read_json(file, lines=True)["text"].unique())
