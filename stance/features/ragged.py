"""Rows of different lengths, side by side in one array."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.intp]


def places_of(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> Places:
    """Return where the items of some rows lie: each row from its start, one after the other.

    Parameters
    ----------
    starts, sizes : ndarray of int, shape (n_rows,)
        Where each row begins, and how many items it has.

    Returns
    -------
    ndarray of int, shape (n_items,)

    Examples
    --------
    >>> places_of(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ends = sizes.cumsum()
    n_items = int(ends[-1]) if len(ends) else 0
    places: Places = np.arange(n_items) + (starts - ends + sizes).repeat(sizes)
    return places


def distinct(keys: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Places]:
    """Return the distinct keys in order, and how often each occurs.

    Of few keys `numpy.unique` takes ten times as long.

    Parameters
    ----------
    keys : ndarray of int, shape (n_keys,)
        Keys in any order.

    Returns
    -------
    keys, counts : ndarray of int, shape (n_distinct,)

    Examples
    --------
    >>> [array.tolist() for array in distinct(np.array([5, 3, 5]))]
    [[3, 5], [1, 2]]
    """
    keys = np.sort(keys)
    starts = run_starts(keys)
    return keys[starts], run_sizes(starts, len(keys))


def run_starts(keys: npt.NDArray[Any]) -> Places:
    """Return where a key differs from the one before it, the first included.

    Parameters
    ----------
    keys : ndarray of int, shape (n_keys,)
        Equal ones side by side.

    Returns
    -------
    ndarray of int, shape (n_distinct,)
    """
    starts = np.ones(len(keys), np.bool_)
    starts[1:] = keys[1:] != keys[:-1]
    return starts.nonzero()[0]


def run_sizes(starts: Places, n_items: int) -> Places:
    """Return the sizes of runs that fill an array from their starts.

    Parameters
    ----------
    starts : ndarray of int, shape (n_runs,)
        Ascending from 0.
    n_items : int
        The length of the array.

    Returns
    -------
    ndarray of int, shape (n_runs,)
    """
    sizes = np.empty_like(starts)
    sizes[:-1] = starts[1:] - starts[:-1]
    sizes[-1:] = n_items - starts[-1:]
    return sizes


class Growing:
    """An array that grows at its end; what was read of it before stays as it is.

    Parameters
    ----------
    dtype : numpy type
        What it holds.

    Attributes
    ----------
    new : list of int
        What comes to the end when it is read next.

    Examples
    --------
    >>> array = Growing(np.int32)
    >>> array.new += [3, 4]
    >>> array.values().tolist()
    [3, 4]
    """

    def __init__(self, dtype: Any) -> None:
        self._room: npt.NDArray[Any] = np.empty(1024, dtype)
        self._size = 0
        self.new: list[int] = []

    def __len__(self) -> int:
        return self._size + len(self.new)

    def values(self) -> npt.NDArray[Any]:
        """Return all that is there now.

        Returns
        -------
        ndarray
        """
        if self.new:
            before, self._size = self._size, len(self)
            if self._size > len(self._room):
                larger = np.empty(2 * self._size, self._room.dtype)
                larger[:before] = self._room[:before]
                self._room = larger
            self._room[before : self._size] = self.new
            self.new.clear()
        return self._room[: self._size]


class GrowingRows:
    """Where rows of different lengths lie, of which more come to the end.

    Examples
    --------
    >>> rows = GrowingRows()
    >>> rows.add(2), rows.add(5)
    (0, 1)
    >>> [array.tolist() for array in rows.values()]
    [[0, 2], [2, 5]]
    """

    def __init__(self) -> None:
        self._starts, self._sizes, self._end = Growing(np.intp), Growing(np.intp), 0

    def add(self, size: int) -> int:
        """Add a row and return its number.

        Parameters
        ----------
        size : int
            How many items it has.

        Returns
        -------
        int
        """
        self._starts.new.append(self._end)
        self._sizes.new.append(size)
        self._end += size
        return len(self._sizes) - 1

    def values(self) -> tuple[Places, Places]:
        """Return starts and sizes of all rows.

        Returns
        -------
        starts, sizes : ndarray of int, shape (n_rows,)
        """
        return self._starts.values(), self._sizes.values()
