"""Judged pairs and a small model, for the tests of judging."""

import numpy as np
import pandas as pd

from stance.judging.keyword_baseline import KeywordBaseline
from stance.stances import STANCES


def judged_pairs(rng, n_documents, *, rows=8, topics=("a", "b"), skill=1.0):
    """Judged pairs whose documents differ in how hard they are."""
    n = n_documents * rows
    doc = np.repeat(np.arange(n_documents), rows)
    truth = rng.integers(0, 4, n)
    hardness = np.repeat(rng.gamma(2.0, 0.5, n_documents), rows)
    scores = rng.normal(0, hardness[:, None], (n, 4))
    scores[np.arange(n), truth] += skill
    proba = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return frame_of(doc, rng.choice(list(topics), n), truth, proba)


def frame_of(doc, topic, truth, proba):
    names = np.array(STANCES)
    frame = pd.DataFrame(
        {
            "text": [f"sentence {i}" for i in range(len(truth))],
            "topic": [str(t) for t in topic],
            "doc": [str(d) for d in doc],
            "truth": names[truth].tolist(),
            "stance": names[proba.argmax(axis=1)].tolist(),
            "confidence": proba.max(axis=1),
        }
    )
    for place, stance in enumerate(STANCES):
        frame[f"p_{stance}"] = proba[:, place]
    return frame


class Explanation:
    def __init__(self, frame):
        self._frame = frame

    def to_frame(self):
        return self._frame


class FakeModel:
    """The keyword rule in the clothes of a model: it says why, and what it is."""

    def __init__(self, topics):
        self.topics = topics
        self.metadata = {"name": "fake", "classes": STANCES, "seed": np.int64(3)}
        self._rule = KeywordBaseline(topics)

    def predict_pairs(self, texts, topics):
        return self._rule.predict_pairs(texts, topics)

    def explain(self, text, topic):
        end = len(text.split()[0])
        rows = [
            ("relevance", "about", "word:first", 0, end, 1.5),
            ("relevance", "about", "(bias)", None, None, -0.5),
            *(("side", side, "word:first", 0, end, 0.7) for side in STANCES[:3]),
        ]
        columns = ["stage", "stance", "feature", "start", "end", "weight"]
        return Explanation(pd.DataFrame(rows, columns=columns))


SENTENCES = {
    "favor": ["We welcome the truce.", "They support a truce now.", "A truce is a hope for all."],
    "against": ["They reject a truce.", "A truce is a trap.", "He praised those who stop a truce."],
    "neutral": ["The truce was on the agenda.", "A truce was signed in 1953."],
    "unrelated": ["It rained in the valley.", "The match ended in a draw.", "No truce in prices."],
}


def examples_frame(n_documents=12, topic="truce"):
    rows = [
        {"text": text, "topic": topic, "stance": stance, "doc": f"d{number}"}
        for number in range(n_documents)
        for stance, texts in SENTENCES.items()
        for text in [texts[number % len(texts)]]
    ]
    return pd.DataFrame(rows)
