"""How the classifier's settings were chosen: one at a time, by cross-validation on training data.

For each value of a setting, with all others as the preset has them: the scores of the pooled
out-of-fold answers, five folds by document, and the macro-F1 less that of the value in use, paired
by document. Below it stands what speaks for the value in use. The test split is not read. What was
found is kept in ``benchmarks/results/choices.json``.
``python benchmarks/choices.py [fast|balanced|accurate]``: a quarter of an hour for ``fast``.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.judging import compare_tallies, judge_pairs, score_table, tally
from stance.judging.tallies import Tally
from stance.learning.presets import preset_classifier
from stance.learning.two_stage import TwoStageScorer
from stance.model.stance_model import StanceModel
from stance.topics import read_topics

RESULTS = Path(__file__).parent / "results" / "choices.json"
FITTED: dict[str, tuple[float, ...]] = {
    "C_relevance": (10.0, 30.0, 100.0),
    "C_side": (1.0, 3.0, 10.0, 30.0),
    "own_weight_relevance": (1.0, 2.0, 3.0),
    "own_weight_side": (0.5, 1.0, 2.0),
    "min_count": (1, 2, 3),
    "calibration_folds": (3, 5),
    "name_copies": (0, 5),
}
"""Settings that take a new fit for each value."""

ASKED: dict[str, tuple[float, ...]] = {
    "about_threshold": (0.2, 0.3, 0.4, 0.5),
    "min_about": (0.0, 0.01, 0.03, 0.1, 0.2),
}
"""Settings that change only how a fitted classifier is asked."""

REASONS = {
    "C_side": "Below 10, names decide twice as often (benchmarks/names.py).",
    "name_copies": "Without copies, names decide four times as often (benchmarks/names.py).",
}
"""What speaks for a value beside its scores."""

SHOWN = ("macro_f1", "relevance_f1", "side_macro_f1")
POOLED = "scope == 'all topics' and stance == 'all stances'"

Folds = list[tuple[TwoStageScorer, pd.DataFrame]]


def fitted_folds(rows: pd.DataFrame, preset: str, topics: object, **parameters: float) -> Folds:
    """Return for each fold what was fitted on the others, and the rows of the fold."""
    classifier = preset_classifier(preset).set_params(topics=topics, n_jobs=2, random_state=0)
    classifier.set_params(**parameters)
    return [
        (classifier.fit(rows.iloc[seen], rows.iloc[seen]["stance"]).scorer_, rows.iloc[unseen])
        for seen, unseen in grouped_folds(rows, 5, random_state=0)
    ]


def judged(folds: Folds) -> Tally:
    """Return the sums of the answers of all folds."""
    parts = [judge_pairs(StanceModel(scorer), asked) for scorer, asked in folds]
    return tally(pd.concat(parts, ignore_index=True))


def tried(preset: str) -> Iterator[tuple[str, float, dict[float, Tally]]]:
    """Yield each setting with its value in use, and the sums of each of its values."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    used = preset_classifier(preset).get_params(deep=False)
    folds = fitted_folds(rows, preset, topics)
    as_used = judged(folds)
    for name, values in ASKED.items():
        asked = {
            value: as_used
            if value == used[name]
            else judged([(replace(scorer, **{name: value}), x) for scorer, x in folds])
            for value in values
        }
        yield name, used[name], asked
    for name, values in FITTED.items():
        sums = {
            value: as_used
            if value == used[name]
            else judged(fitted_folds(rows, preset, topics, **{name: value}))
            for value in values
        }
        yield name, used[name], sums


def told(sums: dict[float, Tally], used: float) -> list[dict[str, Any]]:
    """Return the scores of each value, and how much more than those of the value in use."""
    lines = []
    for value, of in sums.items():
        scores = score_table(of).query(POOLED).set_index("score")["value"]
        less = compare_tallies(of, sums[used]).query(POOLED).set_index("score").loc["macro_f1"]
        line = {"value": value, "used": value == used, **scores[list(SHOWN)].round(5).to_dict()}
        lines.append(line | less[["difference", "low", "high"]].astype(float).round(5).to_dict())
    return lines


def why(name: str, lines: list[dict[str, Any]]) -> str:
    """Return in a sentence what speaks for the value in use."""
    used = next(line for line in lines if line["used"])
    best = max(lines, key=lambda line: line["difference"])
    said = f"{name}: {used['value']:g} is in use"
    if best is used:
        said += ", which scores highest."
    else:
        gain = f"{best['difference']:+.3f}, {best['low']:+.3f} to {best['high']:+.3f}"
        sure = "surely better" if best["low"] > 0 else "not proven better"
        said += f"; {best['value']:g} is {sure} ({gain})."
    return f"{said} {REASONS.get(name, '')}".rstrip()


def main() -> None:
    """Print a line for each value of each setting, and why the one in use is."""
    preset = sys.argv[1] if len(sys.argv) > 1 else "fast"
    found = {}
    print(f"{preset:<24}{'value':>6}" + "".join(f"{s:>15}" for s in SHOWN) + "   macro_f1 less")
    for name, used, sums in tried(preset):
        found[name] = told(sums, used)
        for line in found[name]:
            values = "".join(f"{line[score]:>15.3f}" for score in SHOWN)
            gain = "{difference:+.3f} ({low:+.3f} to {high:+.3f})".format(**line)
            end = "in use" if line["used"] else gain
            print(f"{name:<24}{line['value']:>6g}{values}   {end}")
        print(f"  {why(name, found[name])}", flush=True)
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps(kept | {preset: found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
