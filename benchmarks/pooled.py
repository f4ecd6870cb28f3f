"""Train one encoder on the training splits of public sets, for the benchmark alone.

Not for shipping: some of the sets forbid it, or state no licence. Texts of any test split, and
topics of the test split of a set of new topics, are left out, whichever set they come from.
``python benchmarks/pooled.py DATA FOLDER``, where DATA holds a folder for each set, takes some
40 minutes; with ``--base MPNET --frozen 6 --set newsmtsc --set seesaw ...`` a larger
network learns some of the sets. Then ``stance benchmark --data DATA --encoder FOLDER`` scores it.
A run that was cut off leaves ``FOLDER.pt`` after each pass; ``--begin FOLDER.pt --passes 1 --share
0.4 --rate 2.5e-5`` ends it sooner than it was meant to, on a share of the pairs.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import torch
import typer

from stance.benchmarks import SETS as KNOWN
from stance.benchmarks.loading import cleaned, with_holders
from stance.bundled import bundled_path
from stance.encoder.export import export_encoder
from stance.encoder.fitting import fit_network
from stance.encoder.network import StanceNetwork
from stance.encoder.pairs import PAIR_COLUMNS, crossed, spoken_topics
from stance.encoder.training import minilm
from stance.examples import read_examples
from stance.examples.beside import thinned
from stance.topics import read_topics

OWN = "own"
SETS = (
    "semeval2016_task6a", "gwsd", "newsmtsc", "ruw", "vast", "ibm_claim_stance", "perspectrum",
    "argkp2021", "seesaw", "dse", OWN,
)  # fmt: skip
NEW_TOPICS = ("ibm_claim_stance",)
UNCROSSED = ("gwsd", "ruw", "semeval2016_task6a", "vast")
SEED = 0


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


def asked_in_tests(data: Path) -> tuple[set[str], set[str]]:
    """Return the texts of all test splits, and the topics that shall be new in them."""
    tests = [
        pd.read_parquet(file).assign(set=name)
        for name in SETS
        for file in sorted((data / name).glob("*.parquet"))
        if file.stem in (KNOWN[name].test if name in KNOWN else ("test",))
    ]
    test = pd.concat(tests)
    new = test["set"].isin(NEW_TOPICS)
    return set(plain(test["text"])), set(plain(test.loc[new, "topic"]))


def own_pairs(random: np.random.Generator) -> pd.DataFrame:
    """Return the training split of the bundled corpus."""
    known = read_topics(bundled_path("data/topics.toml"))
    own = read_examples(bundled_path("data"), split="train", topics=known).for_training()
    own = thinned(own[list(PAIR_COLUMNS)], 2, random)
    return own.assign(topic=spoken_topics(own["topic"].tolist(), known, random))


def public_pairs(
    data: Path,
    name: str,
    asked: tuple[set[str], set[str]],
    random: np.random.Generator,
    share: float,
) -> tuple[pd.DataFrame, int, int]:
    """Return pairs of a public set, how many rows it has, and how many are in a test split."""
    texts, topics = asked
    rows = said(pd.read_parquet(data / name / "train.parquet"), name)
    n = len(rows)
    rows = rows[~plain(rows["text"]).isin(texts) & ~plain(rows["topic"]).isin(topics)]
    clean = read_examples(rows[list(PAIR_COLUMNS)], on_invalid="drop").for_training()
    kept = clean[list(PAIR_COLUMNS)].reset_index(drop=True)
    if name == "dse":
        neutral = kept.index[kept["stance"].eq("neutral")]
        kept = kept.drop(random.choice(neutral, len(neutral) // 2, replace=False))
    if name not in UNCROSSED and share:
        kept = pd.concat([kept, crossed(kept, share, random)])
    return kept, n, n - len(rows)


def begun(network: StanceNetwork, checkpoint: Path) -> list[float]:
    """Give a network the weights of a run that was cut off; return the losses of its passes."""
    kept = torch.load(checkpoint, weights_only=True)
    network.load_state_dict(kept["network"])
    return list(kept["losses"])


def main(
    data: Path,
    folder: Path,
    *,
    base: str | None = None,
    frozen: int = 0,
    sets: Annotated[list[str], typer.Option("--set")] = list(SETS),  # noqa: B006
    passes: int = 2,
    rate: float = 1.2e-4,
    begin: Path | None = None,
    share: float = 1.0,
) -> None:
    """Read the sets, train, and write the encoder's folder."""
    random = np.random.default_rng(SEED)
    # Without the corpus no one asks for "unrelated", which no public set has.
    unrelated = 0.1 if OWN in sets else 0.0
    asked, pairs = asked_in_tests(data), {}
    for name in sets:
        if name == OWN:
            pairs[name] = own_pairs(random)
            continue
        pairs[name], n, left_out = public_pairs(data, name, asked, random, unrelated)
        print(f"{name:<20}{n:>7,} rows{left_out:>6} in a test split{len(pairs[name]):>8,} pairs")
    pool = pd.concat(pairs.values(), ignore_index=True)
    if share < 1:
        pool = pool.sample(frac=share, random_state=SEED)
    print(f"{len(pool):,} pairs", flush=True)
    network = StanceNetwork(base or minilm(), SEED)
    before = [] if begin is None else begun(network, begin)
    losses = fit_network(
        network, pool, epochs=passes, rate=rate, random_state=SEED, frozen=frozen,
        checkpoint=folder.with_suffix(".pt"), title="pooled",
    )  # fmt: skip
    pretrained = Path(base).name if base else "all-MiniLM-L6-v2"
    record = {
        "base": pretrained,
        "pretrained": pretrained,
        "sources": {name: len(rows) for name, rows in pairs.items()},
        "passes": passes,
        "rates": rate,
        "frozen": frozen,
        "random_state": SEED,
        "losses": losses,
        "losses_before": before,
        "share": share,
    }
    export_encoder(network, folder, {}, record)


if __name__ == "__main__":
    typer.run(main)
