"""The third format of a model folder: the second, and the embedder that the side is read with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stance.arrays import read_arrays
from stance.embedders.loading import embedder_of
from stance.learning.blend import BlendWeights
from stance.learning.embedded import EmbeddedSide
from stance.learning.two_stage import TwoStageScorer
from stance.model.format_1 import BLEND_PARTS, WEIGHTS
from stance.model.format_2 import scorer_with_new_topics
from stance.model.stages import stage_arrays, stage_of

EMBEDDED, EMBEDDED_BLEND = "embedded", "embedded_blend"
"""What the arrays of an embedder's stage and its blend are called, before the name of the part."""


def embedded_arrays(embedded: EmbeddedSide | None) -> dict[str, Any]:
    """Return what is saved of an embedder's part of a model.

    Parameters
    ----------
    embedded : EmbeddedSide or None
        The part.

    Returns
    -------
    dict of str to ndarray
        Empty where there is none.

    Examples
    --------
    >>> embedded_arrays(None)
    {}
    """
    if embedded is None:
        return {}
    blend = {f"{EMBEDDED_BLEND}_{part}": getattr(embedded.blend, part) for part in BLEND_PARTS}
    return stage_arrays(EMBEDDED, embedded.weights) | blend


def read_format_3(manifest: dict[str, Any], contents: dict[str, bytes]) -> TwoStageScorer:
    """Make a scorer of what lies in a model folder.

    Parameters
    ----------
    manifest, contents
        As in `stance.model.format_1.read_format_1`.

    Returns
    -------
    TwoStageScorer

    Raises
    ------
    LookupError, ValueError, TypeError, AttributeError
        If something in it is not what a model has.
    ModelError
        If it was trained with another encoder or embedder than those that it names.
    """
    arrays = read_arrays(contents[WEIGHTS])
    scorer = scorer_with_new_topics(manifest, contents, arrays)
    source = manifest["embedder"]
    if source is None:
        return scorer
    weights = stage_of(EMBEDDED, scorer.side.classes, arrays)
    parts = (arrays[f"{EMBEDDED_BLEND}_{part}"] for part in BLEND_PARTS)
    blend = BlendWeights(scorer.side.classes, *parts)
    return replace(scorer, embedded=EmbeddedSide(embedder_of(source), weights, blend))
