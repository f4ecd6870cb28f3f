"""What training and test share is found, wherever it stands."""

import pandas as pd
import pytest

from stance.errors import DataError
from stance.examples import audit_split, leakage, near_duplicates

TRUCE = "The ministry rejected the truce on Monday, saying it would only let them rearm."
REPRINT = "The ministry rejected the truce on Tuesday, saying it would only let them rearm!"
RAIN = "Rain fell in Ankara."


def test_a_reprint_is_found_and_an_unlike_text_is_not():
    pairs = near_duplicates(pd.Series([RAIN, TRUCE], index=[8, 9]), pd.Series([REPRINT], index=[7]))
    (pair,) = pairs.to_dict("records")
    assert (pair["first"], pair["second"]) == (1, 0)
    assert (pair["first_text"], pair["second_text"]) == (TRUCE, REPRINT)
    assert 0.6 <= pair["similarity"] < 1


def test_within_one_set_a_pair_is_told_once_and_no_text_is_its_own_double():
    pairs = near_duplicates([TRUCE, RAIN, REPRINT, TRUCE])
    assert sorted(zip(pairs["first"], pairs["second"], strict=True)) == [(0, 2), (0, 3), (2, 3)]
    assert (pairs["first"][0], pairs["second"][0]) == (0, 3)
    assert pairs["similarity"].is_monotonic_decreasing


def test_at_threshold_one_equal_texts_are_still_found():
    texts = [f"Sentence number {n}, about {n * 7} things." for n in range(50)]
    assert near_duplicates(texts, texts[::-1], threshold=1)["second"].nunique() == 50


def test_batches_change_nothing(monkeypatch):
    texts = [f"{holder} backs the truce." for holder in "Kyiv Moscow Ankara Brussels".split()]
    whole = near_duplicates(texts * 2)
    monkeypatch.setattr(leakage, "_BATCH", 3)
    pd.testing.assert_frame_equal(near_duplicates(texts * 2), whole)


@pytest.mark.parametrize("sets", [([],), ([TRUCE], []), (["", " "],), ([" "], [TRUCE])])
def test_nothing_to_compare_is_no_pair(sets):
    assert near_duplicates(*sets).empty


@pytest.mark.parametrize("threshold", [0, -1, 1.1])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(DataError, match="threshold must lie above 0 and be at most 1, got"):
        near_duplicates([TRUCE], threshold=threshold)


def test_what_is_not_a_text_is_told_with_its_row():
    with pytest.raises(DataError, match="row 1: a text was expected, got None"):
        near_duplicates([TRUCE, None])


def test_an_audit_counts_each_leak_once():
    train = pd.DataFrame({"text": [TRUCE, RAIN], "doc": ["a", "b"]})
    test = pd.DataFrame({"text": [REPRINT, RAIN, "No."], "doc": ["c", "b", "d"]})
    audit = audit_split(train, test).set_index("check")
    assert audit["count"].to_dict() == {
        "documents in both": 1,
        "texts in both": 1,
        "texts much alike": 1,
    }
    assert audit["example"].tolist() == ["b", RAIN, f"{TRUCE} ≈ {REPRINT}"]


def test_a_clean_split_has_no_leak():
    audit = audit_split(
        pd.DataFrame({"text": [TRUCE], "doc": ["a"]}), pd.DataFrame({"text": [RAIN], "doc": ["b"]})
    )
    assert audit["count"].tolist() == [0, 0, 0]
    assert audit["example"].tolist() == ["", "", ""]


def test_frames_that_cannot_be_audited_are_told_apart():
    train = pd.DataFrame({"text": [TRUCE], "doc": ["a"]})
    with pytest.raises(DataError, match="test has no column 'doc'"):
        audit_split(train, train[["text"]])
