"""At the edge: whatever people hold becomes the same pandas frame, or the same list of texts."""

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import DataError
from stance.frames import to_frame, to_texts

TEXTS = ["We back a truce.", "Нет войне, “NA”"]
ROWS = [{"text": TEXTS[0], "n": 1}, {"text": TEXTS[1], "n": 2}]

COLUMNS = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "object array": lambda texts: np.array(texts, dtype=object),
    "str array": np.array,
    "array of one column": lambda texts: np.array(texts, dtype=object)[:, None],
    "object series": lambda texts: pd.Series(texts, dtype=object, index=[7] * len(texts)),
    "string series": lambda texts: pd.Series(texts, dtype="string"),
    "categorical series": lambda texts: pd.Series(texts, dtype="category"),
    "one-column frame": lambda texts: pd.DataFrame({"a": texts}),
    "polars series": pl.Series,
    "polars frame": lambda texts: pl.DataFrame({"a": texts}),
    "lazy polars frame": lambda texts: pl.LazyFrame({"a": texts}),
    "arrow array": pa.array,
    "arrow chunks": lambda texts: pa.chunked_array([texts[:1], texts[1:]]),
    "arrow table": lambda texts: pa.table({"a": texts}),
    "dataset": lambda texts: datasets.Dataset.from_dict({"a": texts}),
    "dataset column": lambda texts: datasets.Dataset.from_dict({"a": texts})["a"],
    "numpy dataset column": lambda texts: datasets.Dataset.from_dict({"a": texts}).with_format(
        "numpy"
    )["a"],
}
TABLES = {
    "list of dicts": list,
    "dict of columns": lambda rows: pd.DataFrame(rows).to_dict("list"),
    "pandas": lambda rows: pd.DataFrame(rows, index=[5, 5]),
    "polars": pl.DataFrame,
    "lazy polars": pl.LazyFrame,
    "arrow": pa.Table.from_pylist,
    "arrow batch": pa.RecordBatch.from_pylist,
    "dataset": datasets.Dataset.from_list,
    "chosen rows of a dataset": lambda rows: datasets.Dataset.from_list([*rows, *rows]).select(
        [2, 3]
    ),
    "streamed dataset": lambda rows: datasets.Dataset.from_list(rows).to_iterable_dataset(),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_gives_the_same_texts(kind):
    texts = to_texts(COLUMNS[kind](TEXTS))
    assert texts == TEXTS
    assert {type(text) for text in texts} == {str}


@pytest.mark.parametrize("kind", TABLES)
def test_every_table_gives_the_same_frame(kind):
    frame = to_frame(TABLES[kind](ROWS))
    assert frame.to_dict("records") == ROWS
    assert isinstance(frame.index, pd.RangeIndex)


@pytest.mark.parametrize("series", [pd.Series(TEXTS, name="text"), pl.Series("text", TEXTS)])
def test_a_series_is_a_table_of_one_column(series):
    assert to_frame(series).to_dict("list") == {"text": TEXTS}


def test_a_dataset_dict_names_its_splits():
    part = datasets.Dataset.from_list(ROWS)
    frame = to_frame(datasets.DatasetDict({"train": part, "test": part}))
    assert frame["split"].tolist() == ["train", "train", "test", "test"]


def test_the_input_is_not_touched():
    given_frame = pd.DataFrame(ROWS, index=[3, 9])
    before = given_frame.copy()
    frame = to_frame(given_frame)
    frame.loc[0, "text"] = "other"
    frame["new"] = 1
    pd.testing.assert_frame_equal(given_frame, before)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (None, "got None"),
        (float("nan"), "got nan"),
        (pd.NA, "got <NA>"),
        (b"bytes", "got b'bytes'"),
        (7, "got 7"),
        (["x" * 500], "x…"),
        ("", "the text is empty"),
        (" \n\u00a0", "the text is empty"),
    ],
)
def test_what_is_not_a_text_is_told_with_its_row(item, said):
    with pytest.raises(DataError, match=r"^row 1: ") as error:
        to_texts(["A truce.", item])
    assert said in str(error.value)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize(
    "data",
    [
        7,
        None,
        b"A truce.",
        {"text": TEXTS},
        set(TEXTS),
        np.array([TEXTS, TEXTS]),
        pd.DataFrame(ROWS),
    ],
)
def test_what_holds_no_column_of_texts_is_refused(data):
    with pytest.raises(DataError, match=r"(texts were|one column of texts was) expected, got"):
        to_texts(data)


@pytest.mark.parametrize(
    "data", [7, "text", ["text"], pa.array(TEXTS), {"a": [1, 2], "b": [1]}, {"a": 1}]
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises(DataError, match=r"a table was expected|make no table"):
        to_frame(data)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_allow_empty_takes_every_text_as_it_is(texts):
    assert to_texts(pd.Series(texts, dtype=object), allow_empty=True) == texts
    assert to_texts(pl.Series(texts, dtype=pl.String), allow_empty=True) == texts


def test_a_long_dataset_column_is_read_in_one_go(seconds):
    column = datasets.Dataset.from_dict({"a": ["A truce."] * 100_000})["a"]
    assert len(to_texts(column)) == 100_000
    # Row by row it takes some 25 times as long.
    assert min(seconds(to_texts, column) for _ in range(3)) < seconds(list, column) / 3
