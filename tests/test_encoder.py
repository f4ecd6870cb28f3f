"""The encoder: what it says of a pair depends on that pair alone, and its folder is checked."""

import copy
import hashlib
import json
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stance
from stance import StanceClassifier, Topic
from stance.bundled import bundled_path
from stance.encoder import training
from stance.encoder.encoder import FILES, NETWORK, RECORD, TOKENIZER, Encoder
from stance.encoder.pairs import crossed, other_holders, run_together, spoken_topics, topic_text
from stance.errors import DataError, ModelError, StanceError
from stance.examples.beside import thinned
from stance.learning.deciding import about_proba
from stance.learning.fitting import fit_blend
from stance.stances import STANCES
from stance.topics import Topics

TOPIC = "carbon tax: a tax on greenhouse-gas emissions"
TEXTS = [
    "The ministry backs a carbon tax.",
    "Farmers reject any tax on emissions as theft.",
    "The carbon tax is debated on Tuesday, and a long list of speakers has been announced.",
    "It rained.",
]
GOLD = Path(__file__).parent / "gold" / "encoder.jsonl"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return stance.load_encoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bundled = bundled_path("models/encoder")
    return Path(shutil.copytree(bundled, tmp_path / "encoder"))


def fresh(encoder: Encoder) -> Encoder:
    return Encoder(encoder.files)


def test_a_pair_has_the_same_scores_whatever_is_asked_beside_it(encoder):
    together = fresh(encoder).scores([TOPIC] * 4, TEXTS)
    for place, text in enumerate(TEXTS):
        assert np.array_equal(fresh(encoder).scores([TOPIC], [text])[0], together[place])
    backwards = fresh(encoder).scores([TOPIC] * 4, TEXTS[::-1])
    assert np.array_equal(backwards[::-1], together)


def test_threads_copies_and_pickles_give_the_same_scores(encoder):
    expected = encoder.scores([TOPIC] * 4, TEXTS)
    new = fresh(encoder)
    with ThreadPoolExecutor(8) as pool:
        for scores in pool.map(lambda _: new.scores([TOPIC] * 4, TEXTS), range(16)):
            assert np.array_equal(scores, expected)
    for other in (copy.deepcopy(encoder), pickle.loads(pickle.dumps(encoder))):  # noqa: S301
        assert np.array_equal(other.scores([TOPIC] * 4, TEXTS), expected)


def test_no_pairs_give_no_scores(encoder):
    assert encoder.scores([], []).shape == (0, 4)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "a" * 100_000, "🙂" * 500, "שלום"])
def test_odd_texts_are_read(encoder, text):
    assert np.isfinite(encoder.scores([TOPIC], [text])).all()


def test_int8_says_what_the_trained_network_said(encoder):
    rows = pd.read_json(GOLD, lines=True)
    trained = np.array(rows["scores"].tolist())
    shipped = encoder.scores(rows["topic"].tolist(), rows["text"].tolist())
    assert (shipped.argmax(axis=1) == trained.argmax(axis=1)).mean() >= 0.94
    assert np.abs(shipped - trained).mean() < 0.15


def test_the_bundled_encoder_is_small_and_learned_only_what_licences_allow(encoder):
    assert sum(len(content) for content in encoder.files.values()) < 30e6
    allowed = {"argkp2021", "ibm_claim_stance", "perspectrum", "newsmtsc"}
    assert set(encoder.record["sources"]) | set(encoder.record["sources_of_base"]) <= allowed
    assert encoder.record["corpus"]["name"] == "data"
    assert encoder.record["base"] == encoder.record["pretrained"] == "all-MiniLM-L6-v2"
    card = bundled_path("models/default/README.md").read_text(encoding="utf-8")
    assert f"the encoder that comes with stance (SHA-256 `{encoder.sha256}`)" in card


