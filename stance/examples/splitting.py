"""Splits that never cut a document."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.errors import DataError

Index = npt.NDArray[np.intp]

_EXAMPLES = "the frame that read_examples(...).frame holds"


def grouped_folds(
    frame: pd.DataFrame, n_splits: int = 5, random_state: int | None = 0
) -> list[tuple[Index, Index]]:
    """Return folds for cross-validation: documents whole, topics and stances spread evenly.

    Parameters
    ----------
    frame : pandas.DataFrame
        Examples, with ``topic``, ``stance`` and ``doc``.
    n_splits : int, default=5
        How many folds.
    random_state : int or None, default=0
        Draws the folds.

    Returns
    -------
    list of tuple of ndarray
        Row positions to train on and to test on, for each fold.

    Raises
    ------
    DataError
        If there are fewer documents than folds, fewer than 2 folds, or a column is missing.

    Examples
    --------
    >>> stances = ["favor", "against"] * 4
    >>> frame = pd.DataFrame({"topic": "t", "stance": stances, "doc": [*"aabbccdd"]})
    >>> [sorted(set(frame["doc"][test])) for _, test in grouped_folds(frame, 2)]
    [['b', 'c'], ['a', 'd']]
    """
    need_columns(frame, "topic", "stance", "doc")
    if n_splits < 2:
        msg = f"n_splits must be 2 or more, got {n_splits}"
        raise DataError(msg)
    n_documents = frame["doc"].nunique()
    if n_documents < n_splits:
        msg = f"{n_documents} documents cannot be split into {n_splits} folds: use fewer folds"
        raise DataError(msg)
    cells = pd.factorize(frame["topic"].astype(str) + "\t" + frame["stance"].astype(str))[0]
    # With fewer rows of every stance than folds there is nothing to spread evenly.
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold  # noqa: PLC0415

    kind = StratifiedGroupKFold if np.bincount(cells).max() >= n_splits else GroupKFold
    splitter = kind(n_splits, shuffle=True, random_state=random_state)
    with warnings.catch_warnings():
        # A stance that a topic has fewer than n_splits times cannot be in every fold.
        warnings.filterwarnings("ignore", message="The least populated class")
        return list(splitter.split(frame, cells, frame["doc"]))


def need_columns(
    frame: pd.DataFrame, *names: str, what: str = "the frame of examples", give: str = _EXAMPLES
) -> None:
    """Refuse a frame that lacks a column.

    Parameters
    ----------
    frame : pandas.DataFrame
        Examples.
    *names : str
        The columns that are needed.
    what : str, default="the frame of examples"
        What the message calls it.
    give : str, default="the frame that read_examples(...).frame holds"
        What the message asks for.

    Raises
    ------
    DataError
        If one is missing.
    """
    found = list(getattr(frame, "columns", []))
    for name in names:
        if name not in found:
            msg = f"{what} has no column {name!r}: give {give}"
            raise DataError(msg)


def split_examples(
    frame: pd.DataFrame, test_size: float = 0.25, random_state: int | None = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a training and a test part that share no document.

    Parameters
    ----------
    frame : pandas.DataFrame
        Examples. Where it has a column ``split`` with ``train`` and ``test``, that is the split,
        and rows of other splits are in neither part.
    test_size : float, default=0.25
        Share of the documents to test on, rounded to one of 1/2, 1/3, 1/4 and so on.
    random_state : int or None, default=0
        Draws the split.

    Returns
    -------
    train, test : pandas.DataFrame
        With fresh indices.

    Raises
    ------
    DataError
        If the size is not between 0 and 0.5, there are too few documents, or a column is missing.

    Examples
    --------
    >>> stances = ["favor", "against"] * 4
    >>> frame = pd.DataFrame({"topic": "t", "stance": stances, "doc": [*"aabbccdd"]})
    >>> [len(part) for part in split_examples(frame)]
    [6, 2]
    """
    need_columns(frame, "topic", "stance", "doc")
    if "split" in frame and {"train", "test"} <= set(frame["split"]):
        parts = [frame[frame["split"] == name] for name in ("train", "test")]
        return parts[0].reset_index(drop=True), parts[1].reset_index(drop=True)
    if not 0 < test_size <= 0.5:
        msg = f"test_size must lie between 0 and 0.5, got {test_size}"
        raise DataError(msg)
    train, test = grouped_folds(frame, round(1 / test_size), random_state)[0]
    return frame.iloc[train].reset_index(drop=True), frame.iloc[test].reset_index(drop=True)
