"""How time grows with hostile input: each kind, at sizes that double.

    python benchmarks/growth.py                     # up to 1 MB of each, about two minutes
    python benchmarks/growth.py --largest 50        # up to 50 MB: a single sentence of 50 MB too
    python benchmarks/growth.py split html          # only these ways in
    python benchmarks/growth.py list                # up to a million texts of one letter

Linear time doubles with the size; the ratio of a square is 4. Seconds are of the processor, so that
a busy machine does not show; the memory is the peak of the whole run so far.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import stance
from stance.errors import StanceError

MEGABYTE = 2**20

TEXTS = {
    "one word": "a",
    "one sentence": "word ",
    "sentences": "The man left. ",
    "glued ends": "ab.A)",
    "one-letter lines": "a\n",
    "list items": "- a\n",
    "open quotes": "“a. B ",
    "straight quotes": '"ab. C ',
    "single quotes": "‘a’a",
    "open brackets": "(A. b ",
    "stops": ".",
    "blanks": " ",
    "empty lines": "\n",
    "addresses": "http://a.b/c.D",
    "abbreviations": "Dr. No. ",
    "a topic again and again": "truce a ",
    "negations": "no truce, ",
    "right to left": "שלום. ",
    "combining marks": "e\u0301",
    "zero-width marks": "a\u200b",
    "emoji": "👍🏽",
}


def filled(unit: str, size: int) -> str:
    """Return so many characters of one unit repeated."""
    return unit * (size // len(unit))


def written(name: str, text: str) -> Path:
    """Put a text into a file of that name."""
    path = Path(tempfile.mkdtemp(), name)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return path


def texts_to(do: Callable[[str], object]) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Yield a call for each kind of text."""
    for kind, unit in TEXTS.items():
        yield kind, lambda size, unit=unit: lambda: do(filled(unit, size))


def lists_to(
    do: Callable[[list[str]], object],
) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Yield a call with a list of texts, each of one letter, or all of them one text."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    yield "letters", lambda size: lambda: do((letters * (size // len(letters) + 1))[:size])
    yield "one letter", lambda size: lambda: do(["a"] * size)


def files_to(
    read: Callable[[Path], object], made: dict[str, tuple[str, str, str, str]]
) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Yield a call for each kind of file: its name, its head, what is repeated, its end."""
    for kind, (name, head, unit, tail) in made.items():

        def prepared(size: int, parts: tuple[str, ...] = (name, head, unit, tail)) -> object:
            name, head, unit, tail = parts
            path = written(name, head + filled(unit, size) + tail)
            return lambda: read(path)

        yield kind, prepared


HEAD = "text,topic,stance\n"
TABLES = {
    "rows": ("a.csv", HEAD, "Ab,truce,favor\n", ""),
    "an open quote": ("a.csv", HEAD + '"', "ab,truce,favor\n", ""),
    "quotes": ("a.csv", HEAD, '""', ""),
    "carriage returns": ("a.csv", HEAD, "a\r", ""),
    "commas": ("a.csv", HEAD, ",", ""),
    "columns": ("a.csv", "", "a,", "\n"),
    "objects": ("a.jsonl", "", '{"text": "a", "topic": "b", "stance": "pro"}\n', ""),
    "empty lines": ("a.jsonl", "", "\n", ""),
    "brackets": ("a.jsonl", "", "[", ""),
    "broken lines": ("a.jsonl", "", "{\n", ""),
    "one number": ("a.json", "", "9", ""),
}
PAGES = {
    "paragraphs": ("a.html", "<html><body><article>", "<p>The man left the room.</p>", ""),
    "nested": ("a.html", "<html><body>", "<div>", "text"),
    "open tags": ("a.html", "<html><body>", "<p><b><i>", "text"),
    "broken tags": ("a.html", "<html><body>", "<<a <", "text"),
    "comments": ("a.html", "<html><body>", "<!--", "text"),
    "entities": ("a.html", "<html><body>", "&amp;", "text"),
    "attributes": ("a.html", "<html><body><p ", "a=b ", ">text"),
}
TOPICS = {
    "tables": ("t.toml", "", '[[topic]]\nname = "a"\n', ""),
    "brackets": ("t.toml", "a = ", "[", ""),
    "one key": ("t.toml", "", "a.", "b = 1"),
    "one text": ("t.toml", '[[topic]]\nname = "', "a", '"'),
}


def attempt(do: Callable[[], object]) -> tuple[float, str]:
    """Return how long it took, and what was said of it."""
    begun = time.process_time()
    try:
        do()
        said = ""
    except StanceError as error:
        said = str(error)
    return time.process_time() - begun, said[:40]


def ways_in() -> dict[str, Callable[[], Iterator[tuple[str, Callable[[int], object]]]]]:
    """Return what hostile input is given to, by name."""
    fast = stance.load("fast")
    return {
        "split": lambda: texts_to(stance.split_sentences),
        "analyze": lambda: texts_to(lambda text: fast.analyze(text, "ceasefire")),
        "predict": lambda: texts_to(fast.predict),
        "list": lambda: lists_to(lambda texts: fast.predict(texts, "ceasefire")),
        "tables": lambda: files_to(stance.read_examples, TABLES),
        "html": lambda: files_to(stance.read_document, PAGES),
        "topics": lambda: files_to(stance.read_topics, TOPICS),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("ways", nargs="*", help="some of those in the table")
    parser.add_argument("--largest", type=float, default=1.0, help="MB of the largest")
    parser.add_argument("--steps", type=int, default=3, help="how many sizes, each the double")
    asked = parser.parse_args()
    sizes = [int(asked.largest * MEGABYTE) >> step for step in reversed(range(asked.steps))]
    print(f"{'way in':8} {'kind':24} {'MB':>7} {'seconds':>8} {'ratio':>6} {'peak MB':>8}  answer")
    for way, kinds in ways_in().items():
        if asked.ways and way not in asked.ways:
            continue
        for kind, prepared in kinds():
            before = None
            for size in sizes:
                seconds, said = attempt(prepared(size))
                ratio = f"{seconds / before:6.1f}" if before and before > 0.01 else f"{'':6}"
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                megabytes = size / MEGABYTE
                print(f"{way:8} {kind:24} {megabytes:7.2f} {seconds:8.2f} {ratio} {peak:8}  {said}")
                before = seconds


if __name__ == "__main__":
    main()
