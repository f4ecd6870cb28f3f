"""Files from an enemy: each is read, or refused in one line that says where."""

import contextlib
import io
import json
import os
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stance
from stance.errors import DataError, StanceError, TopicError

# At the bottom of a JSON file nested without end, a callback of the collector may find no stack.
pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

several = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

HEAD = b"text,topic,stance\n"
ROW = b"We back it,truce,pro\n"


def told(path, said, read=stance.read_examples):
    """Check that a file is refused in one short line of signs that print."""
    with pytest.raises(StanceError, match=said) as error:
        read(path)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 500


ODD_CSV = {
    "nothing": (b"", "is empty"),
    "blanks": (b"  \n\n \n", "no column 'text'"),
    "a header alone": (HEAD, "no row that can be used"),
    "an open quote": (HEAD + b'"We back it,truce,pro\n' + ROW, r"row 2 .*check its quotes"),
    "a stray quote": (HEAD + ROW + b'"We" back it,truce,pro\n', r"row 3 .*check its quotes"),
    "semicolons": (HEAD.replace(b",", b";") + ROW.replace(b",", b";"), "Columns found: text;topic"),
    "tabs": (HEAD.replace(b",", b"\t"), "no column 'text'"),
    "a row too short": (HEAD + ROW + b"We\n", "row 3: 1 fields, but the header has 3"),
    "a row too long": (HEAD + ROW + b"We,a,b,c\n", "row 3: 4 fields"),
    "a column twice": (b"text,topic,stance,text\n", "'text' occurs twice"),
    "a carriage return inside": (HEAD + ROW + b"We\rback it,truce,pro\n", "row 3: 1 fields"),
    "UTF-16": ("text,topic,stance\nWe,truce,pro\n".encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ("text,topic,stance\nWe,b,pro\n".encode("utf-16-le"), "no column"),
    "UTF-32": ("text,topic,stance\nWe,truce,pro\n".encode("utf-32"), "UTF-16"),
    "bytes in the header": (b"te\xfft,topic,stance\n" + ROW, "row 1: not UTF-8"),
    "Latin-1": (HEAD + ROW + b"Fran\xe7ais,truce,pro\n", r"row 3.*not UTF-8 \(0xe7"),
    "NUL": (HEAD + b"We \x00 back it,truce,pr\n", "unknown stance"),
    "a field of 11 MB": (HEAD + b"a" * (11 * 2**20) + b",truce,pro\n", r"row 2 .*field larger"),
    "a text of 2 MB": (HEAD + b"a" * (2 * 2**20) + b",truce,pro\n", r"row 2.*2,097,152 characters"),
    "columns without end": (b"a," * 200_000 + b"\n", "no column 'text'|occurs twice"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not UTF-8"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(range(256)), "."),
    "escapes of a terminal": (HEAD + b"We,truce,\x1b[31mpro\n", "unknown stance"),
}


@pytest.mark.parametrize("odd", ODD_CSV)
def test_a_table_of_an_enemy_is_told_with_its_row(tmp_path, odd):
    content, said = ODD_CSV[odd]
    (tmp_path / "a.csv").write_bytes(content)
    told(tmp_path / "a.csv", said)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_ends_of_lines_of_every_system_and_a_mark_are_read(tmp_path, end):
    content = b"\xef\xbb\xbf" + HEAD + ROW + b'"a\nb ""c"", d",truce,con\n'
    (tmp_path / "a.csv").write_bytes(content.replace(b"\n", end))
    texts = stance.read_examples(tmp_path / "a.csv").frame["text"].tolist()
    assert texts == ["We back it", f'a{end.decode()}b "c", d']


LINE = b'{"text": "We back it", "topic": "truce", "stance": "pro"}\n'
ODD_JSON_LINES = {
    "nothing": (b"", "no column 'text'"),
    "no JSON": (LINE + b"{\n", "row 2: not JSON"),
    "a list": (LINE + b"[1]\n", "row 2: not an object"),
    "a number": (LINE + b"5\n", "row 2: not an object"),
    "nested without end": (LINE + b"[" * 10**6 + b"\n", "row 2: not JSON"),
    "a number without end": (LINE + b'{"text": ' + b"9" * 10**5 + b"}\n", "row 2"),
    "NaN": (LINE + LINE.replace(b'"We back it"', b"NaN"), "row 2, column text: .*missing"),
    "an infinite weight": (LINE.replace(b"{", b'{"weight": Infinity, '), "column weight"),
    "a weight without end": (LINE.replace(b"{", b'{"weight": 1e999, '), "column weight"),
    "a huge weight": (LINE.replace(b"{", b'{"weight": 1' + b"0" * 400 + b", "), "column weight"),
    "a text that is an object": (LINE.replace(b'"We back it"', b'{"a": []}'), "not text"),
    "a topic that is a list": (LINE.replace(b'"truce"', b'["truce"]'), "column topic"),
    "a stance that is a number": (LINE.replace(b'"pro"', b"1"), "unknown stance 1"),
    "half a character": (LINE.replace(b"We", b"\\ud800"), "half a character"),
    "a key twice": (LINE.replace(b"{", b'{"stance": "con", '), "row 1: .*'stance' .*twice"),
    "stances that are text": (b'{"text": "a", "stances": "pro"}\n', "column stances"),
    "stances nested": (b'{"text": "a", "stances": {"b": {"c": 1}}}\n', "unknown stance"),
    "bytes": (LINE + b'{"text": "\xff"}\n', "row 2: not UTF-8"),
    "UTF-16": (LINE.decode().encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize("odd", ODD_JSON_LINES)
def test_json_lines_of_an_enemy_are_told_with_their_row(tmp_path, odd):
    content, said = ODD_JSON_LINES[odd]
    (tmp_path / "a.jsonl").write_bytes(content)
    told(tmp_path / "a.jsonl", said)


def parquet(frame, **how):
    made = io.BytesIO()
    pq.write_table(pa.table(frame), made, **how)
    return made.getvalue()


WHOLE = {"text": ["We back it", "No"], "topic": ["truce"] * 2, "stance": ["pro", "con"]}
LATIN = pa.array([b"We back it", b"caf\xe9"]).view(pa.string())
BEYOND = pa.array([0, 2**60], pa.timestamp("ms"))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"topic": pa.array(["truce"] * 2).dictionary_encode()},
        {"text": pa.array(WHOLE["text"], pa.large_string())},
        {"text": pa.array(WHOLE["text"], pa.string_view())},
        {"weight": [Decimal("1.5"), Decimal(2)]},
        {"doc": pa.array([0, 1], pa.timestamp("ns"))},
        {"doc": [{"a": 1}, {"a": 2}]},
        {"more": pa.array([[1], None], pa.list_(pa.int8()))},
    ],
)
def test_parquet_of_other_types_is_read(tmp_path, change):
    if "text" in change and change["text"].type == pa.string_view():
        pytest.importorskip("pyarrow", "30", reason="this pyarrow writes no string views")
    (tmp_path / "a.parquet").write_bytes(parquet(WHOLE | change))
    assert stance.read_examples(tmp_path / "a.parquet").frame["stance"].tolist() == [
        "favor",
        "against",
    ]


ODD_PARQUET = {
    "nothing": (lambda: b"", "not a Parquet file"),
    "cut off": (lambda: parquet(WHOLE)[:-20], "not a Parquet file"),
    "its end alone": (lambda: b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1", "not a Parquet file"),
    "encrypted": (lambda: b"PARE" + parquet(WHOLE)[4:-4] + b"PARE", "encrypted"),
    "a text that is binary": (lambda: parquet(WHOLE | {"text": [b"\xff", b"a"]}), "not text"),
    "a text that is a time": (
        lambda: parquet(WHOLE | {"text": pa.array([1, 2], pa.timestamp("us"))}),
        "not text",
    ),
    "a text that is a struct": (lambda: parquet(WHOLE | {"text": [{"a": 1}] * 2}), "not text"),
    "a text that is missing": (lambda: parquet(WHOLE | {"text": ["a", None]}), "row 2, column"),
    "a stance that is a number": (lambda: parquet(WHOLE | {"stance": [1, 0]}), "unknown stance 1"),
    "a text in Latin-1": (lambda: parquet(WHOLE | {"text": LATIN}), r"row 2, .* byte 4 of the"),
    "texts in Latin-1": (lambda: parquet(WHOLE | {"text": LATIN.take([1, 1])}), "row 1, .*1 more"),
    "a text in Latin-1, within": (
        lambda: parquet(WHOLE | {"doc": pa.StructArray.from_arrays([LATIN], ["a"])}),
        r"row 2, column doc: not UTF-8 \(0xe9",
    ),
    "a day of no calendar": (
        lambda: parquet(WHOLE | {"doc": BEYOND}),
        "row 2, column doc: cannot be read: ",
    ),
    "a name in Latin-1": (
        lambda: parquet(WHOLE | {"name": [1, 2]}, store_schema=False).replace(b"name", b"nam\xe9"),
        "is not a Parquet file that can be read: .*0xe9",
    ),
    "a row without end": (lambda: parquet({"a": pa.nulls(3 * 10**7)}), "unfolds to"),
    "a text without end": (
        lambda: parquet({"text": pa.DictionaryArray.from_arrays([0] * 5000, ["a" * 10**6])}),
        "unfolds to",
    ),
}


@pytest.mark.parametrize("odd", ODD_PARQUET)
def test_parquet_of_an_enemy_is_told(tmp_path, odd):
    content, said = ODD_PARQUET[odd]
    (tmp_path / "a.parquet").write_bytes(content())
    told(tmp_path / "a.parquet", said)


@pytest.mark.parametrize("change", [{"text": LATIN}, {"doc": LATIN}, {"doc": BEYOND}])
def test_rows_of_parquet_that_can_be_read_are_kept(tmp_path, change):
    (tmp_path / "a.parquet").write_bytes(parquet(WHOLE | change))
    read = stance.read_examples(tmp_path / "a.parquet", on_invalid="drop")
    assert read.frame["text"].tolist() == ["We back it"]
    assert read.problems["row"].tolist() == [2]


@pytest.mark.parametrize("column", ["text", "doc"])
def test_a_text_of_parquet_in_latin_1_is_a_bad_row_of_a_scored_file(tmp_path, column):
    (tmp_path / "a.parquet").write_bytes(parquet(WHOLE | {column: LATIN}))
    done = stance.score(
        tmp_path / "a.parquet", tmp_path / "out", model="fast", topics="ceasefire", progress=False,
        keep=["doc"] if column == "doc" else [],
    )  # fmt: skip
    assert (done.rows, done.bad_rows) == (2, 1)
    told = pq.read_table(tmp_path / "out").to_pylist()
    assert [row["stance"] is None for row in told] == [False, True]
    assert "not UTF-8 (0xe9, byte 4 of the text)" in told[1]["problem"]
    assert (told[0][column], told[1][column]) == ("We back it", None)


@pytest.mark.parametrize("odd", [odd for odd in ODD_PARQUET if "without end" in odd])
def test_parquet_that_unfolds_is_scored_up_to_there(tmp_path, odd):
    content, said = ODD_PARQUET[odd]
    (tmp_path / "a.parquet").write_bytes(content())
    done = stance.score(
        tmp_path / "a.parquet", tmp_path / "out", model="fast", topics="ceasefire",
        text_column="a" if "row" in odd else "text", progress=False,
    )  # fmt: skip
    assert said in done.unreadable[0]
    assert (done.rows, done.bad_rows) == (1, 1)


ODD_TOPICS = {
    "nothing": (b"", "defines no topic"),
    "no TOML": (b"[[topic]\n", "not a TOML file"),
    "bytes": (b"\xff", "not a TOML file"),
    "UTF-16": ('[[topic]]\nname = "a"'.encode("utf-16"), "not a TOML file"),
    "nested without end": (b"a = " + b"[" * 10**5, "not a TOML file"),
    "a key without end": (b"a." * 10**5 + b"b = 1", "more than 1,000 dots"),
    "5 MB": (b"#" * 5 * 2**20, "larger than any topics file"),
    "a topic in words": (b'topic = "a"', "defines no topic"),
    "topics in a list": (b'topic = ["a"]', "table was expected"),
    "no name": (b"[[topic]]\n", "needs a name"),
    "a name that is a number": (b"[[topic]]\nname = 1", "needs a name"),
    "a name twice": (b'[[topic]]\nname = "a"\n[[topic]]\nname = "a"', "defined twice"),
    "aliases in words": (b'[[topic]]\nname = "a"\naliases = "b"', "list of texts"),
    "aliases in numbers": (b'[[topic]]\nname = "a"\naliases = [1]', "list of texts"),
    "aliases in a table": (b'[[topic]]\nname = "a"\naliases = {b = 1}', "list of texts"),
    "a field of its own": (b'[[topic]]\nname = "a"\nalias = ["b"]', "Did you mean 'aliases'"),
    "escapes of a terminal": (b'[[topic]]\nname = "a"\n"\\u001b[31m" = 1', "unknown field"),
}


@pytest.mark.parametrize("odd", ODD_TOPICS)
def test_topics_of_an_enemy_are_told(tmp_path, odd):
    content, said = ODD_TOPICS[odd]
    (tmp_path / "t.toml").write_bytes(content)
    told(tmp_path / "t.toml", said, stance.read_topics)
    with pytest.raises(TopicError):
        stance.read_topics(tmp_path / "t.toml")


def html(body):
    pytest.importorskip("trafilatura", reason="web pages need the extra html")
    return b"<html><body><article>" + body + b"</article></body></html>"


PARAGRAPH = b"<p>The truce was rejected by both sides on Monday, officials said in Geneva.</p>"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<div>" * 20_000 + PARAGRAPH, PARAGRAPH + b"<p>" * 20_000, b"<!--" * 20_000,
        b"<<<" * 20_000, b"<p a=b " * 20_000, PARAGRAPH + b"\x00\xff\xfe", b"&#x110000;&#xd800;",
        b"<script>alert(1)</script>" + PARAGRAPH, b"<table>" * 5000 + PARAGRAPH, b"\x1b[31m",
        "<p>יחד נעצור את המלחמה, אמרו הצדדים ביום שני.</p>".encode() * 3,
    ],
)  # fmt: skip
def test_a_broken_page_has_a_text_or_none(tmp_path, body):
    (tmp_path / "a.html").write_bytes(html(body))
    try:
        text = stance.read_document(tmp_path / "a.html")
    except DataError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert text.strip()
        assert "alert(1)" not in text


