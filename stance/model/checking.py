"""What a model folder holds, held against what a model is, before anything is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stance.arrays import Array
from stance.features.extraction import CONTEXT, FAMILIES, LINKS
from stance.learning.deciding import ABOUT
from stance.model.stages import KEYS, check_keys
from stance.stances import SIDES, STANCES, UNRELATED

ANSWERS = {"relevance": (ABOUT, UNRELATED), "side": SIDES}
"""The answers that each stage may know."""

_NEARLY_ONE = 1e-3


def check_facts(manifest: Mapping[str, Any]) -> None:
    """Check the values of a manifest that predictions are made with.

    Parameters
    ----------
    manifest : mapping
        As it was read.

    Raises
    ------
    ValueError
        If a stage has answers that are none, or a threshold is no probability.
    KeyError, TypeError
        If a value is missing or of another kind.
    """
    for stage, allowed in ANSWERS.items():
        classes = manifest["classes"][stage]
        if not classes or len(set(classes)) < len(classes) or not set(classes) <= set(allowed):
            msg = f"the stage {stage!r} has the answers {classes!r}"
            raise ValueError(msg)
    for name in ("min_about", "about_threshold"):
        checked_bound(manifest, name)
    if not isinstance(manifest["metadata"], dict):
        msg = "its metadata are no JSON object"
        raise TypeError(msg)


def checked_bound(manifest: Mapping[str, Any], name: str) -> float:
    """Return a bound of a model, which is a probability.

    Parameters
    ----------
    manifest : mapping
        The manifest.
    name : str
        What the bound is called there.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If it is no probability.
    KeyError
        If it is missing.

    Examples
    --------
    >>> checked_bound({"min_about": 0}, "min_about")
    0.0
    """
    value = manifest[name]
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        msg = f"{name} is {value!r} and no probability"
        raise ValueError(msg)
    return float(value)


def check_names(family: str, names: Sequence[str]) -> None:
    """Check the list of a vocabulary.

    Parameters
    ----------
    family : str
        Whose it is.
    names : sequence of str
        The names, one for each column.

    Raises
    ------
    ValueError
        If they are not sorted, each once: then a name would stand for two columns, or two lists
        would make one model.
    """
    if list(names) != sorted(set(names)):
        msg = f"the names of {family!r} are not in order, each once"
        raise ValueError(msg)


def check_arrays(
    arrays: Mapping[str, Array], sizes: Mapping[str, int], classes: Mapping[str, Sequence[str]],
    n_topics: int,
) -> None:  # fmt: skip
    """Check that every array has the shape and kind that the vocabularies and topics ask for.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        The weights of a model.
    sizes : mapping of str to int
        How many names each vocabulary has.
    classes : mapping of str to sequence of str
        The answers of each stage.
    n_topics : int
        How many topics there are.

    Raises
    ------
    ValueError
        If an array is missing, of another shape, or not in float32, or the shares of the sides
        are none.
    """
    wanted: dict[str, tuple[int, ...]] = {"side_prior": (len(SIDES),)}
    wanted |= {f"{family}_idf": (size,) for family, size in sizes.items()}
    columns = sum(sizes[family] for family in FAMILIES)
    tied = {"relevance": len(LINKS), "side": sizes[CONTEXT]}
    for stage in ANSWERS:
        n = len(classes[stage])
        # A stage that has only ever seen one answer has no weights of a topic's own.
        n_own = _n_own(arrays.get(f"{stage}_own"), sizes) if n > 1 else 0
        wanted |= {
            f"{stage}_shared": (columns, n),
            **_own_shapes(arrays, stage, (n_own, n_topics, n)),
            f"{stage}_pair": (tied[stage], n),
            f"{stage}_bias": (n_topics, n),
        }
        if f"{stage}_blend_bias" in arrays:
            wanted |= {
                f"{stage}_blend_ngrams": (n, n),
                f"{stage}_blend_encoder": (len(STANCES), n),
                f"{stage}_blend_bias": (n,),
            }
    if "embedded_blend_bias" in arrays:
        n = len(classes["side"])
        # How many columns an embedder has, only the embedder knows.
        n_columns = len(arrays.get("embedded_shared", ()))
        wanted |= {
            "embedded_shared": (n_columns, n),
            **_own_shapes(arrays, "embedded", (n_columns, n_topics, n)),
            "embedded_pair": (0, n),
            "embedded_bias": (n_topics, n),
            "embedded_blend_ngrams": (n, n),
            "embedded_blend_encoder": (n, n),
            "embedded_blend_bias": (n,),
        }
    if "new_blend_bias" in arrays:
        n = len(classes["relevance"])
        wanted |= {
            "new_blend_ngrams": (n, n),
            "new_blend_encoder": (len(STANCES), n),
            "new_blend_bias": (n,),
        }
    if odd := sorted(wanted.keys() ^ arrays.keys()):
        msg = f"the array {odd[0]!r} is {'missing' if odd[0] in wanted else 'none of a model'}"
        raise ValueError(msg)
    for name, shape in wanted.items():
        if name.endswith(KEYS):
            stage = name.removesuffix(f"_{KEYS}")
            check_keys(name, arrays[name], shape[0], n_topics * len(arrays[f"{stage}_shared"]))
        elif arrays[name].shape != shape or arrays[name].dtype != np.float32:
            found = f"{arrays[name].dtype} of shape {arrays[name].shape}"
            msg = f"the array {name!r} is {found}, float32 of shape {shape} was expected"
            raise ValueError(msg)
    prior = arrays["side_prior"]
    if (prior < 0).any() or abs(float(prior.sum()) - 1) > _NEARLY_ONE:
        msg = "the shares of the sides are none"
        raise ValueError(msg)


def _own_shapes(
    arrays: Mapping[str, Array], stage: str, table: tuple[int, int, int]
) -> dict[str, tuple[int, ...]]:
    if f"{stage}_{KEYS}" not in arrays:
        return {f"{stage}_own": table}
    n_kept = len(arrays.get(f"{stage}_own", ()))
    return {f"{stage}_own": (n_kept, table[-1]), f"{stage}_{KEYS}": (n_kept,)}


def _n_own(own: Array | None, sizes: Mapping[str, int]) -> int:
    # Up to the second format, parts of words had no weights of a topic's own.
    both = sizes["words"] + sizes["parts"]
    return both if own is not None and len(own) == both else sizes["words"]
