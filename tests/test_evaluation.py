"""From a model and labelled data to what a report says of them."""

import numpy as np
import pandas as pd
import pytest

from stance.errors import DataError
from stance.examples import read_examples
from stance.judging import KeywordBaseline, MajorityBaseline, TfidfBaseline, evaluate
from stance.judging.evaluation import judge
from stance.judging.figures import figures_of
from stance.judging.metrics import ALL_TOPICS
from stance.judging.mistakes import KINDS, confident_errors, evidence_for
from stance.judging.reporting import Wanted
from stance.pages.highlighting import highlighted
from stance.stances import STANCES
from stance.topics import Topic, Topics
from tests.judging_data import SENTENCES, FakeModel, examples_frame, frame_of

TOPICS = Topics([Topic("ceasefire", aliases=["truce"]), Topic("truce")])


@pytest.fixture
def model():
    return FakeModel(TOPICS)


def test_scores_predictions_and_facts(model):
    data = examples_frame()
    report = judge(model, data, n_resamples=50)
    assert report.predictions["text"].tolist() == data["text"].tolist()
    assert report.predictions["truth"].tolist() == data["stance"].tolist()
    right = (report.predictions["truth"] == report.predictions["stance"]).mean()
    assert report.score("accuracy")["value"] == pytest.approx(right)
    facts = report.facts
    assert facts["data"]["rows"] == 48
    assert facts["data"]["documents"] == 12
    assert facts["data"]["stances"] == dict.fromkeys(STANCES, 12)
    assert facts["model"] == {"name": "fake", "classes": list(STANCES), "seed": 3}
    assert report.confusion.query("scope == @ALL_TOPICS")["n"].sum() == 48


def test_same_seed_same_report(model):
    reports = [judge(model, examples_frame(), n_resamples=50, random_state=1) for _ in "ab"]
    for name in ("scores", "baselines", "reliability", "coverage"):
        pd.testing.assert_frame_equal(*(getattr(report, name) for report in reports))


def test_mixed_rows_are_left_out_and_counted(model):
    data = examples_frame()
    mixed = data.iloc[:3].assign(stance="mixed")
    with_mixed = judge(model, pd.concat([data, mixed], ignore_index=True), n_resamples=50)
    without = judge(model, data, n_resamples=50)
    pd.testing.assert_frame_equal(with_mixed.scores, without.scores)
    assert with_mixed.facts["data"]["mixed_left_out"] == 3
    assert "Left out: 3 rows with two sides (mixed)." in with_mixed.summary()


def test_takes_whatever_read_examples_takes(model, tmp_path):
    path = tmp_path / "data.csv"
    examples_frame().to_csv(path, index=False)
    examples = read_examples(path)
    from_path, from_examples = (
        evaluate(model, data, train=data, n_resamples=50) for data in (path, examples)
    )
    pd.testing.assert_frame_equal(from_path.scores, from_examples.scores)
    assert from_path.facts["data"] == from_examples.facts["data"]
    assert from_path.facts["data"]["fingerprint"] == examples.fingerprint


def test_rows_that_could_not_be_used_are_told(model):
    data = examples_frame()
    data.loc[3, "text"] = " "
    report = evaluate(model, read_examples(data, on_invalid="drop"), n_resamples=50)
    assert "Left out: 1 row that could not be used." in report.summary()


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 2)])
def test_nothing_to_score_is_an_error_in_our_words(model, rows):
    data = examples_frame().iloc[rows].assign(stance="mixed")
    with pytest.raises(DataError, match="no row to judge by"):
        judge(model, data)


def test_an_unknown_stance_is_named_with_its_row(model):
    data = examples_frame()
    data.loc[5, "stance"] = "pro"
    with pytest.raises(DataError, match="row 5: the stance 'pro'"):
        judge(model, data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.drop(columns="p_neutral"), "lack the column 'p_neutral'"),
        (lambda p: p.iloc[::-1], "not of the given pairs"),
        (lambda p: p.assign(p_favor=np.nan), "prediction 0 is not"),
        (lambda p: p.assign(stance="pro"), "prediction 0 is not"),
    ],
)
def test_predictions_that_do_not_fit_are_refused(model, change, message):
    honest = model.predict_pairs
    model.predict_pairs = lambda texts, topics: change(honest(texts, topics))
    with pytest.raises(DataError, match=message):
        judge(model, examples_frame())


