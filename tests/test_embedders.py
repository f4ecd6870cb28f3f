"""Embedders: models of others behind one interface, recorded by a model and never exchanged."""

import copy
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

import stance
from stance import StanceClassifier, Topic
from stance.bundled import bundled_path
from stance.embedders.opening import open_onnx
from stance.errors import DataError, ModelError, StanceError

TEXTS = [
    "The ministry backs a truce.",
    "No truce, ever.",
    "It rained.",
    "The ministry backs a lull.",
]
ODD = ["", " ", "\0", "\ud800", "a" * 100_000, "🙂" * 500, "שלום"]


@pytest.fixture(scope="module")
def embedder():
    return stance.load_embedder()


@pytest.fixture
def folder(tmp_path):
    """As hubs lay out a model of sentence-transformers that has a network in ONNX."""
    place, bundled = tmp_path / "hub", bundled_path("models/embedder")
    (place / "onnx").mkdir(parents=True)
    shutil.copy(bundled / "network.onnx", place / "onnx" / "model.onnx")
    shutil.copy(bundled / "tokenizer.json", place)
    return place


@pytest.fixture
def static(tmp_path):
    """A static model of four words, as model2vec saves it."""
    library = pytest.importorskip("model2vec")
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415

    words = {"[UNK]": 0, "backs": 1, "no": 2, "truce": 3}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.array([[0, 0, 0.1], [1, 0, 0], [0, 1, 0], [0.2, 0.2, 1]], np.float32)
    library.StaticModel(vectors, tokenizer).save_pretrained(str(tmp_path / "static"))
    return tmp_path / "static"


def test_a_text_has_the_same_vector_whatever_is_asked_beside_it(embedder):
    together = embedder.embed(TEXTS)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    for place, text in enumerate(TEXTS):
        embedder.forget()
        assert np.array_equal(embedder.embed([text])[0], together[place])
    assert np.array_equal(embedder.embed(TEXTS[::-1]), together[::-1])
    assert np.array_equal(embedder.embed([TEXTS[0]] * 3), together[[0, 0, 0]])


def test_like_sentences_have_like_vectors(embedder):
    near, other, rain, same = embedder.embed(TEXTS)
    assert near @ same > near @ other > near @ rain


def test_threads_copies_and_pickles_give_the_same_vectors(embedder):
    expected = embedder.embed(TEXTS)
    new = stance.load_embedder()
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _: new.embed(TEXTS), range(16)):
            assert np.array_equal(vectors, expected)
    assert copy.deepcopy(new) is new
    again = pickle.loads(pickle.dumps(new))  # noqa: S301
    again.forget()
    assert np.array_equal(again.embed(TEXTS), expected)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_a_vector(embedder, text):
    assert np.isfinite(embedder.embed([text])).all()


def test_a_hub_folder_with_a_network_in_onnx_is_run_without_torch(embedder, folder):
    assert np.array_equal(stance.load_embedder(folder).embed(TEXTS), embedder.embed(TEXTS))


def test_tokens_are_pooled_as_the_folder_says(folder, monkeypatch):
    tokens = np.arange(12, dtype=np.float32).reshape(1, 4, 3)
    monkeypatch.setattr("stance.encoder.running.Network.answer", lambda self, text: tokens)
    contents = {
        "onnx/model.onnx": (folder / "onnx" / "model.onnx").read_bytes(),
        "tokenizer.json": (folder / "tokenizer.json").read_bytes(),
    }
    said = "1_Pooling/config.json"
    mean = open_onnx(folder, contents)(["a"])
    first = open_onnx(folder, {**contents, said: b'{"pooling_mode_cls_token": true}'})(["a"])
    assert (mean[0].tolist(), first[0].tolist()) == ([4.5, 5.5, 6.5], [0, 1, 2])
    with pytest.raises(ValueError, match="neither for the mean of the tokens nor for the first"):
        open_onnx(folder, {**contents, said: b'{"pooling_mode_max_tokens": true}'})


