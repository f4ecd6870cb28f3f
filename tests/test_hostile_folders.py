"""Folders from an enemy: each is refused in one line, at once; nothing runs, nothing is written."""

import hashlib
import io
import json
import os
import pickle
import shutil
import tracemalloc
import zipfile

import numpy as np
import pytest

import stance
from stance.encoder.checking import check_network, check_tokenizer
from stance.encoder.encoder import NETWORK, RECORD, TOKENIZER, UNSEEN
from stance.errors import ModelError, StanceError
from stance.model.storage import load_model

MANIFEST, WEIGHTS = "manifest.json", "weights.npz"

# A hostile folder that is waited for is as good as one that is obeyed.
# At the bottom of a JSON file nested without end, a callback of the collector may find no stack.
pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def folder(model, tmp_path):
    model.save(tmp_path / "inner" / "m")
    return tmp_path / "inner" / "m"


def sealed(folder, name, content):
    """Put a file into a model folder under a right hash, as its maker could."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def edited(folder, **changes):
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | changes))


def with_arrays(folder, change):
    with np.load(folder / WEIGHTS) as archive:
        arrays = {name: archive[name].copy() for name in archive.files}
    change(arrays)
    made = io.BytesIO()
    np.savez_compressed(made, **arrays)
    sealed(folder, WEIGHTS, made.getvalue())


def archive_of(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def npy(shape, data, descr="<f4"):
    made = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(made, header)
    return made.getvalue() + data


def refused(folder, said, most=64 * 2**20):
    """Check that a model is refused in one line, without more than `most` bytes for it."""
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match=said) as error:
            load_model(folder)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 600


def link(folder, name, to):
    (folder / name).unlink()
    (folder / name).symlink_to(to)


def pipe(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)


def of_size(folder, name, size):
    with (folder / name).open("wb") as file:
        file.truncate(size)


def moved(folder, name):
    (folder / name).rename(folder.parent / name)


ODD_FILES = {
    "a link to a file elsewhere": (
        lambda f: (moved(f, "words.txt"), (f / "words.txt").symlink_to("../words.txt")),
        "is a symbolic link",
    ),
    "a link to a device": (lambda f: link(f, "words.txt", "/dev/zero"), "is a symbolic link"),
    "a manifest that is a link": (
        lambda f: (moved(f, MANIFEST), (f / MANIFEST).symlink_to(f.parent / MANIFEST)),
        "is a symbolic link",
    ),
    "a link that leads nowhere": (lambda f: link(f, "words.txt", "nowhere"), "symbolic link"),
    "a pipe": (lambda f: pipe(f, "words.txt"), "is not a regular file"),
    "a manifest that is a pipe": (lambda f: pipe(f, MANIFEST), "is not a regular file"),
    "a folder for a file": (
        lambda f: ((f / "words.txt").unlink(), (f / "words.txt").mkdir()),
        "Is a directory",
    ),
    "a manifest of 1 GB": (lambda f: of_size(f, MANIFEST, 2**30), "more than the 16,777,216"),
    "weights of 100 GB": (lambda f: of_size(f, WEIGHTS, 100 * 2**30), "more than the"),
    "a manifest nested without end": (
        lambda f: (f / MANIFEST).write_text('{"format":' + "[" * 10**6),
        "nested too deeply",
    ),
    "a manifest with a number without end": (
        lambda f: (f / MANIFEST).write_text('{"format":' + "9" * 10**6 + "}"),
        "damaged",
    ),
    "a manifest in UTF-16": (
        lambda f: (f / MANIFEST).write_bytes('{"format": 1}'.encode("utf-16")),
        "damaged",
    ),
}


@pytest.mark.parametrize("odd", ODD_FILES)
def test_a_file_that_is_no_plain_file_is_not_opened(folder, odd):
    harm, said = ODD_FILES[odd]
    harm(folder)
    refused(folder, said)


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "words.txt/../../secret.txt"])
def test_a_manifest_cannot_name_a_file_elsewhere(folder, name):
    (folder.parent / "secret.txt").write_text("secret")
    hashes = json.loads((folder / MANIFEST).read_text())["sha256"]
    digest = hashlib.sha256(b"secret").hexdigest()
    edited(folder, sha256=hashes | {name: digest})
    refused(folder, "does not list the files of a model")
    hashes[name] = hashes.pop("words.txt")
    edited(folder, sha256=hashes)
    refused(folder, "does not list the files of a model")


def test_a_folder_that_is_itself_a_link_is_what_its_user_named(folder):
    (folder.parent / "current").symlink_to("m")
    opened = load_model(folder.parent / "current")
    # Saved again, the model is replaced where it lies, twice, and the link stays one.
    for _ in range(2):
        opened.save(folder.parent / "current")
    assert sorted(path.name for path in folder.parent.iterdir()) == ["current", "m"]
    assert (folder.parent / "current").is_symlink()
    assert load_model(folder).topics == opened.topics


def test_weights_of_another_model_are_told_by_their_hash(folder):
    with np.load(folder / WEIGHTS) as archive:
        arrays = {name: -archive[name] for name in archive.files}
    np.savez(folder / WEIGHTS, **arrays)
    refused(folder, "SHA-256 differs")


class Bomb:
    def __reduce__(self):
        return os.mkdir, (os.environ["STANCE_TEST_BOMB"],)


def test_a_pickle_among_the_weights_does_not_go_off(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("STANCE_TEST_BOMB", str(tmp_path / "burst"))
    as_object = npy((1,), pickle.dumps(Bomb()), descr="|O")
    for name in ("side_prior.npy", "bomb.npy", "bomb.pkl", "bomb"):
        sealed(folder, WEIGHTS, archive_of([(name, as_object)]))
        refused(folder, "damaged")
    sealed(folder, WEIGHTS, pickle.dumps(Bomb()))
    refused(folder, "not an archive of arrays")
    assert not (tmp_path / "burst").exists()
    pickle.loads(pickle.dumps(Bomb()))  # noqa: S301
    assert (tmp_path / "burst").exists()  # it is a real one, in any other hands


ODD_ARCHIVES = {
    "a shape larger than its data": [("side_prior.npy", npy((10**12,), b"\0" * 12))],
    "a shape whose size overflows": [("side_prior.npy", npy((2**40, 2**40), b""))],
    "a shape below zero": [("side_prior.npy", npy((-3, -1), b"\0" * 12))],
    "an array twice": [("side_prior.npy", npy((3,), b"\0" * 12))] * 2,
    "text for numbers": [("side_prior.npy", npy((3,), b"\0" * 12, "<U1"))],
    "fields for numbers": [("side_prior.npy", npy((3,), b"\0" * 12, [("a", "<f4")]))],
    "a name that leads elsewhere": [("../../side_prior.npy", npy((3,), b"\0" * 12))],
    "a header without end": [("a.npy", b"\x93NUMPY\x02\0\xff\xff\xff\x7f" + b"(" * 10**5)],
    "a header that is code": [("a.npy", b"\x93NUMPY\x01\0\x10\0__import__('os')")],
    "no header": [("a.npy", b"")],
}


@pytest.mark.parametrize("odd", ODD_ARCHIVES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_of_odd_arrays_is_refused(folder, odd):
    sealed(folder, WEIGHTS, archive_of(ODD_ARCHIVES[odd]))
    refused(folder, "damaged")


def test_a_zip_bomb_is_not_unpacked(folder):
    bomb = archive_of([("side_prior.npy", npy((2**24,), b"\0" * 2**26))])
    assert len(bomb) < 2**17
    size = len(npy((2**24,), b"")) + 2**26
    assert bomb.count(size.to_bytes(4, "little")) == 2
    # It owns to 3 GB, or it unpacks to more than it owns to.
    for owned, said in ((3 * 2**30, "unpack to more than"), (200, "damaged")):
        forged = bomb.replace(size.to_bytes(4, "little"), owned.to_bytes(4, "little"))
        sealed(folder, WEIGHTS, forged)
        refused(folder, said, most=2**24)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("name", ["side_shared", "words_idf", "relevance_bias"])
def test_a_weight_that_is_no_number_is_refused(folder, name, value):
    with_arrays(folder, lambda arrays: arrays[name].__setitem__(arrays[name].ndim * (0,), value))
    refused(folder, f"{name}.* holds a number that is not finite")


ODD_ARRAYS = {
    "another kind": (lambda a: a.update(side_bias=a["side_bias"].astype(np.float64)), "float64"),
    "whole numbers": (lambda a: a.update(words_idf=a["words_idf"].astype(int)), "int64"),
    "too few rows": (lambda a: a.update(side_shared=a["side_shared"][1:]), "'side_shared' is"),
    "too many topics": (lambda a: a.update(side_own=a["side_own"].repeat(2, 1)), "'side_own' is"),
    "turned": (lambda a: a.update(side_bias=a["side_bias"].T.copy()), "'side_bias' is"),
    "one too many": (lambda a: a.update(more=a["side_bias"]), "'more' is none of a model"),
    "one too few": (lambda a: a.pop("side_bias"), "'side_bias' is missing"),
    "shares that are none": (lambda a: a["side_prior"].__setitem__(0, -0.5), "shares of the sides"),
}


@pytest.mark.parametrize("odd", ODD_ARRAYS)
def test_an_array_of_another_shape_or_kind_is_refused(folder, odd):
    change, said = ODD_ARRAYS[odd]
    with_arrays(folder, change)
    refused(folder, said)


ODD_NAMES = {
    "a name twice": lambda names: [names[0], *names[:-1]],
    "out of order": lambda names: names[::-1],
    "a line more": lambda names: [*names, "zzz"],
    "a line less": lambda names: names[:-1],
    "ends of lines of another system": lambda names: [f"{name}\r" for name in names],
    "a break inside a name": lambda names: [names[0] + "\n" + names[1], *names[1:]],
}


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_a_list_of_names_that_does_not_fit_is_refused(folder, odd):
    names = (folder / "words.txt").read_text().split("\n")
    changed = "\n".join(ODD_NAMES[odd](names))
    sealed(folder, "words.txt", changed.encode())
    if odd == "ends of lines of another system":
        # A name for each column, none of which occurs in a text: odd, and harmless.
        assert len(load_model(folder).predict("A truce.")) == 2
    else:
        refused(folder, "damaged")
    sealed(folder, "words.txt", b"\xff\xfe" + changed.encode())
    refused(folder, "damaged")


ODD_FACTS = {
    "a threshold that is none": {"min_about": float("nan")},
    "a threshold in words": {"about_threshold": "0.3"},
    "no threshold": {"about_threshold": None},
    "answers that are none": {"classes": {"relevance": ["about", "evil"], "side": ["favor"]}},
    "no answers": {"classes": {"relevance": [], "side": []}},
    "answers that cannot be looked up": {"classes": {"relevance": [[1], [2]], "side": [{}]}},
    "topics in words": {"topics": "ceasefire"},
    "a topic without a name": {"topics": [{"name": "", "description": "", "aliases": []}] * 2},
    "a topic twice": {"topics": [{"name": "a", "description": "", "aliases": []}] * 2},
    "aliases in numbers": {"topics": [{"name": "a", "description": "", "aliases": 5}] * 2},
    "an encoder in words": {"encoder": "bundled"},
    "metadata in a list": {"metadata": []},
}


@pytest.mark.parametrize("odd", ODD_FACTS)
def test_a_manifest_of_odd_values_is_refused(folder, odd):
    edited(folder, **ODD_FACTS[odd])
    refused(folder, "damaged")


@pytest.mark.parametrize("number", [True, 1.0, "1", [], {}, None, -1, 10**40])
def test_a_format_that_is_no_number_is_refused(folder, number):
    edited(folder, format=number)
    refused(folder, "has model format")


def test_a_swapped_encoder_is_told(folder):
    edited(folder, encoder={"bundled": True, "sha256": "0" * 64})
    refused(folder, "another encoder")
    edited(folder, encoder={"bundled": False, "sha256": "0" * 64})
    refused(folder, "does not list the files")


# Encoders.


@pytest.fixture(scope="module")
def encoder_files():
    return stance.load_encoder().files


@pytest.fixture
def encoder(encoder_files, tmp_path):
    folder = tmp_path / "inner" / "e"
    folder.mkdir(parents=True)
    for name, content in encoder_files.items():
        (folder / name).write_bytes(content)
    return folder


def resealed(folder, name=None, content=b"", **changes):
    record = json.loads((folder / RECORD).read_text())
    if name is not None:
        (folder / name).write_bytes(content)
        record["sha256"][name] = hashlib.sha256(content).hexdigest()
    (folder / RECORD).write_text(json.dumps(record | changes))


def field(number, value):
    """One field of a protobuf message: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value):
    made = b""
    while value >= 0x80:
        made, value = made + bytes([value & 0x7F | 0x80]), value >> 7
    return made + bytes([value])


