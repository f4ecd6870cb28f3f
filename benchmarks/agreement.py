"""How far two readers agree on the corpus: Krippendorff's alpha and confusion, by topic.

The second reader labelled a stratified sample by the guide alone, without sight of the labels.
Alpha is the nominal one (Krippendorff, "Content Analysis", 4th ed. 2019, chapter 12) over the five
answers favor, against, neutral, mixed and unrelated; 1 is full agreement, 0 is what chance gives.
Intervals are from a bootstrap over sentences. Run ``python benchmarks/agreement.py``.
"""

import json

import krippendorff
import numpy as np
import pandas as pd

from stance.bundled import bundled_path
from stance.topics import read_topics

ANSWERS = ["favor", "against", "neutral", "mixed", "unrelated"]
RESAMPLES = 1000


def alpha(first: np.ndarray, second: np.ndarray) -> float:
    """Return Krippendorff's alpha of two readings of the same rows."""
    codes = np.array([first, second]).reshape(2, -1)
    if len(np.unique(codes)) < 2:
        return float("nan")
    return float(krippendorff.alpha(codes, level_of_measurement="nominal", value_domain=range(5)))


def interval(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Return a 95 % interval of alpha from resampled sentences (the rows of both arrays)."""
    random = np.random.default_rng(0)
    draws = (random.integers(len(first), size=len(first)) for _ in range(RESAMPLES))
    low, high = np.nanpercentile([alpha(first[d], second[d]) for d in draws], [2.5, 97.5])
    return float(low), float(high)


def codes(readings: list[dict[str, str]], topics: list[str]) -> np.ndarray:
    """Return the answers as numbers, of shape (n_sentences, n_topics)."""
    rows = [[ANSWERS.index(r.get(topic, "unrelated")) for topic in topics] for r in readings]
    return np.array(rows)


def table(first: np.ndarray, second: np.ndarray, topics: list[str]) -> pd.DataFrame:
    """Return agreement for all topics together and for each."""
    rows = []
    for name, which in (("all topics", slice(None)), *((t, [i]) for i, t in enumerate(topics))):
        one, other = first[:, which], second[:, which]
        related = (one != 4) | (other != 4)
        low, high = interval(one, other)
        rows.append(
            {
                "topic": name,
                "alpha": alpha(one, other),
                "low": low,
                "high": high,
                "n related": int(related.sum()),
                "of these the same": (one == other)[related].mean(),
            }
        )
    return pd.DataFrame(rows).round(3)


def main() -> None:
    """Print agreement before and after settling, and one confusion table a topic."""
    data = bundled_path("data")
    topics = list(read_topics(data / "topics.toml").names)
    lines = (data / "review" / "second_reading.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    now = {
        row["id"]: row["stances"]
        for split in ("train", "test")
        for row in map(json.loads, (data / f"{split}.jsonl").read_text("utf-8").splitlines())
    }
    first, second = (codes([row[which] for row in read], topics) for which in ("first", "second"))
    settled = codes([now[row["id"]] for row in read], topics)
    same = (first == second).all(axis=1)
    print(f"{len(read)} sentences read twice; {same.sum()} got the same labels toward all topics\n")
    print("first reading and second:")
    print(table(first, second, topics).to_string(index=False))
    print("\nthe corpus as it is now, settled, and the second reading:")
    print(table(settled, second, topics).to_string(index=False))
    for place, topic in enumerate(topics):
        pairs = pd.DataFrame({"first": first[:, place], "second": second[:, place]})
        named = pairs.map(lambda code: ANSWERS[code])
        print(f"\n{topic} (rows: first reading, columns: second)")
        counts = pd.crosstab(named["first"], named["second"])
        print(counts.reindex(index=ANSWERS, columns=ANSWERS, fill_value=0).to_string())


if __name__ == "__main__":
    main()
