"""Minimal pairs: the figure of a challenge set, from the table that a report keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.judging.challenge import DRAWING, Challenge
from stance.judging.drawing import Drawing
from stance.judging.findings import challenged

if TYPE_CHECKING:
    from stance.judging.report import Report


def drawing() -> Drawing[Report]:
    """Return the figure as one of a report.

    Returns
    -------
    Drawing
    """
    return Drawing(
        challenged,
        lambda report: DRAWING.alt(_kept(report)),
        lambda report, figure, palette: DRAWING.paint(_kept(report), figure, palette),
        lambda report: report.challenge,
    )


def _kept(report: Report) -> Challenge:
    return Challenge(report.challenge, report.challenge.iloc[:0])
