"""The options that several commands share, and what their values stand for."""

from __future__ import annotations

from collections.abc import Sequence

import typer

MODEL = typer.Option(
    "default", "--model", "-m", help="A model folder, or a bundled one: 'default' or 'fast'."
)
TOPIC = typer.Option(None, "--topic", "-t", help="Ask about this topic only; may be repeated.")


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
