"""Labelled data in: every form, every fault with its place, nothing lost in silence."""

import json

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import DataError
from stance.examples import (
    audit_split,
    grouped_folds,
    near_duplicates,
    read_examples,
    split_examples,
)
from stance.topics import Topics

ROWS = [
    {"text": "We back a truce.", "topic": "truce", "stance": "favor", "doc": "a"},
    {"text": "No truce, NA.", "topic": "truce", "stance": "against", "doc": "a"},
    {"text": "None", "topic": "truce", "stance": "unrelated", "doc": "b"},
    {"text": "Talks, “quoted”,\nover two lines", "topic": "truce", "stance": "mixed", "doc": "c"},
]
FRAME = pd.DataFrame(ROWS)

WRITERS = {
    "csv": lambda path: FRAME.to_csv(path, index=False),
    "tsv": lambda path: FRAME.to_csv(path, index=False, sep="\t"),
    "jsonl": lambda path: path.write_text("\n".join(json.dumps(row) for row in ROWS)),
    "json": lambda path: path.write_text(json.dumps(ROWS)),
    "parquet": FRAME.to_parquet,
}
TABLES = {
    "object frame": lambda: FRAME.astype(object),
    "string frame": lambda: FRAME.astype("string"),
    "list of dicts": lambda: ROWS,
    "dict of columns": lambda: FRAME.to_dict("list"),
    "polars": lambda: pl.DataFrame(ROWS),
    "arrow": lambda: pa.Table.from_pylist(ROWS),
    "dataset": lambda: datasets.Dataset.from_list(ROWS),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_file_gives_the_same_examples(tmp_path, kind):
    path = tmp_path / f"labels.{kind}"
    WRITERS[kind](path)
    pd.testing.assert_frame_equal(read_examples(path).frame, read_examples(FRAME).frame)


@pytest.mark.parametrize("kind", TABLES)
def test_every_table_gives_the_same_examples(kind):
    examples = read_examples(TABLES[kind]())
    assert examples.frame.to_dict("records") == ROWS
    assert examples.fingerprint == read_examples(FRAME).fingerprint


def test_mixed_rows_are_kept_counted_and_left_out_of_training():
    examples = read_examples(FRAME)
    assert (len(examples), examples.n_mixed, len(examples.for_training())) == (4, 1, 3)


def test_a_folder_of_splits_and_a_dataset_dict(tmp_path):
    FRAME[:2].to_csv(tmp_path / "train.csv", index=False)
    FRAME[2:].to_csv(tmp_path / "test.csv", index=False)
    (tmp_path / "README.md").write_text("not data")
    assert len(read_examples(tmp_path, split="test")) == 2
    parts = {
        "train": datasets.Dataset.from_list(ROWS[:2]),
        "test": datasets.Dataset.from_list(ROWS[2:]),
    }
    assert len(read_examples(datasets.DatasetDict(parts), split="test")) == 2
    with pytest.raises(DataError, match="no file for the split 'dev'"):
        read_examples(tmp_path, split="dev")


def test_wide_equals_long():
    wide = [
        {"text": "A", "stances": {"truce": "favor", "talks": None}, "doc": 1},
        {"text": "B", "stances": [{"topic": "talks", "stance": "con"}], "doc": 2},
        {"text": "C", "stances": {}, "doc": 3},
    ]
    topics = Topics(["truce", "talks"])
    frame = read_examples(wide, topics=topics).frame
    answers = frame.set_index(["text", "topic"])["stance"]
    assert answers["A", "truce"] == "favor"
    assert answers["B", "talks"] == "against"
    assert (answers == "unrelated").sum() == 4


def test_names_spellings_and_numbers_are_mapped():
    rows = [
        {"tweet": "A", "target": "t", "label": 1},
        {"tweet": "B", "target": "t", "label": "Con"},
    ]
    columns = {"tweet": "text", "target": "topic", "label": "stance"}
    frame = read_examples(rows, columns=columns, labels={1: "pro"}).frame
    assert frame["stance"].tolist() == ["favor", "against"]
    with pytest.raises(DataError, match="row 0, column stance: unknown stance 1"):
        read_examples(rows, columns=columns)
    with pytest.raises(DataError, match=r"no column 'text'\..*Columns found: tweet"):
        read_examples(rows)


BAD_ROWS = {
    "empty text": ({"text": " "}, "row 1, column text: the text is empty"),
    "no text": ({"text": None}, "row 1, column text: the text is missing"),
    "NaN text": ({"text": float("nan")}, "row 1, column text: the text is missing"),
    "number": ({"text": 7}, "row 1, column text: the text is not text but 7"),
    "unknown stance": ({"stance": "agianst"}, "unknown stance 'agianst'. Did you mean 'against'"),
    "no stance": ({"stance": None}, "row 1, column stance: the stance is missing"),
    "unknown topic": ({"topic": "truse"}, "unknown topic 'truse'. Did you mean 'truce'"),
    "bad weight": ({"weight": -1}, "row 1, column weight: the weight -1"),
}


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_a_bad_row_stops_the_reading_or_is_dropped_and_counted(fault):
    change, said = BAD_ROWS[fault]
    rows = [{**row, "weight": 1} for row in ROWS]
    rows[1] = rows[1] | change
    with pytest.raises(DataError) as error:
        read_examples(rows, topics=Topics(["truce"]))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert len(error.value.problems) == 1
    examples = read_examples(rows, topics=Topics(["truce"]), on_invalid="drop")
    assert (len(examples), examples.n_dropped) == (3, 1)


def test_contradictory_labels_name_both_rows():
    rows = [*ROWS, ROWS[0] | {"stance": "against"}]
    with pytest.raises(DataError, match="here and against in row 4"):
        read_examples(rows)
    examples = read_examples(rows, on_invalid="drop")
    assert (len(examples), examples.n_dropped) == (3, 2)


BAD_FILES = {
    "not utf-8": ("x.csv", b"text,topic,stance\nCaf\xe9,t,favor\n", "x.csv, row 2: not UTF-8"),
    "bad json line": ("x.jsonl", b'{"text": "a"\n', "x.jsonl, row 1: not JSON"),
    "json number": ("x.jsonl", b"7\n", "x.jsonl, row 1: not an object"),
    "ragged": ("x.csv", b"text,topic,stance\na,t\n", "row 2: 2 fields, but the header has 3"),
    "open quote": ("x.csv", b'text,topic,stance\n"a,t,favor\n', "check its quotes"),
    "empty": ("x.csv", b"", "is empty"),
    "twice": ("x.csv", b"text,text,stance\n", "the column 'text' occurs twice"),
    "not parquet": ("x.parquet", b"PAR0", "not a Parquet file"),
    "unknown kind": ("x.xyz", b"", "cannot tell the kind"),
}


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_bad_file_is_told_in_one_line(tmp_path, fault):
    name, content, said = BAD_FILES[fault]
    (tmp_path / name).write_bytes(content)
    columns = {"text": "text"} if fault in ("bad json line", "json number") else None
    with pytest.raises(DataError) as error:
        read_examples(tmp_path / name, columns=columns, on_invalid="raise")
    assert said in str(error.value) or "no column" in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_hub_name_gets_one_line(monkeypatch):
    def offline(name):
        msg = "cannot reach the hub\nmany more lines"
        raise ConnectionError(msg)

    monkeypatch.setattr(datasets, "load_dataset", offline)
    with pytest.raises(DataError, match="'some/where' is no file here, and the hub did not"):
        read_examples("some/where")


labelled = st.lists(
    st.tuples(
        st.text("ab ", max_size=3),
        st.sampled_from(["t", "u"]),
        st.sampled_from(["favor", "against", "neutral", "what"]),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=30,
)


@given(labelled)
def test_no_row_is_lost_in_silence(rows):
    frame = pd.DataFrame(rows, columns=["text", "topic", "stance", "doc"])
    before = frame.copy()
    try:
        examples = read_examples(frame, on_invalid="drop")
    except DataError as error:
        assert len(error.problems) >= len(frame)  # noqa: PT017
        return
    assert len(examples) + examples.n_dropped == len(frame)
    pd.testing.assert_frame_equal(frame, before)


@given(labelled, st.integers(2, 3))
def test_folds_never_cut_a_document_and_cover_every_row(rows, n_splits):
    frame = pd.DataFrame(rows, columns=["text", "topic", "stance", "doc"])
    if frame["doc"].nunique() < n_splits:
        with pytest.raises(DataError, match="use fewer folds"):
            grouped_folds(frame, n_splits)
        return
    tested = []
    for seen, unseen in grouped_folds(frame, n_splits):
        assert not set(frame["doc"].iloc[seen]) & set(frame["doc"].iloc[unseen])
        tested += unseen.tolist()
    assert sorted(tested) == list(range(len(frame)))


def test_a_given_split_is_honoured():
    frame = FRAME.assign(split=["train", "test", "train", "test"])
    train, test = split_examples(frame)
    assert (len(train), len(test)) == (2, 2)


def test_leaks_are_found():
    frame = read_examples(FRAME).frame
    leaky = frame.assign(text=["We back a truce!", *frame["text"][1:]])
    counts = audit_split(frame, leaky).set_index("check")["count"]
    assert counts.tolist() == [3, 3, 1]
    assert near_duplicates(["same words here", "same words here!", "other"])["second"].tolist() == [
        1
    ]
