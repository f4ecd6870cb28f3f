"""Which answers changed, and whether more were fixed than broken (McNemar's test).

McNemar's test ("Note on the Sampling Error of the Difference between Correlated Proportions or
Percentages", Psychometrika 12, 1947) looks at the pairs that one system has right and the other
wrong. It takes them for independent, and so is too sure where the sentences of a document stand
and fall together. Beside it stands the test of Obuchowski ("On the Comparison of Correlated
Proportions for Clustered Data", Statistics in Medicine 17, 1998), in the short form of Yang, Sun
and Hardin (Biometrical Journal 52, 2010), which sums within documents first. It leans on there
being many documents; with few, the exchanges behind the accuracy in the table of differences are
the test to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom, chi2

from stance.comparison.differences import ALL, KEYS, TOPIC, Pairs, corrected
from stance.judging.metrics import ALL_TOPICS
from stance.judging.tallies import FloatArray
from stance.stances import PROBABILITIES, STANCES

BoolArray = npt.NDArray[np.bool_]

FIXED, BROKEN, STILL_WRONG = "fixed", "broken", "still wrong"
"""Wrong by the reference and right by the system; the reverse; wrong by both, otherwise."""


def right_or_wrong(
    judged: Mapping[str, pd.DataFrame], pairs: Pairs, groups: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Return how many answers were fixed and broken, with McNemar's tests.

    Parameters
    ----------
    judged : mapping of str to DataFrame
        For each system, the pairs with its answers, in one order.
    pairs : sequence of (reference, system)
        Which are compared.
    groups : mapping of str to Series
        For each column, the group of each pair.

    Returns
    -------
    DataFrame
        ``reference, system, by, group, both_right, fixed, broken, both_wrong, p_plain,
        p_clustered, p_corrected``: the last is Holm's, of the clustered test, within all topics
        together, the topics, and the groups of all columns.
    """
    any_frame = next(iter(judged.values()))
    everything = pd.Series(ALL_TOPICS, index=any_frame.index)
    labels = {ALL: everything, TOPIC: any_frame["topic"], **groups}
    rows = []
    for reference, system in pairs:
        right = {name: _right(judged[name]) for name in (reference, system)}
        for by, values in labels.items():
            for group, places in values.groupby(values).indices.items():
                before, after = right[reference][places], right[system][places]
                docs = any_frame["doc"].to_numpy()[places]
                rows.append((reference, system, by, group, *_tested(before, after, docs)))
    counts = ["both_right", FIXED, BROKEN, "both_wrong"]
    table = pd.DataFrame(rows, columns=[*KEYS, *counts, "p_plain", "p_clustered"])
    return table.assign(p_corrected=corrected(table, "p_clustered")[0])


def _right(judged: pd.DataFrame) -> BoolArray:
    return (judged["truth"] == judged["stance"]).to_numpy(bool)


def _tested(before: BoolArray, after: BoolArray, docs: npt.NDArray[Any]) -> tuple[float, ...]:
    fixed, broken = ~before & after, before & ~after
    counts = [int(cells.sum()) for cells in (before & after, fixed, broken, ~before & ~after)]
    net = pd.Series(fixed.astype(int) - broken.astype(int)).groupby(docs).sum().to_numpy(float)
    return *counts, mcnemar(counts[1], counts[2]), clustered_mcnemar(net)


def mcnemar(fixed: int, broken: int) -> float:
    """Return the exact two-sided p-value of McNemar's test, which takes rows for independent.

    Parameters
    ----------
    fixed, broken : int
        Answers that only one of two systems has right.

    Returns
    -------
    float

    Examples
    --------
    >>> mcnemar(0, 5), mcnemar(3, 3), mcnemar(0, 0)
    (0.0625, 1.0, 1.0)
    """
    return min(1.0, float(2 * binom.cdf(min(fixed, broken), fixed + broken, 0.5)))


def clustered_mcnemar(net: FloatArray) -> float:
    """Return the two-sided p-value of Obuchowski's test.

    Parameters
    ----------
    net : ndarray of shape (n_documents,)
        Answers fixed less answers broken, by document.

    Returns
    -------
    float
        1 where no document has either, NaN where there is but one document.

    Examples
    --------
    >>> round(clustered_mcnemar(np.array([1, 1, 1, 1, -1, 0, 0, 1])), 3)
    0.127
    """
    if len(net) < 2:
        return float("nan")
    squares = float((net**2).sum())
    if squares == 0:
        return 1.0
    statistic = (len(net) - 1) / len(net) * net.sum() ** 2 / squares
    return float(chi2.sf(statistic, 1))


def changed_answers(judged: Mapping[str, pd.DataFrame], pairs: Pairs) -> pd.DataFrame:
    """Return the pairs that two systems answer differently, the clearest changes first.

    Parameters
    ----------
    judged : mapping of str to DataFrame
        For each system, the pairs with its answers, in one order.
    pairs : sequence of (reference, system)
        Which are compared.

    Returns
    -------
    DataFrame
        ``reference, system, change, text, topic, doc, truth, reference_stance, system_stance,
        shift``, then the probabilities of both, ``reference_p_favor, …, system_p_favor, …``, and
        the further columns of the data. The shift is how far the probability of the true stance
        moved. By pair, the fixed first, then the broken, then those that are wrong both times;
        within these, the largest shift first.
    """
    parts = [_changed(judged, *pair) for pair in pairs]
    return pd.concat(parts, ignore_index=True)


def _changed(judged: Mapping[str, pd.DataFrame], reference: str, system: str) -> pd.DataFrame:
    before, after = judged[reference], judged[system]
    differ = (before["stance"] != after["stance"]).to_numpy()
    before, after = before[differ].reset_index(drop=True), after[differ].reset_index(drop=True)
    table = before[["text", "topic", "doc", "truth"]].copy()
    now, was = _right(after), _right(before)
    table.insert(0, "reference", reference)
    table.insert(1, "system", system)
    table.insert(2, "change", np.select([now, was], [FIXED, BROKEN], STILL_WRONG).tolist())
    table["reference_stance"], table["system_stance"] = before["stance"], after["stance"]
    table["shift"] = _p_of_truth(after) - _p_of_truth(before)
    for name, frame in (("reference", before), ("system", after)):
        for column in PROBABILITIES:
            table[f"{name}_{column}"] = frame[column].to_numpy(float)
    further = [c for c in before if c not in {*table, "stance", "confidence", *PROBABILITIES}]
    table = pd.concat([table, before[further]], axis=1)
    kind = table["change"].map({FIXED: 0, BROKEN: 1, STILL_WRONG: 2})
    return table.iloc[np.lexsort((-table["shift"].abs(), kind))]


def _p_of_truth(judged: pd.DataFrame) -> FloatArray:
    place = pd.Categorical(judged["truth"], categories=list(STANCES)).codes
    proba = judged[list(PROBABILITIES)].to_numpy(float)
    of_truth: FloatArray = proba[np.arange(len(judged)), place]
    return of_truth
