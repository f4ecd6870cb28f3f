"""Which phenomena of language a model gets right: pass rates on the challenge set.

``data/challenge/challenge.jsonl`` holds minimal pairs in the manner of CheckList (Ribeiro et al.,
ACL 2020), written for this project and never trained on; `stance.judge_challenge` asks them.
``python benchmarks/challenge.py [MODEL ...]`` prints a table for each model, and how often another
name for the holder changes the answer.
"""

import sys

import pandas as pd

import stance


def rates(challenge: stance.Challenge) -> pd.DataFrame:
    """Return the shares of items and of whole pairs that are right, as they are read."""
    table = challenge.rates
    lines = {
        "items": table["items"],
        "right": [_share(row, "right") for _, row in table.iterrows()],
        "pairs": table["pairs"],
        "wholly right": [_share(row, "passed") for _, row in table.iterrows()],
    }
    return pd.DataFrame(lines).set_axis(table["phenomenon"]).rename_axis(None)


def _share(row: "pd.Series[float]", name: str) -> str:
    return f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})"


def main() -> None:
    """Print a table for each model."""
    for name in sys.argv[1:] or ["default", "fast"]:
        challenge = stance.judge_challenge(stance.load(name))
        print(f"\n{name}\n{rates(challenge).to_string()}")
        swapped = challenge.answers.query("phenomenon == 'names_swapped'")
        kinds = swapped.groupby("pair")["stance"].nunique()
        print(f"another name changes the stance in {(kinds > 1).sum()} of {len(kinds)} pairs")


if __name__ == "__main__":
    main()
