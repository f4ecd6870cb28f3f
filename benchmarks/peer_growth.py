"""How the cost of answering grows: 10^3 to 10^6 sentences, and 1 to 64 topics.

    python benchmarks/peer_growth.py [--limit 60] [--peer NAME ...]

Ordinary text (``ordinary.py``), numbered so that no sentence comes twice, on one core. Sentences
grow toward one topic; topics grow at 1,000 sentences: the corpus's eight, then those of
``data/other-topics``. A peer stops where its next step, extrapolated from the last, would take more
than ``--limit`` seconds, or 8 GB: such a cell stays empty. Since only cost is asked, SetFit takes
few steps and spaCy one pass. A whole run is printed as Markdown, kept in
``benchmarks/results/peers.json``, and drawn as ``docs/peers.png``.
"""

import argparse
import json
import tempfile
import time
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import peer_models
from ordinary import ordinary_text
from peer_models import PEERS
from peer_pictures import draw_growth
from peer_timing import crossed, fresh, hold_to, machine, measured, peak_mb
from peers import as_toml, keep, machine_line

from stance.bundled import bundled_path
from stance.examples import read_examples
from stance.examples.beside import join_other_topics
from stance.judging.predictor import Predictor
from stance.topics import Topics, read_topics

SENTENCES = (1_000, 10_000, 100_000, 1_000_000)
TOPICS = (1, 8, 64)
AT_TOPICS = 1_000
"""Sentences that are answered toward each number of topics."""

MOST_MB = 8_000.0
"""Megabytes that a peer may take: fastText keeps hundreds for each of its topics."""

STEPS, PASSES = 32, 1
"""SetFit's steps, shared among the topics, and spaCy's passes: only cost is asked."""

PICTURE = Path(__file__).parents[1] / "docs" / "peers.png"
_REPEATS = 3
_QUICK = 2.0  # seconds up to which an answer is repeated


def training_rows() -> tuple[pd.DataFrame, Topics]:
    """Return the rows of the most topics that are learned."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).for_training()
    joined, known = join_other_topics(rows, topics, "bundled")
    chosen = known.select(list(known.names[: max(TOPICS)]))
    rows = joined[joined["topic"].isin(chosen.names)]
    return rows[["text", "topic", "stance", "doc"]], chosen


def _answer(
    model: Predictor, texts: list[str], n: int, topics: tuple[str, ...], told: Connection
) -> None:
    took: list[float] = []
    unread = fresh(texts)
    model.predict_pairs(*crossed(list(islice(unread, 8)), topics))
    while not took or (len(took) < _REPEATS and sum(took) < _QUICK):
        pairs = crossed(list(islice(unread, n)), topics)
        begun = time.perf_counter()
        model.predict_pairs(*pairs)
        took.append(time.perf_counter() - begun)
    told.send({"seconds": float(np.median(took)), "memory_mb": peak_mb()})


def answered(model: Predictor, texts: list[str], n: int, topics: tuple[str, ...]) -> dict[str, Any]:
    """Return the seconds, the median of several where they are few, and the peak of memory."""
    system = get_context("fork")
    here, there = system.Pipe(duplex=False)
    process = system.Process(target=_answer, args=(model, texts, n, topics, there))
    process.start()
    there.close()
    found = here.recv()
    process.join()
    return found


def measure(peer: str, folder: Path, limit: float) -> None:
    """Train and answer until it takes too long, and print what it took as JSON."""
    hold_to(0)
    peer_models.SETFIT_STEPS, peer_models.SPACY_PASSES = STEPS, PASSES
    rows = pd.read_parquet(folder / "train.parquet")
    all_topics = read_topics(folder / "topics.toml")
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    found: dict[str, list[dict[str, Any]]] = {"sentences": [], "topics": []}
    for n_topics in TOPICS:
        if too_much(found["topics"], n_topics, limit):
            break
        topics = all_topics.select(list(all_topics.names[:n_topics]))
        begun = time.perf_counter()
        model = PEERS[peer][1](rows[rows["topic"].isin(topics.names)], topics)
        trained = {"n": n_topics, "train_seconds": time.perf_counter() - begun}
        found["topics"].append(trained | answered(model, texts, AT_TOPICS, topics.names))
        if n_topics > 1:
            continue
        for n in SENTENCES:
            if too_much(found["sentences"], n, limit):
                break
            found["sentences"].append({"n": n} | answered(model, texts, n, topics.names))
    print(json.dumps(found))


def too_much(steps: list[dict[str, Any]], n: int, limit: float) -> bool:
    """Say whether the next step would take too long or too much, if cost grew as the work does."""
    if not steps:
        return False
    last = steps[-1]
    if last["seconds"] * n / last["n"] > limit:
        return True
    first = steps[0]
    each = (last["memory_mb"] - first["memory_mb"]) / max(1, last["n"] - first["n"])
    return last["memory_mb"] + each * (n - last["n"]) > MOST_MB


def markdown(run: dict[str, Any]) -> str:
    """Return seconds and peak memory as a table."""
    heads = ["seconds (peak MB)", *(f"{n:,} sentences" for n in SENTENCES)]
    heads += [f"{n} topics, {AT_TOPICS:,} sentences" for n in TOPICS]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for peer, grown in run["peers"].items():
        cells = [peer]
        for kind, sizes in (("sentences", SENTENCES), ("topics", TOPICS)):
            by_size = {step["n"]: step for step in grown[kind]}
            told = (by_size.get(n) for n in sizes)
            cells += [f"{s['seconds']:,.2f} ({s['memory_mb']:,.0f})" if s else "" for s in told]
        lines.append(cells)
    told = (
        "Sentences toward one topic, one core. Empty: would take, extrapolated, more than "
        f"{run['limit']:.0f} s or {MOST_MB / 1e3:.0f} GB. SetFit took {STEPS} steps, spaCy "
        f"{PASSES} pass."
    )
    lines_of_table = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([*lines_of_table, "", told, machine_line(run["machine"])])


def prepare(into: Path) -> None:
    """Write rows, topics and texts once, for all peers."""
    rows, topics = training_rows()
    rows.to_parquet(into / "train.parquet")
    (into / "topics.toml").write_text(as_toml(topics), encoding="utf-8")
    texts = json.dumps(ordinary_text(read_topics(bundled_path("data") / "topics.toml")))
    (into / "texts.json").write_text(texts, encoding="utf-8")


def main() -> None:
    """Print the table and draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float, default=60.0, help="seconds of one step")
    parser.add_argument("--peer", action="append", choices=list(PEERS))
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]), options.limit)
        return
    run: dict[str, Any] = {"machine": machine([of for of, _ in PEERS.values()])}
    run["limit"] = options.limit
    with tempfile.TemporaryDirectory() as temporary:
        prepare(Path(temporary))
        rest = (temporary, "--limit", str(options.limit))
        run["peers"] = dict(measured(__file__, options.peer or PEERS, *rest))
    print(markdown(run))
    if options.peer is None:
        keep("growth", run)
        draw_growth(run, PICTURE)


if __name__ == "__main__":
    main()