def test_what_it_was_trained_on_it_does_not_tell_by_heart(encoder):
    examples = stance.read_examples(bundled_path("data"), split="train")
    rows = examples.for_training().head(400)
    said = {t.name: topic_text(t) for t in stance.load().topics}
    asked = [said[name] for name in rows["topic"]]
    honest = encoder.scores(asked, rows["text"].tolist())
    blind = fresh(encoder)
    blind._unseen = {}
    by_heart = blind.scores(asked, rows["text"].tolist())
    right = rows["stance"].map({s: i for i, s in enumerate(STANCES)}).to_numpy()

    def loss(scores):
        return -(scores - np.logaddexp.reduce(scores, axis=1)[:, None])[range(400), right].mean()

    assert loss(honest) > loss(by_heart)


def test_a_damaged_folder_is_refused_in_one_line(folder):
    whole = (folder / NETWORK).read_bytes()
    (folder / NETWORK).write_bytes(whole[:-100])
    with pytest.raises(ModelError, match="SHA-256 differs"):
        stance.load_encoder(folder)
    (folder / NETWORK).unlink()
    with pytest.raises(ModelError, match=f"lacks its file {NETWORK}"):
        stance.load_encoder(folder)
    record = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps(record | {"format": 99}))
    with pytest.raises(ModelError, match="encoder format 99"):
        stance.load_encoder(folder)
    (folder / RECORD).write_text("[" * 100_000)
    with pytest.raises(ModelError, match="damaged"):
        stance.load_encoder(folder)
    with pytest.raises(ModelError, match="not an encoder's folder"):
        stance.load_encoder(folder.parent)


def test_a_foreign_network_under_a_right_hash_is_refused_in_one_line(folder):
    record = json.loads((folder / RECORD).read_text())
    (folder / NETWORK).write_bytes(b"not a network")
    record["sha256"][NETWORK] = hashlib.sha256(b"not a network").hexdigest()
    (folder / RECORD).write_text(json.dumps(record))
    with pytest.raises(ModelError, match="damaged") as caught:
        stance.load_encoder(folder).scores([TOPIC], TEXTS[:1])
    assert "\n" not in str(caught.value)


def own_encoder(encoder: Encoder) -> Encoder:
    # One more field of the network's file, a comment: other bytes, the same scores.
    return Encoder(encoder.files | {NETWORK: encoder.files[NETWORK] + b"\x32\x01x"})


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    said = {
        "favor": ["We back a truce", "A truce would save lives", "They want a truce now"],
        "against": ["We reject a truce", "A truce would be a trap", "No truce, they say"],
        "neutral": ["The truce is debated today", "A truce was the topic", "Talks on a truce"],
        "unrelated": ["It rained", "The match was lost", "Bread costs more"],
    }
    flat = [(f"{t}, {n}", s) for s, texts in said.items() for t in texts for n in "abcd"]
    frame = pd.DataFrame(flat, columns=["text", "stance"]).assign(topic="truce")
    return frame.assign(doc=[f"d{i % 12}" for i in range(len(frame))])


@pytest.mark.parametrize("own", [False, True])
def test_a_model_keeps_its_encoder(encoder, rows, tmp_path, own):
    reads = own_encoder(encoder) if own else encoder
    classifier = StanceClassifier(["truce"], encoder=reads, min_count=1, random_state=0)
    model = stance.train(rows, ["truce"], classifier=classifier, folds=0, progress=False)
    model.save(tmp_path / "model")
    assert all((tmp_path / "model" / name).exists() == own for name in FILES)
    again = stance.load(tmp_path / "model")
    texts = ["They refuse a truce.", "A truce is near."]
    pd.testing.assert_frame_equal(again.predict(texts), model.predict(texts))
    assert again.scorer.reading.encoder.sha256 == reads.sha256


def test_a_model_of_another_bundled_encoder_is_refused(encoder, rows, tmp_path):
    classifier = StanceClassifier(["truce"], encoder=encoder, min_count=1, random_state=0)
    model = stance.train(rows, ["truce"], classifier=classifier, folds=0, progress=False)
    model.save(tmp_path / "model")
    manifest = tmp_path / "model" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(encoder.sha256, "0" * 64))
    with pytest.raises(ModelError, match="another encoder"):
        stance.load(tmp_path / "model")


