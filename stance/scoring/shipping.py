"""The model on a cluster: sent once to each worker process, those that come later as well."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from distributed import WorkerPlugin

from stance.errors import StanceError
from stance.learning.two_stage import TwoStageScorer
from stance.model.stance_model import StanceModel
from stance.scoring.shard import Question, ScoredShard, score_packed
from stance.topics import Topics

_MODELS: dict[str, StanceModel] = {}


class ShippedModel(WorkerPlugin):
    """Puts a model into every worker process when it starts.

    Parameters
    ----------
    fingerprint : str
        What tasks call it by, in place of carrying it.
    model : StanceModel
        The model.
    """

    idempotent = True

    def __init__(self, fingerprint: str, model: StanceModel) -> None:
        self.name = f"stance-{fingerprint}"
        self.fingerprint = fingerprint
        self.model = model

    def setup(self, worker: Any) -> None:  # noqa: ARG002
        """Keep the model in this process."""
        keep_here(self.fingerprint, self.model)


def keep_here(fingerprint: str, model: StanceModel) -> None:
    """Keep a model in this process for the tasks that will ask for it.

    Parameters
    ----------
    fingerprint : str
        What they call it by.
    model : StanceModel
        The model.
    """
    _MODELS[fingerprint] = model


@lru_cache(maxsize=4)
def shipped_scorer(fingerprint: str, question: Question) -> TwoStageScorer:
    """Return the scorer of a model that was put into this process.

    Parameters
    ----------
    fingerprint : str
        The model.
    question : Question
        What will be asked.

    Returns
    -------
    TwoStageScorer

    Raises
    ------
    StanceError
        If this process never got it.
    """
    if fingerprint not in _MODELS:
        msg = "no model in this process: make a distributed.Client before stance.score"
        raise StanceError(msg)
    return _MODELS[fingerprint].scorer.for_topics(Topics(question.topics))


def score_shipped(content: bytes, fingerprint: str, question: Question) -> ScoredShard:
    """Score one shard with the model that is in this process.

    Parameters
    ----------
    content : bytes
        What `stance.scoring.shard.packed` made of its rows.
    fingerprint : str
        The model.
    question : Question
        What is asked.

    Returns
    -------
    ScoredShard
    """
    return score_packed(content, shipped_scorer(fingerprint, question), question)
