"""Explanations add up, exactly, and point at the text."""

import numpy as np
import pytest
from scipy.special import expit, softmax

from stance.stances import SIDES

TEXTS = ["Kyiv rejects a truce, a truce!", "Rain fell.", "Moscow won’t say “no” to a ceasefire?"]


@pytest.mark.parametrize("text", TEXTS)
def test_weights_sum_to_the_scores_that_make_the_probabilities(model, text):
    why = model.explain(text, "ceasefire")
    sums = why.to_frame().groupby(["stage", "stance"])["weight"].sum()
    row = model.predict(text, "ceasefire").iloc[0]
    about = expit(sums["relevance", "about"])
    sides = softmax([sums["side", side] for side in SIDES])
    np.testing.assert_allclose(1 - about, row["p_unrelated"], atol=1e-5)
    if about >= model.scorer.min_about:
        np.testing.assert_allclose(about * sides, [row[f"p_{side}"] for side in SIDES], atol=1e-5)
    assert why.scores == pytest.approx(sums.to_dict())


def test_evidence_points_at_its_words(model):
    text = "Yesterday Kyiv rejects a truce."
    frame = model.explain(text, "ceasefire").to_frame()
    side = frame[(frame["stage"] == "side") & (frame["stance"] == "against")].dropna()
    word = side[side["feature"] == "word:reject"].iloc[0]
    assert text[word["start"] : word["end"]] == "rejects"
    assert word["weight"] > 0
