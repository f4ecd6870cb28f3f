"""Learning the ranking from labelled rows: text, holder and the document of each."""

from __future__ import annotations

from collections.abc import Sequence

from stance.holders.candidates import candidates
from stance.holders.cues import cues, style_cues
from stance.holders.finding import read_words
from stance.holders.gold import label_of, right_candidates
from stance.holders.ranking import KnownChoice, Ranker, fit_ranker

PENALTY = 4.0
"""The strength of the L2 penalty, picked by cross-validation on the training split."""


def learn_ranker(
    texts: Sequence[str],
    holders: Sequence[str | None],
    docs: Sequence[str],
    penalty: float = PENALTY,
) -> Ranker:
    """Learn which candidate is the holder.

    Each sentence is learned from twice: with what its document tells of the kind of text, and
    without, since both are asked later. Documents with a sentence in small letters are
    left out.

    Parameters
    ----------
    texts : sequence of str, of length n
        Sentences, those of a document in order.
    holders : sequence of str or None, of length n
        The holder of each, ``author`` for the author of the text, None where there is none.
    docs : sequence of str, of length n
        The document of each.
    penalty : float, default=4.0
        Strength of the L2 penalty.

    Returns
    -------
    Ranker

    Examples
    --------
    >>> texts = [f"{who} rejected a truce with {whom}." for who, whom in [("Ede", "Ulm"),
    ...          ("Ulm", "Ede"), ("Rom", "Ulm"), ("Ulm", "Rom")]]
    >>> ranker = learn_ranker(texts, ["Ede", "Ulm", "Rom", "Ulm"], [*"aabb"], penalty=0.1)
    >>> ranker.weights["name opens"] > 0
    True
    """
    rows: dict[str, list[int]] = {}
    for i, doc in enumerate(docs):
        rows.setdefault(doc, []).append(i)
    choices: list[KnownChoice] = []
    for places in rows.values():
        # Where capitals are left out a name looks like any word, and would become a cue.
        if any(texts[i].islower() for i in places):
            continue
        document = read_words([texts[i] for i in places])
        style = style_cues(document)
        for i, words in zip(places, document, strict=True):
            holder = holders[i]
            if holder is None:
                continue
            found = candidates(words)
            right = right_candidates(words, found, label_of(words.text, holder))
            choices += [(cues(words, found, told), right) for told in (style, ())]
    return fit_ranker(choices, penalty)
