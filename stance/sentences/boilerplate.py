"""Lines that belong to the page and not to the text: they are flagged, never dropped."""

from __future__ import annotations

import re

# A line longer than this says something, whatever words it begins with.
_LONGEST = 160

_PATTERNS = (
    r"(please )?wait \d+ sec\w*",
    (
        r"(read|see|watch|listen|learn|show|load|find out)( (this|it|also|full|the full))?"
        r" (more(?! than)|next|also|article|story|comments)\b.{0,60}"
    ),
    r"(read|see|watch) (also|more(?! than)|next|full)\b.*",
    r"(read|see|watch|listen) now(\s?:.*)?|click here\b.{0,80}",
    r"(also read|more on this|most read)\b.{0,80}",
    (
        r"(related|trending|recommended)( (articles?|stories|news|topics|posts|now|for you))?"
        r"(\s?:.{0,80})?"
    ),
    r"you may (also )?like\b.{0,80}",
    (
        r"(share|tweet|print|save|e-?mail|copy link|bookmark)( (this|on|via|with|to|the|article|"
        r"post|story|link|page|facebook|twitter|x|telegram|whatsapp|linkedin|friends))*"
    ),
    (
        r"(subscribe|sign up|log in|sign in|register|join)\b.{0,80}"
        r"(newsletter|account|inbox|subscriber|channel|updates|free|telegram|continue)\b.*"
    ),
    r"(subscribe|sign up|log in|sign in|register)( now| here| today)?",
    r"follow (us|me|our)\b.*",
    (
        r"(advertisement|advert|ad|sponsored( content)?|promoted|story continues below.*|"
        r"article continues below.*|continue reading.*|continues after.*|scroll (down|for).*)"
    ),
    r"(©|\(c\)).*|copyright\s?[©(:\d].*",
    r"all rights reserved.*",
    r"(photo|image|picture|video|illustration|file photo)( (by|credit|courtesy))?\s?[:/©|].*",
    r"(image|photo) (source|credit|caption)\b.{0,80}",
    (
        r".{0,60}(/|via|for) (getty|reuters|afp|ap|epa|tass|ria|shutterstock|unsplash|sputnik)"
        r"( images?| photos?| news| novosti)?"
    ),
    r"(published|updated|last (updated|modified)|posted|first published)\s?(:|on|at|\d).*\d.*",
    r"(we|this (site|website)|our site) uses? cookies\b.*",
    r"(accept|reject|manage)( all)?( cookies| preferences)?",
    r"\d+ min(ute)?s? read( time)?|\d+ comments?|leave a comment|comments?( \(\d+\)?)?",
    r"(back to top|home|menu|search|skip to (main )?content|terms of (use|service)|privacy policy)",
    r"tags?\s?:.*",
)
_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE | re.DOTALL)

# Names begin with a capital, which tells "By Anna Smith" from "By noon they left".
_NAME = r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}"
_BYLINE = re.compile(
    rf"(?:By|BY|Text|Author|Editor|(?:Reporting|Editing|Writing) by)\s?:? "
    rf"(?:{_NAME}(?:(?:,| and| &) {_NAME})*|"
    rf"(?:our|a|the) (?:[a-z]+ )*(?:correspondents?|staff|desk))"
    rf"(?: in {_NAME})?"
)
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
    if not line or len(line) > _LONGEST:
        return False
    return bool(_BOILERPLATE.fullmatch(line) or _BYLINE.fullmatch(line))
