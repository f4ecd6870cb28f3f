"""The sixth format of a model folder: the fifth, and the words that a mask of names lets stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stance.learning.masking import NameMask
from stance.learning.two_stage import TwoStageScorer
from stance.model.checking import check_names
from stance.model.format_1 import lines_of
from stance.model.format_5 import read_format_5

COMMON = "common.txt"
"""The file of the stems of common words, one a line."""


def is_masked(manifest: Mapping[str, Any]) -> bool:
    """Return whether the embedder of a model reads sentences without their names.

    Parameters
    ----------
    manifest : mapping
        As it was read, of any format.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_masked({"format": 5}), is_masked({"format": 6, "mask_names": True})
    (False, True)
    """
    return manifest["format"] >= 6 and manifest.get("mask_names") is True


def read_format_6(manifest: dict[str, Any], contents: dict[str, bytes]) -> TwoStageScorer:
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
    scorer = read_format_5(manifest, contents)
    masks, embedded = manifest["mask_names"], scorer.embedded
    if type(masks) is not bool or (masks and embedded is None):
        msg = f"mask_names is {masks!r}, with embedder {manifest['embedder']!r}"
        raise ValueError(msg)
    if embedded is None or not masks:
        return scorer
    common = lines_of(contents[COMMON])
    check_names(COMMON, common)
    return replace(scorer, embedded=replace(embedded, mask=NameMask(frozenset(common))))
