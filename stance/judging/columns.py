"""The columns of those tables of a report that may be empty, with their types."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

RELIABILITY = {
    "scope": "object",
    **dict.fromkeys(("bin_low", "bin_high", "confidence", "accuracy", "low", "high"), "float64"),
    "n": "int64",
}
COVERAGE = {
    "among": "object",
    **dict.fromkeys(("threshold", "coverage", "accuracy", "low", "high"), "float64"),
    "n": "int64",
}
TRUST = {
    **dict.fromkeys(("among", "range"), "object"),
    **dict.fromkeys(("from_confidence", "to_confidence", "accuracy", "low", "high"), "float64"),
    "n": "int64",
}
SLICES = {
    **dict.fromkeys(("slice", "part", "score"), "object"),
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("n", "documents"), "int64"),
    **dict.fromkeys(("rest", "difference", "difference_low", "difference_high"), "float64"),
    **dict.fromkeys(("p_value", "p_corrected"), "float64"),
}
CAUSES = {
    **dict.fromkeys(("cause", "slice", "part"), "object"),
    **dict.fromkeys(("n", "of"), "int64"),
    **dict.fromkeys(("share", "low", "high"), "float64"),
}
DOUBTS = {
    **dict.fromkeys(("text", "topic", "doc", "truth", "suggested"), "object"),
    **dict.fromkeys(("p_truth", "p_suggested", "quality"), "float64"),
}
OVERLAP = {**dict.fromkeys(("kind", "text", "other"), "object"), "similarity": "float64"}
DRIFT = {
    **dict.fromkeys(("word", "commoner_in"), "object"),
    **dict.fromkeys(("weight", "train_share", "evaluated_share"), "float64"),
}
LEARNING_CURVE = {
    **dict.fromkeys(("preset", "scope", "score"), "object"),
    **dict.fromkeys(("documents", "examples"), "int64"),
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("gain", "gain_low", "gain_high", "p_value"), "float64"),
}
NEW_TOPICS = {
    **dict.fromkeys(("preset", "scope", "way"), "object"),
    "wanted": "int64",
    "n_about": "float64",
    "draws": "int64",
    "score": "object",
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("gain", "gain_low", "gain_high"), "float64"),
}
CHALLENGE = {
    "phenomenon": "object",
    "items": "int64",
    **dict.fromkeys(("right", "right_low", "right_high"), "float64"),
    "pairs": "int64",
    **dict.fromkeys(("passed", "passed_low", "passed_high"), "float64"),
}


def typed(table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with these columns alone, in this order, each of its type.

    Parameters
    ----------
    table : DataFrame
        It has at least these columns.
    columns : mapping of str to str
        From column to pandas dtype.

    Returns
    -------
    DataFrame
        With a fresh index.
    """
    found: pd.DataFrame = table[list(columns)].reset_index(drop=True).astype(dict(columns))
    return found


def empty(columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table without rows.

    Parameters
    ----------
    columns : mapping of str to str
        From column to pandas dtype.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> empty(TRUST).shape
    (0, 8)
    """
    return typed(pd.DataFrame(columns=list(columns)), columns)
