"""Sentence-level stance classification: who is for and who is against what."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from stance._version import __version__

if TYPE_CHECKING:
    from stance.topics import Topic, Topics, read_topics

# Importing the package loads nothing heavy: each name is imported when it is first asked for.
_HOME = {
    "Topic": "stance.topics",
    "Topics": "stance.topics",
    "read_topics": "stance.topics",
}

__all__ = ["Topic", "Topics", "__version__", "read_topics"]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    msg = f"module 'stance' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
