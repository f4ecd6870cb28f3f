"""Training without a topic's labels, and with some of them given back.

Labels are given back by whole documents, drawn until they hold sentences enough about the topic; a
document brings all that is labelled toward the topic in it, so unrelated sentences come along. Each
draw puts the documents in an order, which is the same for every topic: what comes first stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.judging.baselines import MajorityBaseline
from stance.judging.predictor import Predictor
from stance.judging.tallies import judge_pairs
from stance.learning.presets import Preset, preset_classifier
from stance.model.stance_model import StanceModel
from stance.stances import UNRELATED
from stance.topics import Topics

WITH_OTHERS, ALONE = WAYS = ("with the other topics", "alone")
"""What is learned beside a topic's own labels: those of all other topics, or nothing."""

ALL = -1
"""In place of a number of sentences: all that there are."""

_FEWEST = 8
# There are many fits. Each fold of the calibration costs another, and copies of sentences with
# other names, which hardly move the scores, cost as much again.
_QUICKLY = {"calibration_folds": 2, "name_copies": 0}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned of one topic.

    Attributes
    ----------
    topic : str
        Its name.
    way : str
        One of `WAYS`.
    wanted : int
        Sentences about it: 0 for no label at all, `ALL` for every one.
    draw : int
        Which draw of documents.
    """

    topic: str
    way: str
    wanted: int
    draw: int = 0


@dataclass
class LeavingOut:
    """The data that topics are left out of, and how it is learned.

    Attributes
    ----------
    train : DataFrame
        Examples without ``mixed`` rows: ``text, topic, stance, doc`` and perhaps ``weight``.
    topics : Topics
        Every topic of these and of what is asked.
    preset : {"fast", "balanced", "accurate"}
        What is trained.
    random_state : int
        Seed of the draws of documents.
    """

    train: pd.DataFrame
    topics: Topics
    preset: Preset = "fast"
    random_state: int = 0
    _whole: Predictor | None = field(default=None, repr=False)

    def rows(self, lesson: Lesson) -> pd.DataFrame:
        """Return the rows about a topic that a lesson gives back.

        Parameters
        ----------
        lesson : Lesson
            The lesson.

        Returns
        -------
        DataFrame
            Its documents whole; no row where no sentence is wanted.
        """
        own = self.train[self.train["topic"] == lesson.topic]
        if lesson.wanted == ALL:
            return own
        if lesson.wanted == 0:
            return own.iloc[:0]
        documents = np.sort(self.train["doc"].astype(str).unique())
        rng = np.random.default_rng([self.random_state, lesson.draw])
        order = pd.Index(rng.permutation(documents))
        place = order.get_indexer(pd.Index(own["doc"].astype(str)))
        about = np.bincount(place, own["stance"].ne(UNRELATED)).cumsum()
        # The last of the documents is the first that makes them enough.
        drawn: pd.DataFrame = own.loc[place <= np.searchsorted(about, lesson.wanted)]
        return drawn

    def model(self, lesson: Lesson) -> Predictor:
        """Return what is known after a lesson.

        Parameters
        ----------
        lesson : Lesson
            The lesson.

        Returns
        -------
        Predictor
            The trained preset; ``fast`` after a lesson with a stance of one document alone. Where
            one stance is all that was seen, it is what is answered.
        """
        if lesson.way == WITH_OTHERS and lesson.wanted == ALL:
            # Nothing is left out: this is one model for all topics.
            if self._whole is None:
                self._whole = self._trained(self.train, self.topics)
            return self._whole
        rows = self.rows(lesson)
        if lesson.way == ALONE:
            return self._trained(rows, self.topics.select(lesson.topic))
        others = self.train[self.train["topic"] != lesson.topic]
        return self._trained(pd.concat([others, rows]), self.topics)

    def judged(self, lesson: Lesson, evaluated: pd.DataFrame) -> pd.DataFrame:
        """Return what is answered about a topic after a lesson.

        Parameters
        ----------
        lesson : Lesson
            The lesson.
        evaluated : DataFrame
            Labelled rows: those about other topics are not asked.

        Returns
        -------
        DataFrame
            As `stance.judging.tallies.judge_pairs` returns it.
        """
        asked = evaluated[evaluated["topic"] == lesson.topic]
        return judge_pairs(self.model(lesson), asked)

    def _trained(self, rows: pd.DataFrame, topics: Topics) -> Predictor:
        if rows["stance"].nunique() < 2:
            return MajorityBaseline().fit(rows)
        # So few do not tell how far to trust an encoder.
        few = rows.groupby("stance")["doc"].nunique().min() < 2
        classifier = preset_classifier("fast" if few else self.preset).set_params(
            topics=topics, random_state=0, **_QUICKLY
        )
        return StanceModel(classifier.fit(rows, rows["stance"], rows.get("weight")).scorer_)


def about_counts(train: pd.DataFrame) -> pd.Series[int]:
    """Return how many sentences about each topic there are to learn from.

    Parameters
    ----------
    train : DataFrame
        ``topic, stance``.

    Returns
    -------
    Series of int
        By topic.

    Examples
    --------
    >>> rows = pd.DataFrame({"topic": ["a", "a", "b"], "stance": ["favor", "unrelated", "neutral"]})
    >>> about_counts(rows).to_dict()
    {'a': 1, 'b': 1}
    """
    about = train["stance"].ne(UNRELATED).astype("int64")
    return about.groupby(train["topic"]).sum()


def topics_to_leave_out(
    train: pd.DataFrame, evaluated: pd.DataFrame, most_topics: int
) -> tuple[str, ...]:
    """Return the evaluated topics with the most training sentences about them.

    Parameters
    ----------
    train, evaluated : DataFrame
        ``topic, stance``.
    most_topics : int
        The most to take.

    Returns
    -------
    tuple of str
        In the order of the evaluated data; none with fewer than eight sentences.

    Raises
    ------
    DataError
        If there is none, or there are fewer than two topics to learn from.
    """
    counts = about_counts(train)
    if len(counts) < 2:
        msg = (
            "leaving a topic out needs at least two topics in the training data, there is "
            f"{len(counts)}: leave new topics out of the report"
        )
        raise DataError(msg)
    asked = list(dict.fromkeys(evaluated["topic"]))
    known = counts[counts.index.isin(asked) & (counts >= _FEWEST)]
    if known.empty or most_topics < 1:
        msg = (
            f"no evaluated topic has {_FEWEST} training sentences about it: leave new topics out "
            "of the report"
        )
        raise DataError(msg)
    chosen = set(known.sort_values(ascending=False, kind="stable").index[:most_topics])
    return tuple(topic for topic in asked if topic in chosen)


def lessons(topic: str, sizes: tuple[int, ...], n_draws: int) -> Iterator[Lesson]:
    """Yield all lessons of a topic, each once.

    Parameters
    ----------
    topic : str
        Its name.
    sizes : tuple of int
        Sentences that are wanted, between none and all.
    n_draws : int
        How often each of these is drawn.

    Yields
    ------
    Lesson

    Examples
    --------
    >>> [(lesson.way, lesson.wanted) for lesson in lessons("truce", (), 2)]
    [('with the other topics', 0), ('with the other topics', -1), ('alone', -1)]
    """
    yield Lesson(topic, WITH_OTHERS, 0)
    for way in WAYS:
        for wanted in sizes:
            for draw in range(n_draws):
                yield Lesson(topic, way, wanted, draw)
        yield Lesson(topic, way, ALL)
