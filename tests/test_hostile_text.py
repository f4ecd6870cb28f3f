"""Texts from an enemy, given to a model: an answer for each, or one line that says where."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.errors import DataError, StanceError, TopicError
from stance.features.context import context_features
from stance.features.tokens import tokenize
from stance.topics import Topic

# What scripts, marks and broken decoding do to text, among words that the model knows.
PIECES = [
    "truce", "a truce", "Kyiv", "rejects", "no ", "won’t", " ", "\n", ". ", ".“", "”", "…", "\x00",
    "\ud800", "\udcff", "\u200b", "\u202e", "\ufeff", "e\u0301\u0327", "שלום. ", "مرحبا", "停火。",
    "👩‍👩‍👧", "🇺🇦", "𝔸", "ﬃ", "İ", "ß", "<x-evil>", "&amp;", "{{x}}", "%s", "[red]", "\x1b[31m",
    "=1+1",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=5), TEXTS,
    st.lists(st.one_of(st.none(), st.floats(), st.binary(max_size=3), TEXTS), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.just(pd.NaT),
    st.just(np.array([[1, 2], [3, 4]])), st.just(np.array(["a"], dtype="S")), st.just({"a", "b"}),
    st.just(pd.DataFrame({"a": [1], "b": ["x"]})), st.just(pd.Series([None, 1.5])),
    st.just(object()),
)  # fmt: skip

several = settings(max_examples=60)


@pytest.fixture(scope="module")
def fast():
    return stance.load("fast")


def one_line(error):
    assert str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 500


@given(TEXTS)
@several
def test_every_text_gets_probabilities_or_is_empty(fast, text):
    if not text or text.isspace():
        with pytest.raises(DataError, match="row 0: the text is empty"):
            fast.predict(text)
        return
    frame = fast.predict(text)
    assert frame["text"].tolist() == [text] * 8
    np.testing.assert_allclose(frame.filter(like="p_").sum(axis=1), 1, atol=1e-5)
    why = fast.explain(text, "ceasefire").to_frame()
    placed = why[why["start"].notna()]
    assert ((placed["start"] >= 0) & (placed["end"] <= len(text))).all()


@given(TEXTS)
@several
def test_every_document_is_analysed_or_has_no_sentence(fast, text):
    try:
        analysis = fast.analyze(text, ["ceasefire"])
    except DataError as error:
        assert "holds no sentence" in str(error)  # noqa: PT017
        assert stance.split_sentences(text) == []
        return
    for row in analysis.to_frame().itertuples():
        assert text[row.start : row.end] == row.text
    analysis.summary()
    analysis.stances()
    assert "<x-evil>" not in analysis.to_html()


@given(ANYTHING)
@several
def test_whatever_is_given_for_texts_is_answered_or_told(fast, given_):
    for ask in (
        lambda: fast.predict(given_, "ceasefire"),
        lambda: fast.predict_pairs(given_, ["ceasefire"]),
        lambda: fast.analyze(given_, "ceasefire"),
        lambda: fast.explain(given_, "ceasefire"),
        lambda: stance.split_sentences(given_),
    ):
        try:
            ask()
        except StanceError as error:
            one_line(error)


@given(ANYTHING)
@several
def test_whatever_is_given_for_a_topic_is_answered_or_told(fast, given_):
    for ask in (
        lambda: fast.predict("A truce.", given_),
        lambda: fast.predict_pairs(["A truce."], given_),
        lambda: fast.explain("A truce.", given_),
        lambda: Topic(given_),
        lambda: Topic("a", given_),
        lambda: Topic("a", "", given_),
    ):
        try:
            ask()
        except StanceError as error:
            one_line(error)


@given(ANYTHING)
@several
def test_whatever_is_given_for_a_path_is_opened_or_told(given_):
    for opened in (
        stance.load, stance.load_encoder, stance.load_report, stance.read_topics,
        stance.read_document, stance.read_examples,
    ):  # fmt: skip
        if given_ is None and opened in (stance.load, stance.load_encoder):
            continue
        try:
            opened(given_)
        except StanceError as error:
            one_line(error)


@pytest.mark.parametrize(
    "path", ["\0", "a\0b", "x" * 5000, "\ud800", "/dev/null/a", "~", "", ".", "a/" * 3000, "CON:\n"]
)
def test_a_path_that_no_disk_has_is_told(path):
    for opened in (
        stance.load, stance.load_encoder, stance.load_report, stance.read_topics,
        stance.read_document, stance.read_examples,
    ):  # fmt: skip
        with pytest.raises(StanceError) as error:
            opened(path)
        one_line(error.value)


def test_a_topic_of_a_wrong_kind_is_told(fast):
    for wrong in (5, None, b"ceasefire", ["ceasefire"], float("nan")):
        with pytest.raises(TopicError):
            fast.explain("A truce.", [wrong])


def test_a_text_longer_than_any_sentence_is_refused_with_its_row(fast):
    endless = "truce " * 200_000
    with pytest.raises(DataError, match="row 1: the text has 1,200,000 characters"):
        fast.predict(["A truce.", endless])
    with pytest.raises(DataError, match="row 0: the text has"):
        fast.explain(endless, "ceasefire")
    rows = [{"text": text, "topic": "truce", "stance": "pro"} for text in ("A truce.", endless)]
    with pytest.raises(DataError, match="row 1, column text: the text has 1,200,000") as error:
        stance.read_examples(rows)
    one_line(error.value)
    # In a document it is cut at blanks, and analysed.
    analysis = fast.analyze(endless, "ceasefire")
    assert max(len(sentence.text) for sentence in analysis.sentences) <= 20_000
    assert sum(len(sentence.text) + 1 for sentence in analysis.sentences) == len(endless)


def test_a_sentence_of_fifty_megabytes_is_told_and_cut(fast):
    endless = "x" * 50_000_000
    with pytest.raises(DataError, match="row 0: the text has 50,000,000 characters") as error:
        fast.predict(endless)
    one_line(error.value)
    sentences = stance.split_sentences(endless)
    assert "".join(sentence.text for sentence in sentences) == endless


@pytest.mark.parametrize("unit", ["truce a ", "no truce, ", "x", "word ", '"a" ', "e\u0301"])
def test_the_time_of_a_prediction_grows_with_the_length(fast, unit, takes_linear_time):
    takes_linear_time(fast.predict, lambda size: unit * (size // len(unit)), 60_000)


def test_sentences_of_one_letter_without_end_get_the_answers_of_each(fast, takes_linear_time):
    letters = [chr(ord("a") + i % 26) for i in range(40_000)]
    odds = fast.predict(letters, "ceasefire").filter(like="p_").to_numpy()
    alone = fast.predict(letters[:26], "ceasefire").filter(like="p_").to_numpy()
    np.testing.assert_allclose(odds, np.resize(alone, odds.shape), atol=1e-6, rtol=0)
    takes_linear_time(
        lambda texts: fast.predict(texts, "ceasefire"), lambda size: letters[:size], 5_000
    )


def test_words_without_end_are_not_remembered(fast):
    def kept(ask):
        tracemalloc.start()
        try:
            ask()
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    words = [f"{i}" + "x" * 900_000 for i in range(10)]
    # Nine megabytes of words; what is remembered of short ones is far less.
    assert kept(lambda: fast.predict(words, "ceasefire").empty) < 2**22


@given(st.lists(st.sampled_from(["truce", "a", "no", "reject", ",", "?"]), max_size=30))
@several
def test_the_nearest_mention_is_the_nearest_of_all(words):
    tokens = tokenize(" ".join(words))
    mentions = [i for i, stem in enumerate(tokens.stems) if stem == "truce"]
    names = [name for name, _, _ in context_features(tokens, [(i, i) for i in mentions])]
    # Commas are no places of their own, so distances are counted without them.
    kept = [i for i, stem in enumerate(tokens.stems) if stem != ","]
    at = [place for place, i in enumerate(kept) if i in mentions]
    sides = []
    for place, i in enumerate(kept):
        distances = [place - mention for mention in at]
        if i not in mentions and distances and min(map(abs, distances)) <= 8:
            nearest = min(distances, key=abs)
            negated = "not " if tokens.negated[i] else ""
            side = "after" if nearest > 0 else "before"
            sides.append(f"{side}:{negated}{tokens.stems[i]}")
    assert [name for name in names if name.startswith(("after:", "before:"))] == sides
