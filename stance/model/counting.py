"""From stances to counts, and from counts to a net stance with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stance.stances import SIDES

# The normal quantile of a 95 % interval.
_Z = 1.959964


def count_stances(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how often each stance is taken, and the net stance.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with ``stance`` and the columns of `by`.
    by : list of str
        What to count for.

    Returns
    -------
    pandas.DataFrame
        Indexed by `by`: ``favor``, ``against``, ``neutral``, their sum ``sentences``, ``net`` =
        (favor - against) / sentences, and its 95 % interval ``low`` to ``high``; see
        `stance.Analysis.summary` for what that is worth.

    Examples
    --------
    >>> rows = pd.DataFrame({"topic": ["truce"] * 3, "stance": ["favor", "favor", "against"]})
    >>> count_stances(rows, ["topic"]).round(2).to_numpy().tolist()
    [[2.0, 1.0, 0.0, 3.0, 0.33, -0.66, 1.0]]
    """
    counted = frame[frame["stance"].isin(SIDES)]
    counts = counted.groupby([*by, "stance"], sort=False).size().unstack("stance", fill_value=0)
    counts = counts.reindex(columns=list(SIDES), fill_value=0).rename_axis(columns=None)
    return with_net(counts)


def with_net(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the sum, the net stance and its interval to counts.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns ``favor``, ``against``, ``neutral``.

    Returns
    -------
    pandas.DataFrame

    Notes
    -----
    Bonett and Price, "Adjusted Wald Confidence Interval for a Difference of Binomial Proportions
    Based on Paired Data", Journal of Educational and Behavioral Statistics 37, 2012.
    """
    n = counts.sum(axis=1)
    difference = counts["favor"] - counts["against"]
    centre = difference / (n + 2)
    shares = (counts["favor"] + counts["against"] + 2) / (n + 2)
    half = _Z * np.sqrt((shares - centre**2) / (n + 2))
    return counts.assign(
        sentences=n,
        net=(difference / n).where(n > 0),
        low=(centre - half).clip(-1, 1).where(n > 0),
        high=(centre + half).clip(-1, 1).where(n > 0),
    )
