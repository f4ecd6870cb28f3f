"""Count the corpus, audit its split and its labels: the numbers of ``data/README.md``."""

import json

from stance.bundled import bundled_path
from stance.examples import audit_split, read_examples
from stance.topics import read_topics


def main() -> None:
    """Print counts per split, topic and stance, and what the splits share."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    parts = {split: read_examples(data, split=split, topics=topics) for split in ("train", "test")}
    for split, examples in parts.items():
        frame = examples.frame
        print(f"{split}: {frame['text'].nunique():,} sentences, {frame['doc'].nunique()} documents")
        print(examples.counts().to_string(), end="\n\n")
    print(audit_split(parts["train"].frame, parts["test"].frame).to_string(index=False))
    readings = (data / "review" / "second_reading.jsonl").read_text(encoding="utf-8")
    pairs = [(row["first"], row["second"]) for row in map(json.loads, readings.splitlines())]
    same = sum(first == second for first, second in pairs)
    print(f"\nsecond reading: {same} of {len(pairs)} sentences with the same labels throughout")


if __name__ == "__main__":
    main()
