"""How good it is on a topic that it has not learned, and what labels of the topic bring.

Each topic is left out in turn: a preset learns the other topics, is asked about the one left out,
and then gets some of its labels back (`stance.judging.leaving_out`); beside it one learns these
labels alone.

An interval holds two kinds of chance: which documents are evaluated, and which were drawn to learn
from. Documents are drawn with replacement, and with each resample one fewer draws than there are
(at least one), so that their spread is that of their mean (Rao and Wu, "Resampling Inference With
Complex Survey Data", Journal of the American Statistical Association 83, 1988). With one or two
draws, that is a rough figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from tqdm import tqdm

from stance.judging.called import CALLED_SCORES, called_scores
from stance.judging.columns import NEW_TOPICS, typed
from stance.judging.intervals import (
    LEVEL,
    bootstrap_scores,
    check_draws,
    exact_bounds,
    intervals_of,
    percentile_interval,
)
from stance.judging.leaving_out import (
    ALL,
    WAYS,
    WITH_OTHERS,
    LeavingOut,
    Lesson,
    about_counts,
    lessons,
    topics_to_leave_out,
)
from stance.judging.metrics import ALL_STANCES, SCORES, scopes_of, score_scopes
from stance.judging.tallies import FloatArray, tally
from stance.learning.presets import Preset
from stance.stances import UNRELATED
from stance.topics import Topic, Topics

SIZES = (8, 32, 128)
"""Sentences about a topic that are given back, between none and all."""

MOST_TOPICS = 8
"""The most topics that a report leaves out: one takes minutes."""

_OF_TALLIES = ("macro_f1", "about_accuracy", "log_loss", "calibration_error")
NEW_TOPIC_SCORES = (*_OF_TALLIES, *CALLED_SCORES)
"""The scores of each step: those of `stance.judging.metrics` and of `stance.judging.called`."""


def new_topics_table(
    train: pd.DataFrame,
    evaluated: pd.DataFrame,
    topics: Iterable[Topic | str] = (),
    *,
    preset: Preset = "fast",
    most_topics: int = MOST_TOPICS,
    n_draws: int = 2,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Leave topics out of training one by one, and give 0, 8, 32, 128 and all labels back.

    Parameters
    ----------
    train, evaluated : DataFrame
        Examples without ``mixed`` rows: ``text, topic, stance, doc`` and perhaps ``weight``.
    topics : iterable of Topic or str, default=()
        The topics whose aliases are known; any other is known by its name alone.
    preset : {"fast", "balanced", "accurate"}, default="fast"
        What is trained, calibrated on two folds and without copies of sentences with other names:
        for each topic with more than 128 sentences ``3 * n_draws + 1`` times on about all the data
        and as often on the topic's own, and once on all of it.
    most_topics : int, default=8
        Those with the most training sentences about them are left out in turn, of the evaluated
        topics with at least eight; see `stance.judging.leaving_out.topics_to_leave_out`.
    n_draws : int, default=2
        How often the documents for 8, 32 and 128 sentences are drawn.
    n_resamples : int, default=2000
        Draws for the intervals.
    random_state : int, default=0
        Seed of the documents and of the intervals.

    Returns
    -------
    DataFrame
        ``preset, scope, way, wanted, n_about, draws, score, value, low, high, gain, gain_low,
        gain_high``: for each topic left out, all together and their mean, with the other topics
        or ``alone``. ``wanted`` is the number of sentences about the topic that documents were
        drawn for, -1 for all there are, and ``n_about`` how many these held, in the mean. A topic
        with fewer than are wanted has no row of its own there, and counts with all of its own in
        the others. The gain is over the same topics without any label, on the same documents.

    Raises
    ------
    DataError
        If fewer than two topics are in the training data, or none has eight sentences.

    See Also
    --------
    stance.judging.metrics : What each score means.
    """
    check_draws(n_resamples, LEVEL)
    if "weight" in train:
        train = train[~(train["weight"] <= 0)]
    chosen = topics_to_leave_out(train, evaluated, most_topics)
    known = Topics(topics)
    names = dict.fromkeys([*train["topic"], *chosen])
    asked = Topics([*known, *(name for name in names if name not in known)])
    counts = about_counts(train)
    sizes = {topic: tuple(n for n in SIZES if n < counts[topic]) for topic in chosen}
    left_out = LeavingOut(train, asked, preset, random_state)
    taught = _taught(left_out, evaluated, sizes, n_draws)
    steps = (*(n for n in SIZES if any(n in own for own in sizes.values())), ALL)
    how = {"n_resamples": n_resamples, "random_state": random_state}
    nothing = _scored(taught, WITH_OTHERS, 0, **how)
    parts = [_lines(nothing, nothing, taught)]
    parts += [
        _lines(_scored(taught, way, wanted, **how), nothing, taught)
        for way in WAYS
        for wanted in steps
    ]
    return typed(pd.concat(parts).assign(preset=preset), NEW_TOPICS)


