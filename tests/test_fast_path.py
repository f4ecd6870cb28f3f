"""The fast path of the n-grams gives what a plain reading of the formulas gives."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.features import columns
from stance.features.context import context_features, context_names
from stance.features.extraction import CONTEXT, FAMILIES, FAMILY_WEIGHTS
from stance.features.tokens import tokenize
from stance.stances import SIDES, STANCES
from stance.topics import Topic, Topics

WORDS = (
    "Kyiv Moscow NATO troops truce ceasefire peace talks rejects backs not never won’t no nobody "
    'a the of will sanctions weapons said on ruled out zzyzx 7 it’s KOREA , . ; ? “ ” " ( – …'
).split()
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)


def row_of(vocabulary, names, length):
    row = np.zeros(len(vocabulary))
    for name in set(names):
        for column in vocabulary.columns([name]):
            row[column] = vocabulary.idf[column]
    norm = np.sqrt((row**2).sum())
    return row * length / norm if norm else row


def named(features):
    return [name for name, _, _ in features]


def shares(scores):
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


def plainly(scorer, text):
    """One sentence by the formulas, topic by topic, in double precision."""
    extractor, tokens = scorer.extractor, tokenize(text)
    known = extractor.vocabularies
    families = {f: row_of(known[f], named(FAMILIES[f](tokens)), FAMILY_WEIGHTS[f])
                for f in FAMILIES}  # fmt: skip
    features = np.concatenate(list(families.values()))
    mentions = extractor._finder.find(tokens)
    answers = []
    for i, topic in enumerate(scorer.topics):
        said = tokenize(f"{' '.join(topic.phrases)} {topic.description}").stems
        profile = row_of(known["words"], [f"word:{stem}" for stem in said], 1.0)
        mention = mentions.get(i)
        spans = mention.spans if mention else []
        links = [
            bool(spans), min(len(spans), 3) / 3, spans[0][0] / len(tokens.stems) if spans else 0,
            mention.coverage if mention else 0, families["words"] @ profile,
        ]  # fmt: skip
        context = named(context_features(tokens, spans))
        pair = row_of(known[CONTEXT], context, FAMILY_WEIGHTS[CONTEXT])

        def scores(name, tied, i=i):
            stage = getattr(scorer, name)
            own = features[: len(stage.own)] @ stage.own[:, i]
            sums = features @ stage.shared + own + np.asarray(tied) @ stage.pair + stage.bias[i]
            new = scorer.as_new(i)
            return sums / getattr(new, name) if new else sums

        relevance, side = scorer.relevance, scorer.side
        about = shares(scores("relevance", links))[relevance.classes.index("about")]
        sides = np.array(scorer.side_prior, float)
        if about >= scorer.min_about:
            sides = np.zeros(len(SIDES))
            sides[[SIDES.index(c) for c in side.classes]] = shares(scores("side", pair))
        answers.append([*(sides * about), 1 - about])
    return np.array(answers)


@pytest.fixture(scope="module")
def scorer():
    new = Topic("carbon tax", "a tax on emissions", ["carbon levy"])
    scorer = stance.load("fast").scorer
    return scorer.for_topics(Topics([*list(scorer.topics)[:3], new, scorer.topics[5]]))


@settings(deadline=None, max_examples=25)
@given(st.lists(SENTENCES, min_size=1, max_size=12))
def test_probabilities_are_those_of_the_formulas(scorer, texts):
    wanted = np.array([plainly(scorer, text) for text in texts])
    # A pair just at the bound may be asked by one and not by the other.
    clear = abs(1 - wanted[..., STANCES.index("unrelated")] - scorer.min_about) > 1e-6
    for proba in (
        scorer.predict_proba(texts),
        np.concatenate([scorer.predict_proba([text]) for text in texts]),
    ):
        assert abs(proba - wanted)[clear].max(initial=0) < 1e-6


@settings(deadline=None)
@given(SENTENCES, st.lists(st.integers(0, 29), max_size=8, unique=True).map(sorted))
def test_names_of_contexts_are_those_of_the_features_with_places(text, ends):
    tokens = tokenize(text)
    inside = [end for end in ends if end < len(tokens.stems)]
    spans = list(zip(inside[::2], inside[1::2], strict=False))
    names = context_names(tokens, spans) if spans else []
    assert Counter(names) == Counter(named(context_features(tokens, spans)))


def test_texts_without_a_word_have_answers(scorer):
    texts = ["?", "…", "\u0301", "𐍈 𐍉", "x" * 5000, "not not not"]
    wanted = np.array([plainly(scorer, text) for text in texts])
    assert abs(scorer.predict_proba(texts) - wanted).max() < 1e-6
    assert abs(scorer.predict_proba(["?"]) - wanted[:1]).max() < 1e-6


def test_words_are_taken_apart_once_for_all_choices_of_topics(monkeypatch):
    made = []
    inner = columns._KnownWords
    monkeypatch.setattr(columns, "_KnownWords", lambda names: made.append(1) or inner(names))
    model = stance.load("fast")
    for chosen in ("ceasefire", ["sanctions", "peace talks"], None, Topic("carbon tax")):
        model.predict("Kyiv backs a truce.", chosen)
    model.predict_pairs(["No sanctions.", "No truce."], ["sanctions", "ceasefire"])
    assert len(made) == 1
