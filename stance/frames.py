"""The edge: whatever table or column people hold becomes pandas here, once, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stance.errors import DataError

# pandas is imported where a table is at hand: a list of sentences needs none.
if TYPE_CHECKING:
    import pandas as pd

_LONGEST_VALUE = 80

LONGEST_TEXT = 1_000_000
"""Characters of the longest text that is taken for a sentence."""


def to_frame(data: Any) -> pd.DataFrame:
    """Return any table as a pandas frame with a fresh index, leaving the input as it is.

    Parameters
    ----------
    data : pandas, polars or other frame or Series, pyarrow.Table, datasets.Dataset or DatasetDict,
        list of dict, or dict of columns
        A table; a Series is a table of one column. A DatasetDict is put end to end with the names
        of its parts in a ``split`` column.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError
        If the object is not a table, or its columns differ in length.

    Examples
    --------
    >>> to_frame([{"text": "A truce."}])["text"].tolist()
    ['A truce.']
    """
    import pandas as pd  # noqa: PLC0415

    if isinstance(data, pd.Series):
        data = data.to_frame()
    if isinstance(data, pd.DataFrame):
        return data.reset_index(drop=True)
    library = type(data).__module__.partition(".")[0]
    if library == "datasets":
        return _from_datasets(data)
    if library == "pyarrow" and hasattr(data, "to_pydict"):
        # Not to_pandas: it turns the lists in cells into arrays, and whole numbers into floats.
        return pd.DataFrame(data.to_pydict())
    if isinstance(data, Mapping) or (isinstance(data, list) and _all_mappings(data)):
        return _from_columns(data)
    return _from_native(data)


def _all_mappings(rows: list[Any]) -> bool:
    return all(isinstance(row, Mapping) for row in rows)


def _from_columns(data: Any) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    try:
        return pd.DataFrame(data).reset_index(drop=True)
    except ValueError as error:
        msg = f"these columns make no table: {error}"
        raise DataError(msg) from error


def _from_datasets(data: Any) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    if isinstance(data, Mapping):
        parts = [_from_datasets(part).assign(split=str(name)) for name, part in data.items()]
        return pd.concat(parts, ignore_index=True)
    plain = data.with_format(None)
    # A streamed data set has no length, and can only be gone through.
    rows = plain[:] if hasattr(plain, "__len__") else list(plain)
    return pd.DataFrame(rows, columns=data.column_names)


def _from_native(data: Any) -> pd.DataFrame:
    import narwhals as nw  # noqa: PLC0415

    try:
        table = nw.from_native(data, allow_series=True)
    except TypeError:
        msg = (
            f"a table was expected (a frame, a Dataset, a list of dicts), got {type(data).__name__}"
        )
        raise DataError(msg) from None
    if isinstance(table, nw.LazyFrame):
        table = table.collect()
    if isinstance(table, nw.Series):
        table = table.to_frame()
    frame: pd.DataFrame = table.to_pandas()
    return frame.reset_index(drop=True)


def to_texts(data: Any, *, allow_empty: bool = False) -> list[str]:
    """Return a text, or any column of texts, as a list of strings.

    Parameters
    ----------
    data : str, list, Series, array, Arrow array, Dataset column, or one-column frame
        Texts, in an order: not a set.
    allow_empty : bool, default=False
        Whether a text may be empty or hold nothing but blanks.

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        If an item is missing, is not text, holds nothing but blanks (unless `allow_empty`), or
        is longer than a million characters; the message names its row, counted from 0.

    Examples
    --------
    >>> to_texts("A truce.")
    ['A truce.']
    >>> to_texts(["A truce.", None])
    Traceback (most recent call last):
    stance.errors.DataError: row 1: a text was expected, got None
    """
    items = _items(data)
    for row, item in enumerate(items):
        if not isinstance(item, str):
            msg = f"row {row}: a text was expected, got {_short(item)}"
            raise DataError(msg)
        if not allow_empty and (not item or item.isspace()):
            msg = f"row {row}: the text is empty"
            raise DataError(msg)
        if len(item) > LONGEST_TEXT:
            msg = f"row {row}: {too_long(item)}"
            raise DataError(msg)
    return items


def text_frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    r"""Return columns of texts of any origin as a frame.

    Parameters
    ----------
    columns : mapping of str to sequence
        The columns. Where a text holds half of a character, as broken text may, they stay plain
        objects: it has no place in a column of strings.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> text_frame({"text": ["A truce.", "\ud800"]})["text"].tolist()[0]
    'A truce.'
    """
    import pandas as pd  # noqa: PLC0415

    try:
        return pd.DataFrame(columns)
    except UnicodeEncodeError:
        return pd.DataFrame(columns, dtype=object)


def too_long(text: str) -> str:
    """Return what to say of a text that is longer than any sentence.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str

    Examples
    --------
    >>> too_long("a" * 2_000_000)
    'the text has 2,000,000 characters, a sentence at most 1,000,000: split it first'
    """
    most = f"a sentence at most {LONGEST_TEXT:,}"
    return f"the text has {len(text):,} characters, {most}: split it first"


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 1] + "…"


def _items(data: Any) -> list[Any]:
    if isinstance(data, str):
        return [data]
    # In this order: polars warns when a lazy frame is asked for its columns.
    if any(hasattr(data, name) for name in ("collect_schema", "columns", "column_names")):
        frame = to_frame(data)
        if frame.shape[1] != 1:
            found = ", ".join(map(str, frame.columns))
            msg = f"one column of texts was expected, got {frame.shape[1]}: {found}"
            raise DataError(msg)
        data = frame.iloc[:, 0]
    elif isinstance(data, bytes | Mapping | Set) or not hasattr(data, "__iter__"):
        msg = f"texts were expected, got {type(data).__name__}"
        raise DataError(msg)
    if isinstance(data, np.ndarray):
        data = _one_column(data)
    elif type(data).__module__.startswith("datasets."):
        # A slice is read in one go: going through a Dataset's column is 40 times as slow.
        data = data[:]
    to_list = getattr(data, "to_pylist", None) or getattr(data, "tolist", None)
    items = to_list() if to_list else list(data)
    # numpy's own strings are strings, but print as what they are not.
    return [str(item) if isinstance(item, np.str_) else item for item in items]


def _one_column(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if array.ndim > 1 and array.size != len(array):
        msg = f"one column of texts was expected, got an array of shape {array.shape}"
        raise DataError(msg)
    return array.ravel()