@dataclass(frozen=True, slots=True)
class _Taught:
    """What was answered after each lesson, and how many sentences about the topic it had."""

    sizes: Mapping[str, tuple[int, ...]]
    n_draws: int
    n_about: dict[Lesson, int]
    judged: dict[Lesson, pd.DataFrame]

    def lessons(self, way: str, wanted: int) -> list[list[Lesson]]:
        """Return for each draw the lesson of each topic: all of it where fewer than wanted."""
        draws = range(1 if wanted in (0, ALL) else self.n_draws)
        return [
            [
                Lesson(topic, way, wanted, draw)
                if wanted == 0 or wanted in own
                else Lesson(topic, way, ALL)
                for topic, own in self.sizes.items()
            ]
            for draw in draws
        ]


def _taught(
    data: LeavingOut, evaluated: pd.DataFrame, sizes: Mapping[str, tuple[int, ...]], n_draws: int
) -> _Taught:
    plan = [one for topic, own in sizes.items() for one in lessons(topic, own, n_draws)]
    taught = _Taught(sizes, n_draws, {}, {})
    # It takes minutes: a terminal shows how far it is.
    for lesson in tqdm(plan, desc="new topics", unit="fit", disable=None, leave=False):
        taught.n_about[lesson] = int(data.rows(lesson)["stance"].ne(UNRELATED).sum())
        taught.judged[lesson] = data.judged(lesson, evaluated)
    return taught


@dataclass(frozen=True, slots=True)
class _Step:
    """The scores after some lessons: lines are scopes, columns are `NEW_TOPIC_SCORES`."""

    way: str
    wanted: int
    lessons: list[list[Lesson]]
    scopes: tuple[str, ...]
    values: FloatArray
    low: FloatArray
    high: FloatArray
    resamples: FloatArray


def _scored(
    taught: _Taught, way: str, wanted: int, *, n_resamples: int, random_state: int
) -> _Step:
    drawn = taught.lessons(way, wanted)
    judged = [pd.concat([taught.judged[one] for one in of], ignore_index=True) for of in drawn]
    sums = [tally(frame, tuple(taught.sizes)) for frame in judged]
    # The same seed draws the same documents for every step and draw: differences are paired.
    how = {"n_resamples": n_resamples, "random_state": random_state}
    picks = _picks(len(drawn), n_resamples, random_state)
    values = np.mean([score_scopes(of.total()) for of in sums], axis=0)
    resamples = _picked([bootstrap_scores(of, **how) for of in sums], picks)
    low, high = intervals_of(values, resamples, sums[0])
    called = [called_scores(frame, tuple(taught.sizes), **how) for frame in judged]
    called_values = np.mean([value for value, _, _ in called], axis=0)
    of_called = _picked([again for _, again, _ in called], picks)
    behind = np.mean([documents for _, _, documents in called], axis=0)
    ends = percentile_interval(of_called)
    called_low, called_high = exact_bounds(called_values, *ends, np.hstack([behind, behind * 0]))
    if sums[0].n_documents < 2:
        called_low, called_high = np.full((2, *called_low.shape), np.nan)
    places = [SCORES.index((score, ALL_STANCES)) for score in _OF_TALLIES]
    return _Step(
        way,
        wanted,
        drawn,
        scopes_of(sums[0]),
        np.hstack([values[:, places], called_values]),
        np.hstack([low[:, places], called_low]),
        np.hstack([high[:, places], called_high]),
        np.concatenate([resamples[:, :, places], of_called], axis=2),
    )


def _picks(n_draws: int, n_resamples: int, random_state: int) -> FloatArray:
    """Return how much each draw counts in each resample, of shape (n_resamples, n_draws)."""
    rng = np.random.default_rng([random_state, n_draws])
    n = max(1, n_draws - 1)
    return rng.multinomial(n, np.full(n_draws, 1 / n_draws), n_resamples) / n


def _picked(of_draws: Sequence[FloatArray], picks: FloatArray) -> FloatArray:
    total = np.zeros_like(of_draws[0])
    for place, resamples in enumerate(of_draws):
        weight = picks[:, place, None, None]
        total += np.where(weight > 0, resamples, 0.0) * weight
    return total


def _lines(step: _Step, nothing: _Step, taught: _Taught) -> pd.DataFrame:
    gain = step.values - nothing.values
    gain_low, gain_high = percentile_interval(step.resamples - nothing.resamples)
    # Where there is no interval of the score, there is none of its gain.
    unknown = np.isnan(step.low)
    if step is nothing:
        gain, unknown = np.full_like(gain, np.nan), np.ones_like(unknown)
    numbers = {
        "value": step.values,
        "low": step.low,
        "high": step.high,
        "gain": gain,
        "gain_low": np.where(unknown, np.nan, gain_low),
        "gain_high": np.where(unknown, np.nan, gain_high),
    }
    index = pd.MultiIndex.from_product([step.scopes, NEW_TOPIC_SCORES], names=["scope", "score"])
    lines = pd.DataFrame({k: v.ravel() for k, v in numbers.items()}, index=index).reset_index()
    n_about = np.array([[taught.n_about[one] for one in of] for of in step.lessons]).mean(axis=0)
    by_topic = dict(zip(taught.sizes, n_about, strict=True))
    lines["n_about"] = lines["scope"].map(by_topic).fillna(n_about.mean())
    too_few = [one.topic for one in step.lessons[0] if one.wanted != step.wanted]
    kept = lines[~lines["scope"].isin(too_few)]
    return kept.assign(way=step.way, wanted=step.wanted, draws=len(step.lessons))
