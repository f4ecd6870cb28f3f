"""What the classifier is given: sentences beside topics, in any of the forms people hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.features.vocabulary import FloatArray
from stance.frames import to_frame, to_texts
from stance.stances import STANCES
from stance.topics import Topics

Labels = npt.NDArray[np.str_]
Index = npt.NDArray[np.intp]

TEXT, TOPIC, DOC = "text", "topic", "doc"

SOLE_TOPIC = "topic"
"""The name that a topic gets when the data has only one and does not name it."""


def as_pairs(X: Any, sole_topic: str | None = None) -> pd.DataFrame:
    """Return a frame of ``text`` and ``topic`` (and ``doc``, where there is one).

    Parameters
    ----------
    X : DataFrame, array, list, Series or Arrow array
        Two columns ``text`` and ``topic``, named or in this order; or texts alone, when there
        is one topic only.
    sole_topic : str or None, default=None
        The topic of texts that come alone; None refuses them.

    Returns
    -------
    pandas.DataFrame
        With a fresh index.

    Raises
    ------
    DataError
        If a column is missing, or a text is not a non-empty string; the message names the row.

    Examples
    --------
    >>> as_pairs([["A truce!", "ceasefire"]]).to_dict("records")
    [{'text': 'A truce!', 'topic': 'ceasefire'}]
    """
    frame = _two_columns(X)
    if frame is None:
        if sole_topic is None:
            msg = "texts came without a topic: give a frame with the columns text and topic"
            raise DataError(msg)
        return pd.DataFrame({TEXT: to_texts(_flat(X)), TOPIC: sole_topic})
    pairs = pd.DataFrame({TEXT: to_texts(frame[TEXT]), TOPIC: to_texts(frame[TOPIC])})
    if DOC in frame:
        pairs[DOC] = frame[DOC].astype(str).to_numpy()
    return pairs


def _flat(X: Any) -> Any:
    return X.ravel() if isinstance(X, np.ndarray) else X


def _two_columns(X: Any) -> pd.DataFrame | None:
    if isinstance(X, list | tuple) and X and isinstance(X[0], list | tuple | np.ndarray):
        X = np.array(X, dtype=object)
    if isinstance(X, np.ndarray):
        return _frame_of_array(X)
    # What has columns is a frame of some library; a bare sequence of texts has none.
    if not hasattr(X, "columns") and not hasattr(X, "column_names"):
        return None
    frame = to_frame(X)
    if frame.shape[1] == 1:
        return None
    for column in (TEXT, TOPIC):
        if column not in frame:
            hint = did_you_mean(column, map(str, frame.columns))
            found = ", ".join(map(str, frame.columns))
            msg = f"no column {column!r}.{hint} Columns found: {found}"
            raise DataError(msg)
    return frame


def _frame_of_array(X: npt.NDArray[Any]) -> pd.DataFrame | None:
    if X.ndim == 1 or X.shape[1:] == (1,):
        return None
    if X.ndim != 2 or X.shape[1] != 2:
        msg = f"expected two columns, text and topic, got an array of shape {X.shape}"
        raise DataError(msg)
    return pd.DataFrame({TEXT: X[:, 0], TOPIC: X[:, 1]})


def as_stances(y: Any, n_rows: int) -> npt.NDArray[np.str_]:
    """Return labels as an array of stances.

    Parameters
    ----------
    y : array-like of shape (n_rows,)
        Labels, each one of `stance.stances.STANCES`; or the numbers 0 to 3, all four of them,
        which stand for the stances in alphabetical order: scikit-learn's `cross_val_predict`
        gives these to the classifier when it is asked for probabilities.
    n_rows : int
        How many there must be.

    Returns
    -------
    ndarray of str, shape (n_rows,)

    Raises
    ------
    DataError
        If the number is wrong or a label is not a stance; the message names the row.

    Examples
    --------
    >>> as_stances(["favor", "neutral"], 2).tolist()
    ['favor', 'neutral']
    """
    labels = np.asarray(y, dtype=object).ravel()
    if len(labels) != n_rows:
        msg = f"X has {n_rows} rows and y has {len(labels)}: give one stance for each row"
        raise DataError(msg)
    if is_coded(y):
        return np.asarray(np.array(sorted(STANCES))[np.asarray(y).ravel()])
    for row, label in enumerate(labels):
        if label not in STANCES:
            hint = did_you_mean(label, STANCES) if isinstance(label, str) else ""
            msg = f"row {row}: {label!r} is not a stance.{hint} Stances: {', '.join(STANCES)}"
            raise DataError(msg)
    return labels.astype(str)


def is_coded(y: Any) -> bool:
    """Return whether labels are the numbers that stand for all four stances.

    Parameters
    ----------
    y : array-like
        Labels.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_coded([3, 0, 1, 2]), is_coded([0, 1, 2])
    (True, False)
    """
    labels = np.asarray(y)
    whole = np.issubdtype(labels.dtype, np.integer)
    return bool(whole and set(np.unique(labels).tolist()) == set(range(len(STANCES))))


def as_positions(named: pd.Series[str], topics: Topics) -> Index:
    """Return the position of each named topic.

    Parameters
    ----------
    named : Series of str
        Names.
    topics : Topics
        The topics.

    Returns
    -------
    ndarray of int

    Raises
    ------
    TopicError
        If a name is not among them.
    """
    place = {name: i for i, name in enumerate(topics.names)}
    topics.select(named.unique())
    return np.array([place[name] for name in named], dtype=np.intp)


def as_groups(pairs: pd.DataFrame, groups: npt.ArrayLike | None) -> Labels:
    """Return the document of each row.

    Parameters
    ----------
    pairs : DataFrame
        What `as_pairs` returned.
    groups : array-like or None
        Documents; None takes the column ``doc``, or else the text.

    Returns
    -------
    ndarray of str

    Raises
    ------
    DataError
        If the number is wrong.
    """
    if groups is None:
        return pairs[DOC if DOC in pairs else TEXT].to_numpy(dtype=str)
    given = np.asarray(groups).ravel().astype(str)
    if len(given) != len(pairs):
        msg = f"X has {len(pairs)} rows and groups has {len(given)}: give one for each row"
        raise DataError(msg)
    return given


def as_weights(sample_weight: npt.ArrayLike | None, n_rows: int) -> FloatArray | None:
    """Return weights that have been checked.

    Parameters
    ----------
    sample_weight : array-like or None
        Weights.
    n_rows : int
        How many there must be.

    Returns
    -------
    ndarray or None

    Raises
    ------
    DataError
        If the number is wrong, or one is negative or not finite.
    """
    if sample_weight is None:
        return None
    weight = np.asarray(sample_weight, dtype=np.float32).ravel()
    if len(weight) != n_rows or not (np.isfinite(weight) & (weight >= 0)).all():
        msg = f"sample_weight must be {n_rows} finite numbers that are not negative"
        raise DataError(msg)
    return weight
