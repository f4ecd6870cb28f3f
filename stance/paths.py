"""What a caller names as a path: one that a disk can have, or an error that says why not."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from stance.errors import StanceError, in_one_line


def as_path(given: Any, error: type[StanceError]) -> Path:
    r"""Return a path, whether or not something is there.

    Parameters
    ----------
    given : str or Path
        What the caller gave.
    error : type of StanceError
        What to raise.

    Returns
    -------
    Path

    Raises
    ------
    StanceError
        Of the kind asked for, if it is not a path, or one that no disk can have: too long, with a
        NUL, or with half a character.

    Examples
    --------
    >>> as_path("a.csv", StanceError).name
    'a.csv'
    >>> as_path("a\0b", StanceError)
    Traceback (most recent call last):
    stance.errors.StanceError: no path: 'a\x00b' (embedded null byte)
    """
    if not isinstance(given, str | Path):
        msg = f"a path was expected, got {type(given).__name__}"
        raise error(msg)
    path = Path(given)
    try:
        os.stat(path)  # noqa: PTH116 - pathlib takes these for paths where nothing is
    except ValueError as fault:
        said = "half a character" if isinstance(fault, UnicodeError) else str(fault)
        msg = f"no path: {in_one_line(repr(str(path)))} ({said})"
        raise error(msg) from fault
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:
            msg = f"no path: {in_one_line(repr(str(path)))} ({fault.strerror})"
            raise error(msg) from fault
    return path
