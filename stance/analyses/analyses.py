"""The analyses of many articles: one table of sentences, and what it says by source and time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stance.analyses.grouping import groups_of, sides_told
from stance.errors import DataError, did_you_mean
from stance.model.analysis import Analysis
from stance.model.stance_model import StanceModel
from stance.sentences import Sentence
from stance.stances import SIDES
from stance.topics import Topics

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stance.analyses.net_stance import NetStances


@dataclass(frozen=True, slots=True)
class Analyses:
    """The stance of every sentence of many documents toward each topic.

    Attributes
    ----------
    documents : pandas.DataFrame
        One row for each article: ``doc``, where given ``source`` and ``date``, whatever else the
        data held, ``text``, and its number of ``sentences``.
    topics : Topics
        The topics asked about.
    problems : pandas.DataFrame
        ``file, row, column, value, problem, left_out``: the rows that could not be used, or only
        in part.

    Examples
    --------
    >>> import stance
    >>> articles = [
    ...     {"text": "Kyiv backs a truce. It rained.", "source": "Gazette", "date": "2025-03-01"},
    ...     {"text": "Moscow rejects a truce.", "source": "Herald", "date": "2025-04-01"},
    ... ]
    >>> analyses = stance.load("fast").analyze_many(articles, "ceasefire", progress=False)
    >>> analyses
    Analyses(2 documents, 3 sentences, 1 topics, 2 stances, 0 problems)
    >>> analyses.summary(by="source")[["topic", "source", "favor", "against"]].values.tolist()
    [['ceasefire', 'Gazette', 1, 0], ['ceasefire', 'Herald', 0, 1]]
    """

    documents: pd.DataFrame
    topics: Topics
    problems: pd.DataFrame
    _sentences: pd.DataFrame
    _answers: pd.DataFrame
    _model: StanceModel
    _abstain_below: float = 0.0

    def to_frame(self) -> pd.DataFrame:
        """Return one row per document, sentence and topic.

        Returns
        -------
        pandas.DataFrame
            Columns ``doc``, where given ``source`` and ``date``, then those of
            `Analysis.to_frame` save the holder's, which ``analyses[doc].to_frame()`` has;
            ``start`` and ``end`` are places in the article's text.
        """
        frame = self._rows(np.arange(len(self._sentences)))
        given = [name for name in ("doc", "source", "date") if name in self.documents]
        documents = self.documents[given].take(frame.pop("document").to_numpy())
        return pd.concat([documents.reset_index(drop=True), frame], axis=1)

    def _rows(self, sentences: npt.NDArray[Any]) -> pd.DataFrame:
        n = len(self.topics)
        places = self._sentences.take(np.repeat(sentences, n)).reset_index(drop=True)
        answers = self._answers.take((sentences[:, None] * n + np.arange(n)).ravel())
        answers = answers.astype({"topic": object, "stance": object}).reset_index(drop=True)
        boilerplate = places.pop("boilerplate")
        return pd.concat([places, answers, boilerplate], axis=1)

    def __len__(self) -> int:
        return len(self.documents)

    def __getitem__(self, doc: str) -> Analysis:
        """Return the analysis of one article.

        Parameters
        ----------
        doc : str
            Its name, as in the column ``doc`` of the documents.

        Returns
        -------
        Analysis

        Raises
        ------
        DataError
            If there is no such article.
        """
        found = np.flatnonzero(self.documents["doc"] == doc)
        if not len(found):
            msg = f"no article {doc!r}.{did_you_mean(str(doc), self.documents['doc'])}"
            raise DataError(msg)
        (of_document,) = np.nonzero((self._sentences["document"] == found[0]).to_numpy())
        parts = self._sentences[["text", "start", "end", "boilerplate"]].take(of_document)
        sentences = [Sentence(*part) for part in parts.itertuples(index=False, name=None)]
        frame = self._rows(of_document).drop(columns="document")
        text = self.documents["text"].iloc[found[0]]
        return Analysis(text, sentences, self.topics, frame, self._model, self._abstain_below)

    def sides(self) -> pd.DataFrame:
        """Return how many sentences of each article take which side, on any topic.

        Returns
        -------
        pandas.DataFrame of shape (n_documents, 3)
            Columns ``favor``, ``against``, ``neutral``, in the order of `documents`. Boilerplate
            is not counted.
        """
        told = sides_told(self._sentences, self._answers)
        counts: pd.DataFrame = pd.crosstab(told["document"], told["stance"])
        return counts.reindex(index=self.documents.index, columns=list(SIDES), fill_value=0)

    def net_stances(
        self,
        by: str | None = None,
        *,
        period: str | None = None,
        n_resamples: int = 2000,
        random_state: int = 0,
    ) -> NetStances:
        """Return the net stance toward each topic, of all documents or of groups of them.

        Parameters
        ----------
        by : str or None, default=None
            A column of the documents: ``source``, ``date``, or any other. None takes all
            documents together.
        period : {'day', 'week', 'month', 'quarter', 'year'} or None, default=None
            The length of a period, for ``date``. None picks one by the span of the dates.
        n_resamples : int, default=2000
            How often documents are drawn for the intervals.
        random_state : int, default=0
            Seed of the draws.

        Returns
        -------
        NetStances
            Its ``table`` is what `summary` returns.

        Raises
        ------
        DataError
            If there is no such column, nothing in it, or no such period.
        """
        from stance.analyses.net_stance import net_stances  # noqa: PLC0415

        groups, unit = groups_of(self.documents, by, period)
        told = sides_told(self._sentences, self._answers)
        return net_stances(
            told, groups, unit=unit, n_resamples=n_resamples, random_state=random_state
        )

    def summary(
        self,
        by: str | None = None,
        *,
        period: str | None = None,
        n_resamples: int = 2000,
        random_state: int = 0,
    ) -> pd.DataFrame:
        """Return who is for and who is against what, of all documents or of groups of them.

        Parameters
        ----------
        by, period, n_resamples, random_state
            As in `net_stances`.

        Returns
        -------
        pandas.DataFrame
            One row for each topic and group that speaks of it: ``topic``, the group,
            ``documents`` and ``sentences`` about the topic, ``favor``, ``against``,
            ``neutral``, ``net`` = (favor - against) / sentences, and its 95 % interval ``low``
            to ``high``, which is missing where fewer than about three documents speak. A period
            is named by its first day. Boilerplate and stances withheld are not counted.

        Raises
        ------
        DataError
            As in `net_stances`.
        """
        net = self.net_stances(
            by, period=period, n_resamples=n_resamples, random_state=random_state
        )
        return net.table.copy()

    def holders(self, by: str | None = None, *, period: str | None = None) -> pd.DataFrame:
        """Return who takes which side on what, in all documents or in groups of them.

        Parameters
        ----------
        by, period
            As in `net_stances`; ``by="date"`` follows each holder over time.

        Returns
        -------
        pandas.DataFrame
            One row for each ``holder``, ``topic`` and group, holders of most sentences first:
            ``documents``, ``sentences``, ``favor``, ``against``, ``net`` and its interval
            ``low`` to ``high`` as in `summary`. Holders of different documents are one where
            their full names are, but for case, "the" and a possessive. Last stand the authors of
            all texts, ``author``, and ``(open)``: who is left open, or has no name in the
            document, as "he" and "the spokesman". Holders are looked for anew at each call.

        Raises
        ------
        DataError
            As in `net_stances`.

        Examples
        --------
        >>> import stance
        >>> texts = ["The Kremlin rejects a truce.", "A truce? The Kremlin’s spokesman said no."]
        >>> articles = [{"text": text} for text in texts]
        >>> analyses = stance.load("fast").analyze_many(articles, "ceasefire", progress=False)
        >>> analyses.holders()[["holder", "topic", "favor", "against"]].values.tolist()
        [['Kremlin', 'ceasefire', 0, 1]]
        """
        from stance.analyses.holding import count_holders, held_sides  # noqa: PLC0415

        groups, _ = groups_of(self.documents, by, period)
        return count_holders(held_sides(self), groups)

    def figure(
        self, by: str | None = None, *, period: str | None = None, dark: bool = False
    ) -> Figure:
        """Draw the net stances: a panel for each topic, and the finding as the title.

        Parameters
        ----------
        by, period
            As in `net_stances`.
        dark : bool, default=False
            For a dark background.

        Returns
        -------
        matplotlib.figure.Figure
            A triangle is a side that leads beyond chance, a dot one that may not; hollow, where
            there are too few documents for an interval.

        Raises
        ------
        DataError
            As in `net_stances`.
        """
        from stance.analyses.charts import drawing_of  # noqa: PLC0415
        from stance.judging.drawing import drawn  # noqa: PLC0415

        net = self.net_stances(by, period=period)
        return drawn(drawing_of(net), net, dark=dark)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return a page about all articles: findings, charts with their tables, the articles.

        Parameters
        ----------
        path : str, Path or None, default=None
            Where to write it as well, in UTF-8.

        Returns
        -------
        str
            The page: no network, no script, text escaped.

        Raises
        ------
        DataError
            If the path cannot be written.
        """
        from stance.analyses.page import analyses_page  # noqa: PLC0415

        return analyses_page(self, path)

    def _repr_html_(self) -> str:
        from stance.analyses.page import analyses_fragment  # noqa: PLC0415

        return analyses_fragment(self)

    def __repr__(self) -> str:
        stances = int(self._answers["stance"].isin(SIDES).sum())
        return (
            f"Analyses({len(self.documents)} documents, {len(self._sentences)} sentences, "
            f"{len(self.topics)} topics, {stances} stances, {len(self.problems)} problems)"
        )
