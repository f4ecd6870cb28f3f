"""Ask a model about every sentence of many articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from stance.analyses.analyses import Analyses
from stance.analyses.articles import read_articles
from stance.model.stance_model import StanceModel, TopicChoice
from stance.sentences import split_sentences
from stance.stances import PROBABILITIES, STANCES
from stance.topics import Topics

_BATCH = 512
_COLUMNS = ["document", "sentence", "start", "end", "text", "boilerplate"]


def analyze_many(
    model: StanceModel,
    articles: Any,
    topics: TopicChoice = None,
    *,
    columns: Mapping[str, str] | None = None,
    abstain_below: float = 0.0,
    progress: bool = True,
) -> Analyses:
    """Split many articles into sentences and ask a model about each.

    Parameters
    ----------
    model : StanceModel
        The model.
    articles : str, Path, or table
        As `stance.analyses.read_articles` takes them: ``text``, and where known ``doc``,
        ``source``, ``date`` and other columns.
    topics : Topic or str, or iterable of them, or None, default=None
        As in `StanceModel.predict`.
    columns : mapping of str to str or None, default=None
        From the data's column names to ours: ``{"body": "text"}``.
    abstain_below : float, default=0.0
        As in `StanceModel.predict`.
    progress : bool, default=True
        Whether to show progress on standard error.

    Returns
    -------
    Analyses

    Raises
    ------
    DataError
        If the articles cannot be read, or none can be used.
    """
    read = read_articles(articles, columns=columns)
    chosen = model.topics.select(topics)
    rows = [
        (document, number, s.start, s.end, s.text, s.boilerplate)
        for document, text in enumerate(read.frame["text"])
        for number, s in enumerate(split_sentences(text))
    ]
    sentences = pd.DataFrame(rows, columns=_COLUMNS).astype({"text": object})
    documents = read.frame.assign(
        sentences=sentences["document"].value_counts().reindex(read.frame.index, fill_value=0)
    )
    # What stands in many articles, as furniture and agency text does, is asked about once.
    codes, unique = pd.factorize(sentences["text"])
    with tqdm(total=len(unique), desc="analyze", unit="sentence", disable=not progress) as bar:
        parts = []
        for start in range(0, len(unique), _BATCH):
            batch = list(unique[start : start + _BATCH])
            answers = model.predict(batch, chosen, abstain_below=abstain_below)
            parts.append(_compact(answers, chosen))
            bar.update(len(batch))
    answered = pd.concat(parts, ignore_index=True)
    n = len(chosen)
    answers = answered.take((codes[:, None] * n + np.arange(n)).ravel()).reset_index(drop=True)
    return Analyses(documents, chosen, read.problems, sentences, answers, model, abstain_below)


def _compact(answers: pd.DataFrame, topics: Topics) -> pd.DataFrame:
    return answers[["topic", "stance", "confidence", *PROBABILITIES]].assign(
        topic=pd.Categorical(answers["topic"], topics.names),
        stance=pd.Categorical(answers["stance"], STANCES),
    )
