"""Which phenomena of language a model gets right: pass rates on the challenge set.

``data/challenge/challenge.jsonl`` holds minimal pairs in the manner of CheckList (Ribeiro et al.,
ACL 2020), written by hand and never trained on. A pair passes when all of its items are right.
Intervals are Wilson's. ``python benchmarks/challenge.py [MODEL ...]`` prints a table for each.
"""

import sys

import pandas as pd
from scipy.stats import binomtest

import stance
from stance.bundled import bundled_path


def share(right: "pd.Series[bool]") -> str:
    """Return how many are right, with the interval."""
    low, high = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    return f"{right.mean():.2f} ({low:.2f} to {high:.2f})"


def rates(answered: pd.DataFrame) -> pd.DataFrame:
    """Return the share of items and of whole pairs that are right, by phenomenon."""
    lines = {}
    for phenomenon, of in [*answered.groupby("phenomenon", sort=False), ("all", answered)]:
        pairs = of.groupby("pair")["right"].all()
        lines[phenomenon] = {
            "items": len(of),
            "right": share(of["right"]),
            "pairs": len(pairs),
            "wholly right": share(pairs),
        }
    return pd.DataFrame(lines).T


def main() -> None:
    """Print a table for each model, and how often a change of names changes the answer."""
    items = pd.read_json(bundled_path("data") / "challenge" / "challenge.jsonl", lines=True)
    for name in sys.argv[1:] or ["default", "fast"]:
        said = stance.load(name).predict_pairs(items["text"], items["topic"].tolist())["stance"]
        answered = items.assign(said=said.to_numpy(), right=(said == items["stance"]).to_numpy())
        print(f"\n{name}\n{rates(answered).to_string()}")
        swapped = answered[answered["phenomenon"] == "names_swapped"]
        kinds = swapped.groupby("pair")["said"].nunique()
        print(f"another name changes the stance in {(kinds > 1).sum()} of {len(kinds)} pairs")


if __name__ == "__main__":
    main()
