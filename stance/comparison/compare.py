"""Compare systems on labelled data: from their answers to a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from stance.comparison.answers import changed_answers, right_or_wrong
from stance.comparison.comparison import Comparison
from stance.comparison.differences import BY_SENTENCE, difference_table, groupings
from stance.comparison.systems import (
    System,
    examples_in,
    judged_by,
    labels_that_differ,
    open_systems,
)
from stance.errors import DataError, none_such
from stance.examples import Examples, read_examples
from stance.examples.examples import PROBLEM_COLUMNS
from stance.judging.facts import facts_of, plain
from stance.judging.intervals import LEVEL
from stance.judging.metrics import LOWER_IS_BETTER, OVERALL
from stance.judging.slices import LENGTH, NAMED, NEGATION, REGISTER
from stance.stances import MIXED

MAIN_SCORES = ("macro_f1", "relevance_f1", "side_macro_f1", "f_avg", "accuracy", "log_loss")
"""What is compared if nothing else is asked for, the main score first."""

# Certain answers would be judged by how certain they are; and have no likeliest side but one.
_OF_PROBABILITIES = (*LOWER_IS_BETTER, "side_macro_f1")
_USUAL = (REGISTER, LENGTH, NEGATION, NAMED)


def compare(
    systems: Mapping[str, Any],
    data: Any = None,
    *,
    train: Any = None,
    reference: str | None = None,
    all_pairs: bool = False,
    by: Sequence[str] | None = None,
    scores: Sequence[str] = MAIN_SCORES,
    n_resamples: int = 2000,
    n_flips: int = 10_000,
    random_state: int = 0,
    level: float = LEVEL,
) -> Comparison:
    """Say whether one system is better than another, by how much, and how sure that is.

    Parameters
    ----------
    systems : mapping of str to StanceModel, baseline, Report, table, path or name
        Two or more, by the names that they are to have. A model or anything with
        ``predict_pairs`` is asked; a report, or a table with ``text, topic, stance`` and the
        four probabilities or none, has its answers with it, in any order. A path or name opens a
        model, a report or a file of predictions; ``majority``, ``keywords`` and ``tfidf`` are the
        baselines.
    data : path, table or Examples, default=None
        Labelled sentences that none of them has been trained on; whatever
        `stance.read_examples` reads. None takes those of the first report.
    train : path, table or Examples, default=None
        What the baselines named learn from.
    reference : str or None, default=None
        The one that the others are held against; None takes the first.
    all_pairs : bool, default=False
        Whether to hold each against each.
    by : sequence of str or None, default=None
        Columns of the data to compare by as well, or ``length``, ``quotation``, ``negation``,
        ``topic named`` or ``topics at once``, which are read off the sentences. None takes
        ``register`` where there is one, length, negation and whether the topic is named.
    scores : sequence of str, default=("macro_f1", "relevance_f1", "side_macro_f1", "f_avg", \
"accuracy", "log_loss")
        What to compare, of `stance.judging.metrics.OVERALL`; the first is the main one.
    n_resamples : int, default=2000
        Draws of documents for the intervals.
    n_flips : int, default=10000
        Exchanges of documents for the tests.
    random_state : int, default=0
        Seed of both.
    level : float, default=0.95
        Coverage of the intervals; the tests are at 1 minus it.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        If the data cannot be read, a system has no answer to a pair, or a name is not known.
    StanceError
        If a system cannot be opened.

    See Also
    --------
    stance.comparison.differences : What the intervals and tests are, and how they are corrected.
    stance.comparison.answers : McNemar's test, and which answers count as changed.

    Notes
    -----
    Rows are put in one order first, so the order of the data changes nothing.

    Examples
    --------
    >>> import stance
    >>> from stance.judging import KeywordBaseline
    >>> texts = ["They reject a truce.", "We want peace.", "It rains.", "A truce, please."] * 9
    >>> stances = ["against", "favor", "unrelated", "favor"] * 9
    >>> rows = pd.DataFrame({"text": texts, "topic": "truce", "stance": stances, "doc": range(36)})
    >>> plain = KeywordBaseline(["truce"])
    >>> clever = KeywordBaseline([stance.Topic("truce", aliases=["peace", "please"])])
    >>> compare({"plain": plain, "clever": clever}, rows, by=(), n_resamples=200, n_flips=200)
    Comparison(36 pairs; clever against plain: better)
    """
    _check_scores(scores)
    known = None if train is None else read_examples(train).for_training()
    opened = _reference_first(open_systems(systems, known), reference)
    pairs = list(combinations([system.name for system in opened], 2))
    # The first of them are those with the reference.
    pairs = pairs if all_pairs else pairs[: len(opened) - 1]
    scores = _answerable(scores, opened)
    examples = _examples(opened, data, [name for name in by or () if name not in BY_SENTENCE])
    # One order for the same rows: the draws of documents then do not depend on how they came.
    frame = examples.for_training()
    frame["doc"] = frame["doc"].astype(str)
    frame = frame.sort_values(["doc", "topic", "text", "stance"], kind="stable", ignore_index=True)
    usual = [name for name in _USUAL if name in BY_SENTENCE or name in frame]
    topics = next((system.topics for system in opened if len(system.topics)), ())
    groups, left_out = groupings(frame, usual if by is None else by, topics)
    judged = {system.name: judged_by(system, frame) for system in opened}
    draws: dict[str, Any] = {"n_resamples": n_resamples, "n_flips": n_flips}
    draws["random_state"] = random_state
    facts = _facts(opened, examples, frame, draws)
    facts["settings"] |= {"level": level, "scores": list(scores), "by": list(groups)}
    draws["level"] = level
    return Comparison(
        differences=difference_table(judged, pairs, scores, groups, draws),
        right_wrong=right_or_wrong(judged, pairs, groups),
        changes=changed_answers(judged, pairs),
        facts={**facts, "pairs": [list(pair) for pair in pairs], "left_out": left_out},
    )


def _check_scores(scores: Sequence[str]) -> None:
    for score in scores:
        if score not in OVERALL:
            raise DataError(none_such("score", score, OVERALL))
    if not scores or isinstance(scores, str):
        msg = f"scores must be a list of names, of {', '.join(OVERALL)}"
        raise DataError(msg)


def _answerable(scores: Sequence[str], systems: Sequence[System]) -> list[str]:
    """Return the scores that all systems have: some need probabilities."""
    without = next((system.name for system in systems if not system.probabilities), None)
    kept = [s for s in scores if without is None or s not in _OF_PROBABILITIES]
    if not kept:
        msg = f"{without} gives no probabilities, which {', '.join(scores)} would need"
        raise DataError(msg)
    return kept


def _reference_first(systems: list[System], reference: str | None) -> list[System]:
    names = [system.name for system in systems]
    if reference is not None and reference not in names:
        raise DataError(none_such("system", reference, names))
    return sorted(systems, key=lambda system: system.name != (reference or names[0]))


def _examples(systems: Sequence[System], data: Any, keep: Sequence[str]) -> Examples:
    if data is not None:
        examples = read_examples(data, keep=keep)
    else:
        examples = Examples(examples_in(systems), pd.DataFrame(columns=list(PROBLEM_COLUMNS)))
    if (examples.frame["stance"] == MIXED).all():
        msg = "there is no row to compare by: every row is mixed"
        raise DataError(msg)
    return examples


def _facts(
    systems: Sequence[System],
    examples: Examples,
    scored: pd.DataFrame,
    draws: Mapping[str, Any],
) -> dict[str, Any]:
    about = {
        "mixed_left_out": len(examples.frame) - len(scored),
        "dropped": examples.n_dropped,
        "fingerprint": examples.fingerprint,
    }
    facts = facts_of(object(), scored=scored, train=None, draws=draws, about=about, found={})
    kept = {name: facts[name] for name in ("created", "data", "settings", "versions")}
    kept["systems"] = {
        system.name: {
            "kind": system.kind,
            "probabilities": system.probabilities,
            "labels_that_differ": labels_that_differ(system, scored),
            "further_predictions": max(len(system.given) - len(scored), 0),
            "metadata": plain(system.metadata),
        }
        for system in systems
    }
    return kept
