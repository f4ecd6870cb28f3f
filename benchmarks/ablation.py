"""What each part of the classifier is worth: taken out one at a time, on training documents alone.

Every sentence of the corpus's training split is judged by a model that has seen none of its
document; the encoder's scores are those of siblings that had not seen it either. Each variant
stands beside what it was taken out of, paired by document. The test split is not read.
``python benchmarks/ablation.py [VARIANT ...]`` runs all or some, prints a table, and keeps what it
found in ``benchmarks/results/ablation.json``; all of them take about twenty minutes of one core.
``--markdown`` runs nothing and prints what is kept, for ``docs/results.md``.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
from scipy.special import softmax

from stance.bundled import bundled_path
from stance.comparison.words import score_name
from stance.embedders.loading import load_embedder
from stance.encoder.encoder import load_encoder
from stance.encoder.pairs import topic_text
from stance.examples import grouped_folds, read_examples
from stance.examples.beside import join_other_topics
from stance.features.extraction import FAMILY_WEIGHTS, Extractor
from stance.judging import MajorityBaseline, TfidfBaseline, compare_tallies, score_table, tally
from stance.judging.baselines import predictions_of
from stance.judging.predictor import Predictor
from stance.judging.tallies import Tally, judge_pairs
from stance.learning import fitting
from stance.learning.classifier import StanceClassifier
from stance.learning.presets import preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics, read_topics

RESULTS = Path(__file__).parent / "results" / "ablation.json"
FOLDS = 3
SHOWN = ("macro_f1", "relevance_f1", "side_macro_f1")
POOLED = "scope == 'all topics' and stance == 'all stances'"

Fit = Callable[[pd.DataFrame, Topics], Predictor]


class Unbalanced(StanceClassifier):
    """The classifier with the sides weighed as often as they occur."""

    def _estimator(self, C, seed, class_weight=None):  # noqa: ARG002
        return super()._estimator(C, seed)


class PerTopic:
    """A model for each topic, which learns from the rows of that topic alone."""

    def __init__(self, rows: pd.DataFrame, topics: Topics) -> None:
        self.models = {
            name: fitted(StanceClassifier(), of_topic, topics.select(name))
            for name, of_topic in rows.groupby("topic")
        }

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position."""
        asked = pd.DataFrame({"text": texts, "topic": topics})
        parts = [
            self.models[name]
            .predict_pairs(rows["text"], rows["topic"].tolist())
            .set_axis(rows.index)
            for name, rows in asked.groupby("topic")
        ]
        return pd.concat(parts).sort_index()


class EncoderAlone:
    """The encoder's most probable stance, by siblings that had not seen the document."""

    def __init__(self, _: pd.DataFrame, topics: Topics) -> None:
        self.encoder, self.topics = load_encoder(), topics

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position."""
        asked = [topic_text(self.topics[name]) for name in topics]
        unseen = map(self.encoder.has_unseen, asked, texts)
        if not all(unseen):
            sys.exit("the bundled encoder has not the scores of siblings for these documents")
        proba = softmax(self.encoder.scores(asked, texts).astype(float), axis=1)
        return predictions_of(texts, topics, proba)


@dataclass(frozen=True)
class Variant:
    """Something to fit, what it is held against, and families of features to go without."""

    fit: Fit
    beside: str | None = None
    without: tuple[str, ...] = ()


def fitted(classifier: StanceClassifier, rows: pd.DataFrame, topics: Topics) -> StanceModel:
    """Fit a classifier on rows with topics."""
    classifier.set_params(topics=topics, random_state=0)
    return StanceModel(classifier.fit(rows, rows["stance"]).scorer_)


def preset(name: str, **parameters: Any) -> Fit:
    """Return what fits a preset with some parameters changed."""
    return lambda rows, topics: fitted(
        preset_classifier(name).set_params(**parameters), rows, topics
    )


def with_other_topics(rows: pd.DataFrame, topics: Topics) -> Predictor:
    """Fit n-grams on the corpus and on the bundled data of other topics."""
    return fitted(StanceClassifier(), *join_other_topics(rows, topics, "bundled"))


def own_words_alone(rows: pd.DataFrame, topics: Topics) -> Predictor:
    """Fit n-grams whose parts of words have no weights of a topic's own."""
    with patch.object(Extractor, "n_parts", 0):
        return preset("fast")(rows, topics)


def as_siblings_deserve(rows: pd.DataFrame, topics: Topics) -> Predictor:
    """Fit n-grams and encoder, trusted no more than the siblings that answered for it."""
    with patch.object(fitting, "trusting_average", lambda blend, _: blend):
        return preset("balanced")(rows, topics)


