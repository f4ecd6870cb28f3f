"""Documents out of files: plain text as it is, web pages without their furniture."""

from __future__ import annotations

from pathlib import Path

from stance.decoding import decode_utf8
from stance.errors import DataError, require
from stance.paths import as_path

TEXT_ENDINGS = (".txt", ".md", ".text", "")
HTML_ENDINGS = (".html", ".htm", ".xhtml")

_LARGEST = 256 * 2**20


def read_document(path: str | Path) -> str:
    r"""Read one document.

    Parameters
    ----------
    path : str or Path
        A text file in UTF-8 (``.txt``, ``.md``), or a web page (``.html``, ``.htm``), whose main
        text is taken out with trafilatura: paragraphs and list items, a blank line between two.
        Tables and readers' comments are left out.

    Returns
    -------
    str
        The text; offsets of sentences point into it.

    Raises
    ------
    DataError
        If the file cannot be read, is not UTF-8, or holds no text.
    MissingExtraError
        If it is a web page and the extra ``html`` is not installed.

    Examples
    --------
    >>> from stance.bundled import bundled_path
    >>> read_document(bundled_path("data/demo/article.txt")).count("\n") > 3
    True
    """
    path = as_path(path, DataError)
    ending = path.suffix.lower()
    if ending not in (*TEXT_ENDINGS, *HTML_ENDINGS):
        endings = ", ".join(e for e in (*TEXT_ENDINGS, *HTML_ENDINGS) if e)
        msg = f"{path}: cannot tell the kind of document; use one of {endings}"
        raise DataError(msg)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        msg = f"cannot read {str(path)!r}: {getattr(error, 'strerror', None) or error}"
        raise DataError(msg) from error
    if len(content) > _LARGEST:
        msg = f"{path} is larger than any document: more than {_LARGEST:,} bytes"
        raise DataError(msg)
    text = _from_html(path, content) if ending in HTML_ENDINGS else decode_utf8(content, str(path))
    if not text.strip():
        msg = f"{path} holds no text"
        raise DataError(msg)
    return text


def _from_html(path: Path, content: bytes) -> str:
    trafilatura = require("trafilatura", extra="html")
    text = trafilatura.extract(content, include_comments=False, include_tables=False)
    if not text:
        msg = f"{path}: no main text found in the page"
        raise DataError(msg)
    # A line of the answer is a paragraph; a blank line keeps it from being read as a wrapped one.
    return "\n\n".join(str(text).splitlines())
