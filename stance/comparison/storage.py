"""Comparison folders: written whole or not at all.

``comparison.json`` has the keys ``format`` (always ``"stance-comparison"``), ``format_version``,
``summary`` (sentences), ``facts``, and ``tables``: ``differences`` and ``right_wrong``, each with
``columns`` (name to pandas dtype) and ``rows`` (lists of values; null where a number is not
defined). The answers that changed lie beside it in ``changes.csv``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from stance.comparison.figures import drawings_of
from stance.comparison.page import comparison_page
from stance.errors import StanceError
from stance.folders import write_folder
from stance.judging.drawing import png_of
from stance.judging.storage import FIGURES, holds, plain_table

if TYPE_CHECKING:
    from stance.comparison.comparison import Comparison

FORMAT = "stance-comparison"
FORMAT_VERSION = 1
COMPARISON_JSON = "comparison.json"
COMPARISON_HTML = "comparison.html"
CHANGES = "changes.csv"


def save_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write a comparison folder beside its place, then move it there.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    folder : Path
        An existing folder is replaced if it is empty or a comparison.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StanceError
        If something else is there, or it cannot be written.
    """
    if folder.exists() and not holds(folder, COMPARISON_JSON, FORMAT):
        msg = f"{folder} exists and is not a comparison folder: choose another path"
        raise StanceError(msg)
    try:
        write_folder(folder, lambda fresh: _write(comparison, fresh))
    except (OSError, UnicodeEncodeError) as error:
        why = getattr(error, "strerror", None) or error
        msg = f"cannot write the comparison to {folder}: {why}"
        raise StanceError(msg) from error
    return folder


def _write(comparison: Comparison, folder: Path) -> None:
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "summary": comparison.summary().splitlines(),
        "facts": comparison.facts,
        "tables": {
            "differences": plain_table(comparison.differences),
            "right_wrong": plain_table(comparison.right_wrong),
        },
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    (folder / COMPARISON_JSON).write_text(text, encoding="utf-8", errors="surrogatepass")
    page = comparison_page(comparison)
    (folder / COMPARISON_HTML).write_text(page, encoding="utf-8", errors="replace")
    changes = comparison.changes.to_csv(index=False)
    (folder / CHANGES).write_text(changes, encoding="utf-8", errors="replace", newline="")
    (folder / FIGURES).mkdir()
    for name, drawing in drawings_of(comparison).items():
        (folder / FIGURES / f"{name}.png").write_bytes(png_of(drawing, comparison))
