"""Sentences of scraped text, with offsets into the text as it was given.

`sentencex` finds most boundaries. It keeps a quotation or a bracket whole, so it is shown a copy
of the text in which their marks are blanks; what it finds there is moved to the right side of
the marks. Added here are ellipses, and places that are no boundaries after all: inside addresses,
after titles and initials, before the speaker of a quotation, and in the middle of a bracketed
remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from stance.errors import DataError
from stance.sentences.boilerplate import is_boilerplate
from stance.sentences.lines import runs_of_lines
from stance.sentences.sentence import Sentence

_LANGUAGE = "en"

# One sign for one sign, so that places in the copy are places in the text. Half a surrogate pair
# cannot be encoded at all.
_BLANKED = "“”„‟\"‘‚‛«»‹›「」『』()（）•▪◦‣●·\r\n\v\f\t\x1c\x1d\x1e\x1f\x85\xa0\u2007\u202f\u2028\u2029"
_PLAIN = {ord(sign): " " for sign in _BLANKED} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_SINGLE_QUOTE = re.compile(r"(?<!\w)['’`]|['’`](?!\w)")
_WORD = re.compile(r"[^\W_]")

# What may stand between two sentences, and what of it belongs to the one before.
_MARKS = "“”„‟\"‘’‚‛'`«»‹›「」『』()（）"
_BETWEEN = _MARKS + "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0]))
_BETWEEN += "\u2002\u2003\u2007\u2009\u202f\u2028\u2029\u3000"
_CLOSING = re.compile(r"(?:\s*[”»›)）」』]|[’'`\"])*")
_CLOSING_BUT_STRAIGHT = re.compile(r"(?:\s*[”»›)）」』]|[’'`])*")

_ELLIPSIS = re.compile(r"…\s+(?=[^\W\d_a-z])")
_QUESTION_ENDS = ("?", "!", "…", "...")
_CLOSING_QUOTES = frozenset("”’»›\"'")
_SPEAKER = re.compile(
    r"(?!(?:He|She|It|They|We|You|I|The|This|That|Nobody|No)\b)(?:[A-Z][\w.’'-]*\s){1,4}"
    r"(?:said|asked|asks|replied|added|wrote|told|says|insisted|wondered|shouted|warned|answered)\b"
)

# Words after which a full stop ends no sentence; of the second kind, before a number; of the
# third, unless a word follows that often begins one ("14 Hill St. The shelter").
_ALWAYS = frozenset(
    "adm. brig. capt. cmdr. col. cpl. dr. fr. gen. gov. hon. insp. lt. maj. messrs. mgr. mr. mrs. "
    "ms. pfc. pres. prof. pvt. rear. rep. rev. sen. sgt. spc. supt. vs. e.g. i.e. cf. "
    "approx.".split()
)
_BEFORE_NUMBER = frozenset(
    "art. ca. ch. fig. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. no. nos. nr. "
    "p. pp. par. para. sec. vol.".split()
)
_BEFORE_NAME = frozenset(["st.", "mt.", "ft."])
_STARTERS = frozenset(
    "The This That These Those There It Its He She They We You His Her Their Our My A An And But "
    "Or So Yet Nor No Not Now Then In On At By For From With After Before When While If As To Of "
    "Who What Why How Where Is Are Was Were Will Nobody None One Both Many Some Most".split()
)
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,3}\.")

_ADDRESS = re.compile(r"://|\bwww\.|\w@\w|\w\.[a-z]{2,6}/", re.IGNORECASE)
_REST_OF_DOMAIN = re.compile(r"[\w-]+\.[a-z]{2,}")

# How far around a place one looks: longer than any word, or than any bracketed remark.
_WORD_REACH, _REMARK_REACH = 80, 400


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, in order, with their places.

    Parameters
    ----------
    text : str
        Text as scraped. It is not changed: offsets point into it as given.

    Returns
    -------
    list of Sentence
        ``text[s.start:s.end] == s.text`` for each; no two overlap, none begins or ends with a
        blank, and every letter and digit of the text lies in one of them. A line of signs alone
        ("* * *") is no sentence.

    Raises
    ------
    DataError
        If `text` is not a string.

    Notes
    -----
    Where a line break ends a sentence is told in `stance.sentences.lines`. The time grows with
    the length of the text.

    Examples
    --------
    >>> [s.text for s in split_sentences("Talks failed.“We tried. They left,” he said.")]
    ['Talks failed.', '“We tried.', 'They left,” he said.']
    """
    if not isinstance(text, str):
        msg = f"a text was expected, got {type(text).__name__}"
        raise DataError(msg)
    plain = _SINGLE_QUOTE.sub(" ", text.translate(_PLAIN))
    sentences = []
    for run_start, run_end in runs_of_lines(text):
        run = text[run_start:run_end]
        for start, end in _pieces(run, _cuts(run, plain[run_start:run_end])):
            piece = run[start:end]
            bare = piece.strip()
            first = run_start + start + len(piece) - len(piece.lstrip())
            sentences.append(Sentence(bare, first, first + len(bare), is_boilerplate(bare)))
    return sentences


