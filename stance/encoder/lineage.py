"""What an encoder has learned from, through all the encoders that it was trained on from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.encoder.encoder import RECORD, load_encoder

BUNDLED = "bundled"
"""The base that stands for the encoder which comes with the package."""


def learned_sources(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of all data that an encoder has learned from before its corpus.

    Parameters
    ----------
    record : mapping
        The record of an encoder, as ``encoder.json`` holds it.

    Returns
    -------
    tuple of str
        Its own sources, and those of the encoder that it was trained on from, where that is the
        bundled one, is told in the record, or still lies where it lay.

    Examples
    --------
    >>> learned_sources({"base": "all-MiniLM-L6-v2", "sources": {"vast": 9}})
    ('vast',)
    """
    names = [*record.get("sources", {}), *record.get("sources_of_base", ())]
    base = record.get("base")
    if base == BUNDLED:
        names += learned_sources(load_encoder().record)
    elif base and Path(base, RECORD).is_file():
        names += learned_sources(load_encoder(base).record)
    return tuple(dict.fromkeys(names))
