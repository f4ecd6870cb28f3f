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


def scores(rows: pd.DataFrame) -> "dict[str, pd.Series[float]]":
    """Return the rows of the systems that ran, by the heads of their columns."""
    found = {}
    for head, (system, encoders) in COLUMNS.items():
        of = rows[rows["system"] == system]
        of = of[of["encoder"].isna() if encoders is None else of["encoder"].isin(encoders)]
        if len(of := of.dropna(subset=["score"])):
            found[head] = of.iloc[0]
    return found


def published(part: Part) -> str:
    """Return what others report."""
    return ", ".join(f"{of.score:g} {of.system}" for of in part.references if of.read)


def main() -> None:
    """Print the table as Markdown."""
    results = read_results(RESULTS)
    is_short = "--short" in sys.argv[1:]
    columns = SHORT if is_short else tuple(COLUMNS)
    best = ["best that was tried here"] if is_short else []
    lines = [
        ["set", "metric", *columns, *best, "published, as far as read"],
        ["---", "---", *["---:"] * len(columns), *["---"] * len(best), "---"],
    ]
    for (name, part_name), called in PARTS.items():
        part = next(of for of in SETS[name].parts if of.name == part_name)
        found = scores(results[(results["set"] == name) & (results["part"] == part_name)])
        cells = [interval(found[head]) if head in found else "" for head in columns]
        if is_short:
            head = max(found, key=lambda head: found[head]["score"])
            cells.append(f"{interval(found[head])} {head}")
        lines.append([called, METRICS[part.metric], *cells, published(part)])
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main()
