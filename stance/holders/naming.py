"""What a mention says of the one it means: a name, a role, a person or a body, one or many."""

from __future__ import annotations

from dataclasses import dataclass

from stance.holders.candidates import NAME, PRONOUN, Candidate, is_capital
from stance.holders.words import (
    BODIES,
    DETERMINERS,
    LINKS,
    ROLES,
    Words,
    means_person,
    singular,
)

PERSON, BODY, UNKNOWN = "person", "body", "unknown"

_INDEFINITE = frozenset(
    "a an one another some several many few two three four five six seven eight nine ten".split()
)
_MALE = ("man", "king", "pope", "mr", "prince", "lord", "sir")
_FEMALE = ("woman", "queen", "mrs", "ms", "princess", "lady")
_LIKE = 5


@dataclass(frozen=True, slots=True)
class Naming:
    """One mention, taken apart.

    Attributes
    ----------
    text : str
        As it stands.
    name : tuple of str
        The words of the proper name, in lower case; empty for "the spokesman" and pronouns.
    role : str
        The head noun in lower case, in the singular; empty for a bare name and pronouns.
    marks : frozenset of str
        What stands beside the role: ``{"kremlin"}`` in "the Kremlin spokesman".
    kind : str
        ``person``, ``body`` or ``unknown``.
    plural, indefinite : bool
        "two ministers", "a minister".
    pronoun : str
        ``he``, ``she``, ``it``, ``they``, or empty.
    """

    text: str
    name: tuple[str, ...] = ()
    role: str = ""
    marks: frozenset[str] = frozenset()
    kind: str = UNKNOWN
    plural: bool = False
    indefinite: bool = False
    pronoun: str = ""

    @property
    def sex(self) -> str:
        """``he`` or ``she`` where the words say so, else empty."""
        words = (self.role, *self.name[:1])
        if self.pronoun in ("he", "she"):
            return self.pronoun
        if any(word.endswith(_FEMALE) for word in words if word):
            return "she"
        return "he" if any(word.endswith(_MALE) for word in words if word) else ""


def take_apart(words: Words, it: Candidate) -> Naming:
    """Take a candidate apart.

    Parameters
    ----------
    words : Words
        Its sentence.
    it : Candidate
        The candidate.

    Returns
    -------
    Naming

    Examples
    --------
    >>> from stance.holders.words import cut
    >>> sentence = cut("Kremlin spokesman Dmitry Peskov")
    >>> found = take_apart(sentence, Candidate(0, 3, NAME))
    >>> found.name, found.role, sorted(found.marks), found.kind
    (('dmitry', 'peskov'), 'spokesman', ['kremlin'], 'person')
    """
    text = words.text[words.spans[it.first][0] : words.spans[it.last][1]]
    if it.kind == PRONOUN:
        return Naming(text, pronoun=words.lower[it.first], plural=words.lower[it.first] == "they")
    opening = words.lower[it.first]
    first = it.first + (opening in DETERMINERS and it.last > it.first)
    if it.kind == NAME:
        named = _named(words.forms[first : it.last + 1], text, definite=first > it.first)
        if named is not None:
            return named
    plain = words.lower[first : it.last + 1]
    head = _head(plain)
    role = singular(plain[head])
    return Naming(
        text,
        role=role,
        marks=_marks(plain[:head] + plain[head + 1 :]),
        kind=BODY if role in BODIES else PERSON if means_person(role) else UNKNOWN,
        plural="and" in plain or plain[head] != role,
        indefinite=opening in _INDEFINITE or (opening not in DETERMINERS and it.kind != NAME),
    )


def is_proper(name: tuple[str, ...]) -> bool:
    """Say whether a name means one and the same in any text, which "the Ministry" does not.

    Parameters
    ----------
    name : tuple of str
        The words of a name in lower case, as `Naming` has them.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_proper(("ministry",)), is_proper(("ministry", "of", "defence")), is_proper(())
    (False, True, False)
    """
    return any(singular(word) not in BODIES | ROLES | LINKS for word in name)


def _named(forms: list[str], text: str, *, definite: bool) -> Naming | None:
    """Take a proper name apart; None where it ends in a role and so names nobody."""
    plain = [form.lower() for form in forms]
    bodies = any(singular(word) in BODIES for word in plain)
    joined = "and" in plain or "," in plain
    titles = [i for i, form in enumerate(forms) if _is_title(form)]
    if titles and not (joined or bodies):
        title = titles[-1]
        if title + 1 == len(forms) or not is_capital(forms[title + 1]):
            return None
        name = tuple(plain[title + 1 :])
        return Naming(text, name, plain[title], _marks(plain[:title]), PERSON)
    while len(forms) > 1 and not is_capital(forms[0]):
        forms, text = forms[1:], text[text.find(forms[1], len(forms[0])) :]
    name = tuple(form.lower() for form in forms if form not in ("'s", "’s", ","))
    # Two capitals in a row are more often a person than not; one may be anything.
    body = bodies or definite or not LINKS.isdisjoint(name)
    kind = BODY if body else PERSON if len(name) > 1 and not joined else UNKNOWN
    return Naming(text, name, kind=kind, plural=joined)


def _is_title(form: str) -> bool:
    """Return whether a word is a role; with a capital it may be a name, and must be well known."""
    word = singular(form.lower())
    return word in ROLES or (means_person(word) and not is_capital(form))


def _head(plain: list[str]) -> int:
    return next((i - 1 for i in range(1, len(plain)) if plain[i] in LINKS), len(plain) - 1)


def _marks(plain: list[str]) -> frozenset[str]:
    return frozenset(w for w in plain if w[0].isalpha() and w not in LINKS | DETERMINERS)


def alike(a: str, b: str) -> bool:
    """Say whether two words begin alike: "Ukraine" and "Ukrainian", "Kremlin" and "Kremlin".

    Parameters
    ----------
    a, b : str
        Two words in lower case.

    Returns
    -------
    bool

    Examples
    --------
    >>> alike("ukraine", "ukrainian"), alike("french", "finnish")
    (True, False)
    """
    return a == b or (min(len(a), len(b)) >= _LIKE and a[:_LIKE] == b[:_LIKE])
