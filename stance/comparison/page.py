"""The comparison as a page: the answer first, then the numbers, then the answers that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stance.comparison import words
from stance.comparison.answers import BROKEN, FIXED
from stance.comparison.cautions import cautions
from stance.comparison.differences import ALL, TOPIC, UNKNOWN
from stance.comparison.figures import drawings_of
from stance.comparison.findings import findings_on, ranking
from stance.judging import wording
from stance.judging.paging import framed, templates
from stance.stances import STANCES

if TYPE_CHECKING:
    from stance.comparison.comparison import Comparison

_PACKAGE = "stance.comparison"
_BODY = "comparison_body.html.jinja"
_SHOWN = 10
_KINDS = {FIXED: "Fixed", BROKEN: "Broken"}


def comparison_page(comparison: Comparison) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    str
        HTML with style and figures inside. All text of the data is escaped.
    """
    template = templates(_PACKAGE).get_template("page.html.jinja")
    return str(template.render(**_contents(comparison)))


def comparison_fragment(comparison: Comparison) -> str:
    """Return the same as a fragment for a notebook.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``; its style touches nothing else on the page.
    """
    template = templates(_PACKAGE).get_template(_BODY)
    return str(template.render(**_contents(comparison)))


def _contents(comparison: Comparison) -> dict[str, Any]:
    created = dt.datetime.fromisoformat(comparison.facts["created"])
    first, *others = comparison.systems
    return {
        "body": _BODY,
        "facts": comparison.facts,
        "data": comparison.facts["data"],
        "created": f"{created.day} {created:%B %Y}",
        "title": f"Is {others[0]} better than {first}?"
        if len(others) == 1
        else f"Which is best: {', '.join(comparison.systems[:-1])} or {others[-1]}?",
        "ranking": ranking(comparison),
        "told": [(pair, findings_on(comparison, pair)) for pair in comparison.pairs],
        "cautions": cautions(comparison),
        "main": words.score_name(comparison.scores[0]),
        "tables": [_side_by_side(comparison, pair) for pair in comparison.pairs],
        "figures": {
            name: framed(drawing, comparison) for name, drawing in drawings_of(comparison).items()
        },
        "changes": [_changes(comparison, pair) for pair in comparison.pairs],
        "counts": _counts(comparison),
        "all_rows": [_row(row) for row in comparison.differences.to_dict("records")],
        "level": wording.percent(comparison.facts["settings"]["level"]),
        "system_facts": {name: _told(facts) for name, facts in comparison.facts["systems"].items()},
    }


def _row(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "reference": row["reference"],
        "system": row["system"],
        "by": row["by"],
        "group": row["group"],
        "score": words.score_name(row["score"]),
        "meaning": words.score_meaning(row["score"]),
        "before": words.value(row["reference_value"]),
        "after": words.value(row["system_value"]),
        "difference": words.signed(row["difference"]),
        "interval": words.interval(row["low"], row["high"]),
        "p": wording.p_value(row["p_value"]),
        "corrected": wording.p_value(row["p_corrected"]),
        "verdict": row["verdict"],
        "n": f"{row['pairs']:,} in {row['documents']:,}",
    }


def _side_by_side(comparison: Comparison, pair: tuple[str, str]) -> dict[str, Any]:
    table = comparison.differences
    rows = table[(table["reference"] == pair[0]) & (table["system"] == pair[1])]
    rows = rows[(rows["by"] == ALL) & (rows["verdict"] != UNKNOWN)]
    return {"pair": pair, "rows": [_row(row) for row in rows.to_dict("records")]}


def _changes(comparison: Comparison, pair: tuple[str, str]) -> dict[str, Any]:
    table = comparison.changes
    rows = table[(table["reference"] == pair[0]) & (table["system"] == pair[1])]
    groups: list[dict[str, Any]] = []
    for kind, title in _KINDS.items():
        chosen = rows[rows["change"] == kind]
        shown = [_change(row) for row in chosen.head(_SHOWN).to_dict("records")]
        groups.append({"kind": kind, "title": title, "n": len(chosen), "rows": shown})
    return {
        "pair": pair,
        "groups": groups,
        "n_still_wrong": len(rows) - sum(group["n"] for group in groups),
    }


def _change(row: Mapping[Any, Any]) -> dict[str, Any]:
    answers = []
    for who in ("reference", "system"):
        stance = row[f"{who}_stance"]
        shares = [(name, wording.percent(row[f"{who}_p_{name}"])) for name in STANCES]
        answers.append({"name": row[who], "stance": stance, "shares": shares})
    return {**{key: row[key] for key in ("text", "topic", "doc", "truth")}, "answers": answers}


def _counts(comparison: Comparison) -> list[dict[str, Any]]:
    table = comparison.right_wrong
    return [
        {
            **{str(name): value for name, value in row.items()},
            "plain": wording.p_value(row["p_plain"]),
            "clustered": wording.p_value(row["p_clustered"]),
            "corrected": wording.p_value(row["p_corrected"]),
        }
        for row in table[table["by"].isin([ALL, TOPIC])].to_dict("records")
    ]


def _told(facts: dict[str, Any]) -> str:
    kinds = {"model": "asked for this comparison", "report": "a saved report"}
    told = kinds.get(facts["kind"], "predictions made before")
    learned = facts["metadata"].get("data")
    if isinstance(learned, dict) and {"n_examples", "n_documents"} <= set(learned):
        n, documents = learned["n_examples"], learned["n_documents"]
        told += f"; trained on {n:,} examples from {documents:,} documents"
    return told
