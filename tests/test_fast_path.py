"""The fast path of the n-grams gives what a plain reading of the formulas gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.features import known
from stance.features.context import context_features
from stance.features.extraction import CONTEXT, FAMILIES, FAMILY_WEIGHTS, Extractor
from stance.features.lexicon import Lexicon
from stance.features.mentions import Mention, MentionFinder
from stance.features.phrases import PhraseTable
from stance.features.ragged import places_of
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


@settings(max_examples=25)
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


def test_texts_without_a_word_have_answers(scorer):
    texts = ["?", "…", "\u0301", "𐍈 𐍉", "x" * 5000, "not not not"]
    wanted = np.array([plainly(scorer, text) for text in texts])
    assert abs(scorer.predict_proba(texts) - wanted).max() < 1e-6
    assert abs(scorer.predict_proba(["?"]) - wanted[:1]).max() < 1e-6


ANY_TEXT = st.one_of(
    SENTENCES, st.text(max_size=80), st.sampled_from(["a" * 300, "not " + "x" * 101 + " truce"])
)


@given(st.lists(ANY_TEXT, max_size=8))
def test_numbers_say_of_sentences_what_their_tokens_say(texts):
    words = ["no", "truc", "?", "x" * 101]
    numbers = {word: number for number, word in enumerate(words, start=1)}
    lexicon = Lexicon(numbers, lambda word, _, is_word: [len(word), 7] if is_word else [])
    for batch in (texts, texts[::-1]):  # of the second every token is known
        read, tokens = lexicon.read(batch), [tokenize(text) for text in batch]
        for row, sentence in enumerate(tokens):
            part = slice(read.starts[row], read.starts[row] + read.sizes[row])
            assert set(read.row[part]) <= {row}
            assert read.stem[part].tolist() == [numbers.get(s, 0) for s in sentence.stems]
            assert read.is_word[part].tolist() == sentence.is_word
            assert read.negated[part].tolist() == sentence.negated
            columns = read.columns[places_of(read.first_column[part], read.n_columns[part])]
            lengths = zip(sentence.words, sentence.is_word, strict=True)
            assert columns.tolist() == [c for w, word in lengths if word for c in (len(w), 7)]
        assert read.sizes.sum() == len(read.stem)


PHRASES = st.lists(st.sampled_from("a b c the of".split()), min_size=1, max_size=4).map(" ".join)
TOPICS = st.lists(PHRASES, min_size=1, max_size=4, unique=True)


@given(TOPICS, st.lists(PHRASES, max_size=4), st.lists(st.lists(PHRASES, max_size=5), max_size=6))
def test_mentions_of_many_sentences_are_those_of_each(names, aliases, sentences):
    finder = MentionFinder(Topics([Topic(names[0], aliases=aliases), *names[1:]]))
    texts = [", ".join(phrases) for phrases in sentences]
    stems = {stem: i for i, stem in enumerate(["a", "b", "c", "the", "of"], start=1)}
    read = Lexicon(stems, lambda *_: []).read(texts)
    found = PhraseTable(finder.phrases, len(names), stems).find(read)
    pairs, starts, sizes = found.counts()
    for row, text in enumerate(texts):
        wanted = finder.find(tokenize(text))
        for topic in range(len(names)):
            mention = wanted.get(topic, Mention([], 0.0))
            assert found.coverage[row, topic] == np.float32(mention.coverage)
            at = starts[pairs == row * len(names) + topic]
            n = sizes[pairs == row * len(names) + topic]
            here = places_of(at, n)
            spans = zip(found.first[here], found.last[here], strict=True)
            assert [(a - read.starts[row], b - read.starts[row]) for a, b in spans] == mention.spans


@settings(max_examples=50)
@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_contexts_of_many_pairs_are_those_of_each(texts):
    topics = Topics([Topic("truce", aliases=["peace talks", "talks"]), "sanctions"])
    extractor = Extractor.fit(
        topics, [*texts, "No truce, no talks: they never reject talks now."], 1
    )
    rows, asked = np.repeat(np.arange(len(texts)), 2), np.tile([1, 0], len(texts))
    matrix = extractor.contexts(extractor.read(texts), rows, asked)
    names = np.array(extractor.vocabularies[CONTEXT].names, dtype=object)
    for i, (row, topic) in enumerate(zip(rows, asked, strict=True)):
        tokens = tokenize(texts[row])
        mention = extractor._finder.find(tokens).get(topic)
        wanted = named(context_features(tokens, mention.spans)) if mention else []
        found = names[matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]]
        assert sorted(found) == sorted(set(wanted))


def test_a_lexicon_that_is_full_is_left_for_a_new_one(scorer, monkeypatch):
    texts = [f"Kyiv backs a truce on day{i}." for i in range(50)]
    wanted = scorer.predict_proba(texts)
    monkeypatch.setattr("stance.features.lexicon.REMEMBERED", 60)
    for text, proba in zip(texts, wanted, strict=True):
        assert abs(scorer.predict_proba([text])[0] - proba).max() < 1e-6
    assert not any(lexicon.is_full for lexicon in scorer.extractor._lexicons._free)


def test_words_are_taken_apart_once_for_all_choices_of_topics(monkeypatch):
    made = []
    inner = known.SentenceColumns
    monkeypatch.setattr(known, "SentenceColumns", lambda *how: made.append(1) or inner(*how))
    model = stance.load("fast")
    for chosen in ("ceasefire", ["sanctions", "peace talks"], None, Topic("carbon tax")):
        model.predict("Kyiv backs a truce.", chosen)
    model.predict_pairs(["No sanctions.", "No truce."], ["sanctions", "ceasefire"])
    assert len(made) == 1