def test_a_static_model_of_model2vec_is_read(static):
    found = stance.load_embedder(static)
    assert found.source.kind == "static"
    backs, no = found.embed(["backs", "no"])
    assert (backs.argmax(), no.argmax()) == (0, 1)


def test_a_model_of_sentence_transformers_is_read(tmp_path):
    pytest.importorskip("sentence_transformers", reason="needs the extra sentence-transformers")
    from stance.encoder.training import minilm  # noqa: PLC0415

    shutil.copytree(minilm(), tmp_path / "minilm")
    found = stance.load_embedder(tmp_path / "minilm")
    assert found.source.kind == "torch"
    # The bundled one is the same network, in int8.
    assert (found.embed(TEXTS) * stance.load_embedder().embed(TEXTS)).sum(axis=1).min() > 0.97


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: (f / "tokenizer.json").unlink(), "holds no embedder"),
        (lambda f: (f / "onnx" / "model.onnx").unlink(), "holds no embedder"),
        (shutil.rmtree, "no folder here, and the hub did not give it"),
    ],
)
def test_a_folder_without_an_embedder_is_told_in_one_line(folder, change, said, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    change(folder)
    with pytest.raises(ModelError, match=said) as error:
        stance.load_embedder(folder)
    assert str(error.value).isprintable()


def test_weights_in_a_pickle_are_not_opened(folder):
    (folder / "onnx" / "model.onnx").unlink()
    (folder / "config.json").write_text("{}")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(print))
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        stance.load_embedder(folder)


@pytest.mark.parametrize("name", ["tokenizer.json", "onnx/model.onnx"])
def test_damaged_files_are_told_in_one_line(folder, name):
    (folder / name).write_bytes(b"\x0b" * 20)
    with pytest.raises(ModelError, match=r"cannot be opened \(") as error:
        stance.load_embedder(folder).embed(["a"])
    assert str(error.value).isprintable()


def test_a_folder_that_changes_before_it_is_opened_is_refused(folder):
    found = stance.load_embedder(folder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="has changed since it was loaded"):
        found.embed(["a"])


def test_a_folder_has_no_revision(folder):
    with pytest.raises(ModelError, match="has no revision 'main'"):
        stance.load_embedder(folder, "main")


HUB = """
import sys
import stance

found = stance.load_embedder("someone/tiny", *sys.argv[1:])
vectors = found.embed(["backs", "no"])
print(found.source.revision, found.source.kind, vectors.argmax(axis=1).tolist())
"""