NGRAMS, BALANCED = "n-grams (fast)", "n-grams and encoder (balanced)"
ALL = "n-grams, encoder and embedder (accurate)"
VARIANTS = {
    "majority": Variant(lambda rows, _: MajorityBaseline().fit(rows), NGRAMS),
    "TF-IDF + LR per topic": Variant(lambda rows, _: TfidfBaseline().fit(rows), NGRAMS),
    NGRAMS: Variant(preset("fast")),
    "words alone": Variant(preset("fast"), NGRAMS, ("parts", "marks", "context")),
    "no context of the mention": Variant(preset("fast"), NGRAMS, ("context",)),
    "no parts of words": Variant(preset("fast"), NGRAMS, ("parts",)),
    "no marks": Variant(preset("fast"), NGRAMS, ("marks",)),
    "no weights of a topic's own": Variant(
        preset("fast", own_weight_relevance=0.0, own_weight_side=0.0), NGRAMS
    ),
    "no shared weights (a model per topic)": Variant(PerTopic, NGRAMS),
    "no balance of the sides": Variant(
        lambda rows, topics: fitted(Unbalanced(), rows, topics), NGRAMS
    ),
    "no calibration": Variant(preset("fast", calibration_folds=0), NGRAMS),
    "about from 0.5 on": Variant(preset("fast", about_threshold=0.5), NGRAMS),
    "other topics beside": Variant(with_other_topics, NGRAMS),
    "parts of words shared by all topics": Variant(own_words_alone, NGRAMS),
    "C_side of 1": Variant(preset("fast", C_side=1.0), NGRAMS),
    "n-grams and embedder": Variant(preset("fast", embedder=load_embedder()), NGRAMS),
    "encoder alone": Variant(EncoderAlone, BALANCED),
    BALANCED: Variant(preset("balanced"), NGRAMS),
    "encoder everywhere": Variant(preset("balanced", min_about=0.0, min_read=0.0), BALANCED),
    "no copies with other names": Variant(preset("balanced", name_copies=0), BALANCED),
    "no more trust in the encoder": Variant(as_siblings_deserve, BALANCED),
    ALL: Variant(preset("accurate"), BALANCED),
    "an embedder that reads names": Variant(preset("accurate", mask_names=False), ALL),
}
"""The ladder, by name. A variant is held against the one that it names."""


def judged(variant: Variant, rows: pd.DataFrame, topics: Topics) -> Tally:
    """Return the sums of a variant's answers on all folds."""
    parts = []
    with patch.dict(FAMILY_WEIGHTS, dict.fromkeys(variant.without, 0.0)):
        for seen, unseen in grouped_folds(rows, FOLDS, random_state=0):
            predictor = variant.fit(rows.iloc[seen], topics)
            parts.append(judge_pairs(predictor, rows.iloc[unseen]))
    return tally(pd.concat(parts, ignore_index=True), topics.names)


def told(table: pd.DataFrame, columns: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the shown scores of a table, by score."""
    pooled = table.query(POOLED).set_index("score")
    return {score: pooled.loc[score, list(columns)].round(5).to_dict() for score in SHOWN}


def line(name: str, found: dict) -> str:
    """Return a variant as a line of the table."""
    cells = []
    for score in SHOWN:
        value = found["scores"][score]
        cells.append(f"{value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})")
    if less := found.get("less"):
        gain = less["macro_f1"]
        cells.append(
            f"{gain['difference']:+.3f} ({gain['low']:+.3f} to {gain['high']:+.3f}), "
            f"p = {gain['p_value']:.4f}, beside {found['beside']}"
        )
    return f"{name:<46}" + "   ".join(cells)


def markdown(kept: dict[str, dict]) -> str:
    """Return what is kept as a table, a variant below what it is held against."""
    lines = [["", *map(score_name, SHOWN), "macro-F1 less", ""]]
    lines.append(["---", *["---:"] * len(SHOWN), "---:", "---"])
    for name, found in kept.items():
        cells = [f"{found['scores'][score]['value']:.3f}" for score in SHOWN]
        told = ["", ""]
        if less := found.get("less"):
            gain = less["macro_f1"]
            told[0] = f"{gain['difference']:+.3f} ({gain['low']:+.3f} to {gain['high']:+.3f})"
            told[1] = f"that of {found['beside']}"
        lines.append([name, *cells, *told])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Run, print and keep the variants that are named, and those they are held against."""
    if sys.argv[1:] == ["--markdown"]:
        print(markdown(json.loads(RESULTS.read_text(encoding="utf-8"))))
        return
    names = sys.argv[1:] or list(VARIANTS)
    if unknown := [name for name in names if name not in VARIANTS]:
        sys.exit(f"no variant {unknown[0]!r}. There are: {', '.join(VARIANTS)}")
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    print(f"{'':<46}" + "".join(f"{score:<25}" for score in SHOWN) + "macro_f1 less that of")
    sums: dict[str, Tally] = {}
    beside = dict.fromkeys(VARIANTS[name].beside for name in names if VARIANTS[name].beside)
    for name in dict.fromkeys([*beside, *names]):
        variant = VARIANTS[name]
        sums[name] = judged(variant, rows, topics)
        found = {"scores": told(score_table(sums[name]), ("value", "low", "high"))}
        if variant.beside in sums:
            compared = compare_tallies(sums[name], sums[variant.beside])
            less = told(compared, ("difference", "low", "high", "p_value"))
            found |= {"beside": variant.beside, "less": less}
        kept[name] = found
        print(line(name, found), flush=True)
        ordered = {known: kept[known] for known in VARIANTS if known in kept}
        RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
