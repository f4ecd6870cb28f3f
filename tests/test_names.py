"""Names must not decide: copies with other names teach the second stage to look elsewhere."""

import numpy as np
import pandas as pd
import pytest

from stance.features.mentions import MentionFinder
from stance.learning.classifier import StanceClassifier
from stance.learning.names import CAPITALS, COUNTRIES, PEOPLE, renamed
from stance.topics import Topics


@pytest.fixture(scope="module")
def biased():
    """One capital is mostly for it and another against it, whatever else the sentence says."""
    said = {"favor": "wants", "against": "fears"}
    habits = {"Rome": "favor", "Paris": "against"}
    rows = []
    for name, usual in habits.items():
        for n in range(24):
            stance = usual if n % 4 else ({"favor", "against"} - {usual}).pop()
            word = said[stance] if n % 5 else "weighs"
            rows.append((f"{name} {word} a truce {n}", "truce", stance, f"{name}{n}"))
    rain = [(f"{n} saw rain {i}", "truce", "unrelated", f"r{i}") for n in habits for i in "ab"]
    return pd.DataFrame(rows + rain, columns=["text", "topic", "stance", "doc"])


def gap(frame, name_copies):
    """How far the odds of a sentence move when Rome becomes Paris."""
    classifier = StanceClassifier(name_copies=name_copies, calibration_folds=0, random_state=0)
    fitted = classifier.fit(frame, frame["stance"])
    proba = fitted.predict_proba([[f"{name} wants a truce", "truce"] for name in ("Rome", "Paris")])
    favor, against = (list(fitted.classes_).index(side) for side in ("favor", "against"))
    odds = np.log(proba[:, favor] / proba[:, against])
    return abs(odds[0] - odds[1])


def test_copies_with_other_names_take_much_of_the_say_from_names(biased):
    assert gap(biased, 5) < 0.6 * gap(biased, 0)


def test_without_names_copies_change_nothing(biased):
    nameless = biased.assign(text=biased["text"].str.replace("Rome|Paris", "he", regex=True))
    plain, copied = (
        StanceClassifier(name_copies=n, random_state=0).fit(nameless, nameless["stance"])
        for n in (0, 5)
    )
    np.testing.assert_array_equal(plain.scorer_.side.shared, copied.scorer_.side.shared)


def test_a_copy_keeps_the_kind_and_what_the_topic_is():
    finder = MentionFinder(Topics(["sanctions"]))
    random = np.random.RandomState(1)
    text = "Rome told Macron that Canada wants Russia sanctions, Rome said."
    for copy in renamed(text, finder, 20, random):
        first, _, person, _, country, *_ = copy.split()
        assert (first in CAPITALS, person in PEOPLE, country in COUNTRIES) == (True, True, True)
        assert (first, person, country).count("Rome") == 0
        assert copy.endswith(f"Russia sanctions, {first} said.")
    assert renamed("Russia sanctions bite.", finder, 3, random) == []
