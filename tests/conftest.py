"""What the tests share: a small labelled corpus and models fitted on it once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stance.learning.classifier import StanceClassifier
from stance.model.stance_model import StanceModel
from stance.topics import Topic, Topics

ROOT = Path(__file__).resolve().parents[1]

HOLDERS = ["Kyiv", "Moscow", "the ministry", "our party", "Ankara", "the union", "Brussels"]
SENTENCES = {
    "favor": ["{h} backs {t}.", "{h} welcomed {t} on Monday.", "We need {t}, says {h}."],
    "against": ["{h} rejects {t}.", "{h} ruled out {t} again.", "No to {t}, says {h}."],
    "neutral": ["{h} will discuss {t} in May.", "{h} was asked about {t}."],
}
NAMES = {"ceasefire": ["a truce", "the ceasefire"], "sanctions": ["an embargo", "the sanctions"]}
NOISE = ["Rain fell in {h}.", "{h} opened a school.", "{h} won the football match."]


@pytest.fixture(scope="session")
def topics():
    return Topics(
        [
            Topic("ceasefire", "a halt to the fighting", ["truce"]),
            Topic("sanctions", "economic penalties", ["embargo"]),
        ]
    )


@pytest.fixture(scope="session")
def corpus():
    """A learnable toy: every sentence judged toward both topics, in documents of one holder."""
    rows = []
    for doc, holder in enumerate(HOLDERS):
        for topic, names in NAMES.items():
            for stance, forms in SENTENCES.items():
                for i, form in enumerate(forms):
                    text = form.format(h=holder, t=names[i % len(names)])
                    rows += [
                        (text, other, stance if other == topic else "unrelated", doc)
                        for other in NAMES
                    ]
        rows += [
            (form.format(h=holder), name, "unrelated", doc) for form in NOISE for name in NAMES
        ]
    frame = pd.DataFrame(rows, columns=["text", "topic", "stance", "doc"])
    return frame.assign(doc="doc-" + frame["doc"].astype(str))


@pytest.fixture(scope="session")
def classifier(corpus, topics):
    return StanceClassifier(topics, random_state=0).fit(corpus, corpus["stance"])


@pytest.fixture(scope="session")
def model(classifier):
    return StanceModel(classifier.scorer_, {"note": "fitted by the tests"})


@pytest.fixture
def rng():
    return np.random.default_rng(0)
