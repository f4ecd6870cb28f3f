"""How a comparison speaks of scores, differences and chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stance.judging import wording
from stance.judging.metrics import LOWER_IS_BETTER

_SCORES = {
    "macro_f1": (
        "macro-F1",
        "0 to 1: how well each of the four stances is found, all counting alike",
    ),
    "relevance_f1": ("relevance F1", "whether it sees that a sentence is about the topic"),
    "side_macro_f1": ("side macro-F1", "which side, where the sentence is about the topic"),
    "f_avg": ("F avg", "how well favor and against are found"),
    "accuracy": ("accuracy", "the share of all answers that are right"),
    "log_loss": ("log loss", "how far the probabilities can be trusted; less is better"),
    "brier": ("Brier score", "how far the probabilities can be trusted; less is better"),
    "calibration_error": ("calibration error", "confidence beside accuracy; less is better"),
}


def score_name(score: str) -> str:
    """Return a score's name for people.

    Parameters
    ----------
    score : str
        As `stance.judging.metrics` calls it.

    Returns
    -------
    str

    Examples
    --------
    >>> score_name("macro_f1"), score_name("relevance_recall")
    ('macro-F1', 'relevance recall')
    """
    return _SCORES[score][0] if score in _SCORES else score.replace("_", " ")


def score_meaning(score: str) -> str:
    """Return what a score asks, in a few words; nothing for one that says it itself.

    Parameters
    ----------
    score : str
        As `stance.judging.metrics` calls it.

    Returns
    -------
    str

    Examples
    --------
    >>> score_meaning("accuracy")
    'the share of all answers that are right'
    """
    default = "less is better" if score in LOWER_IS_BETTER else ""
    return _SCORES[score][1] if score in _SCORES else default


def value(number: float) -> str:
    """Write a score to three places: a difference of a hundredth shows.

    Parameters
    ----------
    number : float
        NaN where not defined.

    Returns
    -------
    str

    Examples
    --------
    >>> value(0.7124), value(math.nan)
    ('0.712', '–')
    """
    return wording.MISSING if math.isnan(number) else f"{number:.3f}"


def signed(number: float) -> str:
    """Write a difference to three places, with its sign.

    Parameters
    ----------
    number : float
        NaN where not defined.

    Returns
    -------
    str

    Examples
    --------
    >>> signed(0.08), signed(-0.0812), signed(0.0001)
    ('+0.080', '−0.081', '0.000')
    """
    if math.isnan(number):
        return wording.MISSING
    written = f"{abs(number):.3f}"
    return written if float(written) == 0 else f"{'+' if number > 0 else '−'}{written}"


def interval(low: float, high: float) -> str:
    """Write the interval of a difference.

    Parameters
    ----------
    low, high : float
        NaN where not known.

    Returns
    -------
    str

    Examples
    --------
    >>> interval(-0.1, 0.02), interval(math.nan, math.nan)
    ('−0.100 to +0.020', 'interval not known')
    """
    if math.isnan(low) or math.isnan(high):
        return "interval not known"
    return f"{signed(low)} to {signed(high)}"


def how_often(p: float) -> str:
    """Write a chance as so many times in so many.

    Parameters
    ----------
    p : float
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> [how_often(p) for p in (0.0002, 0.004, 0.03)]
    ['less than once in 1,000 times', '4 times in 1,000', '3 times in 100']
    >>> how_often(0.42), how_often(1)
    ('4 times in 10', 'always')
    """
    if p < 0.001:
        return "less than once in 1,000 times"
    if p >= 0.95:
        return "always" if p >= 0.995 else "nearly always"
    of = 1000 if p < 0.01 else 100 if p < 0.1 else 10
    times = round(p * of)
    return f"{'once' if times == 1 else f'{times} times'} in {of:,}"


def listed(names: Sequence[str], most: int = 6) -> str:
    """Write names one after another.

    Parameters
    ----------
    names : sequence of str
        What to list.
    most : int, default=6
        The rest is counted.

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"]), listed(list("abcd"), most=2)
    ('a', 'a, b and c', 'a, b and 2 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
