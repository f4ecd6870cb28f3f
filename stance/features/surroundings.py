"""What stands around mentions, for many pairs of sentence and topic at once.

`stance.features.context` says what the features are; here they are found by the numbers of the
stems. A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from stance.features.context import KEPT_MARKS, MENTION, NEAR, PHRASE_SIZES, WINDOW
from stance.features.lexicon import Column, Flags, Numbered
from stance.features.phrases import Mentions
from stance.features.ragged import Places, places_of
from stance.features.runs import by_kind, known_stems, runs_of, table
from stance.features.vocabulary import Vocabulary

_NOT = "not "


class ContextColumns:
    """Turn mentions in numbered sentences into rows of the family ``context``.

    Parameters
    ----------
    vocabulary : Vocabulary
        Of the family.
    stems : mapping of str to int
        Numbers of the stems, as `stance.features.runs.stem_numbers` gives them for the names.
    """

    def __init__(self, vocabulary: Vocabulary, stems: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._n_stems = n_stems = len(stems) + 1
        self._mention = stems.get(MENTION, 0)
        self._kept_marks = np.zeros(n_stems, np.bool_)
        self._kept_marks[[stems[mark] for mark in KEPT_MARKS]] = True
        kinds = by_kind(vocabulary.names)
        self._negated_mention = kinds["near"].get(f"{_NOT}{MENTION}", -1)
        self._phrases = {size: runs_of(kinds["near"], size, stems) for size in PHRASE_SIZES}
        # By side, negation and stem; by side and stem.
        sides = "before", "after"
        self._beside = np.stack([
            [table(some, stems, n_stems) for some in _by_negation(kinds[side])] for side in sides
        ])  # fmt: skip
        self._near = np.stack([table(kinds[f"{side} near"], stems, n_stems) for side in sides])

    def matrix(
        self, batch: Numbered, mentions: Mentions, rows: Places, topics: Places
    ) -> sp.csr_array:
        """Return TF-IDF rows of length one; empty where the sentence does not name the topic.

        Parameters
        ----------
        batch : Numbered
            Sentences, of a lexicon with these stems.
        mentions : Mentions
            The mentions in them.
        rows, topics : ndarray of int, shape (n_pairs,)
            Positions of the sentence and of the topic of each pair.

        Returns
        -------
        csr_array of shape (n_pairs, n_names), float32
        """
        named, starts, sizes = mentions.counts()
        if not len(named):
            return sp.csr_array((len(rows), len(self._vocabulary)), dtype=np.float32)
        asked = rows * mentions.coverage.shape[1] + topics
        place = np.minimum(named.searchsorted(asked), len(named) - 1)
        has = (named[place] == asked).nonzero()[0]
        place = place[has]
        around = self._around(batch, mentions, rows[has], starts[place], sizes[place])
        pairs, columns = (np.concatenate(part) for part in zip(*self._found(around), strict=True))
        known = columns >= 0
        return self._vocabulary.weigh_found(has[pairs[known]], columns[known], len(rows))

    def _around(
        self, batch: Numbered, mentions: Mentions, rows: Places, starts: Places, sizes: Places
    ) -> _Around:
        """Return the sentence of each pair, each of its mentions as one place."""
        n_tokens = batch.sizes[rows]
        token = places_of(batch.starts[rows], n_tokens)
        pair = np.arange(len(rows)).repeat(n_tokens)
        stem = known_stems(batch.stem[token], self._n_stems)
        spans = places_of(starts, sizes)
        # From places in the batch to places here.
        moved = (n_tokens.cumsum() - n_tokens - batch.starts[rows]).repeat(sizes)
        first, last = mentions.first[spans] + moved, mentions.last[spans] + moved
        depth = np.zeros(len(token) + 1, np.int8)
        depth[first] += 1
        depth[last + 1] -= 1
        kept = (batch.is_word[token] | self._kept_marks[stem]) & (depth.cumsum()[:-1] == 0)
        is_mention = np.zeros(len(token), np.bool_)
        kept[first], is_mention[first] = True, True
        stem[first] = self._mention
        return _Around(pair[kept], stem[kept], batch.negated[token][kept], is_mention[kept])

    def _found(self, around: _Around) -> Iterator[tuple[Places, Column]]:
        """Yield pairs and their columns, -1 for one that is not known."""
        pair, stem, negated, is_mention = around
        at = is_mention.nonzero()[0]
        not_ = pair[at[negated[at]]]
        yield not_, np.full(len(not_), self._negated_mention, np.int32)
        distance, after = around.nearest()
        beside = ((distance <= WINDOW) & ~is_mention).nonzero()[0]
        side = after[beside].astype(np.intp)
        yield pair[beside], self._beside[side, negated[beside].astype(np.intp), stem[beside]]
        near = distance[beside] <= NEAR
        yield pair[beside[near]], self._near[side[near], stem[beside[near]]]
        for size, runs in self._phrases.items():
            begins = np.zeros(len(pair) + size, np.bool_)
            for back in range(size):
                begins[at - back] = True
            # Those before the beginning were counted from the end, behind the last place.
            places = begins[: max(len(pair) - size + 1, 0)].nonzero()[0]
            whole = places[pair[places] == pair[places + size - 1]]
            found, columns = runs.find(stem, whole)
            yield pair[found], columns


class _Around(NamedTuple):
    """The words and kept marks of some pairs, one pair after the other."""

    pair: Places
    stem: Column
    negated: Flags
    is_mention: Flags

    def nearest(self) -> tuple[Places, Flags]:
        """Return how far the nearest mention is, and whether it stands before the place."""
        n = len(self.pair)
        place, far = np.arange(n), n + WINDOW + 1
        before = np.maximum.accumulate(np.where(self.is_mention, place, -1))
        behind = np.minimum.accumulate(np.where(self.is_mention, place, n)[::-1])[::-1]
        # A mention of another pair is none.
        since = np.where(self.pair[before] == self.pair, place - before, far)
        since[before < 0] = far
        until = np.where(self.pair[np.minimum(behind, n - 1)] == self.pair, behind - place, far)
        until[behind == n] = far
        return np.minimum(since, until), since <= until


def _by_negation(columns: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return columns of stems as they stand, and of stems under a negation."""
    plain = {stem: column for stem, column in columns.items() if not stem.startswith(_NOT)}
    under = {w.removeprefix(_NOT): c for w, c in columns.items() if w.startswith(_NOT)}
    return plain, under
