"""The edge: whatever table or column people hold becomes pandas here, once, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from stance.errors import DataError


def to_frame(data: Any) -> pd.DataFrame:
    """Return any table as a pandas frame with a fresh index, leaving the input as it is.

    Parameters
    ----------
    data : pandas, polars or other frame, pyarrow.Table, datasets.Dataset or DatasetDict, list of
        dict, or dict of columns
        A table. A DatasetDict is put end to end with the names of its parts in a ``split``
        column.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError
        If the object is not a table.

    Examples
    --------
    >>> to_frame([{"text": "A truce."}])["text"].tolist()
    ['A truce.']
    """
    if isinstance(data, pd.DataFrame):
        return data.reset_index(drop=True)
    library = type(data).__module__.partition(".")[0]
    if library == "datasets":
        return _from_datasets(data)
    if isinstance(data, Mapping) or (isinstance(data, list) and _all_mappings(data)):
        return pd.DataFrame(data)
    if library == "pyarrow":
        return pd.DataFrame(data.to_pydict())
    import narwhals as nw  # noqa: PLC0415

    try:
        frame: pd.DataFrame = nw.from_native(data, eager_only=True).to_pandas()
    except TypeError:
        msg = (
            f"a table was expected (a frame, a Dataset, a list of dicts), got {type(data).__name__}"
        )
        raise DataError(msg) from None
    return frame.reset_index(drop=True)


def _all_mappings(rows: list[Any]) -> bool:
    return bool(rows) and all(isinstance(row, Mapping) for row in rows)


def _from_datasets(data: Any) -> pd.DataFrame:
    if not isinstance(data, Mapping):
        return pd.DataFrame(data.with_format(None).to_list(), columns=data.column_names)
    parts = [_from_datasets(part).assign(split=str(name)) for name, part in data.items()]
    return pd.concat(parts, ignore_index=True)


def to_texts(data: Any) -> list[str]:
    """Return a text, or any column of texts, as a list of strings.

    Parameters
    ----------
    data : str, list, Series, array, Arrow array, Dataset column, or one-column frame
        Texts.

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        If an item is missing, is not text, or holds nothing but blanks; the message names its
        row, counted from 0.

    Examples
    --------
    >>> to_texts("A truce.")
    ['A truce.']
    >>> to_texts(["A truce.", None])
    Traceback (most recent call last):
    stance.errors.DataError: row 1: a text was expected, got None
    """
    if isinstance(data, str):
        items: list[Any] = [data]
    elif isinstance(data, bytes | Mapping) or not hasattr(data, "__iter__"):
        msg = f"texts were expected, got {type(data).__name__}"
        raise DataError(msg)
    else:
        items = _items(data)
    for row, item in enumerate(items):
        if not isinstance(item, str):
            msg = f"row {row}: a text was expected, got {item!r}"
            raise DataError(msg)
        if not item or item.isspace():
            msg = f"row {row}: the text is empty"
            raise DataError(msg)
    return items


def _items(data: Any) -> list[Any]:
    if hasattr(data, "columns") or hasattr(data, "column_names"):
        frame = to_frame(data)
        if frame.shape[1] != 1:
            found = ", ".join(map(str, frame.columns))
            msg = f"one column of texts was expected, got {frame.shape[1]}: {found}"
            raise DataError(msg)
        data = frame.iloc[:, 0]
    if isinstance(data, np.ndarray):
        data = data.ravel()
    to_list = getattr(data, "to_pylist", None) or getattr(data, "tolist", None)
    items = to_list() if to_list else list(data)
    # numpy's own strings are strings, but print as what they are not.
    return [str(item) if isinstance(item, np.str_) else item for item in items]
