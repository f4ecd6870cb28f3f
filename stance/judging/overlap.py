"""What is in the data twice: between training and evaluated data, and within the evaluated."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stance.examples import near_duplicates
from stance.judging.columns import OVERLAP, typed

SAME_DOCUMENT = "document in both"
SAME_TEXT = "sentence in both"
NEAR_TEXT = "nearly the same sentence in both"
TWICE = "pair evaluated twice"
CONTRADICTION = "pair with two labels"

# Texts held against each other for near-duplicates; more would take over half a minute.
_MOST_PAIRS = 50_000_000
_SHOWN = 10


def overlap_of(
    train: pd.DataFrame | None, evaluated: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return examples of what is in the data twice, and how much of it there is.

    Parameters
    ----------
    train : DataFrame or None
        What the model was trained on: ``text, topic, stance, doc``.
    evaluated : DataFrame
        What it is judged on.

    Returns
    -------
    examples : DataFrame
        ``kind, text, other, similarity``: at most ten of each kind. ``other`` is the sentence of
        the training data, or the two labels of a pair that has two.
    facts : dict
        ``leakage`` (None without training data) with ``shared_documents, shared_texts,
        near_duplicates`` (None where a search would take too long), and ``duplicates`` with
        ``repeated_pairs, contradictions``, within the evaluated data.

    Examples
    --------
    >>> rows = {"text": ["No."] * 2, "topic": "t", "stance": ["favor", "against"], "doc": "d"}
    >>> examples, facts = overlap_of(None, pd.DataFrame(rows))
    >>> facts["duplicates"], examples["kind"].tolist()
    ({'repeated_pairs': 1, 'contradictions': 1}, ['pair with two labels'])
    """
    examples, duplicates = _within(evaluated)
    if train is None:
        return _table(examples), {"leakage": None, "duplicates": duplicates}
    between, leakage = _between(train, evaluated)
    return _table(between + examples), {"leakage": leakage, "duplicates": duplicates}


def _table(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=list(OVERLAP)), OVERLAP)


def _within(evaluated: pd.DataFrame) -> tuple[list[Any], dict[str, int]]:
    pairs = evaluated.assign(text=_folded(evaluated["text"]))
    repeated = pairs[pairs.duplicated(["text", "topic"], keep=False)]
    rows = []
    n_contradictions = 0
    for (text, topic), group in repeated.groupby(["text", "topic"], sort=False):
        labels = sorted(set(group["stance"]))
        n_contradictions += len(labels) > 1
        kind = CONTRADICTION if len(labels) > 1 else TWICE
        rows.append((kind, text, f"{topic}: {' and '.join(labels)}", 1.0))
    n_repeated = int(pairs.duplicated(["text", "topic"]).sum())
    rows.sort(key=lambda row: row[0] == TWICE)
    kept = [row for kind in (CONTRADICTION, TWICE) for row in _first(rows, kind)]
    return kept, {"repeated_pairs": n_repeated, "contradictions": n_contradictions}


def _first(rows: list[Any], kind: str) -> list[Any]:
    return [row for row in rows if row[0] == kind][:_SHOWN]


def _between(
    train: pd.DataFrame, evaluated: pd.DataFrame
) -> tuple[list[Any], dict[str, int | None]]:
    known, judged = (set(_folded(frame["text"])) for frame in (train, evaluated))
    documents = [set(frame["doc"].astype(str)) for frame in (train, evaluated)]
    shared, same = sorted(documents[0] & documents[1]), sorted(known & judged)
    near = _near(sorted(known), sorted(judged - known))
    rows = [(SAME_DOCUMENT, doc, doc, 1.0) for doc in shared[:_SHOWN]]
    rows += [(SAME_TEXT, text, text, 1.0) for text in same[:_SHOWN]]
    if near is not None:
        shown = near.drop_duplicates("second").head(_SHOWN)
        alike = shown[["second_text", "first_text", "similarity"]]
        rows += [(NEAR_TEXT, *row) for row in alike.itertuples(index=False, name=None)]
    return rows, {
        "shared_documents": len(shared),
        "shared_texts": len(same),
        "near_duplicates": None if near is None else int(near["second"].nunique()),
    }


def _folded(texts: pd.Series) -> pd.Series:
    return texts.str.casefold().str.split().str.join(" ")


def _near(known: list[str], judged: list[str]) -> pd.DataFrame | None:
    if len(known) * len(judged) > _MOST_PAIRS:
        return None
    return near_duplicates(known, judged)
