"""A comparison in plain sentences, each computed from its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from stance.comparison import words
from stance.comparison.differences import (
    ALL,
    BETTER,
    CANNOT_TELL,
    FEWEST_DOCUMENTS,
    POWER,
    SAME,
    TOPIC,
    UNKNOWN,
    WORSE,
    documents_needed,
    noticeable,
)
from stance.judging import wording
from stance.judging.metrics import LOWER_IS_BETTER

if TYPE_CHECKING:
    from stance.comparison.comparison import Comparison

Pair = tuple[str, str]

_FAR = 100  # times as many documents: more than anybody would label


def findings(comparison: Comparison) -> list[str]:
    """Return what the numbers say, the answer first, one pair after another.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        Sentences.
    """
    told = [sentence for pair in comparison.pairs for sentence in findings_on(comparison, pair)]
    return [*ranking(comparison), *told]


def ranking(comparison: Comparison) -> list[str]:
    """Say in which order more than two systems come.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        One sentence; none for two systems, or where the main score is not defined.
    """
    table = comparison.differences
    rows = table[(table["by"] == ALL) & (table["score"] == comparison.scores[0])]
    values = dict(zip(rows["reference"], rows["reference_value"], strict=True))
    values |= dict(zip(rows["system"], rows["system_value"], strict=True))
    if len(values) < 3 or any(map(math.isnan, values.values())):
        return []
    lower = comparison.scores[0] in LOWER_IS_BETTER
    ordered = sorted(values, key=lambda name: values[name], reverse=not lower)
    name = words.score_name(comparison.scores[0])
    told = words.listed([f"{system} {words.value(values[system])}" for system in ordered], most=12)
    below = "Whether that order is more than luck is said below."
    return [f"By {name} alone, the best first: {told}. {below}"]


def findings_on(comparison: Comparison, pair: Pair) -> list[str]:
    """Return what the numbers say of one pair, the answer first.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    pair : (str, str)
        Reference and system.

    Returns
    -------
    list of str
        Sentences.
    """
    columns = comparison.facts["settings"]["by"]
    told = [
        answer(comparison, pair),
        _how_sure(comparison, pair),
        _counts(comparison, pair),
        _other_scores(comparison, pair),
        _groups(comparison, pair, TOPIC),
        *(_groups(comparison, pair, column) for column in columns),
    ]
    return [sentence for sentence in told if sentence]


def answer(comparison: Comparison, pair: Pair) -> str:
    """Say whether the system is better than the reference, and by how much.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    pair : (str, str)
        Reference and system.

    Returns
    -------
    str
        A question, its answer, and the numbers behind it.
    """
    row = comparison.difference(pair=pair)
    reference, system = pair
    name = words.score_name(row["score"])
    question = f"Is {system} better than {reference}?"
    if row["verdict"] == UNKNOWN:
        return f"{question} {name} is not defined on these data, so nothing can be said."
    if row["verdict"] == SAME:
        return f"{question} It scores the same: {name} {words.value(row['system_value'])} for both."
    before, after = words.value(row["reference_value"]), words.value(row["system_value"])
    level = wording.percent(comparison.facts["settings"]["level"])
    between = words.interval(row["low"], row["high"])
    verdict = {BETTER: "Yes.", WORSE: "No, it is worse.", CANNOT_TELL: "These data cannot tell."}
    meaning = words.score_meaning(row["score"])
    return (
        f"{question} {verdict[row['verdict']]} {name[0].upper()}{name[1:]}"
        f"{f' ({meaning})' if meaning else ''} is {after} against {before}: a difference of "
        f"{words.signed(row['difference'])} ({level} interval {between})."
    )


def _how_sure(comparison: Comparison, pair: Pair) -> str:
    row = comparison.difference(pair=pair)
    if row["verdict"] in {SAME, UNKNOWN} or math.isnan(row["p_value"]):
        return ""
    p = f"{wording.p_value(row['p_value'])}"
    if row["n_tests"] > 1:
        p += f"; allowing for {row['n_tests']} tests, {wording.p_value(row['p_corrected'])}"
    told = (
        "How sure is that? Were the two equally good, luck alone would make a difference this "
        f"large {words.how_often(row['p_value'])} ({p})."
    )
    return told if row["verdict"] != CANNOT_TELL else f"{told} {_what_it_takes(comparison, row)}"


def _what_it_takes(comparison: Comparison, row: pd.Series) -> str:
    level, spread, documents = (
        comparison.facts["settings"]["level"], row["standard_error"], int(row["documents"])
    )  # fmt: skip
    if documents < FEWEST_DOCUMENTS or math.isnan(spread) or spread == 0:
        return ""
    told = (
        f"With {wording.count(documents, 'document')}, a single test notices true differences from "
        f"about {noticeable(spread, level):.2g} on ({POWER * 10:.0f} times in 10)"
    )
    needed = documents_needed(row["difference"], spread, documents, level)
    if needed > _FAR * documents:
        return f"{told}; this one is far too small for that."
    if needed <= documents:
        among = f"; this one would pass alone, but not among {row['n_tests']} tests."
        return told + (among if row["n_tests"] > 1 else ".")
    digits = 1 - int(math.log10(needed))
    return (
        f"{told}; if it is truly as small as it looks here, that would take roughly "
        f"{round(needed, digits):,.0f} documents."
    )


def _counts(comparison: Comparison, pair: Pair) -> str:
    reference, system = pair
    table = comparison.right_wrong
    rows = table[(table["reference"] == reference) & (table["system"] == system)]
    row = rows[rows["by"] == ALL].iloc[0]
    n = int(row[["both_right", "fixed", "broken", "both_wrong"]].sum())
    changed = comparison.changes
    changed = changed[(changed["reference"] == reference) & (changed["system"] == system)]
    if changed.empty:
        return f"The two give the same answer to each of the {wording.count(n, 'pair')}."
    return (
        f"In plain counts, of {wording.count(n, 'answer')} (one sentence, one topic) {system} "
        f"gets {row['fixed']:,} right that {reference} gets wrong, and {row['broken']:,} wrong "
        f"that {reference} gets right."
    )


def _other_scores(comparison: Comparison, pair: Pair) -> str:
    rows = _rows(comparison, pair, ALL)
    return _sorted_out(rows[rows["score"] != comparison.scores[0]], "By the other scores", "score")


def _groups(comparison: Comparison, pair: Pair, by: str) -> str:
    rows = _rows(comparison, pair, by)
    rows = rows[rows["score"] == comparison.scores[0]]
    if len(rows) < 2:
        return ""
    return _sorted_out(rows, f"By {by} ({words.score_name(comparison.scores[0])})", "group")


def _rows(comparison: Comparison, pair: Pair, by: str) -> pd.DataFrame:
    table = comparison.differences
    reference, system = pair
    chosen = (table["reference"] == reference) & (table["system"] == system)
    return table[chosen & (table["by"] == by)]


def _sorted_out(rows: pd.DataFrame, opening: str, what: str) -> str:
    """Say where it is better, where worse, and where the data cannot tell."""
    rows = rows[rows["verdict"] != UNKNOWN]
    if rows.empty or (rows["verdict"] == SAME).all():
        return ""
    parts, on = [], "on" if what == "group" else "in"
    for verdict in (BETTER, WORSE):
        chosen = rows[rows["verdict"] == verdict]
        if len(chosen):
            chosen = chosen.sort_values("difference", key=abs, ascending=False, kind="stable")
            names = [
                f"{_named(row[what], what)} ({words.signed(row['difference'])})"
                for row in chosen.to_dict("records")
            ]
            parts.append(f"it is {verdict} {on} {words.listed(names)}")
    rest = rows[rows["verdict"] == CANNOT_TELL]
    if len(rest) and len(rest) < len(rows):
        which = words.listed([_named(name, what) for name in rest[what]], most=3)
        parts.append(f"the data cannot tell {on} {which}")
    elif len(rest):
        parts.append(f"the data cannot tell {on} any of the {len(rest)}")
    same = rows[rows["verdict"] == SAME]
    if len(same):
        names = [_named(name, what) for name in same[what]]
        parts.append(f"it scores the same {on} {words.listed(names, most=3)}")
    return f"{opening}: {'; '.join(parts)}."


def _named(name: str, what: str) -> str:
    if what == "group":
        return name
    lower = ", less is better" if name in LOWER_IS_BETTER else ""
    return f"{words.score_name(name)}{lower}"
