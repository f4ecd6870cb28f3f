"""The command line where the disk is full, or what it is given holds signs of no text."""

import subprocess
import sys
from pathlib import Path

import pytest

from stance.cli import main


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_in_one_line(tmp_path):
    (tmp_path / "a.txt").write_text("A truce holds. It rained.")
    command = f"{sys.executable} -m stance split {tmp_path / 'a.txt'} -f csv > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "error: cannot write to standard output: No space left on device"
    )


def test_a_table_holds_no_sign_that_a_terminal_obeys(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("A \x1b[31mtruce\x1b[0m \x07holds.\x9b2J It rained.")
    assert main(["split", str(tmp_path / "a.txt")]) == 0
    shown = capsys.readouterr().out
    assert "truce" in shown
    assert not any(sign in shown for sign in "\x1b\x07\x9b")


def test_a_formula_stays_as_it_is_in_csv_which_is_for_machines(tmp_path, capfdbinary):
    (tmp_path / "a.txt").write_text("=1+1 holds.")
    assert main(["split", str(tmp_path / "a.txt"), "-f", "csv"]) == 0
    assert b"=1+1 holds." in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["predict", "/dev/null"], ["split", "."], ["split", "a\0b.txt"], ["split", "x" * 5000],
        ["split", "\udcff.txt"], ["topics", "-m", "."], ["topics", "-m", "\x1b[31m"],
        ["train", "/", "-o", "m"], ["train", "a.csv", "-o", "m", "--topics", "/dev/null"],
    ],
)  # fmt: skip
def test_what_no_disk_has_is_told_in_one_line(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert said.strip().isprintable()


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "parquet", "html"])
def test_arguments_that_are_no_utf_8_are_answered_or_told_in_one_line(tmp_path, form):
    def run(*words):
        command = [sys.executable, "-m", "stance", *words, "--model", "fast"]
        return subprocess.run(command, capture_output=True, check=False)

    out = tmp_path / "out"
    words = "-t", "ceasefire", "-f", form, "-o", out
    for command in (["predict", "--all", "--text"], ["explain"]):
        if command == ["explain"] or form != "html":
            done = run(*command, b"A tr\xffuce.", *words)
            assert (done.returncode, done.stderr) == (0, b"")
            assert out.stat().st_size
    if form == "table":
        for told in (["predict", b"\xff.txt"], ["predict", "--text", "A truce.", "-t", b"\xff"]):
            done = run(*told)
            assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
            assert done.stderr.startswith(b"error: ")
            assert done.stderr.decode().strip().isprintable()


@pytest.mark.parametrize("place", ["a file", "/proc", "/dev/null"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, capsys, place):
    # Even for root, whom no permission stops.
    if place == "a file":
        place = tmp_path / "file"
        place.write_text("kept")
    elif not Path(place).exists():
        pytest.skip(f"this system has no {place}")
    (tmp_path / "a.txt").write_text("A truce holds.")
    (tmp_path / "a.csv").write_text("text,topic,stance\nWe back it,truce,pro\n")
    document, output = str(tmp_path / "a.txt"), str(Path(place, "out"))
    for words in (
        ["score", document, "--model", "fast", "-o", output],
        ["predict", document, "--model", "fast", "-f", "csv", "-o", output],
        ["split", document, "-f", "csv", "-o", output],
        # Of one class nothing can be learned, but it does not come to that.
        ["train", str(tmp_path / "a.csv"), "-o", output],
    ):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert said.startswith("error: cannot write ")
        assert said.count("\n") == 1
    assert place != tmp_path / "file" or place.read_text() == "kept"