def tensor(*dims, data=b"\0" * 16, more=b""):
    return b"".join(field(1, d) for d in dims) + field(2, 1) + field(9, data) + more


def node(operator=b"Identity", domain=b"", attribute=None):
    made = field(1, b"w") + field(2, b"y") + field(4, operator) + field(7, domain)
    return made + (field(5, attribute) if attribute is not None else b"")


def network(*nodes, tensors=(), in_graph=b"", in_model=b"", domain=b""):
    graph = b"".join(field(1, n) for n in nodes) + b"".join(field(5, t) for t in tensors)
    opset = field(1, domain) + field(2, 17)
    return field(1, 8) + field(8, opset) + field(7, graph + in_graph) + in_model


ELSEWHERE = field(13, field(1, b"location") + field(2, b"/etc/passwd")) + field(14, 1)
ODD_NETWORKS = {
    "weights in another file": network(node(), tensors=[tensor(4, more=ELSEWHERE)]),
    "weights said to lie elsewhere": network(tensors=[tensor(4, more=field(14, 1))]),
    "a constant in another file": network(node(attribute=field(5, tensor(4, more=ELSEWHERE)))),
    "constants in another file": network(node(attribute=field(10, tensor(4, more=ELSEWHERE)))),
    "sparse weights": network(in_graph=field(15, b"")),
    "a sparse constant": network(node(attribute=field(22, b""))),
    "an operator of others": network(node(domain=b"com.evil")),
    "a set of operators of others": network(node(), domain=b"com.evil"),
    "functions of its own": network(node(), in_model=field(25, b"")),
    "training steps": network(node(), in_model=field(20, b"")),
    "a loop": network(node(b"Loop", attribute=field(6, network(node())))),
    "branches": network(node(b"If", attribute=field(11, network(node())))),
    "a shape without end": network(tensors=[tensor(2**40, 2**40)]),
    "a shape below zero": network(tensors=[tensor(2**64 - 1)]),
    "a constant without end": network(node(attribute=field(5, tensor(2**40)))),
    "packed dimensions without end": network(tensors=[field(1, varint(2**40) * 2)]),
    "no graph": field(1, 8),
    "two graphs": network(node()) + network(node()),
    "a format of onnxruntime's own": b"\x08\x08\x12\x04ORTM" + network(node()),
    "a group": b"\x0b" + network(node()),
    "cut off": network(node())[:-1],
    "a number without end": b"\xff" * 20,
    "a pickle": pickle.dumps({"a": 1}),
    "nothing": b"",
}


