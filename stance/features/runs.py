"""Known runs of stems, found in many sentences at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.features.context import KEPT_MARKS
from stance.features.ragged import Places
from stance.features.sentence import QUOTES

Column = npt.NDArray[np.int32]


class Runs:
    """Columns of runs of two or more stems, by the numbers of the stems.

    A run is found step by step: each stem is looked up beside the number of what stands before.

    Parameters
    ----------
    columns : mapping of tuple of int to int
        The column of each run, by the numbers of its stems, none of which is 0; all runs are of
        one length.
    n_stems : int
        Numbers are less than this.

    Examples
    --------
    >>> runs = Runs({(1, 2): 7, (2, 2): 8}, n_stems=3)
    >>> places, columns = runs.find(np.array([1, 2, 2, 1, 0]), np.arange(4))
    >>> places.tolist(), columns.tolist()
    ([0, 1], [7, 8])
    """

    def __init__(self, columns: Mapping[tuple[int, ...], int], n_stems: int) -> None:
        self._n_stems = n_stems
        self._columns = np.array(list(columns.values()), np.int32)
        self._keys: list[npt.NDArray[np.int64]] = []
        if not columns:
            return
        before, *others = np.array(list(columns), np.int64).T
        self._begins, self._follows = np.zeros((2, n_stems), np.bool_)
        self._begins[before], self._follows[others[0]] = True, True
        for stems in others:
            keys, before = np.unique(before * n_stems + stems, return_inverse=True)
            self._keys.append(keys)
        self._columns = self._columns[np.argsort(before)]

    def find(self, stems: npt.NDArray[Any], at: Places) -> tuple[Places, Column]:
        """Return where known runs begin, and their columns.

        Parameters
        ----------
        stems : ndarray of int, shape (n_places,)
            The numbers of the stems of a text.
        at : ndarray of int, shape (n_asked,)
            Where runs may begin; each has its whole length in the text.

        Returns
        -------
        places, columns : ndarray of int, shape (n_found,)
        """
        if not self._keys:
            return at[:0], self._columns
        at = at[self._begins[stems[at]] & self._follows[stems[at + 1]]]
        before = stems[at].astype(np.int64)
        for step, keys in enumerate(self._keys, start=1):
            key = before * self._n_stems + stems[at + step]
            place = np.minimum(keys.searchsorted(key), len(keys) - 1)
            known = keys[place] == key
            at, before = at[known], place[known]
        return at, self._columns[before]


def runs_of(columns: Mapping[str, int], size: int, numbers: Mapping[str, int]) -> Runs:
    """Return the runs of one length among phrases.

    Parameters
    ----------
    columns : mapping of str to int
        The column of each phrase.
    size : int
        Stems of the runs wanted.
    numbers : mapping of str to int
        The numbers of the stems, from 1.

    Returns
    -------
    Runs
    """
    split = ((phrase.split(" "), column) for phrase, column in columns.items())
    runs = {tuple(numbers[s] for s in stems): c for stems, c in split if len(stems) == size}
    return Runs(runs, len(numbers) + 1)


def table(columns: Mapping[str, int], numbers: Mapping[str, int], n_stems: int) -> Column:
    """Return the column of each stem by its number; -1 where there is none.

    Parameters
    ----------
    columns : mapping of str to int
        By stem.
    numbers : mapping of str to int
        The numbers of the stems.
    n_stems : int
        Numbers are less than this.

    Returns
    -------
    ndarray of int32, shape (n_stems,)
    """
    found = np.full(n_stems, -1, np.int32)
    found[[numbers[stem] for stem in columns]] = list(columns.values())
    return found


def known_stems(stems: Column, n_stems: int) -> Column:
    """Return the numbers of stems, with 0 for those that only a topic's phrases know.

    Parameters
    ----------
    stems : ndarray of int
        Numbers of stems.
    n_stems : int
        Numbers of known ones are less than this.

    Returns
    -------
    ndarray of int
    """
    return np.where(stems < n_stems, stems, 0)


def by_kind(names: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the columns of names by what stands before the colon, then by what stands after.

    Parameters
    ----------
    names : iterable of str
        The names in the order of their columns.

    Returns
    -------
    dict of str to dict of str to int
        A kind that no name has is empty.

    Examples
    --------
    >>> by_kind(["word:truce", "not:truce", "word::"])["word"]
    {'truce': 0, ':': 2}
    """
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for column, name in enumerate(names):
        kind, _, what = name.partition(":")
        kinds[kind][what] = column
    return kinds


def stem_numbers(names: Iterable[str]) -> dict[str, int]:
    """Return numbers, from 1, of quotes, kept marks and all stems that are in some name.

    Parameters
    ----------
    names : iterable of str
        Names of features.

    Returns
    -------
    dict of str to int

    Examples
    --------
    >>> numbers = stem_numbers(["pair:no truce", "word:truce"])
    >>> numbers["truce"] - numbers["no"], "?" in numbers
    (1, True)
    """
    stems = (stem for name in names for stem in name.partition(":")[2].split(" "))
    known = dict.fromkeys([*sorted(QUOTES | KEPT_MARKS), *stems])
    return {stem: number for number, stem in enumerate(known, start=1)}
