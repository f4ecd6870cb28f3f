"""Features of many sentences toward many topics: what is shared is computed once."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.context import context_features
from stance.features.known import KnownNames
from stance.features.lexicon import Lexicons, Numbered
from stance.features.mentions import MentionFinder
from stance.features.phrases import Mentions, PhraseTable
from stance.features.sentence import Feature, mark_features, part_features, word_features
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

FEW_TOPICS = 128
"""Up to so many topics, tables of all words and topics are quick and small. Above, a topic also
has too few labels to learn parts of words of its own from."""

_MOST_PHRASES = 3


@dataclass(frozen=True, slots=True)
class Sentences:
    """A batch of sentences with all that no topic changes.

    Attributes
    ----------
    texts : list of str
        The sentences.
    numbered : Numbered
        Their tokens as numbers.
    mentions : Mentions
        Where they name the topics.
    features : csr_array of shape (n_sentences, n_columns)
        The families of `FAMILIES` side by side.
    """

    texts: list[str]
    numbered: Numbered
    mentions: Mentions
    features: sp.csr_array

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def tokens(self) -> list[Tokens]:
        """The sentences cut into words and marks, anew each time."""
        return [tokenize(text) for text in self.texts]


class Extractor:
    """Turn sentences and topics into numbers.

    Parameters
    ----------
    topics : Topics
        The topics that sentences are seen from.
    vocabularies : mapping of str to Vocabulary
        One for each family, `CONTEXT` included.
    known : KnownNames or None, default=None
        What an extractor with these vocabularies has made of their names.

    Examples
    --------
    >>> extractor = Extractor.fit(Topics(["truce"]), ["A truce now!", "No truce."], min_count=1)
    >>> batch = extractor.read(["A truce?"])
    >>> dict(zip(LINKS, extractor.links(batch)[0, 0].tolist()))["phrase"]
    1.0
    """

    def __init__(
        self, topics: Topics, vocabularies: Mapping[str, Vocabulary],
        known: KnownNames | None = None,
    ) -> None:  # fmt: skip
        self.topics = topics
        self.vocabularies = dict(vocabularies)
        self._finder = MentionFinder(topics)
        self._profiles = self._read_profiles()
        own = {family: self.vocabularies[family] for family in FAMILIES}
        self._known = known or KnownNames(own, FAMILY_WEIGHTS, self.vocabularies[CONTEXT])

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
        return Extractor(topics, self.vocabularies, self._known)

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
        listed = list(texts)
        numbered = self._lexicons.read(listed)
        mentions, features = self._phrases.find(numbered), self._known.sentence.matrix(numbered)
        return Sentences(listed, numbered, mentions, features)

    @cached_property
    def _lexicons(self) -> Lexicons:
        return Lexicons(self._stems, self._known.sentence.of_token)

    @cached_property
    def _stems(self) -> Mapping[str, int]:
        """Numbers of the stems in names, and of those that only phrases of topics hold."""
        known, others = self._known.stems, dict[str, int]()
        for phrase in self._finder.phrases:
            for stem in phrase.stems:
                if stem not in known:
                    others.setdefault(stem, len(known) + len(others) + 1)
        return ChainMap(others, known)

    @cached_property
    def _phrases(self) -> PhraseTable:
        return PhraseTable(self._finder.phrases, len(self.topics), self._stems)

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
        mentions, numbered = sentences.mentions, sentences.numbered
        pairs, starts, sizes = mentions.counts()
        row, topic = np.divmod(pairs, len(self.topics))
        links[row, topic, 0] = 1
        links[row, topic, 1] = np.minimum(sizes, _MOST_PHRASES) / _MOST_PHRASES
        links[row, topic, 2] = (mentions.first[starts] - numbered.starts[row]) / numbered.sizes[row]
        links[:, :, 3] = mentions.coverage
        links[:, :, 4] = self._likeness(sentences.features)
        return links

    def _likeness(self, features: sp.csr_array) -> FloatArray:
        if not sp.issparse(self._profiles):
            return product(features, self._profiles)
        likeness: FloatArray = (features[:, : self._profiles.shape[0]] @ self._profiles).toarray()
        return likeness

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
        pairs = np.asarray(rows, np.intp), np.asarray(topics, np.intp)
        matrix = self._known.context.matrix(sentences.numbered, sentences.mentions, *pairs)
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
        tokens = tokenize(sentences.texts[row])
        located = {family: list(features(tokens)) for family, features in FAMILIES.items()}
        mention = self._finder.find(tokens).get(topic)
        located[CONTEXT] = list(context_features(tokens, mention.spans)) if mention else []
        return located

    def _read_profiles(self) -> FloatArray | sp.csr_array:
        said = (f"{' '.join(topic.phrases)} {topic.description}" for topic in self.topics)
        tokens = (tokenize(text) for text in said)
        stems = ([f"word:{stem}" for stem in t.stems] for t in tokens)
        profiles = self.vocabularies["words"].transform(stems).T
        return profiles.tocsr() if len(self.topics) > FEW_TOPICS else profiles.toarray()


def _names(features: Iterable[Feature]) -> Iterable[str]:
    return (name for name, _, _ in features)
