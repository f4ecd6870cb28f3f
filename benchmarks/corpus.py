"""Count the corpus, audit its split and its labels: the numbers of ``data/README.md``."""

import json

import pandas as pd

from stance.bundled import bundled_path
from stance.examples import audit_split, read_examples
from stance.stances import MIXED, SIDES
from stance.topics import read_topics

SPLITS = ("train", "test")


def by_family() -> pd.DataFrame:
    """Return counts and lengths by what a document was written as, both splits together."""
    lines = [json.loads(line) for split in SPLITS for line in read_lines(f"{split}.jsonl")]
    rows = pd.DataFrame(lines)
    table = pd.DataFrame({"documents": rows["doc"].str.split("-").str[0], "sentences": 1})
    for stance in (*SIDES, MIXED):
        table[stance] = [list(given.values()).count(stance) for given in rows["stances"]]
    table["none"] = (rows["stances"].str.len() == 0).astype(int)
    counts = table.groupby("documents").sum()
    words = rows["text"].str.split().str.len()
    kind = table["none"].map({0: "words, about a topic", 1: "words, about none"})
    return counts.join(words.groupby([table["documents"], kind]).mean().unstack().round(1))


def read_lines(name: str) -> list[str]:
    """Return the lines of a file of the corpus."""
    return (bundled_path("data") / name).read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Print counts per split, topic and stance, and what the splits share."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    parts = {split: read_examples(data, split=split, topics=topics) for split in SPLITS}
    for split, examples in parts.items():
        frame = examples.frame
        print(f"{split}: {frame['text'].nunique():,} sentences, {frame['doc'].nunique()} documents")
        print(examples.counts().to_string(), end="\n\n")
    print(audit_split(parts["train"].frame, parts["test"].frame).to_string(index=False))
    print(f"\n{by_family().to_string()}")
    readings = map(json.loads, read_lines("review/second_reading.jsonl"))
    pairs = [(row["first"], row["second"]) for row in readings]
    same = sum(first == second for first, second in pairs)
    print(f"\nsecond reading: {same} of {len(pairs)} sentences with the same labels throughout")


if __name__ == "__main__":
    main()