def test_too_few_documents_to_learn_trust_are_refused(encoder, rows):
    classifier = StanceClassifier(["truce"], encoder=encoder, calibration_folds=0)
    with pytest.raises(DataError, match="at least two documents"):
        classifier.fit(rows, rows["stance"])


def test_the_explanation_adds_up_with_an_encoder(encoder, rows):
    classifier = StanceClassifier(
        ["truce"], encoder=encoder, min_count=1, min_about=0.0, min_read=0.0, random_state=0
    )
    model = stance.StanceModel(classifier.fit(rows, rows["stance"]).scorer_)
    text = "They refuse a truce."
    why, row = model.explain(text, "truce"), model.predict(text).iloc[0]
    odds = why.scores["relevance", "about"]
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(1 - row["p_unrelated"], abs=1e-5)
    sides = np.exp([why.scores["side", s] for s in ("favor", "against", "neutral")])
    given = row[["p_favor", "p_against", "p_neutral"]].to_numpy(float)
    np.testing.assert_allclose(sides / sides.sum(), given / given.sum(), atol=1e-5)
    assert "(encoder)" in set(why.to_frame()["feature"])


def asked_and_read(scorer, texts):
    scores = scorer.about_scores(scorer.extractor.read(texts))
    return scorer.asked(about_proba(scores, scorer.relevance.classes))


def test_what_is_not_read_is_answered_by_ngrams_alone(encoder, rows):
    classifier = StanceClassifier(
        ["truce"], encoder=encoder, min_count=1, min_about=0.0, min_read=0.5, random_state=0
    )
    scorer = classifier.fit(rows, rows["stance"]).scorer_
    texts = ["They refuse a truce.", "A truce is near.", "It rained.", "Bread costs more."]
    ngrams = replace(scorer, reading=None).predict_proba(texts)[:, 0]
    both = scorer.predict_proba(texts)[:, 0]
    is_read = ngrams[:, -1] <= 0.5
    assert is_read.tolist() == [True, True, False, False]
    np.testing.assert_array_equal(both[~is_read], ngrams[~is_read])
    assert abs(both - ngrams)[is_read].max() > 0.01
    asked, read = asked_and_read(scorer, texts)
    assert asked.all()
    assert read[:, 0].tolist() == is_read.tolist()
    # Of a topic that it never learned, n-grams know too little to pass over so much.
    rarely = replace(scorer, min_read=1.1)
    new = rarely.for_topics(Topics([Topic("armistice", "", ["truce"])]))
    n_read = [asked_and_read(of, texts)[1].sum() for of in (rarely, new)]
    assert n_read[0] == 0
    assert n_read[1] >= 2


def test_a_folder_from_before_there_was_a_bound_for_reading_is_read(encoder, rows, tmp_path):
    classifier = StanceClassifier(
        ["truce"], encoder=encoder, min_count=1, min_about=0.2, min_read=0.4, random_state=0
    )
    model = stance.train(rows, ["truce"], classifier=classifier, folds=0, progress=False)
    model.save(tmp_path / "model")
    assert stance.load(tmp_path / "model").scorer.min_read == 0.4
    file = tmp_path / "model" / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest["min_read"]
    file.write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="min_read"):
        stance.load(tmp_path / "model")
    file.write_text(json.dumps(manifest | {"format": 4}))
    assert stance.load(tmp_path / "model").scorer.min_read == 0.2


def test_the_blend_trusts_whoever_is_right():
    random = np.random.default_rng(0)
    answers = random.choice(["against", "favor"], 400)
    right = np.where(answers == "favor", 1.0, -1.0)
    noise = random.normal(size=400)
    told = np.zeros((400, 4), np.float32)
    told[:, 0] = right + 0.3 * random.normal(size=400)
    ngrams = np.stack([-noise, noise], axis=1)
    blend = fit_blend(("against", "favor"), ngrams, told, answers)
    assert (np.array(blend.classes)[blend.scores(ngrams, told).argmax(1)] == answers).mean() > 0.95
    assert abs(blend.ngrams).max() < abs(blend.encoder).max() / 5


