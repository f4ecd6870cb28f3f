"""What should keep a reader from trusting the numbers too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.judging import wording
from stance.stances import STANCES

if TYPE_CHECKING:
    from stance.judging.report import Report

FEW_DOCUMENTS = 20
_NAMED = 5


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
    tellers = [
        _marked_train,
        _leakage,
        _duplicates,
        _few_documents,
        _absent_stances,
        _left_out,
        _no_train,
        _known_topics_only,
        _no_probabilities,
    ]
    return [sentence for tell in tellers if (sentence := tell(report))]


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


def _known_topics_only(report: Report) -> str:
    measured = set(report.new_topics["scope"])
    missing = [topic for topic in report.topics if measured and topic not in measured]
    if not missing:
        return ""
    n, named = len(missing), ", ".join(missing[:_NAMED])
    more = f" and {n - _NAMED:,} more" if n > _NAMED else ""
    return (
        f"As a new topic {wording.count(n, 'topic was', 'topics were')} not tried, for want of "
        f"training sentences about it or of time: {named}{more}."
    )


def _duplicates(report: Report) -> str:
    duplicates = report.facts["duplicates"]
    told = []
    if n := duplicates["contradictions"]:
        pairs = wording.count(n, "pair")
        told.append(f"{pairs} of one sentence and topic {_stand(n)} in the data with two labels.")
    if n := duplicates["repeated_pairs"]:
        pairs = wording.count(n, "pair")
        told.append(f"{pairs} {_stand(n)} in the data more than once, and count each time.")
    return " ".join(told)


def _stand(n: int) -> str:
    return "stands" if n == 1 else "stand"


def _no_probabilities(report: Report) -> str:
    if report.facts["data"].get("probabilities", True):
        return ""
    return "The answers came without probabilities, so nothing can be said of confidence."
