"""Words with their places and letter case, and the closed classes that bound a noun phrase.

The lists hold grammar (determiners, prepositions, verbs of saying, roles), never names of people,
states or bodies: who may hold a stance is read off the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stance.stemming import stem as stem_of

# "U.S.", the "'s" of a possessive, words with inner hyphens and apostrophes, any other sign.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|['’]s\b|[^\W_]+(?:[-’'](?!s\b)[^\W_]+)*|[^\s]",
)

OPENING = frozenset("“„«")
DOUBLE = frozenset('"“”„«»')
SINGLE = frozenset("'‘’")
QUOTES = DOUBLE | frozenset("‘’")

DETERMINERS = frozenset(
    "the a an this that these those its his her their our my your some several many most few both "
    "all no every each any another other one two three four five six seven eight nine ten half "
    "dozens hundreds thousands nobody".split()
)
PRONOUNS = frozenset("he she it they".split())
FIRST_PERSON = frozenset("i we me us my our mine ours myself ourselves i'm i'd i've i'll".split())
OTHER_PRONOUNS = frozenset(
    "him them who whom whoever what which whose you your yours himself herself itself themselves "
    "there here everybody everyone anybody somebody someone something nothing".split()
)
LINKS = frozenset("of for in from at on".split())
PREPOSITIONS = frozenset(
    "according to by with without about against after before between into over under through "
    "during since until till upon across along around behind beside beyond despite toward towards "
    "within among amid per via like unlike than as off out up down near versus regarding "
    "concerning".split()
)
CONJUNCTIONS = frozenset(
    "and or but nor yet so if unless because although though while whereas when where why how "
    "whether that once".split()
)
AUXILIARIES = frozenset(
    "is are was were be been being am has have had having do does did will would shall should can "
    "could may might must ought need cannot won't wouldn't can't couldn't isn't aren't wasn't "
    "weren't hasn't haven't hadn't doesn't don't didn't shouldn't mustn't'll".split()
)
ADVERBS = frozenset(
    "not never also again still now then too only even just already long soon today yesterday "
    "tomorrow however meanwhile therefore later once always often rather quite very more".split()
)
SAYING = frozenset(
    "say tell add note argu claim stress insist state declar announc warn admit acknowledg "
    "explain write repli answer remark observ conclud report accus critic condemn reject deni "
    "refus rule oppos support back welcom urg call demand propos suggest recommend predict "
    "believ think hope want expect agre disagre promis pledg vow confirm reiter emphas emphasis "
    "emphasi underlin comment ask maintain contend quip joke grumbl complain object protest "
    "endors prais approv adopt vote sign favour favor defend dismiss rebuff block veto threaten "
    "caution counter respond signal indic describ dub brand consid see view hold go recal "
    "assert alleg reveal tweet post quot cite find voic express advis offer fear reckon deplor "
    "retort snap reason mock scold grow fret worri lament protest shrug sigh sneer swear testifi "
    "judg rate plead pray appeal press lobbi advoc champion campaign resist balk spurn shun oblig "
    "accept concede conced grant invit mutter murmur shout yell declin forbid forecast guess "
    "applaud hail bristl boast brag chide rebuk denounc decri deem doubt want wish prefer like "
    "hear speak suspect understand insinu interject interrupt volunt vouch whisper wonder "
    "read".split()
)
"""Stems of verbs that report what somebody says, wants or does about a thing."""

IRREGULAR = {
    "said": "say", "says": "say", "told": "tell", "wrote": "write", "written": "write",
    "thought": "think", "held": "hold", "saw": "see", "sees": "see", "seen": "see",
    "went": "go", "found": "find", "spoke": "speak", "put": "put", "sought": "seek",
}  # fmt: skip

ROLES = frozenset(
    "president premier chancellor king queen pope prince princess bishop archbishop cardinal "
    "patriarch chief aide deputy secretary general colonel major captain marshal mayor governor "
    "diplomat delegate mp lawmaker judge nurse coach pilot analyst official head host witness "
    "candidate colleague veteran guest friend source mr mrs ms dr sir lord lady minister senator "
    "commissioner ambassador chairman chairwoman speaker leader director commander professor "
    "officer representative congressman congresswoman spokesman spokeswoman spokesperson envoy "
    "adviser advisor councillor".split()
)
"""Heads of noun phrases for people: those that no ending gives away, and those that are titles."""

_PEOPLE_ENDINGS = (
    "man",
    "woman",
    "person",
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "dent",
    "nent",
    "gent",
)
_THINGS = frozenset(
    "german paper letter number order winter summer border power matter answer offer water river "
    "corner quarter error sector factor tower chapter shelter danger anger silver charter other "
    "another either neither whether never ever however over under after rather former latter later "
    "newspaper folder shoulder weather accident incident restaurant grant want chamber door floor "
    "color center theater reminder remainder".split()
)
BODIES = frozenset(
    "ministry government cabinet party parliament council commission union army committee court "
    "office department embassy alliance coalition opposition group agency association bloc "
    "delegation senate congress assembly chamber church synod bank company firm board body "
    "movement federation league institute press administration presidency chancellery house "
    "majority minority side".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence cut into words and signs.

    Attributes
    ----------
    text : str
        The sentence.
    forms, lower, stems : list of str
        Each word as it stands, in lower case with a straight apostrophe, and its stem.
    spans : list of tuple of int
        Start and end of each in the text.
    quoted : list of bool
        Whether it stands between quotation marks; the marks themselves do not.
    stays_open : bool
        Whether a quotation in double marks is still open at the end.
    """

    text: str
    forms: list[str]
    lower: list[str]
    stems: list[str]
    spans: list[tuple[int, int]]
    quoted: list[bool]
    stays_open: bool


