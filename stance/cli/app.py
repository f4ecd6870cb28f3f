"""The entry point: commands, exit codes, and errors in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from stance._version import __version__
from stance.cli import articles, asking, benchmarking, comparing, learning, scoring
from stance.errors import StanceError
from stance.interrupts import INTERRUPTED

app = typer.Typer(
    name="stance",
    help="Who is for and who is against what, sentence by sentence.",
    epilog="Example: stance predict article.txt",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(learning.train)
app.command()(asking.predict)
app.command("articles")(articles.analyze_articles)
app.command("train-encoder")(learning.train_encoder)
app.command()(learning.evaluate)
app.command()(comparing.compare)
app.command()(comparing.history)
app.command()(benchmarking.benchmark)
app.command()(scoring.score)
app.command()(asking.explain)
app.command()(asking.topics)
app.command()(asking.split)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stance {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Who is for and who is against what, sentence by sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str or None, default=None
        The words after ``stance``; None takes those of the process.

    Returns
    -------
    int
        0 when all went well, 1 when the data or the model is at fault, 2 when the command was
        used wrongly, 130 when it was interrupted.

    Examples
    --------
    >>> main(["--version"])
    stance 0.1.0
    0
    """
    try:
        app(args=list(arguments) if arguments is not None else None)
    except SystemExit as ending:
        # Typer ends every run so: with 2 where the command was used wrongly, with 130 where it
        # was interrupted, and with 1 where nobody reads its output.
        return _ended(ending)
    except StanceError as error:
        typer.echo(f"error: {' '.join(str(error).split())}", err=True)
        return 1
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        return _unread()
    return 0


def _ended(ending: SystemExit) -> int:
    if isinstance(ending.__context__, BrokenPipeError):
        return _unread()
    if ending.code == INTERRUPTED:
        return _interrupted()
    return ending.code if isinstance(ending.code, int) else 0


def _interrupted() -> int:
    typer.echo("interrupted", err=True)
    return INTERRUPTED


def _unread() -> int:
    # Whoever read our output has seen enough, as `head` does.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
