"""Intervals cover, tests find what is there, and neither makes things up from too little."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from stance.errors import DataError, StanceError
from stance.judging.comparing import compare_tallies
from stance.judging.intervals import bootstrap_scores, score_table
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS, LOWER_IS_BETTER, SCORES, scores_of
from stance.judging.tallies import tally
from tests.judging_data import frame_of, judged_pairs


def row_of(table, score, scope=ALL_TOPICS, stance=ALL_STANCES):
    found = table[(table["scope"] == scope) & (table["score"] == score)]
    return found[found["stance"] == stance].iloc[0]


def test_intervals_hold_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(0)
    population = scores_of(tally(judged_pairs(rng, 20_000)).total().sum(axis=0))
    names = ["accuracy", "macro_f1", "side_macro_f1", "log_loss", "relevance_f1"]
    held = dict.fromkeys(names, 0)
    n_samples = 100
    for sample in range(n_samples):
        frame = judged_pairs(rng, 60)
        table = score_table(tally(frame), n_resamples=300, random_state=sample)
        for name in names:
            row = row_of(table, name)
            held[name] += row["low"] <= population[SCORES.index((name, ALL_STANCES))] <= row["high"]
    assert all(0.88 <= n / n_samples <= 0.99 for n in held.values()), held


def test_documents_are_drawn_not_rows():
    # Twenty copies of each sentence in its document are no more evidence than one.
    frame = judged_pairs(np.random.default_rng(3), 40, rows=4)
    copies = pd.concat([frame] * 20, ignore_index=True)
    once, often = (
        row_of(score_table(tally(f), n_resamples=500), "accuracy") for f in (frame, copies)
    )
    assert once["low"] == pytest.approx(often["low"])
    assert once["high"] == pytest.approx(often["high"])


def test_agrees_with_scipys_bootstrap():
    frame = judged_pairs(np.random.default_rng(1), 80, topics=("a",))
    by_doc = (frame["truth"] == frame["stance"]).groupby(frame["doc"]).agg(["sum", "count"])
    theirs = stats.bootstrap(
        (by_doc["sum"], by_doc["count"]),
        lambda right, n, axis: right.sum(axis=axis) / n.sum(axis=axis),
        paired=True,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    ours = row_of(score_table(tally(frame), n_resamples=4000), "accuracy")
    assert ours["low"] == pytest.approx(theirs.low, abs=0.006)
    assert ours["high"] == pytest.approx(theirs.high, abs=0.006)


def test_same_seed_same_interval_and_chunks_do_not_matter(monkeypatch):
    sums = tally(judged_pairs(np.random.default_rng(2), 30))
    first = bootstrap_scores(sums, 100, 7)
    np.testing.assert_array_equal(first, bootstrap_scores(sums, 100, 7))
    assert not np.array_equal(first, bootstrap_scores(sums, 100, 8), equal_nan=True)
    monkeypatch.setattr("stance.judging.intervals._CELLS_AT_ONCE", 500)
    np.testing.assert_allclose(first, bootstrap_scores(sums, 100, 7))


def test_one_document_has_scores_but_no_interval():
    table = score_table(tally(judged_pairs(np.random.default_rng(0), 1, rows=30)))
    assert row_of(table, "accuracy").notna()["value"]
    assert table["low"].isna().all()
    assert table["high"].isna().all()


def test_a_class_that_is_absent_or_in_one_document_gets_no_interval():
    frame = judged_pairs(np.random.default_rng(0), 30)
    frame = frame[frame["truth"] != "neutral"]
    frame.loc[frame["truth"] == "against", "truth"] = "favor"
    frame.loc[frame.index[:1], "truth"] = "against"
    table = score_table(tally(frame), n_resamples=500)
    absent, rare = (row_of(table, "recall", stance=s) for s in ("neutral", "against"))
    assert absent[["value", "low", "high"]].isna().all()
    assert absent["n"] == 0
    assert rare[["low", "high"]].isna().all()
    assert row_of(table, "macro_f1").notna().all()


def test_all_right_is_not_certainty():
    proba = np.tile([0.97, 0.01, 0.01, 0.01], (20, 1))
    frame = frame_of(np.arange(20), ["a"] * 20, np.zeros(20, int), proba)
    accuracy = row_of(score_table(tally(frame)), "accuracy")
    exact = stats.binomtest(20, 20).proportion_ci()
    assert accuracy["value"] == 1
    assert (accuracy["low"], accuracy["high"]) == (pytest.approx(exact.low), 1)


def test_intervals_lie_around_their_value():
    table = score_table(tally(judged_pairs(np.random.default_rng(5), 25)), n_resamples=500)
    known = table.dropna(subset=["low"])
    # Percentile intervals need not hold the value of a score that few rows bear; these do.
    known = known[known["score"].isin(["accuracy", "macro_f1", *LOWER_IS_BETTER])]
    assert (known["low"] <= known["value"]).all()
    assert (known["value"] <= known["high"]).all()


def two_systems(rng, n_documents, skills):
    """Two systems on the same truth."""
    seed = rng.integers(1_000_000)
    frames = [judged_pairs(np.random.default_rng(seed), n_documents, skill=s) for s in (1.0, 1.0)]
    noise = [judged_pairs(rng, n_documents, skill=s) for s in skills]
    out = []
    for frame, other in zip(frames, noise, strict=True):
        truth = frame["truth"].to_numpy()
        right = (other["stance"] == other["truth"]).to_numpy()
        wrong = pd.Series(truth).map(
            {"favor": "against", "against": "neutral", "neutral": "favor", "unrelated": "favor"}
        )
        out.append(frame.assign(stance=np.where(right, truth, wrong).tolist()))
    return [tally(frame, ("a", "b")) for frame in out]


def test_finds_a_real_difference():
    a, b = two_systems(np.random.default_rng(0), 80, (2.0, 0.6))
    row = row_of(compare_tallies(a, b, n_resamples=500), "macro_f1")
    assert row["difference"] == pytest.approx(row["a"] - row["b"])
    assert row["difference"] > 0
    assert row["low"] > 0
    assert row["p_value"] < 0.01


def test_finds_no_difference_where_there_is_none():
    rng = np.random.default_rng(0)
    found = [
        row_of(compare_tallies(*two_systems(rng, 40, (1, 1)), n_resamples=200), "macro_f1")
        for _ in range(60)
    ]
    assert 0 <= sum(row["p_value"] < 0.05 for row in found) <= 8
    assert sum(row["low"] <= 0 <= row["high"] for row in found) >= 51


def test_a_system_does_not_differ_from_itself():
    sums = tally(judged_pairs(np.random.default_rng(0), 20))
    table = compare_tallies(sums, sums, n_resamples=100).dropna(subset=["difference"])
    assert (table["difference"] == 0).all()
    assert (table["p_value"] == 1).all()


def test_test_agrees_with_scipys_permutation_test():
    a, b = two_systems(np.random.default_rng(4), 9, (1.3, 0.7))
    ours = row_of(compare_tallies(a, b, n_resamples=6000), "accuracy")
    right = [
        np.asarray(s.sums.todense()).reshape(9, 2, -1)[:, :, [0, 5, 10, 15]].sum(axis=(1, 2))
        for s in (a, b)
    ]
    exact = stats.permutation_test(
        right,
        lambda x, y, axis: (x - y).sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
    )
    assert ours["p_value"] == pytest.approx(exact.pvalue, abs=0.03)


def test_one_document_cannot_tell_two_systems_apart():
    a, b = two_systems(np.random.default_rng(0), 1, (3.0, 0.1))
    row = row_of(compare_tallies(a, b, n_resamples=100), "accuracy")
    assert row["p_value"] == 1
    assert pd.isna(row["low"])


def test_refuses_what_makes_no_sense():
    a = tally(judged_pairs(np.random.default_rng(0), 5))
    b = tally(judged_pairs(np.random.default_rng(0), 6))
    with pytest.raises(DataError, match="same documents"):
        compare_tallies(a, b)
    with pytest.raises(StanceError, match="n_resamples"):
        score_table(a, n_resamples=-1)
    with pytest.raises(StanceError, match="level"):
        score_table(a, level=95)
