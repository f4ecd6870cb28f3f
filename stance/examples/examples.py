"""Labelled rows that have been checked, with the account of what could not be used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import pandas as pd

from stance.stances import MIXED, STANCES

COLUMNS = ("text", "topic", "stance", "doc")
"""The columns that the examples frame always has."""

EXTRA_COLUMNS = ("id", "holder", "register", "split", "weight")
"""The columns that it has where the data has them."""

PROBLEM_COLUMNS = ("file", "row", "column", "value", "problem")
"""The columns of the table of problems."""


@dataclass(frozen=True)
class Examples:
    """Labelled rows in the long form, one per sentence and topic.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns ``text, topic, stance, doc``, and ``id, holder, register, split, weight`` where
        the data has them. The stance may be ``mixed``.
    problems : pandas.DataFrame
        What could not be used: ``file, row, column, value, problem``. Rows are counted from 1 in
        files (a header line is row 1; a quoted line break does not count) and from 0 in frames.
    n_dropped : int
        How many rows of the data have a problem. In the long form these are the rows left out; in
        the wide form a row counts once, although topics of it that can be used are kept.

    Notes
    -----
    Rows that agree in everything are all kept: the same sentence can stand twice in a document.

    Examples
    --------
    >>> from stance.examples import read_examples
    >>> rows = [{"text": "We back a truce.", "topic": "truce", "stance": "pro"}]
    >>> read_examples(rows)
    Examples(1 examples, 1 topics, 1 documents, 0 mixed, 0 dropped)
    """

    frame: pd.DataFrame
    problems: pd.DataFrame
    n_dropped: int = 0

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        topics, docs = self.frame["topic"].nunique(), self.frame["doc"].nunique()
        return (
            f"Examples({len(self):,} examples, {topics} topics, {docs:,} documents, "
            f"{self.n_mixed} mixed, {self.n_dropped} dropped)"
        )

    @property
    def n_mixed(self) -> int:
        """How many examples report two sides in one sentence."""
        return int((self.frame["stance"] == MIXED).sum())

    def for_training(self) -> pd.DataFrame:
        """Return the frame without the mixed rows, which have no single right answer.

        Returns
        -------
        pandas.DataFrame
            With a fresh index.
        """
        return self.frame[self.frame["stance"] != MIXED].reset_index(drop=True)

    def counts(self) -> pd.DataFrame:
        """Return how many examples each topic has of each stance.

        Returns
        -------
        pandas.DataFrame
            Topics by stances, ``mixed`` last.
        """
        table = pd.crosstab(self.frame["topic"], self.frame["stance"])
        table = table.reindex(columns=[*STANCES, MIXED], fill_value=0)
        return table.loc[self.frame["topic"].unique()].rename_axis(columns=None)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the examples whatever their order: text, topic, stance, doc and weight."""
        columns = [c for c in (*COLUMNS, "weight") if c in self.frame]
        rows = self.frame[columns].astype(str).itertuples(index=False, name=None)
        lines = sorted(json.dumps(row, ensure_ascii=True) for row in rows)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()
