"""What was judged, on what, when and how."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from stance._version import __version__
from stance.judging.intervals import LEVEL
from stance.judging.tallies import N_BINS
from stance.stances import STANCES


def facts_of(
    model: object,
    *,
    scored: pd.DataFrame,
    train: pd.DataFrame | None,
    draws: Mapping[str, int],
    about: Mapping[str, Any],
    found: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what a reader needs to know of an evaluation besides its numbers.

    Parameters
    ----------
    model : object
        What was judged; its ``metadata`` is taken over.
    scored, train : DataFrame
        The rows that are scored, and what the model learned from.
    draws : mapping
        The settings of the intervals.
    about : mapping
        Further facts about the data.
    found : mapping
        Facts of the report's other parts: ``leakage, duplicates, drift, review``.

    Returns
    -------
    dict
        As JSON can hold it: ``created, data, train, model, settings, versions``, and what was
        found.
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
            "splits": {str(name): int(n) for name, n in splits.items()},
            **plain(about),
        },
        "train": None
        if train is None
        else {"rows": len(train), "documents": int(train["doc"].nunique())},
        **plain(found),
        "model": plain(getattr(model, "metadata", {})),
        "settings": {**plain(draws), "level": LEVEL, "n_bins": N_BINS},
        "versions": {
            "sentence-stance": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy")},
        },
    }


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
