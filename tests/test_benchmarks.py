"""Benchmarks: the official metric of the right rows, the protocol kept, results that add up."""

import json
import re
import shutil

import datasets
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

import stance
from stance.benchmarks import (
    SETS,
    SYSTEMS,
    read_results,
    run_benchmark,
    save_results,
    source_overlap,
    systems,
)
from stance.benchmarks.overlap import knows_by_heart, normalised
from stance.benchmarks.systems import EncoderAlone, Lesson
from stance.bundled import bundled_path
from stance.cli.app import main
from stance.encoder.encoder import Encoder, load_encoder, pair_key
from stance.encoder.lineage import learned_sources
from stance.errors import DataError, ModelError, StanceError
from stance.stances import STANCES
from stance.topics import Topic

SAID = [("We back it", "favor"), ("We deny it", "against"), ("It is debated", "neutral")]
ANSWER = {"back": "favor", "deny": "against", "is": "neutral"}


def rows(topic, numbers, said=SAID):
    """Three rows of a topic for each number, which is in their texts."""
    frame = pd.DataFrame(said * len(numbers), columns=["text", "stance"]).assign(topic=topic)
    marks = np.repeat(list(numbers), len(said)).astype(str)
    return frame.assign(text=frame["text"] + ", " + marks + " #SemST")


def put(folder, name, **splits):
    (folder / name).mkdir(exist_ok=True)
    for split, frame in splits.items():
        frame.to_parquet(folder / name / f"{split}.parquet")


@pytest.fixture
def folder(tmp_path):
    put(
        tmp_path,
        "semeval2016_task6a",
        train=rows("tax", range(12)),
        test=rows("tax", range(20, 26)),
    )
    put(tmp_path, "ibm_claim_stance", train=rows("tax", range(12), SAID[:2]),
        test=rows("law", range(20, 26), SAID[:2]))  # fmt: skip
    return tmp_path


def official(found, test, labels):
    asked = [ANSWER[text.split()[1]] for text in test["text"]]
    score = 100 * f1_score(test["stance"], asked, labels=labels, average="macro")
    assert found["score"] == pytest.approx(score)
    assert found["n_test"] == len(test)


def test_the_score_is_the_official_one_over_all_rows(folder):
    test = rows("tax", range(20, 26))
    test.loc[:7, "stance"] = "against"  # labels that no system can know
    put(folder, "semeval2016_task6a", test=test)
    found = run_benchmark("semeval2016_task6a", folder, ["majority", "fast"])
    found = found[found["part"].eq("all")].set_index("system")
    assert found["metric"].unique().tolist() == ["f_avg"]
    official(found.loc["fast"], test, ["favor", "against"])
    assert found.loc["fast", "low"] < found.loc["fast", "score"] < found.loc["fast", "high"]
    assert (found["n_train"] == 36).all()


def test_a_mean_of_topics_is_the_mean_of_the_scores_of_each(folder):
    test = pd.concat([rows("tax", range(20, 26)), rows("law", range(30, 34))], ignore_index=True)
    test.loc[:7, "stance"] = "against"
    put(folder, "semeval2016_task6a", test=test)
    found = run_benchmark("semeval2016_task6a", folder, ["fast"], n_resamples=50).set_index("part")
    asked = test["text"].str.split().str[1].map(ANSWER)
    how = {"labels": ["favor", "against"], "average": "macro"}
    each = [f1_score(of["stance"], asked[of.index], **how) for _, of in test.groupby("topic")]
    assert found.loc["mean of targets", "score"] == pytest.approx(100 * np.mean(each))
    pooled = f1_score(test["stance"], asked, **how)
    assert found.loc["all", "score"] == pytest.approx(100 * pooled)
    three = f1_score(test["stance"], asked, average="macro")
    assert found.loc["three stances", "score"] == pytest.approx(100 * three)


def test_every_part_is_scored_on_its_own_rows_from_one_reading(folder):
    few, zero = rows("tax", range(20, 26)), rows("law", range(30, 36))
    few.loc[:7, "stance"] = "against"
    test = pd.concat([few.assign(seen=1), zero.assign(seen=0)], ignore_index=True)
    put(folder, "vast", train=rows("tax", range(12)).assign(seen=1), test=test)
    found = run_benchmark("vast", folder, ["fast"], n_resamples=50).set_index("part")
    official(found.loc["few-shot topics"], few, list(ANSWER.values()))
    official(found.loc["zero-shot topics"], zero, list(ANSWER.values()))
    official(found.loc["all"], test, list(ANSWER.values()))
    assert found["per_second"].nunique() == 1


