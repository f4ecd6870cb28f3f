"""Training: what it takes, what it writes down, and that the bundled model is what data/ gives."""

import inspect
from pathlib import Path

import numpy as np
import pytest

import stance
from stance.errors import DataError, TopicError
from stance.learning.masking import NameMask
from stance.learning.names import CAPITALS, COUNTRIES, PEOPLE
from stance.learning.presets import preset_classifier

ROOT = Path(__file__).resolve().parents[1]


def test_a_model_carries_its_facts_and_cross_validated_scores(corpus, topics, tmp_path):
    model = stance.train(corpus, topics, folds=3, progress=False)
    scores = {(s["topic"], s["score"]): s for s in model.metadata["cross_validation"]["scores"]}
    macro = scores["all topics", "macro_f1"]
    assert 0.4 < macro["low"] <= macro["value"] <= macro["high"] <= 1
    assert macro["value"] > 0.6
    assert model.metadata["data"]["n_documents"] == 7
    model.save(tmp_path / "m")
    card = (tmp_path / "m" / "README.md").read_text()
    assert "| all topics | macro_f1 |" in card
    assert stance.load(tmp_path / "m").metadata == model.metadata


def test_topics_come_from_a_file_beside_the_data(corpus, tmp_path):
    corpus.to_csv(tmp_path / "train.csv", index=False)
    (tmp_path / "topics.toml").write_text(
        '[[topic]]\nname = "ceasefire"\naliases = ["truce"]\n[[topic]]\nname = "sanctions"\n'
    )
    model = stance.train(tmp_path, folds=0, progress=False)
    assert model.topics["ceasefire"].aliases == ("truce",)
    with pytest.raises(DataError, match="unknown topic 'sanctions'"):
        stance.train(corpus, ["ceasefire"], folds=0, progress=False)


def test_too_few_documents_to_cross_validate(corpus, topics):
    with pytest.raises(DataError, match="7 documents cannot be split into 9 folds"):
        stance.train(corpus, topics, folds=9, progress=False)


@pytest.mark.parametrize("folds", [1, -2])
def test_one_fold_is_no_cross_validation(corpus, topics, folds):
    with pytest.raises(DataError, match="folds must be 0, for no cross-validation, or at least 2"):
        stance.train(corpus, topics, folds=folds, progress=False)


def test_a_split_is_told_only_where_there_is_one(corpus, topics, tmp_path):
    model = stance.train(corpus, topics, preset="fast", folds=0, progress=False)
    assert model.metadata["data"]["split"] is None
    model.save(tmp_path / "m")
    assert "split" not in (tmp_path / "m" / "README.md").read_text().split("examples (")[1][:40]


@pytest.fixture(scope="module")
def trained_anew():
    # Calibration divides all weights by one number, and takes ten times as long as they do.
    plain = preset_classifier("fast").set_params(calibration_folds=0)
    how = {"beside": ROOT / "data" / "other-topics", "folds": 0, "progress": False}
    return stance.train(ROOT / "data", classifier=plain, **how)


@pytest.mark.parametrize("name", ["default", "fast"])
@pytest.mark.xdist_group("trained_anew")
def test_the_bundled_models_are_what_the_corpus_gives(name, trained_anew):
    bundled = stance.load(name)
    assert trained_anew.topics == bundled.topics
    assert trained_anew.metadata["data"] == bundled.metadata["data"]
    for stage in ("relevance", "side"):
        learned, kept = (getattr(model.scorer, stage) for model in (trained_anew, bundled))
        assert learned.classes == kept.classes
        temperature = bundled.metadata["temperatures"][stage]
        for topic in range(len(bundled.topics)):
            weights, own = kept.of_topic(topic), learned.of_topic(topic) / temperature
            # Other versions of the solver may stop elsewhere.
            assert np.linalg.norm(weights - own) < 0.05 * np.linalg.norm(weights)
        bias = learned.bias / temperature
        assert np.abs(bias - kept.bias).max() < 0.1


def test_the_bundled_default_is_of_the_default_preset():
    default = stance.load()
    given = default.metadata["parameters"]
    preset = inspect.signature(stance.train).parameters["preset"].default
    of_preset = preset_classifier(preset).set_params(random_state=0).get_params()
    assert given == {name: of_preset[name] for name in given}
    assert default.metadata["encoder"] == stance.load_encoder().record
    assert default.scorer.embedded.embedder.source == stance.load_embedder().source
    assert default.scorer.embedded.mask is not None


def test_names_of_the_corpus_are_masked_and_its_words_are_not():
    mask = stance.load().scorer.embedded.mask
    rows = stance.read_examples(ROOT / "data", split="train").frame
    others = stance.read_examples(ROOT / "data" / "other-topics").frame
    assert mask == NameMask.of([*rows["text"], *others["text"]])
    # A tusk is a word as well.
    names = {*CAPITALS, *COUNTRIES, *PEOPLE} - {"Tusk"}
    for name in names:
        assert mask.masked(f"{name} rejects it.") == "London rejects it."
    for word in ("Nobody", "Supporters", "Rejecting", "Sanctions", "Soldiers", "Parliament"):
        assert mask.masked(f"{word} of it.") == f"{word} of it."


def test_the_bundled_fast_model_has_the_data_and_parameters_of_the_default():
    fast, default = stance.load("fast").metadata, stance.load().metadata
    assert fast["data"] == default["data"]
    assert fast["encoder"] is None
    given = fast["parameters"]
    of_preset = preset_classifier("fast").set_params(random_state=0).get_params()
    assert given == {name: of_preset[name] for name in given}
    own = {"min_read": given["min_read"], "mask_names": False}
    assert given | own == default["parameters"] | own


def test_other_topics_are_learned_beside_and_not_listed(corpus, topics):
    others = stance.read_examples(ROOT / "data" / "other-topics").frame
    some = others[others["topic"].isin(others["topic"].unique()[:20])]
    model = stance.train(corpus, topics, beside=some, preset="fast", folds=0, progress=False)
    alone = stance.train(corpus, topics, preset="fast", folds=0, progress=False)
    assert model.topics == alone.topics
    assert model.metadata["data"]["beside"]["n_topics"] == 20
    # Words of refusal that the few examples lack are known from the others.
    text = "Shopkeepers protested against the congestion charge and will fight it in court."
    topic = stance.Topic("congestion charge", "a charge for driving into the city")
    asked = [of.predict(text, topics=[topic])["p_against"].iloc[0] for of in (alone, model)]
    assert asked[1] > asked[0]


def test_a_topic_cannot_be_in_the_data_and_beside_it(corpus, topics):
    with pytest.raises(TopicError, match="'ceasefire' is in the data and in the data beside it"):
        stance.train(corpus, topics, beside=corpus, preset="fast", folds=0, progress=False)
