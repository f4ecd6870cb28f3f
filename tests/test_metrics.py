"""Every score is scikit-learn's, where scikit-learn has it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from stance.judging.curves import CALLED_RELEVANT, coverage_table, reliability_table
from stance.judging.intervals import score_table
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, MEAN_OF_TOPICS, OVERALL
from stance.judging.tallies import CONFUSION, tally
from stance.stances import SIDES, STANCES
from tests.judging_data import frame_of, judged_pairs


@st.composite
def judged(draw):
    """Small judged frames in which any stance may be absent from truth or prediction."""
    n = draw(st.integers(1, 40))
    truths = draw(st.lists(st.sampled_from(range(4)), min_size=1, max_size=4, unique=True))
    predicted = draw(st.lists(st.sampled_from(range(4)), min_size=1, max_size=4, unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    proba = rng.dirichlet(np.ones(4) * 0.6, n)
    favored = rng.choice(predicted, n)
    best = proba.argmax(axis=1)
    rows = np.arange(n)
    proba[rows, best], proba[rows, favored] = proba[rows, favored], proba[rows, best]
    return frame_of(rng.integers(0, 5, n), rng.choice(["a", "b"], n), rng.choice(truths, n), proba)


def scores_by_name(frame, scope=ALL_TOPICS):
    table = score_table(tally(frame), n_resamples=0)
    table = table[table["scope"] == scope].set_index(["score", "stance"])
    return table["value"], table["n"]


def assert_same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12, equal_nan=True)


@settings(max_examples=20)
@given(judged())
def test_equals_scikit_learn_pooled_and_per_topic(frame):
    for scope in (*frame["topic"].unique(), ALL_TOPICS):
        rows = frame if scope == ALL_TOPICS else frame[frame["topic"] == scope]
        value, n = scores_by_name(frame, scope)
        truth, predicted = rows["truth"], rows["stance"]
        of_stances = reference.precision_recall_fscore_support(
            truth, predicted, labels=list(STANCES), zero_division=np.nan
        )
        for score, theirs in zip(("precision", "recall", "f1"), of_stances[:3], strict=True):
            assert_same([value[score, stance] for stance in STANCES], theirs)
        assert [n["f1", stance] for stance in STANCES] == list(of_stances[3])

        def mean_f1(among, truth, predicted):
            there = [stance for stance in among if (truth == stance).any()]
            if not there:
                return np.nan
            return reference.f1_score(
                truth, predicted, labels=there, average="macro", zero_division=0
            )

        overall = value.xs(ALL_STANCES, level="stance")
        assert_same(overall["macro_f1"], mean_f1(STANCES, truth, predicted))
        assert_same(overall["f_avg"], mean_f1(STANCES[:2], truth, predicted))
        assert_same(overall["accuracy"], reference.accuracy_score(truth, predicted))
        about = reference.precision_recall_fscore_support(
            truth != "unrelated",
            predicted != "unrelated",
            average="binary",
            zero_division=np.nan,
        )
        names = [f"relevance_{score}" for score in ("precision", "recall", "f1")]
        assert_same(overall[names], np.array(about[:3], float))
        relevant = rows[truth != "unrelated"]
        side = np.array(SIDES)[relevant[[f"p_{s}" for s in SIDES]].to_numpy().argmax(axis=1)]
        assert_same(overall["side_macro_f1"], mean_f1(SIDES, relevant["truth"], side))


@settings(max_examples=20)
@given(judged())
def test_equals_scikit_learn_in_probabilities(frame):
    value, _ = scores_by_name(frame)
    in_order = sorted(STANCES)
    proba = frame[[f"p_{stance}" for stance in in_order]].to_numpy()
    truth = frame["truth"]
    assert_same(value["log_loss", ALL_STANCES], reference.log_loss(truth, proba, labels=in_order))
    brier = reference.brier_score_loss(truth, proba, labels=in_order, scale_by_half=False)
    assert_same(value["brier", ALL_STANCES], brier)

    right = (truth == frame["stance"]).astype(int)
    curve = reliability_table(tally(frame), n_resamples=0)
    curve = curve[curve["scope"] == ALL_TOPICS]
    accuracy, confidence = calibration_curve(right, frame["confidence"], n_bins=10)
    assert_same(curve["accuracy"], accuracy)
    assert_same(curve["confidence"], confidence)
    error = np.average(np.abs(accuracy - confidence), weights=curve["n"])
    assert_same(value["calibration_error", ALL_STANCES], error)


def test_confusion_matrix_and_mean_of_topics():
    frame = judged_pairs(np.random.default_rng(0), 20, topics=("a", "b", "c"))
    sums = tally(frame)
    cells = sums.total()[:, CONFUSION].sum(axis=0).reshape(4, 4)
    theirs = reference.confusion_matrix(frame["truth"], frame["stance"], labels=list(STANCES))
    assert (cells == theirs).all()
    mean, _ = scores_by_name(frame, MEAN_OF_TOPICS)
    of_topics = [scores_by_name(frame, topic)[0] for topic in "abc"]
    for score in OVERALL:
        expected = np.mean([values[score, ALL_STANCES] for values in of_topics])
        assert mean[score, ALL_STANCES] == pytest.approx(expected)


def test_confidence_is_that_of_the_stance_given_not_the_highest_probability():
    # A model may answer "favor" at 0.4 where "unrelated" has 0.45: relevance comes first.
    frame = frame_of([0, 1], ["a", "a"], np.array([0, 0]), np.array([[0.4, 0.1, 0.05, 0.45]] * 2))
    frame["stance"], frame["confidence"] = "favor", 0.4
    curve = reliability_table(tally(frame), n_resamples=0)
    assert curve["confidence"].tolist() == [pytest.approx(0.4)] * 2  # the topic, all topics


def test_coverage_keeps_the_surest_first():
    frame = judged_pairs(np.random.default_rng(1), 30)
    table = coverage_table(frame, n_resamples=50)
    for among, rows in table.groupby("among"):
        kept = frame if among != CALLED_RELEVANT else frame[frame["stance"] != "unrelated"]
        assert rows["n"].iloc[-1] == len(kept)
        assert rows["coverage"].is_monotonic_increasing
        for row in rows.to_dict("records"):
            surest = kept[kept["confidence"] >= row["threshold"]]
            assert row["n"] == len(surest)
            right = (surest["truth"] == surest["stance"]).mean()
            assert row["accuracy"] == pytest.approx(right)
