"""How good encoders are alone, on corpus documents that they have not seen.

Scores every pair of the training split by the sibling that was trained without its document, which
is what an encoder keeps in ``unseen.npz``. Several folders are compared on the pairs that all of
them have: ``python benchmarks/encoder.py [FOLDER ...]``.
"""

import sys
from pathlib import Path

import pandas as pd
from scipy.special import softmax

from stance.bundled import bundled_path
from stance.encoder.encoder import load_encoder
from stance.encoder.pairs import topic_text
from stance.examples import read_examples
from stance.judging import score_table, tally
from stance.stances import PROBABILITIES, STANCES
from stance.topics import read_topics

SCORES = ("macro_f1", "relevance_f1", "side_macro_f1", "log_loss")


def main() -> None:
    """Print a table for each encoder."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    said = {topic.name: topic_text(topic) for topic in topics}
    pairs = list(zip(rows["topic"].map(said), rows["text"], strict=True))
    folders = [Path(name) for name in sys.argv[1:]] or [None]
    encoders = [load_encoder(folder) for folder in folders]
    known = [all(encoder.has_unseen(*pair) for encoder in encoders) for pair in pairs]
    rows = rows[known].reset_index(drop=True)
    pairs = [pair for pair, keep in zip(pairs, known, strict=True) if keep]
    print(f"{len(rows):,} pairs of {rows['doc'].nunique()} documents")
    for folder, encoder in zip(folders, encoders, strict=True):
        proba = softmax(encoder.scores(*map(list, zip(*pairs, strict=True))), axis=1)
        best = proba.argmax(axis=1)
        judged = rows[["text", "topic", "doc"]].assign(
            truth=rows["stance"], stance=[STANCES[i] for i in best], confidence=proba.max(axis=1)
        )
        judged[list(PROBABILITIES)] = proba
        table = score_table(tally(pd.DataFrame(judged)))
        chosen = "scope == 'all topics' and stance == 'all stances' and score in @SCORES"
        print(f"\n{folder or 'the bundled encoder'}")
        print(table.query(chosen).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
