"""What is made of the names in the vocabularies, once, when the first sentence is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from stance.features.columns import SentenceColumns
from stance.features.runs import stem_numbers
from stance.features.surroundings import ContextColumns
from stance.features.vocabulary import Vocabulary


class KnownNames:
    """Names taken apart into numbers of stems; whatever the topics are, they are the same.

    Parameters
    ----------
    own : mapping of str to Vocabulary
        Those of the sentence's own families, in the order of the columns.
    lengths : mapping of str to float
        How long the row of each family is.
    context : Vocabulary
        That of what stands around a mention.
    """

    def __init__(
        self, own: Mapping[str, Vocabulary], lengths: Mapping[str, float], context: Vocabulary
    ) -> None:
        self._own, self._lengths, self._context = own, lengths, context

    @cached_property
    def stems(self) -> dict[str, int]:
        """Numbers of the stems, from 1."""
        vocabularies = self._own["words"], self._own["marks"], self._context
        return stem_numbers(name for v in vocabularies for name in v.names)

    @cached_property
    def sentence(self) -> SentenceColumns:
        """The columns that a sentence has in itself."""
        return SentenceColumns(self._own, self._lengths, self.stems)

    @cached_property
    def context(self) -> ContextColumns:
        """The columns that a sentence has seen from a mention."""
        return ContextColumns(self._context, self.stems)
