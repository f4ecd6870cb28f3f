"""The challenge set: what passes, how sure that is, and what is refused."""

import pandas as pd
import pytest
from scipy.stats import binomtest

import stance
from stance.errors import DataError
from stance.judging import KeywordBaseline


@pytest.fixture(scope="module")
def challenge():
    return stance.judge_challenge(stance.load("fast"))


def items():
    texts = [
        "They reject a truce.",
        "They want a truce.",
        "Rain.",
        "They would sooner fight than accept a truce.",
    ]
    frame = pd.DataFrame({"text": texts, "topic": "truce", "pair": ["b", "b", "a", "a"]})
    frame["stance"] = ["against", "favor", "unrelated", "against"]
    return frame.assign(phenomenon=["plain", "plain", "other", "other"], note=range(4))


def test_a_pair_passes_when_all_of_its_items_are_right():
    judged = stance.judge_challenge(KeywordBaseline(["truce"]), items())
    rates = judged.rates.set_index("phenomenon")
    assert rates.index.tolist() == ["plain", "other", "all"]
    assert rates["items"].tolist() == [2, 2, 4]
    assert rates["right"].tolist() == [1.0, 0.5, 0.75]
    assert rates["pairs"].tolist() == [1, 1, 2]
    assert rates["passed"].tolist() == [1.0, 0.0, 0.5]
    assert judged.answers["right"].tolist() == [True, True, True, False]
    assert judged.answers["note"].tolist() == [0, 1, 2, 3]
    assert repr(judged) == "Challenge(4 items, 0.75 right; 2 pairs, 0.50 wholly right)"


def test_the_bundled_set_is_asked_whole_and_its_intervals_are_wilsons(challenge):
    rates = challenge.rates
    assert len(rates) == 16
    assert rates["items"].iloc[:-1].sum() == rates["items"].iloc[-1] == len(challenge.answers)
    for row in rates.itertuples():
        counted = binomtest(round(row.passed * row.pairs), row.pairs)
        low, high = counted.proportion_ci(method="wilson")
        assert (row.passed_low, row.passed_high) == pytest.approx((low, high))
    assert (rates["passed"] <= rates["right"]).all()


def test_a_file_and_a_frame_give_the_same(challenge, tmp_path):
    answers = challenge.answers.rename(columns={"truth": "stance", "stance": "said"})
    asked = answers[["text", "topic", "stance", "phenomenon", "pair"]]
    asked.to_csv(tmp_path / "c.csv", index=False)
    model = stance.load("fast")
    for data in (asked, tmp_path / "c.csv", asked.to_dict("records")):
        pd.testing.assert_frame_equal(stance.judge_challenge(model, data).rates, challenge.rates)


FAULTS = {
    "no column": (lambda frame: frame.drop(columns="pair"), "no column 'pair'"),
    "no row": (lambda frame: frame.iloc[:0], "no item"),
    "no phenomenon": (lambda frame: frame.assign(phenomenon=None), "row 0: the phenomenon"),
    "no such stance": (lambda frame: frame.assign(stance="mixed"), "row 0: the stance 'mixed'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_challenge_set_is_refused(fault):
    harm, said = FAULTS[fault]
    with pytest.raises(DataError, match=said) as error:
        stance.judge_challenge(KeywordBaseline(["truce"]), harm(items()))
    assert "\n" not in str(error.value)


def test_the_figure_names_every_phenomenon_and_what_was_found(challenge):
    for dark in (False, True):
        figure = challenge.figure(dark=dark)
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert labels[0] == "negation (10)"
        assert labels[-1] == "all (229)"
        share = f"{challenge.rates['passed'].iloc[-1]:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
        assert figure.get_suptitle().startswith(f"It passes {share} of the pairs")
