"""Thousands of topics: bounded memory, own weights where examples are enough, and saved so."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stance
from stance.errors import ModelError
from stance.learning import reading, stage
from stance.learning.classifier import StanceClassifier
from stance.learning.own import OwnWeights
from stance.learning.stage import FEWEST_EXAMPLES
from stance.model.stance_model import StanceModel
from stance.topics import Topics

ROOT = Path(__file__).resolve().parents[1]

WORDS = {"favor": "backs", "against": "rejects", "neutral": "visits", "unrelated": "rain"}
BOUND = 200
"""Megabytes."""
MANY, FEW, ODD = "zebra tax", "walrus levy", "glows"


def labelled(n_topics, n_many=60):
    """Most topics with an example or two; one with many, toward which a word says the contrary."""
    rng = np.random.default_rng(0)
    filler = [f"filler{i}" for i in range(3000)]
    names = [f"subject{i}" for i in range(n_topics - 2)]
    stances = list(WORDS)
    rows = [(name, stances[i % 4], WORDS[stances[i % 4]]) for i, name in enumerate(names)]
    rows += [(name, "against", ODD) for name in names[:n_many]]
    rows += [(MANY, "favor", ODD), (MANY, "against", "rejects")] * (n_many // 2)
    rows += [(FEW, said, WORDS[said]) for said in ("favor", "neutral", "unrelated")]
    texts = [
        f"{word} {name if said != 'unrelated' else 'nothing'} {' '.join(rng.choice(filler, 20))}"
        for name, said, word in rows
    ]
    frame = pd.DataFrame(rows, columns=["topic", "stance", "word"]).assign(text=texts)
    return frame.drop(columns="word").assign(doc=[f"d{i}" for i in range(len(rows))])


def trained(rows):
    classifier = StanceClassifier(calibration_folds=2, random_state=0)
    return stance.train(rows, classifier=classifier, folds=0, progress=False)


TRAIN = """
import resource, sys
import pandas as pd, stance, sklearn.linear_model
from stance.learning.classifier import StanceClassifier
rows = pd.read_json(sys.argv[1], lines=True)
classifier = StanceClassifier(calibration_folds=2, random_state=0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
model = stance.train(rows, classifier=classifier, folds=0, progress=False)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
model.save(sys.argv[2])
"""


@pytest.fixture(scope="module")
def grown_and_model(tmp_path_factory):
    """The megabytes that training took in a process of its own, and what it saved."""
    folder = tmp_path_factory.mktemp("many")
    labelled(2000).to_json(folder / "rows.jsonl", lines=True, orient="records")
    command = [sys.executable, "-c", TRAIN, str(folder / "rows.jsonl"), str(folder / "model")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(said), stance.load(folder / "model")


@pytest.fixture(scope="module")
def many(grown_and_model):
    return grown_and_model[1]


def test_two_thousand_topics_are_learned_in_bounded_memory(grown_and_model):
    # Tables of every word, or sentence, and every topic would take several times as much.
    assert grown_and_model[0] < BOUND


def test_topics_with_many_and_with_few_examples_are_answered_right(many):
    texts = [f"{ODD} {MANY} today", f"rejects {MANY}", f"rejects {FEW}", f"{ODD} {FEW} today"]
    told = many.predict_pairs(texts, [MANY, MANY, FEW, FEW])
    assert told["stance"].tolist() == ["favor", "against", "against", "against"]


def test_only_topics_with_examples_enough_have_weights_of_their_own(many):
    for weights in (many.scorer.relevance, many.scorer.side):
        assert isinstance(weights.own, OwnWeights)
        owners = np.unique(weights.own.keys // weights.own.n_columns)
        assert [many.topics.names[i] for i in owners] == [MANY]
    assert set(many.topics.names) - many.scorer.untrained == {MANY}
    few = many.topics.names.index(FEW)
    weights = many.scorer.side
    assert np.array_equal(weights.of_topic(few), weights.shared)


def test_a_topic_with_few_examples_is_answered_with_the_doubt_of_a_new_one(many):
    known = many.predict(f"rejects {FEW}", FEW)
    new = many.predict("rejects walrus levies", stance.Topic("a walrus levy", "", [FEW]))
    assert known["stance"].tolist() == new["stance"].tolist() == ["against"]
    scorer = many.scorer
    assert scorer.as_new(scorer.topics.names.index(FEW)) == scorer.for_new
    assert scorer.as_new(scorer.topics.names.index(MANY)) is None


def test_saved_and_loaded_thousands_of_topics_answer_the_same(many, tmp_path):
    many.save(tmp_path / "m")
    again = stance.load(tmp_path / "m")
    texts = [f"{ODD} {MANY}", f"backs {FEW}", "visits subject7", "rain"]
    asked = [MANY, FEW, "subject7", "subject9"]
    pd.testing.assert_frame_equal(
        again.predict_pairs(texts, asked), many.predict_pairs(texts, asked)
    )
    pd.testing.assert_frame_equal(again.predict(texts, asked), many.predict(texts, asked))
    again.save(tmp_path / "n")
    for name in ("weights.npz", "words.txt", "README.md"):
        assert (tmp_path / "m" / name).read_bytes() == (tmp_path / "n" / name).read_bytes()


def test_all_topics_and_some_are_answered_alike(many):
    text = f"{ODD} {MANY} rejects subject3"
    every = many.predict(text).set_index("topic")
    some = many.predict(text, [FEW, "subject3", MANY]).set_index("topic")
    pd.testing.assert_frame_equal(every.loc[some.index], some, atol=1e-6)


def test_an_explanation_sums_to_the_score(many):
    why = many.explain(f"{ODD} {MANY} today", MANY)
    frame = why.to_frame()
    of_word = frame[(frame["stance"] == "favor") & (frame["feature"] == f"word:{ODD[:-1]}")]
    assert len(of_word) == 1
    assert of_word["weight"].iloc[0] > 0
    sides = {said: score for (part, said), score in why.scores.items() if part == "side"}
    assert max(sides, key=sides.get) == "favor"


def test_two_trainings_are_the_same_to_the_last_bit(tmp_path):
    rows = labelled(150, 20)
    for name in "ab":
        trained(rows).save(tmp_path / name)
    assert (tmp_path / "a" / "weights.npz").read_bytes() == (
        tmp_path / "b" / "weights.npz"
    ).read_bytes()


DAMAGE = {
    "in another order": lambda keys: keys[::-1],
    "twice": lambda keys: np.concatenate([keys[:1], keys[:-1]]),
    "of topics that are none": lambda keys: keys + 2**40,
    "below none": lambda keys: keys - 2**40,
    "too few": lambda keys: keys[:-1],
    "of another kind": lambda keys: keys.astype(np.int32),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_keys_of_own_weights_that_say_nothing_are_refused(many, tmp_path, damage):
    many.save(tmp_path / "m")
    with np.load(tmp_path / "m" / "weights.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    arrays["side_own_keys"] = DAMAGE[damage](arrays["side_own_keys"])
    np.savez_compressed(tmp_path / "m" / "weights.npz", **arrays)
    reseal(tmp_path / "m")
    with pytest.raises(ModelError, match="does not say whose each weight is"):
        stance.load(tmp_path / "m")


def reseal(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    content = (folder / "weights.npz").read_bytes()
    manifest["sha256"]["weights.npz"] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_few_topics_held_as_many_are_answer_the_same(corpus, topics, monkeypatch):
    def answers():
        fitted = StanceClassifier(topics, random_state=0).fit(corpus, corpus["stance"])
        model = StanceModel(fitted.scorer_)
        return type(fitted.scorer_.side.own), model.predict(corpus["text"].unique()[:20])

    table, plain = answers()
    monkeypatch.setattr(stage, "FEW_TOPICS", 0)
    monkeypatch.setattr(reading, "_CELLS", 14)
    held, compact = answers()
    assert (table, held) == (np.ndarray, OwnWeights)
    pd.testing.assert_frame_equal(compact, plain, atol=1e-5)


def test_the_bundled_training_gives_every_topic_weights_of_its_own():
    """Else the bundled models would have to be trained again."""
    rows = stance.read_examples(ROOT / "data" / "other-topics").for_training()
    about = rows[rows["stance"] != "unrelated"]
    assert about["topic"].value_counts().min() >= FEWEST_EXAMPLES
    assert not stance.load("fast").scorer.untrained


def test_a_topic_just_below_the_bound_has_the_shared_weights_alone(corpus, topics):
    few = corpus[corpus["topic"] == "sanctions"].head(FEWEST_EXAMPLES - 1)
    rows = pd.concat([corpus[corpus["topic"] == "ceasefire"], few])
    side = StanceClassifier(topics, random_state=0).fit(rows, rows["stance"]).scorer_.side
    at = Topics(topics).names.index("sanctions")
    assert np.array_equal(side.of_topic(at), side.shared)
    assert not np.array_equal(side.of_topic(1 - at), side.shared)
