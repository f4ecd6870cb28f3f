"""What this folder asks of a thing that it judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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
