"""Numbers as people read them."""

from __future__ import annotations

import math

NO_BREAK = "\N{NO-BREAK SPACE}"
MISSING = "–"


def score(value: float, low: float = math.nan, high: float = math.nan) -> str:
    """Write a score with its interval.

    Parameters
    ----------
    value, low, high : float
        NaN where not defined.

    Returns
    -------
    str

    Examples
    --------
    >>> score(0.712, 0.66, 0.76), score(0.5), score(math.nan)
    ('0.71 (0.66–0.76)', '0.50', '–')
    """
    if math.isnan(value):
        return MISSING
    if math.isnan(low) or math.isnan(high):
        return f"{value:.2f}"
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def percent(value: float) -> str:
    """Write a share as a percentage, with a decimal near the ends.

    Parameters
    ----------
    value : float
        0 to 1; NaN where not defined.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.5).replace(NO_BREAK, " "), percent(0.995).replace(NO_BREAK, " ")
    ('50 %', '99.5 %')
    """
    if math.isnan(value):
        return MISSING
    near_an_end = 0 < value < 0.01 or 0.99 <= value < 1
    if near_an_end:
        return f"{min(max(100 * value, 0.1), 99.9):.1f}{NO_BREAK}%"
    return f"{100 * value:.0f}{NO_BREAK}%"


def times_in(share: float) -> str:
    """Write a share as people say it.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str
        In tenths, near the ends in hundredths.

    Examples
    --------
    >>> [times_in(share) for share in (0.72, 0.972, 1.0, 0.004, 0.14)]
    ['7 times in 10', '97 times in 100', 'every time', 'less than once in 100', 'once in 10']
    """
    if share in (0.0, 1.0):
        return "every time" if share else "never"
    of = 10 if 1 <= round(10 * share) <= 9 else 100
    times = round(of * share)
    if times in (0, of):
        return "more than 99 times in 100" if times else "less than once in 100"
    return f"{'once' if times == 1 else f'{times} times'} in {of}"


def percent_range(low: float, high: float) -> str:
    """Write an interval of shares.

    Parameters
    ----------
    low, high : float
        0 to 1; NaN where not known.

    Returns
    -------
    str

    Examples
    --------
    >>> percent_range(0.5, 0.613).replace(NO_BREAK, " "), percent_range(math.nan, math.nan)
    ('50–61 %', 'interval not known')
    """
    if math.isnan(low) or math.isnan(high):
        return "interval not known"
    return f"{percent(low).removesuffix(NO_BREAK + '%')}–{percent(high)}"


def signed(value: float) -> str:
    """Write a difference with its sign.

    Parameters
    ----------
    value : float
        NaN where not defined.

    Returns
    -------
    str

    Examples
    --------
    >>> signed(0.08), signed(-0.081), signed(0.001)
    ('+0.08', '−0.08', '0.00')
    """
    if math.isnan(value):
        return MISSING
    written = f"{abs(value):.2f}"
    if float(written) == 0:
        return written
    return f"{'+' if value > 0 else '−'}{written}"


def p_value(p: float) -> str:
    """Write a p-value.

    Parameters
    ----------
    p : float
        0 to 1; NaN where there is no test.

    Returns
    -------
    str

    Examples
    --------
    >>> [p_value(p).replace(NO_BREAK, " ") for p in (0.0005, 0.0312, 0.4)]
    ['p < 0.001', 'p = 0.031', 'p = 0.40']
    """
    if math.isnan(p):
        return "no test"
    if p < 0.001:
        return f"p{NO_BREAK}<{NO_BREAK}0.001"
    return f"p{NO_BREAK}={NO_BREAK}{p:.3f}" if p < 0.1 else f"p{NO_BREAK}={NO_BREAK}{p:.2f}"


def count(n: int, noun: str, plural: str = "") -> str:
    """Write a number of things.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        What, if one.
    plural : str, default=""
        What, if more; by default with an s.

    Returns
    -------
    str

    Examples
    --------
    >>> count(1, "row"), count(1200, "row"), count(2, "reply", "replies")
    ('1 row', '1,200 rows', '2 replies')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"