@pytest.mark.parametrize("odd", ODD_NETWORKS)
def test_a_network_that_is_not_plain_is_refused_before_it_is_opened(odd, monkeypatch):
    import onnxruntime  # noqa: PLC0415

    monkeypatch.delattr(onnxruntime, "InferenceSession")
    with pytest.raises(ValueError, match=r"network|protobuf|ONNX"):
        check_network(ODD_NETWORKS[odd])


def test_a_plain_network_passes_and_a_hostile_one_is_refused_on_loading(encoder, encoder_files):
    check_network(network(node(), tensors=[tensor(4), tensor(2, 2)]))
    check_network(encoder_files[NETWORK])
    resealed(encoder, NETWORK, ODD_NETWORKS["weights in another file"])
    with pytest.raises(ModelError, match="weights in another file"):
        stance.load_encoder(encoder)


def test_a_network_of_another_kind_is_told_when_it_is_asked(encoder):
    # Well formed, and nothing like an encoder.
    resealed(encoder, NETWORK, network(node(), tensors=[tensor(4)]))
    with pytest.raises(ModelError, match="damaged") as error:
        stance.load_encoder(encoder).scores(["truce"], ["A truce."])
    assert "\n" not in str(error.value)


WORDS = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "Regex": 3}
ODD_TOKENIZERS = {
    "a pattern": {"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a+)+$"}}},
    "a pattern far down": {"normalizer": {"normalizers": [{"pattern": {"Regex": "(x*)*y"}}]}},
    "endless words": {"model": {"type": "WordPiece", "max_input_chars_per_word": 10**9}},
    "words in words": {"model": {"type": "WordPiece", "max_input_chars_per_word": "100"}},
    "no model": {"model": None},
}


