"""Predictions made before, found again for each labelled pair whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stance.errors import DataError


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers given before, in the order in which they are asked for.

    Attributes
    ----------
    answers : DataFrame
        As `stance.judging.predictor.Predictor.predict_pairs` gives them.
    """

    answers: pd.DataFrame

    def predict_pairs(
        self,
        texts: Sequence[str],  # noqa: ARG002
        topics: Sequence[str],  # noqa: ARG002
    ) -> pd.DataFrame:
        """Return the answers.

        Parameters
        ----------
        texts, topics : sequence of str
            Those that were answered.

        Returns
        -------
        DataFrame
        """
        return self.answers


def aligned(name: str, given: pd.DataFrame, examples: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of predictions in the order of the examples.

    Parameters
    ----------
    name : str
        Whose predictions they are.
    given : DataFrame
        With ``text`` and ``topic``, and ``doc`` where it matters in which document they stand.
    examples : DataFrame
        Labelled pairs.

    Returns
    -------
    DataFrame
        One row for each example.

    Raises
    ------
    DataError
        If a column is missing, or the prediction of a pair.

    Examples
    --------
    >>> given = pd.DataFrame({"text": ["a", "b"], "topic": "t", "stance": ["favor", "against"]})
    >>> aligned("mine", given, given.iloc[::-1])["stance"].tolist()
    ['against', 'favor']
    """
    absent = [column for column in ("text", "topic") if column not in given]
    if absent:
        msg = f"{name}: the predictions lack the column {absent[0]!r}"
        raise DataError(msg)
    keys = ["text", "topic", *(["doc"] if "doc" in given else [])]
    asked, known = (
        frame.reset_index(drop=True).assign(**{key: frame[key].astype(str).array for key in keys})
        for frame in (examples, given)
    )
    # The same pair can stand twice in a document: the first is matched with the first.
    wanted, there = (
        pd.MultiIndex.from_arrays([*(frame[key] for key in keys), frame.groupby(keys).cumcount()])
        for frame in (asked, known)
    )
    found = pd.Series(range(len(known)), index=there).reindex(wanted).to_numpy(float)
    missing = pd.isna(found)
    if missing.any():
        first = asked.iloc[int(missing.argmax())]
        msg = (
            f"{name} was asked about other data: {int(missing.sum()):,} of the "
            f"{len(asked):,} pairs have no prediction, the first toward {first['topic']!r}: "
            f"{str(first['text'])[:60]!r}"
        )
        raise DataError(msg)
    return known.iloc[found.astype(int)].reset_index(drop=True)
