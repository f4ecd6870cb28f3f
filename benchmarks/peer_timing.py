"""The clock of ``peers.py``: rates on one core and on two, latency, memory, the machine.

Every process is held to one core and every library to one thread, so that "two processes" means
twice the machine and nothing else. A first look at a few sentences tells how long one takes; all
peers are then timed for about as long, so that slow ones are timed on fewer sentences, and the
slowest once.
"""

import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import numpy as np

import stance
from stance.bundled import bundled_path
from stance.judging.predictor import Predictor

OWN = "sentence-stance"
REPEATS = 5
LATENCIES = 500
WORKERS = 2
_SECONDS = 1.0  # of one repeat
_ALL_SECONDS = 10.0  # of the repeats of one process, and of the latencies
_LOOK, _FEWEST, _MOST = 32, 64, 20_000  # sentences of the first look, and of one repeat
_HANGS = 900.0  # seconds until a worker counts as lost

_QUICKER = ("amx_int8", "avx512_vnni", "avx_vnni", "avx512f", "avx2")
"""What processors multiply small integers with, the quickest first: encoders live on it."""

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
) | {"TOKENIZERS_PARALLELISM": "false"}


def measured(script: str, peers: Iterable[str], *rest: str) -> Iterator[tuple[str, Any]]:
    """Run a script for each peer in a process of its own, and yield the JSON that it prints.

    A peer that fails is told and left out, so that the others are not lost.
    """
    for peer in peers:
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, script, "--measure", peer, *rest],
            capture_output=True, text=True, check=False, env=os.environ | ONE_THREAD,
        )  # fmt: skip
        failed = done.returncode != 0
        # Else what libraries say of their progress is of no interest.
        said = f"FAILED and is left out\n{done.stderr}" if failed else "done"
        seconds = time.perf_counter() - begun
        print(f"{peer}: {said} after {seconds:.0f} s", file=sys.stderr, flush=True)
        if not failed:
            yield peer, json.loads(done.stdout.strip().splitlines()[-1])


def hold_to(place: int) -> None:
    """Keep this process on one core, where the system lets it."""
    if hasattr(os, "sched_setaffinity"):
        cores = range(os.cpu_count() or 1)
        os.sched_setaffinity(0, {cores[place % len(cores)]})


def fresh(texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts again and again, numbered: encoders remember what they have read."""
    return (f"{text} {number}" for number in count() for text in texts)


Pairs = tuple[list[str], list[str]]


def crossed(texts: list[str], topics: Sequence[str]) -> Pairs:
    """Return the pairs of every text and topic."""
    return [text for text in texts for _ in topics], list(topics) * len(texts)


def _work(model: Predictor, place: int, rounds: list[list[Pairs]], barrier: Barrier) -> None:
    hold_to(place)
    for parts in rounds:
        barrier.wait(_HANGS)
        if place < len(parts):
            model.predict_pairs(*parts[place])
        barrier.wait(_HANGS)


def sentences_per_second(
    model: Predictor, texts: Sequence[str], topics: Sequence[str]
) -> dict[str, Any]:
    """Time one process and two that answer halves at once, in turns.

    Returns
    -------
    dict
        ``one_process``, ``two_processes``: medians of sentences a second toward all topics;
        ``sentences`` of one repeat, and how many ``repeats`` there were.
    """
    unread = fresh(texts)
    some = list(islice(unread, _LOOK))
    model.predict_pairs(*crossed(some[:1], topics))
    begun = time.perf_counter()
    model.predict_pairs(*crossed(some, topics))
    n, repeats = _how_much((time.perf_counter() - begun) / len(some))
    rounds = []
    for size in [min(n, _LOOK), *[n] * repeats]:  # the first is for warming up
        for workers in range(1, WORKERS + 1):
            asked = list(islice(unread, size))
            rounds.append([crossed(asked[place::workers], topics) for place in range(workers)])
    system = get_context("fork")
    barrier = system.Barrier(WORKERS + 1)
    processes = [
        system.Process(target=_work, args=(model, place, rounds, barrier), daemon=True)
        for place in range(WORKERS)
    ]
    for process in processes:
        process.start()
    took = []
    for _ in rounds:
        barrier.wait(_HANGS)
        begun = time.perf_counter()
        barrier.wait(_HANGS)
        took.append(time.perf_counter() - begun)
    for process in processes:
        process.join()
    rates = n / np.median(np.reshape(took, (-1, WORKERS))[1:], axis=0)
    return {"one_process": rates[0], "two_processes": rates[1], "sentences": n, "repeats": repeats}


def _how_much(each: float) -> tuple[int, int]:
    """Return the sentences of one repeat and the repeats, given the seconds of a sentence."""
    n = WORKERS * round(np.clip(_SECONDS / each, _FEWEST, _MOST) / WORKERS)
    return n, int(np.clip(_ALL_SECONDS / (n * each), 1, REPEATS))


def latency(model: Predictor, texts: Sequence[str], topics: Sequence[str]) -> dict[str, float]:
    """Return the 50th and 99th percentile of the milliseconds that a single pair takes."""
    took: list[float] = []
    for place, text in enumerate(islice(fresh(texts), LATENCIES)):
        if len(took) >= 2 * _FEWEST and sum(took) > 1e3 * _ALL_SECONDS:
            break
        begun = time.perf_counter()
        model.predict_pairs([text], [topics[place % len(topics)]])
        took.append(1e3 * (time.perf_counter() - begun))
    return {f"one_pair_p{of}_ms": float(np.percentile(took, of)) for of in (50, 99)}


def peak_mb() -> float:
    """Return the most megabytes that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def install_size(distribution: str) -> float:
    """Return the megabytes that a distribution takes with all that it requires."""
    seen: set[str] = set()
    waiting = [distribution]
    total = 0
    while waiting:
        name = re.split(r"[^A-Za-z0-9._-]", waiting.pop())[0].lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        files = [Path(str(found.locate_file(file))) for file in found.files or ()]
        if name == OWN and not any(file.match("stance/__init__.py") for file in files):
            # Installed from a checkout, where it stays.
            homes = (Path(stance.__file__).parent, bundled_path("models"), bundled_path("data"))
            files += [file for home in homes for file in home.rglob("*")]
        total += sum(file.stat().st_size for file in files if file.is_file())
        waiting += [need for need in found.requires or () if "extra ==" not in need]
    return total / 1e6


def machine(distributions: Sequence[str]) -> dict[str, Any]:
    """Return what the numbers were taken on, and how busy it was before."""
    told = Path("/proc/cpuinfo")
    cores = told.read_text(encoding="utf-8") if told.is_file() else ""
    names = re.findall(r"model name\s*:\s*(.+)", cores)
    able = re.findall(r"flags\s*:\s*(.+)", cores)
    flags = able[0].split() if able else []
    return {
        "processor": names[0] if names else platform.processor(),
        "instructions": next((name for name in _QUICKER if name in flags), ""),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
        "versions": {name: metadata.version(name) for name in dict.fromkeys(distributions)},
    }
