"""What this folder asks of a thing that it judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd


class Predictor(Protocol):
    """Anything that predicts the stance of given pairs: a model or a baseline."""

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position.

        Parameters
        ----------
        texts, topics : sequence of str
            Of the same length.

        Returns
        -------
        DataFrame
            One row per pair, in input order: ``text, topic, stance, confidence, p_favor,
            p_against, p_neutral, p_unrelated``.
        """
        ...


class Explanation(Protocol):
    """Why a model decided as it did."""

    def to_frame(self) -> pd.DataFrame:
        """Return the evidence: ``stage, stance, feature, start, end, weight``."""
        ...


class JudgedModel(Predictor, Protocol):
    """A predictor that says what it is and explains itself."""

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What is known of its making."""
        ...

    def explain(self, text: str, topic: str) -> Explanation:
        """Explain one decision."""
        ...
