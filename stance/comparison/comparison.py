"""The comparison: everything that was found out about several systems on the same pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from stance.errors import DataError, none_such
from stance.judging.metrics import ALL_TOPICS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more systems held against each other on the same labelled pairs.

    Made by `stance.compare`. It shows itself in a notebook.

    Attributes
    ----------
    differences : DataFrame
        ``reference, system, by, group, score, reference_value, system_value, difference, low,
        high, standard_error, p_value, p_corrected, n_tests, verdict, documents, pairs``: one row
        for each score and group. ``by`` is ``all``, ``topic`` or a column of the data. The
        difference is that of the system minus the reference, with its interval over documents;
        the verdict says whether the system is ``better`` or ``worse``, or that the data
        ``cannot tell``.
    right_wrong : DataFrame
        ``reference, system, by, group, both_right, fixed, broken, both_wrong, p_plain,
        p_clustered, p_corrected``: answers fixed and broken, with McNemar's test, plain and with
        documents accounted for.
    changes : DataFrame
        The pairs that two systems answer differently: ``reference, system, change, text, topic,
        doc, truth, reference_stance, system_stance, shift``, the probabilities of both, and the
        further columns of the data; the clearest changes first.
    facts : dict
        ``created, data, systems, pairs, left_out, settings, versions``.

    See Also
    --------
    stance.evaluate : The report on one model.
    """

    differences: pd.DataFrame
    right_wrong: pd.DataFrame
    changes: pd.DataFrame
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def systems(self) -> tuple[str, ...]:
        """The names of what is compared, the reference first."""
        return tuple(self.facts["systems"])

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What is held against what: (reference, system)."""
        return tuple((reference, system) for reference, system in self.facts["pairs"])

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores compared, the main one first."""
        return tuple(self.facts["settings"]["scores"])

    def to_frame(self) -> pd.DataFrame:
        """Return every difference with its interval, test and verdict.

        Returns
        -------
        DataFrame
            A copy of ``differences``.
        """
        return self.differences.copy()

    def difference(
        self,
        score: str | None = None,
        *,
        group: str = ALL_TOPICS,
        by: str | None = None,
        pair: tuple[str, str] | None = None,
    ) -> pd.Series:
        """Return one difference.

        Parameters
        ----------
        score : str or None, default=None
            Its name; None for the main one.
        group : str, default="all topics"
            A topic, a value of a column, or all topics.
        by : str or None, default=None
            What the group is taken by; None takes the first that has it.
        pair : (str, str) or None, default=None
            Reference and system; None for the first pair.

        Returns
        -------
        Series
            A row of ``differences``.

        Raises
        ------
        DataError
            If there is no such difference.
        """
        if pair is not None and tuple(pair) not in self.pairs:
            known = [f"{there} beside {beside}" for beside, there in self.pairs]
            raise DataError(none_such("comparison of", f"{pair[1]} beside {pair[0]}", known))
        reference, system = pair or self.pairs[0]
        rows = self.differences
        rows = rows[(rows["reference"] == reference) & (rows["system"] == system)]
        wanted = {"score": score or self.scores[0], "by": by, "group": group}
        for column, value in wanted.items():
            if value is None:
                continue
            if value not in set(rows[column]):
                raise DataError(none_such(column, value, dict.fromkeys(rows[column])))
            rows = rows[rows[column] == value]
        return rows.iloc[0]

    def summary(self) -> str:
        """Return the answer in plain sentences, computed from the numbers.

        Returns
        -------
        str
            One finding a line, then one caution a line.
        """
        from stance.comparison.cautions import cautions  # noqa: PLC0415
        from stance.comparison.findings import findings  # noqa: PLC0415

        return "\n".join([*findings(self), *cautions(self)])

    def figure(self, name: str = "differences", *, dark: bool = False) -> Any:
        """Return one of the comparison's figures.

        Parameters
        ----------
        name : str, default="differences"
            ``differences`` (by topic), ``groups`` (by columns of the data) or ``changes``.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        matplotlib.figure.Figure
            It stands alone: pyplot knows nothing of it.

        Raises
        ------
        StanceError
            If there is no such figure.
        """
        from stance.comparison.figures import drawings_of  # noqa: PLC0415
        from stance.judging.drawing import drawing_named, drawn  # noqa: PLC0415

        return drawn(drawing_named(drawings_of(self), name), self, dark=dark)

    def to_html(self) -> str:
        """Return the comparison as a page that stands alone.

        Returns
        -------
        str
            HTML with its figures inside; it needs no network.
        """
        from stance.comparison.page import comparison_page  # noqa: PLC0415

        return comparison_page(self)

    def save(self, folder: str | Path) -> Path:
        """Write the comparison into a folder, whole or not at all.

        Parameters
        ----------
        folder : str or Path
            Where. An existing folder is replaced if it is empty or a comparison.

        Returns
        -------
        Path
            The folder, with ``comparison.html``, ``comparison.json``, ``changes.csv`` and
            ``figures/*.png``.

        Raises
        ------
        StanceError
            If something else is there, or it cannot be written.
        """
        from stance.comparison.storage import save_comparison  # noqa: PLC0415

        return save_comparison(self, Path(folder))

    def _repr_html_(self) -> str:
        from stance.comparison.page import comparison_fragment  # noqa: PLC0415

        return comparison_fragment(self)

    def __repr__(self) -> str:
        told = ", ".join(
            f"{system} against {reference}: {self.difference(pair=(reference, system))['verdict']}"
            for reference, system in self.pairs
        )
        return f"Comparison({self.facts['data']['rows']} pairs; {told})"
