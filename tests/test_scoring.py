"""Scoring many sentences: every kind of input, what a kill or a full disk leaves, bad rows."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stance
from stance.cli import main
from stance.errors import DataError

TEXTS = [f"{holder} {verb} a truce, it said on day {day}." for day in range(40)
         for holder in ("Kyiv", "Moscow") for verb in ("backs", "rejects")]  # fmt: skip
MANIFEST = "_manifest.jsonl"


@pytest.fixture
def scored(model, tmp_path):
    def score(data, name="out", **options):
        options = {"model": model, "shard_rows": 60, "progress": False, **options}
        done = stance.score(data, tmp_path / name, **options)
        return done, pd.read_parquet(tmp_path / name)

    return score


def content(folder):
    return {file.name: file.read_bytes() for file in Path(folder).glob("[!.]*")}


def same_answers(answers, model, texts, **options):
    wanted = model.predict(texts, **options)
    columns = ["text", "topic", "stance"]
    assert answers[columns].fillna("").to_numpy().tolist() == (
        wanted[columns].fillna("").to_numpy().tolist()
    )
    numbers = [c for c in wanted if c.startswith(("p_", "conf"))]
    np.testing.assert_allclose(answers[numbers], wanted[numbers], atol=1e-6, rtol=0)


def test_every_kind_of_table_gives_the_answers_of_predict(model, scored, tmp_path):
    frame = pd.DataFrame({"id": range(len(TEXTS)), "text": TEXTS})
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=50)
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "a.tsv", index=False, sep="\t")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    data = datasets.Dataset.from_pandas(frame)
    firsts = {"a.parquet": 1, "a.csv": 2, "a.tsv": 2, "a.jsonl": 1}
    inputs = {**{name: tmp_path / name for name in firsts}, "frame": frame, "dataset": data,
              "stream": data.to_iterable_dataset()}  # fmt: skip
    for name, given in inputs.items():
        done, answers = scored(given, f"out-{name}", keep=["id"], abstain_below=0.6)
        assert (done.rows, done.bad_rows, done.shards) == (160, 0, 3)
        same_answers(answers, model, TEXTS, abstain_below=0.6)
        first = firsts.get(name, 0)
        assert answers["row"].tolist() == np.repeat(range(first, first + 160), 2).tolist()
        assert answers["id"].astype(int).tolist() == np.repeat(range(160), 2).tolist()
        assert set(answers["file"]) == {str(given) if name in firsts else "<data>"}


def test_wide_form_has_the_same_answers(model, scored):
    _, wide = scored(pd.DataFrame({"text": TEXTS}), form="wide", topics=["sanctions", "ceasefire"])
    wanted = model.predict(TEXTS, topics=["sanctions", "ceasefire"])
    assert len(wide) == len(TEXTS)
    for topic, rows in wanted.groupby("topic"):
        assert wide[f"{topic}: stance"].tolist() == rows["stance"].tolist()
        np.testing.assert_allclose(
            wide[f"{topic}: p_against"], rows["p_against"], atol=1e-6, rtol=0
        )


def test_folders_of_documents_are_split_into_sentences(scored, tmp_path):
    folder = tmp_path / "news" / "2026"
    folder.mkdir(parents=True)
    (folder / "b.txt").write_text("Kyiv rejects a truce.Brussels backs the sanctions.")
    (folder / "a.md").write_text("Moscow backs a truce.")
    (folder / "c.png").write_bytes(b"\x89PNG")
    (folder / "z.txt").write_bytes(b"caf\xe9")
    done, answers = scored(tmp_path / "news", topics="ceasefire")
    assert answers["text"].tolist()[:3] == [
        "Moscow backs a truce.", "Kyiv rejects a truce.", "Brussels backs the sanctions."
    ]  # fmt: skip
    assert answers["row"].tolist() == [0, 0, 1, 0]
    assert (done.rows, done.bad_rows, len(done.unreadable)) == (4, 1, 1)
    assert "not UTF-8 (byte 0xe9" in answers["problem"].tolist()[3]


def test_bad_rows_are_kept_with_a_reason_and_counted(scored, tmp_path):
    (tmp_path / "a.csv").write_bytes(
        b"\xef\xbb\xbfid,text\n1,We back a truce.\n2, \n3,a,b\n4,caf\xe9\n\n5,NA\n"
    )
    half = json.dumps("half \ud800")
    (tmp_path / "b.jsonl").write_text(
        '{"id": 1, "text": "We back a truce."}\n{"id": 2}\n[1]\n{"id": 3, "text": 4}\nnot\n'
        f'{{"id": [1, 2], "text": {half}}}\n{{"text": null, "id": "x"}}\n'
    )
    done, answers = scored([tmp_path / "a.csv", tmp_path / "b.jsonl"], topics="ceasefire",
                           keep=["id"])  # fmt: skip
    found = answers[["row", "id", "problem"]].astype(object).where(answers.notna(), None)
    assert found.to_numpy().tolist() == [
        [2, "1", None],
        [3, "2", "the text is empty"],
        [4, None, "3 fields, but the header has 2"],
        [5, None, "not UTF-8 (0xe9, byte 6 of the row): save the file as UTF-8"],
        [7, "5", None],
        [1, "1", None],
        [2, "2", "no field 'text'"],
        [3, None, "not an object with named fields"],
        [4, "3", "a text was expected, got 4"],
        [5, None, "not JSON: Expecting value: line 1 column 1 (char 0)"],
        [6, "[1, 2]", "holds half of a character (U+D800)"],
        [7, "x", "a text was expected, got None"],
    ]
    assert (done.rows, done.bad_rows) == (12, 9)
    assert answers["stance"].isna().tolist() == answers["problem"].notna().tolist()
    assert answers["p_favor"].isna().sum() == 9


def test_files_and_row_groups_that_are_damaged_are_survived_and_counted(scored, tmp_path):
    frame = pd.DataFrame({"text": TEXTS})
    folder = tmp_path / "in"
    folder.mkdir()
    whole = folder / "b.parquet"
    frame.to_parquet(whole, row_group_size=40, compression="none", index=False)
    offset = pq.ParquetFile(whole).metadata.row_group(1).column(0).dictionary_page_offset
    damaged = bytearray(whole.read_bytes())
    damaged[offset : offset + 40] = b"\xff" * 40
    whole.write_bytes(damaged)
    (folder / "a.parquet").write_bytes(b"PAR1 and nothing else")
    (folder / "c.csv").write_text('text\nWe back a truce.\n"never closed\n')
    frame.to_parquet(folder / "d.parquet")
    done, answers = scored(folder, topics="ceasefire")
    assert done.rows == 1 + (120 + 1) + 2 + 160
    assert (done.bad_rows, len(done.unreadable)) == (3, 3)
    problems = answers["problem"].dropna().tolist()
    assert problems[0].startswith("not a Parquet file that can be read")
    assert problems[1].startswith("rows 41 to 80 cannot be read")
    assert "check its quotes; the rest of the file is not read" in problems[2]
    rows = answers.loc[answers["file"] == str(whole), "row"].tolist()
    assert rows == [*range(1, 42), *range(81, 161)]


def test_what_cannot_be_scored_at_all_is_refused_before_anything_is_written(scored, tmp_path):
    frame = pd.DataFrame({"body": TEXTS})
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    (tmp_path / "empty").mkdir()
    for given, options, said in [
        (tmp_path / "a.parquet", {}, "has no column 'text'"),
        (tmp_path / "a.jsonl", {}, "has no column 'text'. Columns found: body"),
        (tmp_path / "a.parquet", {"text_column": "bod"}, "Did you mean 'body'"),
        (tmp_path / "no.csv", {}, "does not exist"),
        (tmp_path / "empty", {}, "holds no file to score"),
        (frame, {"text_column": "body", "keep": ["id"]}, "no column 'id'"),
        (frame, {"text_column": "body", "form": "tall"}, "form must be"),
        (frame.assign(row=1), {"text_column": "body", "keep": ["row"]}, "cannot keep"),
        (frame, {"text_column": "body", "workers": 0}, "at least 1 worker"),
        (frame, {"text_column": "body", "abstain_below": 2}, "between 0 and 1"),
    ]:
        with pytest.raises(DataError, match=said):
            scored(given, **options)
        assert not (tmp_path / "out").exists()


def test_another_question_into_the_same_folder_is_refused(model, scored, tmp_path):
    frame = pd.DataFrame({"text": TEXTS})
    scored(frame)
    before = content(tmp_path / "out")
    for given, options, said in [
        (frame, {"topics": "ceasefire"}, "another topics"),
        (frame, {"form": "wide"}, "another form"),
        (frame, {"shard_rows": 50}, "another shard_rows"),
        (frame, {"model": "fast", "topics": list(model.topics)}, "another model"),
        (frame.assign(text="Rain."), {}, "the input is not the one"),
        (frame[:100], {}, "the input is not the one"),
        (frame[:60], {}, "the input is shorter"),
    ]:
        with pytest.raises(DataError, match=said):
            scored(given, **options)
    assert content(tmp_path / "out") == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me")
    with pytest.raises(DataError, match="holds other files"):
        scored(frame, "mine")


def test_a_finished_run_is_kept_and_a_lost_or_cut_shard_is_made_again(scored, tmp_path):
    frame, out = pd.DataFrame({"text": TEXTS}), tmp_path / "out"
    scored(frame)
    whole = content(out)
    times = {file: file.stat().st_mtime_ns for file in out.glob("part-*")}
    assert scored(frame)[0].kept_shards == 3
    assert {file: file.stat().st_mtime_ns for file in out.glob("part-*")} == times
    (out / "part-000001.parquet").write_bytes(b"PAR1")
    assert scored(frame)[0].kept_shards == 1
    assert content(out) == whole
    for cut in (len(whole[MANIFEST]) - 5, whole[MANIFEST].index(b"\n") + 20):
        (out / MANIFEST).write_bytes(whole[MANIFEST][:cut])
        scored(frame)
        assert content(out) == whole


SCORE = """
import resource, sys, stance
data, out, model, workers, shard_rows, largest_file = sys.argv[1:]
if int(largest_file):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file),) * 2)
try:
    stance.score(data, out, model=model, workers=int(workers), shard_rows=int(shard_rows),
                 progress=False)
