"""Which phenomena of language a model gets right: pass rates on a challenge set.

A challenge set is minimal pairs in the manner of CheckList (Ribeiro et al., "Beyond Accuracy:
Behavioral Testing of NLP Models with CheckList", ACL 2020): each pair changes one thing and asks
whether the answer follows. A pair passes when all of its items are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from stance.bundled import bundled_path
from stance.errors import DataError
from stance.examples.files import read_rows
from stance.examples.splitting import need_columns
from stance.frames import to_frame
from stance.judging.drawing import Drawing, drawn
from stance.judging.tallies import judge_pairs
from stance.judging.wording import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.judging.predictor import Predictor
    from stance.judging.style import Palette

CHALLENGE_COLUMNS = ("text", "topic", "stance", "phenomenon", "pair")
"""The columns of a challenge set."""

ALL_PHENOMENA = "all"
"""The last line of the table, over all items."""

_BUNDLED = "data/challenge/challenge.jsonl"
_ITEMS, _PAIRS = "items", "pairs"


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a model fared on a challenge set.

    Made by `judge_challenge`.

    Attributes
    ----------
    rates : DataFrame
        One row per phenomenon, in the order of the data, and `ALL_PHENOMENA` last:
        ``phenomenon, items, right, right_low, right_high, pairs, passed, passed_low,
        passed_high``. ``right`` is the share of items, ``passed`` the share of pairs of which
        every item is right, each with its 95 % interval.
    answers : DataFrame
        One row per item: ``text, topic, truth, stance, confidence, p_favor, p_against,
        p_neutral, p_unrelated, phenomenon, pair, right``, then the further columns of the data.

    Notes
    -----
    The intervals are Wilson's ("Probable Inference, the Law of Succession, and Statistical
    Inference", JASA 22, 1927). The items of a pair are no independent draws: of the two the
    interval of the pairs is the honest one.
    """

    rates: pd.DataFrame
    answers: pd.DataFrame

    def figure(self, *, dark: bool = False) -> Figure:
        """Return the shares of items and of pairs that are right, by phenomenon.

        Parameters
        ----------
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        matplotlib.figure.Figure
        """
        return drawn(DRAWING, self, dark=dark)

    def __repr__(self) -> str:
        whole = self.rates.iloc[-1]
        return (
            f"Challenge({whole['items']} items, {whole['right']:.2f} right; "
            f"{whole['pairs']} pairs, {whole['passed']:.2f} wholly right)"
        )


def judge_challenge(model: Predictor, data: Any = None) -> Challenge:
    """Ask a model the items of a challenge set.

    Parameters
    ----------
    model : StanceModel
        The model, or anything with ``predict_pairs(texts, topics)``.
    data : path, table, or None, default=None
        Rows with the columns `CHALLENGE_COLUMNS`; None takes the set that comes with the package.

    Returns
    -------
    Challenge

    Raises
    ------
    DataError
        If the data is missing, has no row, lacks a column, or has a cell that cannot be used.

    Examples
    --------
    >>> from stance.judging import KeywordBaseline
    >>> said = ["They reject a truce.", "They would sooner fight than accept a truce."]
    >>> items = pd.DataFrame({"text": said, "topic": "truce", "stance": "against"})
    >>> items = items.assign(phenomenon="comparison", pair="one")
    >>> judge_challenge(KeywordBaseline(["truce"]), items).rates["right"].tolist()
    [0.5, 0.5]
    """
    judged = judge_pairs(model, _items(data)).drop(columns="doc")
    right = judged["stance"] == judged["truth"]
    answers = judged.assign(right=right)
    groups = [*answers.groupby("phenomenon", sort=False), (ALL_PHENOMENA, answers)]
    return Challenge(pd.DataFrame([_rate(str(name), of) for name, of in groups]), answers)


def wilson(succeeded: Any) -> tuple[float, float, float]:
    """Return the share that succeeded, and Wilson's 95 % interval.

    Parameters
    ----------
    succeeded : array-like of bool, shape (n,)
        What is counted; at least one.

    Returns
    -------
    value, low, high : float

    Examples
    --------
    >>> [round(end, 2) for end in wilson([True, True, True, False])]
    [0.75, 0.3, 0.95]
    """
    counted = np.asarray(succeeded, bool)
    interval = binomtest(int(counted.sum()), len(counted)).proportion_ci(method="wilson")
    return float(counted.mean()), float(interval.low), float(interval.high)


