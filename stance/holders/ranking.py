"""A logistic regression that ranks the candidates of a sentence.

The conditional logit of McFadden ("Conditional logit analysis of qualitative choice behavior",
1974): the odds of two candidates are the exponential of the difference of their scores, and a
score is the sum of the weights of its cues. Where several candidates are right, the likelihood is
that of any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
KnownChoice = tuple[list[list[str]], list[int]]
"""The cues of each candidate, and which of them are right."""

_FEWEST = 3
_ITERATIONS = 300


class Ranker:
    """The weight of each cue.

    Parameters
    ----------
    weights : mapping of str to float
        Cues that are not there weigh nothing.

    Examples
    --------
    >>> ranker = Ranker({"said": 2.0})
    >>> ranker.probabilities([["said"], []]).round(2)
    array([0.88, 0.12])
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = dict(weights)

    def probabilities(self, rows: Sequence[Sequence[str]]) -> FloatArray:
        """Return how probable each candidate is to be the holder.

        Parameters
        ----------
        rows : sequence of sequence of str, of length n_candidates
            Their cues.

        Returns
        -------
        ndarray of shape (n_candidates,)
            They sum to 1.
        """
        get = self.weights.get
        scores = np.array([sum(get(cue, 0.0) for cue in row) for row in rows])
        powers = np.exp(scores - scores.max())
        return np.asarray(powers / powers.sum())


def fit_ranker(choices: Sequence[KnownChoice], penalty: float = 1.0) -> Ranker:
    """Learn the weights from sentences whose holder is known.

    Parameters
    ----------
    choices : sequence of KnownChoice
        One for each sentence; those without a right candidate are passed over.
    penalty : float, default=1.0
        Strength of the L2 penalty, in units of one sentence.

    Returns
    -------
    Ranker
    """
    from scipy import optimize, sparse  # noqa: PLC0415

    used = [(rows, right) for rows, right in choices if right]
    counts = Counter(chain.from_iterable(set(chain.from_iterable(rows)) for rows, _ in used))
    names = sorted(cue for cue, n in counts.items() if n >= _FEWEST)
    place = {name: i for i, name in enumerate(names)}
    indices: list[int] = []
    pointers = [0]
    for row in chain.from_iterable(rows for rows, _ in used):
        indices += sorted({place[cue] for cue in row if cue in place})
        pointers.append(len(indices))
    X = sparse.csr_array(
        (np.ones(len(indices)), indices, pointers), shape=(len(pointers) - 1, len(names))
    )
    starts = np.cumsum([0, *(len(rows) for rows, _ in used)])
    right = np.zeros(X.shape[0], dtype=bool)
    for start, (_, chosen) in zip(starts, used, strict=False):
        right[start + np.asarray(chosen)] = True
    size = np.diff(starts)

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        scores = X @ w
        scores -= np.repeat(np.maximum.reduceat(scores, starts[:-1]), size)
        powers = np.exp(scores)
        every = np.add.reduceat(powers, starts[:-1])
        chosen = np.add.reduceat(np.where(right, powers, 0), starts[:-1]) + 1e-300
        slope = powers / np.repeat(every, size) - np.where(right, powers, 0) / np.repeat(
            chosen, size
        )
        value = np.log(every / chosen).sum() + penalty / 2 * w @ w
        return float(value), X.T @ slope + penalty * w

    found = optimize.minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS}
    )
    return Ranker(dict(zip(names, found.x.tolist(), strict=True)))