def test_a_name_on_the_hub_is_pinned_to_its_commit(static, tmp_path):
    cache = tmp_path / "cache" / "hub" / "models--someone--tiny"
    commits = {"main": "a" * 40, "v1": "b" * 40}
    for name, commit in commits.items():
        (cache / "refs").mkdir(parents=True, exist_ok=True)
        (cache / "refs" / name).write_text(commit)
        shutil.copytree(static, cache / "snapshots" / commit)
    known = {**os.environ, "HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    for name, commit in commits.items():
        asked = [sys.executable, "-c", HUB, *([name] if name == "v1" else [])]
        said = subprocess.run(asked, env=known, check=True, capture_output=True, text=True)
        assert said.stdout == f"{commit} static [0, 1]\n"


# ------------------------------------------------------------------------- as part of a model


@pytest.fixture(scope="module")
def rows(corpus):
    return corpus


@pytest.fixture(scope="module")
def with_embedder(rows, topics, embedder):
    classifier = StanceClassifier(topics, embedder=embedder, random_state=0)
    return stance.train(rows, topics, classifier=classifier, folds=0, progress=False)


def test_a_model_with_an_embedder_is_saved_and_loaded(with_embedder, tmp_path):
    with_embedder.save(tmp_path / "model")
    again = stance.load(tmp_path / "model")
    asked = [*TEXTS, "Moscow backs an embargo.", "No to an embargo, says Kyiv."]
    topics = ["ceasefire", Topic("a lull", "a pause", ["truce"])]
    pd.testing.assert_frame_equal(
        again.predict(asked, topics), with_embedder.predict(asked, topics)
    )
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    assert manifest["embedder"] == with_embedder.metadata["embedder"]
    assert manifest["embedder"]["name"] == "bundled"


def test_the_embedder_has_a_say_and_the_explanation_tells_it(with_embedder, classifier):
    text = "The ministry backs a truce."
    why = with_embedder.explain(text, "ceasefire")
    frame = why.to_frame()
    assert frame.loc[frame["feature"] == "(embedder)", "weight"].abs().max() > 0
    sides = frame[frame["stage"] == "side"].groupby("stance")["weight"].sum()
    proba = np.exp(sides) / np.exp(sides).sum()
    row = with_embedder.predict(text, ["ceasefire"]).iloc[0]
    for side, share in proba.items():
        assert row[f"p_{side}"] / (1 - row["p_unrelated"]) == pytest.approx(share, abs=1e-5)
    without = classifier.scorer_.pairs_proba([text], [0])
    assert not np.allclose(
        without, with_embedder.scorer.pairs_proba([text], [0]), rtol=0, atol=1e-6
    )


@pytest.fixture(scope="module")
def masked(rows, topics, embedder):
    classifier = StanceClassifier(topics, embedder=embedder, mask_names=True, random_state=0)
    return stance.train(rows, topics, classifier=classifier, folds=0, progress=False)


def said_by_embedder(model, *texts):
    pairs = np.arange(len(texts)), np.zeros(len(texts), np.intp)
    return model.scorer.embedded.said(texts, *pairs)


def test_where_names_are_not_to_decide_the_embedder_reads_none(masked, with_embedder):
    # Kyiv is in the training texts; no list anywhere knows the other.
    texts = [f"{name} rejects a truce." for name in ("Kyiv", "Ouagadougou", "Jean-Luc Kazembe")]
    texts.append("Nobody rejects a truce.")
    known, unknown, long, nobody = said_by_embedder(masked, *texts)
    np.testing.assert_array_equal(known, unknown)
    np.testing.assert_array_equal(known, long)
    assert abs(known - nobody).max() > 1e-3
    known, unknown, *_ = said_by_embedder(with_embedder, *texts)
    assert abs(known - unknown).max() > 1e-3


def test_a_mask_is_saved_and_a_folder_from_before_there_was_one_is_read(masked, tmp_path):
    texts = ["Kyiv rejects a truce.", "Nothing but an embargo helps, says Brussels."]
    folder = tmp_path / "model"
    masked.save(folder)
    again = stance.load(folder)
    assert again.scorer.embedded.mask == masked.scorer.embedded.mask
    pd.testing.assert_frame_equal(again.predict(texts), masked.predict(texts))
    manifest = json.loads((folder / "manifest.json").read_text())
    for wrong in ("yes", None, 1):
        rewrite(folder, manifest | {"mask_names": wrong}, without="common.txt")
        with pytest.raises(ModelError, match="mask_names is"):
            stance.load(folder)
    rewrite(folder, manifest, without="common.txt")
    with pytest.raises(ModelError, match="does not list the files"):
        stance.load(folder)
    masked.save(folder)
    words = (folder / "common.txt").read_text("utf-8").split("\n")
    (folder / "common.txt").write_text("\n".join(words[::-1]), "utf-8")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        stance.load(folder)
    digest = hashlib.sha256((folder / "common.txt").read_bytes()).hexdigest()
    hashes = {"sha256": manifest["sha256"] | {"common.txt": digest}}
    (folder / "manifest.json").write_text(json.dumps(manifest | hashes))
    with pytest.raises(ModelError, match=r"common\.txt' are not in order"):
        stance.load(folder)
    before = {name: value for name, value in manifest.items() if name != "mask_names"}
    rewrite(folder, before, without="common.txt")
    with pytest.raises(ModelError, match="mask_names"):
        stance.load(folder)
    rewrite(folder, before | {"format": 5}, without="common.txt")
    assert stance.load(folder).scorer.embedded.mask is None


def rewrite(folder, manifest, *, without):
    hashes = {name: digest for name, digest in manifest["sha256"].items() if name != without}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sha256": hashes}))


def test_another_embedder_in_its_place_is_refused(rows, topics, static, tmp_path):
    classifier = StanceClassifier(topics, embedder=stance.load_embedder(static), random_state=0)
    model = stance.train(rows, topics, classifier=classifier, folds=0, progress=False)
    model.save(tmp_path / "model")
    expected = model.predict(TEXTS)
    pd.testing.assert_frame_equal(stance.load(tmp_path / "model").predict(TEXTS), expected)
    config = static / "config.json"
    config.write_text(config.read_text().replace("{", '{ "other": 1,', 1))
    with pytest.raises(ModelError, match="trained with another embedder than"):
        stance.load(tmp_path / "model")
    shutil.rmtree(static)
    with pytest.raises(ModelError, match="no folder here"):
        stance.load(tmp_path / "model")


def test_an_embedder_is_a_parameter_like_any_other(rows, topics, embedder):
    base = StanceClassifier(topics, random_state=0, min_count=1)
    asked = {"embedder": [None, embedder]}
    search = GridSearchCV(base, asked, cv=2).fit(rows[["text", "topic"]], rows["stance"])
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert clone(base.set_params(embedder=embedder)).embedder is embedder


def test_one_side_only_leaves_the_embedder_nothing_to_say(embedder):
    data = [["We back a truce", "truce"], ["It rained", "truce"]] * 4
    classifier = StanceClassifier(embedder=embedder, min_count=1, random_state=0)
    classifier.fit(data, ["favor", "unrelated"] * 4)
    assert classifier.scorer_.embedded is None
    assert classifier.predict(data[:2]).tolist() == ["favor", "unrelated"]


def test_the_accurate_preset_takes_an_embedder_and_fast_refuses_one(rows, topics, embedder, static):
    with pytest.raises(StanceError, match="leave out the embedder"):
        stance.train(rows, topics, preset="fast", embedder=embedder, progress=False)
    with pytest.raises(StanceError, match="give the classifier its own embedder"):
        stance.train(rows, classifier=StanceClassifier(), embedder=embedder, progress=False)
    how = {"preset": "accurate", "folds": 0, "progress": False}
    assert stance.train(rows, topics, **how).scorer.embedded.embedder.source == embedder.source
    own = stance.train(rows, topics, embedder=static, **how).scorer.embedded.embedder
    assert own.source.name == str(static)


def test_two_fits_are_the_same_to_the_last_bit(rows, topics, embedder):
    fits = [
        StanceClassifier(topics, embedder=embedder, random_state=0)
        .fit(rows, rows["stance"])
        .scorer_.embedded.weights
        for _ in range(2)
    ]
    assert np.array_equal(fits[0].shared, fits[1].shared)
    assert np.array_equal(fits[0].own, fits[1].own)


def test_a_missing_file_of_data_stays_a_data_error():
    with pytest.raises(DataError):
        stance.train("nowhere.csv", embedder="bundled", progress=False)


def test_saved_arrays_of_an_embedder_are_checked(with_embedder, tmp_path):
    from stance.arrays import read_arrays  # noqa: PLC0415
    from stance.model.checking import check_arrays  # noqa: PLC0415

    with_embedder.save(tmp_path / "model")
    arrays = read_arrays(Path(tmp_path, "model", "weights.npz").read_bytes())
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    sizes = {
        family: len((tmp_path / "model" / f"{family}.txt").read_text("utf-8").split("\n"))
        for family in ("words", "parts", "marks", "context")
    }
    check_arrays(arrays, sizes, manifest["classes"], 2)
    wrong = arrays | {"embedded_own": arrays["embedded_own"][:-1]}
    with pytest.raises(ValueError, match="embedded_own"):
        check_arrays(wrong, sizes, manifest["classes"], 2)
    del arrays["embedded_blend_ngrams"]
    with pytest.raises(ValueError, match="'embedded_blend_ngrams' is missing"):
        check_arrays(arrays, sizes, manifest["classes"], 2)
