"""Findings of the scores: over all, by topic, beside the baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS

if TYPE_CHECKING:
    from stance.judging.report import Report


def how_right(report: Report) -> str:
    """Say how right it is over all pairs.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    accuracy, macro = report.score("accuracy"), report.score("macro_f1")
    data = report.facts["data"]
    unrelated = data["stances"]["unrelated"] / data["rows"]
    return (
        f"Asked for the stance of {wording.count(data['rows'], 'sentence–topic pair')} from "
        f"{wording.count(data['documents'], 'document')}, it is right in "
        f"{wording.percent(accuracy['value'])} of them "
        f"({wording.percent_range(accuracy['low'], accuracy['high'])}); "
        f"{wording.percent(unrelated)} of the pairs are unrelated, so look at macro-F1, which "
        f"counts the four stances alike: {wording.score(*macro.iloc[:3])}."
    )


def two_questions(report: Report) -> str:
    """Say how well it finds what is about a topic, and which side that is on.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    recall, precision = report.score("relevance_recall"), report.score("relevance_precision")
    side = report.score("side_macro_f1")
    if pd.isna(recall["value"]):
        return "No pair is truly about its topic, so nothing can be said of sides."
    found = f"It notices {wording.percent(recall['value'])} of the sentences that are about a topic"
    if pd.notna(precision["value"]):
        found += f", and {wording.percent(precision['value'])} of those it takes for relevant are"
    macro = wording.score(*side.iloc[:3])
    return f"{found}; asked only for the side of these, its macro-F1 is {macro}."


def best_and_weakest(report: Report) -> str:
    """Say on which topic the model is best and on which weakest.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing if there is one topic.
    """
    scores = report.scores
    macro = scores[(scores["score"] == "macro_f1") & scores["value"].notna()]
    macro = macro[~macro["scope"].isin([ALL_TOPICS, MEAN_OF_TOPICS])].sort_values("value")
    if len(macro) < 2:
        return ""
    weakest, best = macro.iloc[0], macro.iloc[-1]
    sentence = (
        f"By macro-F1 it is best on {best['scope']}, "
        f"{wording.score(best['value'], best['low'], best['high'])}, and weakest on "
        f"{weakest['scope']}, {wording.score(weakest['value'], weakest['low'], weakest['high'])}"
    )
    if not weakest["high"] < best["low"]:
        sentence += ", though the data are too few to be sure of that order"
    return f"{sentence}."


def commonest_confusion(report: Report) -> str:
    """Say which stance is most often taken for which other.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    cells = report.confusion
    wrong = cells[(cells["truth"] != cells["predicted"]) & (cells["n"] > 0)]
    pooled = wrong[wrong["scope"] == ALL_TOPICS]
    if pooled.empty:
        return "It makes no mistake on these data."
    worst = pooled.iloc[int(pooled["n"].argmax())]
    same = (wrong["truth"] == worst["truth"]) & (wrong["predicted"] == worst["predicted"])
    by_topic = wrong[same & (wrong["scope"] != ALL_TOPICS)].sort_values("n", ascending=False)
    total = round(worst["n"] / worst["share"])
    sentence = (
        f"Its commonest mistake is to take {worst['truth']} for {worst['predicted']}: "
        f"{worst['n']:,} of {total:,} ({wording.percent(worst['share'])})"
    )
    if len(report.topics) > 1:
        sentence += f", most often on {by_topic['scope'].iloc[0]}"
    return f"{sentence}."


def beside_baselines(report: Report) -> str:
    """Say whether it is better than the strongest baseline.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing if there is no baseline.
    """
    table = report.baselines
    rows = table[(table["scope"] == ALL_TOPICS) & (table["score"] == "macro_f1")]
    rows = rows[rows["stance"] == ALL_STANCES].dropna(subset=["baseline_value"])
    if rows.empty:
        return ""
    best = rows.iloc[int(rows["baseline_value"].argmax())]
    by = (
        f"{wording.signed(best['difference'])} macro-F1 "
        f"({wording.signed(best['low'])} to {wording.signed(best['high'])}, "
        f"{wording.p_value(best['p_value'])})"
    )
    name = f"the strongest baseline, {best['baseline']}"
    if best["low"] > 0 and best["p_value"] < 0.05:
        return f"It beats {name}, by {by}."
    if best["high"] < 0 and best["p_value"] < 0.05:
        return f"It is worse than {name}: {by}."
    return f"The data do not tell it from {name}: {by}."