def _items(data: Any) -> pd.DataFrame:
    path = bundled_path(_BUNDLED) if data is None else data
    what = str(path) if isinstance(path, str | Path) else "the challenge set"
    if isinstance(path, str | Path):
        rows = read_rows(Path(path))
        if rows.problems:
            file, row, *_, problem = rows.problems[0]
            msg = f"{file}, row {row}: {problem}"
            raise DataError(msg)
        frame = rows.frame
    else:
        frame = to_frame(path)
    need_columns(frame, *CHALLENGE_COLUMNS, what=what, give="the items of minimal pairs")
    if frame.empty:
        msg = f"{what} holds no item"
        raise DataError(msg)
    for column in CHALLENGE_COLUMNS:
        if (empty := frame[column].isna()).any():
            msg = f"{what}, row {int(np.flatnonzero(empty)[0])}: the {column} is missing"
            raise DataError(msg)
    return frame.assign(doc=frame["pair"])


def _rate(phenomenon: str, answers: pd.DataFrame) -> dict[str, Any]:
    pairs = answers.groupby("pair")["right"].all()
    right, passed = wilson(answers["right"]), wilson(pairs)
    return {
        "phenomenon": phenomenon,
        _ITEMS: len(answers),
        **dict(zip(("right", "right_low", "right_high"), right, strict=True)),
        _PAIRS: len(pairs),
        **dict(zip(("passed", "passed_low", "passed_high"), passed, strict=True)),
    }


def _title(challenge: Challenge) -> str:
    ranked = challenge.rates.iloc[:-1].sort_values("passed", ascending=False, kind="stable")
    best, worst = ranked.iloc[0], ranked.iloc[-1]
    return (
        f"It passes {percent(challenge.rates['passed'].iloc[-1])} of the pairs: "
        f"{percent(best['passed'])} of {_spoken(best['phenomenon'])}, "
        f"{percent(worst['passed'])} of {_spoken(worst['phenomenon'])}."
    )


def _alt(challenge: Challenge) -> str:
    told = "; ".join(
        f"{_spoken(row['phenomenon'])} {percent(row['right'])} and {percent(row['passed'])}"
        for row in challenge.rates.to_dict("records")
    )
    return f"Dots with intervals for each phenomenon, items and whole pairs right: {told}."


def _spoken(phenomenon: str) -> str:
    return phenomenon.replace("_", " ")


def _paint(challenge: Challenge, figure: Figure, palette: Palette) -> None:
    rates = challenge.rates
    figure.set_figheight(0.9 + 0.24 * len(rates))
    places = -np.arange(len(rates), dtype=float)
    ax = figure.subplots()
    for share, counted, shift, colour, marker in (
        ("right", _ITEMS, 0.13, palette.soft, "o"),
        ("passed", _PAIRS, -0.13, palette.stances["favor"], "s"),
    ):
        low, high = rates[f"{share}_low"], rates[f"{share}_high"]
        ax.hlines(places + shift, low, high, color=colour, linewidth=1.6, alpha=0.55)
        ax.scatter(
            rates[share], places + shift, s=22, color=colour, marker=marker, zorder=3,
            clip_on=False, label=f"{counted} right" if counted == _ITEMS else "pairs wholly right",
        )  # fmt: skip
    names = [f"{_spoken(row['phenomenon'])} ({row['pairs']})" for row in rates.to_dict("records")]
    ax.set_yticks(places, names)
    ax.set_ylim(places[-1] - 0.5, 0.5)
    ax.set_xlim(-0.02, 1.02)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.axhline(places[-1] + 0.5, color=palette.line, linewidth=0.8)
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel("share right, with its 95 % interval (pairs in brackets)")
    figure.legend(loc="outside lower right", ncols=2)


DRAWING: Drawing[Challenge] = Drawing(_title, _alt, _paint, lambda challenge: challenge.rates)
"""The figure, for a page that shows it beside others."""
