"""The figures of a comparison: differences with their intervals, and answers that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stance.comparison import words
from stance.comparison.answers import BROKEN, FIXED
from stance.comparison.differences import ALL, BETTER, TOPIC, WORSE
from stance.comparison.painting import paint_changes, paint_differences
from stance.judging.drawing import Drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.comparison.comparison import Comparison
    from stance.judging.style import Palette


def drawings_of(comparison: Comparison) -> dict[str, Drawing[Comparison]]:
    """Return the figures that a comparison has.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    dict of str to Drawing
        ``differences``; ``groups`` where it is by columns of the data; ``changes`` where an
        answer changed.
    """
    chosen = {"differences": _DIFFERENCES}
    if comparison.facts["settings"]["by"]:
        chosen["groups"] = _GROUPS
    if len(comparison.changes):
        chosen["changes"] = _CHANGES
    return chosen


def _shown(comparison: Comparison, *, of_columns: bool) -> pd.DataFrame:
    """Return the differences in the main score: by topic with all of them, or by columns."""
    table = comparison.differences[comparison.differences["score"] == comparison.scores[0]]
    of_topics = table["by"].isin([TOPIC, ALL])
    shown = table[~of_topics if of_columns else of_topics]
    return shown.dropna(subset=["difference"])


def _paint_topics(comparison: Comparison, figure: Figure, palette: Palette) -> None:
    paint_differences(comparison, _shown(comparison, of_columns=False), figure, palette)


def _paint_groups(comparison: Comparison, figure: Figure, palette: Palette) -> None:
    paint_differences(comparison, _shown(comparison, of_columns=True), figure, palette)


def _title(comparison: Comparison, *, of_columns: bool) -> str:
    table = _shown(comparison, of_columns=of_columns)
    table = table[table["by"] != ALL]
    what = _groups_named(comparison) if of_columns else "topics"
    name = words.score_name(comparison.scores[0])
    told = []
    for reference, system in comparison.pairs:
        rows = table[(table["reference"] == reference) & (table["system"] == system)]
        better, worse = ((rows["verdict"] == verdict).sum() for verdict in (BETTER, WORSE))
        parts = [
            f"{verdict} than {reference} on {n}"
            for verdict, n in ((BETTER, better), (WORSE, worse))
            if n
        ]
        finding = (
            f"is {' and '.join(parts)}" if parts else f"cannot be told from {reference} on any"
        )
        told.append(f"{system} {finding} of the {len(rows)} {what}")
    return f"By {name}, {'; '.join(told)}."


def _groups_named(comparison: Comparison) -> str:
    columns = comparison.facts["settings"]["by"]
    return f"groups by {words.listed(columns)}"


def _alt(comparison: Comparison, *, of_columns: bool) -> str:
    told = "; ".join(
        f"{row['group']}, {row['system']} beside {row['reference']}: "
        f"{words.signed(row['difference'])} ({words.interval(row['low'], row['high'])}), "
        f"{row['verdict']}"
        for row in _shown(comparison, of_columns=of_columns).to_dict("records")
    )
    return f"Dots of differences with intervals around a line at no difference. {told}."


def _changes_title(comparison: Comparison) -> str:
    told = [
        f"{row['system']} fixes {row[FIXED]:,} answers of {row['reference']} and breaks "
        f"{row[BROKEN]:,}"
        for row in _changes_table(comparison).to_dict("records")
        if row["by"] == ALL
    ]
    return f"{'; '.join(told)}."


def _changes_table(comparison: Comparison) -> pd.DataFrame:
    table = comparison.right_wrong
    return table[table["by"].isin([ALL, TOPIC])]


def _changes_alt(comparison: Comparison) -> str:
    told = "; ".join(
        f"{row['group']}, {row['system']}: {row[FIXED]:,} fixed, {row[BROKEN]:,} broken"
        for row in _changes_table(comparison).to_dict("records")
        if row["by"] == TOPIC
    )
    return f"Bars of answers fixed to the right and broken to the left, by topic: {told}."


_DIFFERENCES: Drawing[Comparison] = Drawing(
    title=lambda comparison: _title(comparison, of_columns=False),
    alt=lambda comparison: _alt(comparison, of_columns=False),
    paint=_paint_topics,
    table=lambda comparison: _shown(comparison, of_columns=False),
)
_GROUPS: Drawing[Comparison] = Drawing(
    title=lambda comparison: _title(comparison, of_columns=True),
    alt=lambda comparison: _alt(comparison, of_columns=True),
    paint=_paint_groups,
    table=lambda comparison: _shown(comparison, of_columns=True),
)
_CHANGES: Drawing[Comparison] = Drawing(
    title=_changes_title,
    alt=_changes_alt,
    paint=lambda comparison, figure, palette: paint_changes(
        _changes_table(comparison), figure, palette
    ),
    table=_changes_table,
)