def test_where_siblings_answered_the_encoder_itself_is_trusted_more(
    corpus, topics, encoder, monkeypatch
):
    def side(answered):
        monkeypatch.setattr(Encoder, "has_unseen", lambda *_: answered)
        classifier = StanceClassifier(topics, encoder=encoder, random_state=0)
        return classifier.fit(corpus, corpus["stance"]).scorer_.reading.side

    by_itself, by_siblings = side(False), side(True)
    assert np.abs(by_siblings.encoder).sum() > 1.1 * np.abs(by_itself.encoder).sum()
    assert np.abs(by_siblings.ngrams).sum() < 0.9 * np.abs(by_itself.ngrams).sum()


def test_crossed_pairs_are_unrelated_and_new():
    pairs = pd.DataFrame(
        {"topic": list("abcdef") * 20, "text": [f"text {i}" for i in range(120)], "stance": "favor"}
    )
    extra = crossed(pairs, 0.5, np.random.default_rng(0))
    assert set(extra["stance"]) == {"unrelated"}
    given = set(zip(pairs["topic"], pairs["text"], strict=True))
    assert given.isdisjoint(zip(extra["topic"], extra["text"], strict=True))
    assert 30 < len(extra) <= 60


def test_thinning_keeps_every_related_pair():
    pairs = pd.DataFrame({"topic": list("abcd") * 9, "text": [f"t{i // 4}" for i in range(36)]})
    pairs["stance"] = ["favor", "unrelated", "unrelated", "unrelated"] * 9
    few = thinned(pairs, 2, np.random.default_rng(0))
    assert few["stance"].value_counts().to_dict() == {"unrelated": 18, "favor": 9}


def test_sentences_run_together_speak_for_both_halves():
    texts = ["We back a truce.", "It rained.", "They reject a truce!", "A truce is discussed."]
    sides = ["favor", "unrelated", "against", "neutral"]
    rows = pd.DataFrame({"doc": "a", "topic": "truce", "text": texts, "stance": sides})
    rows = pd.concat([rows, rows.assign(doc="b", text=rows["text"] + " Now")])
    together = run_together(rows, 1.0, np.random.default_rng(0)).set_index("text")["stance"]
    assert together["We back a truce It rained."] == "favor"
    assert together["It rained They reject a truce!"] == "against"
    assert together["They reject a truce A truce is discussed."] == "against"
    assert len(together) == 6  # never across documents
    opposed = rows.iloc[[0, 2]]
    assert run_together(opposed, 1.0, np.random.default_rng(0)).empty


def test_another_holder_takes_the_same_side():
    texts = ["Ankara rejects a truce.", "Oslo, like Oslo's bishop, wants one.", "We want a truce."]
    rows = pd.DataFrame({"topic": "truce", "text": texts, "stance": ["against", "favor", "favor"]})
    named = rows.assign(holder=["Ankara", "Oslo", "author"])
    assert other_holders(rows, 1.0, np.random.default_rng(0)).empty
    assert other_holders(named, 1.0, np.random.default_rng(0)).empty  # one name: no other
    more = pd.DataFrame({"topic": "truce", "text": ["Bern says yes."], "stance": "favor"})
    named = pd.concat([named, more.assign(holder="Bern")], ignore_index=True)
    made = other_holders(named, 1.0, np.random.default_rng(0))
    assert made[["text", "stance"]].to_numpy().tolist() == [
        ["Bern rejects a truce.", "against"],
        ["Ankara says yes.", "favor"],
    ]


def test_topics_are_spoken_of_in_their_own_words():
    topics = stance.Topics([Topic("truce", "a halt", ["ceasefire", "lull"]), Topic("tax")])
    said = spoken_topics(["truce"] * 200 + ["tax"] * 50, topics, np.random.default_rng(0))
    assert set(said) == {"truce", "truce: a halt", "ceasefire", "lull", "tax"}


