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
from stance.learning.deciding import decide, softmax
from stance.learning.embedded import EmbeddedSide
from stance.learning.own import Index
from stance.learning.reading import in_parts, parts_of
from stance.learning.stage import StageWeights
from stance.stances import SIDES, STANCES
from stance.topics import Topics

ABOUT = "about"
"""The answer of the first stage that lets the second be asked."""

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
    min_about : float
        The second stage is asked where p(about) is at least this, or 0.01 if that is less and
        the topic was never trained on.
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

    def asked(self, about_scores: FloatArray) -> npt.NDArray[np.bool_]:
        """Return of which pairs the second stage is asked, and the encoder if there is one.

        Parameters
        ----------
        about_scores : ndarray of shape (n_sentences, n_topics, n_classes)
            As the method `about_scores` returns them.

        Returns
        -------
        ndarray of bool, shape (n_sentences, n_topics)
        """
        new = np.array([name in self.untrained for name in self.topics.names], dtype=np.bool_)
        least = np.where(new, min(self.min_about, _LEAST_NEW), self.min_about).astype(np.float32)
        asked: npt.NDArray[np.bool_] = self._about(about_scores) >= least
        return asked

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
        about = self._about(ngrams)
        sides = np.tile(self.side_prior, (*about.shape, 1)).astype(np.float32)
        rows, topics = np.nonzero(self.asked(ngrams) & wanted)
        if len(rows):
            of_side = self.side_scores(sentences, rows, topics)
            if self.embedded is not None:
                said = self.embedded.said(texts, rows, topics)
                of_side = self.embedded.blend.scores(of_side, said)
            if self.reading is not None:
                read = self.read(texts, rows, topics)
                both = self._with_encoder(ngrams[rows, topics], read, topics)
                about[rows, topics] = self._about(both)
                if self.reading.side is not None:
                    of_side = self.reading.side.scores(of_side, read)
            sides[rows, topics] = self._sides(of_side / self._temperatures("side")[topics])
        return np.concatenate([sides * about[..., None], 1 - about[..., None]], axis=2)

    def _with_encoder(self, ngrams: FloatArray, read: FloatArray, topics: Index) -> FloatArray:
        both = ngrams.copy()
        for topic in np.unique(topics):
            new = self.as_new(int(topic))
            blend = new.blend if new else getattr(self.reading, "relevance", None)
            if blend is not None:
                both[topics == topic] = blend.scores(ngrams[topics == topic], read[topics == topic])
        return both

    def _about(self, scores: FloatArray) -> FloatArray:
        classes = self.relevance.classes
        if classes == (ABOUT,):
            return np.ones(scores.shape[:-1], np.float32)
        about: FloatArray = softmax(scores)[..., classes.index(ABOUT)]
        return about

    def _sides(self, scores: FloatArray) -> FloatArray:
        # A side that was never seen in training has probability 0.
        sides = np.zeros((len(scores), len(SIDES)), np.float32)
        sides[:, [SIDES.index(side) for side in self.side.classes]] = softmax(scores)
        return sides

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
