"""A report in plain sentences, each computed from its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from stance.judging import wording
from stance.judging.curves import ALL_PREDICTIONS, CALLED_RELEVANT
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS
from stance.stances import STANCES

if TYPE_CHECKING:
    from stance.judging.report import Report

FEW_DOCUMENTS = 20
_KEPT = 0.5


def findings(report: Report) -> list[str]:
    """Return what the numbers say, the answer first.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
        Sentences; those that the data cannot support are left out.
    """
    tellers: list[Callable[[Report], str]] = [
        _how_right,
        _two_questions,
        best_and_weakest,
        commonest_confusion,
        calibration,
        surest_half,
        _beside_baselines,
    ]
    return [sentence for tell in tellers if (sentence := tell(report))]


def cautions(report: Report) -> list[str]:
    """Return what should keep a reader from trusting the numbers too much.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of str
        Sentences, possibly none.
    """
    tellers = [_marked_train, _leakage, _few_documents, _absent_stances, _left_out, _no_train]
    return [sentence for tell in tellers if (sentence := tell(report))]


def _how_right(report: Report) -> str:
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


def _two_questions(report: Report) -> str:
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


def calibration(report: Report) -> str:
    """Say whether the confidence can be taken at its word.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence.
    """
    accuracy, error = report.score("accuracy"), report.score("calibration_error")
    expected = float(report.predictions["confidence"].mean())
    told = (
        f"it expects to be right in {wording.percent(expected)} and is in "
        f"{wording.percent(accuracy['value'])}; calibration error "
        f"{wording.score(*error.iloc[:3])}"
    )
    if expected > accuracy["high"]:
        return f"It is overconfident: {told}."
    if expected < accuracy["low"]:
        return f"It is surer than it says: {told}."
    return f"Its confidence is honest on the whole: {told}."


def surest_half(report: Report) -> str:
    """Say what is gained by keeping only the surest predictions.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        A sentence, or nothing if confidence makes no difference to count.
    """
    table = report.coverage
    among = CALLED_RELEVANT if (table["among"] == CALLED_RELEVANT).any() else ALL_PREDICTIONS
    curve = table[table["among"] == among]
    part = curve.iloc[int((curve["coverage"] - _KEPT).abs().argmin())]
    whole = curve.iloc[-1]
    if part["coverage"] > 0.9:
        return ""
    what = "sentences called relevant" if among == CALLED_RELEVANT else "predictions"
    verb = "raises" if part["accuracy"] > whole["accuracy"] else "does not raise"
    return (
        f"Of the {what}, keeping the surest {wording.percent(part['coverage'])} (confidence "
        f"{part['threshold']:.2f} or more) {verb} the share that is right from "
        f"{wording.percent(whole['accuracy'])} to {wording.percent(part['accuracy'])} "
        f"({wording.percent_range(part['low'], part['high'])})."
    )


def _beside_baselines(report: Report) -> str:
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


def _marked_train(report: Report) -> str:
    n = report.facts["data"]["splits"].get("train", 0)
    if not n:
        return ""
    return (
        f"{wording.count(n, 'row')} judged here {'is' if n == 1 else 'are'} marked as training "
        "data: if the model was trained on them, these scores flatter it."
    )


def _leakage(report: Report) -> str:
    leakage = report.facts["leakage"]
    if leakage is None:
        return ""
    parts = [
        wording.count(n, noun)
        for key, noun in (
            ("shared_documents", "shared document"),
            ("shared_texts", "identical sentence"),
            ("near_duplicates", "near-duplicate"),
        )
        if (n := leakage[key])
    ]
    told = []
    if parts:
        what = ", ".join(parts)
        told.append(f"Training and evaluated data overlap ({what}): the scores flatter the model.")
    if leakage["near_duplicates"] is None:
        told.append("The texts are too many for a search for near-duplicates of training data.")
    return " ".join(told)


def _few_documents(report: Report) -> str:
    n = report.facts["data"]["documents"]
    if n == 1:
        return "All rows come from one document, so no interval can be given."
    if n < FEW_DOCUMENTS:
        return f"With {n} documents the intervals are rough."
    return ""


def _absent_stances(report: Report) -> str:
    counts = report.facts["data"]["stances"]
    absent = [stance for stance in STANCES if not counts[stance]]
    if not absent:
        return ""
    return f"The data hold no row that is {' or '.join(absent)}: nothing is known of these."


def _left_out(report: Report) -> str:
    n = report.facts["data"]["mixed_left_out"]
    dropped = report.facts["data"].get("dropped", 0)
    parts = [f"{wording.count(n, 'row')} with two sides (mixed)"] if n else []
    parts += [f"{wording.count(dropped, 'row')} that could not be used"] if dropped else []
    return f"Left out: {' and '.join(parts)}." if parts else ""


def _no_train(report: Report) -> str:
    if report.facts["train"] is not None or report.baselines.empty:
        return ""
    return (
        "Only the keyword rule stands beside it: the majority and TF-IDF baselines, and the search "
        "for leakage, need the training data (train=)."
    )
