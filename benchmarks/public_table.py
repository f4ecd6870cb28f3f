"""The tables of public sets: ``python benchmarks/public_table.py [--short | --hoped]``.

The whole one is for ``docs/results.md``. The short one, whose last score is the highest of all
columns and which has two published ones at most, is for the README. With ``--hoped``
it is what was hoped for, and what the highest lacks of it. Nothing is measured here: ``stance
benchmark`` wrote ``benchmarks/results``, which it reads.
"""

import sys
from pathlib import Path

import pandas as pd
from ladder import hoped_for, interval, verdict

from stance.benchmarks import SETS, read_results
from stance.benchmarks.chart import METRICS
from stance.benchmarks.sets import OWN, Part
from stance.encoder.encoder import load_encoder

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
    ("vast", "all"): "VAST, all topics",
    ("ibm_claim_stance", "all"): "IBM claim stance, new topics",
    ("perspectrum", "new texts"): "Perspectrum, new texts",
    ("dse", "new texts"): "DSE, new texts",
}
"""The parts that are quoted, and how the table names them."""

ACCURATE, ACCURATE_MPNET = "`accurate`", "`accurate`, MPNet as embedder"
COLUMNS = {
    "majority": ("majority", None),
    "TF-IDF + LR": ("tfidf", None),
    "`fast`": ("fast", None),
    ACCURATE: ("accurate", ["bundled"]),
    ACCURATE_MPNET: ("accurate", ["bundled, all-mpnet-base-v2"]),
    "MiniLM, pooled": ("encoder", ["pooled"]),
    "MPNet, pooled": ("encoder", ["mpnet-pooled", "mpnet-vast"]),
}
"""The systems, by the heads of their columns, with what they read with."""


SHORT = ("TF-IDF + LR", "`fast`", ACCURATE)
"""The columns of the short table."""

BY_HEART = "by heart"
"""In place of a score where the bundled encoder has learned the training split."""


def scores(rows: pd.DataFrame) -> "dict[str, pd.Series[float]]":
    """Return the rows of the systems that ran, by the heads of their columns."""
    found = {}
    for head, (system, encoders) in COLUMNS.items():
        of = rows[rows["system"] == system]
        of = of[of["encoder"].isna() if encoders is None else of["encoder"].isin(encoders)]
        if len(of := of.dropna(subset=["score"])):
            found[head] = of.iloc[0]
    return found


def highest(found: "dict[str, pd.Series[float]]") -> str:
    """Return the head of the column with the highest score."""
    return max(found, key=lambda head: found[head]["score"])


def published(part: Part, *, is_short: bool) -> str:
    """Return what others report, or the lowest and the highest of it."""
    known = sorted(part.references, key=lambda of: of.score)
    if is_short and len(known) > 1:
        known = [known[0], known[-1]]
    return "; ".join(f"{of.score:g} {of.system}{'' if of.read else '*'}" for of in known)


def rows_of(results: pd.DataFrame, name: str, part: Part) -> pd.DataFrame:
    """Return the results of one part of a set."""
    return results[(results["set"] == name) & (results["part"] == part.name)]


def part_of(name: str, part_name: str) -> Part:
    """Return a part of a set."""
    return next(of for of in SETS[name].parts if of.name == part_name)


def scores_table(results: pd.DataFrame, *, is_short: bool) -> list[list[str]]:
    """Return the scores of all systems, or the highest beside those that anyone can train."""
    columns = SHORT if is_short else tuple(COLUMNS)
    best = ["best that was tried here"] if is_short else []
    last = "published, lowest and highest" if is_short else "published"
    lines = [
        ["set", "metric", *columns, *best, last],
        ["---", "---", *["---:"] * len(columns), *["---"] * len(best), "---"],
    ]
    learned = load_encoder().record["sources"]
    for (name, part_name), called in PARTS.items():
        part = part_of(name, part_name)
        found = scores(rows_of(results, name, part))
        by_heart = [ACCURATE, ACCURATE_MPNET] if name in learned else []
        cells = [
            interval(found[head]) if head in found else BY_HEART * (head in by_heart)
            for head in columns
        ]
        if is_short:
            head = highest(found)
            cells.append(f"{interval(found[head])} {head}")
        lines.append([called, METRICS[part.metric], *cells, published(part, is_short=is_short)])
    return lines


def hoped_table(results: pd.DataFrame) -> list[list[str]]:
    """Return what was hoped for beside the best that was reached, and by what."""
    heads = ["set", "hoped for", "best that was tried here", "by", "reached?"]
    lines = [heads, ["---", "---:", "---:", "---", "---"]]
    for (name, part_name), called in {(OWN, "four stances"): "the bundled corpus", **PARTS}.items():
        part = part_of(name, part_name)
        rows = rows_of(results, name, part)
        found = scores(rows)
        if (hoped := hoped_for(SETS[name], part, rows)) is None or not found:
            continue
        head = highest(found)
        best = found[head]
        lines.append([called, f"{hoped:g}", interval(best), head, verdict(best, hoped)])
    return lines


def main() -> None:
    """Print the table as Markdown."""
    results = read_results(RESULTS)
    if "--hoped" in sys.argv[1:]:
        lines = hoped_table(results)
    else:
        lines = scores_table(results, is_short="--short" in sys.argv[1:])
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main()