def test_the_bundled_encoder_can_be_trained_on(encoder, tmp_path):
    pytest.importorskip("torch", reason="training an encoder needs the extra torch")
    pytest.importorskip("transformers")
    network_module = import_module("stance.encoder.network")
    network, _ = training._begin("bundled", 0)
    rows = pd.read_json(GOLD, lines=True)
    trained = np.array(rows["scores"].tolist())
    scores = network_module.score_pairs(network, rows["topic"].tolist(), rows["text"].tolist())
    assert np.abs(scores - trained).mean() < 0.1
    said = (("We back it", "favor"), ("We reject it", "against"))
    data = pd.DataFrame([(f"{t}, {n}", s) for n in range(6) for t, s in said])
    data = data.set_axis(["text", "stance"], axis=1).assign(topic="a truce", doc=data.index // 2)
    how = {"passes": (1, 1), "folds": 2, "progress": False}
    stance.train_encoder(data, tmp_path / "own", base="bundled", **how)
    own = stance.load_encoder(tmp_path / "own")
    # Nothing is known by heart: each pair has the scores of a sibling without its document.
    assert all(own.has_unseen("a truce", text) for text in data["text"])
    model = stance.train(data, encoder=tmp_path / "own", folds=0, progress=False)
    assert model.scorer.reading.encoder.sha256 == own.sha256 != encoder.sha256
    other = data.assign(text=data["text"] + ", they say")
    stance.train_encoder(other, tmp_path / "next", base=str(tmp_path / "own"), **how)
    record = stance.load_encoder(tmp_path / "next").record
    assert record["pretrained"] == "all-MiniLM-L6-v2"
    with pytest.raises(DataError, match="was trained on 12 of the 12 examples"):
        stance.train_encoder(data, tmp_path / "again", base=str(tmp_path / "own"), **how)
    # What the first of them learned from is not forgotten: it may be what others test on.
    assert set(record["sources_of_base"]) == set(encoder.record["sources"])


def test_an_encoder_is_no_part_of_the_fast_preset(encoder, rows):
    with pytest.raises(StanceError, match="n-grams alone"):
        stance.train(rows, preset="fast", encoder=encoder, progress=False)


def test_an_encoder_beside_a_classifier_is_refused_and_not_passed_over(encoder, rows):
    with pytest.raises(StanceError, match="give the classifier its own encoder"):
        stance.train(rows, classifier=StanceClassifier(), encoder=encoder, progress=False)


def test_training_an_encoder_from_the_start(tmp_path):
    pytest.importorskip("torch", reason="training an encoder needs the extra torch")
    pytest.importorskip("transformers")
    data = tmp_path / "data"
    data.mkdir()
    lines = [
        {"text": f"We {v} a truce, {n}.", "topic": "truce", "stance": s, "doc": f"d{n}"}
        for n in range(8)
        for v, s in (("back", "favor"), ("reject", "against"), ("miss rain, not", "unrelated"))
    ]
    pd.DataFrame(lines).to_json(data / "train.jsonl", orient="records", lines=True)
    (data / "topics.toml").write_text('[[topic]]\nname = "truce"\ndescription = "a halt"\n')
    how = {"sources": [data], "passes": (1, 1), "folds": 2, "progress": False}
    kept = tmp_path / "checkpoints"
    stance.train_encoder(data, tmp_path / "first", checkpoints=kept, **how)
    first = stance.load_encoder(tmp_path / "first")
    assert first.record["corpus"]["n_documents"] == 8
    assert sorted(file.name for file in (tmp_path / "first").iterdir()) == sorted(FILES)
    assert TOKENIZER in first.files
    # Cut off after the sources: the rest gives the same network to the last bit.
    for file in kept.glob("[!s]*.pt"):
        file.unlink()
    stance.train_encoder(data, tmp_path / "again", checkpoints=kept, **how)
    assert stance.load_encoder(tmp_path / "again").sha256 == first.sha256
    with pytest.raises(DataError, match=r"sources\.pt is of a run on other data or settings"):
        stance.train_encoder(data, tmp_path / "other", checkpoints=kept, rates=(1e-3, 1e-3), **how)
