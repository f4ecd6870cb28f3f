"""Lines that belong to the page and not to the text: they are flagged, never dropped."""

from __future__ import annotations

import re

# A line longer than this says something, whatever words it begins with.
_LONGEST = 160

_PATTERNS = (
    r"(please )?wait \d+ sec\w*",
    (
        r"(read|see|watch|listen|learn|show|load|find out)( (this|it|also|full|the full))?"
        r" (more|next|also|now|article|story|comments)\b.{0,60}"
    ),
    r"(read|see|watch) (also|more|next|full)\b.*",
    r"(also read|related|more on this|most read|trending|recommended)\b.{0,80}",
    r"you may (also )?like\b.{0,80}",
    (
        r"(share|tweet|print|save|e-?mail|copy link|bookmark)( (this|on|via|with|to|the|article|"
        r"post|story|link|page|facebook|twitter|x|telegram|whatsapp|linkedin|friends))*"
    ),
    (
        r"(subscribe|sign up|log in|sign in|register|join)\b.{0,80}"
        r"(newsletter|account|inbox|subscriber|channel|updates|free|now|telegram|continue)\b.*"
    ),
    r"(subscribe|sign up|log in|sign in|register)",
    r"follow (us|me|our)\b.*",
    (
        r"(advertisement|advert|ad|sponsored( content)?|promoted|story continues below.*|"
        r"article continues below.*|continue reading.*|continues after.*|scroll (down|for).*)"
    ),
    r"(©|\(c\)|copyright)\s?.*",
    r"all rights reserved.*",
    r"(photo|image|picture|video|illustration|file photo)( (by|credit|courtesy))?\s?[:/©|–-].*",
    (
        r".{0,60}(/|via|for) (getty|reuters|afp|ap|epa|tass|ria|shutterstock|unsplash|sputnik)"
        r"( images?| photos?| news| novosti)?"
    ),
    r"(published|updated|last (updated|modified)|posted|first published)\s?:?\s.*\d.*",
    r"(we|this (site|website)|our site) uses? cookies\b.*",
    r"(accept|reject|manage)( all)?( cookies| preferences)?",
    (
        r"(by|text|author|editor|reporting by|editing by|writing by)\s?:? ([A-Z][\w.’'-]+\s?){1,4}"
        r"(and ([A-Z][\w.’'-]+\s?){1,3})?"
    ),
    r"\d+ min(ute)?s? read( time)?|\d+ comments?|leave a comment|comments?( \(\d+\))?",
    r"(back to top|home|menu|search|skip to (main )?content|terms of (use|service)|privacy policy)",
    r"tags?\s?:.*",
)
_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE | re.DOTALL)
_BYLINE = re.compile(r"(?:By|Text|Author|Editor|Reporting by|Editing by|Writing by)\b")
_ENDS = " \t.:…»›>→▶|[]()"


def is_boilerplate(text: str) -> bool:
    """Return whether a sentence is furniture of the page.

    Parameters
    ----------
    text : str
        One sentence or line.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_boilerplate("Wait 5 sec."), is_boilerplate("READ MORE: Talks resume in Geneva")
    (True, True)
    >>> is_boilerplate("Share prices fell."), is_boilerplate("Moscow rejected it.")
    (False, False)
    """
    line = text.strip(_ENDS)
    if not line or len(line) > _LONGEST or not _BOILERPLATE.fullmatch(line):
        return False
    # "By Anna Smith" is a byline; "by", a preposition, opens many a sentence in lower case.
    return not line.lower().startswith(("by ", "text ", "author ")) or bool(_BYLINE.match(line))