@pytest.mark.parametrize("odd", ODD_TOKENIZERS)
def test_a_tokenizer_that_could_take_for_ever_is_refused(encoder, odd):
    plain = {"model": {"type": "WordPiece", "vocab": WORDS, "max_input_chars_per_word": 100}}
    check_tokenizer(json.dumps(plain).encode())
    resealed(encoder, TOKENIZER, json.dumps(plain | ODD_TOKENIZERS[odd]).encode())
    with pytest.raises(ModelError, match="the tokenizer"):
        stance.load_encoder(encoder)


@pytest.mark.parametrize(
    "content", [b"[" * 10**6, b"[]", b"\xff", b'{"a": {"Regex": "(a+)+"}, "a": 1, "model": {}}']
)
def test_a_tokenizer_that_others_might_read_in_another_way_is_refused(encoder, content):
    resealed(encoder, TOKENIZER, content)
    with pytest.raises(ModelError, match="damaged"):
        stance.load_encoder(encoder)


ODD_RECORDS = {
    "of 1 GB": (lambda f: of_size(f, RECORD, 2**30), "more than the 16,777,216"),
    "a pipe": (lambda f: pipe(f, RECORD), "not a regular file"),
    "a link": (lambda f: link(f, RECORD, "/dev/zero"), "symbolic link"),
    "a network that is a link": (lambda f: link(f, NETWORK, "/dev/zero"), "symbolic link"),
    "a network that is a pipe": (lambda f: pipe(f, NETWORK), "not a regular file"),
    "a name elsewhere": (lambda f: resealed(f, sha256={"../x": "0"}), "SHA-256 differs"),
    "tokens without end": (lambda f: resealed(f, most_tokens=10**9), "tokens"),
    "tokens below zero": (lambda f: resealed(f, most_tokens=-1), "tokens"),
    "tokens in words": (lambda f: resealed(f, most_tokens="96"), "tokens"),
    "a format in words": (lambda f: resealed(f, format=[1]), "encoder format"),
    "a list": (lambda f: (f / RECORD).write_text("[]"), "damaged"),
    "scores that are none": (
        lambda f: resealed(
            f, UNSEEN, archive_of([("keys.npy", npy((1,), b"\0" * 8, "<i8")),
                                   ("scores.npy", npy((1, 4), np.float32(np.nan).tobytes() * 4))])
        ),
        "not finite",
    ),
    "scores by threes": (
        lambda f: resealed(
            f, UNSEEN, archive_of([("keys.npy", npy((4,), b"\0" * 32, "<i8")),
                                   ("scores.npy", npy((4, 3), b"\0" * 48))])
        ),
        "damaged",
    ),
    "a pickle": (lambda f: resealed(f, UNSEEN, pickle.dumps(Bomb)), "not an archive"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_RECORDS)
def test_an_encoders_folder_is_hostile_until_checked(encoder, odd):
    harm, said = ODD_RECORDS[odd]
    harm(encoder)
    with pytest.raises(ModelError, match=said) as error:
        stance.load_encoder(encoder)
    assert "\n" not in str(error.value)


# Whatever a folder holds, opening it changes nothing on the disk.


def test_nothing_is_written_where_a_hostile_folder_lies(folder, encoder):
    def state(path):
        return {p: (p.lstat().st_mtime_ns, p.lstat().st_size) for p in path.rglob("*")}

    link(folder, "words.txt", "/etc/hostname")
    resealed(encoder, NETWORK, b"not a network")
    before = state(folder.parent)
    for opened in (stance.load, stance.load_encoder):
        for path in (folder, encoder):
            with pytest.raises(StanceError):
                opened(path)
    assert state(folder.parent) == before
    shutil.rmtree(folder.parent)


# Reports.


@pytest.fixture(scope="module")
def whole_report(model, corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports") / "r"
    stance.evaluate(model, corpus, n_resamples=20, random_state=0).save(folder)
    return folder


def reported(folder, change):
    content = json.loads((folder / "report.json").read_text())
    change(content)
    (folder / "report.json").write_text(json.dumps(content))


ODD_REPORTS = {
    "of 1 GB": (lambda f: of_size(f, "report.json", 2**30), "more than the"),
    "a pipe": (lambda f: pipe(f, "report.json"), "not a regular file"),
    "a link": (lambda f: link(f, "report.json", "/dev/zero"), "symbolic link"),
    "nested": (lambda f: (f / "report.json").write_text("[" * 10**6), "nested too deeply"),
    "predictions that are a link": (lambda f: link(f, "predictions.parquet", "/dev/zero"), "link"),
    "predictions that are a pipe": (lambda f: pipe(f, "predictions.parquet"), "not a regular"),
    "predictions cut off": (lambda f: os.truncate(f / "predictions.parquet", 99), "damaged"),
    "predictions that are a pickle": (
        lambda f: (f / "predictions.parquet").write_bytes(pickle.dumps(Bomb())),
        "damaged",
    ),
    "rows that are short": (
        lambda f: reported(f, lambda c: c["tables"]["scores"].update(rows=[[]])),
        "damaged",
    ),
    "no tables": (lambda f: reported(f, lambda c: c.update(tables={})), "damaged"),
    "a format in a list": (
        lambda f: reported(f, lambda c: c.update(format_version=[1])),
        "has report format",
    ),
}


@pytest.mark.parametrize("odd", ODD_REPORTS)
def test_a_reports_folder_is_hostile_until_checked(whole_report, tmp_path, odd, monkeypatch):
    monkeypatch.setenv("STANCE_TEST_BOMB", str(tmp_path / "burst"))
    shutil.copytree(whole_report, tmp_path / "r")
    harm, said = ODD_REPORTS[odd]
    harm(tmp_path / "r")
    with pytest.raises(StanceError, match=said) as error:
        stance.load_report(tmp_path / "r")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "burst").exists()


def test_a_kind_of_column_that_takes_a_gigabyte_a_value_is_not_made(whole_report, tmp_path):
    shutil.copytree(whole_report, tmp_path / "r")
    kinds = {"score": "V1000000000"}
    reported(tmp_path / "r", lambda c: c["tables"]["scores"]["columns"].update(kinds))
    opened = stance.load_report(tmp_path / "r")
    assert (
        opened.scores["score"].tolist() == stance.load_report(whole_report).scores["score"].tolist()
    )
