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


def rates(items: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the share of items and of whole pairs that a model gets right, by phenomenon."""
    answers = stance.load(name).predict_pairs(items["text"], items["topic"].tolist())
    right = items.assign(right=(answers["stance"] == items["stance"]).to_numpy())
    pairs = right.groupby(["phenomenon", "pair"], sort=False)["right"].all().reset_index()
    lines = {}
    for phenomenon in [*items["phenomenon"].unique(), "all"]:
        of = slice(None) if phenomenon == "all" else right["phenomenon"] == phenomenon
        whole = slice(None) if phenomenon == "all" else pairs["phenomenon"] == phenomenon
        n, good = len(right[of]), int(right[of]["right"].sum())
        low, high = binomtest(good, n).proportion_ci(method="wilson")
        lines[phenomenon] = {
            "items": n,
            f"{name}: right": f"{good / n:.2f} ({low:.2f} to {high:.2f})",
            "pairs whole": f"{pairs[whole]['right'].mean():.2f}",
        }
    return pd.DataFrame(lines).T


def main() -> None:
    """Print a table for each model, and how often a change of names changes the answer."""
    items = pd.read_json(bundled_path("data") / "challenge" / "challenge.jsonl", lines=True)
    print(f"{len(items)} items in {items['pair'].nunique()} pairs")
    for name in sys.argv[1:] or ["default", "fast"]:
        print(f"\n{rates(items, name).to_string()}")
        swapped = items[items["phenomenon"] == "names_swapped"]
        answers = stance.load(name).predict_pairs(swapped["text"], swapped["topic"].tolist())
        kinds = answers.assign(pair=swapped["pair"].tolist()).groupby("pair")["stance"].nunique()
        print(f"another name changes the stance in {(kinds > 1).sum()} of {len(kinds)} pairs")


if __name__ == "__main__":
    main()
