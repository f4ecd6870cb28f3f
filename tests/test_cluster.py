"""Scoring on a cluster of several processes, some of which are killed."""

import os
import signal
import threading
import time

import pandas as pd
import pytest

import stance
from stance.errors import DataError, StanceError

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
dd = pytest.importorskip("dask.dataframe", reason="the extra cluster is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = [f"{holder} {verb} a truce, it said on day {day}." for day in range(300)
         for holder in ("Kyiv", "Moscow") for verb in ("backs", "rejects")]  # fmt: skip


@pytest.fixture(scope="module")
def client():
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    with (
        distributed.LocalCluster(**options, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def content(folder):
    return {file.name: file.read_bytes() for file in folder.glob("[!.]*")}


def kill_workers(client, ready, killed):
    """Kill each worker process once, one after the other, in mid-run."""
    for pid in client.run(os.getpid).values():
        while not ready(len(killed)):
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)


def test_workers_killed_in_mid_run_change_nothing(client, model, tmp_path):
    frame = pd.DataFrame({"text": [*TEXTS, None], "id": range(len(TEXTS) + 1)})
    how = {"model": model, "keep": ["id"], "shard_rows": 20, "progress": False}
    stance.score(frame, tmp_path / "here", **how)
    out, killed = tmp_path / "there", []

    def ready(n_killed):
        return len(list(out.glob("part-*"))) >= 5 + 15 * n_killed

    killer = threading.Thread(target=kill_workers, args=(client, ready, killed))
    killer.start()
    done = stance.score(frame, out, cluster=client, **how)
    killer.join()
    assert (len(killed), done.rows, done.bad_rows, done.shards) == (2, 1201, 1, 61)
    assert content(out) == content(tmp_path / "here")
    # The processes that took their place have the model as well, and only one.
    client.wait_for_workers(2)
    assert not set(killed) & set(client.run(os.getpid).values())
    assert set(client.run(n_models).values()) == {1}


def n_models():
    from stance.scoring.shipping import _MODELS  # noqa: PLC0415

    return len(_MODELS)


def test_a_dask_frame_is_scored_where_it_lies(client, model):
    frame = pd.DataFrame({"id": range(len(TEXTS)), "text": TEXTS}).set_index("id", drop=False)
    lazy = stance.score(dd.from_pandas(frame, npartitions=12), model=model, keep=["id"])
    future = client.compute(lazy)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    answers, wanted = future.result(), model.predict(TEXTS)
    assert answers.index.tolist() == answers["id"].tolist()
    for column in ("text", "topic", "stance"):
        assert answers[column].tolist() == wanted[column].tolist()
    assert abs(answers["p_favor"].to_numpy() - wanted["p_favor"].to_numpy()).max() < 1e-6


def test_what_a_cluster_cannot_do_is_said_in_one_line(client, model, tmp_path):
    frame = dd.from_pandas(pd.DataFrame({"body": TEXTS[:4]}), npartitions=1)
    with pytest.raises(DataError, match=r"has no column 'text'\. Columns found: body"):
        stance.score(frame, model=model)
    with pytest.raises(DataError, match=r"use \.to_parquet"):
        stance.score(frame, tmp_path / "out", model=model, text_column="body")
    with pytest.raises(DataError, match="give the folder"):
        stance.score(pd.DataFrame({"text": TEXTS}), model=model)
    with pytest.raises(StanceError, match="no cluster at 'nowhere'"):
        stance.score(pd.DataFrame({"text": TEXTS}), tmp_path / "o", model=model, cluster="nowhere")
