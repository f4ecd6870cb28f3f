"""Answers that somebody has already given: read and checked, so that any system can be judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.examples.files import read_rows
from stance.frames import to_frame
from stance.judging.tallies import PREDICTED, check_answers
from stance.stances import MIXED, PROBABILITIES, STANCES, parse_stance

_NEEDED = ("text", "topic", "truth", "stance")


def read_predictions(predictions: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read the answers of a system beside the labels of people.

    Parameters
    ----------
    predictions : path or DataFrame
        A CSV, TSV, JSON Lines or Parquet file, or a frame: ``text, topic``, the label ``truth``
        and the answer ``stance`` in any common spelling, and where known ``doc`` (else each
        distinct text is a document), the probabilities ``p_favor, p_against, p_neutral,
        p_unrelated``, and ``confidence`` (else the probability of the answer). Further columns
        can be sliced by. The ``predictions.parquet`` of a saved report is such a file.

    Returns
    -------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it. Without probabilities each answer
        counts as certain.
    about : dict
        ``probabilities`` says whether there were any, ``mixed_left_out`` how many labels were
        mixed, which no single answer can meet.

    Raises
    ------
    DataError
        If a column is missing, a stance is not known, or the probabilities do not sum to 1.

    Examples
    --------
    >>> rows = [("No truce!", "truce", "against", "con"), ("Rain.", "truce", "unrelated", "pro")]
    >>> frame = pd.DataFrame(rows, columns=["text", "topic", "truth", "stance"])
    >>> judged, about = read_predictions(frame)
    >>> judged["stance"].tolist(), about["probabilities"]
    (['against', 'favor'], False)
    """
    path = isinstance(predictions, str | Path)
    frame = read_rows(Path(predictions), None).frame if path else to_frame(predictions)
    frame = frame.reset_index(drop=True)
    for name in _NEEDED:
        if name not in frame.columns:
            hint = did_you_mean(name, map(str, frame.columns))
            msg = f"the predictions lack the column {name!r}.{hint} Needed: {', '.join(_NEEDED)}"
            raise DataError(msg)
    known = frame.assign(truth=stances_in(frame, "truth"), stance=stances_in(frame, "stance"))
    kept = known[known["truth"] != MIXED].reset_index(drop=True)
    if kept.empty:
        msg = "there is no row to judge by: the data is empty, or every row is mixed"
        raise DataError(msg)
    for name in ("text", "topic"):
        kept[name] = kept[name].astype(str)
    kept["doc"] = kept["doc"].astype(str) if "doc" in kept else kept["text"]
    kept, sure = with_probabilities(kept)
    check_answers(kept)
    first = ["text", "topic", "doc", "truth", *PREDICTED]
    further = [name for name in kept.columns if name not in first]
    about = {"probabilities": sure, "mixed_left_out": len(frame) - len(kept)}
    return kept[[*first, *further]], about


def stances_in(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return the stances that a column stands for, in whatever common spelling.

    Parameters
    ----------
    frame : DataFrame
        With the column.
    column : str
        Labels, which may be mixed, or answers (``stance``), which may not.

    Returns
    -------
    Series

    Raises
    ------
    DataError
        If one is no stance; the message names its row.
    """
    meant = {value: parse_stance(value) for value in frame[column].unique()}
    stances = frame[column].map(meant)
    unknown = stances.isna()
    if column == "stance":
        unknown |= stances == MIXED
    if unknown.any():
        row = int(np.flatnonzero(unknown)[0])
        value = frame[column].iloc[row]
        msg = f"row {row}, column {column}: {value!r} is no stance: use {', '.join(STANCES)}"
        raise DataError(msg)
    return stances


def with_probabilities(kept: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return answers with their probabilities, or each as certain, and whether there were any.

    Parameters
    ----------
    kept : DataFrame
        Answers, ``stance``, and the four probabilities or none of them.

    Returns
    -------
    answers : DataFrame
    sure : bool
        Whether there were probabilities.

    Raises
    ------
    DataError
        If there are some, but not all four.
    """
    there = [name for name in PROBABILITIES if name in kept.columns]
    places = np.array([STANCES.index(stance) for stance in kept["stance"]])
    if not there:
        certain = dict(zip(PROBABILITIES, np.eye(len(STANCES))[places].T, strict=True))
        return kept.assign(**certain, confidence=1.0), False
    if len(there) < len(PROBABILITIES):
        absent = next(name for name in PROBABILITIES if name not in there)
        msg = f"the predictions lack the column {absent!r}: give all four probabilities or none"
        raise DataError(msg)
    kept[there] = kept[there].astype(float)
    if "confidence" not in kept.columns:
        proba = kept[list(PROBABILITIES)].to_numpy()
        kept["confidence"] = proba[np.arange(len(kept)), places]
    return kept, True
