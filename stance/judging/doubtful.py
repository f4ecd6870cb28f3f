"""What a reader should look at twice, as a page shows it: errors, doubtful labels, duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.judging import wording
from stance.judging.causes import EVERYWHERE
from stance.judging.figures.causes import everywhere
from stance.judging.mistakes import (
    FALSE_ALARM,
    FLIPPED,
    KINDS,
    LOST_SIDE,
    MISSED,
    TOOK_SIDE,
    evidence_for,
)
from stance.pages.highlighting import highlighted, strongest_words

if TYPE_CHECKING:
    from stance.judging.report import Report

_KIND_TITLES = {
    FLIPPED: "Took one side for the other",
    LOST_SIDE: "Took a side for neutral",
    TOOK_SIDE: "Took neutral for a side",
    MISSED: "Missed that the sentence is about the topic",
    FALSE_ALARM: "Saw the topic where it is not",
}
_MOST_WORDS = 4
_DOUBTS_SHOWN = 20


def error_groups(report: Report) -> list[dict[str, Any]]:
    """Return the surest errors of each kind, with the words that led to them.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of dict
        ``title, count, errors``.
    """
    by_error: dict[Any, pd.DataFrame] = dict(tuple(report.evidence.groupby("error")))
    nothing = report.evidence.iloc[:0]
    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for row, error in report.errors.iterrows():
        evidence = evidence_for(error, by_error.get(row, nothing))
        groups[error["kind"]].append(
            {
                "pieces": highlighted(error["text"], evidence),
                "topic": error["topic"],
                "doc": error["doc"],
                "truth": error["truth"],
                "stance": error["stance"],
                "marks": error["marks"],
                "confidence": wording.percent(error["confidence"]),
                "words": _strongest(error["text"], evidence),
            }
        )
    rows = everywhere(report)
    counts = dict(zip(rows["cause"], zip(rows["n"], rows["of"], strict=True), strict=True))
    return [
        {
            "title": _KIND_TITLES[kind],
            "count": "{:,} of {:,}".format(*counts[kind]),
            "errors": groups[kind],
        }
        for kind in KINDS
        if groups[kind]
    ]


def _strongest(text: str, evidence: pd.DataFrame) -> list[str]:
    """Return the stretches of the text that spoke most for the decision, with their weights."""
    strongest = strongest_words(text, evidence, _MOST_WORDS)
    return [f"“{word}” {wording.signed(weight)}" for word, weight in strongest.items()]


def cause_rows(report: Report) -> list[dict[str, Any]]:
    """Return how often each kind of mistake is made on each kind of sentence.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of dict
        ``slice, part, cells``: a cell for each of `KINDS`, of share with interval and counts.
    """
    rows = []
    for (name, part), group in report.causes.groupby(["slice", "part"], sort=False):
        by_cause = group.set_index("cause")
        there = {kind: _cause_cell(row) for kind, row in by_cause.iterrows()}
        cells = [there.get(kind) for kind in KINDS]
        total = name == EVERYWHERE
        rows.append({"slice": name, "part": part, "total": total, "cells": cells})
    # The parts come in the order in which some cause first has them.
    order = list(dict.fromkeys(row["slice"] for row in rows))
    return sorted(rows, key=lambda row: order.index(row["slice"]))


def _cause_cell(row: pd.Series) -> tuple[str, str]:
    interval = "" if pd.isna(row["low"]) else f" ({wording.percent_range(row['low'], row['high'])})"
    return f"{wording.percent(row['share'])}{interval}", f"{row['n']:,} of {row['of']:,}"


def doubt_rows(report: Report) -> list[dict[str, Any]]:
    """Return the labels that deserve a second look.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of dict
        As columns of the table, with percentages in words; at most twenty.
    """
    shown = report.doubts.head(_DOUBTS_SHOWN)
    for name in ("p_truth", "p_suggested"):
        shown = shown.assign(**{name: [wording.percent(share) for share in shown[name]]})
    return [{str(k): value for k, value in row.items()} for row in shown.to_dict("records")]


def overlap_groups(report: Report) -> list[dict[str, Any]]:
    """Return examples of what is in the data twice, by kind.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of dict
        ``kind, rows``.
    """
    return [
        {"kind": kind, "rows": rows.to_dict("records")}
        for kind, rows in report.overlap.groupby("kind", sort=False)
    ]