except stance.errors.DataError as error:
    print(error)
"""


@pytest.fixture
def started(model, tmp_path):
    """Start a run in a process of its own: a fork of this one would have locks that none frees."""
    model.save(tmp_path / "model")

    def start(data, workers=1, shard_rows=20, largest_file=0):
        words = (data, tmp_path / "out", tmp_path / "model", workers, shard_rows, largest_file)
        call = [sys.executable, "-X", "faulthandler", "-c", SCORE, *map(str, words)]
        return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def killed(process, when):
    """Kill a run as soon as it is the moment, and wait for the end of all that worked for it."""
    end = time.monotonic() + 250
    while not when():
        time.sleep(0.01)
        assert process.poll() is None, f"it ended before it was killed: {process.communicate()}"
        if time.monotonic() > end:
            process.send_signal(signal.SIGABRT)  # which makes it say where it is
            raise AssertionError(process.communicate(timeout=20))
    process.kill()
    # What works for it writes to where it does, so the end comes with the last of these.
    said, problems = process.communicate(timeout=100)
    assert (process.returncode, said) == (-signal.SIGKILL, "")
    assert "Traceback" not in problems


@pytest.mark.timeout(900)
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_and_run_again_gives_the_same_bytes(
    workers, scored, started, tmp_path
):
    source, out = tmp_path / "a.jsonl", tmp_path / "out"
    frame = pd.DataFrame({"text": [f"{text} {i}" for i in range(10) for text in TEXTS]})
    frame.to_json(source, orient="records", lines=True)
    scored(source, "whole", shard_rows=20)
    whole, reached = content(tmp_path / "whole"), []
    for kept in (1, 20, 45):
        killed(
            started(source, workers),
            lambda kept=kept: len(list(out.glob("part-*"))) >= kept,
        )
        reached.append(len(list(out.glob("part-*"))))
    assert 1 <= reached[0] < reached[1] < reached[2] < 80
    done, answers = scored(source, shard_rows=20, workers=workers)
    assert (done.rows, done.shards) == (1600, 80)
    assert done.kept_shards >= reached[1]
    assert content(out) == whole
    assert not list(out.glob(".part-*"))
    assert answers["text"][::2].tolist() == frame["text"].tolist()


def test_no_worker_outlives_a_run_that_was_killed(started, tmp_path):
    # More than a pipe holds: when the run is killed, half of a shard has been sent.
    texts = [os.urandom(30).hex() for _ in range(20_000)]
    pd.DataFrame({"text": texts}).to_parquet(tmp_path / "a.parquet")
    process = started(tmp_path / "a.parquet", workers=2, shard_rows=2500)
    killed(process, lambda: list((tmp_path / "out").glob("part-*")))


def test_a_worker_that_is_killed_is_replaced(scored, tmp_path):
    victims = []

    def rows(meddle=True):
        for i, text in enumerate(TEXTS * 40):
            yield {"text": f"{text} {i}"}
            if i == 5000 and meddle:  # after the first read of the stream, in mid-run
                workers = [child.pid for child in multiprocessing.active_children()]
                os.kill(workers[0], signal.SIGKILL)
                victims.append(workers[0])

    done, _ = scored(datasets.IterableDataset.from_generator(rows), workers=2, shard_rows=800)
    assert (len(victims), done.rows, done.bad_rows) == (1, 6400, 0)
    quiet = datasets.IterableDataset.from_generator(rows, gen_kwargs={"meddle": False})
    scored(quiet, "whole", shard_rows=800)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_a_file_that_the_system_cuts_short_is_survived(scored, started, tmp_path):
    # The last shards are larger than a process may write, the saved model is not.
    long = [f"{text} {os.urandom(9000).hex()}" for text in TEXTS[:40]]
    source = tmp_path / "a.parquet"
    pd.DataFrame({"text": [*TEXTS[:60], *long]}).to_parquet(source)
    scored(source, "whole", shard_rows=20)
    whole = content(tmp_path / "whole")
    said, problems = started(source, largest_file=120_000).communicate()
    assert problems == ""
    assert said.startswith(f"cannot write to {tmp_path / 'out'}: File too large; what")
    assert len(content(tmp_path / "out")) == 1 + 3
    assert scored(source, shard_rows=20)[0].kept_shards == 3
    assert content(tmp_path / "out") == whole


def test_a_full_disk_is_survived(scored, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        frame = pd.DataFrame({"text": [f"{text} {os.urandom(100).hex()}" for text in TEXTS[:100]]})
        scored(frame, "whole", shard_rows=20)
        (disk / "other").write_bytes(bytes(70_000))
        for workers in (1, 2):
            with pytest.raises(DataError, match="No space left on device; what is there is kept"):
                scored(frame, disk / "out", shard_rows=20, workers=workers)
            assert 0 < len(content(disk / "out")) - 1 < 5
        (disk / "other").unlink()
        assert scored(frame, disk / "out", shard_rows=20)[0].kept_shards
        assert content(disk / "out") == content(tmp_path / "whole")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_two_runs_at_once_do_not_write_into_one_folder(scored, started, tmp_path):
    source = tmp_path / "a.parquet"
    pd.DataFrame({"text": TEXTS * 2000}).to_parquet(source)
    refused = []

    def refuses():
        if not list((tmp_path / "out").glob("part-*")):
            return False
        with pytest.raises(DataError, match="another run is writing") as error:
            scored(source)
        refused.append(error)
        return True

    killed(started(source), refuses)
    assert refused


def test_a_stream_that_breaks_is_one_line_and_can_be_gone_on_with(scored, tmp_path):
    broken = True

    def rows():
        for i, text in enumerate(TEXTS * 60):
            if broken and i == 9000:
                msg = "the line is dead"
                raise ConnectionError(msg)
            yield {"text": f"{text} {i}"}

    stream = datasets.IterableDataset.from_generator(rows)
    with pytest.raises(DataError, match="past row 8,192: the line is dead"):
        scored(stream, shard_rows=1000)
    broken = False
    done, _ = scored(datasets.IterableDataset.from_generator(rows), shard_rows=1000)
    assert (done.rows, done.kept_shards) == (9600, 8)


def test_memory_stays_flat(model, tmp_path):
    # Mostly blanks, which cost no time to refuse.
    texts = [f"{i}{' ' * 4000}" if i % 50 == 0 else " " * 4000 for i in range(1500)]
    for times in (1, 8):
        table = pa.table({"text": texts * times})
        pq.write_table(table, tmp_path / f"{times}.parquet", row_group_size=len(table))

    model.save(tmp_path / "model")
    code = (
        "import resource, sys, stance\n"
        "stance.score(sys.argv[1] + '.parquet', sys.argv[1], model=sys.argv[2], form='wide',\n"
        "             shard_rows=200, progress=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )

    def peak(name):
        # A process of its own: a fork begins with all that the tests have loaded.
        call = [sys.executable, "-c", code, str(tmp_path / name), str(tmp_path / "model")]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        return float(done.stdout)

    # Eight times the rows are 42 MB of text more.
    assert peak("8") < peak("1") + 15


def test_the_command_says_what_it_did(capsys, model, tmp_path):
    model.save(tmp_path / "model")
    (tmp_path / "a.csv").write_text("id,body\n1,Kyiv backs a truce.\n2,\n")
    (tmp_path / "b.parquet").write_bytes(b"none")
    words = ["score", tmp_path / "a.csv", tmp_path / "b.parquet", "-o", tmp_path / "out",
             "--model", tmp_path / "model", "--topic", "ceasefire", "--form", "wide",
             "--text-column", "body", "--keep", "id"]  # fmt: skip
    assert main([str(word) for word in words]) == 0
    said = capsys.readouterr().err
    assert "3 rows in 1 files" in said
    assert "2 rows have no answer" in said
    assert "b.parquet: not a Parquet file" in said
    answers = pd.read_parquet(tmp_path / "out")
    assert answers["ceasefire: stance"].tolist()[0] == "favor"
    assert main([str(word) for word in words]) == 0
    assert "1 of them from before" in capsys.readouterr().err
