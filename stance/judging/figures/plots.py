"""Each figure of a report as a method: on axes of your own, or on a figure made for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stance.judging.figures import (
    causes,
    confidence,
    confusion,
    drift,
    figures_of,
    learning_curve,
    new_topics,
    scores,
    slices,
)
from stance.judging.figures.display import Display, displayed
from stance.judging.metrics import ALL_STANCES, ALL_TOPICS
from stance.judging.slice_scores import ABOUT

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from stance.judging.report import Report


class ReportPlots:
    """The figures of a report as methods; get it as ``report.plot``.

    Every method takes ``ax``, axes of your own (None makes a figure), and ``dark``, for a dark
    background, and returns a `Display`.

    Parameters
    ----------
    report : Report
        What is drawn.

    Examples
    --------
    >>> import pandas as pd, stance
    >>> rows = pd.DataFrame({"text": ["No truce!", "Rain."], "topic": "truce", "doc": ["a", "b"]})
    >>> answers = rows.assign(truth=["against", "unrelated"], stance=["favor", "unrelated"])
    >>> report = stance.evaluate(predictions=answers, baselines=False)
    >>> display = report.plot.confusion()
    >>> type(display.display_).__name__, len(display.frame)
    ('ConfusionMatrixDisplay', 16)
    """

    def __init__(self, report: Report) -> None:
        self._report = report

    def scores(
        self,
        ax: Axes | None = None,
        *,
        score: str = "macro_f1",
        stance: str = ALL_STANCES,
        dark: bool = False,
    ) -> Display:
        """Draw one score of every topic, with intervals.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        score : str, default="macro_f1"
            As in ``report.scores``.
        stance : str, default="all stances"
            Of which stance, for its precision, recall and F1.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such score.
        """
        return self._draw("scores", scores.on_axes, ax, dark, score=score, stance=stance)

    def confusion(
        self, ax: Axes | None = None, *, scope: str = ALL_TOPICS, dark: bool = False
    ) -> Display:
        """Draw a confusion matrix, through scikit-learn's `ConfusionMatrixDisplay`.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        scope : str, default="all topics"
            A topic, or all of them.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such topic.
        """
        return self._draw("confusion", confusion.on_axes, ax, dark, scope=scope)

    def calibration(
        self, ax: Axes | None = None, *, scope: str = ALL_TOPICS, dark: bool = False
    ) -> Display:
        """Draw accuracy against confidence, through scikit-learn's `CalibrationDisplay`.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        scope : str, default="all topics"
            A topic, or all of them.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such topic, or the answers came without probabilities.
        """
        return self._draw("reliability", confidence.reliability_on_axes, ax, dark, scope=scope)

    def coverage(self, ax: Axes | None = None, *, dark: bool = False) -> Display:
        """Draw accuracy against the share of answers that is kept, the surest first.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If the answers came without probabilities.
        """
        return self._draw("coverage", confidence.coverage_on_axes, ax, dark)

    def slices(self, ax: Axes | None = None, *, score: str = ABOUT, dark: bool = False) -> Display:
        """Draw one score of each kind of sentence, with intervals.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        score : {"about_accuracy", "macro_f1"}, default="about_accuracy"
            The score.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such score, or nothing to divide the sentences by.
        """
        return self._draw("slices", slices.on_axes, ax, dark, score=score)

    def causes(self, ax: Axes | None = None, *, dark: bool = False) -> Display:
        """Draw how often each kind of mistake is made.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display
        """
        return self._draw("causes", causes.on_axes, ax, dark)

    def learning_curve(
        self, ax: Axes | None = None, *, scope: str = ALL_TOPICS, dark: bool = False
    ) -> Display:
        """Draw the score by the number of documents trained on.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        scope : str, default="all topics"
            A topic, or all of them.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such topic, or the report has no learning curve.
        """
        return self._draw("learning_curve", learning_curve.on_axes, ax, dark, scope=scope)

    def new_topics(
        self, ax: Axes | None = None, *, scope: str = ALL_TOPICS, dark: bool = False
    ) -> Display:
        """Draw the score on topics left out of training, by how many labels are given back.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        scope : str, default="all topics"
            A topic, or all of them.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If there is no such topic, or no topic was left out.
        """
        return self._draw("new_topics", new_topics.on_axes, ax, dark, scope=scope)

    def drift(self, ax: Axes | None = None, *, dark: bool = False) -> Display:
        """Draw the words that tell evaluated from training text.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None, default=None
            Where.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        Display

        Raises
        ------
        StanceError
            If the report was made without training data.
        """
        return self._draw("drift", drift.on_axes, ax, dark)

    def _draw(
        self,
        name: str,
        on_axes: Callable[..., tuple[pd.DataFrame, Any]],
        ax: Axes | None,
        dark: bool,
        **chosen: Any,
    ) -> Display:
        return displayed(self._report, name, on_axes, ax, dark=dark, **chosen)

    def __repr__(self) -> str:
        return f"ReportPlots({', '.join(figures_of(self._report))})"
