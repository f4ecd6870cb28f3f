"""Time what a user waits for: import, load, first prediction, sentences a second, training.

Run on an idle machine: ``python benchmarks/speed.py [--train] [MODEL ...]``.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time

import stance
from stance.bundled import bundled_path
from stance.examples import read_examples
from stance.sentences import read_document
from stance.topics import Topic

REPEATS = 5
N_SENTENCES = 4000
N_READ = 300
"""Sentences that an encoder is timed on."""

FRESH = {
    "import stance": "import stance",
    "stance --help": "from stance.cli import main; main(['--help'])",
    "load and first prediction": "import stance; stance.load().predict('No truce.', 'ceasefire')",
    "the same, fast": "import stance; stance.load('fast').predict('No truce.', 'ceasefire')",
}


def fresh_process(code: str) -> float:
    """Return the median seconds of a new process, less those of one that does nothing."""

    def median(source: str) -> float:
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", source], check=False, capture_output=True)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    return median(code) - median("pass")


def forget(model: stance.StanceModel) -> None:
    """Drop what encoder and embedder have read."""
    if model.scorer.reading is not None:
        model.scorer.reading.encoder.forget()
    if model.scorer.embedded is not None:
        model.scorer.embedded.embedder.forget()


def seconds(model: stance.StanceModel, texts: list[str], topics: list[Topic]) -> float:
    """Return the median seconds of a prediction, read anew each time."""
    times = []
    for _ in range(REPEATS):
        forget(model)
        start = time.perf_counter()
        model.predict(texts, topics)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def time_model(model: stance.StanceModel) -> None:
    """Print the rates of one model, on sentences of which most are about some topic."""
    corpus = read_examples(bundled_path("data"), split="test", topics=model.topics)
    texts = list(dict.fromkeys(corpus.frame["text"]))
    if model.scorer.is_fast:
        texts = (texts * (N_SENTENCES // len(texts) + 1))[:N_SENTENCES]
    else:
        texts = texts[:N_READ]
    new = [Topic(f"new topic {i}", f"the policy number {i}") for i in range(56)]
    seconds(model, texts[:200], list(model.topics))
    base = None
    for topics in (list(model.topics)[:1], list(model.topics), [*model.topics, *new]):
        took = seconds(model, texts, topics)
        base = base or took
        rate = len(texts) / took
        name = f"{len(topics)} topics"
        print(f"{name:<40}{rate:>10,.0f} sentences/s  ({took / base:.2f} x one topic)")
    one = [seconds(model, [text], list(model.topics)) for text in texts[:50]]
    print(f"{'one sentence, 8 topics':<40}{1000 * statistics.median(one):>10.1f} ms")
    article = read_document(bundled_path("data") / "demo" / "article.txt")
    took = []
    for _ in range(REPEATS):
        forget(model)
        start = time.perf_counter()
        n = len(model.analyze(article).sentences)
        took.append(time.perf_counter() - start)
    print(f"{f'an article of {n} sentences, 8 topics':<40}{statistics.median(took):>10.2f} s")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=["fast", "default"])
    parser.add_argument("--train", action="store_true", help="time training as well (minutes)")
    arguments = parser.parse_args()
    for name, code in FRESH.items():
        print(f"{name:<40}{fresh_process(code):>10.3f} s")
    for name in arguments.models:
        print(f"\nmodel {name!r}")
        time_model(stance.load(name))
    if arguments.train:
        start = time.perf_counter()
        stance.train(bundled_path("data"), folds=0, n_jobs=2, progress=False)
        print(f"\n{'training, without cross-validation':<40}{time.perf_counter() - start:>10.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of this process':<40}{peak:>10.0f} MB")


if __name__ == "__main__":
    main()
