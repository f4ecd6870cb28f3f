"""From probabilities to the table that a user gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import DataError
from stance.features.vocabulary import FloatArray
from stance.frames import text_frame
from stance.learning.two_stage import TwoStageScorer
from stance.stances import PROBABILITIES, STANCES

if TYPE_CHECKING:
    import pandas as pd


def answers(
    scorer: TwoStageScorer, texts: Any, topics: Any, proba: FloatArray, abstain_below: float
) -> pd.DataFrame:
    """Return one row for each text and the topic beside it.

    Parameters
    ----------
    scorer : TwoStageScorer
        Decides for a stance.
    texts, topics : ndarray of str, shape (n,)
        What was asked.
    proba : ndarray of shape (n, 4)
        The probability of each stance.
    abstain_below : float
        No stance is given where its confidence is less.

    Returns
    -------
    pandas.DataFrame
        Columns ``text, topic, stance, confidence`` and the probabilities.
    """
    import pandas as pd  # noqa: PLC0415

    best = scorer.decide(proba)
    confidence = np.take_along_axis(proba, best[:, None], axis=1)[:, 0].astype(float)
    stances = np.array(STANCES, dtype=object)[best]
    stances[confidence < abstain_below] = None
    given = {"text": texts, "topic": topics}
    columns = dict(zip(PROBABILITIES, proba.T.astype(float), strict=True))
    said = {"stance": stances, "confidence": confidence, **columns}
    # In one go: for a single sentence each column added later costs as much as the answer.
    try:
        return pd.DataFrame({**given, **said})
    except UnicodeEncodeError:
        return text_frame(given).assign(**said)


def check_abstention(below: float) -> None:
    """Refuse what is no confidence.

    Parameters
    ----------
    below : float
        What a confidence is compared with.

    Raises
    ------
    DataError
        If it is not between 0 and 1.
    """
    if not 0 <= below <= 1:
        msg = f"abstain_below must be a confidence between 0 and 1, got {below!r}"
        raise DataError(msg)
