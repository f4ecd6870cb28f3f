"""Sentence boundaries: `stance` beside public splitters, on the hand-made gold file.

    python benchmarks/sentences.py

A boundary is the place, in characters of the text as given, at which a sentence after the first
begins. It counts as found only when the place is exact, so a quotation mark on the wrong side of
a boundary is an error, and so is a text that the splitter rewrote. Precision, recall and F1 are
taken over all boundaries of a part of the file together (micro average). Nothing in `stance` was
tuned on the held-out part. A splitter that is not installed is reported as skipped:
``pip install --group bench`` brings them all.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold" / "sentences.jsonl"
REPEATS = 5

Splitter = Callable[[str], Iterable[int]]


def starts_of(text: str, sentences: Iterable[str]) -> list[int]:
    """Return where sentences given as strings begin; one that is not in the text is left out."""
    starts, at = [], 0
    for sentence in sentences:
        bare = sentence.strip()
        found = text.find(bare, at)
        if bare and found >= 0:
            starts.append(found)
            at = found + len(bare)
    return starts


def use_stance() -> Splitter:
    """Return this package's own splitter."""
    module = importlib.import_module("stance.sentences")
    return lambda text: [sentence.start for sentence in module.split_sentences(text)]


def use_sentencex() -> Splitter:
    """Return `sentencex` as it comes."""
    module = importlib.import_module("sentencex")
    return lambda text: starts_of(text, module.segment("en", text))


def use_pysbd() -> Splitter:
    """Return the pragmatic segmenter, told to leave the text as it is."""
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False)
    return lambda text: starts_of(text, segmenter.segment(text))


def use_blingfire() -> Splitter:
    """Return blingfire; it ends sentences with line feeds and blanks those of the text."""
    module = importlib.import_module("blingfire")

    def split(text: str) -> list[int]:
        _, offsets = module.text_to_sentences_and_offsets(text)
        return [start for start, _ in offsets]

    return split


def use_syntok() -> Splitter:
    """Return syntok by the offsets of its tokens, since it rewrites the words."""
    module = importlib.import_module("syntok.segmenter")

    def split(text: str) -> list[int]:
        paragraphs = module.process(text)
        return [sentence[0].offset for paragraph in paragraphs for sentence in paragraph]

    return split


SPLITTERS = {
    "stance": use_stance,
    "sentencex": use_sentencex,
    "pysbd": use_pysbd,
    "blingfire": use_blingfire,
    "syntok": use_syntok,
}


def scores(split: Splitter, cases: list[dict]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over all boundaries of the cases."""
    right = found = true = 0
    for case in cases:
        text = case["text"]
        gold = set(starts_of(text, case["sentences"])[1:])
        first = len(text) - len(text.lstrip())
        mine = {start for start in split(text) if start > first}
        right += len(gold & mine)
        found += len(mine)
        true += len(gold)
    precision, recall = right / max(found, 1), right / true
    return precision, recall, 2 * right / (found + true)


def sentences_per_second(split: Splitter, cases: list[dict]) -> float:
    """Return gold sentences split per second, the best of a few runs over the whole file."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.perf_counter()
        for case in cases:
            split(case["text"])
        best = min(best, time.perf_counter() - begun)
    return sum(len(case["sentences"]) for case in cases) / best


def main() -> None:
    """Print the table."""
    cases = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    parts = {
        "open": [case for case in cases if not case["held_out"]],
        "held out": [case for case in cases if case["held_out"]],
    }
    sizes = {n: sum(len(c["sentences"]) - 1 for c in part) for n, part in parts.items()}
    table = Table(title=", ".join(f"{n}: {size} boundaries" for n, size in sizes.items()))
    table.add_column("splitter")
    for part in parts:
        for score in ("precision", "recall", "F1"):
            table.add_column(f"{part}\n{score}", justify="right")
    table.add_column("sentences\na second", justify="right")
    for name, use in SPLITTERS.items():
        try:
            split = use()
        except ImportError:
            table.add_row(name, "skipped: not installed")
            continue
        cells = [f"{score:.3f}" for part in parts.values() for score in scores(split, part)]
        table.add_row(name, *cells, f"{sentences_per_second(split, cases):,.0f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
