"""How much encoder and embedder must read: macro-F1 by the least p(about), and what is read.

Below a chance ``min_read`` that a sentence is about a topic, as n-grams see it, neither is asked,
and n-grams answer alone. Cross-validated by document on the training split (five folds,
other topics learned beside, as the bundled models do); the encoder's scores are those of siblings
that had not seen the document. The test split is not read. One fit a fold serves all values.

    python benchmarks/min_read.py            # balanced: eleven minutes of one core
    python benchmarks/min_read.py accurate   # twenty

What is found is printed, and kept in ``results/min_read.json`` for the page of ``presets.py``.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
from ordinary import ABOUT_SOME, is_about

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.examples.beside import join_other_topics
from stance.judging import Tally, compare_tallies, judge_pairs, score_table, tally
from stance.learning.deciding import about_proba
from stance.learning.presets import preset_classifier
from stance.learning.two_stage import TwoStageScorer
from stance.model.stance_model import StanceModel
from stance.topics import Topics, read_topics

RESULTS = Path(__file__).parent / "results" / "min_read.json"
LEAST = (0.0, 0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1.0)
FOLDS = 5
BALANCED = "balanced"
SHOWN = ("macro_f1", "relevance_f1", "side_macro_f1", "log_loss")
POOLED = "scope == 'all topics' and stance == 'all stances'"


def fitted(known: pd.DataFrame, topics: Topics, preset: str) -> TwoStageScorer:
    """Fit a preset; how much is read is decided later."""
    rows, everything = join_other_topics(known, topics, "bundled")
    classifier = preset_classifier(preset).set_params(topics=everything, random_state=0)
    return classifier.fit(rows, rows["stance"]).scorer_.for_topics(topics)


def n_asked(scorer: TwoStageScorer, texts: list[str]) -> "pd.Series[int]":
    """Return toward how many topics it is read, by text."""
    scores = scorer.about_scores(scorer.extractor.read(texts))
    about = about_proba(scores, scorer.relevance.classes)
    return pd.Series(scorer.asked(about)[1].sum(axis=1), index=texts)


def asked(
    rows: pd.DataFrame, topics: Topics, preset: str
) -> tuple[dict[float, Tally], dict[float, "pd.Series[int]"]]:
    """Return for each value the sums of the answers, and what is read."""
    answers: dict[float, list[pd.DataFrame]] = {least: [] for least in LEAST}
    counts: dict[float, list[pd.Series]] = {least: [] for least in LEAST}
    for seen, unseen in grouped_folds(rows, FOLDS, random_state=0):
        scorer, part = fitted(rows.iloc[seen], topics, preset), rows.iloc[unseen]
        for least in LEAST:
            with_least = replace(scorer, min_about=min(least, scorer.min_about), min_read=least)
            answers[least].append(judge_pairs(StanceModel(with_least), part))
            counts[least].append(n_asked(with_least, part["text"].unique().tolist()))
    return (
        {least: tally(pd.concat(parts, ignore_index=True)) for least, parts in answers.items()},
        {least: pd.concat(parts) for least, parts in counts.items()},
    )


def main() -> None:
    """Print one line for each value."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    preset = sys.argv[1] if len(sys.argv) > 1 else BALANCED
    tallies, counts = asked(rows, topics, preset)
    about = is_about(rows)
    table = []
    for least, of_least in tallies.items():
        scores = score_table(of_least).query(POOLED).set_index("score")
        less = compare_tallies(of_least, tallies[0.0]).query(POOLED).set_index("score")
        line = {"min_read": least, **scores.loc[list(SHOWN), "value"].to_dict()}
        line |= scores.loc["macro_f1", ["low", "high"]].to_dict()
        line |= {f"less_{k}": less.loc["macro_f1", k] for k in ("difference", "low", "high")}
        share = counts[least].groupby(about).mean() / len(topics)
        line |= {
            "read_corpus": counts[least].mean() / len(topics),
            "read_ordinary": ABOUT_SOME * share[True] + (1 - ABOUT_SOME) * share[False],
        }
        table.append(line)
    print(pd.DataFrame(table).round(4).to_string(index=False))
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps(kept | {preset: table}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
