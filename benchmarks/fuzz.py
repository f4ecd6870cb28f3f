"""Random bytes, led by the code that they reach, into the splitter and the readers.

    python benchmarks/fuzz.py split --seconds 60
    python benchmarks/fuzz.py csv --seconds 60    # also: tsv, jsonl, json, parquet, toml, network

Anything but an answer or a `StanceError` of one line ends the run with the input that did it.
It starts from the valid files of ``fuzz_seeds.py``.
Needs atheris (the group ``bench``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris
from fuzz_seeds import SEEDS

with atheris.instrument_imports(include=["stance"]):
    # By name, or they would come later and unwatched.
    from stance import read_examples, read_topics, split_sentences
    from stance.encoder.checking import check_network
    from stance.errors import StanceError


def split(content: bytes) -> None:
    """Check the laws of the places of sentences."""
    text = content.decode("utf-8", "surrogateescape")
    at = 0
    for sentence in split_sentences(text):
        if not at <= sentence.start < sentence.end <= len(text):
            raise AssertionError(sentence)
        if text[sentence.start : sentence.end] != sentence.text:
            raise AssertionError(sentence)
        at = sentence.end


def network(content: bytes) -> None:
    """Look into bytes as if they were a network."""
    try:
        check_network(content)
    except ValueError as error:
        # It is the way in which it refuses.
        str(error)


def examples(path: Path) -> None:
    """Read what can be read, and then say what cannot."""
    if read_examples(path, on_invalid="drop").n_dropped:
        read_examples(path)


def file(ending: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    """Return what writes bytes to a file and reads it."""
    path = Path(tempfile.mkdtemp(), f"a.{ending}")

    def once(content: bytes) -> None:
        path.write_bytes(content)
        try:
            read(path)
        except StanceError as error:
            if not str(error).isprintable():
                raise AssertionError(str(error)) from error

    return once


WAYS: dict[str, Callable[[bytes], None]] = {
    "split": split,
    "network": network,
    "toml": file("toml", read_topics),
    **{e: file(e, examples) for e in ("csv", "tsv", "jsonl", "json", "parquet")},
}


def main() -> None:
    """Run for so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    corpus = Path(tempfile.mkdtemp())
    for number, content in enumerate(SEEDS[asked.way]()):
        (corpus / str(number)).write_bytes(content)
    limits = [
        str(corpus),
        "-print_final_stats=1",
        f"-max_total_time={asked.seconds}",
        "-max_len=4096",
        "-timeout=20",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *limits], WAYS[asked.way])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
