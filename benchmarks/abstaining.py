"""What is left, and how often it is right, where unsure answers are left open.

For bounds of ``predict(..., abstain_below=...)``: of the answers that call a sentence relevant the
share that is given, and the share of these that is right, with 95 % intervals over documents. Asked
are the test split of the corpus and the topics that no model has learned.
``python benchmarks/abstaining.py [default|fast|MODEL ...]``
"""

import sys

import numpy as np
import pandas as pd
from scipy import sparse

import stance
from stance.bundled import bundled_path
from stance.judging import judge_pairs
from stance.judging.curves import ratio_intervals
from stance.stances import UNRELATED

BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


def asked() -> dict[str, tuple[pd.DataFrame, stance.Topics]]:
    """Return the rows that are asked about, and their topics."""
    data = bundled_path("data")
    known = stance.read_topics(data / "topics.toml")
    new = data / "new-topics"
    unmet = stance.read_topics(new / "topics.toml")
    return {
        "test split": (
            stance.read_examples(data, split="test", topics=known).for_training(),
            known,
        ),
        "new topics": (stance.read_examples(new, topics=unmet).for_training(), unmet),
    }


def left(judged: pd.DataFrame) -> pd.DataFrame:
    """Return for each bound which share of relevant answers is given, and is right."""
    called = judged[judged["stance"] != UNRELATED]
    given = called["confidence"].to_numpy()[:, None] >= np.array(BOUNDS)
    right = given & (called["stance"] == called["truth"]).to_numpy()[:, None]
    by_doc = [
        pd.DataFrame(flags.astype(float)).groupby(called["doc"].to_numpy(), sort=False).sum()
        for flags in (right, given)
    ]
    value, low, high = ratio_intervals(*map(sparse.csr_array, by_doc), n_resamples=2000)
    columns = {"below": BOUNDS, "given": given.mean(axis=0), "n": given.sum(axis=0)}
    return pd.DataFrame({**columns, "right": value, "low": low, "high": high})


def main() -> None:
    """Print a table for each model and data set."""
    for name in sys.argv[1:] or ("default", "fast"):
        scorer = stance.load(name).scorer
        for called, (rows, topics) in asked().items():
            judged = judge_pairs(stance.StanceModel(scorer.for_topics(topics)), rows)
            print(f"\n{name}, {called}\n{left(judged).round(2).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main()
