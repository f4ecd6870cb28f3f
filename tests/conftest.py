"""What the tests share: a small labelled corpus, models fitted on it once, and a clock."""

import gc
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from stance.learning.classifier import StanceClassifier
from stance.model.stance_model import StanceModel
from stance.topics import Topic, Topics

# On a busy machine any example may be slow; what grows too fast is found by its growth.
settings.register_profile("stance", deadline=None)
settings.load_profile("stance")

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


@pytest.fixture(scope="session")
def seconds():
    """Return the clock of this process for some work; the garbage collector stands still."""

    def measured(work, *given):
        gc.disable()
        begun = time.process_time()
        try:
            work(*given)
        finally:
            spent = time.process_time() - begun
            gc.enable()
        return spent

    return measured


@pytest.fixture(scope="session")
def takes_linear_time(seconds):
    """Return the check that eight times the size takes no more than three times eight the time.

    A square would take sixty-four times as long. Both times are the best of several, so that
    others on the machine do not decide, nor do milliseconds. The size must lie past those at
    which another way is taken.
    """

    def check(work, make, size):
        small, large = make(size), make(8 * size)
        limit = 3 * 8 * max(0.005, min(seconds(work, small) for _ in range(3)))
        taken = []
        while not taken or taken[-1] > limit:
            assert len(taken) < 4, f"eight times the size took {min(taken):.2f} s, over {limit:.2f}"
            taken.append(seconds(work, large))

    return check