def test_splits_that_are_scored_together_are_joined(folder):
    splits = {"validation": 2, "test": 3, "validation_mt": 4, "test_mt": 5}
    made = {name: rows("her", range(100 * n, 100 * n + n)) for name, n in splits.items()}
    put(folder, "newsmtsc", train=rows("her", range(12)), **made)
    found = run_benchmark("newsmtsc", folder, ["majority"], n_resamples=0).set_index("part")
    assert found["n_test"].to_dict() == {"real world": 15, "several targets": 27}


def test_rows_with_two_right_answers_are_scored_apart(folder):
    test = rows("tax", range(20, 26)).assign(conflict=False, article_title="a", holder="him")
    test.loc[[0, 1], "conflict"] = True
    put(folder, "seesaw", train=rows("tax", range(12)), test=test)
    found = run_benchmark("seesaw", folder, ["majority"], n_resamples=0).set_index("part")
    assert found["n_test"].to_dict() == {"one side each": 16, "all": 18}


def test_an_encoder_alone_is_told_the_holder_beside_the_topic(folder, monkeypatch):
    asked = []
    read = Encoder.scores

    def scores(encoder, topics, texts):
        asked.extend(topics)
        return read(encoder, topics, texts)

    monkeypatch.setattr(Encoder, "scores", scores)
    test = rows("tax", [20]).assign(conflict=False, article_title="a")
    test["holder"] = ["the union", "Not in the list", None]
    put(folder, "seesaw", train=rows("tax", range(12)), test=test)
    found = run_benchmark("seesaw", folder, ["encoder", "majority"], n_resamples=0)
    assert asked == ["tax: in the eyes of the union", "tax", "tax"]
    assert (found["n_test"] == 3).all()


def test_the_own_corpus_needs_no_folder():
    found = run_benchmark("own", systems=["majority"], n_resamples=50).set_index("part")
    assert found["metric"].tolist() == ["macro_f1", "side_macro_f1"]
    assert found.loc["four stances", "n_test"] > 7_000
    assert found.loc["side of relevant sentences", "n_test"] < 2_000
    assert found.loc["four stances", "score"] < 30
    assert (found["n_seen"] == 0).all()


def test_every_system_answers_about_new_topics_but_none_learns_from_what_is_known_by_heart(folder):
    found = run_benchmark("ibm_claim_stance", folder, n_resamples=50).set_index("system")
    assert found.index.tolist() == list(SYSTEMS)
    # The bundled encoder was trained on the training split of this set.
    assert pd.isna(found.loc["accurate", "score"])
    assert "knows them by heart" in found.loc["accurate", "note"]
    ran = found.drop(index="accurate")
    assert ran["score"].between(0, 100).all()
    assert ran["note"].isna().all()
    assert found["encoder"].dropna().to_dict() == {"accurate": "bundled", "encoder": "bundled"}


def test_an_encoder_that_has_not_met_the_set_is_stacked(folder):
    found = run_benchmark("semeval2016_task6a", folder, ["accurate"], n_resamples=50)
    assert (found["score"] > 90).all()
    assert found["note"].isna().all()


def test_the_speed_of_a_system_is_not_of_what_another_has_read(folder, monkeypatch):
    read = []
    monkeypatch.setattr(
        Encoder,
        "_read",
        lambda _, pairs: read.append(len(pairs)) or [np.zeros(4, np.float32)] * len(pairs),
    )
    encoder = load_encoder()
    for _ in range(2):
        run_benchmark("ibm_claim_stance", folder, ["encoder"], encoder=encoder, n_resamples=0)
    assert read[0] > 0
    assert len(read) == 2
    assert read[0] == read[1]


def test_another_embedder_is_what_accurate_reads_with_and_is_named(folder, tmp_path, monkeypatch):
    another = shutil.copytree(bundled_path("models/embedder"), tmp_path / "another")
    learned = []
    monkeypatch.setattr(
        systems, "train", lambda *a, **how: learned.append(how) or stance.train(*a, **how)
    )
    ran = ["fast", "accurate", "encoder"]
    how = {"embedder": another, "answers": tmp_path / "answers", "n_resamples": 50}
    found = run_benchmark("semeval2016_task6a", folder, ran, **how)
    named = found.groupby("system")["encoder"].first()
    assert named["accurate"] == "bundled, another"
    assert named["encoder"] == "bundled"
    assert [one["embedder"] and one["embedder"].source.name for one in learned] == [
        None,
        str(another),
    ]
    kept = {file.name for file in (tmp_path / "answers").iterdir()}
    assert "semeval2016_task6a-accurate-bundled, another.parquet" in kept
    with pytest.raises(ModelError, match="embedder"):
        run_benchmark("semeval2016_task6a", folder, ["fast"], embedder=folder)


