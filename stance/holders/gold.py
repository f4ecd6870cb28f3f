"""Which candidates the labelled holder of a sentence stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.holders.candidates import PRONOUN, Candidate
from stance.holders.finding import AUTHOR
from stance.holders.words import FIRST_PERSON, SAYING, Words

_WORD = re.compile(r"\w+")
_EMPTY = frozenset("the a an of in for from at on s and".split())
_SHARED = 0.5


def content(text: str) -> list[str]:
    """Return the words of a holder's name that tell it apart, in lower case.

    Parameters
    ----------
    text : str
        A name or a noun phrase.

    Returns
    -------
    list of str

    Examples
    --------
    >>> content("the Foreign Ministry of Finland")
    ['foreign', 'ministry', 'finland']
    """
    found = _WORD.findall(text.casefold())
    return [word for word in found if word not in _EMPTY] or found


def overlap(a: str, b: str) -> float:
    """Return the F1 of the words that two holders share.

    Parameters
    ----------
    a, b : str
        Two names or noun phrases.

    Returns
    -------
    float
        1 where all words are shared, 0 where none is.

    Examples
    --------
    >>> overlap("the Kremlin", "Kremlin"), overlap("a Kremlin aide", "the Kremlin")
    (1.0, 0.6666666666666666)
    """
    one, other = set(content(a)), set(content(b))
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def label_of(text: str, holder: str) -> str:
    """Return the holder that a label means: "our party" in a text that says "we" is its author.

    Parameters
    ----------
    text : str
        The sentence.
    holder : str
        Its holder as labelled.

    Returns
    -------
    str

    Examples
    --------
    >>> label_of("We will not sign it.", "our party"), label_of("Our party will not.", "our party")
    ('author', 'our party')
    """
    ours = holder.split()[:1] in (["our"], ["my"])
    return AUTHOR if ours and holder.lower() not in text.lower() else holder


def text_of(words: Words, it: Candidate) -> str:
    """Return the text of a candidate.

    Parameters
    ----------
    words : Words
        The sentence.
    it : Candidate
        The candidate.

    Returns
    -------
    str
    """
    return words.text[words.spans[it.first][0] : words.spans[it.last][1]]


def right_candidates(words: Words, found: Sequence[Candidate], holder: str) -> list[int]:
    """Return the places of the right candidates; see `stance.holders.cues.cues` for the last two.

    Parameters
    ----------
    words : Words
        The sentence.
    found : sequence of Candidate
        Its candidates.
    holder : str
        The holder as labelled, ``author`` for the author of the text.

    Returns
    -------
    list of int
        The candidates that share most words with the label, if half or more are shared; else
        the author, where the label says so or the sentence speaks of itself as "we"; else a
        pronoun or nobody here.
    """
    author, nobody = len(found), len(found) + 1
    if holder == AUTHOR:
        return [author]
    shared = [overlap(text_of(words, it), holder) for it in found]
    best = max(shared, default=0.0)
    if best >= _SHARED:
        return [i for i, share in enumerate(shared) if share == best]
    if any(w in FIRST_PERSON and not q for w, q in zip(words.lower, words.quoted, strict=True)):
        return [author]
    speakers = [i for i, it in enumerate(found) if it.kind == PRONOUN and _speaks(words, it.first)]
    return speakers or [nobody]


def _speaks(words: Words, i: int) -> bool:
    """Return whether a pronoun opens the sentence or stands beside a verb of saying."""
    beside = words.stems[max(i - 1, 0) : i + 2]
    return not words.quoted[i] and (i == 0 or any(stem in SAYING for stem in beside))
