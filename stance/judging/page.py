"""The report as a page: the answer first, then the numbers, then the evidence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.judging import wording
from stance.judging.doubtful import cause_rows, doubt_rows, error_groups, overlap_groups
from stance.judging.figures import drawing_of, figures_of
from stance.judging.findings import (
    by_topic,
    cautions,
    findings,
    in_short,
    labels_that_help,
    too_unsure,
    trusted_when_new,
)
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS, OVERALL
from stance.judging.mistakes import KINDS
from stance.judging.model_facts import flat, model_card
from stance.judging.paging import framed, templates
from stance.stances import STANCES

if TYPE_CHECKING:
    from stance.judging.report import Report

_TILES = (
    ("macro_f1", "macro-F1", "all four stances, counted alike"),
    ("relevance_f1", "relevance F1", "about the topic, or not"),
    ("side_macro_f1", "side macro-F1", "which side, given that it is about it"),
    ("f_avg", "F avg", "mean F1 of favor and against"),
    ("accuracy", "accuracy", "share of pairs that are right"),
    ("calibration_error", "calibration error", "0 is perfect"),
)
_NAMES = {name: label for name, label, _ in _TILES} | {
    "log_loss": "log loss",
    "brier": "Brier score",
    "f1": "F1",
}
_RUN_FACTS = (
    *("train", "leakage", "duplicates", "drift", "doubtful_labels"),
    *("settings", "versions"),
)
_COMPARED = ("macro_f1", "f_avg", "relevance_f1", "side_macro_f1", "accuracy", "log_loss")


def report_page(report: Report) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        HTML with style and figures inside. All text of the data is escaped.
    """
    return str(templates().get_template("report.html.jinja").render(**_contents(report)))


def report_fragment(report: Report) -> str:
    """Return the same as a fragment for a notebook.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``; its style touches nothing else on the page.
    """
    return str(templates().get_template("report_body.html.jinja").render(**_contents(report)))


def _contents(report: Report) -> dict[str, Any]:
    data = report.facts["data"]
    created = dt.datetime.fromisoformat(report.facts["created"])
    lead, topics, unsure = in_short(report), by_topic(report), too_unsure(report)
    shown = {lead, unsure, *topics}
    return {
        "facts": report.facts,
        "data": data,
        "created": f"{created.day} {created:%B %Y}",
        "lead": lead,
        "by_topic": topics,
        "too_unsure": unsure,
        "findings": [told for told in findings(report) if told not in shown],
        "cautions": cautions(report),
        "tiles": _tiles(report),
        "topic_rows": _topic_rows(report),
        "baseline_rows": _baseline_rows(report),
        "baseline_names": list(dict.fromkeys(report.baselines["baseline"])),
        "figures": {name: framed(drawing_of(name), report) for name in figures_of(report)},
        "error_groups": error_groups(report),
        "n_errors": int((report.predictions["truth"] != report.predictions["stance"]).sum()),
        "cause_rows": cause_rows(report),
        "trained_anew": next(iter(report.new_topics["preset"]), ""),
        "labels_that_help": labels_that_help(report),
        "trusted_when_new": trusted_when_new(report),
        "doubt_rows": doubt_rows(report),
        "overlap_groups": overlap_groups(report),
        "kinds": KINDS,
        "score_rows": _score_rows(report),
        "model_card": model_card(report),
        "model_facts": flat(report.facts["model"]),
        "run_facts": flat({k: report.facts[k] for k in _RUN_FACTS if k in report.facts}),
    }


def _name(score: str) -> str:
    return _NAMES.get(score, score.replace("_", " "))


def _tiles(report: Report) -> list[dict[str, str]]:
    tiles = []
    for score, name, note in _TILES:
        value, low, high, _ = report.score(score)
        interval = "" if pd.isna(low) else f"{low:.2f}–{high:.2f}"
        tiles.append(
            {"name": name, "note": note, "value": wording.score(value), "interval": interval}
        )
    return tiles


def _topic_rows(report: Report) -> list[dict[str, Any]]:
    several = len(report.topics) > 1
    rows = []
    for scope in (*report.topics, *((ALL_TOPICS, MEAN_OF_TOPICS) if several else ())):
        columns = [("macro_f1", ALL_STANCES), *(("f1", stance) for stance in STANCES)]
        found = [report.score(score, scope=scope, stance=stance) for score, stance in columns]
        cells = [(wording.score(*values.iloc[:3]), f"{int(values['n']):,}") for values in found]
        rows.append({"scope": scope, "cells": cells, "total": scope not in report.topics})
    return rows


def _baseline_rows(report: Report) -> list[dict[str, Any]]:
    table = report.baselines
    if table.empty:
        return []
    by_score = table[table["scope"] == ALL_TOPICS].set_index("score")
    return [
        {
            "score": _name(score),
            "own": wording.score(*report.score(score).iloc[:3]),
            "cells": [_comparison(row) for _, row in by_score.loc[[score]].iterrows()],
        }
        for score in _COMPARED
    ]


def _comparison(row: pd.Series) -> dict[str, str]:
    interval = ""
    if pd.notna(row["low"]):
        interval = f"({wording.signed(row['low'])} to {wording.signed(row['high'])})"
    return {
        "value": wording.score(row["baseline_value"]),
        "difference": f"{wording.signed(row['difference'])} {interval}".strip(),
        "p": wording.p_value(row["p_value"]),
    }


def _score_rows(report: Report) -> list[dict[str, Any]]:
    rows = []
    for row in report.scores.to_dict("records"):
        if row["scope"] == MEAN_OF_TOPICS and len(report.topics) == 1:
            continue
        rows.append(
            {
                "scope": row["scope"],
                "score": _name(row["score"]),
                "stance": "" if row["score"] in OVERALL else row["stance"],
                "value": wording.score(row["value"], row["low"], row["high"]),
                "n": f"{row['n']:,}",
            }
        )
    return rows
