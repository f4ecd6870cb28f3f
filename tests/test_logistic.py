"""The estimator over features is a scikit-learn estimator in every respect that it can be."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.estimator_checks import parametrize_with_checks

from stance.learning.logistic import CalibratedLogisticRegression
from stance.learning.parallel import ParallelColumns

FOLDS_SEE_ROWS = "the folds of the calibration see rows: a weight of 2 is not a row given twice"
EXPECTED_FAILURES = {
    "check_sample_weight_equivalence_on_dense_data": FOLDS_SEE_ROWS,
    "check_sample_weight_equivalence_on_sparse_data": FOLDS_SEE_ROWS,
}


@parametrize_with_checks(
    [CalibratedLogisticRegression(random_state=0)],
    expected_failed_checks=lambda _: EXPECTED_FAILURES,
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_equals_scikit_learns_own_temperature_scaling(n_classes):
    X, y = make_classification(
        300, 8, n_informative=6, n_classes=n_classes, random_state=0, flip_y=0.2
    )
    splitter = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    folds = list(splitter.split(X, y, np.arange(len(y))))
    theirs = CalibratedClassifierCV(
        LogisticRegression(C=50, max_iter=1000), method="temperature", ensemble=False, cv=folds
    ).fit(X, y)
    ours = CalibratedLogisticRegression(C=50, random_state=0).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


def test_groups_keep_repeated_rows_from_flattering_the_calibration():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 60))
    y = rng.integers(0, 2, 40)
    repeated, labels, groups = np.repeat(X, 5, 0), np.repeat(y, 5), np.repeat(np.arange(40), 5)
    X_new, y_new = rng.normal(size=(400, 60)), rng.integers(0, 2, 400)
    # Labels are noise: honest folds flatten the probabilities, folds that leak sharpen them.
    loss = {}
    for name, documents in {"grouped": groups, "leaking": None}.items():
        model = CalibratedLogisticRegression(C=100, random_state=0)
        model.fit(repeated, labels, groups=documents)
        loss[name] = log_loss(y_new, model.predict_proba(X_new))
    assert loss["grouped"] < 0.75 < loss["leaking"]


def test_weight_zero_is_a_row_removed():
    X, y = make_classification(80, 5, random_state=0)
    weight = np.r_[np.ones(60), np.zeros(20)]
    a = CalibratedLogisticRegression(random_state=0).fit(X, y, sample_weight=weight)
    b = CalibratedLogisticRegression(random_state=0).fit(X[:60], y[:60])
    np.testing.assert_allclose(a.predict_proba(X), b.predict_proba(X), atol=1e-8)


def test_probabilities_are_the_softmax_of_the_linear_scores():
    X, y = make_classification(120, 6, n_informative=4, n_classes=3, random_state=1)
    model = CalibratedLogisticRegression(random_state=0).fit(X, y)
    by_hand = softmax(X @ model.coef_.T + model.intercept_, axis=1)
    np.testing.assert_allclose(model.predict_proba(X), by_hand)


@given(
    seed=st.integers(0, 2**32 - 1),
    factors=st.lists(
        st.floats(-3, 3).filter(lambda factor: factor == 0 or abs(factor) > 1e-3),
        min_size=1,
        max_size=9,
    ),
)
def test_multiples_of_a_column_are_learned_as_scikit_learn_learns_them_apart(seed, factors):
    rng = np.random.default_rng(seed)
    base = rng.random((60, 4)) * (rng.random((60, 4)) < 0.6)
    y = rng.integers(0, 3, 60)
    copies = base[:, rng.integers(0, 4, len(factors))] * np.array(factors)
    X = sp.csr_array(np.hstack([base, copies]))
    columns = ParallelColumns.of(X)
    joined = columns.join(X)
    assert joined.shape[1] <= 4 + (0 in factors)
    # One column of the group's length: what a row gets for it is what it gets for all of them.
    tight = LogisticRegression(C=3, tol=1e-9, max_iter=2000)
    apart, together = tight.fit(X, y).coef_, tight.fit(joined, y).coef_
    np.testing.assert_allclose(columns.spread(together), apart, atol=1e-4)


def test_columns_that_are_only_much_alike_stay_apart():
    rng = np.random.default_rng(0)
    column = rng.random((500, 1))
    nearly = column.copy()
    nearly[7] *= 1.001
    group = ParallelColumns.of(sp.csr_array(np.hstack([column, 2 * column, nearly]))).group
    assert group[0] == group[1] != group[2]


def test_a_sparse_matrix_with_copied_columns_gives_the_probabilities_of_a_dense_one():
    X, y = make_classification(150, 6, n_informative=4, n_classes=3, random_state=2)
    X = np.hstack([X, 0.5 * X[:, :3], np.zeros((150, 1))])
    dense = CalibratedLogisticRegression(random_state=0).fit(X, y)
    for matrix in (sp.csr_array(X), sp.csr_matrix(X)):
        sparse = CalibratedLogisticRegression(random_state=0).fit(matrix, y)
        assert sparse.coef_.shape == dense.coef_.shape
        np.testing.assert_allclose(sparse.predict_proba(matrix), dense.predict_proba(X), atol=2e-3)
