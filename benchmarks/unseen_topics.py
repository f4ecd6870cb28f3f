"""How well topics are read that no model has learned.

Asks a bundled model, or that of a folder, with each topic's name, description and aliases;
intervals are over topics. ``data/new-topics`` is there to tell, ``data/validation-topics`` to
choose by: ``python benchmarks/unseen_topics.py [default|fast|MODEL ...] [--data FOLDER]``. Where
the sentences are of kinds, a second table tells the share of right answers for each.
"""

import argparse
from pathlib import Path

import pandas as pd

import stance
from stance.bundled import bundled_path
from stance.judging import judge_pairs, score_table, tally

SCORES = ("macro_f1", "f_avg", "relevance_f1", "side_macro_f1", "calibration_error")


def main() -> None:
    """Print a table for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=["default", "fast"])
    parser.add_argument("--data", type=Path, default=bundled_path("data/new-topics"))
    asked = parser.parse_args()
    topics = stance.read_topics(asked.data / "topics.toml")
    rows = stance.read_examples(asked.data, topics=topics).for_training()
    print(f"{rows['text'].nunique()} sentences, {len(topics)} topics that no model has learned")
    for name in asked.models:
        model = stance.StanceModel(stance.load(name).scorer.for_topics(topics))
        table = score_table(tally(judge_pairs(model, rows)))
        chosen = "scope == 'all topics' and stance == 'all stances' and score in @SCORES"
        shown = table.query(chosen)[["score", "value", "low", "high", "n"]]
        print(f"\n{name}\n{pd.DataFrame(shown).round(3).to_string(index=False)}")
        if "kind" in rows:
            print(f"\n{by_kind(model, rows).round(2).to_string()}")


def by_kind(model: stance.StanceModel, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the share of right answers for each kind: about the topic asked of, and not."""
    # Of the pairs of a sentence and a topic that it is not about, only those of its own document.
    own = rows["topic"].map(rows[rows["stance"] != "unrelated"].groupby("topic")["doc"].agg(_most))
    asked = rows[(rows["stance"] != "unrelated") | (own == rows["doc"])]
    right = model.predict_pairs(asked["text"], asked["topic"].tolist())["stance"].to_numpy()
    told = asked.assign(right=right == asked["stance"])
    return told.groupby("kind")["right"].agg(["mean", "size"])


def _most(docs: "pd.Series[str]") -> str:
    return str(docs.mode()[0])


if __name__ == "__main__":
    main()
