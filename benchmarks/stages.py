"""Where the processor's time goes in the n-gram path: microseconds a sentence, stage by stage.

Processor time, not the clock, the best of several runs: ``python benchmarks/stages.py``.
"""

import json
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import stance
from stance.bundled import bundled_path
from stance.features.extraction import Sentences
from stance.learning.deciding import about_proba

BATCH = 2048
REPEATS = 4


def sentences() -> list[str]:
    """Return sentences of 20 to 30 words from the training split."""
    lines = (bundled_path("data") / "train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = dict.fromkeys(json.loads(line)["text"] for line in lines)
    return [text for text in texts if 20 <= len(text.split()) <= 30][:BATCH]


def time_stages(scorer: Any, texts: list[str]) -> dict[str, float]:
    """Return the least processor seconds of each stage."""
    least: dict[str, float] = {}

    def timed(name: str, stage: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = stage()
        least[name] = min(least.get(name, np.inf), time.process_time() - start)
        return result

    extractor = scorer.extractor
    scorer.predict_proba(texts)
    for _ in range(REPEATS):
        numbered = timed("words to numbers", lambda: extractor._lexicons.read(texts))
        features = timed("n-grams", lambda n=numbered: extractor._known.sentence.matrix(n))
        mentions = timed("mentions", lambda n=numbered: extractor._phrases.find(n))
        batch = Sentences(texts, numbered, mentions, features)
        scores = timed("about the topic?", lambda b=batch: scorer.about_scores(b))
        about = about_proba(scores, scorer.relevance.classes)
        rows, topics = np.nonzero(scorer.asked(about)[0])
        pairs = (batch, rows, topics)
        context = timed("context", lambda p=pairs: extractor.contexts(*p))
        side = (features, context, rows, topics)
        timed("which side?", lambda s=side: scorer.side.scores(*s))
    return least


def main() -> None:
    """Print the stages, the latency of one sentence, loading and memory."""
    start = time.process_time()
    model = stance.load("fast")
    loading = time.process_time() - start
    texts = sentences()
    stages = time_stages(model.scorer, texts)
    total = sum(stages.values())
    for name, seconds in stages.items():
        print(f"{name:<20}{1e6 * seconds / len(texts):>8.1f} us{seconds / total:>8.1%}")
    print(f"{'all':<20}{1e6 * total / len(texts):>8.1f} us{len(texts) / total:>12,.0f} a second")
    for name, ask in (("scorer", model.scorer.predict_proba), ("predict", model.predict)):
        took = []
        for text in texts[:200]:
            start = time.process_time()
            ask([text])
            took.append(1000 * (time.process_time() - start))
        p50, p99 = np.percentile(took, [50, 99])
        print(f"one sentence, {name:<10} p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    print(f"load, with imports  {1000 * loading:.0f} ms")
    print(f"peak memory         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
