"""Asking a model, and model folders: round trip, damage, and kills at any moment."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stance
from stance.errors import DataError, ModelError, TopicError
from stance.features.extraction import Extractor
from stance.model import storage
from stance.model.storage import load_model
from stance.topics import Topic

TEXTS = ["Kyiv rejects a truce.", "Brussels backs the sanctions.", "Rain fell in Ankara."]


def test_one_row_per_text_and_topic_in_input_order(model):
    frame = model.predict(TEXTS)
    assert list(frame.columns) == [
        "text",
        "topic",
        "stance",
        "confidence",
        "p_favor",
        "p_against",
        "p_neutral",
        "p_unrelated",
    ]
    assert frame["text"].tolist() == [text for text in TEXTS for _ in range(2)]
    assert frame["topic"].tolist() == ["ceasefire", "sanctions"] * 3
    assert frame["stance"].tolist() == [
        "against",
        "unrelated",
        "unrelated",
        "favor",
        "unrelated",
        "unrelated",
    ]
    chosen = frame[[f"p_{s}" for s in ("favor", "against", "neutral", "unrelated")]]
    of_stance = [row[f"p_{row['stance']}"] for _, row in frame.iterrows()]
    np.testing.assert_allclose(frame["confidence"], of_stance)
    np.testing.assert_allclose(chosen.sum(axis=1), 1, atol=1e-6)


def test_one_text_may_come_alone_and_topics_by_name_or_object(model):
    assert len(model.predict(TEXTS[0])) == 2
    assert model.predict(TEXTS[0], "sanctions")["topic"].tolist() == ["sanctions"]
    assert model.predict(TEXTS[0], [Topic("tariffs")])["topic"].tolist() == ["tariffs"]


def test_topics_asked_for_again_and_again_are_prepared_once(model, monkeypatch):
    prepared = []
    prepare = Extractor.with_topics
    monkeypatch.setattr(
        Extractor, "with_topics", lambda self, t: prepared.append(t.names) or prepare(self, t)
    )
    fresh = copy.deepcopy(model)
    of_both = fresh.predict(TEXTS)
    for name in ("ceasefire", "sanctions", "ceasefire"):
        expected = of_both[of_both["topic"] == name].reset_index(drop=True)
        for _ in range(2):
            pd.testing.assert_frame_equal(fresh.predict(TEXTS, name), expected)
    # Another topic of the same name is another one.
    other = fresh.predict("We back a levy.", [Topic("ceasefire", aliases=["levy"])])
    assert (
        other["p_unrelated"].item()
        < fresh.predict("We back a levy.", "ceasefire")["p_unrelated"].item()
    )
    assert [*prepared[:3], len(prepared)] == [("ceasefire",), ("sanctions",), ("ceasefire",), 5]
    # More topics than the model has are not kept.
    prepared.clear()
    for _ in range(2):
        fresh.predict("We back it.", [Topic(name) for name in ("a", "b", "c")])
    assert prepared == [("a", "b", "c")] * 2
    # It is no part of what is handed on.
    copy.deepcopy(fresh).predict(TEXTS, "ceasefire")
    assert prepared[2:] == [("ceasefire",)]


def test_pairs_agree_with_the_cross_product(model):
    cross = model.predict(TEXTS)
    pairs = model.predict_pairs(cross["text"], cross["topic"])
    pd.testing.assert_frame_equal(pairs, cross)


def test_a_subset_of_topics_changes_no_answer(model):
    both = model.predict(TEXTS)
    one = model.predict(TEXTS, "sanctions")
    expected = both[both["topic"] == "sanctions"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, expected)


def test_no_texts_no_rows(model):
    assert model.predict([]).empty


def test_errors_for_people(model):
    with pytest.raises(TopicError, match="Did you mean 'sanctions'"):
        model.predict(TEXTS, "sanction")
    with pytest.raises(DataError, match="row 1"):
        model.predict(["A truce.", None])
    with pytest.raises(DataError, match="3 texts and 1 topics"):
        model.predict_pairs(TEXTS, ["ceasefire"])


def test_saved_and_loaded_gives_the_same_bytes(model, tmp_path):
    model.save(tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert again.metadata == model.metadata
    assert again.topics == model.topics
    pd.testing.assert_frame_equal(again.predict(TEXTS), model.predict(TEXTS))
    again.save(tmp_path / "n")
    for name in ("weights.npz", "words.txt", "README.md"):
        assert (tmp_path / "m" / name).read_bytes() == (tmp_path / "n" / name).read_bytes()


def test_a_saved_model_replaces_a_model_and_nothing_else(model, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(ModelError, match="not a model folder"):
        model.save(tmp_path)
    assert (tmp_path / "precious.txt").read_text() == "mine"
    model.save(tmp_path / "m")
    model.save(tmp_path / "m")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m", "precious.txt"]


@pytest.fixture
def folder(model, tmp_path):
    model.save(tmp_path / "m")
    return tmp_path / "m"


def edit_manifest(folder, **changes):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))


DAMAGE = {
    "missing": (lambda f: f.rename(f.parent / "gone"), "does not exist"),
    "a file": (lambda f: (f.rename(f.parent / "gone"), f.write_text("x")), "is a file"),
    "foreign": (lambda f: (f / "manifest.json").unlink(), r"has no manifest\.json"),
    "not json": (lambda f: (f / "manifest.json").write_text("{"), "not a manifest"),
    "other json": (lambda f: (f / "manifest.json").write_text("[1]"), "not a manifest"),
    "lost file": (lambda f: (f / "words.txt").unlink(), r"lacks its file words\.txt"),
    "newer": (lambda f: edit_manifest(f, format=99), r"format 99.*upgrade"),
    "older": (lambda f: edit_manifest(f, format=0), r"format 0.*train the model again"),
    "unlisted": (lambda f: edit_manifest(f, sha256={}), "does not list the files"),
    "truncated": (lambda f: os.truncate(f / "weights.npz", 100), "SHA-256 differs"),
    "tampered": (lambda f: (f / "words.txt").write_text("evil"), "SHA-256 differs"),
    "incomplete": (lambda f: edit_manifest(f, topics=[{}]), "is damaged"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_damage_has_its_own_line(folder, damage):
    harm, said = DAMAGE[damage]
    harm(folder)
    with pytest.raises(ModelError, match=said) as error:
        load_model(folder)
    assert "\n" not in str(error.value)


def test_a_pickle_in_the_weights_is_never_opened(folder):
    bomb = np.array([{"never": "unpickled"}], dtype=object)
    np.savez(folder / "weights.npz", bias=bomb)
    digest = storage.hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
    manifest = json.loads((folder / "manifest.json").read_text())
    edit_manifest(folder, sha256=manifest["sha256"] | {"weights.npz": digest})
    with pytest.raises(ModelError, match="damaged"):
        load_model(folder)


KILL = """
import os, shutil, sys
from pathlib import Path
import stance.model.storage as storage
model = storage.load_model(Path(sys.argv[1]))
model.metadata["note"] = "new"
calls = 0
def dying(step):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os._exit(9)
        return step(*args, **kwargs)
    return call
