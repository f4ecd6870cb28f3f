"""What the command line is given: documents, tables, standard input, single sentences."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import DataError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from stance.model.analysis import Analysis
    from stance.model.stance_model import StanceModel

STANDARD_INPUT = "-"
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")


def document(name: str) -> str:
    """Return the text of a file, or of standard input.

    Parameters
    ----------
    name : str
        A path, or ``-``.

    Returns
    -------
    str

    Raises
    ------
    DataError
        If it cannot be read, or is not UTF-8.
    """
    if name != STANDARD_INPUT:
        from stance.sentences import read_document  # noqa: PLC0415

        return read_document(name)
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"standard input is not UTF-8 (byte at offset {error.start})"
        raise DataError(msg) from error


def analyses(
    model: StanceModel,
    names: Sequence[str],
    topics: Sequence[str] | None,
    abstain_below: float = 0.0,
) -> dict[str, Analysis]:
    """Return the analysis of each document.

    Parameters
    ----------
    model : StanceModel
        The model.
    names : sequence of str
        Paths, or ``-``.
    topics : sequence of str or None
        The topics to ask about.
    abstain_below : float, default=0.0
        The model gives no stance where its confidence is less.

    Returns
    -------
    dict of str to Analysis
    """
    return {
        name: model.analyze(document(name), topics or None, abstain_below=abstain_below)
        for name in names
    }


def predictions(
    model: StanceModel,
    names: Sequence[str],
    texts: Sequence[str],
    topics: Sequence[str] | None,
    text_column: str,
    abstain_below: float = 0.0,
) -> pd.DataFrame:
    """Return the predictions for all inputs, one below the other.

    Parameters
    ----------
    model : StanceModel
        The model.
    names : sequence of str
        Documents and tables.
    texts : sequence of str
        Sentences.
    topics : sequence of str or None
        The topics to ask about.
    text_column : str
        The column of texts in a table.
    abstain_below : float, default=0.0
        The model gives no stance where its confidence is less.

    Returns
    -------
    pandas.DataFrame
        With a column ``file`` first where there is more than one input.
    """
    import pandas as pd  # noqa: PLC0415

    parts = []
    asked = topics or None
    for name in names:
        if Path(name).suffix.lower() in TABLES:
            rows = _column(Path(name), text_column)
            part = model.predict(rows, asked, abstain_below=abstain_below)
        else:
            part = model.analyze(document(name), asked, abstain_below=abstain_below).to_frame()
        parts.append((name, part))
    if texts:
        parts.append(("--text", model.predict(list(texts), asked, abstain_below=abstain_below)))
    if len(parts) == 1:
        return parts[0][1]
    for name, part in parts:
        part.insert(0, "file", name)
    return pd.concat([part for _, part in parts], ignore_index=True)


def _column(path: Path, name: str) -> list[str]:
    from stance.examples.files import read_rows  # noqa: PLC0415
    from stance.frames import to_texts  # noqa: PLC0415

    if not path.exists():
        msg = f"{path} does not exist"
        raise DataError(msg)
    rows = read_rows(path)
    if rows.problems:
        file, row, _, _, problem = rows.problems[0]
        more = f" ({len(rows.problems) - 1} more)" if len(rows.problems) > 1 else ""
        msg = f"{file}, row {row}: {problem}{more}"
        raise DataError(msg)
    if name not in rows.frame:
        found = list(map(str, rows.frame.columns))
        msg = (
            f"{path} has no column {name!r}.{did_you_mean(name, found)} Columns found: "
            f"{', '.join(found)}. Name it with --text-column"
        )
        raise DataError(msg)
    try:
        return to_texts(rows.frame[name])
    except DataError as error:
        msg = f"{path}, column {name}, counting rows of data from 0: {error}"
        raise DataError(msg) from error
