"""How well topics are read that no model has learned: the 15 of ``data/new-topics``.

Asks a bundled model with each topic's name, description and aliases; intervals are over
topics: ``python benchmarks/unseen_topics.py [default|fast ...]``.
"""

import sys

import pandas as pd

import stance
from stance.bundled import bundled_path
from stance.judging import judge_pairs, score_table, tally

SCORES = ("macro_f1", "f_avg", "relevance_f1", "side_macro_f1", "calibration_error")


def main() -> None:
    """Print a table for each model."""
    folder = bundled_path("data/new-topics")
    topics = stance.read_topics(folder / "topics.toml")
    rows = stance.read_examples(folder, topics=topics).for_training()
    print(f"{rows['text'].nunique()} sentences, {len(topics)} topics that no model has learned")
    for name in sys.argv[1:] or ["default", "fast"]:
        model = stance.StanceModel(stance.load(name).scorer.for_topics(topics))
        table = score_table(tally(judge_pairs(model, rows)))
        chosen = "scope == 'all topics' and stance == 'all stances' and score in @SCORES"
        shown = table.query(chosen)[["score", "value", "low", "high", "n"]]
        print(f"\n{name}\n{pd.DataFrame(shown).round(3).to_string(index=False)}")


if __name__ == "__main__":
    main()
