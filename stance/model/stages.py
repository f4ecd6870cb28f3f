"""A stage of a model as the arrays of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from stance.arrays import Array
from stance.learning.own import OwnWeights
from stance.learning.stage import StageWeights

PARTS = ("shared", "own", "pair", "bias")
KEYS = "own_keys"
"""The array that says whose each own weight is, where they are no table."""


def stage_arrays(name: str, weights: StageWeights) -> dict[str, Any]:
    """Return what is saved of a stage.

    Parameters
    ----------
    name : str
        What its arrays are called before the name of the part.
    weights : StageWeights
        The stage.

    Returns
    -------
    dict of str to ndarray
    """
    parts = {part: getattr(weights, part) for part in PARTS}
    if isinstance(weights.own, OwnWeights):
        parts |= {"own": weights.own.weights, KEYS: weights.own.keys}
    return {f"{name}_{part}": array for part, array in parts.items()}


def stage_of(name: str, classes: tuple[str, ...], arrays: Mapping[str, Any]) -> StageWeights:
    """Make a stage of the arrays that were saved of it.

    Parameters
    ----------
    name, arrays
        As `stage_arrays` takes and returns them.
    classes : tuple of str
        Its answers.

    Returns
    -------
    StageWeights
    """
    shared, own, pair, bias = (arrays[f"{name}_{part}"] for part in PARTS)
    if f"{name}_{KEYS}" in arrays:
        own = OwnWeights(arrays[f"{name}_{KEYS}"], own, len(shared), len(bias))
    return StageWeights(classes, shared, own, pair, bias)


def check_keys(name: str, keys: Array, n_keys: int, most: int) -> None:
    """Check the array that says whose each own weight is.

    Parameters
    ----------
    name : str
        What it is called.
    keys : ndarray
        As it was read.
    n_keys : int
        How many weights there are.
    most : int
        How many topics and columns there are, one times the other.

    Raises
    ------
    ValueError
        If they are not whole numbers below that, ascending, one for each weight.
    """
    whole = keys.dtype == np.int64 and keys.shape == (n_keys,)
    if not whole or (np.diff(keys, prepend=-1, append=most) <= 0).any():
        msg = f"the array {name!r} does not say whose each weight is"
        raise ValueError(msg)
