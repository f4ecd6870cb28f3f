"""Names must not decide: copies with other names teach the second stage to look elsewhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.features.mentions import MentionFinder
from stance.learning.classifier import StanceClassifier
from stance.learning.masking import NameMask
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


PROSE = [
    "Nobody in Moscow or Kyiv says that the talks have failed, and nobody says why.",
    "They have nothing to say: the talks, the truce and the mission go on in Ankara.",
    "RIGA: why the mission? NATO and the EU say nothing, and talks go on, says John Mbeki.",
    "i hate russia and moscow too, but the talks in Russia go on and so does Russia.",
    "They say what Russia wants, what Russia says, why Russia and Russia and Russia go on.",
]
NAME = st.text("bcdfgklmnprst", min_size=4, max_size=9).map(lambda s: s[0].upper() + "ø" + s[1:])


@given(NAME, NAME)
def test_a_sentence_is_the_same_to_a_mask_whoever_is_in_it(one, other):
    mask = NameMask.of(PROSE)
    for form in ("{} says nothing.", "Why? Nobody, {} said, talks.", "“The {} and {}’s talks”"):
        names = (one, other), (other, one), ("Oslo", "Oslo")
        texts = {mask.masked(form.format(*of_sentence)) for of_sentence in names}
        assert len(texts) == 1
        assert one not in texts.pop()


STAYS = (
    "Nobody says why: NATO, the EU.",
    "Saying nothing, Nobody’s talks fail.",
    "Don't they say nothing? They’re in the Nato mission.",
    "Nobody Says the Talks Have Failed",
    "I say so.",
    "talks with russia",
    "1, 2 …",
    "",
)


@pytest.mark.parametrize("text", STAYS)
def test_a_mask_lets_words_acronyms_and_contractions_stand(text):
    assert NameMask.of(PROSE).masked(text) == text


SAME = (
    ("Oslo’s talks", "Ankara’s talks"),
    ("John-Paul Mbeki says", "Oslo says"),
    ("Jan\u00a0Mbeki says", "Oslo says"),
    ("Erdog\u0306an says", "Erdo\u011fan says"),
    ("O’Brien says", "Oslo says"),
    # One post or two that write a name without its capital make no word of it.
    ("Moscow says", "Kyiv says"),
    ("Say, Russia", "Say, Oslo"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_to_a_mask_two_names_are_one(one, other):
    mask = NameMask.of(PROSE)
    assert mask.masked(one) == mask.masked(other)
    assert mask.masked(mask.masked(one)) == mask.masked(one)


def test_headlines_do_not_make_names_of_words():
    headlines = ["Nobody Says Talks Fail", "TALKS FAIL", "Why Talks With Oslo Fail"]
    mask = NameMask.of([*PROSE, *headlines * 9])
    assert mask.masked("Why? Talks with Oslo Fail.") == "Why? Talks with London Fail."
