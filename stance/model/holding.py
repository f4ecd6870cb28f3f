"""Whose stance each prediction is: columns beside the stance, never an input to it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.holders.clauses import Part, split_holders
from stance.holders.finding import Holder, find_holders
from stance.holders.storage import load_ranker
from stance.model.counting import count_stances
from stance.stances import PROBABILITIES, UNRELATED

if TYPE_CHECKING:
    from stance.model.stance_model import StanceModel
    from stance.topics import Topics

HOLDER_COLUMNS = ("holder", "holder_start", "holder_end", "holder_id", "p_holder")
"""What is added to predictions."""

OPEN = "(open)"
"""What a table calls a holder that was left open."""

_OPPOSED = {"favor", "against"}
_NOBODYS = ("neutral", UNRELATED)
_SURE = 0.5

# What stands for the topic in the second of two clauses: "Rome rejects a truce, Oslo backs it".
_STANDS_FOR = re.compile(r"(?<!^)\b(?:it|them|the (?:idea|plan|proposal|move|step))\b(?! \w+ed\b)")


def nobody() -> Holder:
    """Return the holder of what has none: furniture of a page.

    Returns
    -------
    Holder
    """
    return Holder(None, None, None, None, float("nan"))


def add_holders(frame: pd.DataFrame, holders: Sequence[Holder]) -> pd.DataFrame:
    """Add the holder of each row.

    Parameters
    ----------
    frame : pandas.DataFrame
        Predictions.
    holders : sequence of Holder, of length ``len(frame)``
        The holder of each row's sentence.

    Returns
    -------
    pandas.DataFrame
        With `HOLDER_COLUMNS`, which are missing where there is no stance to hold: *neutral* and
        *unrelated*.
    """
    values = [(h.text, h.start, h.end, h.id, h.probability) for h in holders]
    found = pd.DataFrame(values, columns=list(HOLDER_COLUMNS), index=frame.index, dtype=object)
    found[frame["stance"].isin(_NOBODYS)] = None
    for column in ("holder_start", "holder_end"):
        found[column] = found[column].astype("Int64")
    found["p_holder"] = found["p_holder"].astype(float)
    return pd.concat([frame, found], axis="columns")


def each_alone(texts: Sequence[str]) -> list[Holder]:
    """Return the holder of each of many texts that have nothing to do with each other.

    Parameters
    ----------
    texts : sequence of str
        Sentences.

    Returns
    -------
    list of Holder
        Places point into the text itself.
    """
    ranker = load_ranker()
    return [find_holders([text], ranker)[0] for text in texts]


def opposed_rows(
    model: StanceModel, topics: Topics, frame: pd.DataFrame, abstain_below: float = 0.0
) -> pd.DataFrame:
    """Return a row for each of two holders who take opposite sides in one sentence.

    Parameters
    ----------
    model : StanceModel
        Asked about the two clauses.
    topics : Topics
        The topics of the frame.
    frame : pandas.DataFrame
        Predictions with holders, and ``start`` where the texts lie in a document.
    abstain_below : float, default=0.0
        How sure either stance must be at least; never less than a half.

    Returns
    -------
    pandas.DataFrame
        Two rows in place of each row for such a sentence and topic, with its index and the
        stance of either clause. That takes two clauses with a sure holder each, of whom one is
        clearly for and the other clearly against.
    """
    ranker, sure = load_ranker(), max(_SURE, abstain_below)
    about = frame[frame["stance"] != UNRELATED]
    parts = {text: split_holders(text, ranker) for text in about["text"].unique()}
    rows = [
        (place, row)
        for place, row in zip(about.index, about.to_dict("records"), strict=True)
        if parts[row["text"]]
    ]
    if not rows:
        return frame.iloc[:0]
    asked = [(row, part) for _, row in rows for part in parts[row["text"]]]
    texts = [_standing_alone(row["text"], part, row["topic"]) for row, part in asked]
    said = model.predict_pairs(texts, [topics[row["topic"]] for row, _ in asked])
    answers = said[["stance", "confidence", *PROBABILITIES]].to_dict("records")
    ids = dict(zip(frame["holder"], frame["holder_id"], strict=True))
    fresh = [
        {**row, **answer, **_of_part(row, part, ids)}
        for (row, part), answer in zip(asked, answers, strict=True)
    ]
    places = []
    opposed = []
    for (place, _), one, other in zip(rows, fresh[::2], fresh[1::2], strict=True):
        surest = min(one["confidence"], other["confidence"])
        if {one["stance"], other["stance"]} == _OPPOSED and surest >= sure:
            places += [place, place]
            opposed += [one, other]
    if not opposed:
        return frame.iloc[:0]
    return pd.DataFrame(opposed, index=places).astype(frame.dtypes)


def put_in(frame: pd.DataFrame, opposed: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of opposed holders in their place.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per sentence and topic.
    opposed : pandas.DataFrame
        What `opposed_rows` found in it.

    Returns
    -------
    pandas.DataFrame
    """
    if opposed.empty:
        return frame.copy()
    rows = pd.concat([frame.drop(index=opposed.index), opposed])
    return rows.sort_index(kind="stable").reset_index(drop=True)


def _standing_alone(text: str, part: Part, topic: str) -> str:
    return _STANDS_FOR.sub(topic, text[part.start : part.end])


def _of_part(row: dict[Hashable, Any], part: Part, ids: dict[Any, Any]) -> dict[Hashable, Any]:
    offset = row.get("start", 0)
    holder = row["text"][part.holder_start : part.holder_end]
    return {
        "holder": holder,
        "holder_start": offset + part.holder_start,
        "holder_end": offset + part.holder_end,
        "holder_id": ids.get(holder, holder),
        "p_holder": part.probability,
    }


def holder_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return who takes which side on what.

    Parameters
    ----------
    frame : pandas.DataFrame
        An analysis with holders.

    Returns
    -------
    pandas.DataFrame
        As `stance.Analysis.holders` has it.
    """
    rows = frame[~frame["boilerplate"]].assign(holder=frame["holder_id"].fillna(OPEN))
    rows = rows[rows["stance"].isin(_OPPOSED) & rows["p_holder"].notna()]
    counts = count_stances(rows, ["holder", "topic"]).drop(columns="neutral")
    behind = rows.groupby(["holder", "topic"])["sentence"].agg(list).reindex(counts.index)
    table = counts.assign(where=behind)
    size = counts["sentences"].groupby(level="holder").transform("sum")
    order = size.sort_values(ascending=False, kind="stable").index
    return table.loc[order]
