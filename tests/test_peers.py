"""The scripts that hold stance against other classifiers measure what they say."""

import multiprocessing
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.examples import read_examples
from stance.judging.baselines import predictions_of
from stance.stances import STANCES, UNRELATED
from stance.topics import Topic, Topics, read_topics

ROOT = Path(__file__).resolve().parents[1]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("the scripts do not travel with the package", allow_module_level=True)
sys.path.append(str(ROOT / "benchmarks"))

import ordinary  # noqa: E402
import peer_growth  # noqa: E402
import peer_models  # noqa: E402
import peer_pictures  # noqa: E402
import peer_timing  # noqa: E402
import peers  # noqa: E402
import presets  # noqa: E402

EVEN = np.full(len(STANCES), 1 / len(STANCES))


class Counting:
    """Answers at once, and keeps what it was asked in any process."""

    def __init__(self):
        self.asked = multiprocessing.get_context("fork").SimpleQueue()

    def predict_pairs(self, texts, topics):
        self.asked.put((len(texts), len(set(texts))))
        return predictions_of(texts, topics, np.tile(EVEN, (len(texts), 1)))


def test_two_processes_answer_halves_of_what_one_answers(monkeypatch):
    monkeypatch.setattr(peer_timing, "_MOST", 40)
    model = Counting()
    found = peer_timing.sentences_per_second(model, ["a", "b", "c"], ["t", "u"])
    asked = []
    while not model.asked.empty():
        asked.append(model.asked.get())
    # Two topics a sentence; the first two are to warm up and to find the size.
    rounds = sorted(n for n, _ in asked[2:])
    times = peer_timing.REPEATS
    assert (found["sentences"], found["repeats"]) == (40, times)
    assert rounds == [32] * 2 + [40] * (2 * times) + [64] + [80] * times
    assert all(distinct == n // 2 for n, distinct in asked)
    assert found["one_process"] > 0
    assert found["two_processes"] > 0


class Slow(Counting):
    def predict_pairs(self, texts, topics):
        time.sleep(0.005 * len(texts))
        return super().predict_pairs(texts, topics)


def test_a_slow_peer_is_timed_once_and_on_few_sentences(monkeypatch):
    monkeypatch.setattr(peer_timing, "_ALL_SECONDS", 0.5)
    monkeypatch.setattr(peer_timing, "_FEWEST", 4)
    monkeypatch.setattr(peer_timing, "_SECONDS", 0.01)
    model = Slow()
    found = peer_timing.sentences_per_second(model, ["a", "b"], ["t"])
    assert (found["sentences"], found["repeats"]) == (4, 5)
    monkeypatch.setattr(peer_timing, "_ALL_SECONDS", 0.001)
    found = peer_timing.sentences_per_second(model, ["a", "b"], ["t"])
    assert (found["sentences"], found["repeats"]) == (4, 1)
    assert 0 < found["one_process"] < 200
    # A look, a warming up by each number of processes, and then once.
    asked = [model.asked.get()[0] for _ in iter(model.asked.empty, True)]
    assert sorted(asked[-6:]) == [2, 2, 2, 2, 4, 4]
    took = peer_timing.latency(model, ["a"], ["t"])
    assert 5 <= took["one_pair_p50_ms"] <= took["one_pair_p99_ms"]
    asked = [model.asked.get()[0] for _ in iter(model.asked.empty, True)]
    assert asked == [1] * 8


def test_what_was_timed_less_often_is_said():
    run = {"repeats": 5, "peers": [{"peer": "kept from before"}]}
    assert peers.fewer(run) == ""
    run["peers"] += [
        {"peer": "quick", "sentences": 20_000, "repeats": 5},
        {"peer": "slow", "sentences": 64, "repeats": 1},
        {"peer": "slower", "sentences": 64, "repeats": 2},
    ]
    assert peers.fewer(run) == (
        " The slower a peer, the fewer sentences it is timed on; the slowest: "
        "slow (64 sentences, once), slower (64 sentences, 2 repeats)."
    )


def test_a_peer_that_fails_is_told_and_left_out(tmp_path, capfd):
    script = tmp_path / "script.py"
    script.write_text("import sys; print('noise'); print({'sound': '[1, 2]'}[sys.argv[2]])")
    found = list(peer_timing.measured(str(script), ["broken", "sound"], "folder"))
    assert found == [("sound", [1, 2])]
    told = capfd.readouterr().err
    assert "broken: FAILED and is left out" in told
    assert "KeyError" in told


def test_ordinary_text_is_mostly_about_no_topic():
    topics = read_topics(ROOT / "data" / "topics.toml")
    rows = read_examples(ROOT / "data", split="test", topics=topics).for_training()
    texts = ordinary.ordinary_text(topics)
    about = set(rows.loc[rows["stance"].ne(UNRELATED), "text"])
    assert len(set(texts)) == len(texts)
    assert set(texts) <= set(rows["text"])
    assert sum(text in about for text in texts) / len(texts) == pytest.approx(0.05, abs=0.005)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_labels_do_not_cover_each_other_and_keep_their_order(heights):
    moved = peer_pictures.spread(heights)
    order = np.argsort(heights)
    assert (np.diff(moved[order]) > 0.9 * peer_pictures._LINE).all()
    assert moved.min() >= 0
    assert moved.max() <= 1


@pytest.mark.parametrize(
    ("seconds", "memory", "stops"), [(6.1, 2, True), (5.9, 2, False), (5.9, 1_000, True)]
)
def test_growth_stops_before_what_would_take_too_long_or_too_much(seconds, memory, stops):
    steps = [{"n": 100, "seconds": 0.1, "memory_mb": 1}]
    steps += [{"n": 1_000, "seconds": seconds, "memory_mb": memory}]
    assert peer_growth.too_much(steps, 10_000, 60) is stops
    assert peer_growth.too_much([], 10_000, 60) is False


def test_a_step_that_was_not_made_is_an_empty_cell():
    machine = dict.fromkeys(("processor", "cores", "memory_gb", "system", "python"), "x")
    step = {"n": 1_000, "seconds": 2.0, "memory_mb": 9.0}
    grown = {"sentences": [step], "topics": [{**step, "n": 1}]}
    run = {"peers": {"slow": grown}, "limit": 3.0}
    run["machine"] = machine | {"load_before": 0, "versions": {}}
    line = peer_growth.markdown(run).splitlines()[2]
    assert line == "| slow | 2.00 (9) |  |  |  | 2.00 (9) |  |  |"


def test_topics_are_written_as_they_are_read(tmp_path):
    topics = Topics([Topic('a "b" \\ é', "what\nit is", ["c", "d"]), Topic("e")])
    (tmp_path / "topics.toml").write_text(peers.as_toml(topics), encoding="utf-8")
    assert read_topics(tmp_path / "topics.toml") == topics


def peer(name, score, speed):
    return {
        "peer": name,
        "scores": {"macro_f1": {"value": score, "low": score - 0.1, "high": score + 0.1}},
        "less": {},
        "ordinary_two_processes": speed,
        "two_processes": speed,
    }


def test_the_front_is_what_nothing_beats_in_both(tmp_path):
    found = [peer("stance fast", 0.6, 20_000), peer("stance balanced", 0.7, 400)]
    found += [peer("stance accurate", 0.65, 60), peer("slow", 0.6, 100)]
    assert presets.beaten_by(found[0], found) == presets.beaten_by(found[1], found) == []
    assert presets.beaten_by(found[2], found) == [found[1]]
    title = presets.presets_title(found)
    assert "stance fast and stance balanced" in title
    assert "stance accurate is beaten by stance balanced" in title
    assert "500 MISSED" in presets.table(found)[2]
    presets.draw(found, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_a_peer_by_topic_answers_each_pair_with_its_topics_classifier():
    class Sure:
        def __init__(self, texts, labels):
            self.classes = sorted(set(labels))
            self.texts = list(texts)

        def proba(self, read):
            # Sure of the first class of what it was taught, and of the last of anything else.
            place = [0 if text in self.texts else len(self.classes) - 1 for text in read]
            return np.eye(len(self.classes))[place]

    rows = pd.DataFrame(
        [
            ("x", "a", "favor"),
            ("y", "a", "neutral"),
            ("z", "b", "against"),
            ("x", "b", "unrelated"),
        ],
        columns=["text", "topic", "stance"],
    )
    model = peer_models.ByTopic.fit(rows, Sure)
    found = model.predict_pairs(["z", "x", "z", "x"], ["b", "a", "a", "b"])
    assert found["stance"].tolist() == ["against", "favor", "neutral", "against"]
    assert found["text"].tolist() == ["z", "x", "z", "x"]


def test_the_page_says_what_was_measured_and_no_more():
    run = {"peers": [peer("stance fast", 0.6, 20_000), peer("slow", 0.5, 100)]}
    run["data"] = {"train_sentences": 3_000, "test_sentences": 900, "topics": 8}
    told = ("processor", "cores", "memory_gb", "system", "python", "load_before")
    run["machine"] = dict.fromkeys(told, "x") | {"versions": {"spacy": "3.8"}}
    least = ("min_read", "macro_f1", "low", "high", "less_difference", "less_low", "less_high")
    least += ("relevance_f1", "side_macro_f1", "read_corpus", "read_ordinary")
    without, with_it = (
        presets.page(run, {}),
        presets.page(run, {"balanced": [dict.fromkeys(least, 0.25)]}),
    )
    assert (
        "| stance fast | 0.600 (0.500 to 0.700) |  | 20,000 | 20,000 | 10,000 met |  |" in without
    )
    assert "| slow | 0.500 (0.400 to 0.600) |  | 100 | 100 |  | stance fast |" in without
    assert "reading less" not in without
    assert "| 0.25 | 0.250 (0.250 to 0.250) |" in with_it
    assert "25.0%" in with_it
    assert "`balanced`:" in with_it
    assert "{" not in with_it
    assert "another machine" not in without
    quick = peer("stance balanced", 0.7, 600) | {"one_process": 300}
    other = {"peers": [quick], "machine": run["machine"] | {"instructions": "avx512_vnni"}}
    other["data"] = run["data"] | {"train_sentences": 2_000}
    with_other = presets.page(run, {}, {"a quicker one": other})
    assert "**On another machine**: a quicker one." in with_other
    assert "trained on\n2,000 sentences" in with_other
    assert "| stance balanced | 600 | 600 | 300 | 500 met |" in with_other
    assert "x with avx512_vnni, x cores" in with_other
