"""Peers side by side: one machine, one run, the same training and test rows.

    python benchmarks/peers.py                  # the bundled corpus, all eight topics
    python benchmarks/peers.py FOLDER           # its train.parquet and test.parquet
    python benchmarks/peers.py --peer fastText  # some peers, printed and not kept
    python benchmarks/peers.py --ordinary FOLDER  # its train.parquet for ordinary text, not kept

Each peer trains and answers in a process of its own, on one core; two processes then answer halves
at once. Speed is measured on the test sentences and, of the corpus, on text in which 95 % of them
are about no topic (``ordinary.py``), or on the texts of a folder, such as news that nobody here
wrote. A whole run is printed as Markdown and kept in
``benchmarks/results/peers.json``, of which ``presets.py`` makes its page (``--keep-as "corpus,
MACHINE"`` puts a run beside that of another machine, not in its place). Needs the group
``bench``, and the extra ``torch`` for MiniLM. All of it takes about half an hour, half of it for
SetFit. Slow peers are timed on fewer sentences (``peer_timing.py``); the scores are always
those of all test rows.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
from ordinary import ordinary_text, texts_of
from peer_models import BALANCED, PEERS, PLAIN, SETFIT_STEPS, SPACY_PASSES
from peer_timing import (
    REPEATS,
    hold_to,
    install_size,
    latency,
    machine,
    measured,
    peak_mb,
    sentences_per_second,
)

import stance
from stance.bundled import bundled_path
from stance.judging import Tally, compare_tallies, judge_pairs, score_table, tally
from stance.topics import Topics, read_topics

RESULTS = Path(__file__).parent / "results" / "peers.json"
CORPUS = "corpus"
ELSEWHERE = f"{CORPUS}, "
"""What the names of runs of the corpus on other machines begin with."""
SCORES = ("macro_f1", "f_avg", "accuracy")
POOLED = "scope == 'all topics' and stance == 'all stances'"
_ENOUGH = 20.0  # seconds of training after which it is not repeated

COLUMNS = (
    ("training, s", "train_seconds", "{:,.1f}"),
    ("x TF-IDF", "train_ratio", "{:,.1f}"),
    ("sentences/s, 1 process", "one_process", "{:,.0f}"),
    ("2 processes", "two_processes", "{:,.0f}"),
    ("x TF-IDF", "rate_ratio", "{:,.2f}"),
    ("ordinary text, 2 processes", "ordinary_two_processes", "{:,.0f}"),
    ("one pair, p50 ms", "one_pair_p50_ms", "{:,.2f}"),
    ("p99 ms", "one_pair_p99_ms", "{:,.2f}"),
    ("memory, MB", "memory_mb", "{:,.0f}"),
    ("install, MB", "install_mb", "{:,.0f}"),
)
"""What is printed beside the scores: the head, the fact, how it is written."""


def trained(peer: str, rows: pd.DataFrame, topics: Topics) -> tuple[Any, float]:
    """Return a trained model, and the median seconds of up to three trainings."""
    took: list[float] = []
    while len(took) < 3 and sum(took) < _ENOUGH:
        begun = time.perf_counter()
        model = PEERS[peer][1](rows, topics)
        took.append(time.perf_counter() - begun)
    return model, sorted(took)[len(took) // 2]


def measure(peer: str, folder: Path) -> None:
    """Learn, answer, and print what it took as JSON."""
    hold_to(0)
    rows, asked = (pd.read_parquet(folder / f"{split}.parquet") for split in ("train", "test"))
    topics = read_topics(folder / "topics.toml")
    model, seconds = trained(peer, rows, topics)
    judge_pairs(model, asked).to_parquet(folder / "answers.parquet")
    texts, names = asked["text"].unique().tolist(), topics.names
    facts = {"train_seconds": seconds} | sentences_per_second(model, texts, names)
    if (ordinary := folder / "ordinary.json").is_file():
        told = json.loads(ordinary.read_text(encoding="utf-8"))
        found = sentences_per_second(model, told, names)
        facts |= {f"ordinary_{name}": value for name, value in found.items()}
    facts |= latency(model, texts, names)
    facts |= {"memory_mb": peak_mb(), "install_mb": install_size(PEERS[peer][0])}
    print(json.dumps(facts))


def as_toml(topics: Topics) -> str:
    """Return topics as a file that `read_topics` reads: a text in JSON is one in TOML."""
    tables = (
        {"name": topic.name, "description": topic.description, "aliases": list(topic.aliases)}
        for topic in topics
    )
    return "\n".join(
        "\n".join(["[[topic]]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())])
        for table in tables
    )


def prepare(folder: Path | None, into: Path, ordinary: Path | None = None) -> dict[str, Any]:
    """Write training and test rows and topics once, for all peers; return their counts."""
    source: Any = bundled_path("data") if folder is None else None
    parts = {}
    for split in ("train", "test"):
        if folder is None:
            known = read_topics(source / "topics.toml")
            examples = stance.read_examples(source, split=split, topics=known)
        else:
            examples = stance.read_examples(folder / f"{split}.parquet", on_invalid="drop")
        parts[split] = examples.for_training()[["text", "topic", "stance", "doc"]]
        parts[split].to_parquet(into / f"{split}.parquet")
    if folder is None:
        told = ordinary_text(known) if ordinary is None else texts_of(ordinary)
        (into / "ordinary.json").write_text(json.dumps(told), encoding="utf-8")
    else:
        known = Topics(parts["train"]["topic"].unique())
    (into / "topics.toml").write_text(as_toml(known), encoding="utf-8")
    counts = {f"{split}_sentences": int(rows["text"].nunique()) for split, rows in parts.items()}
    return counts | {"topics": len(known)}


def scored(peers: list[dict[str, Any]], tallies: dict[str, Tally]) -> None:
    """Add to each peer its scores with intervals, and what it is beside the plain one."""
    plain = next((peer for peer in peers if peer["peer"] == PLAIN), None)
    for peer in peers:
        name = peer["peer"]
        table = score_table(tallies[name]).query(POOLED).set_index("score")
        peer["scores"] = table.loc[list(SCORES), ["value", "low", "high"]].to_dict("index")
        peer["less"] = {
            other: _difference(tallies[name], tallies[other])
            for other in (PLAIN, BALANCED)
            if other in tallies and other != name
        }
        if plain is not None:
            peer["train_ratio"] = peer["train_seconds"] / plain["train_seconds"]
            peer["rate_ratio"] = peer["two_processes"] / plain["two_processes"]


def _difference(of: Tally, less: Tally) -> dict[str, float]:
    table = compare_tallies(of, less).query(POOLED).set_index("score")
    return table.loc["macro_f1", ["difference", "low", "high"]].to_dict()


def difference_text(peer: dict[str, Any], other: str) -> str:
    """Return how much more macro-F1 a peer has than another, where that was compared."""
    less = peer["less"].get(other)
    return "{difference:+.3f} ({low:+.3f} to {high:+.3f})".format(**less) if less else ""


def markdown(run: dict[str, Any]) -> str:
    """Return a run as a table and a line on where it was taken."""
    heads = ["", "macro-F1 (95 %)", f"less {PLAIN}", *(head for head, _, _ in COLUMNS)]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for peer in run["peers"]:
        score, cells = peer["scores"]["macro_f1"], [peer["peer"]]
        cells.append("{value:.3f} ({low:.3f} to {high:.3f})".format(**score))
        cells.append(difference_text(peer, PLAIN))
        cells += [form.format(peer[name]) if name in peer else "" for _, name, form in COLUMNS]
        lines.append(cells)
    steps = SETFIT_STEPS // run["data"]["topics"]
    told = [
        "",
        "{train_sentences:,} sentences to learn from, {test_sentences:,} to answer, toward "
        "{topics} topics.".format(**run["data"])
        + f" SetFit: {steps} steps a topic, spaCy: {SPACY_PASSES} passes. "
        f"Rates: medians of {run['repeats']} repeats.{fewer(run)}",
        machine_line(run["machine"]),
    ]
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), *told])


def fewer(run: dict[str, Any]) -> str:
    """Return which peers were timed less often, and on how few sentences, where any was."""
    slow = (
        f"{peer['peer']} ({peer['sentences']} sentences, {peer['repeats']} repeats)"
        for peer in run["peers"]
        if peer.get("repeats", run["repeats"]) < run["repeats"]
    )
    told = ", ".join(slow).replace(" 1 repeats", " once")
    slowest = f" The slower a peer, the fewer sentences it is timed on; the slowest: {told}."
    return slowest if told else ""


def machine_line(found: dict[str, Any]) -> str:
    """Return in one line what a run was taken on."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    able = f" with {found['instructions']}" if found.get("instructions") else ""
    return (
        f"{found['processor']}{able}, "
        "{cores} cores, {memory_gb} GB, {system}, Python {python}, load "
        "{load_before} before the run; ".format(**found)
        + versions
        + "."
    )


def keep(name: str, found: Any, path: Path = RESULTS) -> None:
    """Put what was found into the results, beside what else is there."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(kept | {name: found}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Print a row for each peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--peer", action="append", choices=list(PEERS))
    parser.add_argument("--ordinary", type=Path, metavar="FOLDER")
    parser.add_argument("--keep-as", help=f"its name in the results, such as '{ELSEWHERE}NAME'")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]))
        return
    run: dict[str, Any] = {"machine": machine([of for of, _ in PEERS.values()])}
    peers, tallies = [], {}
    with tempfile.TemporaryDirectory() as temporary:
        into = Path(temporary)
        run |= {"data": prepare(options.folder, into, options.ordinary), "repeats": REPEATS}
        for peer, facts in measured(__file__, options.peer or PEERS, temporary):
            peers.append({"peer": peer} | facts)
            tallies[peer] = tally(pd.read_parquet(into / "answers.parquet"))
    scored(peers, tallies)
    run["peers"] = peers
    print(markdown(run))
    if options.peer is None and options.ordinary is None:
        keep(options.keep_as or (options.folder.name if options.folder else CORPUS), run)


if __name__ == "__main__":
    main()
