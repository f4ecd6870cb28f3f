"""The command line, as a person or a script uses it."""

import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from stance.cli import main


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "model"
    model.save(folder)
    return str(folder)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(
        "Kyiv rejects a truce.Brussels backs the sanctions.\n\nRead more", encoding="utf-8"
    )
    return str(path)


def run(capfdbinary, *words):
    code = main([str(word) for word in words])
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_predict_in_every_format(capfdbinary, saved, article, tmp_path):
    common = ("predict", article, "--model", saved)
    code, out, _ = run(capfdbinary, *common, "--format", "csv")
    frame = pd.read_csv(io.BytesIO(out))
    assert code == 0
    assert frame.loc[0, ["text", "topic", "stance"]].tolist() == [
        "Kyiv rejects a truce.",
        "ceasefire",
        "against",
    ]
    _, out, _ = run(capfdbinary, *common, "--format", "jsonl")
    records = [json.loads(line) for line in out.decode().splitlines()]
    assert [r["start"] for r in records] == frame["start"].tolist()
    target = tmp_path / "out.parquet"
    code, out, _ = run(capfdbinary, *common, "--format", "parquet", "-o", target)
    assert (code, out) == (0, b"")
    assert pd.read_parquet(target)["stance"].tolist() == frame["stance"].tolist()
    _, out, _ = run(capfdbinary, *common, "--format", "html")
    assert out.startswith(b"<!DOCTYPE html>")
    code, out, err = run(capfdbinary, *common)
    assert code == 0
    assert "against" in out.decode()
    assert "4 unrelated rows are not shown" in err


def test_sentences_topics_tables_and_standard_input(capfdbinary, saved, tmp_path, monkeypatch):
    one = ("--model", saved, "--topic", "ceasefire", "--format", "jsonl")
    _, out, _ = run(capfdbinary, "predict", "--text", "Kyiv rejects a truce [now].", *one)
    assert [json.loads(line)["stance"] for line in out.splitlines()] == ["against"]
    table = tmp_path / "t.csv"
    table.write_text('body\n"Moscow backs a truce."\n"NA"\n')
    _, out, _ = run(capfdbinary, "predict", table, "--text-column", "body", *one)
    assert [json.loads(line)["text"] for line in out.splitlines()] == [
        "Moscow backs a truce.",
        "NA",
    ]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"No truce. Rain.")))
    _, out, _ = run(capfdbinary, "predict", "-", *one)
    assert len(out.splitlines()) == 2


def test_train_evaluate_and_ask_the_result(capfdbinary, corpus, tmp_path):
    data = tmp_path / "labels.csv"
    corpus.to_csv(data, index=False)
    model, report = tmp_path / "model", tmp_path / "report"
    code, out, err = run(capfdbinary, "train", data, "-o", model, "--folds", 2, "--jobs", 1)
    assert (code, out) == (0, b"")
    assert "macro-F1" in err
    code, out, err = run(capfdbinary, "evaluate", model, data, "-o", report, "--train", data)
    assert code == 0
    assert "macro-F1" in out.decode()
    assert (report / "report.html").is_file()
    code, out, _ = run(capfdbinary, "topics", "--model", model, "--format", "csv")
    assert pd.read_csv(io.BytesIO(out))["topic"].tolist() == ["ceasefire", "sanctions"]


def test_explain_and_split(capfdbinary, saved, article):
    code, out, _ = run(
        capfdbinary, "explain", "Kyiv rejects a truce.", "-t", "ceasefire", "-m", saved
    )
    assert code == 0
    assert "word:reject" in out.decode()
    code, out, _ = run(capfdbinary, "split", article, "--format", "jsonl")
    flags = [json.loads(line)["boilerplate"] for line in out.splitlines()]
    assert flags == [False, False, True]


FAULTS = {
    "no such file": (1, ["predict", "nowhere.txt"], "nowhere.txt"),
    "no such table": (1, ["predict", "nowhere.csv"], "nowhere.csv does not exist"),
    "no such model": (
        1,
        ["predict", "--text", "x", "--model", "nowhere"],
        "nowhere does not exist",
    ),
    "no such topic": (1, ["predict", "--text", "x", "-t", "ceasfire"], "Did you mean 'ceasefire'"),
    "empty sentence": (1, ["predict", "--text", " "], "row 0: the text is empty"),
    "no input": (2, ["predict"], "give a document"),
    "parquet to nowhere": (2, ["predict", "--text", "x", "-f", "parquet"], "needs --output"),
    "no such format": (2, ["predict", "--text", "x", "-f", "xml"], "xml"),
    "no such command": (2, ["predikt"], "predikt"),
    "no such data": (1, ["train", "nowhere.csv", "-o", "m"], "nowhere.csv does not exist"),
    "no such confidence": (2, ["predict", "--text", "x", "--abstain-below", "2"], "abstain-below"),
    "no equals sign": (2, ["train", "x.csv", "-o", "m", "--column", "text"], "THEIRS=OURS"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_users_mistake_gets_one_line_and_a_code(capfdbinary, saved, fault, monkeypatch):
    code, words, said = FAULTS[fault]
    if words[0] == "predict" and "--model" not in words:
        words = [*words, "--model", saved]
    got, out, err = run(capfdbinary, *words)
    assert got == code
    assert out == b""
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    if code == 1:
        assert err.startswith("error: ")
        assert err.count("\n") == 1


def test_a_bad_row_is_told_with_its_place(capfdbinary, tmp_path):
    data = tmp_path / "bad.csv"
    data.write_text("text,topic,stance\nWe want it,truce,favor\nNo,truce,agianst\n")
    code, _, err = run(capfdbinary, "train", data, "-o", tmp_path / "m")
    assert code == 1
    assert f"{data}, row 3, column stance: unknown stance 'agianst'. Did you mean 'against'" in err


def test_nothing_heavy_is_imported_for_help():
    code = (
        "import sys, stance.cli\n"
        "stance.cli.main(['--help'])\n"
        "heavy = {'pandas', 'sklearn', 'scipy', 'numpy', 'datasets'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(saved, tmp_path):
    table = tmp_path / "many.csv"
    table.write_text("text\n" + "Kyiv rejects a truce and says so.\n" * 3000)
    command = f"{sys.executable} -m stance predict {table} -m {saved} -f csv | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, text=True)
    assert done.stdout.startswith("text,topic,stance")
    assert done.stderr == ""


def test_below_the_confidence_asked_for_the_command_gives_no_stance(capfdbinary, article):
    common = ("predict", article, "-m", "fast", "-t", "ceasefire", "--abstain-below", "1")
    _, out, _ = run(capfdbinary, *common)
    assert "no stance" in out.decode()
    assert "against" not in out.decode()
    _, out, _ = run(capfdbinary, *common, "--format", "jsonl")
    assert [json.loads(line)["stance"] for line in out.splitlines()] == [None] * 3
    _, out, _ = run(capfdbinary, *common, "--format", "html")
    assert "? no stance: " in out.decode()
