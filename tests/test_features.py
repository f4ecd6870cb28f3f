"""Features: their values, their places, and that topics do not change the sentence's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.features.extraction import FAMILIES, Extractor
from stance.features.mentions import MentionFinder
from stance.features.tokens import tokenize
from stance.features.vocabulary import Vocabulary
from stance.topics import Topic, Topics

words = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(st.lists(words, min_size=1, max_size=12))
def test_vocabulary_equals_scikit_learns_tfidf(documents):
    ours = Vocabulary.fit(documents)
    if not ours.names:
        return
    theirs = TfidfVectorizer(analyzer=list, binary=True)
    expected = theirs.fit_transform(documents).toarray()
    assert ours.names == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(ours.transform(documents).toarray(), expected, atol=1e-6)


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say(text):
    tokens = tokenize(text)
    assert all(0 <= start < end <= len(text) for start, end in tokens.spans)
    for word, (start, end) in zip(tokens.words, tokens.spans, strict=True):
        assert text[start:end].lower().replace("’", "'") == word


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_what_is_read_fast_is_what_is_explained(texts):
    extractor = Extractor.fit(Topics(["truce"]), [*texts, "No truce — never!"], min_count=1)
    features = extractor.read(texts).features.toarray()
    for row, text in enumerate(texts):
        located = extractor.located(extractor.read([text]), 0, 0)
        named = []
        for family in FAMILIES:
            names = {name for name, _, _ in located[family]}
            named += [name in names for name in extractor.vocabularies[family].names]
        np.testing.assert_array_equal(features[row] > 0, named)


def test_negation_ends_with_its_clause():
    tokens = tokenize("We do not want a truce; talks are fine.")
    covered = {stem for stem, negated in zip(tokens.stems, tokens.negated, strict=True) if negated}
    assert "truce" in covered
    assert "talk" not in covered


def test_mentions_match_any_ending_and_prefer_the_longer_phrase():
    finder = MentionFinder(Topics([Topic("peace talks", aliases=["talks"]), Topic("sanctions")]))
    found = finder.find(tokenize("Peace talks stalled and the sanction stayed."))
    assert found[0].spans == [(0, 1)]
    assert found[1].spans == [(5, 5)]


def test_a_topic_more_leaves_the_other_links_alone():
    texts = ["Kyiv wants a truce.", "No embargo on oil."]
    truce, embargo = Topic("ceasefire", aliases=["truce"]), Topic("embargo")
    one = Extractor.fit(Topics([truce]), texts, min_count=1)
    both = one.with_topics(Topics([embargo, truce]))
    np.testing.assert_array_equal(
        one.links(one.read(texts))[:, 0], both.links(both.read(texts))[:, 1]
    )
