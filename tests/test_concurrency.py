"""Threads, forks and fresh processes give the answers of one after the other; training repeats."""

import multiprocessing
import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import stance
from stance.features.tokens import tokenize
from stance.learning.classifier import StanceClassifier
from stance.stemming import stem

ROOT = Path(__file__).parents[1]

TEXTS = [f"{holder} {verb} {what}, word{day}." for day in range(60)
         for holder in ("Kyiv", "Moscow") for verb in ("backs", "rejects", "never ruled out")
         for what in ("a truce", "the embargo", "rain")]  # fmt: skip


def predicted(folder, texts):
    return stance.load(folder).scorer.predict_proba(texts)


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("concurrency") / "model"
    model.save(folder)
    return str(folder)


def test_eight_threads_get_the_answers_of_one(saved):
    wanted = predicted(saved, TEXTS)
    # A model that nobody has asked yet, so that the threads fill what it remembers together.
    scorer = stance.load(saved).scorer
    parts = [slice(at, at + 45) for at in range(0, len(TEXTS), 45)] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda part: scorer.predict_proba(TEXTS[part]), parts))
    for part, proba in zip(parts, found, strict=True):
        np.testing.assert_allclose(proba, wanted[part], atol=1e-6, rtol=0)


def test_words_have_the_same_stems_from_any_number_of_threads():
    corpus = stance.read_examples(ROOT / "data").frame["text"]
    words = sorted({word for text in corpus for word in tokenize(text).words})
    wanted = dict(zip(words, map(stem, words), strict=True))

    def wrong(place):
        order = words[place:] + words[:place]
        return [word for word in order if stem(word) != wanted[word]]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(wrong, range(0, len(words), len(words) // 4)))
    finally:
        sys.setswitchinterval(interval)
    assert not any(found)


def test_eight_threads_may_ask_of_different_topics(model):
    choices = [["ceasefire"], ["sanctions"], ["sanctions", "ceasefire"], None] * 2
    wanted = [model.predict(TEXTS[:40], topics=chosen) for chosen in choices]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda chosen: model.predict(TEXTS[:40], topics=chosen), choices))
    for one, other in zip(found, wanted, strict=True):
        assert one.equals(other)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_forked_and_fresh_processes_give_the_same_answers(method, saved):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system cannot {method}")
    wanted = predicted(saved, TEXTS[:50])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of forks beside threads
        with ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
            loaded = pool.submit(stance.load, saved).result()
            assert pool.submit(os.getpid).result() != os.getpid()
            found = pool.submit(loaded.scorer.predict_proba, TEXTS[:50]).result()
    np.testing.assert_array_equal(found, wanted)


def test_the_same_data_and_seed_give_the_same_weights_to_the_last_bit(corpus, topics):
    fits = [
        StanceClassifier(topics, random_state=3).fit(corpus, corpus["stance"]).scorer_
        for _ in range(2)
    ]
    for stage in ("relevance", "side"):
        one, other = (getattr(fit, stage) for fit in fits)
        for part in ("shared", "own", "pair", "bias"):
            assert getattr(one, part).tobytes() == getattr(other, part).tobytes()
    first, second = fits
    assert first.side_prior.tobytes() == second.side_prior.tobytes()
    assert first.predict_proba(TEXTS).tobytes() == second.predict_proba(TEXTS).tobytes()
