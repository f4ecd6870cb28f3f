"""A report as Markdown, short enough for a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stance.judging import wording
from stance.judging.findings import by_topic, cautions, findings, in_short, too_unsure
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS
from stance.stances import STANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stance.judging.report import Report

_COLUMNS = (
    ("right, about the topic", "about_accuracy", ALL_STANCES),
    ("macro-F1", "macro_f1", ALL_STANCES),
    *((f"F1 {stance}", "f1", stance) for stance in STANCES),
)
# What would be markup, or call somebody.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$@])")


def report_markdown(report: Report) -> str:
    """Return the findings, the cautions, and the scores of each topic.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        Markdown; text of the data cannot become markup in it.
    """
    lead = {in_short(report), too_unsure(report)}
    topics = set(by_topic(report))
    rest = [told for told in findings(report) if told not in lead | topics]
    lines = [
        "## How far can this stance model be trusted?",
        "",
        " ".join(_plain(told) for told in (in_short(report), too_unsure(report)) if told),
        "",
        *(f"- {_plain(told)}" for told in rest),
        "",
        *(f"> {_plain(told)}" for told in cautions(report)),
        "",
        *_scores(report),
        "",
        _made(report),
        "",
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _scores(report: Report) -> list[str]:
    several = len(report.topics) > 1
    head = ["topic", *(name for name, _, _ in _COLUMNS)]
    rows = [head, ["---", *("---:" for _ in _COLUMNS)]]
    for scope in (*report.topics, *((ALL_TOPICS, MEAN_OF_TOPICS) if several else ())):
        found = [report.score(score, scope=scope, stance=stance) for _, score, stance in _COLUMNS]
        rows.append([_plain(scope), *(wording.score(*values.iloc[:3]) for values in found)])
    return [_line(row) for row in rows]


def _made(report: Report) -> str:
    data, version = report.facts["data"], report.facts["versions"]["sentence-stance"]
    return (
        f"{data['rows']:,} pairs, {data['documents']:,} documents, "
        f"{wording.count(len(report.topics), 'topic')}; in parentheses 95 % intervals over "
        f"documents. Made {report.facts['created'][:10]} by sentence-stance {version}."
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.splitlines()))
