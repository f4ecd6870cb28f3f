"""The most confident errors, with the words that led to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stance.stances import UNRELATED

MISSED = "missed"
FALSE_ALARM = "false alarm"
WRONG_SIDE = "wrong side"
KINDS = (WRONG_SIDE, MISSED, FALSE_ALARM)
"""A side taken for another; a sentence about the topic called unrelated; the reverse."""

EVIDENCE_COLUMNS = ("error", "stage", "stance", "feature", "start", "end", "weight")


def confident_errors(judged: pd.DataFrame, *, n_per_kind: int = 10) -> pd.DataFrame:
    """Return the errors of which the model was surest, some of each kind.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    n_per_kind : int, default=10
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
    ['wrong side']
    """
    wrong = judged[judged["truth"] != judged["stance"]]
    missed, alarm = wrong["stance"] == UNRELATED, wrong["truth"] == UNRELATED
    kind = np.select([missed, alarm], [MISSED, FALSE_ALARM], WRONG_SIDE)
    errors = wrong.copy()
    errors.insert(0, "kind", kind.tolist())
    order = errors["kind"].map({name: place for place, name in enumerate(KINDS)})
    errors = errors.assign(_order=order).sort_values(
        ["_order", "confidence"], ascending=[True, False], kind="stable"
    )
    first: pd.DataFrame = errors.groupby("_order").head(n_per_kind).drop(columns="_order")
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
    if error["kind"] == WRONG_SIDE:
        stage, decided = "side", error["stance"]
    else:
        stage = "relevance"
        decided = UNRELATED if error["kind"] == MISSED else "about"
    rows = evidence[evidence["stage"] == stage]
    found = rows[rows["stance"] == decided]
    if found.empty and stage == "relevance":
        # Two classes may share one score: what speaks against one speaks for the other.
        found = rows.assign(weight=-rows["weight"])
    ordered: pd.DataFrame = found.sort_values("weight", ascending=False, kind="stable")
    return ordered[["feature", "start", "end", "weight"]]
