"""Valid files that ``fuzz.py`` starts from: what the readers accept, in its smallest forms."""

import codecs
import io
import json
from collections.abc import Iterator

ROWS = [
    {"text": "We back a truce.", "topic": "truce", "stance": "favor", "doc": "1", "split": "train"},
    {"text": 'He said "no,\nnever".', "topic": "truce", "stance": "con", "doc": "2", "split": ""},
    {
        "text": "Es regnet\u2028 – à Kyïv 😀",
        "topic": "a b",
        "stance": "none",
        "doc": "",
        "split": "",
    },
]
WIDE = [
    {"text": "No truce!", "stances": {"truce": "con", "a b": "neutral"}},
    {"text": "Rain.", "stances": {"a b": "pro"}},
]


def texts() -> Iterator[bytes]:
    """Yield text as it is scraped: glued ends, quotations, headlines, mixed scripts."""
    yield "Moscow ruled out foreign troops.“We back a truce,” Kyiv said.".encode()
    yield b"U.S. officials, e.g. Mr. Smith Jr., met at 5 p.m. on Jan. 3. No. 7 was hit... Why?!"
    yield "READ MORE: No truce\n\nBy A. B. Miller\n– «Нет», – сказал он. 他说不。好。".encode()
    yield "‘He said “no”’ (see p. 3).\r\n• one\r\n• two\u2028a\0b\u200f مرحبا؟ نعم.😀".encode()
    yield b"<p>He said: 'It isn't.'</p>\t&nbsp;http://a.b/c?d=1. \xff\xed\xa0\x80 A.B.C. 1.5 2."


def separated(separator: str) -> Iterator[bytes]:
    """Yield tables with and without quotes, with a byte order mark, with other line ends."""
    import csv

    for quoting, end in ((csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_MINIMAL, "\n")):
        sink = io.StringIO()
        table = csv.DictWriter(
            sink, list(ROWS[0]), delimiter=separator, quoting=quoting, lineterminator=end
        )
        table.writeheader()
        table.writerows(ROWS)
        yield sink.getvalue().encode()
        yield codecs.BOM_UTF8 + sink.getvalue().encode()
    plain = "text,topic,stance\nWe back a truce.,truce,favor\n\nNo,truce\nNo.,truce,maybe\n"
    yield plain.replace(",", separator).encode()
    yield plain.encode("utf-16")


def json_lines() -> Iterator[bytes]:
    """Yield rows in the long form and the wide, nested, with numbers and repeated names."""
    for rows in (ROWS, WIDE):
        yield "\n".join(map(json.dumps, rows)).encode()
        plain = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        yield codecs.BOM_UTF8 + plain.encode()
    yield b'{"text": "a", "topic": "t", "stance": 1}\n\n[1]\n{"text": "a", "text": "b"}\nnull'
    yield b'{"text": "a", "topic": "t", "stance": "pro", "weight": 1e9, "extra": [{"a": [{}]}]}'


def json_lists() -> Iterator[bytes]:
    """Yield the same as one list."""
    for rows in (ROWS, WIDE):
        yield json.dumps(rows).encode()
        yield codecs.BOM_UTF8 + json.dumps(rows, indent=1, ensure_ascii=False).encode()
    yield b'[{"text": "\\ud800", "topic": "t", "stance": "pro", "weight": NaN}, [], [[[1]]], 0]'
    yield b'[{"text": "a", "topic": "t", "stance": "pro", "stances": {"t": "con", "t": "pro"}}]'


def parquets() -> Iterator[bytes]:
    """Yield small files of Parquet: the long form and the wide, texts said once, other types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    long = pa.Table.from_pylist(ROWS[:2]).select(["text", "topic", "stance"])
    wide = pa.Table.from_pylist(WIDE)
    other = pa.table({"text": [b"a"], "topic": [1], "stance": [2.5], "weight": [None]})
    for table in (long, wide, other):
        for dictionary in (True, False):
            sink = pa.BufferOutputStream()
            pq.write_table(
                table, sink, compression="none", use_dictionary=dictionary, store_schema=False,
                write_statistics=False,
            )  # fmt: skip
            yield bytes(sink.getvalue())


def tomls() -> Iterator[bytes]:
    """Yield files of topics."""
    yield b'[[topic]]\nname = "truce"\ndescription = "a halt"\naliases = ["cease-fire", "lull"]\n'
    yield b'# two\n[[topic]]\nname = \'a b\'\n\n[[topic]]\nname = """c"""\naliases = []\n'
    yield codecs.BOM_UTF8 + b'topic = [{name = "x\\u00e9", aliases = [\n"y", # z\n]}]\r\n'
    yield b'[[topic]]\nname = "a"\n[[topic]]\nname = "a"\nother = 2026-01-01T00:00:00Z\n'
    yield b"[[topic]]\nname = 1\ndescription = [{a.b = nan}]\naliases = 'x'\n"


def networks() -> Iterator[bytes]:
    """Yield tiny networks in ONNX: plain, with a branch, with weights and operators elsewhere."""
    from onnx import TensorProto as Kind
    from onnx import helper

    ends = [helper.make_tensor_value_info(name, Kind.FLOAT, [2]) for name in "xy"]
    weights = helper.make_tensor("w", Kind.FLOAT, [2], [1.0, 2.0])
    value = helper.make_tensor("v", Kind.INT64, [1], bytes(8), raw=True)
    apart = helper.make_tensor("w", Kind.FLOAT, [2], [1.0, 2.0])
    apart.data_location = Kind.EXTERNAL
    apart.external_data.add(key="location", value="../w")
    add = helper.make_node("Add", ["x", "w"], ["y"])
    constant = helper.make_node("Constant", [], ["c"], value=value)
    odd = helper.make_node("Add", ["x", "w"], ["y"], domain="other")
    branch = helper.make_graph([add], "then", [], ends[1:])
    choice = helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    for nodes, held in (
        ([add], weights), ([constant, add], weights), ([odd], weights), ([choice], weights),
        ([add], apart),
    ):  # fmt: skip
        graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [held])
        yield helper.make_model(graph).SerializeToString()


SEEDS = {
    "split": texts,
    "csv": lambda: separated(","),
    "tsv": lambda: separated("\t"),
    "jsonl": json_lines,
    "json": json_lists,
    "parquet": parquets,
    "toml": tomls,
    "network": networks,
}
"""For each way of ``fuzz.py``, what yields its files."""