class Sibling:
    """An encoder that was trained on a set, with or without siblings that had not seen it."""

    def __init__(self, unseen):
        self.record, self.unseen = {"base": "x", "sources": {"gwsd": 3}}, unseen

    def has_unseen(self, topic, text):
        return pair_key(topic, text) in self.unseen


def test_siblings_that_had_not_seen_the_rows_make_stacking_right():
    seen, topics = rows("tax", range(2)), {"tax": Topic("tax", "a levy")}
    all_keys = {pair_key("tax: a levy", text) for text in seen["text"]}
    assert not knows_by_heart(Sibling(all_keys), "gwsd", seen, topics)
    assert knows_by_heart(Sibling(set(list(all_keys)[1:])), "gwsd", seen, topics)
    assert not knows_by_heart(Sibling(set()), "ruw", seen, topics)


def test_an_encoder_alone_answers_with_stances_of_the_training_split():
    class Scores:
        def scores(self, topics, texts):
            assert set(topics) == {"tax: a levy"}
            return np.tile(np.float32([0, 1, 2, 3]), (len(texts), 1))

    topics = {"tax": Topic("tax", "a levy")}
    for said, answer in ((SAID, "neutral"), (SAID[:2], "against"), (SAID[:1], "favor")):
        lesson = Lesson(rows("tax", [1], said), topics, Scores(), 0)
        found = EncoderAlone(lesson).predict_pairs(["a", "b"], ["tax", "tax"])
        assert found["stance"].tolist() == [answer] * 2
        assert found["p_unrelated"].tolist() == [0, 0]


def test_a_topic_that_must_be_new_is_refused_in_both_splits(folder):
    put(folder, "ibm_claim_stance", test=rows("tax", range(20, 26), SAID[:2]))
    with pytest.raises(DataError, match="'tax' is in both splits"):
        run_benchmark("ibm_claim_stance", folder, ["majority"])


@settings(max_examples=15)
@given(shared=st.sets(st.integers(0, 11), max_size=11))
def test_no_text_of_the_test_split_is_learned_from(tmp_path_factory, shared):
    folder = tmp_path_factory.mktemp("sets")
    test = rows("tax", [*shared, 99])
    # The same words are the same text, however they are written.
    test["text"] = test["text"].str.replace("We", "WE").str.replace(", ", " – ")
    put(folder, "semeval2016_task6a", train=rows("tax", range(12)), test=test)
    row = run_benchmark("semeval2016_task6a", folder, ["majority"], n_resamples=0).iloc[0]
    assert row["n_left_out"] == 3 * len(shared)
    assert row["n_train"] == 36 - row["n_left_out"]
    assert row["n_seen"] == 0
    assert row["n_test"] == len(test)


def test_where_splits_share_many_texts_a_part_without_them_is_scored(folder):
    put(folder, "perspectrum", train=rows("tax", range(12), SAID[:2]),
        test=rows("law", [3, 20, 21, 22], SAID[:2]))  # fmt: skip
    found = run_benchmark("perspectrum", folder, ["majority"], n_resamples=0).set_index("part")
    assert found["n_train"].tolist() == [24, 24]
    assert found["n_test"].to_dict() == {"new texts": 6, "all": 8}
    assert found["n_seen"].to_dict() == {"new texts": 0, "all": 2}


def test_texts_that_an_encoder_has_met_in_its_sources_are_counted(folder):
    learned = rows("tax", [20, 21, 500])
    learned["text"] = learned["text"].str.removesuffix(" #SemST") + "!"
    put(folder, "argkp2021", train=learned)
    record = {"base": "x", "sources": {"argkp2021": 9, "vast": 9}}
    found = source_overlap(record, folder)
    met = found[found["n_train"].fillna(0) > 0].set_index("set")
    assert met[["n_train", "n_test"]].to_dict("index") == {
        "semeval2016_task6a": {"n_train": 6, "n_test": 6},
    }
    assert found.loc[found["set"].isna(), "source"].tolist() == ["vast"]


def test_what_an_encoder_learned_from_is_followed_to_the_one_it_began_with(tmp_path):
    bundled = set(load_encoder().record["sources"])
    assert set(learned_sources({"base": "bundled", "sources": {"ruw": 1}})) == {"ruw", *bundled}
    told = {"base": str(tmp_path), "sources": {}, "sources_of_base": ["gwsd"]}
    assert learned_sources(told) == ("gwsd",)


def test_what_is_not_there_is_told_in_one_line(folder, capsys):
    with pytest.raises(StanceError, match=r"no benchmark 'gwds'\. Did you mean 'gwsd'"):
        run_benchmark("gwds", folder)
    with pytest.raises(StanceError, match=r"no system 'fats'\. Did you mean 'fast'"):
        run_benchmark("gwsd", folder, ["fats"])
    assert main(["benchmark", "gwsd", "--data", str(folder)]) == 1
    assert "--data takes the folder that holds gwsd/" in capsys.readouterr().err