@pytest.mark.parametrize("unit", [b"<div>", b"<p>", b"<!--", b"<<<", b"<p a=b ", b"<table>"])
def test_the_time_of_reading_a_page_grows_with_its_size(tmp_path, unit, takes_linear_time):
    def written(size):
        path = tmp_path / f"{size}.html"
        path.write_bytes(html(PARAGRAPH + unit * (size // len(unit)) + PARAGRAPH))
        return path

    def read(path):
        with contextlib.suppress(DataError):
            stance.read_document(path)

    takes_linear_time(read, written, 20_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no text"),
        (b"\xff\xfe", "not UTF-8"),
        (b"A\n\x80", "line 2: not UTF-8"),
        ("A truce.".encode("utf-16"), "not UTF-8"),
        (b" \n\t", "holds no text"),
    ],
)
def test_a_document_that_is_no_text_is_told(tmp_path, content, said):
    (tmp_path / "a.txt").write_bytes(content)
    told(tmp_path / "a.txt", said, stance.read_document)


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path):
    for name in ("a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet"):
        os.mkfifo(tmp_path / name)
        told(tmp_path / name, "is not a file")
        told(str(tmp_path / name / "b.csv"), "does not exist")
    told("/dev/zero", "larger than", stance.read_document)
    (tmp_path / "b.txt").mkdir()
    told(tmp_path / "b.txt", "cannot read", stance.read_document)


TOKENS = [
    b'"', b"'", b",", b"\t", b";", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"{",
    b"}", b"[", b"]", b":", b'{"text": "a", "topic": "b", "stance": "pro"}', HEAD, ROW, LINE, b"\\",
    b"NaN", b"1e999", b"\\ud800", b"null", b"PAR1", b"[[topic]]\n", b'name = "a"\n', b"<p>", b"</",
]  # fmt: skip
BYTES = st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6)), max_size=20).map(
    b"".join
)


