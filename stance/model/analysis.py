"""An article, sentence by sentence: who is for and who is against what, and where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.frames import text_frame
from stance.learning.deciding import ABOUT
from stance.learning.explanation import explain
from stance.model.counting import with_net
from stance.model.holding import holder_table, named_sides, sentence_holders, with_holders
from stance.model.stance_model import StanceModel, TopicChoice
from stance.sentences import Sentence, split_sentences
from stance.stances import PROBABILITIES, SIDES
from stance.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = ["sentence", "start", "end", "text", "topic", "stance", "confidence"]
_EVIDENCE = ["sentence", "topic", "stage", "feature", "start", "end", "weight"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The stance of every sentence of a document toward each topic.

    Attributes
    ----------
    document : str
        The text as given.
    sentences : sequence of Sentence
        Its sentences, with their offsets.
    topics : Topics
        The topics asked about.

    Examples
    --------
    >>> import stance
    >>> analysis = stance.load().analyze("Kyiv backs a truce. It rained.", topics="ceasefire")
    >>> analysis.to_frame()[["sentence", "start", "end"]].to_numpy().tolist()
    [[0, 0, 19], [1, 20, 30]]
    """

    document: str
    sentences: Sequence[Sentence]
    topics: Topics
    _frame: pd.DataFrame
    _model: StanceModel
    _abstain_below: float = 0.0
    _with_holders: bool = True

    def to_frame(self) -> pd.DataFrame:
        """Return one row per sentence and topic.

        Returns
        -------
        pandas.DataFrame
            Columns ``sentence`` (counted from 0), ``start``, ``end``, ``text``, ``topic``,
            ``stance``, ``confidence``, ``p_favor``, ``p_against``, ``p_neutral``,
            ``p_unrelated``, ``boilerplate``, and whose stance it is: ``holder`` (the words that
            name the holder, or ``author``), ``holder_start``, ``holder_end``, ``holder_id`` (one
            for all mentions of one holder), ``p_holder``. ``document[start:end]`` is the text
            and ``document[holder_start:holder_end]`` the holder. The stance is missing
            (``isna``) where the model abstains, the holder where it is left open and where no
            side is taken. Where two holders take opposite sides in one sentence, there is a row
            for each.
        """
        return with_holders(
            self._model,
            self.topics,
            self._frame,
            sentence_holders(self.sentences) if self._with_holders else None,
            self._abstain_below,
        )

    def holders(self) -> pd.DataFrame:
        """Return who takes which side on what.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``holder`` and ``topic``, those with most sentences first: the counts
            ``favor`` and ``against``, their sum ``sentences``, ``net`` and its 95 % interval
            ``low`` to ``high`` as in `summary`, and ``where``, the list of the sentences. The
            author of the text is ``author``; what was left open is ``(open)``. Empty without
            holders.

        Examples
        --------
        >>> import stance
        >>> analysis = stance.load().analyze("Kyiv wants a truce. Moscow rejects a truce.")
        >>> analysis.holders()[["favor", "against", "where"]].reset_index().to_numpy().tolist()
        [['Kyiv', 'ceasefire', 1, 0, [0]], ['Moscow', 'ceasefire', 0, 1, [1]]]
        """
        return holder_table(self.to_frame())

    def named_sides(self) -> pd.DataFrame:
        """Return each side that a sentence takes, with the name of whose it is.

        Returns
        -------
        pandas.DataFrame
            Columns ``holder``, ``topic``, ``stance``: the fullest name that the document has for
            the holder, or ``author``; missing where it has none or the holder is left open.
            Names may be compared with those of other documents, which ``holder_id`` may not.
            Boilerplate is left out.

        Examples
        --------
        >>> import stance
        >>> text = "Kyiv wants a truce. The spokesman rejects a truce."
        >>> stance.load("fast").analyze(text, "ceasefire").named_sides()["holder"].tolist()
        ['Kyiv', None]
        """
        return named_sides(
            self._model, self.topics, self._frame, self.sentences, self._abstain_below
        )

    def stances(self) -> pd.DataFrame:
        """Return the table sentence by topic, with the stance in each cell.

        Returns
        -------
        pandas.DataFrame of shape (n_sentences, n_topics)
            Indexed by sentence, with the text as the first column.
        """
        wide = self._frame.pivot(index="sentence", columns="topic", values="stance")
        wide = wide[list(self.topics.names)].rename_axis(columns=None)
        texts = text_frame({"text": [sentence.text for sentence in self.sentences]})
        wide.insert(0, "text", texts["text"])
        return wide

    def summary(self) -> pd.DataFrame:
        """Return how many sentences take which side on each topic, and the net stance.

        Returns
        -------
        pandas.DataFrame
            Indexed by topic: the counts ``favor``, ``against`` and ``neutral``, their sum
            ``sentences``, ``net`` = (favor - against) / sentences, its 95 % interval ``low`` to
            ``high``, and ``no_stance``, the sentences where the model abstains. Boilerplate is
            not counted.

        Notes
        -----
        The interval is that of Bonett and Price for a difference of paired proportions
        ("Adjusted Wald Confidence Interval for a Difference of Binomial Proportions Based on
        Paired Data", Journal of Educational and Behavioral Statistics 37, 2012). It takes the
        sentences for independent and the labels for right, so it says how little a handful of
        sentences proves, not how often the model errs.
        """
        counted = self._frame[~self._frame["boilerplate"]]
        counts = pd.crosstab(counted["topic"], counted["stance"]).reindex(
            index=list(self.topics.names), columns=list(SIDES), fill_value=0
        )
        withheld = counted["stance"].isna().groupby(counted["topic"]).sum()
        return with_net(counts.rename_axis(index="topic", columns=None)).assign(
            no_stance=withheld.reindex(counts.index, fill_value=0)
        )

    def evidence(self) -> pd.DataFrame:
        """Return what spoke for each stance that a sentence takes.

        Returns
        -------
        pandas.DataFrame
            Columns ``sentence``, ``topic``, ``stage``, ``feature``, ``start``, ``end``,
            ``weight``: the parts of the score of being about the topic (stage ``relevance``)
            and of the score of the stance given (``side``), as `StanceModel.explain` has them,
            with their places in the document. Unrelated sentences and stances withheld have
            none.

        Examples
        --------
        >>> import stance
        >>> analysis = stance.load("fast").analyze("It rained. Kyiv backs a truce.", "ceasefire")
        >>> evidence = analysis.evidence().query("stage == 'relevance'").dropna()
        >>> place = evidence.loc[evidence["weight"].idxmax(), ["start", "end"]]
        >>> "truce" in analysis.document[slice(*place)]
        True
        """
        scorer = self._model.scorer.for_topics(self.topics)
        places = {name: place for place, name in enumerate(self.topics.names)}
        parts = []
        for row in self._frame[self._frame["stance"].isin(SIDES)].to_dict("records"):
            frame = explain(scorer, row["text"], places[row["topic"]]).to_frame()
            decided = frame[frame["stance"].isin([ABOUT, row["stance"]])]
            placed = {end: decided[end] + row["start"] for end in ("start", "end")}
            parts.append(decided.assign(sentence=row["sentence"], topic=row["topic"], **placed))
        if not parts:
            return pd.DataFrame(columns=_EVIDENCE)
        return pd.concat(parts, ignore_index=True)[_EVIDENCE]

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the article as a page of its own, its sentences marked by stance.

        Parameters
        ----------
        path : str, Path or None, default=None
            Where to write it as well, in UTF-8.

        Returns
        -------
        str
            The page: no network, text escaped, readable without its script.

        Raises
        ------
        DataError
            If the path cannot be written.
        """
        from stance.pages.article import article_page  # noqa: PLC0415

        return article_page(self, path)

    def _repr_html_(self) -> str:
        from stance.pages.article import article_fragment  # noqa: PLC0415

        return article_fragment(self)

    def __repr__(self) -> str:
        about = int(self._frame["stance"].isin(SIDES).sum())
        return (
            f"Analysis({len(self.sentences)} sentences, {len(self.topics)} topics, {about} stances)"
        )


def analyze(
    model: StanceModel,
    document: str,
    topics: TopicChoice = None,
    *,
    abstain_below: float = 0.0,
    holders: bool = True,
) -> Analysis:
    """Split a document into sentences and ask a model about each.

    Parameters
    ----------
    model : StanceModel
        The model.
    document : str
        One text.
    topics : Topic or str, or iterable of them, or None, default=None
        As in `StanceModel.predict`.
    abstain_below : float, default=0.0
        As in `StanceModel.predict`.
    holders : bool, default=True
        Whether to find out whose stance each sentence reports.

    Returns
    -------
    Analysis

    Raises
    ------
    DataError
        If the document is not text or holds no sentence, or `abstain_below` is not between 0
        and 1.
    """
    chosen = model.topics.select(topics)
    sentences = split_sentences(document)
    if not sentences:
        msg = "the document holds no sentence: it is empty or has no letters"
        raise DataError(msg)
    texts = [sentence.text for sentence in sentences]
    frame = model.predict(texts, chosen, abstain_below=abstain_below)
    for column in ("start", "end", "boilerplate"):
        values = [getattr(sentence, column) for sentence in sentences]
        frame[column] = np.repeat(values, len(chosen))
    frame["sentence"] = np.repeat(np.arange(len(sentences)), len(chosen))
    frame = frame[[*_COLUMNS, *PROBABILITIES, "boilerplate"]]
    return Analysis(document, sentences, chosen, frame, model, abstain_below, holders)
