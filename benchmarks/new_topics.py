"""Topics without an example: how good and how sure the presets are, and what examples buy.

Every topic of the corpus is left out in turn: a classifier learns from the other seven on some
documents (training split only) and is asked about the one left out on the other documents; beside
it stands a classifier that had the topic's own labels of the same documents. ``plain`` is the
confidence without what `stance.learning.new_topics` learns, so that the gain can be seen.

What this cannot say: the bundled encoder was trained on all eight topics. Its scores of these
sentences come from siblings that had not seen the document, but had seen the topic, so for
``balanced`` this measures the head and not the encoder. For an encoder that has not seen a topic,
train one on a copy of ``data/train.jsonl`` whose ``stances`` do not name it, with a copy of
``data/topics.toml`` without it (hours for each topic, with the ``--source`` files that
`models/README.md` names), and give it here: ``--topic sanctions --encoder FOLDER``. The
targets of SemEval-2016 task 6 (``--data FOLDER``, training split) are new to the bundled encoder.

Growth (n-grams alone, ``--grow TOPIC``): documents are drawn until they hold 8, 32 or 128 sentences
about the topic, and all their labels for it are learned, with the other topics or alone. Each of
``--draws`` is another draw of documents.

A fit takes some twenty seconds, and there are eight for each of ``--splits``, and twelve for each
draw and topic: ``python benchmarks/new_topics.py --json benchmarks/results/new_topics.json``.
"""

import argparse
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Memory
from matplotlib.figure import Figure

from stance.benchmarks.sets import SETS
from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.judging import judge_pairs, score_table, tally
from stance.judging.metrics import ALL_STANCES
from stance.judging.style import LIGHT
from stance.learning.presets import preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics, read_topics

SCORES = ("macro_f1", "relevance_f1", "side_macro_f1", "calibration_error", "log_loss")
SIZES = (8, 32, 128)
FOLDS = 3
CORPUS, TWEETS = "corpus", "semeval2016_task6a"


@cache
def rows_of(name: str, folder: Path | None) -> tuple[pd.DataFrame, Topics]:
    """Return the training rows of a data set and its topics."""
    if name == TWEETS:
        rows = read_examples(folder / TWEETS / "train.parquet", on_invalid="drop").for_training()
        for mark in SETS[TWEETS].remove:
            rows["text"] = rows["text"].str.replace(mark, "", regex=False).str.strip()
        return rows.assign(doc=rows["text"]), Topics(sorted(rows["topic"].unique()))
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    return read_examples(data, split="train", topics=topics).for_training(), topics


