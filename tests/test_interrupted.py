"""Ctrl-C and a reader that goes away, in the middle of a command: one line, and nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from stance.bundled import bundled_path

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them"),
    pytest.mark.timeout(280),
]

TEXTS = [f"Kyiv rejects a truce, it said on day {day}." for day in range(8000)]


def started(*words, **pipes):
    # A session of its own, so that an interrupt reaches all of it, as one from a terminal does.
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **pipes}
    command = [sys.executable, "-m", "stance", *map(str, words)]
    return subprocess.Popen(command, start_new_session=True, **pipes)


def interrupted(process, when=lambda: True):
    """Press Ctrl-C as soon as it is the moment; return what was written to standard output."""
    while not when():
        time.sleep(0.01)
        assert process.poll() is None, process.communicate()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    *progress, last = err.decode().split("\r")
    assert (process.returncode, last) == (130, "interrupted\n")
    assert all(said.isspace() or said[:6] in ("", "train:") for said in progress)
    return out


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_was_interrupted_goes_on_where_it_was(tmp_path, workers):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in TEXTS))
    out = tmp_path / "out"
    words = ["score", tmp_path / "a.jsonl", "--model", "fast", "--shard-rows", 50]
    words += ["--topic", "ceasefire", "--workers", workers, "--output"]

    def content(folder):
        return {file.name: file.read_bytes() for file in folder.glob("[!.]*")}

    def shards():
        return len(list(out.glob("part-*")))

    for _ in range(2):
        # More than were there: the run goes on, and has not just begun.
        enough = shards() + 3
        interrupted(started(*words, out), lambda enough=enough: shards() >= enough)
        assert enough <= shards() < 160
        assert not list(out.glob(".part-*"))
    done = started(*words, out)
    assert b"160 files, " in done.communicate()[1]
    assert pq.read_table(out, columns=["text"])["text"].to_pylist() == TEXTS
    started(*words, tmp_path / "whole").communicate()
    assert content(out) == content(tmp_path / "whole")


def has_children(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().strip()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("later", [0.0, 0.5])
def test_a_training_that_was_interrupted_leaves_the_model_that_was_there(tmp_path, later):
    (tmp_path / "model").mkdir()
    words = ["train", bundled_path("data"), "--preset", "fast", "-o", tmp_path / "model"]
    process = started(*words)

    def starts_its_workers():
        if not has_children(process):
            return False
        time.sleep(later)
        return True

    interrupted(process, starts_its_workers)
    assert list(tmp_path.rglob("*")) == [tmp_path / "model"]


def test_a_prediction_that_was_interrupted_leaves_the_file_that_was_there(tmp_path):
    answers = tmp_path / "answers.csv"
    answers.write_text("before")
    process = started(
        "predict", "-", "--model", "fast", "-f", "csv", "-o", answers, stdin=subprocess.PIPE
    )
    # More than a pipe holds: once it is written, the command is reading.
    process.stdin.write(" ".join(TEXTS).encode())
    process.stdin.flush()
    assert interrupted(process) == b""
    assert list(tmp_path.iterdir()) == [answers]
    assert answers.read_text() == "before"


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "html"])
def test_a_reader_that_goes_away_is_no_error(tmp_path, form):
    (tmp_path / "a.txt").write_text(" ".join(TEXTS[: 40 if form == "html" else 2000]))
    process = started(
        "predict", tmp_path / "a.txt", "--model", "fast", "--topic", "ceasefire", "-f", form
    )
    # More comes than a pipe holds.
    with process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read().decode() == ""
    assert process.returncode == 0


def test_help_that_nobody_reads_is_no_error():
    words = [sys.executable, "-m", "stance", "predict", "--help"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


PREDICT = ["predict", "--text", "No truce.", "--model", "fast", "-f", "csv"]
AT_IMPORT = """
import os, runpy, signal, sys
moment = sys.argv.pop(1)
def hook(event, about):
    if event == "import" and about[0] == moment:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(hook)
runpy.run_module("stance", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "moment",
    ["stance.interrupts", "typer", "stance.cli.app", "numpy", "pandas._libs"],
)
def test_an_interrupt_while_a_module_is_imported_is_one_line(moment):
    call = [sys.executable, "-c", AT_IMPORT, moment, *PREDICT]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def listens_for(process, number):
    caught = Path(f"/proc/{process.pid}/status").read_text().partition("SigCgt:")[2].split()
    return bool(caught) and int(caught[0], 16) >> (number - 1) & 1


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("later", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_an_interrupt_soon_after_the_start_is_one_line(later):
    process = started(*PREDICT)
    # It is ours from here on; what Python does before is not.
    while not listens_for(process, signal.SIGALRM):
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)
    time.sleep(later)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    # On a fast machine it may be done, or be about to end.
    said = {130: ["interrupted\n", ""], 0: [""], -signal.SIGINT: [""]}
    assert err.decode() in said[process.returncode], process.returncode
    assert out == b"" or process.returncode != 130 or err == b""


def test_the_command_begins_where_an_interrupt_is_heard():
    text = Path(__file__).parents[1].joinpath("pyproject.toml").read_text()
    assert tomllib.loads(text)["project"]["scripts"] == {"stance": "stance.__main__:main"}
