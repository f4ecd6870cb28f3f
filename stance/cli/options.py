"""The options that several commands share, and what their values stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from stance.model.stance_model import StanceModel

MODEL = typer.Option(
    "default", "--model", "-m", help="A model folder; 'default' is the bundled one."
)
TOPIC = typer.Option(None, "--topic", "-t", help="Ask about this topic only; may be repeated.")


def open_model(path: str) -> StanceModel:
    """Return the model of a path, or the bundled one.

    Parameters
    ----------
    path : str
        A model folder, or ``default``.

    Returns
    -------
    StanceModel
    """
    from stance.model.storage import load  # noqa: PLC0415

    return load(None if path == "default" else path)


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