@pytest.mark.parametrize("stance", STANCES)
def test_one_class_and_one_document(model, stance):
    data = examples_frame(6)
    data = data[data["stance"] == stance].assign(doc="only")
    report = judge(model, data, data, n_resamples=50)
    assert report.scores["low"].isna().all()
    assert "no interval" in report.summary()
    assert "hold no row that is" in report.summary()
    if stance in ("neutral", "unrelated"):  # what has no side, and what has nothing
        assert report.to_html().count("<figure") == len(figures_of(report))


def test_one_row(model):
    report = judge(model, examples_frame(1).iloc[:1], n_resamples=50)
    assert report.score("accuracy")["value"] in (0.0, 1.0)


def test_without_training_data_the_keyword_rule_stands_alone(model):
    report = judge(model, examples_frame(), n_resamples=50)
    assert set(report.baselines["baseline"]) == {"keyword rule"}
    assert report.facts["leakage"] is None
    assert "need the training data" in report.summary()
    none = judge(model, examples_frame(), wanted=Wanted(baselines=False), n_resamples=50)
    assert none.baselines.empty
    assert "baseline" not in none.summary()


def test_baselines_beside_the_model(model):
    train = examples_frame(20)
    report = judge(model, examples_frame(), train, n_resamples=50)
    table = report.baselines[report.baselines["scope"] == ALL_TOPICS]
    macro = table[table["score"] == "macro_f1"].set_index("baseline")
    assert set(macro.index) == {"majority", "keyword rule", "TF-IDF + logistic regression"}
    # The fake model is the keyword rule, and TF-IDF has seen these very sentences.
    assert macro.loc["keyword rule", "difference"] == 0
    assert macro.loc["keyword rule", "p_value"] == 1
    assert macro.loc["TF-IDF + logistic regression", "baseline_value"] == 1
    assert macro.loc["majority", "difference"] > 0
    assert "worse than the strongest baseline, TF-IDF" in report.summary()


def test_leakage_and_training_rows_are_told(model, monkeypatch):
    train = examples_frame(20)
    data = train.assign(split="train")
    report = judge(model, data, train, n_resamples=50)
    assert report.facts["leakage"]["shared_documents"] == 20
    assert report.facts["leakage"]["shared_texts"] == data["text"].nunique()
    assert "overlap" in report.summary()
    assert "marked as training data" in report.summary()
    near = train.assign(text=train["text"].str.rstrip(".") + "!", doc="x" + train["doc"])
    found = judge(model, near, train, n_resamples=50).facts["leakage"]
    assert found["shared_texts"] == 0
    assert found["near_duplicates"] > 0.8 * near["text"].nunique()
    monkeypatch.setattr("stance.judging.overlap._MOST_PAIRS", 0)
    unsearched = judge(model, near, train, n_resamples=50)
    assert unsearched.facts["leakage"]["near_duplicates"] is None
    assert "too many for a search" in unsearched.summary()
    monkeypatch.undo()
    apart = train.assign(text=[f"Sprich {i} mal zu uns" for i in train.index], doc="y")
    clean = judge(model, apart, train, n_resamples=50)
    assert "overlap" not in clean.summary()


def test_a_predictor_without_explanations_has_no_evidence():
    report = judge(KeywordBaseline(TOPICS), examples_frame(), n_resamples=50)
    assert len(report.errors)
    assert report.evidence.empty


def test_errors_are_the_surest_of_each_kind():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 300)
    judged = frame_of(range(300), ["a"] * 300, truth, rng.dirichlet(np.ones(4), 300))
    errors = confident_errors(judged, n_per_kind=5)
    assert errors["kind"].value_counts().to_dict() == dict.fromkeys(KINDS, 5)
    wrong = judged[judged["truth"] != judged["stance"]]
    missed = wrong[wrong["stance"] == "unrelated"]["confidence"].nlargest(5)
    of_kind = errors[errors["kind"] == "missed"]
    assert of_kind["confidence"].tolist() == missed.tolist()


