"""A report in plain sentences, each computed from its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stance.judging.findings.answers import by_topic, in_short
from stance.judging.findings.causes import commonest_kind
from stance.judging.findings.cautions import FEW_DOCUMENTS, cautions
from stance.judging.findings.confidence import calibration, surest_half, too_unsure
from stance.judging.findings.data import (
    challenged,
    doubtful_labels,
    drifted,
    more_labels,
)
from stance.judging.findings.new_topics import (
    labels_that_help,
    trusted_when_new,
    without_labels,
)
from stance.judging.findings.scores import (
    beside_baselines,
    best_and_weakest,
    commonest_confusion,
    how_right,
    two_questions,
)
from stance.judging.findings.slices import worst_slice

if TYPE_CHECKING:
    from stance.judging.report import Report

__all__ = [
    "FEW_DOCUMENTS",
    "best_and_weakest",
    "by_topic",
    "calibration",
    "cautions",
    "challenged",
    "commonest_confusion",
    "commonest_kind",
    "doubtful_labels",
    "drifted",
    "findings",
    "in_short",
    "labels_that_help",
    "more_labels",
    "surest_half",
    "too_unsure",
    "trusted_when_new",
    "without_labels",
    "worst_slice",
]


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
        how_right,
        two_questions,
        best_and_weakest,
        commonest_confusion,
        worst_slice,
        calibration,
        surest_half,
        beside_baselines,
        challenged,
        without_labels,
        labels_that_help,
        trusted_when_new,
        more_labels,
        drifted,
        doubtful_labels,
    ]
    told = [in_short(report), too_unsure(report), *by_topic(report)]
    return [sentence for sentence in (*told, *(tell(report) for tell in tellers)) if sentence]
