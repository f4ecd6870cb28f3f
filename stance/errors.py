"""The errors that this package raises: one line each, for people.

A message says what is wrong, where, and what to do. The command line prints it as it is and
never shows a traceback for one of these.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LONGEST = 200


class StanceError(Exception):
    """What every error of this package is; catch it to catch them all.

    Parameters
    ----------
    message : str
        What is wrong. Line breaks in it become blanks, and signs that do not print, which a
        file or a path may hold, are replaced.
    """

    def __init__(self, message: str) -> None:
        super().__init__(_on_one_line(message))


class DataError(StanceError, ValueError):
    """Labelled data or texts that cannot be used as they are.

    Attributes
    ----------
    problems : pandas.DataFrame or None
        One row per thing found wrong (``file, row, column, value, problem``), where the error
        comes from reading labelled data.
    """

    def __init__(self, message: str, problems: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.problems = problems


class TopicError(StanceError, ValueError):
    """A topic that is not defined, or a topics file that cannot be read."""


class ModelError(StanceError):
    """A model folder that is missing, damaged, foreign, or from a newer version."""


class MissingExtraError(StanceError, ImportError):
    """A feature whose optional dependency is not installed."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known word, or an empty string.

    Parameters
    ----------
    word : str
        The word that was not found.
    known : iterable of str
        The words that would have been.

    Returns
    -------
    str
        A sentence that starts with a blank, ready to append to a message.

    Examples
    --------
    >>> did_you_mean("ceasfire", ["ceasefire", "sanctions"])
    " Did you mean 'ceasefire'?"
    >>> did_you_mean("tariffs", ["ceasefire"])
    ''
    """
    by_folded = {name.casefold(): name for name in known}
    nearest = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f" Did you mean {by_folded[nearest[0]]!r}?" if nearest else ""


def in_one_line(error: object) -> str:
    r"""Return what an error of another library says, fit for a message of this one.

    Parameters
    ----------
    error : object
        The error.

    Returns
    -------
    str
        One line of at most 200 characters without control characters: what a damaged file makes
        a library say may hold anything.

    Examples
    --------
    >>> in_one_line(ValueError("bad header\n\x1b[31mtoo long"))
    'bad header \ufffd[31mtoo long'
    """
    plain = _on_one_line(str(error)) or type(error).__name__
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _on_one_line(said: str) -> str:
    line = " ".join(said.split())
    return line if line.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in line)


def none_such(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that is not among those there are.

    Parameters
    ----------
    kind : str
        What is named.
    name : str
        The name that was not found.
    known : iterable of str
        The names that would have been.

    Returns
    -------
    str

    Examples
    --------
    >>> none_such("preset", "fats", ["fast", "balanced"])
    "no preset 'fats'. Did you mean 'fast'? There are: fast, balanced"
    """
    names = list(known)
    return f"no {kind} {name!r}.{did_you_mean(name, names)} There are: {', '.join(names)}"


def require(module: str, extra: str) -> ModuleType:
    """Import an optional dependency, or say which extra installs it.

    Parameters
    ----------
    module : str
        The module to import.
    extra : str
        The extra of this package that brings it.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingExtraError
        If the module is not installed.

    Examples
    --------
    >>> require("json", extra="html").__name__
    'json'
    """
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        msg = f"{name} is not installed: run  pip install 'sentence-stance[{extra}]'"
        raise MissingExtraError(msg) from error