def parted(rows: pd.DataFrame, split: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows to learn from and those to be asked about."""
    seen, unseen = grouped_folds(rows, FOLDS, random_state=0)[split]
    return rows.iloc[seen], rows.iloc[unseen]


def answers(
    name: str, split: int, left_out: str | None, folder: Path | None, encoder: Path | None
) -> dict[str, pd.DataFrame]:
    """Return what each system says of the topic left out, or of all with none left out."""
    rows, topics = rows_of(name, folder)
    known, asked = parted(rows, split)
    if left_out is not None:
        known, asked = known[known["topic"] != left_out], asked[asked["topic"] == left_out]
    # Tweets are all about their target: nothing is left to n-grams alone.
    presets = {"balanced" if name == CORPUS else "accurate": encoder, "fast": None}
    systems = {}
    for preset, reads in presets.items():
        classifier = preset_classifier(preset, reads).set_params(topics=topics, random_state=0)
        systems[preset] = classifier.fit(known, known["stance"]).scorer_
    if left_out is not None:
        systems |= {f"{n}, plain": replace(s, for_new=None) for n, s in systems.items()}
    return {n: judge_pairs(StanceModel(scorer), asked) for n, scorer in systems.items()}


def grown(topic: str, size: int, draw: int, alone: bool) -> tuple[int, pd.DataFrame]:
    """Return how many sentences about the topic were drawn, and the answers after them."""
    rows, topics = rows_of(CORPUS, None)
    known, asked = parted(rows, 0)
    own = known[known["topic"] == topic]
    order = np.random.default_rng(draw).permutation(own["doc"].unique())
    about = own["stance"].ne("unrelated").groupby(own["doc"]).sum().loc[order].cumsum()
    drawn = own[own["doc"].isin(order[: np.searchsorted(about, size) + 1])]
    learned = drawn if alone else pd.concat([known[known["topic"] != topic], drawn])
    # Two folds for the temperatures, since there are many fits.
    classifier = preset_classifier("fast").set_params(
        topics=topics.select(topic if alone else None), random_state=0, calibration_folds=2
    )
    model = StanceModel(classifier.fit(learned, learned["stance"]).scorer_)
    n_about = int(drawn["stance"].ne("unrelated").sum())
    return n_about, judge_pairs(model, asked[asked["topic"] == topic])


def scores(judged: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the scores of each topic and of all of them, with intervals over documents."""
    table = score_table(tally(pd.concat(judged, ignore_index=True)))
    kept = table["score"].isin(SCORES) & table["stance"].eq(ALL_STANCES)
    return table[kept & table["scope"].ne("mean of topics")].drop(columns="stance")


def left_out_table(arguments: argparse.Namespace, name: str, chosen: list[str]) -> pd.DataFrame:
    """Return the scores of each topic without and with its examples, for each system."""
    without: dict[str, list[pd.DataFrame]] = {}
    within: dict[str, list[pd.DataFrame]] = {}
    kept = Memory(arguments.cache, verbose=0).cache(answers)
    for split in range(arguments.splits):
        for topic in chosen:
            print(f"{name}: split {split}, without {topic}", flush=True)
            said = kept(name, split, topic, arguments.data, arguments.encoder)
            for system, judged in said.items():
                without.setdefault(system, []).append(judged)
        said = kept(name, split, None, arguments.data, arguments.encoder)
        for system, judged in said.items():
            within.setdefault(system, []).append(judged[judged["topic"].isin(chosen)])
    kinds = (("left out", without), ("in training", within))
    tables = [
        scores(judged).assign(data=name, system=system, trained=kind)
        for kind, of_kind in kinds
        for system, judged in of_kind.items()
    ]
    return pd.concat(tables, ignore_index=True)


def growth_table(arguments: argparse.Namespace) -> pd.DataFrame:
    """Return the macro-F1 after some examples of a topic, for each draw."""
    lines = []
    kept = Memory(arguments.cache, verbose=0).cache(grown)
    for topic in arguments.grow:
        for size in SIZES:
            for draw in range(arguments.draws):
                print(f"growth: {topic}, {size}, draw {draw}", flush=True)
                for alone in (True, False):
                    n_about, judged = kept(topic, size, draw, alone)
                    of = scores([judged]).query("scope == @topic and score in @SCORES[:3]")
                    way = "alone" if alone else "with the other topics"
                    lines.append(of.assign(way=way, size=size, draw=draw, n_about=n_about))
    return pd.concat(lines, ignore_index=True).rename(columns={"scope": "topic"})


def wide(table: pd.DataFrame) -> pd.DataFrame:
    """Return the left-out table as it is read: a line for each topic and score."""
    said = [f"{v:.3f} ({a:.3f} to {b:.3f})" for v, a, b in table[["value", "low", "high"]].values]
    named = table.assign(said=said, column=table["system"] + ", " + table["trained"])
    return named.pivot_table(
        index=["score", "scope"], columns="column", values="said", aggfunc="first", sort=False
    )


def ends(left_out: pd.DataFrame, topics: list[str]) -> pd.DataFrame:
    """Return the macro-F1 of n-grams without and with all examples, by topic."""
    of_fast = left_out.query("data == @CORPUS and system == 'fast' and score == 'macro_f1'")
    return of_fast.pivot(index="scope", columns="trained", values="value").loc[topics]


def paint(growth: pd.DataFrame, at_ends: pd.DataFrame, path: Path) -> None:
    """Draw the growth of each topic: means of draws, and bands from the least to the greatest."""
    topics = list(at_ends.index)
    figure = Figure(figsize=(3.0 * len(topics), 3.0), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(topics), sharey=True))
    colours = {"with the other topics": LIGHT.stances["favor"], "alone": LIGHT.stances["against"]}
    places = {0: 0, **{size: place for place, size in enumerate(SIZES, 1)}, "all": len(SIZES) + 1}
    for ax, topic in zip(axes, topics, strict=True):
        for (way, colour), marker in zip(colours.items(), "os", strict=True):
            of = growth.query("topic == @topic and way == @way and score == 'macro_f1'")
            of = of.groupby("size")["value"].agg(["mean", "min", "max"])
            x = [places[size] for size in of.index]
            ax.fill_between(x, of["min"], of["max"], color=colour, alpha=0.18, linewidth=0)
            y = list(of["mean"])
            if way != "alone":
                x = [places[0], *x, places["all"]]
                y = [at_ends.loc[topic, "left out"], *y, at_ends.loc[topic, "in training"]]
            ax.plot(x, y, color=colour, marker=marker, markersize=4, label=way)
        ax.set_title(topic, fontsize=9, loc="left")
        ax.set_xticks(list(places.values()), [str(name) for name in places])
        ax.grid(axis="y", linewidth=0.4)
        ax.tick_params(length=0, labelsize=8)
        for spine in ax.spines.values():
            spine.set_visible(False)
    axes[0].legend(frameon=False, fontsize=8, loc="lower right")
    figure.supxlabel("sentences on the topic learned", fontsize=9)
    figure.supylabel("macro-F1, n-grams alone", fontsize=9)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Print the tables; write them and draw the figure where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--topic", action="append", help="leave out this one only")
    parser.add_argument("--splits", type=int, default=FOLDS, help=f"of {FOLDS}, by document")
    parser.add_argument("--grow", action="append", default=[], help="a topic to draw growth for")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--data", type=Path, help="the folder that holds semeval2016_task6a/")
    parser.add_argument("--encoder", type=Path, help="in place of the bundled one")
    parser.add_argument("--cache", type=Path, help="a folder that keeps fits for the next run")
    parser.add_argument("--json", type=Path, help="a file to write")
    parser.add_argument("--picture", type=Path, help="a PNG file to write")
    arguments = parser.parse_args()
    names = [CORPUS, *([TWEETS] if arguments.data else [])]
    tables = []
    for name in names:
        known = list(rows_of(name, arguments.data)[1].names)
        chosen = arguments.topic if name == CORPUS and arguments.topic else known
        tables.append(left_out_table(arguments, name, chosen))
        print(f"\n{name}\n{wide(tables[-1]).to_string()}\n", flush=True)
    left_out = pd.concat(tables, ignore_index=True)
    growth = growth_table(arguments) if arguments.grow else pd.DataFrame()
    if len(growth):
        keys = ["score", "topic", "way", "size"]
        summary = growth.groupby(keys, sort=False)["value"].agg(["mean", "min", "max"])
        print(f"\n{summary.round(3).to_string()}")
    if arguments.json:
        found = {
            "splits": arguments.splits, "draws": arguments.draws, "folds": FOLDS,
            "encoder": "bundled" if arguments.encoder is None else str(arguments.encoder),
            "left_out": json.loads(left_out.round(4).to_json(orient="records")),
            "growth": json.loads(growth.round(4).to_json(orient="records")),
        }  # fmt: skip
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if arguments.picture and len(growth):
        paint(growth, ends(left_out, arguments.grow), arguments.picture)


if __name__ == "__main__":
    main()
