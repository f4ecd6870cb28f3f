"""Features of many sentences toward many topics: what is shared is computed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.columns import SentenceColumns
from stance.features.context import context_features, context_names
from stance.features.mentions import Mention, MentionFinder
from stance.features.sentence import (
    Feature,
    mark_features,
    part_features,
    word_features,
)
from stance.features.tokens import Tokens, tokenize
from stance.features.vocabulary import FloatArray, Vocabulary, product
from stance.topics import Topics

FAMILIES = {"words": word_features, "parts": part_features, "marks": mark_features}
"""The families of features that a sentence has in itself, in the order of their columns."""

CONTEXT = "context"
"""The family of features that a sentence has only seen from a mention of a topic."""

FAMILY_WEIGHTS = {"words": 1.0, "parts": 0.5, "marks": 0.3, CONTEXT: 0.5}
"""How long the row of each family is. Picked after trying a few values by cross-validation on the
training split of the bundled corpus, where the scores hardly differed."""

LINKS = ("phrase", "phrases", "late", "coverage", "likeness")
"""What ties a sentence to a topic, whatever the topic is: see `Extractor.links`."""

_MOST_PHRASES = 3


@dataclass(frozen=True, slots=True)
class Sentences:
    """A batch of sentences with all that no topic changes.

    Attributes
    ----------
    tokens : list of Tokens
        One for each sentence.
    mentions : list of dict of int to Mention
        By position of the topic.
    features : csr_array of shape (n_sentences, n_columns)
        The families of `FAMILIES` side by side.
    """

    tokens: list[Tokens]
    mentions: list[dict[int, Mention]]
    features: sp.csr_array

    def __len__(self) -> int:
        return len(self.tokens)


class Extractor:
    """Turn sentences and topics into numbers.

    Parameters
    ----------
    topics : Topics
        The topics that sentences are seen from.
    vocabularies : mapping of str to Vocabulary
        One for each family, `CONTEXT` included.

    Examples
    --------
    >>> extractor = Extractor.fit(Topics(["truce"]), ["A truce now!", "No truce."], min_count=1)
    >>> batch = extractor.read(["A truce?"])
    >>> dict(zip(LINKS, extractor.links(batch)[0, 0].tolist()))["phrase"]
    1.0
    """

    def __init__(self, topics: Topics, vocabularies: Mapping[str, Vocabulary]) -> None:
        self.topics = topics
        self.vocabularies = dict(vocabularies)
        self._finder = MentionFinder(topics)
        self._profiles = self._read_profiles()
        own = {family: self.vocabularies[family] for family in FAMILIES}
        self._columns = SentenceColumns(own, FAMILY_WEIGHTS)

    def __reduce__(self) -> tuple[Any, ...]:
        return Extractor, (self.topics, self.vocabularies)

    @classmethod
    def fit(cls, topics: Topics, texts: Sequence[str], min_count: int = 2) -> Extractor:
        """Learn the vocabularies from sentences.

        Parameters
        ----------
        topics : Topics
            The topics that the sentences are seen from.
        texts : sequence of str
            Distinct sentences.
        min_count : int, default=2
            Features of fewer sentences are left out.

        Returns
        -------
        Extractor
        """
        finder = MentionFinder(topics)
        tokens = [tokenize(text) for text in texts]
        vocabularies = {
            family: Vocabulary.fit((_names(features(t)) for t in tokens), min_count)
            for family, features in FAMILIES.items()
        }
        contexts = (
            _names(context_features(t, mention.spans))
            for t in tokens
            for mention in finder.find(t).values()
            if mention.spans
        )
        vocabularies[CONTEXT] = Vocabulary.fit(contexts, min_count)
        return cls(topics, vocabularies)

    def with_topics(self, topics: Topics) -> Extractor:
        """Return the same vocabularies with other topics.

        Parameters
        ----------
        topics : Topics
            The topics that sentences are to be seen from.

        Returns
        -------
        Extractor
        """
        other = Extractor(topics, self.vocabularies)
        # They know no topics, and what they look words up in takes longer to make than a sentence.
        other._columns = self._columns
        return other

    @property
    def n_words(self) -> int:
        """How many of the leading columns are words and word pairs."""
        return len(self.vocabularies["words"])

    @property
    def n_parts(self) -> int:
        """How many columns after those are parts of words."""
        return len(self.vocabularies["parts"])

    def read(self, texts: Iterable[str]) -> Sentences:
        """Compute all that does not depend on the topic.

        Parameters
        ----------
        texts : iterable of str
            Sentences.

        Returns
        -------
        Sentences
        """
        tokens = [tokenize(text) for text in texts]
        mentions = [self._finder.find(t) for t in tokens]
        return Sentences(tokens, mentions, self._columns.matrix(tokens))

    def links(self, sentences: Sentences) -> FloatArray:
        """Return what ties each sentence to each topic.

        Parameters
        ----------
        sentences : Sentences
            A batch.

        Returns
        -------
        ndarray of shape (n_sentences, n_topics, len(LINKS)), float32
            Whether a phrase of the topic occurs, how many (as a share of 3), how late in the
            sentence the first stands, the largest share of a phrase's content words that occurs
            in any order, and the cosine between the sentence and the topic's own words.
        """
        links = np.zeros((len(sentences), len(self.topics), len(LINKS)), dtype=np.float32)
        for row, mentions in enumerate(sentences.mentions):
            n_tokens = len(sentences.tokens[row].stems)
            for topic, mention in mentions.items():
                found = min(len(mention.spans), _MOST_PHRASES)
                late = mention.spans[0][0] / n_tokens if found else 0.0
                links[row, topic, :4] = found > 0, found / _MOST_PHRASES, late, mention.coverage
        links[:, :, 4] = product(sentences.features, self._profiles)
        return links

    def contexts(
        self, sentences: Sentences, rows: npt.ArrayLike, topics: npt.ArrayLike
    ) -> sp.csr_array:
        """Return the features of sentences seen from a mention of a topic.

        Parameters
        ----------
        sentences : Sentences
            A batch.
        rows, topics : array-like of int, shape (n_pairs,)
            Positions of the sentence and of the topic of each pair.

        Returns
        -------
        csr_array of shape (n_pairs, n_context_columns)
            Empty rows where the sentence does not name the topic.
        """
        pairs = zip(np.asarray(rows).tolist(), np.asarray(topics).tolist(), strict=True)
        vocabulary = self.vocabularies[CONTEXT]
        found: list[Sequence[int]] = []
        for row, topic in pairs:
            mention = sentences.mentions[row].get(topic)
            named = mention and mention.spans
            names = context_names(sentences.tokens[row], named) if named else ()
            found.append(vocabulary.columns(names) if names else ())
        matrix = vocabulary.weigh(found)
        matrix.data *= np.float32(FAMILY_WEIGHTS[CONTEXT])
        return matrix

    def located(self, sentences: Sentences, row: int, topic: int) -> dict[str, list[Feature]]:
        """Return the features of one pair with the tokens that they stand on, by family.

        Parameters
        ----------
        sentences : Sentences
            A batch.
        row, topic : int
            Positions of the sentence and of the topic.

        Returns
        -------
        dict of str to list of Feature
        """
        tokens = sentences.tokens[row]
        located = {family: list(features(tokens)) for family, features in FAMILIES.items()}
        located[CONTEXT] = list(self._context(sentences, row, topic))
        return located

    def _context(self, sentences: Sentences, row: int, topic: int) -> Iterable[Feature]:
        mention = sentences.mentions[row].get(topic)
        return context_features(sentences.tokens[row], mention.spans) if mention else ()

    def _read_profiles(self) -> FloatArray:
        said = (f"{' '.join(topic.phrases)} {topic.description}" for topic in self.topics)
        tokens = (tokenize(text) for text in said)
        stems = ([f"word:{stem}" for stem in t.stems] for t in tokens)
        profiles: FloatArray = self.vocabularies["words"].transform(stems).T.toarray()
        return profiles


def _names(features: Iterable[Feature]) -> Iterable[str]:
    return (name for name, _, _ in features)


def topic_blocks(
    features: sp.csr_array, topics: npt.NDArray[np.intp], n_topics: int
) -> sp.csr_array:
    """Return the features once more for each topic, filled only in the row's own block.

    This is the augmentation of Daumé III ("Frustratingly Easy Domain Adaptation", ACL 2007,
    section 3) with the topic as the domain.

    Parameters
    ----------
    features : csr_array of shape (n_rows, n_columns)
        Features of each row.
    topics : ndarray of int, shape (n_rows,)
        The topic of each row.
    n_topics : int
        How many topics there are.

    Returns
    -------
    csr_array of shape (n_rows, n_topics * n_columns)

    Examples
    --------
    >>> blocks = topic_blocks(sp.csr_array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0]), 2)
    >>> blocks.toarray().tolist()
    [[0.0, 0.0, 1.0, 2.0], [3.0, 4.0, 0.0, 0.0]]
    """
    n_rows, n_columns = features.shape
    shift = np.repeat(topics * n_columns, np.diff(features.indptr))
    indices: Any = features.indices + shift
    shape = (n_rows, n_topics * n_columns)
    return sp.csr_array((features.data, indices, features.indptr), shape=shape)
