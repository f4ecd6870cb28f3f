"""The article view: each sentence with its stance toward each topic in the margin."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, Template

from stance.stances import UNRELATED

if TYPE_CHECKING:
    from stance.model.analysis import Analysis

_NO_STANCE = "no stance"
_SIGNS = {"favor": "▲", "against": "▼", "neutral": "●", _NO_STANCE: "–"}


def article_page(analysis: Analysis) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    analysis : Analysis
        The analysed document.

    Returns
    -------
    str
        HTML.
    """
    return _template("article.html.jinja").render(**_contents(analysis))


def article_fragment(analysis: Analysis) -> str:
    """Return the same as a fragment for a notebook.

    Parameters
    ----------
    analysis : Analysis
        The analysed document.

    Returns
    -------
    str
        HTML without ``<html>`` or ``<body>``.
    """
    return _template("article_body.html.jinja").render(**_contents(analysis))


@cache
def _template(name: str) -> Template:
    loader = PackageLoader("stance.pages", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["signs"] = _SIGNS
    environment.globals["no_stance"] = _NO_STANCE
    return environment.get_template(name)


def _contents(analysis: Analysis) -> dict[str, Any]:
    frame = analysis.to_frame()
    marks: dict[int, list[Any]] = {}
    frame["stance"] = frame["stance"].fillna(_NO_STANCE)
    for row in frame[frame["stance"] != UNRELATED].to_dict("records"):
        marks.setdefault(row["sentence"], []).append(row)
    summary = analysis.summary()
    found = summary[["sentences", "no_stance"]].any(axis=1)
    return {
        "title": next((s.text for s in analysis.sentences if not s.boilerplate), "Article"),
        "rows": [
            {
                "text": sentence.text,
                "boilerplate": sentence.boilerplate,
                "opens_paragraph": _opens_paragraph(analysis, index),
                "marks": marks.get(index, []),
            }
            for index, sentence in enumerate(analysis.sentences)
        ],
        "summary": [
            {"topic": topic, **row} for topic, row in summary[found].to_dict("index").items()
        ],
        "abstained": bool((frame["stance"] == _NO_STANCE).any()),
        "silent": [str(topic) for topic in summary.index[~found]],
    }


def _opens_paragraph(analysis: Analysis, index: int) -> bool:
    before = analysis.sentences[index - 1].end if index else 0
    return index == 0 or "\n" in analysis.document[before : analysis.sentences[index].start]
