"""What was chosen with public sets in sight: cross-validated on their training splits alone.

For each variant of the classifier the official metric of the set, with its interval, over the
pooled answers of five folds; rows with one text stay in one fold. The test splits are not read.
``python benchmarks/public_choices.py FOLDER [SET ...]`` with the folder of the public sets; the two
that it takes by itself are done in about ten minutes of one core. ``--embedder FOLDER`` asks what
another embedder would bring, and runs that variant and ``accurate`` alone.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

from stance.benchmarks.loading import topics_of, training_rows
from stance.benchmarks.sets import SETS
from stance.embedders.loading import load_embedder
from stance.encoder.encoder import load_encoder
from stance.examples import grouped_folds
from stance.features.extraction import Extractor
from stance.judging import TfidfBaseline, judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.learning.classifier import StanceClassifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics

FOLDS = 5
SHARED_PARTS = "parts of words shared"
ACCURATE = "with encoder and embedder (accurate)"

VARIANTS: dict[str, dict[str, Any] | None] = {
    "TF-IDF + LR per topic": None,
    f"n-grams, {SHARED_PARTS}": {},
    "n-grams (fast)": {},
    "n-grams, C_side 3": {"C_side": 3.0},
    "n-grams, C_side 1": {"C_side": 1.0},
    "with encoder": {"encoder": load_encoder},
    "with embedder": {"embedder": load_embedder},
    ACCURATE: {"encoder": load_encoder, "embedder": load_embedder},
}


def judged(parameters: dict[str, Any] | None, rows: pd.DataFrame, topics: Topics) -> pd.DataFrame:
    """Return the answers of a variant to rows that it had not learned from."""
    # Opened once, since encoders and embedders remember what they have read.
    opened = {
        key: given() if callable(given) else given for key, given in (parameters or {}).items()
    }
    parts = []
    for seen, unseen in grouped_folds(rows, FOLDS, random_state=0):
        known, asked = rows.iloc[seen], rows.iloc[unseen]
        if parameters is None:
            parts.append(judge_pairs(TfidfBaseline().fit(known), asked))
            continue
        fitted = StanceClassifier(topics, random_state=0, **opened).fit(known, known["stance"])
        parts.append(judge_pairs(StanceModel(fitted.scorer_), asked))
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    """Print one line for each set and variant."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["semeval2016_task6a", "gwsd"])
    parser.add_argument("--embedder", help="folder or hub name of another embedder")
    arguments = parser.parse_args()
    variants = dict(VARIANTS)
    if arguments.embedder:
        other = {"encoder": load_encoder, "embedder": partial(load_embedder, arguments.embedder)}
        variants = {ACCURATE: VARIANTS[ACCURATE], f"with encoder and {arguments.embedder}": other}
    for name in arguments.sets:
        known = SETS[name]
        rows = training_rows(known, arguments.folder)
        rows = rows.assign(doc=rows["text"])
        topics = Topics(topics_of(known, rows["topic"]).values())
        metric = known.parts[0].metric
        print(f"{name}, {len(rows):,} training rows, {metric} in percent")
        for variant, parameters in variants.items():
            shared = variant.endswith(SHARED_PARTS)
            parts = Extractor.n_parts if not shared else 0
            with patch.object(Extractor, "n_parts", parts):
                answers = judged(parameters, rows, topics)
            table = score_table(tally(answers.assign(topic=ALL_TOPICS)))
            asked = table["score"].eq(metric) & table["stance"].eq(ALL_STANCES)
            row = (
                100 * table[asked & table["scope"].eq(ALL_TOPICS)].iloc[0][["value", "low", "high"]]
            )
            print(
                f"  {variant:<45}{row['value']:.1f} ({row['low']:.1f} to {row['high']:.1f})",
                flush=True,
            )


if __name__ == "__main__":
    main()
