"""Sentences read so many at a time that what is held for all topics of each stays small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from stance.features.extraction import LINKS, Extractor, Sentences
from stance.features.vocabulary import FloatArray
from stance.learning.own import Index

# Sentences times topics that are read at once; each takes some fifty bytes.
_CELLS = 1_000_000

# Sentences of which n-grams are taken at once: what they take stays near the processor. An encoder
# may read the pairs of more together.
_BATCH, _BATCH_READ = 1024, 2048


def parts_of(n_texts: int, n_topics: int, *, encoded: bool) -> list[slice]:
    """Return the parts in which sentences are read.

    Parameters
    ----------
    n_texts : int
        How many sentences there are.
    n_topics : int
        How many topics each is read for.
    encoded : bool
        Whether an encoder reads them as well.

    Returns
    -------
    list of slice

    Examples
    --------
    >>> parts_of(150, 10_000, encoded=False)
    [slice(0, 100, None), slice(100, 200, None)]
    """
    return _slices(n_texts, n_topics, _BATCH_READ if encoded else _BATCH)


def _slices(n_texts: int, n_topics: int, most: int) -> list[slice]:
    size = min(most, max(1, _CELLS // max(n_topics, 1)))
    return [slice(at, at + size) for at in range(0, n_texts, size)]


def in_parts(rows: Index, parts: Sequence[slice]) -> Iterator[tuple[slice, Index]]:
    """Yield each part of the sentences, with the pairs whose sentence is in it.

    Parameters
    ----------
    rows : ndarray of int, shape (n_pairs,)
        The position of each pair's sentence.
    parts : sequence of slice
        As `parts_of` returns them.

    Yields
    ------
    part : slice
    pairs : ndarray of int
        Positions of pairs, ascending.

    Examples
    --------
    >>> [pairs.tolist() for _, pairs in in_parts(np.array([2, 0, 1]), [slice(0, 2), slice(2, 4)])]
    [[1, 2], [0]]
    """
    order = np.argsort(rows, kind="stable")
    ends = rows[order].searchsorted([part.stop for part in parts])
    for part, pairs in zip(parts, np.split(order, ends), strict=False):
        yield part, np.sort(pairs)


def _batches(
    extractor: Extractor, texts: Sequence[str], rows: Index
) -> Iterator[tuple[Sentences, Index, Index]]:
    """Yield some of the sentences, which pairs are theirs, and where each pair's sentence is."""
    for part, pairs in in_parts(rows, _slices(len(texts), len(extractor.topics), len(texts))):
        yield extractor.read(texts[part]), pairs, rows[pairs] - part.start


def read_pairs(
    extractor: Extractor,
    texts: Sequence[str],
    rows: Index,
    topics: Index,
    related: npt.NDArray[np.bool_],
) -> tuple[sp.csr_array, FloatArray, sp.csr_array]:
    """Return the features of sentences, the links of pairs, and the contexts of some of them.

    Parameters
    ----------
    extractor : Extractor
        What reads.
    texts : sequence of str
        Sentences, at least one.
    rows, topics : ndarray of int, shape (n_pairs,)
        Positions of each pair's sentence and topic.
    related : ndarray of bool, shape (n_pairs,)
        Which pairs are seen from a mention of the topic as well.

    Returns
    -------
    features : csr_array of shape (n_texts, n_columns)
    links : ndarray of shape (n_pairs, len(LINKS))
    contexts : csr_array of shape (n_related, n_context_columns)
    """
    features, contexts, order = [], [], []
    links = np.zeros((len(rows), len(LINKS)), np.float32)
    for batch, pairs, place in _batches(extractor, texts, rows):
        features.append(batch.features)
        links[pairs] = extractor.links(batch)[place, topics[pairs]]
        some = related[pairs]
        contexts.append(extractor.contexts(batch, place[some], topics[pairs[some]]))
        order.append(pairs[some])
    return _stacked(features), links, _in_order(contexts, order)


def read_contexts(
    extractor: Extractor, texts: Sequence[str], rows: Index, topics: Index
) -> tuple[sp.csr_array, sp.csr_array]:
    """Return the features of sentences, and those of pairs seen from a mention of the topic.

    Parameters
    ----------
    extractor, texts, rows, topics
        As in `read_pairs`.

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
    return _stacked(features), _in_order(contexts, order)


def _in_order(blocks: list[sp.csr_array], order: list[Index]) -> sp.csr_array:
    return blocks[0] if len(blocks) == 1 else _stacked(blocks)[np.argsort(np.concatenate(order))]


def _stacked(blocks: list[sp.csr_array]) -> sp.csr_array:
    return blocks[0] if len(blocks) == 1 else sp.vstack(blocks, format="csr")
