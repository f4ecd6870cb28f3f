"""Who stands where, as a matrix: holders down, topics across, the sentences in the cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.model.holding import OPEN
from stance.pages.rendering import SIGNS

if TYPE_CHECKING:
    from stance.model.analysis import Analysis

_MOST = 20
_SIDES = ("favor", "against")
_NAMES = {OPEN: "holder left open", "author": "the author of the text"}


@dataclass(frozen=True, slots=True)
class Side:
    """One side that a holder takes on a topic.

    Attributes
    ----------
    look, sign : str
        The stance and its sign.
    sentences : list of int
        Where, counted from 1.
    """

    look: str
    sign: str
    sentences: list[int]


@dataclass(frozen=True, slots=True)
class Row:
    """A holder and what it says on each topic.

    Attributes
    ----------
    holder : str
        The name.
    cells : list of list of Side
        One for each topic; no side where it says nothing.
    """

    holder: str
    cells: list[list[Side]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows that are shown, and how many holders are not.

    Attributes
    ----------
    topics : list of str
        The columns.
    rows : list of Row
        Those with most sentences first, at most twenty.
    more : int
        How many more holders there are.
    """

    topics: list[str]
    rows: list[Row]
    more: int


def holder_matrix(analysis: Analysis) -> Matrix:
    """Return who takes which side on what, with the sentences.

    Parameters
    ----------
    analysis : Analysis
        The analysed document.

    Returns
    -------
    Matrix
        Without rows where no holder was asked for or no side is taken.
    """
    table = analysis.holders()
    names = list(table.index.unique("holder"))
    topics = [topic for topic in analysis.topics.names if topic in table.index.unique("topic")]
    frame = analysis.to_frame()
    frame = frame[~frame["boilerplate"] & frame["stance"].isin(_SIDES)]
    keys = [frame["holder_id"].fillna(OPEN), frame["topic"], frame["stance"]]
    places: dict[Any, list[int]] = (frame["sentence"] + 1).groupby(keys).agg(list).to_dict()
    rows = [
        Row(_NAMES.get(name, name), [_sides(places, name, topic) for topic in topics])
        for name in names[:_MOST]
    ]
    return Matrix(topics, rows, max(len(names) - _MOST, 0))


def _sides(places: dict[Any, list[int]], holder: str, topic: str) -> list[Side]:
    return [
        Side(look, SIGNS[look], places[holder, topic, look])
        for look in _SIDES
        if (holder, topic, look) in places
    ]
