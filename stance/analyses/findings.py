"""What the net stances say, in words: only what is more than chance, and how many looks it took."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

import pandas as pd
from scipy import stats

from stance.analyses.net_stance import NetStances
from stance.judging.intervals import LEVEL
from stance.judging.wording import count, signed

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
_FORMS = {"day": "%-d %b %Y", "week": "the week of %-d %b %Y", "month": "%b %Y", "year": "%Y"}
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Difference:
    topic: str
    first: Mapping[Any, Any]
    second: Mapping[Any, Any]

    @property
    def size(self) -> float:
        return float(self.second["net"] - self.first["net"])

    @property
    def p_value(self) -> float:
        """Welch's t test: the two groups share no document, and may be few documents."""
        variances, degrees = [], []
        for row in (self.first, self.second):
            n = row["documents"]
            # What resampling n documents takes for the variance is (n - 1) / n of it.
            variances.append(((row["high"] - row["low"]) / (2 * _Z)) ** 2 * n / (n - 1))
            degrees.append(n - 1)
        total = sum(variances)
        freedom = total**2 / sum(v**2 / d for v, d in zip(variances, degrees, strict=True))
        return float(2 * stats.t.sf(abs(self.size) / math.sqrt(total), freedom))


def finding(net: NetStances) -> str:
    """Say what a table of net stances shows.

    Parameters
    ----------
    net : NetStances
        By nothing, by a column, or by periods.

    Returns
    -------
    str
        One sentence. Differences are told where Welch's t test, with Bonferroni's correction
        for the number of comparisons, finds them significant.
    """
    if not net.by:
        return _leanings(net)
    return _movement(net) if net.unit else _gap(net)


def name_of(value: Any, unit: str) -> str:
    """Return how a group is called.

    Parameters
    ----------
    value : object
        The group, or the first day of a period.
    unit : str
        The length of the period; empty for a group of another kind.

    Returns
    -------
    str

    Examples
    --------
    >>> name_of(pd.Timestamp("2025-04-01"), "quarter"), name_of("wire", "")
    ('Q2 2025', 'wire')
    """
    if not unit:
        return str(value)
    if unit == "quarter":
        return f"Q{value.quarter} {value.year}"
    return str(value.strftime(_FORMS[unit]))


def _leanings(net: NetStances) -> str:
    table = net.table.set_index("topic")
    told = [
        f"{way} {_listed(rows.index[:_MOST_NAMED], len(rows))}"
        for way, rows in (
            ("for", table[table["low"] > 0].sort_values("net", ascending=False)),
            ("against", table[table["high"] < 0].sort_values("net")),
        )
        if len(rows)
    ]
    undecided = int((~((table["low"] > 0) | (table["high"] < 0))).sum())
    if not told:
        return "On no topic does either side outweigh the other by more than chance."
    rest = f"; on {count(undecided, 'other topic')} neither side leads beyond chance"
    return f"The sentences lean {' and '.join(told)}{rest if undecided else ''}."


def _listed(names: Any, n: int) -> str:
    more = [f"{n - len(names)} more"] if n > len(names) else []
    *most, last = [*map(str, names), *more]
    return f"{', '.join(most)} and {last}" if most else last


def _gap(net: NetStances) -> str:
    pairs = [
        _Difference(str(topic), *pair)
        for topic, rows in _with_intervals(net).groupby("topic", sort=False, observed=True)
        for pair in combinations(rows.to_dict("records"), 2)
    ]
    if not pairs:
        return f"Too few documents to tell one {net.by} from another on any topic."
    beyond = _beyond_chance(pairs)
    if not beyond:
        several = "sources" if net.by == "source" else f"values of {net.by}"
        return f"No two {several} differ by more than chance on any topic."
    widest = max(beyond, key=lambda pair: abs(pair.size))
    upper, lower = sorted((widest.first, widest.second), key=lambda row: -row["net"])
    return (
        f"Furthest apart on {widest.topic}: {upper[net.by]} ({signed(upper['net'])}) and "
        f"{lower[net.by]} ({signed(lower['net'])}). {len(beyond)} of {count(len(pairs), 'pair')} "
        f"differ by more than chance."
    )


def _movement(net: NetStances) -> str:
    moves = []
    for topic, rows in _with_intervals(net).groupby("topic", sort=False, observed=True):
        in_order = rows.sort_values(net.by).to_dict("records")
        if len(in_order) > 1:
            moves.append(_Difference(str(topic), in_order[0], in_order[-1]))
    if not moves:
        return "Too few documents in a period to tell one from another."
    beyond = _beyond_chance(moves)
    if not beyond:
        return "On no topic is the last period apart from the first by more than chance."
    most = max(beyond, key=lambda move: abs(move.size))
    others = f", and {len(beyond) - 1} more of {len(moves)} topics moved" if len(beyond) > 1 else ""
    return (
        f"On {most.topic} the net stance {'rose' if most.size > 0 else 'fell'} from "
        f"{signed(most.first['net'])} in {name_of(most.first[net.by], net.unit)} to "
        f"{signed(most.second['net'])} in {name_of(most.second[net.by], net.unit)}{others}."
    )


def _with_intervals(net: NetStances) -> pd.DataFrame:
    return net.table[net.table["low"].notna() & (net.table["documents"] > 1)]


def _beyond_chance(differences: list[_Difference]) -> list[_Difference]:
    enough = (1 - LEVEL) / len(differences)
    return [difference for difference in differences if difference.p_value < enough]
