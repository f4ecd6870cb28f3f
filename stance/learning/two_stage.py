"""Two questions, two stages: is the sentence about the topic, and on which side is it then.

n-grams ask the first question of every topic at once. Where they leave a chance, an encoder may
read topic and sentence together, and both questions are answered from what the two say.

This is the part of the classifier that predicts. It needs numpy and scipy, not scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stance.features.extraction import Extractor, Sentences
from stance.features.vocabulary import FloatArray
from stance.learning.blend import NewTopics, Reading
from stance.learning.deciding import about_proba, decide, side_proba
from stance.learning.embedded import EmbeddedSide
from stance.learning.own import Index
from stance.learning.reading import in_parts, parts_of
from stance.learning.stage import StageWeights
from stance.stances import STANCES
from stance.topics import Topics

# n-grams know less of a topic that they were not trained on, so that more of it is read.
_LEAST_NEW = 0.01


@dataclass(frozen=True, slots=True)
class TwoStageScorer:
    """Probabilities of the four stances for sentences and topics.

    Attributes
    ----------
    extractor : Extractor
        Turns sentences and topics into features.
    relevance : StageWeights
        The first stage: `ABOUT` or ``unrelated``.
    side : StageWeights
        The second: favor, against or neutral, given that the sentence is about the topic.
    side_prior : ndarray of shape (3,)
        Shares of the sides in training, given to pairs that the second stage is not asked.
    min_about, min_read : float
        The second stage is asked where p(about) by n-grams is at least `min_about`; encoder and
        embedder read where it is at least `min_read` as well. Where the topic was never trained
        on, 0.01 takes the place of a greater one.
    about_threshold : float
        A sentence counts as about the topic where p(about) is at least this.
    reading : Reading or None, default=None
        An encoder that reads the pairs of which the second stage is asked.
    untrained : frozenset of str, default=frozenset()
        Names of the topics with no example, or too few for weights of their own.
    for_new : NewTopics or None, default=None
        How these are read; None reads them as all others.
    embedded : EmbeddedSide or None, default=None
        An embedder, and what it says of the side.
    """

    extractor: Extractor
    relevance: StageWeights
    side: StageWeights
    side_prior: FloatArray
    min_about: float
    min_read: float
    about_threshold: float
    reading: Reading | None = None
    untrained: frozenset[str] = frozenset()
    for_new: NewTopics | None = None
    embedded: EmbeddedSide | None = None

    @property
    def topics(self) -> Topics:
        """The topics, in the order of all arrays."""
        return self.extractor.topics

    @property
    def is_fast(self) -> bool:
        """Whether n-grams are all that is read."""
        return self.reading is None and self.embedded is None

    def for_topics(self, topics: Topics) -> TwoStageScorer:
        """Return a scorer for other topics; those never trained on get the shared weights.

        Where `for_new` says how, they are also read with less certainty.

        Parameters
        ----------
        topics : Topics
            The topics to be asked about.

        Returns
        -------
        TwoStageScorer
        """
        if topics == self.topics:
            return self
        place = {name: i for i, name in enumerate(self.topics.names)}
        positions = [place.get(name) for name in topics.names]
        untrained = {name for name in topics.names if name not in place or name in self.untrained}
        return replace(
            self,
            untrained=frozenset(untrained),
            extractor=self.extractor.with_topics(topics),
            relevance=self.relevance.for_topics(positions),
            side=self.side.for_topics(positions),
            embedded=None if self.embedded is None else self.embedded.for_topics(positions),
        )

    def about_scores(self, sentences: Sentences) -> FloatArray:
        """Return the scores of the first stage's n-grams for every sentence and topic.

        Parameters
        ----------
        sentences : Sentences
            A batch.

        Returns
        -------
        ndarray of shape (n_sentences, n_topics, n_classes)
            In the order of ``relevance.classes``.
        """
        scores = self.relevance.all_scores(sentences.features, self.extractor.links(sentences))
        return scores / self._temperatures("relevance")

    def as_new(self, topic: int) -> NewTopics | None:
        """Return how a topic is read that was never trained on; None for any other.

        Parameters
        ----------
        topic : int
            Its position.

        Returns
        -------
        NewTopics or None
        """
        return self.for_new if self.topics[topic].name in self.untrained else None

    def _temperatures(self, stage: str) -> FloatArray:
        of_new = getattr(self.for_new, stage, 1.0)
        names = self.topics.names
        return np.array([[of_new if n in self.untrained else 1.0] for n in names], np.float32)

    def asked(self, about: FloatArray) -> tuple[npt.NDArray[np.bool_], ...]:
        """Return of which pairs the second stage is asked, and which of these are read as well.

        Parameters
        ----------
        about : ndarray of shape (n_sentences, n_topics)
            p(about) by n-grams.

        Returns
        -------
        asked, read : ndarray of bool, shape (n_sentences, n_topics)
            Where there is neither encoder nor embedder, nothing is read.
        """
        new = np.array([name in self.untrained for name in self.topics.names], dtype=np.bool_)
        asked, read = (
            about >= np.where(new, min(least, _LEAST_NEW), least).astype(np.float32)
            for least in (self.min_about, max(self.min_about, self.min_read))
        )
        return asked, read & (not self.is_fast)

    def side_scores(self, sentences: Sentences, rows: Index, topics: Index) -> FloatArray:
        """Return the scores of the second stage's n-grams for pairs.

        Parameters
        ----------
        sentences : Sentences
            A batch.
        rows, topics : ndarray of int, shape (n_pairs,)
            Positions of each pair's sentence and topic.

        Returns
        -------
        ndarray of shape (n_pairs, n_classes)
            In the order of ``side.classes``.
        """
        context = self.extractor.contexts(sentences, rows, topics)
        return self.side.scores(sentences.features, context, rows, topics)

    def read(self, texts: Sequence[str], rows: Index, topics: Index) -> FloatArray:
        """Return the scores of the encoder for pairs.

        Parameters
        ----------
        texts : sequence of str
            Sentences.
        rows, topics : ndarray of int, shape (n_pairs,)
            Positions of each pair's sentence and topic.

        Returns
        -------
        ndarray of shape (n_pairs, 4)
            In the order of `STANCES`.

        Raises
        ------
        ValueError
            If there is no encoder.
        """
        if self.reading is None:
            msg = "this scorer has no encoder"
            raise ValueError(msg)
        return self.reading.encoder.scores_of(self.topics, topics, texts, rows)

    def predict_proba(self, texts: Sequence[str]) -> FloatArray:
        """Return the probabilities of every text and topic.

        Parameters
        ----------
        texts : sequence of str
            Sentences.

        Returns
        -------
        ndarray of shape (n_texts, n_topics, 4)
            In the order of `STANCES`; the last axis sums to 1.
        """
        n_topics = len(self.topics)
        proba = np.zeros((len(texts), n_topics, len(STANCES)), np.float32)
        for part in parts_of(len(texts), n_topics, encoded=self.reading is not None):
            some = texts[part]
            proba[part] = self._proba(some, np.ones((len(some), n_topics), np.bool_))
        return proba

    def _proba(self, texts: Sequence[str], wanted: npt.NDArray[np.bool_]) -> FloatArray:
        sentences = self.extractor.read(texts)
        ngrams = self.about_scores(sentences)
        about = about_proba(ngrams, self.relevance.classes)
        sides = np.tile(self.side_prior, (*about.shape, 1)).astype(np.float32)
        asked, read = self.asked(about)
        rows, topics = np.nonzero(asked & wanted)
        if len(rows):
            of_side = self.side_scores(sentences, rows, topics)
            some = np.flatnonzero(read[rows, topics])
            if len(some):
                at = rows[some], topics[some]
                about[at], of_side[some] = self._read(texts, at, ngrams[at], of_side[some])
            cooled = of_side / self._temperatures("side")[topics]
            sides[rows, topics] = side_proba(cooled, self.side.classes)
        return np.concatenate([sides * about[..., None], 1 - about[..., None]], axis=2)

    def _read(
        self, texts: Sequence[str], at: tuple[Index, Index], of_about: FloatArray, side: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return p(about) and the scores of the side, from those of n-grams and what is read."""
        if self.embedded is not None:
            side = self.embedded.blend.scores(side, self.embedded.said(texts, *at))
        if self.reading is not None:
            read = self.read(texts, *at)
            of_about = self._with_encoder(of_about, read, at[1])
            if self.reading.side is not None:
                side = self.reading.side.scores(side, read)
        return about_proba(of_about, self.relevance.classes), side

    def _with_encoder(self, ngrams: FloatArray, read: FloatArray, topics: Index) -> FloatArray:
        both = ngrams.copy()
        for topic in np.unique(topics):
            new = self.as_new(int(topic))
            blend = new.blend if new else getattr(self.reading, "relevance", None)
            if blend is not None:
                both[topics == topic] = blend.scores(ngrams[topics == topic], read[topics == topic])
        return both

    def decide(self, proba: npt.ArrayLike) -> Index:
        """Return the stance of each row of probabilities, as `decide` with the threshold here.

        Parameters
        ----------
        proba : array-like of shape (..., 4)
            Probabilities in the order of `STANCES`.

        Returns
        -------
        ndarray of int, shape (...)
            Positions in `STANCES`.
        """
        return decide(proba, self.about_threshold)

    def pairs_proba(self, texts: Sequence[str], topics: npt.ArrayLike) -> FloatArray:
        """Return the probabilities of given pairs; a text that occurs often is read once.

        Parameters
        ----------
        texts : sequence of str
            The sentence of each pair.
        topics : array-like of int, shape (n_pairs,)
            The position of each pair's topic.

        Returns
        -------
        ndarray of shape (n_pairs, 4)
            In the order of `STANCES`; rows sum to 1.
        """
        place: dict[str, int] = {}
        rows = np.array([place.setdefault(text, len(place)) for text in texts], np.intp)
        columns, distinct = np.asarray(topics, dtype=np.intp), list(place)
        proba = np.zeros((len(rows), len(STANCES)), np.float32)
        parts = parts_of(len(distinct), len(self.topics), encoded=self.reading is not None)
        for part, here in in_parts(rows, parts):
            some, at = distinct[part], (rows[here] - part.start, columns[here])
            wanted = np.zeros((len(some), len(self.topics)), np.bool_)
            wanted[at] = True
            proba[here] = self._proba(some, wanted)[at]
        return proba
