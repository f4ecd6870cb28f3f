"""The stances, their order, and the spellings in which labelled data writes them."""

from __future__ import annotations

STANCES = ("favor", "against", "neutral", "unrelated")
"""The four classes, in the order of every probability column."""

PROBABILITIES = tuple(f"p_{stance}" for stance in STANCES)
"""The probability columns of predictions, in that order."""

SIDES = ("favor", "against", "neutral")
"""The stances that a sentence can take once it is about the topic."""

UNRELATED = "unrelated"

MIXED = "mixed"
"""Two sides in one sentence: kept in data, left out of training and scoring."""

_SPELLINGS = {
    "favor": "favor favour favors favours favoring favouring favorable favourable in-favor "
    "in-favour for pro pros support supports supporting supportive supporter agree agrees "
    "agreement approve approves endorse endorses positive yes",
    "against": "against con cons anti contra oppose opposes opposed opposing opposition "
    "oppositional attack attacks deny denies disagree disagrees disagreement reject rejects "
    "refute refutes undermine undermines negative no",
    "neutral": "neutral none neither comment discuss discusses discussing no-stance no-side",
    "unrelated": "unrelated irrelevant off-topic offtopic not-related not-relevant not-about-it",
    "mixed": "mixed both ambivalent two-sided",
}
_STANCE_OF = {
    spelling: stance for stance, words in _SPELLINGS.items() for spelling in words.split()
}


def parse_stance(value: object) -> str | None:
    """Return the stance that a label stands for, or None if it is not a known spelling.

    Numbers are never guessed at (1 means *favor* in one data set and *neutral* in the next):
    they need an explicit mapping.

    Parameters
    ----------
    value : object
        A label as it stands in the data.

    Returns
    -------
    str or None
        One of `STANCES`, `MIXED`, or None.

    Examples
    --------
    >>> parse_stance("Favour"), parse_stance(" CON "), parse_stance("off topic")
    ('favor', 'against', 'unrelated')
    >>> parse_stance(1) is None, parse_stance("1") is None
    (True, True)
    """
    if not isinstance(value, str):
        return None
    folded = "-".join(value.casefold().replace("_", " ").replace("-", " ").split())
    return _STANCE_OF.get(folded)
