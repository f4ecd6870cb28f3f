"""The unit that is labelled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place in the document that it came from.

    Attributes
    ----------
    text : str
        The sentence; ``document[start:end]``, character for character.
    start, end : int
        Its place in the document, in characters.
    boilerplate : bool, default=False
        Whether it is furniture of the page ("Read more", "Photo: Reuters") and not of the text.

    Examples
    --------
    >>> Sentence("Read more", 0, 9, boilerplate=True).boilerplate
    True
    """

    text: str
    start: int
    end: int
    boilerplate: bool = False
