"""Whose stance each prediction is: columns beside the stance, never an input to it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.holders.clauses import Part, split_holders
from stance.holders.finding import AUTHOR, Holder, find_holders
from stance.holders.storage import load_ranker
from stance.model.counting import count_stances
from stance.stances import PROBABILITIES, UNRELATED

if TYPE_CHECKING:
    from stance.model.stance_model import StanceModel
    from stance.sentences import Sentence
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


_NOBODY = Holder(None, None, None, None, float("nan"))


def text_holders(texts: Sequence[str]) -> list[Holder]:
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


def sentence_holders(sentences: Sequence[Sentence]) -> list[Holder]:
    """Return the holder of each sentence of a document.

    Parameters
    ----------
    sentences : sequence of Sentence
        All of them, in order.

    Returns
    -------
    list of Holder
        Places point into the document. Furniture of the page has no holder and names none.
    """
    read = [sentence for sentence in sentences if not sentence.boilerplate]
    texts, starts = [s.text for s in read], [s.start for s in read]
    found = iter(find_holders(texts, load_ranker(), starts))
    return [_NOBODY if sentence.boilerplate else next(found) for sentence in sentences]


def with_holders(
    model: StanceModel,
    topics: Topics,
    frame: pd.DataFrame,
    holders: Sequence[Holder] | None,
    abstain_below: float = 0.0,
) -> pd.DataFrame:
    """Add holders to predictions; of two on opposite sides, each has a row.

    Parameters
    ----------
    model : StanceModel
        What predicted.
    topics : Topics
        The topics, in the order of the frame.
    frame : pandas.DataFrame
        Predictions, one row per text and topic; ``start`` where the texts lie in a document.
    holders : sequence of Holder or None
        The holder of each text; None leaves the columns empty.
    abstain_below : float, default=0.0
        How sure a stance must be.

    Returns
    -------
    pandas.DataFrame
        With `HOLDER_COLUMNS`, which are missing where there is no side to hold.
    """
    n_texts = len(frame) // max(len(topics), 1)
    each = [_NOBODY] * n_texts if holders is None else holders
    held = _add_columns(frame, [holder for holder in each for _ in topics])
    if holders is None:
        return held
    opposed = _opposed_rows(model, topics, held, max(_SURE, abstain_below))
    if opposed.empty:
        return held
    rows = pd.concat([held.drop(index=opposed.index), opposed])
    return rows.sort_index(kind="stable").reset_index(drop=True)


def _add_columns(frame: pd.DataFrame, holders: Sequence[Holder]) -> pd.DataFrame:
    values = [(h.text, h.start, h.end, h.id, h.probability) for h in holders]
    found = pd.DataFrame(values, columns=list(HOLDER_COLUMNS), index=frame.index, dtype=object)
    found[frame["stance"].isin(_NOBODYS)] = None
    for column in ("holder_start", "holder_end"):
        found[column] = found[column].astype("Int64")
    found["p_holder"] = found["p_holder"].astype(float)
    return pd.concat([frame, found], axis="columns")


def _opposed_rows(
    model: StanceModel, topics: Topics, frame: pd.DataFrame, sure: float
) -> pd.DataFrame:
    """Return two rows in place of each sentence and topic with two holders on opposite sides.

    They bear its index. That takes two clauses with a sure holder each, of whom one is clearly
    for and the other clearly against.
    """
    ranker = load_ranker()
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


def named_sides(
    model: StanceModel,
    topics: Topics,
    frame: pd.DataFrame,
    sentences: Sequence[Sentence],
    abstain_below: float = 0.0,
) -> pd.DataFrame:
    """Return each side that a sentence takes, with the name of whose it is.

    Parameters
    ----------
    model, topics, frame, abstain_below
        As in `with_holders`.
    sentences : sequence of Sentence
        All sentences of the document.

    Returns
    -------
    pandas.DataFrame
        As `stance.Analysis.named_sides` has it.
    """
    holders = sentence_holders(sentences)
    held = with_holders(model, topics, frame, holders, abstain_below)
    held = held[held["stance"].isin(_OPPOSED) & ~held["boilerplate"]]
    names = {AUTHOR: AUTHOR} | {holder.id: holder.name for holder in holders if holder.name}
    # Of two in one sentence, one may hold nothing else.
    seconds = held.loc[~held["holder_id"].isin([*names, None]), "text"].unique()
    for text in seconds:
        for part in split_holders(text, load_ranker()):
            if part.name:
                names.setdefault(text[part.holder_start : part.holder_end], part.name)
    named = held["holder_id"].map(names).astype(object)
    return held[["topic", "stance"]].assign(holder=named.where(named.notna(), None))[
        ["holder", "topic", "stance"]
    ]
