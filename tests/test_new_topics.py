"""Topics never trained on: how sure a model is of them, kept through saving, and shown."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit, softmax

import stance
from stance.errors import ModelError
from stance.learning.classifier import StanceClassifier
from stance.model.stance_model import StanceModel
from stance.topics import Topic, Topics

ROOT = Path(__file__).resolve().parents[1]
TARIFFS = Topic("tariffs", "duties on imports", ["duty", "levy"])
TEXTS = ["Kyiv rejects a truce.", "Brussels backs the levy.", "Rain fell in Ankara."]


def three_topics(corpus, topics):
    """The toy corpus with a third topic, whose sentences are worded like the others'."""
    rows = corpus[corpus["topic"] == "sanctions"].assign(topic="tariffs")
    said = rows["text"].str.replace("an embargo", "a levy").str.replace("sanctions", "tariffs")
    more = pd.concat([corpus, rows.assign(text=said)], ignore_index=True)
    every = [
        (text, name, doc) for text, doc in more[["text", "doc"]].drop_duplicates().to_numpy()
        for name in (*topics.names, "tariffs")
    ]  # fmt: skip
    frame = pd.DataFrame(every, columns=["text", "topic", "doc"]).merge(more, how="left")
    named = frame["text"].str.contains("levy|tariffs") & frame["topic"].ne("tariffs")
    frame.loc[named | frame["stance"].isna(), "stance"] = "unrelated"
    # Some labels are wrong, so that there is something to be unsure of.
    drawn = np.random.default_rng(0).permutation(len(frame))[: len(frame) // 8]
    frame.loc[drawn, "stance"] = np.roll(frame.loc[drawn, "stance"].to_numpy(), 1)
    return frame, Topics([*topics, TARIFFS])


@pytest.fixture(scope="module")
def fitted(corpus, topics):
    frame, known = three_topics(corpus, topics)
    return StanceClassifier(known, random_state=0).fit(frame, frame["stance"])


@pytest.fixture(scope="module")
def model(fitted):
    scorer = fitted.scorer_
    return StanceModel(replace(scorer, for_new=replace(scorer.for_new, relevance=1.7, side=3.0)))


def about(model, topics):
    return 1 - model.predict(TEXTS, topics)["p_unrelated"].to_numpy()


def plainly(model):
    return StanceModel(replace(model.scorer, for_new=None))


def test_the_log_odds_of_a_new_topic_are_divided_by_its_temperature(model):
    new = [Topic("carbon levy", "a duty on carbon")]
    odds = logit(about(plainly(model), new)) / 1.7
    np.testing.assert_allclose(about(model, new), expit(odds), rtol=1e-4)


def test_how_sure_the_side_of_a_new_topic_is_moves_no_answer(model):
    surer = StanceModel(replace(model.scorer, for_new=replace(model.scorer.for_new, side=1.0)))
    new = [Topic("money", "", ["truce", "levy"])]
    careful, sure = model.predict(TEXTS, new), surer.predict(TEXTS, new)
    assert careful["stance"].tolist() == sure["stance"].tolist()
    sided = sure["stance"] != "unrelated"
    assert sided.any()
    assert (careful["confidence"] < sure["confidence"])[sided].all()
    pd.testing.assert_series_equal(careful["p_unrelated"], sure["p_unrelated"])


def test_where_words_mean_another_thing_in_each_topic_new_topics_are_hardly_trusted():
    """Every topic has its own word for yes, which is the others' word for no."""
    words = ["aye", "nay", "yea", "nope"]
    rows = [
        (f"{words[said]} to the {topic} {n}", topic, "favor" if said == own else "against", n)
        for own, topic in enumerate(["road", "rail", "port", "dam"])
        for said in range(4)
        for n in range(12)
    ]
    frame = pd.DataFrame(rows, columns=["text", "topic", "stance", "doc"])
    frame["doc"] = frame["topic"] + frame["doc"].astype(str)
    fitted = StanceClassifier(random_state=0).fit(frame, frame["stance"])
    assert fitted.temperatures_["relevance of new topics"] == 1, "all are about their topic"
    assert fitted.temperatures_["side of new topics"] > 1.5


def test_topics_that_were_trained_on_keep_their_answers_to_the_bit(model):
    pd.testing.assert_frame_equal(model.predict(TEXTS), plainly(model).predict(TEXTS))
    mixed = model.predict(TEXTS, ["sanctions", Topic("carbon levy")])
    pd.testing.assert_frame_equal(
        mixed[mixed["topic"] == "sanctions"].reset_index(drop=True),
        plainly(model).predict(TEXTS, "sanctions"),
    )


def test_no_new_topic_is_surer_than_those_trained_on(fitted):
    assert min(fitted.temperatures_[f"{s} of new topics"] for s in ("relevance", "side")) >= 1


def test_a_topic_without_examples_is_new_although_it_has_a_name(corpus, topics):
    frame, known = three_topics(corpus, topics)
    named = Topics([*known, Topic("visas")])
    scorer = StanceClassifier(named, random_state=0).fit(frame, frame["stance"]).scorer_
    assert scorer.untrained == {"visas"}
    assert scorer.for_topics(Topics(["visas", "tariffs"])).untrained == {"visas"}


@pytest.mark.parametrize("folds", [0, 5])
def test_two_topics_or_no_folds_leave_new_topics_as_they_were(corpus, topics, folds):
    frame, known = three_topics(corpus, topics)
    if folds:
        frame, known = corpus, topics
    classifier = StanceClassifier(known, calibration_folds=folds, random_state=0)
    classifier.fit(frame, frame["stance"])
    assert classifier.scorer_.for_new is None
    assert classifier.temperatures_["side of new topics"] == 1.0


@pytest.mark.parametrize("topic", ["ceasefire", TARIFFS, Topic("levy on carbon", "", ["levy"])])
def test_the_evidence_still_sums_to_the_score(model, topic):
    text = TEXTS[1]
    why = model.explain(text, topic)
    row = model.predict(text, topic).iloc[0]
    odds = why.scores["relevance", "about"]
    assert odds == pytest.approx(logit(1 - row["p_unrelated"]), abs=1e-3)
    assert_sides(why, row)


def assert_sides(why, row):
    sides = ("favor", "against", "neutral")
    given = row[[f"p_{side}" for side in sides]].to_numpy(float) / (1 - row["p_unrelated"])
    scores = [why.scores["side", side] for side in sides]
    np.testing.assert_allclose(softmax(scores), given, atol=1e-3)


def test_with_an_encoder_new_topics_have_a_blend_of_their_own(corpus, topics, tmp_path):
    frame, known = three_topics(corpus, topics)
    model = stance.train(frame, known, preset="accurate", folds=0, progress=False)
    blend = model.scorer.for_new.blend
    assert not np.allclose(blend.encoder, model.scorer.reading.relevance.encoder)
    new = Topic("carbon levy", "a duty on carbon")
    hot = replace(model.scorer, for_new=replace(model.scorer.for_new, side=2.0))
    for tempered in (model, StanceModel(hot)):
        row = tempered.predict(TEXTS[1], new).iloc[0]
        why = tempered.explain(TEXTS[1], new)
        odds = why.scores["relevance", "about"]
        assert odds == pytest.approx(logit(1 - row["p_unrelated"]), abs=1e-3)
        assert_sides(why, row)
    model.save(tmp_path / "m")
    again = stance.load(tmp_path / "m")
    pd.testing.assert_frame_equal(again.predict(TEXTS, new), model.predict(TEXTS, new))
    pd.testing.assert_frame_equal(again.predict(TEXTS), model.predict(TEXTS))


def test_saved_and_loaded_it_says_the_same_of_new_topics(model, tmp_path):
    model.save(tmp_path / "m")
    again = stance.load(tmp_path / "m")
    assert again.scorer.for_new == model.scorer.for_new
    new = Topic("carbon levy")
    pd.testing.assert_frame_equal(again.predict(TEXTS, new), model.predict(TEXTS, new))
    manifest = json.loads((tmp_path / "m" / "manifest.json").read_text())
    for told in (
        {"untrained": ["visas"], "temperatures": None},
        {"untrained": [], "temperatures": {"relevance": 0, "side": 1}},
        {"untrained": [], "temperatures": {"relevance": 1, "side": "hot"}},
        {"untrained": []},
        None,
    ):
        changed = json.dumps(manifest | {"new_topics": told})
        (tmp_path / "m" / "manifest.json").write_text(changed)
        with pytest.raises(ModelError, match="damaged"):
            stance.load(tmp_path / "m")


def test_a_model_of_the_first_format_still_opens(model, tmp_path):
    old = plainly(model)
    old.save(tmp_path / "m")
    file = tmp_path / "m" / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest["new_topics"]
    file.write_text(json.dumps(manifest | {"format": 1}))
    again = stance.load(tmp_path / "m")
    pd.testing.assert_frame_equal(
        again.predict(TEXTS, [*old.topics, Topic("visas")]),
        old.predict(TEXTS, [*old.topics, Topic("visas")]),
    )