def _pieces(run: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Yield what lies between the cuts; signs without a letter or digit join their neighbour."""
    start = open_end = 0
    held = False
    for cut in [*cuts, len(run)]:
        if not _WORD.search(run, open_end, cut):
            open_end = cut
            continue
        if held:
            yield start, open_start
            start = open_start
        held, open_start, open_end = True, cut, cut
    if held:
        yield start, len(run)


def _cuts(run: str, plain: str) -> list[int]:
    """Return, in order, the places inside a run at which a new sentence begins."""
    found = sentencex.get_sentence_boundaries(_LANGUAGE, plain)
    places = [boundary["start_index"] for boundary in found[1:]]
    if "…" in plain:
        places = sorted({*places, *(match.end() for match in _ELLIPSIS.finditer(plain))})
    cuts = []
    counted = straight = last = 0
    for place in places:
        end = last + len(run[last:place].rstrip(_BETWEEN))
        straight += run.count('"', counted, end)
        counted = max(counted, end)
        cut = _after_closing(run, end, place, quoted=straight % 2 == 1)
        if last < cut and _is_boundary(run, end, cut):
            cuts.append(cut)
            last = cut
    return cuts


def _after_closing(run: str, end: int, place: int, *, quoted: bool) -> int:
    """Return where, between two sentences, the marks that close the first are over."""
    if end == place:
        return place
    between = run[end:place]
    # A straight mark with a blank on one side shows which way it faces; otherwise count them.
    glued = not any(map(str.isspace, between))
    closing = _CLOSING_BUT_STRAIGHT if glued and not quoted else _CLOSING
    match = closing.match(between)
    return end + (match.end() if match else 0)


def _is_boundary(run: str, end: int, cut: int) -> bool:
    word = run[max(0, end - _WORD_REACH) : end].rpartition(" ")[2].lstrip(_BETWEEN)
    after = run[cut : cut + _WORD_REACH].lstrip(_BETWEEN)
    if _is_abbreviated(run, word, after, end):
        return False
    marks = run[end:cut]
    if end == cut and not run[cut : cut + 1].isspace():
        return not _in_address(word, after)
    if ")" in marks and _is_midway(run, end):
        return False
    quote_ends = not _CLOSING_QUOTES.isdisjoint(marks)
    if after[:1].islower():
        return not (quote_ends or word.endswith(("…", "...")))
    return not (quote_ends and word.endswith(_QUESTION_ENDS) and _SPEAKER.match(after))


def _is_abbreviated(run: str, word: str, after: str, end: int) -> bool:
    if not word.endswith("."):
        return False
    folded = word.lower()
    following = after.partition(" ")[0].strip(",")
    if folded in _ALWAYS:
        return True
    if folded in _BEFORE_NUMBER:
        return following[:1].isdigit()
    initial = len(word) == 2 and word[0].isalpha() and word != "I."
    if initial or folded in _BEFORE_NAME:
        return following not in _STARTERS
    return word[:-1].strip("(").isdigit() and bool(_LIST_NUMBER.fullmatch(run, 0, end))


def _in_address(word: str, after: str) -> bool:
    rest = after.partition(" ")[0]
    return bool(_ADDRESS.search(word + rest) or _REST_OF_DOMAIN.match(rest))


def _is_midway(run: str, end: int) -> bool:
    """Return whether a bracket that closes here was opened in the middle of a sentence."""
    lowest = max(0, end - _REMARK_REACH)
    opened = run.rfind("(", lowest, end)
    before = run[lowest : max(opened, lowest)].rstrip(_BETWEEN)
    return opened >= 0 and bool(before) and before[-1] not in ".!?…:"
