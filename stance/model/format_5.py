"""The fifth format of a model folder: the third, and a bound of its own for what is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stance.learning.two_stage import TwoStageScorer
from stance.model.checking import checked_bound
from stance.model.format_3 import read_format_3


def read_format_5(manifest: dict[str, Any], contents: dict[str, bytes]) -> TwoStageScorer:
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
    scorer = read_format_3(manifest, contents)
    return replace(scorer, min_read=checked_bound(manifest, "min_read"))
