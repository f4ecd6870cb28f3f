"""What speaks for a candidate: what stands around it, and what kind of sentence it stands in.

Cues are names; the ranking learns a weight for each. The words of a name are never among them,
so it cannot be learned who is who.
"""

from __future__ import annotations

from collections.abc import Sequence

from stance.holders.candidates import NAME, NOUN, PRONOUN, Candidate, is_capital
from stance.holders.words import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    CONJUNCTIONS,
    DETERMINERS,
    FIRST_PERSON,
    LINKS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    SAYING,
    Words,
    means_person,
    singular,
)

_APPOSITION = 9
_SHORTEST = 3
_MOST = 4
_EARLY = 4

_CLASSES = {
    **dict.fromkeys(CONJUNCTIONS, "conjunction"),
    **dict.fromkeys(PREPOSITIONS | LINKS, "preposition"),
    **dict.fromkeys(AUXILIARIES, "auxiliary"),
    **dict.fromkeys(ADVERBS, "adverb"),
    **dict.fromkeys(DETERMINERS, "determiner"),
    **dict.fromkeys(PRONOUNS | OTHER_PRONOUNS | FIRST_PERSON, "pronoun"),
    **dict.fromkeys(QUOTES, "quote"),
    "'s": "possessive",
}


def cues(words: Words, found: Sequence[Candidate], style: Sequence[str] = ()) -> list[list[str]]:
    """Return the cues of each candidate, then those of the author, then those of nobody here.

    Parameters
    ----------
    words : Words
        The sentence.
    found : sequence of Candidate
        Its candidates.

    Returns
    -------
    list of list of str, of length ``len(found) + 2``
        The last but one speaks for the author of the text, the last for a holder whom the
        sentence does not name.
    """
    says = [
        i for i, stem in enumerate(words.stems) if stem in SAYING and not words.quoted[i] and i > 0
    ]
    reach = {c.first: max(d.last for d in found if d.first == c.first) for c in found}
    rows = [_of_candidate(words, found, order, says, reach) for order in range(len(found))]
    whole = [*_of_sentence(words, found, says), *style]
    author = [f"author {cue}" for cue in whole]
    author += [f"author: {s}" for s in _plain_stems(words)]
    return [*rows, author, [f"nobody {cue}" for cue in whole]]


def style_cues(document: Sequence[Words]) -> list[str]:
    """Return what kind of text a document is: whether it speaks for itself or reports.

    Parameters
    ----------
    document : sequence of Words
        Its sentences.

    Returns
    -------
    list of str
        Nothing for fewer than three sentences.
    """
    if len(document) < _SHORTEST:
        return []
    first = saying = quotes = 0
    for words in document:
        plain = [not quoted for quoted in words.quoted]
        first += any(w in FIRST_PERSON and p for w, p in zip(words.lower, plain, strict=True))
        saying += any(s in SAYING and p for s, p in zip(words.stems[1:], plain[1:], strict=True))
        quotes += any(words.quoted)
    shares = [min(int(4 * n / len(document)), 3) for n in (first, saying, quotes)]
    return [
        f"first persons {shares[0]}",
        f"sayings {shares[1]} in text",
        f"quotes {shares[2]} in text",
        f"text {shares[0]} {shares[1]} {shares[2]}",
    ]


def _of_candidate(
    words: Words,
    found: Sequence[Candidate],
    order: int,
    says: list[int],
    reach: dict[int, int],
) -> list[str]:
    it = found[order]
    kind = it.kind
    after, before = _sign(words, it.last + 1), _sign(words, it.first - 1)
    verb, far = _verb_after(words, it.last + 1)
    earlier = sum(i < it.first for i in says)
    names = [
        "candidate",
        kind,
        f"after {_shown(words, it.last + 1)}",
        f"before {_shown(words, it.first - 1)}",
        f"{kind} after {after}",
        f"{kind} before {before}",
        f"between {before} {after}",
        f"ahead {after} {_sign(words, it.last + 2)}",
        f"behind {_sign(words, it.first - 2)} {before}",
        f"behind {_sign(words, it.first - 2)} {before} ahead {after}",
        f"two before {_shown(words, it.first - 2)} {_shown(words, it.first - 1)}",
        f"verb {verb} {far}",
        f"verb kind {_sort(verb)} {far}",
        f"sayings before {min(earlier, 2)}",
        f"{kind} sayings before {min(earlier, 2)} {after}",
        f"order {min(order, _MOST)}",
        f"quoted {words.quoted[it.first]} {bool(says)}",
        f"length {min(it.last - it.first, _MOST)}",
        "longest" if reach[it.first] == it.last else "shortened",
    ]
    if any(o is not it and o.first <= it.first and it.last <= o.last for o in found):
        names.append("inside another")
    if it.first == 0:
        names.append(f"{kind} opens")
    if it.first > 1 and words.stems[it.first - 1] in SAYING:
        names.append(f"spoken {_sign(words, it.first - 2)}")
    if words.stems[max(it.first - 2, 0) : it.first] == ["accord", "to"]:
        names.append(f"source {after} {it.first > _EARLY} {_rivals(found, it, words)}")
    if after == "possessive":
        names.append(f"owns {_shown(words, it.last + 2)}")
    if not any(o.first < it.first and o.last < it.first for o in found):
        names.append(f"first of all {after}")
    return names + _of_head(words, it)


