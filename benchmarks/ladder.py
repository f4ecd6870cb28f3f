"""What was tried on each public set, rung by rung, and what the best of it still gets wrong.

Reads what ``stance benchmark --data DATA -o benchmarks/results --answers ANSWERS`` kept, and no
data: ``python benchmarks/ladder.py ANSWERS`` writes ``docs/ladder.md``. The sentences on errors are
those of an evaluation report of the answers of the best system whose answers are at hand. No text
of any set is quoted.
"""

import sys
from pathlib import Path

import pandas as pd

import stance
from stance.benchmarks import SETS, read_results
from stance.benchmarks.chart import METRICS, system_name
from stance.benchmarks.running import answers_file
from stance.benchmarks.sets import OWN, BenchmarkSet, Part
from stance.judging.findings import (
    best_and_weakest,
    calibration,
    commonest_confusion,
    surest_half,
    worst_slice,
)

ROOT = Path(__file__).parents[1]
HOPED = {
    ("semeval2016_task6a", "all"): 76,
    ("gwsd", "all"): 78,
    ("newsmtsc", "real world"): 78,
    ("newsmtsc", "several targets"): 78,
    ("ruw", "all"): 68,
    ("vast", "zero-shot topics"): 72,
    ("ibm_claim_stance", "all"): 75,
    ("perspectrum", "new texts"): 78,
    ("seesaw", "one side each"): 80,
}
"""What was hoped for, in percent, before anything was tried; of the corpus see `hoped_for`."""
WRITTEN = (
    "Written by `python benchmarks/ladder.py ANSWERS` from `benchmarks/results` and from the "
    "answers that `stance benchmark --answers ANSWERS` keeps. Scores in percent; what a rung has "
    "over the one below is not paired. *Earlier* rungs read with the encoder before. "
    "Seconds and rates are of the machine that a rung was run on, some of them four times as fast."
)
EARLIER = ("all-mpnet-base-v2", "tuned_")
"""What the names of encoders hold that are, or were run beside, an encoder before today's."""
TOLD = (commonest_confusion, best_and_weakest, worst_slice, calibration, surest_half)
"""What of a report is told."""


def hoped_for(known: BenchmarkSet, part: Part, rows: pd.DataFrame) -> float | None:
    """Return the score that was hoped for: of the corpus, one with half the errors of TF-IDF."""
    if known.name != OWN:
        return HOPED.get((known.name, part.name))
    plain = rows.loc[rows["system"] == "tfidf", "score"]
    if part.name != "four stances" or plain.empty:
        return None
    return float(round(50 + plain.iloc[0] / 2, 1))


def verdict(best: pd.Series, hoped: float) -> str:
    """Return whether the best score is what was hoped for, and if not, how much is lacking."""
    if best["score"] >= hoped:
        return "reached"
    short = hoped - best["score"]
    told = f"{short:.1f}" if short >= 0.05 else f"{short:.3f}"
    return f"{told} short" + (", within the interval" if hoped <= best["high"] else "")


def interval(row: pd.Series) -> str:
    """Return a score with its interval."""
    return f"{row['score']:.1f} ({row['low']:.1f} to {row['high']:.1f})"


def rungs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the systems that ran, the worst first."""
    return rows.dropna(subset=["score"]).sort_values("score", kind="stable")


def errors(rows: pd.DataFrame, part: Part, folder: Path) -> list[str]:
    """Return sentences on what the best system gets wrong."""
    for _, row in rungs(rows)[::-1].iterrows():
        file = answers_file(folder, row)
        if not file.is_file():
            continue
        judged = part.rows_of(pd.read_parquet(file))
        # Thousands of topics have nothing to say one by one.
        few = judged["topic"].nunique() <= len(SETS)
        judged = judged if few else judged.assign(topic="any topic")
        report = stance.evaluate(predictions=judged, baselines=False, review=False)
        name = system_name(row["system"], row["encoder"])
        of = "" if len(judged) == row["n_test"] else " (texts of the training split among them)"
        return [
            f"What {name} gets wrong{of}:",
            "",
            *(f"- {said}" for tell in TOLD if (said := tell(report))),
            "",
        ]
    return []


def section(
    known: BenchmarkSet, part: Part, rows: pd.DataFrame, hoped: float, folder: Path
) -> list[str]:
    """Return the ladder of one part as Markdown."""
    climbed = rungs(rows)
    best = climbed.iloc[-1]
    short = verdict(best, hoped)
    lines = [
        f"## {known.title}: {part.name} ({known.name})",
        "",
        f"{METRICS[part.metric]}, {best['n_test']:,} test rows; hoped for {hoped:g}: {short}.",
        "",
        "| system | score (95 %) | over the rung below | training, s | pairs/s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    below = None
    for _, row in climbed.iterrows():
        over = "" if below is None else f"{row['score'] - below:+.1f}"
        seconds = f"{row['train_seconds']:,.0f}" if row["system"] != "encoder" else ""
        name = system_name(row["system"], row["encoder"])
        if any(mark in name for mark in EARLIER):
            name += ", *earlier*"
        lines.append(
            f"| {name} | {interval(row)} | {over} | {seconds} | {row['per_second']:,.0f} |"
        )
        below = row["score"]
    published = sorted(part.references, key=lambda reference: reference.score)
    if published:
        told = "; ".join(
            f"{of.system} {of.score:g}{'' if of.read else ' (from memory)'}" for of in published
        )
        lines += ["", f"Published: {told}."]
    return [*lines, "", *errors(rows, part, folder)]


def main() -> None:
    """Write the page."""
    folder = Path(sys.argv[1])
    results = read_results(ROOT / "benchmarks" / "results")
    page = [
        "# The ladder: what was tried on public sets, and what is still wrong",
        "",
        WRITTEN,
        "",
    ]
    for known in SETS.values():
        of_set = results[results["set"] == known.name]
        for part in known.parts:
            rows = of_set[of_set["part"] == part.name]
            hoped = hoped_for(known, part, rows)
            if hoped is not None and len(rows):
                page += section(known, part, rows, hoped, folder)
    (ROOT / "docs" / "ladder.md").write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
