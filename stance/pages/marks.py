"""The marks in the margin of an article: a stance, how sure it is, and what spoke for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.learning.explanation import EMBEDDER, ENCODER, RELEVANCE, SIDE
from stance.pages.highlighting import Piece, highlighted, strongest_words
from stance.pages.rendering import SIGNS, percent, signed
from stance.stances import SIDES, STANCES, UNRELATED

if TYPE_CHECKING:
    from stance.model.analysis import Analysis

UNSURE_BELOW = 0.5
"""A stance less probable than this is marked as unsure."""

MISSING = "missing"
"""How the page calls a stance that the model withheld."""

LOOKS = {"favor": "favor", "against": "against", "neutral": "neutral", MISSING: "no stance"}
"""What a mark can be, and its words."""

_HOLLOW = {"favor": "△", "against": "▽", "neutral": "○"}
_MOST_WORDS = 4
_QUESTIONS = {RELEVANCE: "Why about {topic}: ", SIDE: "Why {stance}: "}


@dataclass(frozen=True, slots=True)
class Mark:
    """One stance of one sentence, as it stands in the margin.

    Attributes
    ----------
    sentence, number : int
        The sentence, counted from 0, and the topic, counted from 0.
    topic : str
        The name of the topic.
    look : str
        A side, or `MISSING`.
    confidence : float
        The probability of the stance, or of the one withheld.
    chances : list of dict
        The probability of each stance, in words and as a width.
    pieces : list of Piece
        The sentence, with what spoke for the stance made to stand out.
    reasons : list of str
        The strongest words of each question, with their weights.
    holder : str or None
        Whose stance it is, where that is known.
    """

    sentence: int
    number: int
    topic: str
    look: str
    confidence: float
    chances: list[dict[str, Any]]
    pieces: list[Piece]
    reasons: list[str]
    holder: str | None = None

    @property
    def unsure(self) -> bool:
        """Whether the stance is less probable than `UNSURE_BELOW`."""
        return self.look != MISSING and self.confidence < UNSURE_BELOW

    @property
    def sign(self) -> str:
        """The sign of the stance, hollow where it is unsure."""
        return (_HOLLOW if self.unsure else SIGNS)[self.look]

    @property
    def words(self) -> str:
        """The stance in words."""
        return f"unsure, {self.look}" if self.unsure else LOOKS[self.look]

    @property
    def percent(self) -> str:
        """The confidence in words."""
        return percent(self.confidence)


def marks_of(analysis: Analysis) -> list[Mark]:
    """Return a mark for each sentence and topic of which it is about, or may be.

    Parameters
    ----------
    analysis : Analysis
        The analysed document.

    Returns
    -------
    list of Mark
        In the order of the text, then of the topics.
    """
    frame = analysis.to_frame()
    shown = frame[frame["stance"] != UNRELATED]
    numbers = {name: number for number, name in enumerate(analysis.topics.names)}
    evidence: Mapping[Any, pd.DataFrame] = dict(
        tuple(analysis.evidence().groupby(["sentence", "topic"]))
    )
    # Two holders on opposite sides: the evidence is of the sentence, not of either clause.
    opposed = shown.duplicated(["sentence", "topic"], keep=False)
    marks = []
    for row, of_clause in zip(shown.to_dict("records"), opposed, strict=True):
        look = row["stance"] if row["stance"] in SIDES else MISSING
        found = evidence.get((row["sentence"], row["topic"]))
        pieces, reasons = ([], []) if found is None or of_clause else _evidence(row, found)
        marks.append(
            Mark(
                sentence=row["sentence"],
                number=numbers[row["topic"]],
                topic=row["topic"],
                look=look,
                confidence=row["confidence"],
                chances=_chances(row),
                pieces=pieces,
                reasons=reasons,
                holder=next((h for h in (row["holder_id"], row["holder"]) if pd.notna(h)), None),
            )
        )
    return marks


def _chances(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    return [
        {
            "stance": stance,
            "percent": percent(row[f"p_{stance}"]),
            "width": round(100 * row[f"p_{stance}"], 1),
            "given": stance == row["stance"],
        }
        for stance in STANCES
    ]


def _evidence(row: Mapping[Any, Any], evidence: pd.DataFrame) -> tuple[list[Piece], list[str]]:
    text = row["text"]
    # What stands for the whole sentence, as its length does, points at no word of it.
    pointing = evidence["start"].notna() & (evidence["end"] - evidence["start"] < len(text))
    words = evidence[pointing].astype({"start": int, "end": int})
    words = words.assign(start=words["start"] - row["start"], end=words["end"] - row["start"])
    reasons = []
    for stage, question in _QUESTIONS.items():
        of_stage = words[words["stage"] == stage]
        told = [
            f"“{w}” {signed(v)}" for w, v in strongest_words(text, of_stage, _MOST_WORDS).items()
        ]
        # What encoder and embedder bring rests on the sentence as a whole, and is one sum.
        whole = evidence["stage"].eq(stage) & evidence["feature"].isin([ENCODER, EMBEDDER])
        if whole.any():
            told.append(f"the sentence as a whole {signed(evidence.loc[whole, 'weight'].sum())}")
        if told:
            reasons.append(question.format(**row) + ", ".join(told) + ".")
    return highlighted(text, words[words["stage"] == SIDE]), reasons
