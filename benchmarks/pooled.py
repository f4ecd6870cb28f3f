"""Train one encoder on the training splits of all public sets, for the benchmark alone.

Not for shipping: some of the sets forbid it, or state no licence. Texts of any test split, and
topics of the test split of a set of new topics, are left out, whichever set they come from.
``python benchmarks/pooled.py DATA FOLDER``, where DATA holds a folder for each set; then
``stance benchmark --data DATA --encoder FOLDER`` scores it. About an hour on two cores.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from stance.benchmarks import SETS as KNOWN
from stance.benchmarks.loading import cleaned, with_holders
from stance.bundled import bundled_path
from stance.encoder.export import export_encoder
from stance.encoder.network import StanceNetwork, fit_network
from stance.encoder.pairs import PAIR_COLUMNS, crossed, spoken_topics
from stance.encoder.training import minilm
from stance.examples import read_examples
from stance.examples.beside import thinned
from stance.topics import read_topics

SETS = (
    "semeval2016_task6a", "gwsd", "newsmtsc", "ruw", "vast", "ibm_claim_stance", "perspectrum",
    "argkp2021", "seesaw", "dse",
)  # fmt: skip
NEW_TOPICS = ("ibm_claim_stance",)
PASSES, RATE, SEED = 2, 1.2e-4, 0


def plain(text: pd.Series) -> pd.Series:
    """Return texts without case, marks and spaces."""
    return text.str.lower().str.replace(r"[\W_]+", "", regex=True)


def said(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rows as the encoder reads them: with the holder beside the topic."""
    if name not in KNOWN:
        return rows
    rows = cleaned(rows, KNOWN[name])
    if KNOWN[name].holders:
        rows, _ = with_holders(rows)
    return rows[~rows["odd_entity"]] if name == "dse" else rows


def main() -> None:
    """Read the sets, train, and write the encoder's folder."""
    data, folder = map(Path, sys.argv[1:3])
    random = np.random.default_rng(SEED)
    tests = [
        pd.read_parquet(file).assign(set=name)
        for name in SETS
        for file in sorted((data / name).glob("test*.parquet"))
    ]
    test = pd.concat(tests)
    texts = set(plain(test["text"]))
    topics = set(plain(test.loc[test["set"].isin(NEW_TOPICS), "topic"]))
    pairs = {}
    for name in SETS:
        rows = said(pd.read_parquet(data / name / "train.parquet"), name)
        n = len(rows)
        rows = rows[~plain(rows["text"]).isin(texts) & ~plain(rows["topic"]).isin(topics)]
        clean = read_examples(rows[list(PAIR_COLUMNS)], on_invalid="drop").for_training()
        kept = clean[list(PAIR_COLUMNS)].reset_index(drop=True)
        if name == "dse":
            neutral = kept.index[kept["stance"].eq("neutral")]
            kept = kept.drop(random.choice(neutral, len(neutral) // 2, replace=False))
        if name not in ("gwsd", "ruw", "semeval2016_task6a", "vast"):
            kept = pd.concat([kept, crossed(kept, 0.1, random)])
        left_out = n - len(rows)
        print(f"{name:<20}{n:>7,} rows{left_out:>6} in a test split{len(kept):>8,} pairs")
        pairs[name] = kept
    known = read_topics(bundled_path("data/topics.toml"))
    own = read_examples(bundled_path("data"), split="train", topics=known).for_training()
    own = thinned(own[list(PAIR_COLUMNS)], 2, random)
    pairs["own"] = own.assign(topic=spoken_topics(own["topic"].tolist(), known, random))
    pool = pd.concat(pairs.values(), ignore_index=True)
    print(f"{len(pool):,} pairs", flush=True)
    network = StanceNetwork(minilm(), SEED)
    losses = fit_network(
        network, pool, epochs=PASSES, rate=RATE, random_state=SEED,
        checkpoint=folder.with_suffix(".pt"), title="pooled",
    )  # fmt: skip
    record = {
        "base": "all-MiniLM-L6-v2",
        "pretrained": "all-MiniLM-L6-v2",
        "sources": {name: len(rows) for name, rows in pairs.items()},
        "passes": PASSES,
        "rates": RATE,
        "random_state": SEED,
        "losses": losses,
    }
    export_encoder(network, folder, {}, record)


if __name__ == "__main__":
    main()
