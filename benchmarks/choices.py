"""How the classifier's defaults were chosen: one at a time, by cross-validation on training data.

For each value of a parameter, with all others at their defaults: macro-F1, relevance F1 and side
macro-F1 of the pooled out-of-fold answers, five folds by document, with the interval of the
macro-F1. Takes about a quarter of an hour: ``python benchmarks/choices.py [balanced|fast]``.
"""

import sys
from dataclasses import replace

import pandas as pd

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.judging import judge_pairs, score_table, tally
from stance.learning.presets import preset_classifier
from stance.learning.two_stage import TwoStageScorer
from stance.model.stance_model import StanceModel
from stance.topics import read_topics

FITTED = {
    "C_relevance": (10.0, 30.0, 100.0),
    "C_side": (3.0, 10.0, 30.0),
    "own_weight_relevance": (1.0, 2.0, 3.0),
    "own_weight_side": (0.5, 1.0, 2.0),
    "name_copies": (0, 5),
}
"""Parameters that take a new fit for each value."""

ASKED = {"about_threshold": (0.2, 0.3, 0.4, 0.5), "min_about": (0.0, 0.01, 0.03, 0.1, 0.2)}
"""Parameters that change only how a fitted classifier is asked."""

SHOWN = ("macro_f1", "relevance_f1", "side_macro_f1")


def fitted_folds(
    rows: pd.DataFrame, preset: str, topics: object, **parameters: float
) -> list[tuple[TwoStageScorer, pd.DataFrame]]:
    """Return for each fold what was fitted on the others, and the rows of the fold."""
    classifier = preset_classifier(preset).set_params(topics=topics, n_jobs=2, random_state=0)
    classifier.set_params(**parameters)
    return [
        (
            classifier.fit(rows.iloc[seen], rows.iloc[seen]["stance"]).scorer_,
            rows.iloc[unseen],
        )
        for seen, unseen in grouped_folds(rows, 5, random_state=0)
    ]


def line(name: str, value: float, folds: list[tuple[TwoStageScorer, pd.DataFrame]]) -> None:
    """Print the scores of one value."""
    judged = [judge_pairs(StanceModel(scorer), asked) for scorer, asked in folds]
    table = score_table(tally(pd.concat(judged, ignore_index=True)))
    pooled = table.query("scope == 'all topics' and stance == 'all stances'").set_index("score")
    values = "".join(f"{pooled.loc[score, 'value']:>15.3f}" for score in SHOWN)
    low, high = pooled.loc["macro_f1", ["low", "high"]]
    print(f"{name:<18}{value:>8}{values}   {low:.3f} to {high:.3f}", flush=True)


def main() -> None:
    """Print one line for each value of each parameter."""
    preset = sys.argv[1] if len(sys.argv) > 1 else "balanced"
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    print(f"{preset:<18}{'value':>8}" + "".join(f"{s:>15}" for s in SHOWN) + "   of macro_f1")
    folds = fitted_folds(rows, preset, topics)
    for name, values in ASKED.items():
        for value in values:
            line(name, value, [(replace(scorer, **{name: value}), x) for scorer, x in folds])
    for name, values in FITTED.items():
        for value in values:
            line(name, value, fitted_folds(rows, preset, topics, **{name: value}))


if __name__ == "__main__":
    main()