@given(BYTES, st.sampled_from([".csv", ".tsv", ".jsonl", ".json", ".parquet", ".txt", ".toml"]))
@several
def test_whatever_a_file_holds_it_is_read_or_told(tmp_path, content, ending):
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    read = {".txt": stance.read_document, ".toml": stance.read_topics}.get(
        ending, stance.read_examples
    )
    try:
        read(path)
    except StanceError as error:
        assert str(error).isprintable()  # noqa: PT017


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.binary(max_size=3), st.lists(st.integers(), max_size=2), st.just(pd.NaT),
    st.just(pd.NA), st.just(Decimal("NaN")),
    st.sampled_from(["pro", "con", "truce", "We back it"]),
)  # fmt: skip


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "topic", "stance", "doc", "weight", "stances", "split"]), CELLS
        ),
        max_size=4,
    ),
    st.sampled_from(["raise", "drop"]),
)
@several
def test_whatever_a_table_holds_every_row_is_kept_or_told(rows, on_invalid):
    for table in (rows, pd.DataFrame(rows, dtype=object)):
        try:
            examples = stance.read_examples(table, on_invalid=on_invalid)
        except StanceError as error:
            assert str(error).isprintable()  # noqa: PT017
        else:
            assert on_invalid == "drop" or not examples.n_dropped
            if "stances" not in examples.frame and not any("stances" in row for row in rows):
                assert len(examples) + examples.n_dropped == len(rows)


@pytest.mark.parametrize("unit", [b'""', b",", b"\r", b"a,", b'"', b"\n", b"a,b,c\n"])
def test_the_time_of_reading_a_table_grows_with_its_size(tmp_path, unit, takes_linear_time):
    def written(size):
        path = tmp_path / f"{size}.csv"
        path.write_bytes(HEAD + unit * (size // len(unit)))
        return path

    def read(path):
        with contextlib.suppress(StanceError):
            stance.read_examples(path, on_invalid="drop")

    # Under some 131,000 bytes of ends of lines, the reader gives up early.
    takes_linear_time(read, written, 250_000)


def test_rows_are_counted_whatever_is_wrong_with_them(tmp_path):
    lines = [
        json.dumps({"text": f"We back it {i}", "topic": "truce", "stance": "pro"})
        for i in range(50)
    ]
    lines[::5] = [
        "{",
        "[1]",
        '{"text": 5}',
        "nul",
        '{"text": "\\ud800", "topic": "a", "stance": "pro"}',
    ] * 2
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    examples = stance.read_examples(tmp_path / "a.jsonl", on_invalid="drop")
    assert (len(examples), examples.n_dropped) == (40, 10)
