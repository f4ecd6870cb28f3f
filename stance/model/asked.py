"""What a model keeps of the topics last asked about: they are not prepared for each sentence."""

from __future__ import annotations

from typing import Any

from stance.learning.two_stage import TwoStageScorer
from stance.topics import Topics


class LastAsked:
    """The scorer of the topics last asked about; one, and none in pickles.

    Examples
    --------
    >>> import stance
    >>> model, asked = stance.load("fast"), LastAsked()
    >>> topics = stance.Topics(["ceasefire"])
    >>> asked.of(model.scorer, topics) is asked.of(model.scorer, topics)
    True
    """

    def __init__(self) -> None:
        self._last: tuple[TwoStageScorer, TwoStageScorer] | None = None

    def of(self, whole: TwoStageScorer, topics: Topics) -> TwoStageScorer:
        """Return the scorer for some topics, the one of the last call where they are the same.

        Parameters
        ----------
        whole : TwoStageScorer
            The model's, for all of its topics.
        topics : Topics
            What is asked about.

        Returns
        -------
        TwoStageScorer
            ``whole.for_topics(topics)``.
        """
        last = self._last  # another thread may put another one there meanwhile
        if last is not None and last[0] is whole and last[1].topics == topics:
            return last[1]
        scorer = whole.for_topics(topics)
        if len(topics) <= len(whole.topics):  # more could be much larger than the model itself
            self._last = whole, scorer
        return scorer

    def __reduce__(self) -> tuple[Any, ...]:
        return LastAsked, ()
