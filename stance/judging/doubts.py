"""Labels that the model doubts most: rows for a person to read again.

The evaluated rows are unseen by the model, so its probabilities serve confident learning directly
(Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR
70, 2021; through cleanlab). A row that the model finds unlikely is not wrong for it; many of them
are merely hard.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.errors import require
from stance.judging.columns import DOUBTS, empty, typed
from stance.judging.tallies import codes_of
from stance.stances import PROBABILITIES, STANCES

_SHOWN = 50


def doubts_of(judged: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the labels most likely wrong, and how many are thought to be.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it, of rows that the model has not seen.

    Returns
    -------
    doubts : DataFrame
        ``text, topic, doc, truth, suggested, p_truth, p_suggested, quality``: at most fifty, the
        least likely label first. The quality is the normalized margin, between 0 and 1: the
        probability of the label less that of the likeliest other stance.
    n : int
        The number of wrong labels that confident learning estimates.

    Raises
    ------
    MissingExtraError
        If cleanlab is not installed (the extra ``review``).
    """
    rank, count = (require(f"cleanlab.{part}", extra="review") for part in ("rank", "count"))
    truth, _ = codes_of(judged)
    there, labels = np.unique(truth, return_inverse=True)
    proba = judged[list(PROBABILITIES)].to_numpy(float)
    among = np.clip(proba[:, there], 1e-12, None)
    among /= among.sum(axis=1, keepdims=True)
    if len(there) < 2:
        return empty(DOUBTS), 0
    quality = rank.get_label_quality_scores(labels, among, method="normalized_margin")
    n = int(count.num_label_issues(labels, among))
    worst = np.argsort(quality, kind="stable")[: min(n, _SHOWN)]
    others = proba[worst].copy()
    others[np.arange(len(worst)), truth[worst]] = -1.0
    suggested = others.argmax(axis=1)
    rows = judged.iloc[worst]
    table = rows[["text", "topic", "doc", "truth"]].assign(
        suggested=np.array(STANCES, object)[suggested],
        p_truth=proba[worst, truth[worst]],
        p_suggested=others.max(axis=1),
        quality=quality[worst],
    )
    return typed(table, DOUBTS), n