def _rivals(found: Sequence[Candidate], it: Candidate, words: Words) -> bool:
    """Return whether another candidate says something: "according to Kyiv, Moscow has refused"."""
    others = (o for o in found if o.first != it.first and not words.quoted[o.first])
    return any(_verb_after(words, o.last + 1)[0] in SAYING for o in others)


def _of_head(words: Words, it: Candidate) -> list[str]:
    if it.kind == PRONOUN:
        return [f"pronoun {words.lower[it.first]}"]
    if it.kind != NOUN:
        return []
    head = _head(words, it)
    names = [f"head {_shown(words, head)}", f"determiner {_shown(words, it.first)}"]
    if words.lower[head] in BODIES:
        names.append("a body")
    elif means_person(singular(words.lower[head])):
        names.append("a person")
    return names


def _head(words: Words, it: Candidate) -> int:
    links = (i - 1 for i in range(it.first + 1, it.last) if words.lower[i] in LINKS)
    return next(links, it.last)


def _of_sentence(words: Words, found: Sequence[Candidate], says: list[int]) -> list[str]:
    n = len(words.forms)
    mine = [i for i, w in enumerate(words.lower) if w in FIRST_PERSON]
    names = ["all", f"sayings {min(len(says), 2)}", f"length {min(n // 8, _MOST)}"]
    inside = sum(words.quoted)
    signs = sum(w in QUOTES for w in words.lower)
    names.append(f"quoted {'all' if inside + signs >= n - 1 else 'part' if inside else 'none'}")
    if mine:
        names.append("first person quoted" if words.quoted[mine[0]] else "first person")
    names += [f"sign {sign}" for sign in "?!:;" if sign in words.lower]
    kinds = {c.kind for c in found if not words.quoted[c.first]}
    names += [f"has {kind}" for kind in (NAME, NOUN, PRONOUN) if kind in kinds]
    if n:
        names.append(f"opens {_shown(words, 0)}")
    if "according" in words.lower:
        names.append("according")
    return names


def _plain_stems(words: Words) -> list[str]:
    return sorted(
        {
            stem
            for stem, form, quoted in zip(words.stems, words.forms, words.quoted, strict=True)
            if form[0].isalpha() and not is_capital(form) and not quoted
        }
    )


def _sign(words: Words, i: int) -> str:
    """Return the class of a word, or of the end of the sentence."""
    if not 0 <= i < len(words.forms):
        return "end"
    word = words.lower[i]
    known = _CLASSES.get(word)
    if known:
        return known
    if not word[0].isalnum():
        return word
    if words.stems[i] in SAYING:
        return "saying"
    if is_capital(words.forms[i]):
        return "capital"
    return "past" if word.endswith("ed") else "plain"


def _shown(words: Words, i: int) -> str:
    """Return the stem of a word, unless it is or may be a name."""
    if not 0 <= i < len(words.forms):
        return "end"
    if not is_capital(words.forms[i]) or words.lower[i] in _CLASSES:
        return words.stems[i]
    return "Name" if i else "First"


def _verb_after(words: Words, i: int) -> tuple[str, str]:
    """Return the stem of what a subject would do, past adverbs and an apposition."""
    far = "near"
    if _sign(words, i) == "," or _sign(words, i) == "(":
        closing = (j for j in range(i + 2, min(i + _APPOSITION, len(words.forms))))
        i = next((j + 1 for j in closing if words.lower[j] in (",", ")")), len(words.forms))
        far = "past a comma"
    while i < len(words.forms) and (_sign(words, i) in ("adverb", "auxiliary")):
        i += 1
    return _shown(words, i), far


def _sort(stem: str) -> str:
    if stem in SAYING:
        return "saying"
    return _CLASSES.get(stem, "other") if stem and stem[0].isalnum() else "sign"
