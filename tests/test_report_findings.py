"""What a report says in words, on data made so that the answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from stance.errors import DataError, StanceError
from stance.examples import read_examples
from stance.judging import evaluate, load_report
from stance.judging.causes import AT_RISK, cause_table
from stance.judging.doubts import doubts_of
from stance.judging.drift import drift_of
from stance.judging.mistakes import KINDS
from stance.judging.overlap import overlap_of
from stance.judging.slice_scores import ABOUT, slice_table
from stance.judging.slices import MISSING, OTHERS, slice_parts
from stance.judging.trust import trust_table, trusted_from
from stance.stances import PROBABILITIES, STANCES
from tests.judging_data import frame_of

THIRTY_OF_39 = [
    ("t", "favor", "favor", 0.9, 30, "Yes"),
    ("t", "favor", "against", 0.9, 9, "No"),
]
FAST = {"baselines": False, "review": False, "n_resamples": 200}


def answers(rows, *, n_documents=40):
    """Judged pairs from lines of (topic, truth, answer, confidence, how many, text)."""
    lines = [line[:4] + line[5:] for line in rows for _ in range(line[4])]
    frame = pd.DataFrame(lines, columns=["topic", "truth", "stance", "confidence", "text"])
    frame["text"] = [f"{text} {place}" for place, text in enumerate(frame["text"])]
    frame["doc"] = [f"d{place % n_documents}" for place in range(len(frame))]
    for stance, column in zip(STANCES, PROBABILITIES, strict=True):
        given = frame["stance"] == stance
        frame[column] = np.where(given, frame["confidence"], (1 - frame["confidence"]) / 3)
    return frame


@pytest.fixture(scope="module")
def report():
    # Two topics as in the project's brief: good on one, and neutral taken for against on the other.
    rows = [
        ("ceasefire", "favor", "favor", 0.95, 180, "They back it"),
        ("ceasefire", "favor", "unrelated", 0.9, 20, "They back it"),
        ("Korea-style split", "neutral", "against", 0.5, 40, "It was discussed"),
        ("Korea-style split", "neutral", "neutral", 0.65, 60, "It was discussed"),
        ("Korea-style split", "unrelated", "unrelated", 0.99, 200, "It rained"),
    ]
    return evaluate(predictions=answers(rows), **FAST)


def test_it_opens_with_the_answer(report):
    first, trust, *topics = report.summary().splitlines()[:4]
    assert first.startswith("When a sentence is about the topic, it names the right stance 8 times")
    assert "300 pairs from 40 documents); when it is not, it says so every time (" in first
    assert topics[0].startswith("On ceasefire it is right 9 times in 10 (")
    assert topics[0].endswith("; most often it passes over favor as unrelated (20 of 200).")
    assert topics[1].startswith("On Korea-style split it is right 6 times in 10 (")
    assert topics[1].endswith("; most often it takes neutral for against (40 of 100).")
    assert trust.startswith("Do not trust it below 0.6 confidence: of its answers that a sentence")
    assert "n = 40) of those less sure are right, and 100" in trust


def test_each_share_in_words_is_that_of_the_table(report):
    row = report.score("about_accuracy", scope="ceasefire")
    assert row["value"] == pytest.approx(0.9)
    assert row["low"] < 0.9 < row["high"]
    assert row["n"] == 200
    below = report.trust.query("range == 'below' and to_confidence == 0.6")
    assert below[["accuracy", "n"]].values.tolist() == [[0.0, 40.0]]


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (1.0, "At every confidence its answers that a sentence is relevant are right more often"),
        (0.5, "At no confidence are its answers that a sentence is relevant shown to be right"),
    ],
)
def test_confidence_that_says_nothing_is_called_so(right, said):
    n = 200
    rows = [
        ("t", "favor", "favor", 0.7, round(right * n), "Yes"),
        ("t", "favor", "against", 0.7, n - round(right * n), "Yes"),
    ]
    report = evaluate(predictions=answers(rows), **FAST)
    assert said in report.summary()


def test_trust_begins_above_the_last_band_that_is_not_sure():
    bands = [("within", 0.1 * k, 0.1 * (k + 1), low, 30) for k, low in enumerate([0.6, 0.4, 0.6])]
    bands.append(("within", 0.3, 0.4, 0.1, 19))  # too few to speak
    columns = ["range", "from_confidence", "to_confidence", "low", "n"]
    assert trusted_from(pd.DataFrame(bands, columns=columns)) == pytest.approx(0.2)
    assert trusted_from(pd.DataFrame(bands[1:2], columns=columns)) is None
    assert trusted_from(pd.DataFrame(bands[:1], columns=columns)) == 0.0


def test_trust_counts_an_edge_as_above_it():
    frame = frame_of([0, 1], ["a", "a"], np.array([0, 0]), np.array([[0.6, 0.4, 0, 0]] * 2))
    table = trust_table(frame, n_resamples=0)
    assert table.loc[table["range"] == "within", "from_confidence"].tolist() == [0.6]


def test_the_worst_kind_of_sentence_is_named_if_it_is_surely_worse():
    rows = [
        ("t", "favor", "favor", 0.9, 180, "They back it"),
        ("t", "favor", "against", 0.9, 20, "They back it"),
        ("t", "favor", "favor", 0.9, 40, "They do not reject it"),
        ("t", "favor", "against", 0.9, 60, "They do not reject it"),
    ]
    report = evaluate(predictions=answers(rows), **FAST)
    assert "It is weakest on sentences with a negation: right in 40" in report.summary()
    row = report.slices.query("part == 'a negation' and score == @ABOUT").iloc[0]
    assert row[["value", "rest", "n"]].tolist() == pytest.approx([0.4, 0.9, 100])
    assert row["difference_high"] < 0
    assert row["p_corrected"] < 0.01


def test_chance_is_not_called_a_weakness():
    rng = np.random.default_rng(0)
    rows = [
        ("t", "favor", "favor" if right else "against", 0.9, 1, text)
        for right, text in zip(
            rng.random(300) < 0.7, rng.choice(["They do not", "“They do”"], 300), strict=True
        )
    ]
    report = evaluate(predictions=answers(rows), **FAST)
    assert "No kind of sentence stands out as worse" in report.summary()
    assert report.slices["p_corrected"].min() > 0.05


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 4))
def test_slices_are_scores_of_their_rows(seed, n_parts):
    rng = np.random.default_rng(seed)
    n = 60
    frame = frame_of(
        rng.integers(0, 9, n), ["a"] * n, rng.integers(0, 4, n), rng.dirichlet(np.ones(4), n)
    )
    parts = pd.DataFrame({"group": rng.choice(list("wxyz")[:n_parts], n)})
    table = slice_table(frame, parts, n_resamples=20)
    about = frame["truth"] != "unrelated"
    for row in table[table["score"] == ABOUT].to_dict("records"):
        inside = about & (parts["group"] == row["part"])
        rest = about & (parts["group"] != row["part"])
        for value, rows in ((row["value"], frame[inside]), (row["rest"], frame[rest])):
            assert value == pytest.approx(accuracy_score(rows["truth"], rows["stance"]))
        assert row["n"] == inside.sum()
        assert row["documents"] == frame.loc[inside, "doc"].nunique()
    causes = cause_table(frame, parts, n_resamples=20)
    everywhere = causes[causes["slice"] == "all"].set_index("cause")
    assert everywhere["n"].sum() == (frame["truth"] != frame["stance"]).sum()
    by_part = causes[causes["slice"] == "group"].groupby("cause")[["n", "of"]].sum()
    for kind in KINDS:
        assert everywhere.loc[kind, "of"] == frame["truth"].isin(AT_RISK[kind]).sum()
        assert by_part.loc[kind].tolist() == everywhere.loc[kind, ["n", "of"]].tolist()


def test_sentences_fall_into_their_parts():
    judged = pd.DataFrame(
        {
            "text": ["He said: “No cease-fire yet, none.”", "Rain.", "Peace now " * 14, "Rain."],
            "topic": ["peace", "peace", "peace", "rain"],
            "truth": ["against", "unrelated", "favor", "neutral"],
            "holder": ["Kyiv", None, "author", " "],
            "score": [1.0, 2.0, None, 4.0],
        }
    )
    parts = slice_parts(judged, columns=["score"]).astype(str)
    assert parts["quotation"].tolist()[:2] == ["a quotation mark", "no quotation mark"]
    assert parts["negation"].tolist()[:2] == ["a negation", "no negation"]
    assert parts["length"].tolist()[1:3] == ["up to 12 words", "over 25 words"]
    assert parts["topic named"].tolist() == ["not named", "not named", "by its name", "by its name"]
    assert parts["topics at once"].tolist()[1] == "about one topic"  # by its other row
    assert parts["holder"].tolist() == ["a named holder", MISSING, "the author", MISSING]
    assert parts["score"].tolist() == ["1.0", "2.0", MISSING, "4.0"]
    many = pd.DataFrame({"text": "a", "topic": "t", "truth": "favor", "n": range(40), "w": "x"})
    many["w"] = [str(place % 14) for place in range(39)] + [OTHERS]
    quarters = slice_parts(many, columns=["n", "w"])
    assert quarters["n"].value_counts().tolist() == [10] * 4
    assert (quarters["w"] == OTHERS).sum() == 40 - quarters["w"].isin(map(str, range(12))).sum()


def test_a_column_of_the_data_is_sliced_by(tmp_path):
    frame = answers(THIRTY_OF_39)
    frame["source"] = ["wire", "blog", "blog"] * 13
    report = evaluate(predictions=frame, slices=["source"], **FAST)
    assert set(report.slices.query("slice == 'source'")["part"]) == {"wire", "blog"}
    with pytest.raises(DataError, match=r"no column 'sources' to slice by.*Did you mean 'source'"):
        evaluate(predictions=frame, slices=["sources"], **FAST)
    path = tmp_path / "data.csv"
    labelled = frame[["text", "topic", "source"]].assign(stance="favor")
    labelled.to_csv(path, index=False)
    kept = read_examples(path, keep=["source"]).frame
    assert kept["source"].tolist() == frame["source"].tolist()
    with pytest.raises(DataError, match="no column 'sauce'"):
        read_examples(path, keep=["sauce"])


def test_predictions_of_a_saved_report_give_the_same_report_again(report, tmp_path):
    report.save(tmp_path / "report")
    again = evaluate(predictions=tmp_path / "report" / "predictions.parquet", **FAST)
    pd.testing.assert_frame_equal(again.scores, report.scores)
    pd.testing.assert_frame_equal(again.slices, report.slices)
    assert load_report(tmp_path / "report") == report


def test_answers_without_probabilities_say_nothing_of_confidence():
    frame = answers(THIRTY_OF_39)
    bare = frame[["text", "topic", "truth", "stance"]].replace({"stance": {"against": "CON"}})
    report = evaluate(predictions=bare, **FAST)
    assert report.score("accuracy")["value"] == pytest.approx(30 / 39)
    assert np.isnan(report.score("log_loss")["value"])
    assert "without probabilities" in report.summary()
    assert "confidence" not in report.summary().replace("nothing can be said of confidence", "")
    with pytest.raises(StanceError, match="no data for the figure 'reliability'"):
        report.figure("reliability")
    assert "Can its confidence be trusted?" not in report.to_html()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="truth"), "lack the column 'truth'"),
        (lambda f: f.drop(columns="p_neutral"), "give all four probabilities or none"),
        (lambda f: f.assign(stance="maybe"), "row 0, column stance: 'maybe' is no stance"),
        (lambda f: f.assign(stance=None), "column stance: None is no stance"),
        (lambda f: f.assign(truth="mixed"), "every row is mixed"),
        (lambda f: f.assign(p_favor=2.0), "not four probabilities"),
    ],
)
def test_predictions_that_cannot_be_judged_are_refused(change, message):
    frame = answers([("t", "favor", "favor", 0.9, 3, "Yes")])
    with pytest.raises(DataError, match=message):
        evaluate(predictions=change(frame), **FAST)


def test_what_contradicts_itself_is_refused(report):
    with pytest.raises(DataError, match="not both"):
        evaluate(object(), report.predictions, predictions=report.predictions)
    with pytest.raises(DataError, match="nothing to judge"):
        evaluate()
    with pytest.raises(DataError, match="asks the model anew"):
        evaluate(predictions=report.predictions, challenge=True, **FAST)
    with pytest.raises(DataError, match="give the training data"):
        evaluate(predictions=report.predictions, learning_curve=True)


def test_drift_is_measured_on_unseen_documents():
    rng = np.random.default_rng(0)
    words = np.array([f"word{n}" for n in range(40)])

    def texts(n, extra=""):
        rows = [" ".join(rng.choice(words, 6)) + extra for _ in range(n)]
        return pd.DataFrame({"text": rows, "doc": np.arange(n) // 3})

    _, alike = drift_of(texts(150), texts(90), n_resamples=200)
    assert alike["low"] < 0.5 < alike["high"]
    told, apart = drift_of(texts(150), texts(90, " tweet"), n_resamples=200)
    assert apart["auc"] == pytest.approx(1.0)
    assert told["word"].iloc[0] == "tweet"
    assert told[["train_share", "evaluated_share"]].iloc[0].tolist() == pytest.approx([0.0, 1.0])
    assert drift_of(texts(9), texts(90))[1] is None  # three documents


def test_wrong_labels_come_first():
    pytest.importorskip("cleanlab")
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 400)
    proba = np.full((400, 4), 0.02)
    proba[np.arange(400), truth] = 0.94
    wrong = [3, 50, 333]
    labelled = truth.copy()
    labelled[wrong] = (truth[wrong] + 1) % 4
    table, n = doubts_of(frame_of(range(400), ["a"] * 400, labelled, proba))
    assert n == 3
    assert set(table["text"]) == {f"sentence {place}" for place in wrong}
    assert (table["suggested"].tolist() != table["truth"]).all()


def test_what_is_in_the_data_twice_is_shown():
    train = pd.DataFrame({"text": ["We back it."], "topic": "t", "stance": "favor", "doc": "a"})
    texts = ["We back  it.", "We back it!", "Rain.", "Rain.", "Snow.", "Snow."]
    stances = ["favor", "favor", "neutral", "neutral", "neutral", "favor"]
    data = pd.DataFrame({"text": texts, "topic": "t", "stance": stances, "doc": list("abcdef")})
    table, facts = overlap_of(train, data)
    assert facts["leakage"] == {"shared_documents": 1, "shared_texts": 1, "near_duplicates": 1}
    assert facts["duplicates"] == {"repeated_pairs": 2, "contradictions": 1}
    assert table["kind"].tolist() == [
        "document in both",
        "sentence in both",
        "nearly the same sentence in both",
        "pair with two labels",
        "pair evaluated twice",
    ]
