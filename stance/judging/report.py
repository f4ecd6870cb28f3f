"""The report: everything that was found out about one model on one data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stance.errors import StanceError
from stance.judging import columns
from stance.judging.columns import empty
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.paths import as_path

if TYPE_CHECKING:
    from stance.judging.figures.plots import ReportPlots


@dataclass(frozen=True, slots=True)
class Report:
    """The evaluation of one model on one data set.

    Made by `stance.evaluate` or read by `load_report`. It shows itself in a notebook.

    Attributes
    ----------
    scores : DataFrame
        ``scope, score, stance, value, low, high, n``: every score (`stance.judging.metrics`
        defines them) for each topic, ``all topics`` pooled and the ``mean of topics``, with the
        95 % interval over documents and the number of rows it rests on. Scores of no single
        stance have the stance ``all stances``.
    confusion : DataFrame
        ``scope, truth, predicted, n, share``: the share is that of the truth.
    errors : DataFrame
        The most confident errors of each kind: ``kind``, then the columns of ``predictions``, and
        ``marks``: what may make the sentence hard.
    evidence : DataFrame
        ``error, stage, stance, feature, start, end, weight``: the explanation of each error, by
        its row in ``errors``; ``start`` is -1 for evidence that is no stretch of the text.
    baselines : DataFrame
        ``baseline, scope, score, stance, value, baseline_value, difference, low, high,
        p_value``: the interval and the test are of the difference.
    predictions : DataFrame
        ``text, topic, doc, truth, stance, confidence, p_favor, p_against, p_neutral,
        p_unrelated`` and the further columns of the data.
    reliability : DataFrame
        ``scope, bin_low, bin_high, confidence, accuracy, low, high, n``: how often predictions of
        each confidence are right.
    coverage : DataFrame
        ``among, threshold, coverage, accuracy, low, high, n``: how accurate the surest
        predictions are, among all of them and among those that call a sentence relevant.
    trust : DataFrame
        How often answers are right below, within and from each tenth of confidence, as
        `stance.judging.trust.trust_table` says.
    slices : DataFrame
        The scores of each part of each slice (register, length, negation, …) and its difference
        from the rest, as `stance.judging.slice_scores.slice_table` says.
    causes : DataFrame
        How often each kind of mistake is made, everywhere and on each part of each slice, as
        `stance.judging.causes.cause_table` says.
    doubts : DataFrame
        Labels that may be wrong, as `stance.judging.doubts.doubts_of` says; empty without cleanlab.
    overlap : DataFrame
        Examples of what is in the data twice, as `stance.judging.overlap.overlap_of` says.
    drift : DataFrame
        Words that tell evaluated from training text, as `stance.judging.drift.drift_of` says;
        empty without training data.
    learning_curve : DataFrame
        As `stance.judging.learning_curve.learning_curve_table` says; empty unless asked for.
    new_topics : DataFrame
        How good a preset is on topics left out of its training, and after some labels of them, as
        `stance.judging.new_topics.new_topics_table` says; empty unless asked for.
    challenge : DataFrame
        The ``rates`` of `stance.judging.judge_challenge`; empty unless asked for.
    facts : dict
        ``created, data, train, leakage, duplicates, drift, doubtful_labels, model, settings,
        versions``.

    See Also
    --------
    load_report : Read a report that was saved.
    """

    scores: pd.DataFrame
    confusion: pd.DataFrame
    errors: pd.DataFrame
    evidence: pd.DataFrame
    baselines: pd.DataFrame
    predictions: pd.DataFrame
    reliability: pd.DataFrame = field(default_factory=partial(empty, columns.RELIABILITY))
    coverage: pd.DataFrame = field(default_factory=partial(empty, columns.COVERAGE))
    trust: pd.DataFrame = field(default_factory=partial(empty, columns.TRUST))
    slices: pd.DataFrame = field(default_factory=partial(empty, columns.SLICES))
    causes: pd.DataFrame = field(default_factory=partial(empty, columns.CAUSES))
    doubts: pd.DataFrame = field(default_factory=partial(empty, columns.DOUBTS))
    overlap: pd.DataFrame = field(default_factory=partial(empty, columns.OVERLAP))
    drift: pd.DataFrame = field(default_factory=partial(empty, columns.DRIFT))
    learning_curve: pd.DataFrame = field(default_factory=partial(empty, columns.LEARNING_CURVE))
    new_topics: pd.DataFrame = field(default_factory=partial(empty, columns.NEW_TOPICS))
    challenge: pd.DataFrame = field(default_factory=partial(empty, columns.CHALLENGE))
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics judged, in the order of the data."""
        return tuple(dict.fromkeys(self.predictions["topic"]))

    def score(self, score: str, *, scope: str = ALL_TOPICS, stance: str = ALL_STANCES) -> pd.Series:
        """Return one score with its interval.

        Parameters
        ----------
        score : str
            Its name, such as ``macro_f1``.
        scope : str, default="all topics"
            A topic, ``all topics`` or ``mean of topics``.
        stance : str, default="all stances"
            A stance, for its precision, recall and F1.

        Returns
        -------
        Series
            ``value, low, high, n``.

        Raises
        ------
        KeyError
            If there is no such score.
        """
        table = self.scores
        found = (table["scope"] == scope) & (table["score"] == score) & (table["stance"] == stance)
        if not found.any():
            raise KeyError((scope, score, stance))
        return table.loc[found, ["value", "low", "high", "n"]].iloc[0]

    def summary(self) -> str:
        """Return what was found in a few plain sentences, computed from the numbers.

        Returns
        -------
        str
            One finding a line, then one caution a line.
        """
        from stance.judging.findings import cautions, findings  # noqa: PLC0415

        return "\n".join([*findings(self), *cautions(self)])

    def figure(self, name: str, *, dark: bool = False) -> Any:
        """Return one of the report's figures.

        Parameters
        ----------
        name : str
            ``scores``, ``slices``, ``confusion``, ``confusion_by_topic``, ``causes``,
            ``reliability``, ``coverage``, ``challenge``, ``new_topics``,
            ``learning_curve`` or ``drift``.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        matplotlib.figure.Figure
            It stands alone: pyplot knows nothing of it.

        Raises
        ------
        StanceError
            If there is no such figure, or the report has no data for it.
        """
        from stance.judging.figures import draw  # noqa: PLC0415

        return draw(self, name, dark=dark)

    @property
    def plot(self) -> ReportPlots:
        """The figures as methods that take ``ax``: ``report.plot.calibration(ax=…)``."""
        from stance.judging.figures.plots import ReportPlots  # noqa: PLC0415

        return ReportPlots(self)

    def to_markdown(self) -> str:
        """Return the findings and the main scores as Markdown, for a pull request.

        Returns
        -------
        str
        """
        from stance.judging.markdown import report_markdown  # noqa: PLC0415

        return report_markdown(self)

    def to_html(self) -> str:
        """Return the report as a page that stands alone.

        Returns
        -------
        str
            HTML with its figures inside; it needs no network.
        """
        from stance.judging.page import report_page  # noqa: PLC0415

        return report_page(self)

    def save(self, folder: str | Path) -> Path:
        """Write the report into a folder, whole or not at all.

        Parameters
        ----------
        folder : str or Path
            Where. An existing folder is replaced if it is empty or a report.

        Returns
        -------
        Path
            The folder, with ``report.html``, ``report.md``, ``report.json`` (its schema is
            ``stance/judging/report.schema.json``), ``predictions.parquet``, and ``figures`` as
            PNG and SVG.

        Raises
        ------
        StanceError
            If something else is there, or it cannot be written.
        """
        from stance.judging.storage import save_report  # noqa: PLC0415

        return save_report(self, as_path(folder, StanceError))

    def _repr_html_(self) -> str:
        from stance.judging.page import report_fragment  # noqa: PLC0415

        return report_fragment(self)

    def __repr__(self) -> str:
        size = f"{len(self.predictions)} pairs, {len(self.topics)} topics"
        return f"Report({size}, macro-F1 {self.score('macro_f1')['value']:.2f})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return self.facts == other.facts and all(
            _same(getattr(self, name), getattr(other, name)) for name in TABLES
        )

    __hash__ = None  # type: ignore[assignment]


def _same(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    try:
        # What kind of string column holds the words makes no difference.
        pd.testing.assert_frame_equal(a, b, check_dtype=False, check_exact=True)
    except AssertionError:
        return False
    return True


TABLES = tuple(field.name for field in fields(Report) if field.name != "facts")
"""The attributes of a report that are frames."""


def load_report(folder: str | Path) -> Report:
    """Read a report that `Report.save` wrote.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Returns
    -------
    Report
        Equal to the one that was saved.

    Raises
    ------
    StanceError
        If the folder is missing, is not a report, is damaged, or is of a newer format.
    """
    from stance.judging.storage import read_report  # noqa: PLC0415

    return read_report(as_path(folder, StanceError))
