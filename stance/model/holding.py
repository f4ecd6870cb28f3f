"""Whose stance each prediction is: columns beside the stance, never an input to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    kinds = {"holder_start": "Int64", "holder_end": "Int64", "p_holder": float}
    return pd.concat([frame, found.astype(kinds)], axis=1)


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
    """Give each of two holders who take opposite sides in one sentence a row of its own.

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
        The same rows, save those of such a sentence and topic: two rows stand for each, with
        the stance of either clause. That takes two clauses with a sure holder each, of whom one
        is clearly for and the other clearly against.
    """
    ranker, sure = load_ranker(), max(_SURE, abstain_below)
    about = frame[frame["stance"] != UNRELATED]
    parts = {text: split_holders(text, ranker) for text in about["text"].unique()}
    asked = [
        (label, part, _standing_alone(row["text"], part, row["topic"]), topics[row["topic"]])
        for label, row in about.iterrows()
        for part in parts[row["text"]]
    ]
    if not asked:
        return frame
    said = model.predict_pairs([text for _, _, text, _ in asked], [topic for *_, topic in asked])
    answers = said[["stance", "confidence", *PROBABILITIES]].to_dict("records")
    ids = dict(zip(frame["holder"], frame["holder_id"], strict=True))
    fresh: dict[Any, dict[str, Any]] = {}
    labels = []
    for (one, first, *_), (_, second, *_), a, b in zip(
        asked[::2], asked[1::2], answers[::2], answers[1::2], strict=True
    ):
        if {a["stance"], b["stance"]} == _OPPOSED and min(_confidence(a), _confidence(b)) >= sure:
            row = frame.loc[one].to_dict()
            labels += [one, one]
            fresh[len(fresh)] = {**row, **a, **_of_part(row, first, ids)}
            fresh[len(fresh)] = {**row, **b, **_of_part(row, second, ids)}
    if not fresh:
        return frame
    rows = pd.DataFrame(list(fresh.values()), index=labels).astype(frame.dtypes)
    kept = frame.drop(index=labels)
    return pd.concat([kept, rows]).sort_index(kind="stable").reset_index(drop=True)


def _confidence(answer: dict[str, Any]) -> float:
    return float(answer["confidence"])


def _standing_alone(text: str, part: Part, topic: str) -> str:
    return _STANDS_FOR.sub(topic, text[part.start : part.end])


def _of_part(row: dict[str, Any], part: Part, ids: dict[Any, Any]) -> dict[str, Any]:
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