@pytest.mark.parametrize("second", ["gwds", "gwsd"])
def test_a_name_that_is_wrong_or_missing_is_told_before_the_first_set_runs(folder, capsys, second):
    assert main(["benchmark", "semeval2016_task6a", second, "--data", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_a_test_split_without_its_columns_is_told_in_one_line(folder, capsys):
    file = folder / "semeval2016_task6a" / "test.parquet"
    rows("tax", range(6)).drop(columns="topic").to_parquet(file)
    words = ["benchmark", "semeval2016_task6a", "--system", "majority", "--data", str(folder)]
    assert main(words) == 1
    assert "test.parquet has no column 'topic'" in capsys.readouterr().err
    file.write_bytes(b"no parquet")
    assert main(words) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_a_folder_a_set_comes_from_where_it_is_published(monkeypatch, capsys):
    splits = {
        "train": rows("tax", range(12), SAID[:2]),
        "test": rows("law", range(20, 26), SAID[:2]),
    }
    theirs = {"text": "claims.claimCorrectedText", "topic": "topicText", "stance": "claims.stance"}

    def load(name, configuration, split):
        assert (name, configuration) == ("ibm-research/claim_stance", "claim_stance")
        frame = splits[split].replace({"favor": "PRO", "against": "CON"}).rename(columns=theirs)
        return datasets.Dataset.from_pandas(frame)

    monkeypatch.setattr(datasets, "load_dataset", load)
    (row,) = run_benchmark("ibm_claim_stance", None, ["majority"], n_resamples=0).to_dict("records")
    assert (row["n_train"], row["n_test"], row["score"]) == (24, 12, 50)

    def offline(*_, **__):
        msg = "Couldn't reach the hub\n  at all"
        raise ConnectionError(msg)

    monkeypatch.setattr(datasets, "load_dataset", offline)
    assert main(["benchmark", "ibm_claim_stance", "--system", "majority"]) == 1
    assert "the hub did not give it: Couldn't reach the hub\n" in capsys.readouterr().err
    assert main(["benchmark", "gwsd", "--system", "majority"]) == 1
    assert "gwsd is on no hub" in capsys.readouterr().err


def test_the_command_writes_tables_a_chart_and_a_page_that_stands_alone(folder, tmp_path, capsys):
    to = tmp_path / "results"
    words = [
        "benchmark",
        "semeval2016_task6a",
        "ibm_claim_stance",
        "--data",
        str(folder),
        "-o",
        str(to),
    ]
    systems = ["--system", "tfidf", "--system", "majority", "--system", "accurate"]
    assert main([*words, *systems]) == 0
    told = capsys.readouterr()
    assert "f_avg" in told.out
    assert "whose text stands in a test split:\n  none" in told.err
    written = json.loads((to / "semeval2016_task6a.json").read_text())
    assert {row["system"] for row in written} == {"tfidf", "majority", "accurate"}
    assert [row["part"] for row in written] == ["all", "mean of targets", "three stances"] * 3
    page = (to / "index.html").read_text()
    assert "BERTweet" in page
    assert "knows them by heart" in page
    assert not re.search(r'(?:src|href|srcset)="(?!data:)', page)
    assert (to / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_results_of_systems_not_run_again_are_kept(folder, tmp_path):
    to = tmp_path / "results"
    first = run_benchmark("semeval2016_task6a", folder, ["majority", "tfidf"], n_resamples=0)
    save_results(first.assign(score=1.0), to)
    again = run_benchmark("semeval2016_task6a", folder, ["tfidf"], n_resamples=0)
    save_results(again, to)
    found = read_results(to)
    assert found["system"].tolist() == ["majority"] * 3 + ["tfidf"] * 3
    assert (found["score"][:3] == 1.0).all()
    assert found["score"][3:].tolist() == pytest.approx(again["score"].tolist())
    (to / "semeval2016_task6a.json").write_text('[{"set": "semeval2016_task6a"}]')
    with pytest.raises(DataError, match="holds no results of this version"):
        save_results(again, to)


def test_every_set_says_what_it_is_and_every_reference_where_it_was_read():
    assert len(SETS) == 10
    for known in SETS.values():
        names = [part.name for part in known.parts]
        assert len(set(names)) == len(names)
        assert known.source
        for part in known.parts:
            assert all(0 < said.score < 100 and said.source for said in part.references)
    assert set(STANCES[:2]) < set(normalised(STANCES))
