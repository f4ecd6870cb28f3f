"""The article view: each sentence with its stance toward each topic in the margin."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.pages.marks import LOOKS, MISSING, UNSURE_BELOW, Mark, marks_of
from stance.pages.matrix import holder_matrix
from stance.pages.rendering import (
    csv_link,
    fragment,
    interval,
    percent,
    signed,
    whole_page,
    write_page,
)
from stance.stances import SIDES

if TYPE_CHECKING:
    from stance.model.analysis import Analysis

_BODY = "article_body.html.jinja"


def article_page(analysis: Analysis, path: str | Path | None = None) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    analysis : Analysis
        The analysed document.
    path : str, Path or None, default=None
        Where to write it as well.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    DataError
        If the path cannot be written.
    """
    contents = {**_contents(analysis), "export": csv_link(analysis.to_frame())}
    page = whole_page(_BODY, contents)
    write_page(page, path)
    return page


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
    return fragment(_BODY, _contents(analysis))


def _contents(analysis: Analysis) -> dict[str, Any]:
    marks = marks_of(analysis)
    topics: dict[int, list[Mark]] = defaultdict(list)
    sentences: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        topics[mark.number].append(mark)
        sentences[mark.sentence].append(mark)
    asked: list[dict[str, Any]] = [
        {"number": number, "name": name, "marks": len(topics[number])}
        for number, name in enumerate(analysis.topics.names)
        if topics[number]
    ]
    return {
        # Ids must differ between two articles in one notebook, and not between two runs.
        "key": "a" + hashlib.sha256(analysis.document.encode("utf-8", "replace")).hexdigest()[:8],
        "title": next((s.text for s in analysis.sentences if not s.boilerplate), "Article"),
        "unsure_below": percent(UNSURE_BELOW),
        "abstained": any(mark.look == MISSING for mark in marks),
        "looks": [item for item in LOOKS.items() if item[0] in {*SIDES, *(m.look for m in marks)}],
        "asked": asked,
        "lanes": [_lane(analysis, topics[topic["number"]]) for topic in asked],
        "summary": _summary(analysis),
        "who": holder_matrix(analysis),
        "silent": [n for i, n in enumerate(analysis.topics.names) if not topics[i]],
        "rows": [
            {
                "number": index + 1,
                "text": sentence.text,
                "boilerplate": sentence.boilerplate,
                "opens_paragraph": _opens_paragraph(analysis, index),
                "marks": sentences[index],
            }
            for index, sentence in enumerate(analysis.sentences)
        ],
        "cells": [
            {
                "number": index + 1,
                "text": analysis.sentences[index].text,
                "cells": [_mark_on(sentences[index], topic["number"]) for topic in asked],
            }
            for index in sorted(index for index in sentences if sentences[index])
        ],
    }


def _lane(analysis: Analysis, marks: list[Mark]) -> dict[str, Any]:
    """Return where in the text a topic is spoken about, as signs and in words."""
    shown = [mark for mark in marks if not analysis.sentences[mark.sentence].boilerplate]
    told = []
    for look, words in LOOKS.items():
        places = [str(mark.sentence + 1) for mark in shown if mark.look == look]
        if places:
            told.append(f"{words} in {'sentence' if len(places) == 1 else 'sentences'} "
                        f"{', '.join(places)}")  # fmt: skip
    return {
        "number": marks[0].number,
        "topic": marks[0].topic,
        "label": f"{marks[0].topic}: {'; '.join(told) or 'boilerplate only'}.",
        "marks": [
            {
                "look": mark.look,
                "sign": mark.sign,
                "sentence": mark.sentence + 1,
                "at": _place(analysis, mark.sentence),
            }
            for mark in shown
        ],
    }


def _place(analysis: Analysis, index: int) -> float:
    """Return how far into the text a sentence is, in percent, off the edges."""
    sentence = analysis.sentences[index]
    middle = (sentence.start + sentence.end) / 2
    return round(1.5 + 97 * middle / len(analysis.document), 1)


def _summary(analysis: Analysis) -> list[dict[str, Any]]:
    summary = analysis.summary()
    told = summary[["sentences", "no_stance"]].any(axis=1)
    return [
        {
            "topic": topic,
            **{side: row[side] for side in SIDES},
            "no_stance": row["no_stance"],
            "net": signed(row["net"]),
            "interval": interval(row["low"], row["high"]),
        }
        for topic, row in summary[told].to_dict("index").items()
    ]


def _mark_on(marks: list[Mark], number: int) -> Mark | None:
    return next((mark for mark in marks if mark.number == number), None)


def _opens_paragraph(analysis: Analysis, index: int) -> bool:
    before = analysis.sentences[index - 1].end if index else 0
    return index == 0 or "\n" in analysis.document[before : analysis.sentences[index].start]
