"""The most confident errors, with the words that led to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stance.judging.tallies import IntArray
from stance.stances import SIDES, UNRELATED

FLIPPED = "side flipped"
LOST_SIDE = "side taken for neutral"
TOOK_SIDE = "neutral taken for a side"
MISSED = "missed"
FALSE_ALARM = "false alarm"
KINDS = (FLIPPED, LOST_SIDE, TOOK_SIDE, MISSED, FALSE_ALARM)
"""Favor taken for against or the reverse; favor or against taken for neutral; neutral taken for
either; a sentence about the topic called unrelated; the reverse. Every mistake is one of these."""

_NEUTRAL = SIDES[-1]

EVIDENCE_COLUMNS = ("error", "stage", "stance", "feature", "start", "end", "weight")


def kinds_of(truth: Any, answer: Any) -> IntArray:
    """Return what kind of mistake each answer is.

    Parameters
    ----------
    truth, answer : Series or array of str, shape (n,)
        Stances.

    Returns
    -------
    ndarray of int, shape (n,)
        Places in `KINDS`; -1 where the answer is right.

    Examples
    --------
    >>> truth = np.array(["favor", "favor", "neutral", "unrelated"])
    >>> [KINDS[k] if k >= 0 else "right" for k in kinds_of(truth, np.array(["favor"] * 4))]
    ['right', 'right', 'neutral taken for a side', 'false alarm']
    """
    truth, answer = np.asarray(truth, object), np.asarray(answer, object)
    cases = [
        truth == answer,
        answer == UNRELATED,
        truth == UNRELATED,
        answer == _NEUTRAL,
        truth == _NEUTRAL,
    ]
    kinds = [KINDS.index(kind) for kind in (MISSED, FALSE_ALARM, LOST_SIDE, TOOK_SIDE)]
    found: IntArray = np.select(cases, [-1, *kinds], KINDS.index(FLIPPED))
    return found


def confident_errors(judged: pd.DataFrame, *, n_per_kind: int = 6) -> pd.DataFrame:
    """Return the errors of which the model was surest, some of each kind.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    n_per_kind : int, default=6
        How many of each of `KINDS`; errors of one kind would else crowd out the rest.

    Returns
    -------
    DataFrame
        The judged rows, with ``kind`` in front; by kind, the surest first.

    Examples
    --------
    >>> judged = pd.DataFrame(
    ...     {"truth": ["favor", "favor"], "stance": ["against", "favor"], "confidence": [0.9, 0.8]}
    ... )
    >>> confident_errors(judged)["kind"].tolist()
    ['side flipped']
    """
    wrong = judged[judged["truth"] != judged["stance"]].copy()
    kind = kinds_of(wrong["truth"], wrong["stance"])
    wrong.insert(0, "kind", [KINDS[place] for place in kind])
    order = np.lexsort((-wrong["confidence"].to_numpy(float), kind))
    first: pd.DataFrame = wrong.iloc[order].groupby(kind[order]).head(n_per_kind)
    return first.reset_index(drop=True)


def evidence_of(model: Any, errors: pd.DataFrame) -> pd.DataFrame:
    """Return the model's own explanation of each error.

    Parameters
    ----------
    model : StanceModel or Predictor
        A model with an ``explain`` method; one without has no evidence.
    errors : DataFrame
        As `confident_errors` returns it.

    Returns
    -------
    DataFrame
        ``error`` (the row in the errors), then the columns of the explanation: ``stage, stance,
        feature, start, end, weight``; ``start`` and ``end`` are -1 where the evidence is not a
        stretch of the sentence.
    """
    explained = []
    if hasattr(model, "explain"):
        for row, (text, topic) in enumerate(zip(errors["text"], errors["topic"], strict=True)):
            explained.append(model.explain(text, topic).to_frame().assign(error=row))
    if not explained:
        return pd.DataFrame(columns=list(EVIDENCE_COLUMNS)).astype(_NUMBERS)
    evidence = pd.concat(explained, ignore_index=True)[list(EVIDENCE_COLUMNS)]
    for place in ("start", "end"):
        evidence[place] = pd.to_numeric(evidence[place]).fillna(-1)
    typed: pd.DataFrame = evidence.astype(_NUMBERS)
    return typed


_NUMBERS: dict[str, Any] = {"error": int, "start": int, "end": int, "weight": float}


def evidence_for(error: pd.Series, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return what spoke for the wrong decision in the stage that took it.

    Parameters
    ----------
    error : Series
        One row of `confident_errors`.
    evidence : DataFrame
        The rows of its explanation.

    Returns
    -------
    DataFrame
        ``feature, start, end, weight``, the strongest first; weights above 0 speak for the
        decision.
    """
    if error["kind"] in (MISSED, FALSE_ALARM):
        stage = "relevance"
        decided = UNRELATED if error["kind"] == MISSED else "about"
    else:
        stage, decided = "side", error["stance"]
    rows = evidence[evidence["stage"] == stage]
    found = rows[rows["stance"] == decided]
    if found.empty and stage == "relevance":
        # Two classes may share one score: what speaks against one speaks for the other.
        found = rows.assign(weight=-rows["weight"])
    ordered: pd.DataFrame = found.sort_values("weight", ascending=False, kind="stable")
    return ordered[["feature", "start", "end", "weight"]]
