"""What more data buys: the score by number of documents, and on a register never trained on.

Learning curves: for each topic, the macro-F1 over four stances on unseen documents after training
on an eighth to all of the others (five folds by document, training split only). Registers: trained
on all documents but those of one register, judged on these, beside the cross-validated score on the
same sentences when the register was among the training data. N-grams alone (``fast``), because the
encoder has read the whole training split. Takes about ten minutes:

    python benchmarks/learning_curves.py [--picture docs/learning_curves.png]
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.judging import judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.style import LIGHT
from stance.learning.presets import preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics, read_topics

SHARES = (0.125, 0.25, 0.5, 1.0)


def judged_after(known: pd.DataFrame, asked: pd.DataFrame, topics: Topics) -> pd.DataFrame:
    """Return the answers of a model that was trained on the known rows."""
    classifier = preset_classifier("fast").set_params(topics=topics, n_jobs=2, random_state=0)
    scorer = classifier.fit(known, known["stance"]).scorer_
    return judge_pairs(StanceModel(scorer), asked)


def scores(judged: list[pd.DataFrame]) -> pd.DataFrame:
    """Return macro-F1 with its interval, for each topic and all of them."""
    table = score_table(tally(pd.concat(judged, ignore_index=True)))
    kept = table[(table["score"] == "macro_f1") & (table["stance"] == ALL_STANCES)]
    return kept.set_index("scope")[["value", "low", "high"]]


def by_documents(rows: pd.DataFrame, topics: Topics) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores after each share of the documents, and the answers after all of them."""
    parts, judged = [], []
    for share in SHARES:
        judged, sizes = [], []
        for seen, unseen in grouped_folds(rows, 5, random_state=0):
            known = rows.iloc[seen]
            documents = known["doc"].unique()
            order = np.random.default_rng(0).permutation(len(documents))
            drawn = documents[order[: round(share * len(documents))]]
            sizes.append(len(drawn))
            judged.append(judged_after(known[known["doc"].isin(drawn)], rows.iloc[unseen], topics))
        parts.append(scores(judged).assign(documents=round(np.mean(sizes))).reset_index())
    return pd.concat(parts, ignore_index=True), pd.concat(judged, ignore_index=True)


def family(documents: "pd.Series[str]") -> "pd.Series[str]":
    """Return what a document was written as: the first word of its name."""
    return documents.str.split("-").str[0]


def by_register(rows: pd.DataFrame, topics: Topics, within: pd.DataFrame) -> pd.DataFrame:
    """Return scores on each family of documents, trained without it and with it."""
    families = family(rows["doc"])
    lines = []
    for name in sorted(families.unique()):
        of_name = families == name
        without = scores([judged_after(rows[~of_name], rows[of_name], topics)]).loc[ALL_TOPICS]
        with_it = scores([within[family(within["doc"]) == name]]).loc[ALL_TOPICS]
        line = {"documents": name, "sentences": rows[of_name]["text"].nunique()}
        for label, score in (("without it", without), ("with it", with_it)):
            line[label] = f"{score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f})"
        lines.append({**line, "lost": with_it["value"] - without["value"]})
    return pd.DataFrame(lines)


def paint(curves: pd.DataFrame, path: Path) -> None:
    """Draw one small curve for each topic."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    axes = figure.subplots(2, 5, sharex=True, sharey=True).ravel()
    scopes = [ALL_TOPICS, *(s for s in curves["scope"].unique() if s != ALL_TOPICS)]
    for ax, scope in zip(axes, scopes, strict=False):
        of = curves[curves["scope"] == scope]
        ax.fill_between(of["documents"], of["low"], of["high"], color=LIGHT.accent, alpha=0.18)
        ax.plot(of["documents"], of["value"], color=LIGHT.accent, marker="o", markersize=4)
        ax.set_title(scope, fontsize=9, loc="left")
        ax.grid(axis="y", linewidth=0.4)
        ax.tick_params(length=0, labelsize=8)
        for spine in ax.spines.values():
            spine.set_visible(False)
    for ax in axes[len(scopes) :]:
        ax.set_visible(False)
    figure.supxlabel("documents to train on", fontsize=9)
    figure.supylabel("macro-F1 on unseen documents, n-grams alone", fontsize=9)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Print both tables and, if asked, draw the curves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--picture", type=Path, help="a PNG file to write")
    arguments = parser.parse_args()
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    curves, within = by_documents(rows, topics)
    wide = curves.pivot_table(index="scope", columns="documents", values="value", sort=False)
    last, before = wide.columns[-1], wide.columns[-2]
    print(wide.assign(**{"last doubling": wide[last] - wide[before]}).round(3).to_string())
    print()
    print(by_register(rows, topics, within).round(3).to_string(index=False))
    if arguments.picture:
        paint(curves, arguments.picture)


if __name__ == "__main__":
    main()
