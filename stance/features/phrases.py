"""Where many sentences name the topics, by the numbers of their stems.

`stance.features.mentions` says what a mention is; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.features.lexicon import Column, Numbered
from stance.features.mentions import Phrase
from stance.features.ragged import Places, distinct, places_of, run_sizes, run_starts
from stance.features.vocabulary import FloatArray


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of all topics in a batch of sentences.

    Attributes
    ----------
    coverage : ndarray of shape (n_sentences, n_topics), float32
        As in `stance.features.mentions.Mention`; 0 where no content word of the topic occurs.
    pair : ndarray of int, shape (n_spans,)
        Sentence and topic of each span: ``sentence * n_topics + topic``, ascending.
    first, last : ndarray of int, shape (n_spans,)
        Its first and last token, as places in the batch, ascending for each pair.
    """

    coverage: FloatArray
    pair: Places
    first: Places
    last: Places

    def counts(self) -> tuple[Places, Places, Places]:
        """Return the pairs that have spans, where their spans begin, and how many they are.

        Returns
        -------
        pairs, starts, sizes : ndarray of int, shape (n_named_pairs,)
        """
        starts = run_starts(self.pair)
        return self.pair[starts], starts, run_sizes(starts, len(self.pair))


class PhraseTable:
    """The phrases of topics, to be found in many sentences at once.

    Parameters
    ----------
    phrases : sequence of Phrase
        The phrases.
    n_topics : int
        How many topics there are.
    stems : mapping of str to int
        The number of each stem of a phrase, from 1.

    Examples
    --------
    >>> from stance.features.lexicon import Lexicon
    >>> stems = {"peac": 1, "talk": 2}
    >>> phrase = Phrase(0, ("peac", "talk"), frozenset(stems))
    >>> table = PhraseTable([phrase], n_topics=1, stems=stems)
    >>> found = table.find(Lexicon(stems, lambda *_: []).read(["No peace.", "On peace talks"]))
    >>> found.coverage.tolist(), found.pair.tolist(), found.first.tolist(), found.last.tolist()
    ([[0.5], [1.0]], [1], [4], [5])
    """

    def __init__(self, phrases: Sequence[Phrase], n_topics: int, stems: Mapping[str, int]) -> None:
        # The longest first: "peace talks" hides "talks".
        ordered = sorted(phrases, key=lambda phrase: -len(phrase.stems))
        self._n_topics = n_topics
        self._topics = np.array([phrase.topic for phrase in ordered], np.intp)
        self._lengths = np.array([len(phrase.stems) for phrase in ordered], np.intp)
        self._n_content = np.array([len(phrase.content) for phrase in ordered], np.intp)
        self._stems = np.zeros((len(ordered), self._lengths.max(initial=0)), np.int32)
        for i, phrase in enumerate(ordered):
            self._stems[i, : len(phrase.stems)] = [stems[stem] for stem in phrase.stems]
        n_stems = len(stems) + 1
        first = ([stems[phrase.stems[0]]] for phrase in ordered)
        content = ([stems[stem] for stem in phrase.content] for phrase in ordered)
        self._by_first, self._by_content = _Index(first, n_stems), _Index(content, n_stems)

    def find(self, batch: Numbered) -> Mentions:
        """Return the mentions of each topic in each sentence.

        Parameters
        ----------
        batch : Numbered
            Sentences, of a lexicon with these numbers of stems.

        Returns
        -------
        Mentions
        """
        return Mentions(self._coverage(batch), *self._spans(batch))

    def _coverage(self, batch: Numbered) -> FloatArray:
        coverage = np.zeros((len(batch), self._n_topics))
        some = self._by_content.sizes[batch.stem].nonzero()[0]
        if len(some):
            n_stems, n_phrases = len(self._by_content.sizes), len(self._topics)
            # Each stem counts once in a sentence.
            row, stem = np.divmod(
                distinct(batch.row[some] * n_stems + batch.stem[some])[0], n_stems
            )
            place, phrase = self._by_content.of(stem)
            key, hits = distinct(row[place] * n_phrases + phrase)
            row, phrase = np.divmod(key, n_phrases)
            np.maximum.at(coverage, (row, self._topics[phrase]), hits / self._n_content[phrase])
        return coverage.astype(np.float32)

    def _spans(self, batch: Numbered) -> tuple[Places, Places, Places]:
        word = batch.is_word.nonzero()[0]
        stem, row = batch.stem[word], batch.row[word]
        begins = self._by_first.sizes[stem].nonzero()[0]
        if not len(begins):
            return begins, begins, begins
        place, phrase = self._by_first.of(stem[begins])
        at = begins[place]
        last = at + self._lengths[phrase] - 1
        inside = last < len(word)
        at, last, phrase = at[inside], last[inside], phrase[inside]
        same = row[at] == row[last]
        for step in range(1, self._stems.shape[1]):
            wanted, longer = self._stems[phrase, step], self._lengths[phrase] > step
            same &= ~longer | (stem[np.minimum(at + step, len(word) - 1)] == wanted)
        at, last, phrase = at[same], last[same], phrase[same]
        pair = row[at] * self._n_topics + self._topics[phrase]
        order = np.argsort(pair, kind="stable")
        found = pair[order], word[at[order]], word[last[order]]
        kept = _apart(*found)
        pair, first, last = (array[kept] for array in found)
        return pair, first, last


def _apart(pair: Places, first: Places, last: Places) -> npt.NDArray[np.bool_]:
    """Return which spans are kept, so that those of one pair do not overlap: the first is."""
    kept = np.ones(len(pair), np.bool_)
    if ((pair[1:] == pair[:-1]) & (first[1:] <= last[:-1])).any():
        ends: dict[int, int] = {}
        spans = zip(pair.tolist(), first.tolist(), last.tolist(), strict=True)
        for i, (of, start, end) in enumerate(spans):
            kept[i] = start > ends.get(of, -1)
            if kept[i]:
                ends[of] = end
    return kept


class _Index:
    """The phrases of each stem, in order."""

    def __init__(self, stems: Iterable[Sequence[int]], n_stems: int) -> None:
        listed = [(stem, i) for i, each in enumerate(stems) for stem in each]
        of, phrases = np.array(listed, np.intp).reshape(-1, 2).T
        self._phrases: Column = phrases[np.argsort(of, kind="stable")].astype(np.int32)
        self.sizes = np.bincount(of, minlength=n_stems)
        self._starts = self.sizes.cumsum() - self.sizes

    def of(self, stem: npt.NDArray[np.integer]) -> tuple[Places, Places]:
        """Return each phrase of each stem, and which of the stems it is of."""
        sizes = self.sizes[stem]
        places = np.arange(len(stem)).repeat(sizes)
        return places, self._phrases[places_of(self._starts[stem], sizes)].astype(np.intp)
