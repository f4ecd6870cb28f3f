"""Time `stance.score`: rows a second with 1 and 2 workers, and its peak memory as inputs grow.

Processor seconds and peak memory are told for the process that was asked and for its workers (of
these the sum, and the greatest of them). Run on an idle machine:
``python benchmarks/scoring.py [--rows 100000 1000000] [--workers 1 2]``.
The full size is ``--rows 10000000``: some 10 minutes and 4 GB of disk.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stance.bundled import bundled_path

WORDS = 25
GROUP = 50_000

# In a process of its own, so that its peak memory is its own.
CHILD = """
import json, resource, sys
import stance
done = stance.score(sys.argv[1], sys.argv[2], model="fast", workers=int(sys.argv[3]),
                    form="wide", progress=False)
used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
each = [(one.ru_utime + one.ru_stime, one.ru_maxrss / 1024) for one in used]
print(json.dumps([done.rows, done.seconds, *each]))
"""


def write_sentences(path: Path, rows: int) -> None:
    """Write sentences of 25 words: cut from the training texts of the corpus, in random order."""
    lines = (bundled_path("data") / "train.jsonl").read_text(encoding="utf-8").splitlines()
    words = " ".join(dict.fromkeys(json.loads(line)["text"] for line in lines)).split()
    draw = np.random.default_rng(0)
    schema = pa.schema([("text", pa.string())])
    with pq.ParquetWriter(path, schema) as file:
        for at in range(0, rows, GROUP):
            starts = draw.integers(0, len(words) - WORDS, size=min(GROUP, rows - at))
            texts = [" ".join(words[start : start + WORDS]) for start in starts]
            file.write_table(pa.table({"text": texts}))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    print(f"{'':31}{'asked':^18}{'its workers':^18}{'times as fast':>15}")
    heads = f"{'rows':>12}{'workers':>9}{'rows/s':>10}" + 2 * f"{'proc. s':>10}{'MB':>8}"
    print(f"{heads}{'as the first':>15}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            source = Path(folder, f"{rows}.parquet")
            write_sentences(source, rows)
            first = 0.0
            for workers in arguments.workers:
                output = Path(folder, f"{rows}-{workers}")
                words = [sys.executable, "-c", CHILD, str(source), str(output), str(workers)]
                said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
                n, seconds, *used = json.loads(said)
                first = first or seconds
                each = "".join(f"{processor:>10.1f}{peak:>8.0f}" for processor, peak in used)
                rate = f"{n:>12,}{workers:>9}{n / seconds:>10,.0f}"
                print(f"{rate}{each}{first / seconds:>15.2f}", flush=True)
                shutil.rmtree(output)
            source.unlink()


if __name__ == "__main__":
    main()
