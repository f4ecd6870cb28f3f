"""What can be run on a benchmark: baselines, presets, and an encoder alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import softmax

from stance.embedders.embedder import Embedder
from stance.encoder.encoder import Encoder
from stance.encoder.pairs import topic_text
from stance.judging import MajorityBaseline, TfidfBaseline
from stance.judging.baselines import predictions_of
from stance.judging.predictor import Predictor
from stance.learning.presets import Preset
from stance.model.stance_model import StanceModel
from stance.stances import STANCES
from stance.topics import Topic, Topics
from stance.training import train


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a system learns from.

    Attributes
    ----------
    rows : DataFrame
        The training rows.
    topics : mapping of str to Topic
        Every topic that training or test asks about, by name.
    encoder : Encoder
        What reads, where the system has an encoder.
    random_state : int
        The seed.
    beside : str or None, default=None
        What the presets learn beside the rows, as `stance.train` takes it.
    embedder : Embedder or None, default=None
        What ``accurate`` reads with as well; None takes the bundled one.
    """

    rows: pd.DataFrame
    topics: Mapping[str, Topic]
    encoder: Encoder
    random_state: int
    beside: str | None = None
    embedder: Embedder | None = None


class EncoderAlone:
    """Ask an encoder as it is: no training, no n-grams.

    Its answer is the most probable stance among those that occur in a benchmark's training
    split, since an encoder knows four and most benchmarks have fewer.

    Parameters
    ----------
    lesson : Lesson
        The encoder, the topics, and the rows whose stances may be answered.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.encoder, self.topics = lesson.encoder, lesson.topics
        self.allowed = np.isin(STANCES, lesson.rows["stance"].unique())

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position.

        Parameters
        ----------
        texts, topics : sequence of str
            Of the same length.

        Returns
        -------
        DataFrame
            As `stance.judging.predictor.Predictor.predict_pairs` says.
        """
        asked = [topic_text(self.topics[name]) for name in topics]
        scores = np.where(self.allowed, self.encoder.scores(asked, texts), -np.inf)
        return predictions_of(texts, topics, softmax(scores.astype(float), axis=1))


class _AnyTopic:
    # A benchmark may ask about topics that training lacks.
    def __init__(self, model: StanceModel, topics: Mapping[str, Topic]) -> None:
        self.model, self.topics = model, topics

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        return self.model.predict_pairs(texts, [self.topics[name] for name in topics])


def _preset(preset: Preset, lesson: Lesson) -> Predictor:
    model = train(
        lesson.rows,
        Topics(lesson.topics[name] for name in sorted(lesson.rows["topic"].unique())),
        preset=preset,
        encoder=None if preset == "fast" else lesson.encoder,
        embedder=None if preset == "fast" else lesson.embedder,
        beside=lesson.beside,
        folds=0,
        random_state=lesson.random_state,
        progress=False,
    )
    return _AnyTopic(model, lesson.topics)


SYSTEMS: dict[str, Callable[[Lesson], Predictor]] = {
    "majority": lambda lesson: MajorityBaseline().fit(lesson.rows),
    "tfidf": lambda lesson: TfidfBaseline().fit(lesson.rows),
    "fast": lambda lesson: _preset("fast", lesson),
    "accurate": lambda lesson: _preset("accurate", lesson),
    "encoder": EncoderAlone,
}
"""What can be run, by name: baselines, presets, and an encoder alone."""

READING = ("accurate", "encoder")
"""The systems that read with an encoder."""

STACKING = ("accurate",)
"""Those that learn from its scores of the training rows how far to trust it."""

TOLD_HOLDERS = ("encoder",)
"""Those that are told the holder beside the topic, in benchmarks that name one."""
