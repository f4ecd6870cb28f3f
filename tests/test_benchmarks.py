"""Public benchmarks: the official metric of the rows as they are, and the protocol kept."""

import json
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import f1_score

from stance.benchmarks import SYSTEMS, run_benchmark
from stance.cli.app import main
from stance.errors import DataError, StanceError

SAID = [("We back it", "favor"), ("We deny it", "against"), ("It is debated", "neutral")]


def rows(topic: str, n: int) -> pd.DataFrame:
    frame = pd.DataFrame(SAID * n, columns=["text", "stance"]).assign(topic=topic)
    return frame.assign(text=frame["text"] + [f", {i} #SemST" for i in range(len(frame))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, of_test in (("semeval2016_task6a", "tax"), ("ibm_claim_stance", "law")):
        (tmp_path / name).mkdir()
        rows("tax", 12).to_parquet(tmp_path / name / "train.parquet")
        rows(of_test, 6).to_parquet(tmp_path / name / "test.parquet")
    return tmp_path


def test_the_score_is_the_official_one_over_all_rows(folder):
    test = rows("tax", 6)
    test.loc[:7, "stance"] = "against"  # labels that no system can know
    test.to_parquet(folder / "semeval2016_task6a" / "test.parquet")
    found = run_benchmark("semeval2016_task6a", folder, ["majority", "fast"]).set_index("system")
    assert found["metric"].unique().tolist() == ["f_avg"]
    asked = [
        {"back": "favor", "deny": "against"}.get(t.split()[1], "neutral") for t in test["text"]
    ]
    sides = ["favor", "against"]
    right = f1_score(test["stance"], asked, labels=sides, average="macro")
    assert found.loc["fast", "score"] == pytest.approx(100 * right)
    assert found.loc["fast", "low"] < found.loc["fast", "score"] < found.loc["fast", "high"]
    assert (found["n_train"] == 36).all()
    assert (found["n_test"] == 18).all()


def test_every_system_answers_about_new_topics(folder):
    found = run_benchmark("ibm_claim_stance", folder, n_resamples=50)
    assert found["system"].tolist() == list(SYSTEMS)
    assert found["score"].between(0, 100).all()


def test_a_topic_that_must_be_new_is_refused_in_both_splits(folder):
    rows("tax", 6).to_parquet(folder / "ibm_claim_stance" / "test.parquet")
    with pytest.raises(DataError, match="'tax' is in both splits"):
        run_benchmark("ibm_claim_stance", folder, ["majority"])


def test_what_is_not_there_is_told_in_one_line(folder, capsys):
    with pytest.raises(StanceError, match=r"no benchmark 'gwds'\. Did you mean 'gwsd'"):
        run_benchmark("gwds", folder)
    with pytest.raises(StanceError, match=r"no system 'fats'\. Did you mean 'fast'"):
        run_benchmark("gwsd", folder, ["fats"])
    assert main(["benchmark", "gwsd", "--data", str(folder)]) == 1
    assert "--data takes the folder that holds gwsd/" in capsys.readouterr().err


def test_a_test_split_without_its_columns_is_told_in_one_line(folder, capsys):
    file = folder / "semeval2016_task6a" / "test.parquet"
    rows("tax", 6).drop(columns="topic").to_parquet(file)
    assert main(["benchmark", "semeval2016_task6a", "--data", str(folder)]) == 1
    assert "test.parquet has no column 'topic'" in capsys.readouterr().err
    file.write_bytes(b"no parquet")
    assert main(["benchmark", "semeval2016_task6a", "--data", str(folder)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_writes_its_table(folder, tmp_path, capsys):
    words = ["benchmark", "semeval2016_task6a", "--data", str(folder), "--system", "tfidf"]
    assert main([*words, "-o", str(tmp_path / "results")]) == 0
    written = json.loads((tmp_path / "results" / "semeval2016_task6a.json").read_text())
    assert [row["system"] for row in written] == ["tfidf"]
    assert "f_avg" in capsys.readouterr().out
