"""Run the recipes of docs/clusters.md for Spark and Ray, and compare with one machine.

Each recipe is taken from the page as it stands and run on this machine, with two processes that
score, over the sentences of the training split in eight Parquet files:
``python benchmarks/engines.py [--sentences 1200]``. It needs ``pip install pyspark 'ray[data]'``
and, for Spark, a Java of version 17 or later.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

import stance
from stance.bundled import bundled_path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "clusters.md"
FILES = 8
PROCESSES = 2
# What the processes that score are called by each engine.
WORKERS = {"pyspark": "pyspark.daemon", "ray": "ray::MapWorker"}


def recipe(engine: str) -> str:
    """Return the block of the page that imports an engine."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = (block for block in blocks if re.search(rf"^(import|from) {engine}\b", block, re.M))
    return str(found)


def write_sentences(folder: Path, most: int) -> list[str]:
    """Write sentences of the training split, each once, as Parquet files; return them."""
    lines = (bundled_path("data") / "train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))[:most]
    folder.mkdir()
    for i in range(FILES):
        pd.DataFrame({"text": texts[i::FILES]}).to_parquet(folder / f"{i}.parquet")
    return texts


@contextmanager
def started(engine: str) -> Iterator[None]:
    """Start an engine on this machine, so that the recipe finds it as it would find a cluster."""
    if engine == "ray":
        import ray

        # As many processors again for those that read and write. A short path: its sockets have
        # names of a hundred characters at most.
        with tempfile.TemporaryDirectory(prefix="r", ignore_cleanup_errors=True) as place:
            ray.init(
                num_cpus=2 * PROCESSES, include_dashboard=False, log_to_driver=False,
                object_store_memory=200 * 2**20, _temp_dir=place,
            )  # fmt: skip
            yield
            ray.shutdown()
    else:
        from pyspark.sql import SparkSession

        # Else its workers are whatever is called python3.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        cores = SparkSession.builder.master(f"local[{PROCESSES}]")
        spark = cores.config("spark.ui.enabled", "false").getOrCreate()
        yield
        spark.stop()


def watched(engine: str, run: Callable[[], Any]) -> int:
    """Run something; return how many processes of the engine were seen to work."""
    seen, done = set(), threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for process in psutil.process_iter(["cmdline", "cpu_times", "ppid"]):
                if WORKERS[engine] in " ".join(process.info["cmdline"] or []):
                    seen.add((process.pid, process.info["ppid"]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run()
    finally:
        done.set()
        watcher.join()
    # Spark's first process does nothing but fork the others.
    return len({pid for pid, _ in seen} - {parent for _, parent in seen})


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1200)
    parser.add_argument("--engines", nargs="+", choices=WORKERS, default=list(WORKERS))
    arguments = parser.parse_args()
    table = []
    for engine in arguments.engines:
        with tempfile.TemporaryDirectory() as folder, chdir(folder), started(engine):
            texts = write_sentences(Path("news"), arguments.sentences)
            names = {"__name__": "__main__"}
            code = compile(recipe(engine), str(PAGE), "exec")
            processes = watched(engine, lambda: exec(code, names))  # noqa: B023, S102
            scored = pd.read_parquet("scored")
        alone = stance.load("fast").predict(texts)
        both = alone.merge(scored, on=["text", "topic"], how="outer", suffixes=("", "_there"))
        odds = [column for column in alone if column.startswith("p_")]
        apart = max((both[p] - both[f"{p}_there"]).abs().max(skipna=False) for p in odds)
        same = int((both["stance"] == both["stance_there"]).sum())
        table.append(
            {
                "engine": engine, "version": version(engine), "processes": processes,
                "sentences in": len(texts), "rows alone": len(alone), "rows out": len(scored),
                "same stance": same, "greatest difference": f"{apart:.1e}",
            }
        )  # fmt: skip
    print(pd.DataFrame(table).to_string(index=False))


if __name__ == "__main__":
    main()
