"""The second format of a model folder: the first, and how topics never trained on are read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from stance.arrays import read_arrays
from stance.learning.blend import BlendWeights, NewTopics
from stance.learning.two_stage import TwoStageScorer
from stance.model.format_1 import BLEND_PARTS, STAGES, WEIGHTS, scorer_of

NEW_BLEND = "new_blend"
"""What the arrays of the blend for new topics are called, before the name of the part."""


def told_of_new_topics(scorer: TwoStageScorer) -> dict[str, Any]:
    """Return what a manifest says of topics that were never trained on.

    Parameters
    ----------
    scorer : TwoStageScorer
        What is saved.

    Returns
    -------
    dict
        ``untrained``, the names of such topics among the model's own, and ``temperatures``, by
        stage.
    """
    for_new = scorer.for_new
    return {
        "untrained": sorted(scorer.untrained),
        "temperatures": for_new and {stage: getattr(for_new, stage) for stage in STAGES},
    }


def read_format_2(manifest: dict[str, Any], contents: dict[str, bytes]) -> TwoStageScorer:
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
        If it was trained with another encoder than the bundled one that it names.
    """
    return scorer_with_new_topics(manifest, contents, read_arrays(contents[WEIGHTS]))


def scorer_with_new_topics(
    manifest: dict[str, Any], contents: dict[str, bytes], arrays: dict[str, Any]
) -> TwoStageScorer:
    """Make a scorer of what lies in a model folder, its arrays being read already.

    Parameters
    ----------
    manifest, contents
        As in `read_format_2`.
    arrays : dict of str to ndarray
        The weights.

    Returns
    -------
    TwoStageScorer
    """
    scorer = scorer_of(manifest, contents, arrays)
    told = manifest["new_topics"]
    untrained, temperatures = frozenset(told["untrained"]), told["temperatures"]
    if not untrained <= set(scorer.topics.names):
        msg = "it names topics as untrained that it does not have"
        raise ValueError(msg)
    for_new = None
    if temperatures is not None:
        for stage in STAGES:
            value = temperatures[stage]
            if not isinstance(value, int | float) or not 0 < value < math.inf:
                msg = f"the temperature of {stage} for new topics is {value!r}"
                raise ValueError(msg)
        relevance, side = (float(temperatures[stage]) for stage in STAGES)
        for_new = NewTopics(relevance, side, _blend(scorer, arrays))
    return replace(scorer, untrained=untrained, for_new=for_new)


def _blend(scorer: TwoStageScorer, arrays: dict[str, Any]) -> BlendWeights | None:
    if scorer.reading is None or scorer.reading.relevance is None:
        return None
    parts = (arrays[f"{NEW_BLEND}_{part}"] for part in BLEND_PARTS)
    return BlendWeights(scorer.relevance.classes, *parts)
