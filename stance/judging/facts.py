"""What was judged, on what, when and how; and whether training and judged data overlap."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from stance._version import __version__
from stance.examples import near_duplicates
from stance.judging.intervals import LEVEL
from stance.judging.tallies import N_BINS
from stance.stances import STANCES

# Texts held against each other for near-duplicates; more would take over half a minute.
_MOST_PAIRS = 50_000_000


def facts_of(
    model: object,
    *,
    examples: pd.DataFrame,
    scored: pd.DataFrame,
    train: pd.DataFrame | None,
    draws: Mapping[str, int],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what a reader needs to know of an evaluation besides its numbers.

    Parameters
    ----------
    model : object
        What was judged; its ``metadata`` is taken over.
    examples, scored, train : DataFrame
        The data as given, the rows of it that are scored, and what the model learned from.
    draws : mapping
        The settings of the intervals.
    about : mapping
        Further facts about the data.

    Returns
    -------
    dict
        As JSON can hold it: ``created, data, train, leakage, model, settings, versions``.
    """
    counts = scored["stance"].value_counts()
    splits = scored["split"].value_counts() if "split" in scored else pd.Series(dtype=int)
    return {
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "data": {
            "rows": len(scored),
            "sentences": int(scored["text"].nunique()),
            "documents": int(scored["doc"].astype(str).nunique()),
            "topics": [str(topic) for topic in dict.fromkeys(scored["topic"])],
            "stances": {stance: int(counts.get(stance, 0)) for stance in STANCES},
            "mixed_left_out": len(examples) - len(scored),
            "splits": {str(name): int(n) for name, n in splits.items()},
            **plain(about),
        },
        "train": None
        if train is None
        else {"rows": len(train), "documents": int(train["doc"].nunique())},
        "leakage": None if train is None else _leakage(train, scored),
        "model": plain(getattr(model, "metadata", {})),
        "settings": {**plain(draws), "level": LEVEL, "n_bins": N_BINS},
        "versions": {
            "sentence-stance": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy")},
        },
    }


def _leakage(train: pd.DataFrame, scored: pd.DataFrame) -> dict[str, int | None]:
    folded = [
        set(frame["text"].str.casefold().str.split().str.join(" ")) for frame in (train, scored)
    ]
    documents = [set(frame["doc"].astype(str)) for frame in (train, scored)]
    return {
        "shared_documents": len(documents[0] & documents[1]),
        "shared_texts": len(folded[0] & folded[1]),
        "near_duplicates": _near_duplicates(*(sorted(texts) for texts in folded)),
    }


def _near_duplicates(known: list[str], judged: list[str]) -> int | None:
    """Return how many judged texts are nearly ones of training, or None where that takes long."""
    new = sorted(set(judged) - set(known))
    if len(known) * len(new) > _MOST_PAIRS:
        return None
    return int(near_duplicates(known, new)["second"].nunique())


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Parameters
    ----------
    value : object
        Whatever a model says of itself.

    Returns
    -------
    dict, list, str, float, int, bool or None
        What is none of these becomes text.

    Examples
    --------
    >>> plain({"seed": np.int64(3), "classes": ("a", "b"), 1: float("nan")})
    {'seed': 3, 'classes': ['a', 'b'], '1': None}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)
