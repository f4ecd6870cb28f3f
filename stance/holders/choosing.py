"""From probabilities of candidates to one choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stance.holders.candidates import Candidate
from stance.holders.ranking import FloatArray


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in a sentence.

    Attributes
    ----------
    candidate : Candidate or None
        The holder, where the sentence names it.
    author : bool
        Whether the sentence speaks for the author of the text.
    probability : float
        Of the choice; nested candidates with the same first word count as one.
    """

    candidate: Candidate | None
    author: bool
    probability: float


def choose(found: Sequence[Candidate], probabilities: FloatArray) -> Choice:
    """Return the most probable choice.

    Parameters
    ----------
    found : sequence of Candidate
        The candidates.
    probabilities : ndarray of shape (len(found) + 2,)
        Theirs, then the author's, then that of a holder whom the sentence does not name.

    Returns
    -------
    Choice

    Examples
    --------
    >>> import numpy as np
    >>> found = [Candidate(first, last, "noun") for first, last in [(0, 1), (0, 3), (5, 5)]]
    >>> choose(found, np.array([0.2, 0.25, 0.4, 0.1, 0.05])).candidate.last
    3
    """
    groups: dict[int, float] = defaultdict(float)
    for it, p in zip(found, probabilities, strict=False):
        groups[it.first] += float(p)
    author, nobody = (float(p) for p in probabilities[-2:])
    first = max(groups, key=groups.__getitem__, default=-1)
    best = groups.get(first, 0.0)
    if best < max(author, nobody):
        return Choice(None, author >= nobody, max(author, nobody))
    places = [i for i, it in enumerate(found) if it.first == first]
    return Choice(found[max(places, key=lambda i: probabilities[i])], False, best)
