"""Many articles as a page: what was found, charts with their tables, the articles themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.analyses.charts import MOST_GROUPS, MOST_PANELS, drawing_of
from stance.analyses.findings import finding, name_of
from stance.analyses.matrix import holder_matrix
from stance.judging.paging import framed, templates
from stance.judging.wording import count
from stance.pages.rendering import csv_link, write_page
from stance.stances import SIDES

if TYPE_CHECKING:
    from stance.analyses.analyses import Analyses
    from stance.analyses.net_stance import NetStances

_BODY = "analyses_body.html.jinja"
_MOST_ROWS = 200
_HEADINGS = {"": "On the whole", "source": "By source", "date": "Over time"}


def analyses_page(analyses: Analyses, path: str | Path | None = None) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    analyses : Analyses
        The analysed articles.
    path : str, Path or None, default=None
        Where to write it as well.

    Returns
    -------
    str
        HTML with style and figures inside. All text of the data is escaped.

    Raises
    ------
    DataError
        If the path cannot be written.
    """
    page = _rendered("page.html.jinja", analyses)
    write_page(page, path)
    return page


def analyses_fragment(analyses: Analyses) -> str:
    """Return the same as a fragment for a notebook.

    Parameters
    ----------
    analyses : Analyses
        The analysed articles.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``.
    """
    return _rendered(_BODY, analyses)


def _rendered(template: str, analyses: Analyses) -> str:
    environment = templates("stance.analyses")
    return environment.get_template(template).render(body=_BODY, **_contents(analyses))


def _contents(analyses: Analyses) -> dict[str, Any]:
    nets = [analyses.net_stances(by) for by in _groupings(analyses)]
    nets = [net for net in nets if len(net.table)]
    holders = analyses.holders()
    return {
        "title": f"{count(len(analyses), 'article')}: who is for and who is against what",
        "about": _about(analyses),
        "findings": [finding(net) for net in nets],
        "sections": [_section(net) for net in nets],
        "who": holder_matrix(holders, tuple(analyses.topics.names)),
        "holders_export": csv_link(holders),
        "n_articles": len(analyses),
        "articles": _articles(analyses),
        "has": [name for name in ("source", "date") if name in analyses.documents],
        "problems": analyses.problems.head(_MOST_ROWS).to_dict("records"),
        "n_problems": len(analyses.problems),
        "n_left_out": int(analyses.problems["left_out"].sum()),
    }


def _groupings(analyses: Analyses) -> list[str | None]:
    known = analyses.documents
    return [None, *(by for by in ("source", "date") if by in known and known[by].notna().any())]


def _about(analyses: Analyses) -> str:
    sentences = count(int(analyses.documents["sentences"].sum()), "sentence")
    told = f"{sentences} toward {count(len(analyses.topics), 'topic')}"
    if "source" in analyses.documents:
        told += f", from {count(analyses.documents['source'].nunique(), 'source')}"
    if "date" in analyses.documents and analyses.documents["date"].notna().any():
        first, last = (
            name_of(day, "day")
            for day in (analyses.documents["date"].min(), analyses.documents["date"].max())
        )
        told += f", {first} to {last}"
    return told + "."


def _section(net: NetStances) -> dict[str, Any]:
    groups = net.table[net.by].nunique() if net.by else 0
    return {
        "key": net.by or "all",
        "heading": _HEADINGS[net.by],
        "figure": framed(drawing_of(net), net),
        "export": csv_link(net.table),
        "more_topics": max(0, len(net.topics) - MOST_PANELS) if net.by else 0,
        "more_groups": 0 if net.unit else max(0, groups - MOST_GROUPS),
    }


def _articles(analyses: Analyses) -> list[dict[str, Any]]:
    documents = analyses.documents.head(_MOST_ROWS)
    counts = analyses.sides()
    rows = []
    for at, row in enumerate(documents.to_dict("records")):
        date = row.get("date")
        rows.append(
            {
                "doc": row["doc"],
                "source": row.get("source") or "",
                "date": "" if date is None or pd.isna(date) else f"{date:%Y-%m-%d}",
                "opening": " ".join(row["text"].split())[:300],
                "sentences": row["sentences"],
                **{side: int(counts[side].iloc[at]) for side in SIDES},
            }
        )
    return rows
