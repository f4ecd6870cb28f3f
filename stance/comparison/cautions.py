"""What should keep a reader from trusting a comparison too much, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.comparison.differences import FEWEST_DOCUMENTS
from stance.judging import wording
from stance.judging.findings import FEW_DOCUMENTS

if TYPE_CHECKING:
    from stance.comparison.comparison import Comparison


def cautions(comparison: Comparison) -> list[str]:
    """Return what should keep a reader from trusting the answer too much.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        Sentences, possibly none.
    """
    return [*_of_documents(comparison), *_of_data(comparison), *_of_systems(comparison)]


def _of_documents(comparison: Comparison) -> list[str]:
    n = comparison.facts["data"]["documents"]
    told = []
    if n == 1:
        told.append("All rows come from one document, so no interval can be given.")
    elif n < FEW_DOCUMENTS:
        told.append(f"With {n} documents the intervals are rough, and only the largest "
                    "differences can be told.")  # fmt: skip
    least = 1 / (comparison.facts["settings"]["n_flips"] + 1)
    most_tests = int(comparison.differences["n_tests"].max())
    if least * most_tests >= 1 - comparison.facts["settings"]["level"]:
        told.append(
            f"With {most_tests} tests in one family, {comparison.facts['settings']['n_flips']:,} "
            "exchanges cannot make any of them sure: raise n_flips."
        )
    return told


def _of_data(comparison: Comparison) -> list[str]:
    data, told = comparison.facts["data"], []
    if n := data["splits"].get("train", 0):
        told.append(
            f"{wording.count(n, 'row')} compared here {'is' if n == 1 else 'are'} marked as "
            "training data: whatever was trained on them is flattered."
        )
    left = [(data["mixed_left_out"], "with two sides (mixed)")]
    left.append((data.get("dropped", 0), "that could not be used"))
    parts = [f"{wording.count(n, 'row')} {why}" for n, why in left if n]
    if parts:
        told.append(f"Left out: {' and '.join(parts)}.")
    for column, out in comparison.facts["left_out"].items():
        told.append(
            f"By {column}, {wording.count(out['groups'], 'group')} with "
            f"{wording.count(out['pairs'], 'pair')} are not compared: in fewer than "
            f"{FEWEST_DOCUMENTS} documents."
        )
    return told


def _of_systems(comparison: Comparison) -> list[str]:
    told = []
    for name, facts in comparison.facts["systems"].items():
        if not facts["probabilities"]:
            told.append(
                f"{name} gives no probabilities, so scores that need them are left out for all."
            )
        if n := facts["labels_that_differ"]:
            told.append(
                f"{name} was judged by {wording.count(n, 'label')} that these data give otherwise: "
                "here the labels of these data count."
            )
        if n := facts["further_predictions"]:
            told.append(
                f"{wording.count(n, 'further prediction')} of {name} {'is' if n == 1 else 'are'} "
                "of no pair in these data, and play no part."
            )
    return told