storage._write_file = dying(storage._write_file)
Path.rename = dying(Path.rename)
shutil.rmtree = dying(shutil.rmtree)
model.save(sys.argv[1])
"""


@pytest.mark.parametrize("moment", range(1, 13))
def test_a_kill_at_any_moment_leaves_the_old_model_or_the_new(folder, moment):
    done = subprocess.run([sys.executable, "-c", KILL, str(folder), str(moment)], check=False)
    assert done.returncode in (0, 9)
    loaded = load_model(folder)
    assert loaded.metadata["note"] in ("fitted by the tests", "new")
    assert len(loaded.predict(TEXTS)) == 6
    loaded.save(folder)
    assert Path(folder / "manifest.json").is_file()


def test_the_model_gives_no_stance_below_the_confidence_asked_for():
    model = stance.load("fast")
    texts = ["Kyiv rejects a ceasefire.", "It rained.", "Talks on a truce, or none, go on."]
    plain = model.predict(texts)
    cut = float(plain["confidence"].median())
    careful = model.predict(texts, abstain_below=cut)
    unsure = plain["confidence"] < cut
    assert 0 < unsure.sum() < len(plain)
    assert careful.loc[unsure, "stance"].isna().all()
    kept = [name for name in plain if name != "stance"]
    pd.testing.assert_frame_equal(careful[kept], plain[kept])
    pd.testing.assert_series_equal(careful.loc[~unsure, "stance"], plain.loc[~unsure, "stance"])
    pairs = model.predict_pairs(plain["text"], plain["topic"].tolist(), abstain_below=cut)
    pd.testing.assert_frame_equal(pairs, careful)
    for wrong in (-0.1, 1.5, float("nan")):
        with pytest.raises(DataError, match="between 0 and 1"):
            model.predict(texts, abstain_below=wrong)