def cut(text: str, opens_quoted: bool = False) -> Words:
    """Cut a sentence into words.

    Parameters
    ----------
    text : str
        One sentence.
    opens_quoted : bool, default=False
        Whether a quotation begun in a sentence before is still open.

    Returns
    -------
    Words

    Examples
    --------
    >>> words = cut("“No,” Kyiv's envoy said.")
    >>> words.forms
    ['“', 'No', ',', '”', 'Kyiv', "'s", 'envoy', 'said', '.']
    >>> [word for word, quoted in zip(words.forms, words.quoted) if quoted]
    ['No', ',']
    """
    matches = list(_WORD.finditer(text))
    forms = [match.group() for match in matches]
    lower = [form.lower().replace("’", "'") for form in forms]
    stems = [stem(word) for word in lower]
    spans = [match.span() for match in matches]
    return Words(text, forms, lower, stems, spans, *_quoted(text, matches, opens_quoted))


def _quoted(text: str, matches: list[re.Match[str]], inside: bool) -> tuple[list[bool], bool]:
    quoted = []
    single = False
    for match in matches:
        sign = match.group()
        if sign in DOUBLE:
            inside = sign in OPENING or (sign == '"' and not inside)
            quoted.append(False)
        elif sign in SINGLE and not inside and _turns(text, *match.span(), single):
            single = not single
            quoted.append(False)
        else:
            quoted.append(inside or single)
    return quoted, inside


def _turns(text: str, start: int, end: int, inside: bool) -> bool:
    """Return whether a single mark opens or closes a quotation, or is an apostrophe."""
    if inside:
        return text[start] != "‘" and not text[end : end + 1].isalnum()
    opens = text[start] != "’" and not text[max(0, start - 1) : start].isalnum()
    return opens and text[end : end + 1].strip() != ""


@lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """Return a noun without the ending of its plural.

    Parameters
    ----------
    word : str
        One lower-cased noun.

    Returns
    -------
    str

    Examples
    --------
    >>> singular("spokesmen"), singular("ministries"), singular("press")
    ('spokesman', 'ministry', 'press')
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def means_person(noun: str) -> bool:
    """Say whether a noun in the singular looks like one for a person.

    Parameters
    ----------
    noun : str
        One lower-cased noun.

    Returns
    -------
    bool

    Examples
    --------
    >>> means_person("spokesman"), means_person("analyst"), means_person("paper")
    (True, True, False)
    """
    return noun in ROLES or (
        len(noun) > 4 and noun.endswith(_PEOPLE_ENDINGS) and noun not in _THINGS
    )


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a lower-cased word; irregular pasts of common verbs are brought home.

    Parameters
    ----------
    word : str
        One lower-cased word or sign.

    Returns
    -------
    str

    Examples
    --------
    >>> stem("said"), stem("rejects"), stem("rejected")
    ('say', 'reject', 'reject')
    """
    return IRREGULAR.get(word) or stem_of(word)
