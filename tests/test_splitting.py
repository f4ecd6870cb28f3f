"""Splits and folds: documents whole, topics and stances spread, every row somewhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import DataError
from stance.examples import grouped_folds, split_examples

ROW = st.tuples(
    st.sampled_from(["truce", "talks"]),
    st.sampled_from(["favor", "against", "neutral", "unrelated", "mixed"]),
    st.integers(0, 9),
)


def frame_of(rows):
    return pd.DataFrame(rows, columns=["topic", "stance", "doc"]).assign(text="A text.")


@given(st.lists(ROW, min_size=1, max_size=40), st.sampled_from([0.5, 0.34, 0.25, 0.2]))
def test_a_split_cuts_no_document_and_loses_no_row(rows, test_size):
    frame = frame_of(rows).assign(place=range(len(rows)))
    try:
        train, test = split_examples(frame, test_size)
    except DataError as error:
        assert "use fewer folds" in str(error)  # noqa: PT017
        return
    assert not set(train["doc"]) & set(test["doc"])
    assert sorted([*train["place"], *test["place"]]) == list(range(len(rows)))


@pytest.fixture
def uneven(rng):
    """Sixty documents of one to nine rows; one cell of topic and stance in ten is rare."""
    sizes = rng.integers(1, 10, 60)
    doc = np.repeat(np.arange(60), sizes)
    stance = rng.choice(["favor", "against", "unrelated"], len(doc), p=[0.2, 0.1, 0.7])
    return pd.DataFrame({"text": "A", "topic": "truce", "stance": stance, "doc": doc})


def test_folds_spread_the_stances(uneven):
    whole = uneven["stance"].value_counts(normalize=True)
    for _, test in grouped_folds(uneven):
        share = uneven["stance"].iloc[test].value_counts(normalize=True)
        assert (share - whole).abs().max() < 0.08


def test_the_seed_draws_the_folds(uneven):
    first, again, other = (grouped_folds(uneven, random_state=seed) for seed in (1, 1, 2))
    same = [np.array_equal(a[1], b[1]) for a, b in zip(first, again, strict=True)]
    assert all(same)
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(first, other, strict=True))


def test_a_stance_rarer_than_the_folds_gives_no_warning():
    # The suite turns warnings into errors.
    rows = [("truce", "favor", doc) for doc in range(6)] + [("talks", "against", 0)]
    assert len(grouped_folds(frame_of(rows), 3)) == 3


def test_a_given_split_is_honoured_and_the_input_untouched():
    rows = [("truce", "favor", doc) for doc in range(6)]
    frame = frame_of(rows).assign(split=["train"] * 3 + ["test"] * 2 + ["dev"])
    frame.index = [9] * 6
    before = frame.copy()
    train, test = split_examples(frame)
    assert (train["doc"].tolist(), test["doc"].tolist()) == ([0, 1, 2], [3, 4])
    assert isinstance(test.index, pd.RangeIndex)
    pd.testing.assert_frame_equal(frame, before)


FOUR = frame_of([("truce", "favor", doc) for doc in range(4)])
FAULTS = {
    "few documents": (lambda: grouped_folds(FOUR, 5), "4 documents cannot be split into 5 folds"),
    "one fold": (lambda: grouped_folds(FOUR, 1), "n_splits must be 2 or more, got 1"),
    "size": (lambda: split_examples(FOUR, 0.6), "test_size must lie between 0 and 0.5, got 0.6"),
    "no doc": (lambda: split_examples(FOUR.drop(columns="doc")), "no column 'doc'"),
    "no frame": (lambda: grouped_folds([1, 2]), "no column 'topic'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_gets_one_line(fault):
    call, said = FAULTS[fault]
    with pytest.raises(DataError) as error:
        call()
    assert said in str(error.value)
    assert "\n" not in str(error.value)
