"""The tables of public sets: ``python benchmarks/public_table.py [--short]``.

The whole one is for ``docs/results.md``. The short one, whose last score is the highest of all
columns, is for the README. Nothing is measured here: ``stance benchmark`` wrote
``benchmarks/results``, which it reads.
"""

import sys
from pathlib import Path

import pandas as pd
from ladder import interval

from stance.benchmarks import SETS, read_results
from stance.benchmarks.chart import METRICS
from stance.benchmarks.sets import Part

RESULTS = Path(__file__).parent / "results"
PARTS = {
    ("semeval2016_task6a", "all"): "SemEval-2016 6A, tweets",
    ("gwsd", "all"): "GWSD, news sentences",
    ("seesaw", "one side each"): "SEESAW, news, one toward another",
    ("newsmtsc", "real world"): "NewsMTSC, real world",
    ("newsmtsc", "several targets"): "NewsMTSC, several targets",
    ("ruw", "all"): "RUW, tweets",
    ("vast", "zero-shot topics"): "VAST, zero-shot topics",
    ("vast", "few-shot topics"): "VAST, few-shot topics",
    ("ibm_claim_stance", "all"): "IBM claim stance, new topics",
    ("perspectrum", "new texts"): "Perspectrum, new texts",
    ("dse", "new texts"): "DSE, new texts",
}
"""The parts that are quoted, and how the table names them."""

COLUMNS = {
    "majority": ("majority", None),
    "TF-IDF + LR": ("tfidf", None),
    "`fast`": ("fast", None),
    "`accurate`": ("accurate", ["bundled"]),
    "`accurate`, MPNet as embedder": ("accurate", ["bundled, all-mpnet-base-v2"]),
    "MiniLM, pooled": ("encoder", ["pooled"]),
    "MPNet, pooled": ("encoder", ["mpnet-pooled", "mpnet-vast"]),
}
"""The systems, by the heads of their columns, with what they read with."""


SHORT = ("TF-IDF + LR", "`fast`", "`accurate`")
"""The columns of the short table."""


def found(rows: pd.DataFrame, system: str, encoders: list[str] | None) -> "pd.Series[float] | None":
    """Return the row of a system, or nothing."""
    of = rows[rows["system"] == system]
    of = of[of["encoder"].isna() if encoders is None else of["encoder"].isin(encoders)]
    of = of.dropna(subset=["score"])
    return None if of.empty else of.iloc[0]


def published(part: Part) -> str:
    """Return what others report."""
    return ", ".join(f"{of.score:g} {of.system}" for of in part.references if of.read)


def whole(rows: pd.DataFrame) -> list[str]:
    """Return the cells of the whole table: all systems with their intervals."""
    rungs = [found(rows, *of) for of in COLUMNS.values()]
    return ["" if rung is None else interval(rung) for rung in rungs]


def short(rows: pd.DataFrame) -> list[str]:
    """Return the cells of the short table: some systems, and the best of all."""
    rungs = {name: rung for name, of in COLUMNS.items() if (rung := found(rows, *of)) is not None}
    best = max(rungs, key=lambda name: rungs[name]["score"])
    cells = ["" if name not in rungs else f"{rungs[name]['score']:.1f}" for name in SHORT]
    if "`accurate`" in rungs:
        cells[-1] = interval(rungs["`accurate`"])
    return [*cells, f"{interval(rungs[best])} {best}"]


def main() -> None:
    """Print the table as Markdown."""
    results = read_results(RESULTS)
    is_short = "--short" in sys.argv[1:]
    columns = [*SHORT, "best that was tried here"] if is_short else list(COLUMNS)
    marks = ["---" if name.startswith("best") else "---:" for name in columns]
    lines = [
        ["set", "metric", *columns, "published, as far as read"],
        ["---", "---", *marks, "---"],
    ]
    for (name, part_name), called in PARTS.items():
        part = next(of for of in SETS[name].parts if of.name == part_name)
        rows = results[(results["set"] == name) & (results["part"] == part_name)]
        cells = short(rows) if is_short else whole(rows)
        lines.append([called, METRICS[part.metric], *cells, published(part)])
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main()
