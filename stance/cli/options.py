"""The options that several commands share, and what their values stand for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import typer


class OnInvalid(StrEnum):
    """What to do with a row that cannot be used."""

    RAISE = "raise"
    DROP = "drop"


MODEL = typer.Option(
    "default", "--model", "-m", help="A model folder, or a bundled one: 'default' or 'fast'."
)
TOPIC = typer.Option(None, "--topic", "-t", help="Ask about this topic only; may be repeated.")
COLUMN = typer.Option(None, "--column", help="THEIRS=OURS, as tweet=text; may be repeated.")
LABEL = typer.Option(None, "--label", help="THEIRS=OURS, as 1=favor; may be repeated.")
ON_INVALID = typer.Option(OnInvalid.RAISE, help="Stop at a bad row, or drop and count it.")


def as_mapping(pairs: Sequence[str] | None, option: str) -> dict[str, str]:
    """Return ``theirs=ours`` words as a mapping.

    Parameters
    ----------
    pairs : sequence of str or None
        The words.
    option : str
        The option that they were given to, for the message.

    Returns
    -------
    dict of str to str

    Raises
    ------
    typer.BadParameter
        If a word has no equals sign.

    Examples
    --------
    >>> as_mapping(["tweet=text"], "--column")
    {'tweet': 'text'}
    """
    mapping = {}
    for pair in pairs or ():
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs or not ours:
            msg = f"{option} takes THEIRS=OURS, got {pair!r}"
            raise typer.BadParameter(msg)
        mapping[theirs] = ours
    return mapping


def as_labels(label: Sequence[str] | None) -> dict[Any, str]:
    """Return ``theirs=ours`` words as a mapping of labels.

    Parameters
    ----------
    label : sequence of str or None
        The words.

    Returns
    -------
    dict
        A label may be a number in one file and the text of it in another: both are meant.

    Examples
    --------
    >>> as_labels(["1=favor"])
    {'1': 'favor', 1.0: 'favor'}
    """
    labels: dict[Any, str] = dict(as_mapping(label, "--label"))
    for theirs, ours in list(labels.items()):
        try:
            labels[float(theirs)] = ours
        except ValueError:
            continue
    return labels
