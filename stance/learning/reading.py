"""Sentences read so many at a time that what is held for all topics of each stays small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from stance.features.extraction import LINKS, Extractor, Sentences
from stance.features.vocabulary import FloatArray
from stance.learning.own import Index

# Sentences times topics that are read at once; each takes some fifty bytes.
_CELLS = 1_000_000


def at_once(n_topics: int, most: int) -> int:
    """Return how many sentences are read at once.

    Parameters
    ----------
    n_topics : int
        How many topics each is read for.
    most : int
        Not more than these.

    Returns
    -------
    int

    Examples
    --------
    >>> at_once(8, 1024), at_once(10_000, 1024)
    (1024, 100)
    """
    return min(most, max(1, _CELLS // max(n_topics, 1)))


def _batches(
    extractor: Extractor, texts: Sequence[str], rows: Index
) -> Iterator[tuple[Sentences, Index, Index]]:
    """Yield some of the sentences, which pairs are theirs, and where each pair's sentence is."""
    size = at_once(len(extractor.topics), len(texts))
    for start in range(0, len(texts), size):
        pairs = np.flatnonzero((rows >= start) & (rows < start + size))
        yield extractor.read(texts[start : start + size]), pairs, rows[pairs] - start


def read_linked(
    extractor: Extractor, texts: Sequence[str], rows: Index, topics: Index
) -> tuple[sp.csr_array, FloatArray]:
    """Return the features of sentences, and the links of pairs.

    Parameters
    ----------
    extractor : Extractor
        What reads.
    texts : sequence of str
        Sentences, at least one.
    rows, topics : ndarray of int, shape (n_pairs,)
        Positions of each pair's sentence and topic.

    Returns
    -------
    features : csr_array of shape (n_texts, n_columns)
    links : ndarray of shape (n_pairs, len(LINKS))
    """
    features, links = [], np.zeros((len(rows), len(LINKS)), np.float32)
    for batch, pairs, place in _batches(extractor, texts, rows):
        features.append(batch.features)
        links[pairs] = extractor.links(batch)[place, topics[pairs]]
    return _stacked(features), links


def read_contexts(
    extractor: Extractor, texts: Sequence[str], rows: Index, topics: Index
) -> tuple[sp.csr_array, sp.csr_array]:
    """Return the features of sentences, and those of pairs seen from a mention of the topic.

    Parameters
    ----------
    extractor, texts, rows, topics
        As in `read_linked`.

    Returns
    -------
    features : csr_array of shape (n_texts, n_columns)
    contexts : csr_array of shape (n_pairs, n_context_columns)
    """
    features, contexts, order = [], [], []
    for batch, pairs, place in _batches(extractor, texts, rows):
        features.append(batch.features)
        contexts.append(extractor.contexts(batch, place, topics[pairs]))
        order.append(pairs)
    if len(order) == 1:
        return features[0], contexts[0]
    return _stacked(features), _stacked(contexts)[np.argsort(np.concatenate(order))]


def _stacked(blocks: list[sp.csr_array]) -> sp.csr_array:
    return blocks[0] if len(blocks) == 1 else sp.vstack(blocks, format="csr")
