"""By how much two systems differ, how sure that is, and how much data it would take to know.

Each difference is that of a system minus the reference, on the same pairs, with the interval of
the paired bootstrap and the test by exchanges of `stance.judging.comparing`. The p-values are
corrected by Holm within families, by the question asked:

- the main score on all topics together, over all systems compared: it is named beforehand, and
  answers the question that was asked;
- the other scores on all topics together, over all systems;
- for each score, its topics, over all systems;
- for each score, the groups of all columns, over all systems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from stance.errors import DataError, none_such
from stance.judging.comparing import compare_tallies, holm
from stance.judging.metrics import ALL_STANCES, LOWER_IS_BETTER, SCORES
from stance.judging.slices import LENGTH, NAMED, NEGATION, QUOTATION, SEVERAL, slice_parts
from stance.judging.tallies import CONFUSION, Tally, tally
from stance.topics import Topic

ALL, TOPIC = "all", "topic"
"""What a group is taken by, where it is not by a column of the data."""

BETTER, WORSE, CANNOT_TELL, SAME, UNKNOWN = "better", "worse", "cannot tell", "same", "not defined"
"""The verdicts: of the system compared, beside the reference."""

FEWEST_DOCUMENTS = 5
"""Groups in fewer documents are left out: five exchanges of whole documents prove nothing."""

BY_SENTENCE = (LENGTH, QUOTATION, NEGATION, NAMED, SEVERAL)
"""The ways of dividing sentences that need no column of the data."""

POWER = 0.8
"""The chance that a difference shall have of being noticed, when one asks for how much data."""

KEYS = ("reference", "system", "by", "group")

Pairs = Sequence[tuple[str, str]]


def groupings(
    examples: pd.DataFrame, by: Sequence[str], topics: Iterable[Topic | str] = ()
) -> tuple[dict[str, pd.Series], dict[str, dict[str, int]]]:
    """Return the groups that pairs fall into, and what was too small to be one.

    Parameters
    ----------
    examples : DataFrame
        Labelled pairs.
    by : sequence of str
        Columns of the data, or ways of dividing sentences that `stance.judging.slices.slice_parts`
        knows: ``length``, ``negation``, ``topic named`` and more.
    topics : iterable of Topic or str, default=()
        The topics whose aliases are known.

    Returns
    -------
    groups : dict of str to Series
        For each of these, the group of each pair; missing where it is in none.
    left_out : dict of str to dict
        For each of these, the ``groups`` and ``pairs`` that are in none, if any.

    Raises
    ------
    DataError
        If there is no such column, or it has a name that stands for something else.

    Examples
    --------
    >>> examples = pd.DataFrame({"text": list("abcdef"), "topic": "t", "stance": "favor"})
    >>> examples = examples.assign(doc=list("abcdef"), kind=[*"xxxxx", "y"])
    >>> groups, left_out = groupings(examples, ["kind"])
    >>> groups["kind"].dropna().tolist(), left_out
    (['x', 'x', 'x', 'x', 'x'], {'kind': {'groups': 1, 'pairs': 1}})
    """
    columns = [name for name in dict.fromkeys(by) if name not in BY_SENTENCE]
    for name in columns:
        if name not in examples or name in (ALL, TOPIC):
            known = [*BY_SENTENCE, *(c for c in examples.columns if c not in (ALL, TOPIC))]
            raise DataError(none_such("column to compare by called", name, map(str, known)))
    if not by:
        return {}, {}
    parts = slice_parts(examples.rename(columns={"stance": "truth"}), topics, columns)
    groups, left_out = {}, {}
    for name in dict.fromkeys(by):
        values = parts[name].astype(object)
        documents = examples["doc"].groupby(values).nunique()
        kept = values.isin(documents[documents >= FEWEST_DOCUMENTS].index)
        groups[name] = values.where(kept)
        if n := int((~kept).sum()):
            left_out[name] = {"groups": int(values[~kept].nunique()), "pairs": n}
    return groups, left_out


def difference_table(
    judged: Mapping[str, pd.DataFrame],
    pairs: Pairs,
    scores: Sequence[str],
    groups: Mapping[str, pd.Series],
    draws: Mapping[str, Any],
) -> pd.DataFrame:
    """Return every difference with its interval, its test and its verdict.

    Parameters
    ----------
    judged : mapping of str to DataFrame
        For each system, the pairs with its answers, in one order.
    pairs : sequence of (reference, system)
        Which are compared.
    scores : sequence of str
        Scores of all stances together.
    groups : mapping of str to Series
        As `groupings` returns it.
    draws : mapping
        ``n_resamples, n_flips, random_state, level``.

    Returns
    -------
    DataFrame
        ``reference, system, by, group, score, reference_value, system_value, difference, low,
        high, standard_error, p_value, p_corrected, n_tests, verdict, documents, pairs``.
    """
    of_system = {name: dict(_tallies(frame, groups)) for name, frame in judged.items()}
    tables = [
        _compared(of_system[system][by], of_system[reference][by], by, scores, draws).assign(
            reference=reference, system=system
        )
        for reference, system in pairs
        for by in of_system[reference]
    ]
    table = pd.concat(tables, ignore_index=True)
    table["p_corrected"], table["n_tests"] = corrected(
        table, "p_value", _questions(table, scores[0])
    )
    table["verdict"] = _verdicts(table, 1 - draws["level"])
    columns = ["score", "reference_value", "system_value", "difference", "low", "high"]
    columns += ["standard_error", "p_value", "p_corrected", "n_tests", "verdict"]
    order = table["by"].map({by: place for place, by in enumerate((ALL, TOPIC, *groups))})
    table = table.iloc[np.argsort(order.to_numpy(), kind="stable")]
    return table[[*KEYS, *columns, "documents", "pairs"]].reset_index(drop=True)


def _tallies(judged: pd.DataFrame, groups: Mapping[str, pd.Series]) -> Iterator[tuple[str, Tally]]:
    """Yield the sums by topic and by each column: to a tally, any grouping is as topics are."""
    yield TOPIC, tally(judged, tuple(sorted(set(judged["topic"]))))
    for by, values in groups.items():
        inside = values.notna().to_numpy()
        if inside.any():
            part = judged[inside].assign(topic=values[inside].to_numpy())
            yield by, tally(part, tuple(sorted(set(part["topic"]))))


def _compared(
    system: Tally, reference: Tally, by: str, scores: Sequence[str], draws: Mapping[str, Any]
) -> pd.DataFrame:
    table = compare_tallies(system, reference, **draws)
    # By place, not by name: a topic or group may be called as all of them together are.
    place = np.repeat(np.arange(len(system.topics) + 2), len(SCORES))
    n = system.total()[:, CONFUSION].sum(axis=1).astype(int)
    table["by"] = np.where(place < len(system.topics), by, ALL)
    table["group"] = table["scope"]
    table["documents"] = np.append(system.documents[:, -1], system.n_documents)[place]
    table["pairs"] = np.append(n, [n.sum(), n.sum()])[place]
    n_shown = len(system.topics) + (by == TOPIC)
    table = table[(place < n_shown) & (table["stance"] == ALL_STANCES)]
    renamed = {"a": "system_value", "b": "reference_value"}
    table = table[table["score"].isin(scores)].rename(columns=renamed)
    # In the order in which the scores were asked for.
    rank = table["score"].map({score: n for n, score in enumerate(scores)})
    return table.iloc[np.lexsort((rank, place[table.index]))]


def _questions(table: pd.DataFrame, main: str) -> pd.Series:
    others = table["score"].where(table["score"] == main, "the other scores")
    return table["score"].where(table["by"] != ALL, others)


def corrected(
    table: pd.DataFrame, p_values: str, questions: pd.Series | None = None
) -> tuple[pd.Series[float], pd.Series[int]]:
    """Correct p-values by family: all topics together, topics, and groups are three.

    Parameters
    ----------
    table : DataFrame
        With ``by`` and the p-values.
    p_values : str
        The column to correct.
    questions : Series or None, default=None
        What divides these families further, by row.

    Returns
    -------
    p_corrected, n_tests : Series
        By row.
    """
    kind = table["by"].where(table["by"].isin([ALL, TOPIC]), "group")
    families = table[p_values].groupby([kind] if questions is None else [kind, questions])
    return families.transform(_holm), families.transform("count")


def _holm(family: pd.Series[float]) -> pd.Series[float]:
    return pd.Series(holm(np.asarray(family, np.float64)), index=family.index)


def _verdicts(table: pd.DataFrame, alpha: float) -> list[str]:
    sign = np.where(table["score"].isin(LOWER_IS_BETTER), -1, 1)
    sure = (table["p_corrected"] < alpha) & ((table["low"] > 0) | (table["high"] < 0))
    gain = table["difference"] * sign
    same = (table["difference"] == 0) & ~(table["standard_error"] > 0)
    cases = [table["difference"].isna(), same, sure & (gain > 0), sure & (gain < 0)]
    verdicts: list[str] = np.select(cases, [UNKNOWN, SAME, BETTER, WORSE], CANNOT_TELL).tolist()
    return verdicts


def noticeable(standard_error: float, level: float) -> float:
    """Return the smallest true difference that a single test would mostly notice.

    By the normal approximation, with power 0.8: on such power, and how seldom it is asked
    about, Card et al., "With Little Power Comes Great Responsibility" (EMNLP 2020).

    Parameters
    ----------
    standard_error : float
        Of the difference.
    level : float
        1 minus the level of the test.

    Returns
    -------
    float

    Examples
    --------
    >>> round(noticeable(0.01, 0.95), 3)
    0.028
    """
    return float(norm.ppf((1 + level) / 2) + norm.ppf(POWER)) * standard_error


def documents_needed(
    difference: float, standard_error: float, documents: int, level: float
) -> float:
    """Return how many documents it would take to notice a difference as large as this.

    The spread shrinks with the root of the number of documents. It is an answer for planning
    only if the true difference is what was seen, which is itself uncertain.

    Parameters
    ----------
    difference, standard_error : float
        As seen.
    documents : int
        On how many.
    level : float
        1 minus the level of the test.

    Returns
    -------
    float
        Infinite for no difference.

    Examples
    --------
    >>> round(documents_needed(0.01, 0.01, 100, 0.95))
    785
    """
    if difference == 0:
        return float("inf")
    return documents * (noticeable(standard_error, level) / abs(difference)) ** 2
