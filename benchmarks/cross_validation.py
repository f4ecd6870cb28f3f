"""Cross-validate the presets beside the baselines, on the training split of the corpus.

Every sentence is judged by a model that has seen none of its document; the presets learn the
bundled sentences on other topics as well, as the bundled models do. The test split is not read.
Takes half an hour of one core: ``python benchmarks/cross_validation.py``.
"""

import pandas as pd

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.examples.beside import join_other_topics
from stance.judging import (
    KeywordBaseline,
    MajorityBaseline,
    TfidfBaseline,
    compare_tallies,
    judge_pairs,
    score_table,
    tally,
)
from stance.learning.presets import preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics, read_topics

PRESETS = ("accurate", "balanced", "fast")
SCORES = ("macro_f1", "f_avg", "relevance_f1", "side_macro_f1", "accuracy", "log_loss")
POOLED = "scope == 'all topics' and stance == 'all stances' and score in @SCORES"


def _fitted(preset: str, topics: Topics, known: pd.DataFrame) -> StanceModel:
    rows, everything = join_other_topics(known, topics, "bundled")
    classifier = preset_classifier(preset).set_params(topics=everything, random_state=0)
    return StanceModel(classifier.fit(rows, rows["stance"]).scorer_.for_topics(topics))


def main() -> None:
    """Print scores with intervals, and the paired difference to each baseline."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    judged: dict[str, list[pd.DataFrame]] = {}
    for seen, unseen in grouped_folds(rows, 5, random_state=0):
        known, asked = rows.iloc[seen], rows.iloc[unseen]
        predictors = {
            **{preset: _fitted(preset, topics, known) for preset in PRESETS},
            "majority": MajorityBaseline().fit(known),
            "keyword rule": KeywordBaseline(topics),
            "TF-IDF + LR, balanced": TfidfBaseline().fit(known),
        }
        for name, predictor in predictors.items():
            judged.setdefault(name, []).append(judge_pairs(predictor, asked))
    tallies = {name: tally(pd.concat(parts, ignore_index=True)) for name, parts in judged.items()}
    for name, of_name in tallies.items():
        print(f"\n{name}")
        print(score_table(of_name).query(POOLED).round(3).to_string(index=False))
        for preset in PRESETS[: PRESETS.index(name)] if name in PRESETS else PRESETS:
            print(f"{preset} less this, paired by document:")
            table = compare_tallies(tallies[preset], of_name)
            print(table.query(POOLED).round(4).to_string(index=False))


if __name__ == "__main__":
    main()
