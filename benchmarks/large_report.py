"""What a report on very many answers costs: seconds and memory, step by step.

The answers are made up (a hundred thousand pairs in ten thousand documents and eight topics, with
sentences drawn from a list of words), as if some system had given them: no model is asked. The
keyword rule stands beside them, and a training set of twenty thousand pairs is held against them
for drift and leakage, with TF-IDF fitted on it.

Run ``python benchmarks/large_report.py [--rows 100000] [--without-train]``.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

import stance
from stance.stances import PROBABILITIES, STANCES

TOPICS = 8
ROWS_PER_DOCUMENT = 10
WORDS = (
    "the a of to not and never in for on truce talks aid they we said would will reject back want "
    "plan troops border leaders vote new old money peace war city news after before “ ” only"
).split()


def made_up(n_rows: int, seed: int) -> pd.DataFrame:
    """Return labels and answers of a system that is right in about seven of ten."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(STANCES), n_rows, p=[0.1, 0.1, 0.1, 0.7])
    scores = rng.normal(0, 1, (n_rows, len(STANCES)))
    scores[np.arange(n_rows), truth] += 2
    proba = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    lengths = rng.integers(5, 35, n_rows)
    texts = [" ".join(rng.choice(WORDS, length)) for length in lengths]
    names = np.array(STANCES)
    frame = pd.DataFrame(
        {
            "text": texts,
            "topic": [f"topic {place}" for place in rng.integers(0, TOPICS, n_rows)],
            "doc": [f"{seed}-{place // ROWS_PER_DOCUMENT}" for place in range(n_rows)],
            "truth": names[truth],
            "stance": names[proba.argmax(axis=1)],
            "confidence": proba.max(axis=1),
            "register": rng.choice(["wire", "opinion", "social"], n_rows),
        }
    )
    return frame.assign(**dict(zip(PROBABILITIES, proba.T, strict=True)))


@contextmanager
def timed(step: str, lines: list[dict[str, object]]) -> Iterator[None]:
    """Add a line with the seconds that a step takes, by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    line = {
        "step": step,
        "seconds": time.perf_counter() - clock,
        "processor seconds": time.process_time() - processor,
        "peak GB so far": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    print(f"{step}: {line['processor seconds']:.1f} processor seconds", flush=True)
    lines.append(line)


def main() -> None:
    """Make the report and print what each step took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--without-train", action="store_true")
    arguments = parser.parse_args()
    answers = made_up(arguments.rows, 0)
    known = made_up(arguments.rows // 5, 1)[["text", "topic", "doc", "truth"]]
    train = None if arguments.without_train else known.rename(columns={"truth": "stance"})
    lines: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.parquet")
        answers.to_parquet(path)
        del answers
        with timed("evaluate", lines):
            report = stance.evaluate(predictions=path, train=train)
        with timed("page", lines):
            page = report.to_html()
        with timed("save", lines):
            report.save(Path(folder, "report"))
    table = pd.DataFrame(lines)
    sums = {name: table[name].sum() for name in ("seconds", "processor seconds")}
    total = {"step": "all", **sums, "peak GB so far": table["peak GB so far"].max()}
    table = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    print(f"{arguments.rows:,} pairs, page of {len(page) / 1e6:.1f} MB")
    print(table.round(1).to_string(index=False))


if __name__ == "__main__":
    main()
