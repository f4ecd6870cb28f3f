"""Labelled data in: every form, every fault with its place, nothing lost in silence."""

import json
import time

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import DataError
from stance.examples import read_examples
from stance.frames import to_frame
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
    "header not utf-8": ("x.csv", b"t\xe9xt,topic,stance\n", "x.csv, row 1: not UTF-8 (0xe9"),
    "utf-16": ("x.tsv", "text\ttopic".encode("utf-16"), "x.tsv is in UTF-16: save it as UTF-8"),
    "json not utf-8": ("x.json", b'[\n"\xe9"]', "x.json, row 2: not UTF-8 (byte 0xe9"),
    "json no list": ("x.json", b"{}", "x.json: a list of objects was expected"),
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
    with pytest.raises(DataError) as error:
        read_examples(tmp_path / name)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_hub_name_gets_one_line(monkeypatch):
    def offline(name):
        msg = "cannot reach the hub\nmany more lines"
        raise ConnectionError(msg)

    monkeypatch.setattr(datasets, "load_dataset", offline)
    for name in ("some/where", "some/where-v1.0"):
        with pytest.raises(DataError, match=f"'{name}' is no file here, and the hub did not"):
            read_examples(name)


def test_a_hub_out_of_reach_is_told_without_waiting(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", "http://127.0.0.1:9")

    def waited(seconds):
        pytest.fail(f"it waits {seconds} s before the next attempt")

    monkeypatch.setattr(time, "sleep", waited)
    with pytest.raises(DataError, match="'some/where' is no file here, and the hub did not"):
        read_examples("some/where")
    assert not datasets.config.HF_HUB_OFFLINE


def test_a_misspelt_file_is_not_asked_of_the_hub(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delattr(datasets, "load_dataset")
    for name in ("data/trian", "nothing.csv", "nothing"):
        with pytest.raises(DataError, match=f"{name} does not exist"):
            read_examples(name)


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


HEAD = b"text,topic,stance\n"
LINE = b'{"text": "%b", "topic": "t", "stance": "pro"}\n'
BAD_RECORDS = {
    "csv bytes": (
        "x.csv",
        HEAD + b"good,t,pro\nCaf\xe9,t,pro\n",
        (3, "Caf\\xe9,t,pro", "not UTF-8 (0xe9, byte 4 of the row): save the file as UTF-8"),
    ),
    "tsv fields": (
        "x.tsv",
        HEAD.replace(b",", b"\t") + b"good\tt\tpro\nbad\tt\n",
        (3, "bad\tt", "2 fields, but the header has 3"),
    ),
    "json lines bytes": (
        "x.jsonl",
        LINE % b"good" + b"\n" + LINE % b"Caf\xe9",
        (3, '{"text": "Caf\\xe9", "topic": "t", "stance": "pro"}', "not UTF-8 (0xe9, byte 14"),
    ),
    "json lines": ("x.jsonl", LINE % b"good" + b"{bad\n", (2, "{bad", "not JSON: Expecting")),
    "half a character": (
        "x.jsonl",
        LINE % b"good" + LINE % b"\\ud800",
        (2, "\\ud800", "the text holds half a character"),
    ),
}


@pytest.mark.parametrize("fault", BAD_RECORDS)
def test_a_record_that_cannot_be_read_is_dropped_alone_with_its_place(tmp_path, fault):
    name, content, (row, value, problem) = BAD_RECORDS[fault]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=rf"{name}, row {row}.*on_invalid='drop'$"):
        read_examples(tmp_path / name)
    examples = read_examples(tmp_path / name, on_invalid="drop")
    assert (examples.frame["text"].tolist(), examples.n_dropped) == (["good"], 1)
    (told,) = examples.problems.to_dict("records")
    assert (told["row"], told["value"]) == (row, value)
    assert told["file"].endswith(name)
    assert told["problem"].startswith(problem)


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0c", "\x1c", "\0", "\t", '"', "none", "NA"])
def test_a_text_in_a_csv_file_comes_out_as_it_went_in(tmp_path, mark):
    text = f"Talks{mark}go on"
    path = tmp_path / "x.csv"
    pd.DataFrame([{"text": text, "topic": "t", "stance": "none"}]).to_csv(path, index=False)
    assert read_examples(path).frame["text"].tolist() == [text]


WIDE_FAULTS = {
    "two stances": ([{"topic": "t", "stance": "pro"}, {"topic": "t", "stance": "con"}], "twice"),
    "no topic": ([{"topc": "t", "stance": "pro"}], "a mapping from topic to stance was expected"),
    "no listing": (None, "a mapping from topic to stance was expected, got None"),
    "text": ("t: pro", "a mapping from topic to stance was expected, got 't: pro'"),
    "number": ([{"topic": 7, "stance": "pro"}], "a topic is not text but 7"),
    "spelling": ({"t": "prro", "u": "pro"}, "unknown stance 'prro'"),
}


@pytest.mark.parametrize("fault", WIDE_FAULTS)
def test_a_fault_in_the_wide_form_is_told_once_with_its_row(fault):
    stances, said = WIDE_FAULTS[fault]
    rows = [{"text": "A", "stances": {"t": "pro", "u": "con"}}, {"text": "B", "stances": stances}]
    with pytest.raises(DataError, match=r"^row 1, column stances?: [^(]*\. Mend") as error:
        read_examples(rows)
    assert said in str(error.value)
    examples = read_examples(rows, on_invalid="drop")
    assert (examples.n_dropped, len(examples.problems)) == (1, 1)


def test_an_empty_text_in_the_wide_form_is_one_problem_however_many_the_topics():
    rows = [{"text": "A", "stances": {"t": "pro", "u": "con"}}, {"text": "", "stances": {}}]
    with pytest.raises(DataError) as error:
        read_examples(rows, topics=Topics(["t", "u", "v"]))
    assert len(error.value.problems) == 1


MAP = pa.map_(pa.string(), pa.string())
LISTING = [[{"topic": "t", "stance": "pro"}], [{"topic": "u", "stance": "con"}]]
WIDE_TABLES = {
    "mappings": lambda: [
        {"text": "A", "stances": {"t": "pro"}},
        {"text": "B", "stances": {"u": "con"}},
    ],
    "lists": lambda: {"text": ["A", "B"], "stances": LISTING},
    "arrays": lambda: pd.DataFrame({"text": ["A", "B"], "stances": map(np.array, LISTING)}),
    "arrow map": lambda: pa.table(
        {"text": ["A", "B"], "stances": pa.array([[("t", "pro")], [("u", "con")]], MAP)}
    ),
    "dataset structs": lambda: datasets.Dataset.from_list(WIDE_TABLES["mappings"]()),
    "polars structs": lambda: pl.DataFrame(WIDE_TABLES["mappings"]()),
}


@pytest.mark.parametrize("kind", WIDE_TABLES)
def test_every_wide_form_equals_the_long_one(tmp_path, kind):
    long = [
        {"text": text, "topic": topic, "stance": stance}
        for text, topic, stance in zip(
            "AABB", "tutu", ["favor", "unrelated", "unrelated", "against"], strict=True
        )
    ]
    expected = read_examples(long)
    table = WIDE_TABLES[kind]()
    assert read_examples(table).fingerprint == expected.fingerprint
    path = tmp_path / "wide.parquet"
    arrow = table if isinstance(table, pa.Table) else pa.Table.from_pandas(to_frame(table))
    pq.write_table(arrow, path)
    assert read_examples(path).fingerprint == expected.fingerprint


def test_numbers_are_mapped_in_files_too_and_a_mapping_is_checked(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("text,topic,stance\nA,t,1\nB,t,-1\n")
    frame = read_examples(path, labels={1: "favor", -1: "con"}).frame
    assert frame["stance"].tolist() == ["favor", "against"]
    with pytest.raises(DataError, match=r"labels maps 1 to 'favr'.*Did you mean 'favor'"):
        read_examples(path, labels={1: "favr"})


def test_contradictions_in_two_files_name_both(tmp_path):
    (tmp_path / "test.csv").write_text("text,topic,stance\nA,t,pro\n")
    (tmp_path / "train.csv").write_text("text,topic,stance\nB,t,pro\nA,t,con\n")
    with pytest.raises(DataError, match=r"test.csv, row 2, .*against in .*train.csv, row 3"):
        read_examples(tmp_path)


def test_equal_rows_are_all_kept():
    assert len(read_examples([ROWS[0], ROWS[0]])) == 2


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            pd.DataFrame([["a", "b"]], columns=["text", "text"]).assign(topic="t", stance="pro"),
            "twice",
        ),
        (FRAME.assign(stances=[{}] * 4), "keep the wide form or the long"),
        ([], "no column 'text'. Columns found: none"),
    ],
)
def test_a_table_that_can_be_read_two_ways_or_none_is_refused(frame, said):
    with pytest.raises(DataError, match=said):
        read_examples(frame)


def test_examples_pass_through_and_can_be_narrowed_to_a_split():
    examples = read_examples(FRAME.assign(split=["train", "train", "test", "test"]))
    assert read_examples(examples) is examples
    assert len(read_examples(examples, split="train")) == 2
    with pytest.raises(DataError, match=r"no split 'tran'\. Did you mean 'train'"):
        read_examples(examples, split="tran")


@given(st.permutations(ROWS), st.booleans())
def test_the_fingerprint_hangs_on_the_rows_and_not_on_their_order(rows, documents):
    def fingerprint(rows):
        frame = pd.DataFrame(rows)
        return read_examples(frame if documents else frame.drop(columns="doc")).fingerprint

    assert fingerprint(rows) == fingerprint(ROWS)
    assert fingerprint(rows[1:]) != fingerprint(ROWS)
