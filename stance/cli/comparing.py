"""``stance compare`` and ``history``: systems beside each other, and runs beside earlier ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

import stance
from stance.cli.options import COLUMN, LABEL, ON_INVALID, OnInvalid, as_labels, as_mapping
from stance.cli.outputs import Format, write_frame, write_page

if TYPE_CHECKING:
    import pandas as pd

    from stance.comparison import History

_LETTERS = 7


def compare(
    systems: list[str] = typer.Argument(
        help="Two or more: models, reports, files of predictions, 'default', 'fast', "
        "'majority', 'keywords', 'tfidf'; NAME=PATH gives a name."
    ),
    data: str | None = typer.Option(
        None, help="Labelled sentences; needed unless one of the systems is a report."
    ),
    output: Path = typer.Option(..., "--output", "-o", help="The folder to write."),
    split: str | None = typer.Option(None, help="The split to compare on."),
    train: str | None = typer.Option(None, help="What 'majority' and 'tfidf' learn from."),
    train_split: str | None = typer.Option(None, help="The split of it."),
    by: list[str] | None = typer.Option(
        None, help="Compare by this column, or by 'length', 'negation' ...; may be repeated."
    ),
    score: list[str] | None = typer.Option(
        None, help="Compare by this score, the main one first; may be repeated."
    ),
    all_pairs: bool = typer.Option(
        False, "--all-pairs", help="Each against each, not all against the first."
    ),
    column: list[str] | None = COLUMN,
    label: list[str] | None = LABEL,
    on_invalid: OnInvalid = ON_INVALID,
    seed: int = typer.Option(0, help="Draws the resamples and exchanges."),
) -> None:
    """Say whether one system is better than another, by how much, and how sure that is.

    The first is the reference that the others are held against.

    Example: stance compare default fast --data data --split test -o comparison
    """
    from stance.comparison.compare import MAIN_SCORES  # noqa: PLC0415
    from stance.comparison.differences import BY_SENTENCE  # noqa: PLC0415
    from stance.comparison.systems import open_named  # noqa: PLC0415
    from stance.topics import find_topics  # noqa: PLC0415

    opened = {name: open_named(value) for name, value in _named(systems).items()}
    models = [system for system in opened.values() if isinstance(system, stance.StanceModel)]
    # Rows of the wide form list only the topics they are about: the others are the model's.
    topics = models[0].topics if models else find_topics(data, None)
    how: dict[str, Any] = {
        "topics": topics,
        "columns": as_mapping(column, "--column"),
        "labels": as_labels(label),
        "on_invalid": on_invalid.value,
    }
    known = stance.read_examples(train, split=train_split, **how) if train else None
    keep = [name for name in by or () if name not in BY_SENTENCE]
    examples = stance.read_examples(data, split=split, keep=keep, **how) if data else None
    comparison = stance.compare(
        opened, examples, train=known, all_pairs=all_pairs, by=by or None,
        scores=score or MAIN_SCORES, random_state=seed,
    )  # fmt: skip
    comparison.save(output)
    typer.echo(comparison.summary())
    typer.echo(f"comparison: {output / 'comparison.html'}", err=True)


def history(
    folder: Path = typer.Argument(help="A folder with saved reports in it, at any depth."),
    score: str = typer.Option("macro_f1", help="The score to follow."),
    format_: Format = typer.Option(Format.TABLE, "--format", "-f", help="What to write."),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="A file to write into; else standard output."
    ),
) -> None:
    """Show the scores of saved reports over time; what they say goes to standard error.

    Example: stance history reports -f html -o history.html
    """
    found = stance.history(folder, score=score)
    if format_ is Format.HTML:
        write_page(found.to_html(), output)
    else:
        write_frame(_as_asked(found, format_), format_, output)
    typer.echo(found.summary(), err=True)


def _as_asked(found: History, how: Format) -> pd.DataFrame:
    frame = found.to_frame()
    if how is Format.TABLE:
        # What fits on a screen: days, and enough of a fingerprint to tell runs apart.
        frame = frame.drop(columns="documents").rename(columns={"value": found.score})
        frame["created"] = frame["created"].dt.strftime("%Y-%m-%d")
        for column in ("model", "data"):
            frame[column] = frame[column].str[:_LETTERS]
    elif how is not Format.PARQUET:
        frame["created"] = frame["created"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return frame


def _named(systems: list[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for given in systems:
        name, equals, value = given.partition("=")
        if not equals or Path(given).exists():
            name, value = Path(given).name or given, given
        if name in named:
            msg = f"two systems are called {name!r}: name them, as in  old={value} new=..."
            raise typer.BadParameter(msg)
        named[name] = value
    return named