def test_evidence_speaks_for_the_decision_that_was_wrong(model):
    rows = model.explain("Word two.", "truce").to_frame().fillna({"start": -1, "end": -1})
    missed = pd.Series({"kind": "missed", "stance": "unrelated"})
    alarm = pd.Series({"kind": "false alarm", "stance": "favor"})
    wrong = pd.Series({"kind": "side flipped", "stance": "against"})
    assert evidence_for(alarm, rows)["weight"].tolist() == [1.5, -0.5]
    assert evidence_for(missed, rows)["weight"].tolist() == [0.5, -1.5]
    assert evidence_for(wrong, rows)["weight"].tolist() == [0.7]


def test_highlights_join_to_the_sentence():
    text = "Ne “touchez” pas 🕊 la trêve."
    spans = [(3, 12, 0.5), (4, 11, 0.5), (17, 18, 0.2), (-1, -1, 9.0), (22, 27, -3.0)]
    pieces = highlighted(text, pd.DataFrame(spans, columns=["start", "end", "weight"]))
    assert "".join(piece.text for piece in pieces) == text
    assert [p.text for p in pieces if p.strength == 3] == ["touchez"]
    assert [p.text for p in pieces if p.strength == 1] == ["“", "”"]
    assert highlighted("", pd.DataFrame(columns=["start", "end", "weight"])) == []


def test_keyword_rule_reads_its_cues():
    rule = KeywordBaseline(TOPICS)
    for stance, texts in SENTENCES.items():
        found = rule.predict_pairs(texts[:1], ["ceasefire"])["stance"].tolist()
        assert found == [stance]
    negated = rule.predict_pairs(["We don't support a Truce."], ["ceasefire"])
    assert negated["stance"].tolist() == ["against"]


def test_learned_baselines_fall_back_for_topics_of_few_rows_or_none():
    train = examples_frame(4)
    one_sided = pd.DataFrame({"text": ["!", "?"], "topic": "tax", "stance": "against", "doc": "t"})
    train = pd.concat([train, one_sided], ignore_index=True)
    texts, topics = ["…", "…", "We welcome the truce."], ["tax", "never seen", "never seen"]
    majority = MajorityBaseline().fit(train).predict_pairs(texts, topics)
    assert majority["stance"].tolist()[0] == "against"
    # What all topics have in common is learned from all of them, and what the name says.
    learned = TfidfBaseline().fit(train).predict_pairs(texts, topics)
    assert learned["stance"].tolist()[::2] == ["against", "favor"]
    assert learned["p_against"][0] > learned["p_against"][1]
    one_stance = TfidfBaseline().fit(one_sided).predict_pairs(texts, topics)
    pd.testing.assert_frame_equal(
        one_stance, MajorityBaseline().fit(one_sided).predict_pairs(texts, topics)
    )


def test_the_pooled_regression_moves_no_answer_of_topics_with_rows_enough():
    train = examples_frame(4)
    few = pd.DataFrame({"text": ["!", "Yes"], "topic": "tax", "stance": ["against", "favor"]})
    texts, topics = ["We welcome the truce.", "No truce."], ["truce"] * 2
    alone = TfidfBaseline().fit(train).predict_pairs(texts, topics)
    both = (
        TfidfBaseline()
        .fit(pd.concat([train, few]))
        .predict_pairs([*texts, "Yes"], [*topics, "tax"])
    )
    pd.testing.assert_frame_equal(both[:2], alone)


def test_the_pooled_regression_learns_from_many_rows_of_rare_words(rng):
    # Each word that tells is in one row of three hundred: the mean gradient of its weight is tiny.
    sides = np.tile(["favor", "against"], 3_000)
    telling = [f"{side}{n}" for side, n in zip(sides, np.arange(6_000) // 2 % 300, strict=True)]
    noise = rng.integers(20_000, size=(6_000, 60)).astype(str)
    texts = [" ".join([word, *words]) for word, words in zip(telling, noise, strict=True)]
    topics = [f"topic {n}" for n in range(6_000)]
    train = pd.DataFrame({"text": texts, "topic": topics, "stance": sides})
    found = TfidfBaseline().fit(train).predict_pairs(telling[:600], ["never seen"] * 600)
    assert (found["stance"].to_numpy() == sides[:600]).mean() > 0.95


def test_learned_baselines_refuse_no_rows():
    train = examples_frame(4)
    for baseline in (MajorityBaseline(), TfidfBaseline()):
        with pytest.raises(DataError, match="empty"):
            baseline.fit(train.iloc[:0])
