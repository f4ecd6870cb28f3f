"""Where a sentence names a topic, for all topics in one pass over its words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from stance.features.tokens import Tokens, tokenize
from stance.topics import Topics

# Words too common to say anything about a topic when only a part of its phrase occurs.
_FUNCTION_WORDS = frozenset(
    "a an and as at by for from in into it its of on or the to toward towards with that "
    "this".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """How a sentence names one topic.

    Attributes
    ----------
    spans : list of tuple of int
        First and last token of each place where a whole phrase of the topic occurs.
    coverage : float
        The largest share of the content words of one of the topic's phrases, 0 to 1, that
        occurs in the sentence in any order.
    """

    spans: list[tuple[int, int]]
    coverage: float


class Phrase(NamedTuple):
    """One name or alias of a topic.

    Attributes
    ----------
    topic : int
        The position of the topic.
    stems : tuple of str
        The stems of its words, in order.
    content : frozenset of str
        Those that are not too common to say anything by themselves.
    """

    topic: int
    stems: tuple[str, ...]
    content: frozenset[str]


class MentionFinder:
    """Find the phrases of many topics in tokenized sentences.

    The cost grows with the words of the sentence and with what is found, not with the number
    of topics: phrases are looked up by their words.

    Parameters
    ----------
    topics : Topics
        The topics; their names and aliases are the phrases. Case and word endings do not count.

    Attributes
    ----------
    phrases : list of Phrase
        Of all topics.

    Examples
    --------
    >>> from stance.topics import Topic, Topics
    >>> finder = MentionFinder(Topics([Topic("ceasefire", aliases=["halt to the fighting"])]))
    >>> finder.find(tokenize("Both ceasefires failed."))
    {0: Mention(spans=[(1, 1)], coverage=1.0)}
    >>> finder.find(tokenize("The fighting goes on."))[0].coverage
    0.5
    """

    def __init__(self, topics: Topics) -> None:
        self.phrases: list[Phrase] = []
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for index, topic in enumerate(topics):
            for phrase in topic.phrases:
                self._add_phrase(index, phrase)
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def _add_phrase(self, topic: int, phrase: str) -> None:
        tokens = tokenize(phrase)
        stems = tuple(s for s, word in zip(tokens.stems, tokens.is_word, strict=True) if word)
        if not stems:
            return
        self._by_first[stems[0]].append((stems, topic))
        content = set(stems) - _FUNCTION_WORDS or set(stems)
        for stem in content:
            self._by_word[stem].append(len(self.phrases))
        self.phrases.append(Phrase(topic, stems, frozenset(content)))

    def find(self, tokens: Tokens) -> dict[int, Mention]:
        """Return the mentions of each topic of which at least one content word occurs.

        Parameters
        ----------
        tokens : Tokens
            One sentence.

        Returns
        -------
        dict of int to Mention
            By position of the topic in the collection.
        """
        stems = set(tokens.stems)
        coverage = self._coverage(stems)
        named = coverage and not self._by_first.keys().isdisjoint(stems)
        spans = self._spans(tokens) if named else {}
        return {topic: Mention(spans.get(topic, []), share) for topic, share in coverage.items()}

    def _coverage(self, stems: set[str]) -> dict[int, float]:
        hits: dict[int, int] = {}
        for stem in stems & self._by_word.keys():
            for phrase in self._by_word[stem]:
                hits[phrase] = hits.get(phrase, 0) + 1
        coverage: dict[int, float] = {}
        for phrase, n_hits in hits.items():
            topic, _, content = self.phrases[phrase]
            share = n_hits / len(content)
            if share > coverage.get(topic, 0.0):
                coverage[topic] = share
        return coverage

    def _spans(self, tokens: Tokens) -> dict[int, list[tuple[int, int]]]:
        places = [i for i, is_word in enumerate(tokens.is_word) if is_word]
        stems = [tokens.stems[i] for i in places]
        spans: dict[int, list[tuple[int, int]]] = {}
        for at in [i for i, stem in enumerate(stems) if stem in self._by_first]:
            for phrase, topic in self._by_first[stems[at]]:
                last = at + len(phrase) - 1
                if last >= len(stems) or tuple(stems[at : last + 1]) != phrase:
                    continue
                # Longest phrase first, and no overlaps: "peace talks" hides "talks".
                found = spans.setdefault(topic, [])
                if not found or places[at] > found[-1][1]:
                    found.append((places[at], places[last]))
        return spans
