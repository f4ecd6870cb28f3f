"""The model that a user holds: ask it about sentences, or about a whole article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import DataError, ModelError
from stance.frames import to_texts
from stance.learning.two_stage import TwoStageScorer
from stance.model.answering import answers, check_abstention
from stance.model.asked import LastAsked
from stance.paths import as_path
from stance.stances import STANCES
from stance.topics import Topic, Topics, listed

if TYPE_CHECKING:
    import pandas as pd

    from stance.analyses import Analyses
    from stance.learning.explanation import Explanation
    from stance.model.analysis import Analysis

TopicChoice = Topic | str | Iterable[Topic | str] | None
"""Which topics to ask about: names the model knows, `Topic` objects, or None for all it knows."""


class StanceModel:
    """A fitted classifier with its topics and its facts.

    Make one with `stance.train`, or open one with `stance.load`.

    Parameters
    ----------
    scorer : TwoStageScorer
        What predicts.
    metadata : mapping, default={}
        Facts about training that are saved with the model: data, versions, scores.

    Attributes
    ----------
    topics : Topics
        The topics that the model knows.
    metadata : dict
        The facts.

    Examples
    --------
    >>> import stance
    >>> model = stance.load()
    >>> model.predict("A truce now would only let them rearm.", topics="ceasefire").shape
    (1, 8)
    """

    def __init__(self, scorer: TwoStageScorer, metadata: Mapping[str, Any] | None = None) -> None:
        self.scorer = scorer
        self.metadata = dict(metadata or {})
        self._asked = LastAsked()

    @property
    def topics(self) -> Topics:
        """The topics that the model knows, in order."""
        return self.scorer.topics

    def predict(
        self,
        texts: Any,
        topics: TopicChoice = None,
        *,
        abstain_below: float = 0.0,
        holders: bool = False,
    ) -> pd.DataFrame:
        """Return the stance of each text toward each topic.

        Parameters
        ----------
        texts : str, or list, Series, array, Arrow array, one-column frame or Dataset of str
            Sentences. For an article use `analyze`, which finds the sentences.
        topics : Topic or str, or iterable of them, or None, default=None
            None means every topic that the model knows. A `Topic` object may be one that it was
            never trained on: it is recognised by the words of its name, description and aliases.
        abstain_below : float, default=0.0
            The model gives no stance where its confidence is less. What that costs and gains is
            the table ``coverage`` of a report: the share of rows with a stance, and how many of
            those are right.
        holders : bool, default=False
            Whether to find out whose stance each text reports.

        Returns
        -------
        pandas.DataFrame
            One row per text and topic, in input order, with the columns ``text, topic, stance,
            confidence, p_favor, p_against, p_neutral, p_unrelated``. The confidence is the
            probability of the stance given. Where the model abstains, the stance is missing
            (``isna``), and the confidence is that of the stance withheld. With `holders` also
            the holder's columns and rows of `stance.Analysis.to_frame`, with places in the text.

        Raises
        ------
        DataError
            If a text is missing, empty or not text; the message names the row. If
            `abstain_below` is not between 0 and 1.
        TopicError
            If a topic is named that the model does not know.

        Examples
        --------
        >>> import stance
        >>> frame = stance.load().predict(["We back a truce.", "It rained."], topics=["ceasefire"])
        >>> frame["text"].tolist()
        ['We back a truce.', 'It rained.']
        """
        check_abstention(abstain_below)
        chosen = self.topics.select(topics)
        given = to_texts(texts)
        proba = self._asked.of(self.scorer, chosen).predict_proba(given)
        asked = np.repeat(np.array(given, dtype=object), len(chosen))
        named = np.tile(np.array(chosen.names, dtype=object), len(given))
        frame = answers(self.scorer, asked, named, proba.reshape(-1, len(STANCES)), abstain_below)
        if not holders:
            return frame
        from stance.model.holding import text_holders, with_holders  # noqa: PLC0415

        return with_holders(self, chosen, frame, text_holders(given), abstain_below)

    def predict_pairs(
        self, texts: Any, topics: Sequence[Topic | str], *, abstain_below: float = 0.0
    ) -> pd.DataFrame:
        """Return the stance of each text toward the topic beside it.

        Parameters
        ----------
        texts : list, Series or array of str, shape (n_pairs,)
            Sentences.
        topics : sequence of Topic or str, shape (n_pairs,)
            The topic of each.
        abstain_below : float, default=0.0
            As in `predict`.

        Returns
        -------
        pandas.DataFrame
            One row per pair, with the columns of `predict`.

        Raises
        ------
        DataError
            If the lengths differ, a text cannot be used, or `abstain_below` is not in 0 to 1.
        TopicError
            If a topic is named that the model does not know.

        Examples
        --------
        >>> import stance
        >>> pairs = stance.load().predict_pairs(["We back a truce."], ["ceasefire"])
        >>> pairs["topic"].tolist()
        ['ceasefire']
        """
        check_abstention(abstain_below)
        given, named = to_texts(texts), listed(topics)
        if len(given) != len(named):
            msg = f"{len(given)} texts and {len(named)} topics: give one topic for each text"
            raise DataError(msg)
        chosen = self.topics.select(list(dict.fromkeys(named)) or None)
        place = {topic.name: i for i, topic in enumerate(chosen)}
        names = [t if isinstance(t, str) else t.name for t in named]
        proba = self._asked.of(self.scorer, chosen).pairs_proba(given, [place[n] for n in names])
        columns = np.array(given, object), np.array(names, object)
        return answers(self.scorer, *columns, proba, abstain_below)

    def analyze(
        self,
        document: str,
        topics: TopicChoice = None,
        *,
        abstain_below: float = 0.0,
        holders: bool = True,
    ) -> Analysis:
        """Return the stance of every sentence of a document toward each topic.

        Parameters
        ----------
        document : str
            One text, as scraped; offsets point into it as given.
        topics : as in `predict`
            The topics.
        abstain_below : float, default=0.0
            As in `predict`: no stance where the confidence is less.
        holders : bool, default=True
            Whether to find out whose stance each sentence reports.

        Returns
        -------
        Analysis

        Raises
        ------
        DataError
            If the document is not text or holds no sentence, or `abstain_below` is not between
            0 and 1.

        Examples
        --------
        >>> import stance
        >>> analysis = stance.load().analyze("Kyiv wants a truce.Moscow does not.")
        >>> len(analysis.sentences)
        2
        """
        from stance.model.analysis import analyze  # noqa: PLC0415

        return analyze(self, document, topics, abstain_below=abstain_below, holders=holders)

    def analyze_many(
        self,
        articles: Any,
        topics: TopicChoice = None,
        *,
        columns: Mapping[str, str] | None = None,
        abstain_below: float = 0.0,
        progress: bool = True,
    ) -> Analyses:
        """Return the stance of every sentence of many articles, by source and over time.

        Parameters
        ----------
        articles : str, Path, or table
            A CSV, TSV, JSON Lines, JSON or Parquet file, a folder of documents, a frame, Dataset
            or list of dicts. The column ``text`` is needed; ``doc`` (a name), ``source`` and
            ``date`` (ISO 8601) are used where they are there. A row that cannot be used is left
            out, counted, and told in ``problems``.
        topics : as in `predict`
            The topics.
        columns : mapping of str to str or None, default=None
            From the data's column names to ours: ``{"body": "text", "outlet": "source"}``.
        abstain_below : float, default=0.0
            As in `predict`: no stance where the confidence is less.
        progress : bool, default=True
            Whether to show progress on standard error.

        Returns
        -------
        Analyses

        Raises
        ------
        DataError
            If the articles cannot be read, or none can be used.

        Examples
        --------
        >>> import stance
        >>> articles = [{"text": "We back a truce.", "source": "Gazette"}, {"text": None}]
        >>> analyses = stance.load("fast").analyze_many(articles, "ceasefire", progress=False)
        >>> len(analyses), analyses.problems["problem"].tolist()
        (1, ['the text is missing'])
        """
        from stance.analyses import analyze_many  # noqa: PLC0415

        return analyze_many(
            self, articles, topics, columns=columns, abstain_below=abstain_below, progress=progress
        )

    def explain(self, text: str, topic: Topic | str) -> Explanation:
        """Return the n-grams that moved each stage's decision, with their places and weights.

        Parameters
        ----------
        text : str
            One sentence.
        topic : Topic or str
            The topic.

        Returns
        -------
        Explanation

        Examples
        --------
        >>> import stance
        >>> why = stance.load().explain("They rejected a truce.", "ceasefire")
        >>> sorted(set(why.to_frame()["stage"]))
        ['relevance', 'side']
        """
        from stance.learning.explanation import explain  # noqa: PLC0415

        chosen = self.topics.select(topic)
        return explain(self._asked.of(self.scorer, chosen), to_texts([text])[0], 0)

    def save(self, path: str | Path) -> None:
        """Write the model into a folder, which is replaced whole or not at all.

        Parameters
        ----------
        path : str or Path
            The folder; an existing one must be a model folder.

        Raises
        ------
        ModelError
            If the path holds something else, or cannot be written.
        """
        from stance.model.storage import save_model  # noqa: PLC0415

        save_model(self, as_path(path, ModelError))

    def __repr__(self) -> str:
        return f"StanceModel({len(self.topics)} topics: {', '.join(self.topics.names)})"
