"""Topics left out of training, on data made so that it is known whether labels of them help."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import stance
from stance.cli import main
from stance.errors import DataError, StanceError
from stance.judging import load_report
from stance.judging.called import called_scores
from stance.judging.columns import NEW_TOPICS
from stance.judging.keyword_baseline import KeywordBaseline
from stance.judging.leaving_out import ALL, ALONE, WITH_OTHERS, LeavingOut, Lesson
from stance.judging.new_topics import NEW_TOPIC_SCORES, new_topics_table
from stance.judging.tallies import judge_pairs
from stance.topics import Topics

HOLDERS = ["Kyiv", "Oslo", "the ministry", "our party", "Ankara", "the union", "Lima", "she"]
SHARED = dict.fromkeys(("canal", "tariff"), ("backs", "rejects", "discussed"))
OWN = {"canal": ("glompt", "vrish", "qued"), "tariff": ("zolw", "mupph", "kibst")}
QUICK = {"baselines": False, "review": False, "n_resamples": 100}


def made(words, n_documents, prefix):
    """Eight of nine sentences are about a topic; its side is told by one word."""
    rows = []
    for number in range(n_documents):
        for place, (topic, verbs) in enumerate(words.items()):
            holder = HOLDERS[(number + place) % len(HOLDERS)]
            stances = zip(verbs, ("favor", "against", "neutral"), strict=True)
            rows += [(f"{holder} {verb} the {topic}.", topic, is_, number) for verb, is_ in stances]
            rows.append((f"Rain fell where {holder} slept.", topic, "unrelated", number))
    frame = pd.DataFrame(rows, columns=["text", "topic", "stance", "doc"])
    return frame.assign(doc=prefix + frame["doc"].astype(str))


def reported(words):
    train, evaluated = made(words, 8, "train"), made(words, 30, "test")
    model = KeywordBaseline(list(words))
    return stance.evaluate(model, evaluated, train=train, new_topics=True, **QUICK)


@pytest.fixture(scope="module")
def own():
    return reported(OWN)


@pytest.fixture(scope="module")
def shared():
    return reported(SHARED)


def step(report, wanted, *, way=WITH_OTHERS, score="macro_f1", scope="all topics"):
    of = report.new_topics.query("scope == @scope and way == @way and score == @score")
    return of[of["wanted"] == wanted].iloc[0]


def test_where_a_topic_has_words_of_its_own_labels_help(own):
    none, whole = step(own, 0), step(own, ALL)
    assert none["high"] < 0.7
    assert whole["value"] > 0.95
    assert whole["gain"] == pytest.approx(whole["value"] - none["value"])
    assert 0 < whole["gain_low"] <= whole["gain"] <= whole["gain_high"]
    told = own.summary()
    assert f"of a topic the preset fast reaches macro-F1 {none['value']:.2f} (" in told
    assert "Labels surely help from 8 sentences about the topic on" in told


def test_where_words_are_shared_the_other_topics_are_enough(shared):
    assert step(shared, 0)["value"] > 0.95
    assert not step(shared, ALL)["gain_low"] > 0
    assert "That labels of the topic help is not shown" in shared.summary()
    # A topic without labels gains from the others what it would take its own to learn.
    assert step(shared, 8, way=ALONE)["value"] <= step(shared, 8)["value"]


def test_confidence_that_is_too_great_on_new_topics_is_called_so(own):
    right, sure = (step(own, 0, score=score) for score in NEW_TOPIC_SCORES[-2:])
    assert right["value"] < 0.7
    said = "Do not trust its confidence on a topic without labels"
    assert (said in own.summary()) == (sure["value"] > right["high"])


def test_the_table_keeps_its_laws(own):
    table = own.new_topics
    assert dict(table.dtypes.astype(str)) == NEW_TOPICS
    assert set(table["scope"]) == {*OWN, "all topics", "mean of topics"}
    assert not table.duplicated(["scope", "way", "wanted", "score"]).any()
    # 24 sentences are fewer than 32 and 128.
    of_one = table.query("score == 'macro_f1' and scope == 'canal'")
    for way, steps in ((WITH_OTHERS, [0, 8, ALL]), (ALONE, [8, ALL])):
        lines = of_one[of_one["way"] == way]
        assert lines["wanted"].tolist() == steps
        assert lines["draws"].tolist() == [2 if wanted == 8 else 1 for wanted in steps]
        # Three sentences a document: the third reaches eight.
        assert lines["n_about"].tolist() == [{0: 0, 8: 9, ALL: 24}[wanted] for wanted in steps]
    assert table.loc[table["wanted"] == 0, ["gain", "gain_low", "gain_high"]].isna().all(axis=None)
    shares = table[~table["score"].eq("log_loss")].dropna(subset=["low"])
    assert shares[["low", "value", "high"]].stack().between(0, 1).all()
    assert (shares["low"] <= shares["value"] + 1e-9).all()
    assert (shares["value"] <= shares["high"] + 1e-9).all()


def test_every_size_keeps_the_documents_before_and_takes_them_whole():
    train = made(OWN, 20, "d")
    data = LeavingOut(train, Topics(list(OWN)))
    orders = []
    for draw in range(3):
        held = []
        for wanted in (0, 8, 32, ALL):
            rows = data.rows(Lesson("canal", ALONE, wanted, draw))
            whole = train[train["topic"].eq("canal") & train["doc"].isin(rows["doc"])]
            pd.testing.assert_frame_equal(rows, whole)
            assert rows["stance"].ne("unrelated").sum() >= wanted
            held.append(set(rows["doc"]))
        assert held[0] < held[1] < held[2] < held[3]
        # The same documents of a draw teach every topic.
        assert set(data.rows(Lesson("tariff", WITH_OTHERS, 8, draw))["doc"]) == held[1]
        orders.append(frozenset(held[1]))
    assert len(set(orders)) > 1


def test_no_label_of_a_topic_left_out_is_learned():
    train, evaluated = made(OWN, 8, "train"), made(OWN, 5, "test")
    turned = {"favor": "against", "against": "neutral", "neutral": "favor"}
    of_it = train["topic"].eq("canal")
    poisoned = train.assign(stance=train["stance"].where(~of_it, train["stance"].map(turned)))
    topics = Topics(list(OWN))
    clean, other = LeavingOut(train, topics), LeavingOut(poisoned.dropna(), topics)
    nothing, whole = (Lesson("canal", WITH_OTHERS, wanted) for wanted in (0, ALL))
    pd.testing.assert_frame_equal(
        clean.judged(nothing, evaluated), other.judged(nothing, evaluated)
    )
    answers = [data.judged(whole, evaluated)["stance"].tolist() for data in (clean, other)]
    assert answers[0] != answers[1]


def test_a_single_stance_is_all_that_is_answered():
    train = made(OWN, 8, "d").query("topic != 'canal' or stance == 'favor'")
    judged = LeavingOut(train, Topics(list(OWN))).judged(Lesson("canal", ALONE, ALL), train)
    assert set(judged["stance"]) == {"favor"}


@pytest.mark.parametrize(("wanted", "is_fast"), [(1, True), (8, False)])
def test_labels_too_few_to_trust_an_encoder_by_are_learned_by_ngrams(wanted, is_fast):
    train, evaluated = made(OWN, 8, "train"), made(OWN, 2, "test")
    data, lesson = LeavingOut(train, Topics(list(OWN)), "balanced"), Lesson("canal", ALONE, wanted)
    assert data.model(lesson).scorer.is_fast == is_fast
    assert len(data.judged(lesson, evaluated)) == 8


def test_the_topics_with_most_labels_are_taken_and_the_others_named(monkeypatch):
    train = pd.concat([made(OWN, 8, "d"), made({"harbour": SHARED["canal"]}, 4, "d")])
    evaluated = pd.concat([made({"harbour": SHARED["canal"]}, 4, "e"), made(OWN, 4, "e")])
    asked = []

    def noted(self, lesson, rows):
        asked.append(lesson.topic)
        own_rows = rows[rows["topic"] == lesson.topic]
        return judge_pairs(KeywordBaseline(list(OWN)), own_rows)

    monkeypatch.setattr(LeavingOut, "judged", noted)
    table = new_topics_table(train, evaluated, most_topics=2, n_resamples=10)
    assert set(asked) == set(OWN)
    assert set(table["scope"]) == {*OWN, "all topics", "mean of topics"}


def test_what_was_not_tried_is_named(own):
    part = own.new_topics.query("scope != 'tariff'")
    assert "not tried" not in own.summary()
    told = replace(own, new_topics=part).summary()
    assert "As a new topic 1 topic was not tried" in told
    assert told.endswith("or of time: tariff.")
    assert "Without a label of canal the preset fast" in told


def test_answers_called_relevant_are_counted_as_one_would(rng):
    n = 200
    stances = np.array(["favor", "against", "neutral", "unrelated"])
    judged = pd.DataFrame(
        {
            "topic": rng.choice(["a", "b"], n),
            "truth": rng.choice(stances, n),
            "stance": rng.choice(stances, n),
            "doc": rng.integers(0, 9, n),
            "confidence": rng.random(n),
        }
    )
    scores, resamples, documents = called_scores(judged, ["a", "b", "c"], n_resamples=50)
    called = judged[judged["stance"] != "unrelated"]
    for place, rows in enumerate([called.query("topic == 'a'"), called.query("topic == 'b'")]):
        right = (rows["truth"] == rows["stance"]).mean()
        assert scores[place].tolist() == pytest.approx([right, rows["confidence"].mean()])
        assert documents[place, 0] == rows["doc"].nunique()
    assert np.isnan(scores[2]).all()
    assert scores[3, 1] == pytest.approx(called["confidence"].mean())
    assert scores[4].tolist() == pytest.approx(scores[:2].mean(axis=0))
    assert resamples.shape == (50, 5, 2)


def test_saved_it_comes_back_and_a_report_without_it_is_still_read(own, tmp_path):
    folder = own.save(tmp_path / "report")
    assert load_report(folder) == own
    page = (folder / "report.html").read_text("utf-8")
    assert "On topics that it has not learned" in page
    assert "Lines of macro-F1 by the sentences about a topic learned" in page
    assert (folder / "figures" / "new_topics.svg").is_file()
    assert "Labels surely help" in (folder / "report.md").read_text("utf-8")
    old = shutil.copytree(folder, tmp_path / "old")
    content = json.loads((old / "report.json").read_text("utf-8"))
    del content["tables"]["new_topics"]
    (old / "report.json").write_text(json.dumps(content), "utf-8")
    again = load_report(old)
    assert again.new_topics.empty
    assert again.summary() != own.summary()
    with pytest.raises(StanceError, match="no data for the figure 'new_topics'"):
        again.figure("new_topics")


def test_it_is_drawn_for_one_topic_and_for_all(own):
    display = own.plot.new_topics(scope="canal")
    assert display.frame["scope"].unique().tolist() == ["canal"]
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == [
        WITH_OTHERS,
        ALONE,
    ]
    assert [tick.get_text() for tick in display.ax_.get_xticklabels()] == ["0", "8", "all"]
    titles = [ax.get_title(loc="left") for ax in own.figure("new_topics", dark=True).axes]
    assert titles[:3] == ["", *OWN]
    with pytest.raises(StanceError, match="nothing in this report is called 'sea'"):
        own.plot.new_topics(scope="sea")


@pytest.mark.parametrize(
    ("train", "message"),
    [
        (None, r"give the training data \(train=\)"),
        (made({"canal": OWN["canal"]}, 8, "d"), "needs at least two topics in the training data"),
        (made(OWN, 2, "d"), "no evaluated topic has 8 training sentences about it"),
    ],
)
def test_what_cannot_be_left_out_is_refused_in_one_line(train, message):
    evaluated = made(OWN, 3, "e")
    answers = judge_pairs(KeywordBaseline(list(OWN)), evaluated)
    for given in ({"predictions": answers}, {"model": KeywordBaseline(OWN), "data": evaluated}):
        with pytest.raises(DataError, match=message) as error:
            stance.evaluate(**given, train=train, new_topics=True, **QUICK)
        assert "\n" not in str(error.value)


def test_the_command_line_has_it(model, corpus, tmp_path, capsys, monkeypatch):
    for name in ("png_of", "svg_of"):
        monkeypatch.setattr(f"stance.judging.drawing.{name}", lambda *_, **__: b"")
    monkeypatch.setattr("stance.judging.page.report_page", lambda *_: "")
    model.save(tmp_path / "model")
    known = corpus["doc"].isin(["doc-0", "doc-1"])
    corpus[known].to_csv(tmp_path / "train.csv", index=False)
    corpus[~known].query("topic == 'ceasefire'").to_csv(tmp_path / "test.csv", index=False)
    words = [tmp_path / "model", tmp_path / "test.csv", "--train", tmp_path / "train.csv"]
    code = main(["evaluate", *map(str, words), "--new-topics", "-o", str(tmp_path / "report")])
    assert code == 0
    assert "Without a label of ceasefire the preset fast" in capsys.readouterr().out
    assert set(load_report(tmp_path / "report").new_topics["wanted"]) == {0, 8, ALL}
