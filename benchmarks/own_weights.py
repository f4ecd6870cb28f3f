"""From how many examples on a topic does well with weights of its own, on training rows alone.

Where topics are few, each is thinned to so many examples and what was left out of it is asked,
with and without own weights. Where they are thousands (vast), all are asked in folds of whole
texts, with several bounds. n-grams alone, macro-F1 in percent; the test splits are not read.
``python benchmarks/own_weights.py FOLDER [SET ...]`` with the folder of the public sets.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd

from stance.benchmarks.loading import topics_of, training_rows
from stance.benchmarks.sets import SETS
from stance.examples import grouped_folds
from stance.features.extraction import FEW_TOPICS
from stance.judging import judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.learning.classifier import StanceClassifier
from stance.learning.stage import with_enough
from stance.model.stance_model import StanceModel
from stance.topics import Topics

EXAMPLES = 3, 5, 10, 20, 40
BOUNDS = 1, 3, 5, 10, 20, 10**9
DRAWS, FOLDS, MOST = 5, 2, 4000

Halves = tuple[pd.DataFrame, pd.DataFrame]


def thinned(rows: pd.DataFrame, n: int) -> Iterator[Halves]:
    """Yield so many rows of each topic and stance group, and up to a thousand of the others."""
    for draw in range(DRAWS):
        about = rows["stance"].ne("unrelated")
        drawn = rows.sample(frac=1, random_state=draw)
        seen = drawn.groupby(["topic", about]).head(n)
        unseen = drawn[~drawn["text"].isin(seen["text"])]
        yield seen.reset_index(drop=True), unseen.head(1000)


def in_folds(rows: pd.DataFrame) -> Iterator[Halves]:
    """Yield the rows of some folds, and those of the others."""
    texts = rows["text"].drop_duplicates().sample(frac=1, random_state=0)
    share = min(1.0, MOST / len(rows))
    some = rows[rows["text"].isin(texts.head(int(share * len(texts))))].assign(doc=rows["text"])
    for seen, unseen in grouped_folds(some.reset_index(drop=True), FOLDS, random_state=0):
        yield some.iloc[seen], some.iloc[unseen]


def score(halves: list[Halves], topics: Topics, bound: int) -> list[float]:
    """Return the macro-F1 of each pair of halves."""
    scores = []
    for seen, unseen in halves:
        classifier = StanceClassifier(topics, calibration_folds=0, random_state=0)
        with patch.object(with_enough, "__defaults__", (bound,)):
            fitted = classifier.fit(seen, seen["stance"])
        judged = judge_pairs(StanceModel(fitted.scorer_), unseen).assign(topic=ALL_TOPICS)
        table = score_table(tally(judged), n_resamples=2)
        asked = table["score"].eq("macro_f1") & table["stance"].eq(ALL_STANCES)
        scores.append(100 * table[asked & table["scope"].eq(ALL_TOPICS)]["value"].iloc[0])
    return scores


def main() -> None:
    """Print the mean macro-F1, and the difference to shared weights alone with its error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["semeval2016_task6a", "own", "vast"])
    arguments = parser.parse_args()
    for name in arguments.sets:
        rows = training_rows(SETS[name], arguments.folder)
        topics = Topics(topics_of(SETS[name], rows["topic"]).values())
        many = len(topics) > FEW_TOPICS
        for n in (0,) if many else EXAMPLES:
            halves = list(in_folds(rows) if many else thinned(rows, n))
            alone = np.array(score(halves, topics, BOUNDS[-1]))
            print(f"{name}, {n or 'all'} examples a topic: {alone.mean():.2f} shared", flush=True)
            for bound in BOUNDS[:-1] if many else (1,):
                less = np.array(score(halves, topics, bound)) - alone
                error = less.std(ddof=1) / np.sqrt(len(less))
                print(f"    own from {bound}: {less.mean():+.2f} (error {error:.2f})", flush=True)


if __name__ == "__main__":
    main()
