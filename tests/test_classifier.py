"""The laws of the text estimator: what anyone who knows scikit-learn will rely on."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import check_estimator

from stance.errors import DataError, TopicError
from stance.learning.classifier import StanceClassifier
from stance.model.stance_model import StanceModel
from stance.topics import Topic


def fitted(corpus, topics, **parameters):
    classifier = StanceClassifier(topics, random_state=0, calibration_folds=3, **parameters)
    return classifier.fit(corpus, corpus["stance"])


@pytest.mark.filterwarnings("ignore")
def test_scikit_learns_checks_for_text_estimators():
    check_estimator(StanceClassifier())


def test_it_learns_what_it_was_shown(classifier, corpus):
    assert (classifier.predict(corpus) == corpus["stance"]).mean() > 0.97


def test_fit_returns_self_and_leaves_parameters_alone(corpus, topics):
    classifier = StanceClassifier(topics, random_state=0)
    before = classifier.get_params()
    assert classifier.fit(corpus, corpus["stance"]) is classifier
    assert classifier.get_params() == before
    assert clone(classifier).get_params() == before


def test_the_input_is_not_changed(corpus, topics):
    before = corpus.copy(deep=True)
    fitted(corpus, topics).predict_proba(corpus)
    pd.testing.assert_frame_equal(corpus, before)


def test_same_seed_same_bytes(corpus, topics):
    a, b = fitted(corpus, topics), fitted(corpus, topics)
    assert a.predict_proba(corpus).tobytes() == b.predict_proba(corpus).tobytes()
    again = a.fit(corpus, corpus["stance"])
    assert again.predict_proba(corpus).tobytes() == b.predict_proba(corpus).tobytes()


def test_number_of_jobs_changes_nothing(corpus, topics):
    one, two = fitted(corpus, topics, n_jobs=1), fitted(corpus, topics, n_jobs=2)
    assert one.predict_proba(corpus).tobytes() == two.predict_proba(corpus).tobytes()


def test_rows_do_not_see_each_other(classifier, corpus, rng):
    proba = classifier.predict_proba(corpus)
    some = rng.permutation(len(corpus))[:17]
    np.testing.assert_allclose(classifier.predict_proba(corpus.iloc[some]), proba[some], atol=1e-6)


def test_probabilities_sum_to_one_and_the_answer_follows_the_two_questions(classifier, corpus):
    proba = pd.DataFrame(classifier.predict_proba(corpus), columns=classifier.classes_)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-6)
    sides = proba.drop(columns="unrelated").idxmax(axis=1)
    expected = sides.where(1 - proba["unrelated"] >= classifier.about_threshold, "unrelated")
    assert (classifier.predict(corpus) == expected).all()


@pytest.mark.parametrize("form", ["object array", "string array", "list", "polars", "arrow", "str"])
def test_every_form_of_the_same_pairs_gives_the_same_answer(classifier, corpus, form):
    columns = corpus[["text", "topic"]]
    given = {
        "object array": lambda: columns.to_numpy(dtype=object),
        "string array": lambda: columns.to_numpy(dtype=str),
        "list": lambda: columns.to_numpy().tolist(),
        "polars": lambda: pl.DataFrame(columns.to_dict("list")),
        "arrow": lambda: pa.table(columns.to_dict("list")),
        "str": lambda: columns.astype("str").set_index(np.arange(len(columns)) + 7),
    }[form]()
    np.testing.assert_array_equal(classifier.predict_proba(given), classifier.predict_proba(corpus))


def test_texts_alone_when_there_is_one_topic(corpus):
    one = corpus[corpus["topic"] == "ceasefire"].reset_index(drop=True)
    classifier = StanceClassifier(["ceasefire"], random_state=0).fit(one["text"], one["stance"])
    expected = classifier.predict(one[["text", "topic"]])
    for given in (one["text"], one["text"].tolist(), one["text"].to_numpy(), one[["text"]]):
        np.testing.assert_array_equal(classifier.predict(given), expected)


def test_weight_zero_is_a_row_removed(corpus, topics):
    weight = np.ones(len(corpus))
    weight[::5] = 0
    weighted = StanceClassifier(topics, random_state=0)
    weighted.fit(corpus, corpus["stance"], sample_weight=weight)
    kept = corpus[weight > 0]
    removed = StanceClassifier(topics, random_state=0).fit(kept, kept["stance"])
    np.testing.assert_allclose(
        weighted.predict_proba(corpus), removed.predict_proba(corpus), atol=1e-4
    )


def test_works_in_pipeline_search_and_cross_validation(corpus, topics):
    steps = Pipeline([("stance", StanceClassifier(topics, calibration_folds=0, random_state=0))])
    folds = list(GroupKFold(3).split(corpus, groups=corpus["doc"]))
    search = GridSearchCV(steps, {"stance__C_side": [0.1, 10]}, cv=folds, scoring="f1_macro")
    search.fit(corpus, corpus["stance"])
    assert search.best_score_ > 0.8
    proba = cross_val_predict(steps, corpus, corpus["stance"], cv=folds, method="predict_proba")
    best = np.array(sorted(set(corpus["stance"])))[proba.argmax(axis=1)]
    assert (best == corpus["stance"]).mean() > 0.9


def test_pickles_within_a_process(classifier, corpus):
    again = pickle.loads(pickle.dumps(classifier))  # noqa: S301
    np.testing.assert_array_equal(again.predict(corpus), classifier.predict(corpus))


@pytest.mark.parametrize(
    ("bad", "said"),
    [(None, "row 1"), (float("nan"), "row 1"), (b"bytes", "row 1"), ("", "row 1"), (7, "row 1")],
)
def test_a_text_that_is_no_text_is_refused_with_its_row(classifier, bad, said):
    with pytest.raises(DataError, match=said):
        classifier.predict([["A truce.", "ceasefire"], [bad, "ceasefire"]])


def test_errors_say_what_to_do(classifier, corpus, topics):
    with pytest.raises(TopicError, match="Did you mean 'ceasefire'"):
        classifier.predict([["A truce.", "ceasfire"]])
    with pytest.raises(DataError, match=r"no column 'text'\. Did you mean 'texts'"):
        classifier.predict(corpus.rename(columns={"text": "texts"}))
    with pytest.raises(DataError, match=r"'favour' is not a stance\. Did you mean 'favor'"):
        StanceClassifier().fit([["a b", "t"], ["c d", "t"]], ["favour", "against"])
    with pytest.raises(DataError, match="at least two stances, got only favor"):
        StanceClassifier().fit([["a b", "t"], ["c d", "t"]], ["favor", "favor"])
    with pytest.raises(DataError, match="2 rows and y has 1"):
        StanceClassifier().fit([["a b", "t"], ["c d", "t"]], ["favor"])
    with pytest.raises(NotFittedError):
        StanceClassifier(topics).predict(corpus)


def test_without_unrelated_rows_every_sentence_counts_as_about_its_topic(corpus, topics):
    related = corpus[corpus["stance"] != "unrelated"]
    classifier = fitted(related, topics)
    assert list(classifier.classes_) == ["against", "favor", "neutral"]
    np.testing.assert_allclose(classifier.predict_proba(related).sum(axis=1), 1, atol=1e-6)


def test_a_topic_never_trained_on_is_recognised_by_its_words(corpus, topics):
    model = StanceModel(fitted(corpus, topics).scorer_)
    tax = Topic("carbon tax", "a tax on greenhouse-gas emissions", ["carbon levy"])
    texts = ["Our party backs the carbon levy.", "Kyiv rejects the carbon tax.", "Rain fell."]
    assert model.predict(texts, tax)["stance"].tolist() == ["favor", "against", "unrelated"]
