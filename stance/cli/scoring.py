"""``stance score``: any number of sentences, into a folder."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path

import typer

import stance
from stance.cli.options import MODEL, TOPIC

_SHOWN = 5


class Form(StrEnum):
    """How the output is laid out."""

    LONG = "long"
    WIDE = "wide"


def score(
    inputs: list[str] = typer.Argument(
        metavar="INPUT...", help="Parquet, CSV, TSV, JSON Lines, documents; folders of them."
    ),
    output: Path = typer.Option(..., "--output", "-o", help="The folder to write, or go on with."),
    model: str = MODEL,
    topic: list[str] | None = TOPIC,
    form: Form = typer.Option(
        Form.LONG, help="A row for each sentence and topic, or columns for each topic."
    ),
    text_column: str = typer.Option("text", help="The column of texts in a table."),
    keep: list[str] | None = typer.Option(
        None, "--keep", help="A column to pass through; may be repeated."
    ),
    abstain_below: float = typer.Option(0.0, help="No stance where the confidence is less."),
    workers: int = typer.Option(1, min=1, help="Processes that score."),
    shard_rows: int | None = typer.Option(None, min=1, help="Rows of a file of the output."),
    cluster: str | None = typer.Option(None, help="The address of a Dask scheduler to score on."),
) -> None:
    """Score any number of sentences into a folder of Parquet files, in flat memory.

    Stopped by a kill or a full disk, the same command goes on where it was.

    Example: stance score news/ --model fast --workers 2 -o scored
    """
    done = stance.score(
        inputs, output, topics=topic or None, model=model, form=form.value,
        text_column=text_column, keep=keep or (), abstain_below=abstain_below,
        workers=workers, shard_rows=shard_rows, cluster=cluster, progress=sys.stderr.isatty(),
    )  # fmt: skip
    before = f", {done.kept_shards} of them from before" if done.kept_shards else ""
    rate = f"{done.rows / max(done.seconds, 1e-9):,.0f} rows/s" if not before else ""
    typer.echo(
        f"{done.rows:,} rows in {done.shards} files{before}: {done.folder}"
        f" ({done.seconds:.1f} s{', ' if rate else ''}{rate})",
        err=True,
    )
    if done.bad_rows:
        typer.echo(f"{done.bad_rows:,} rows have no answer: see the column 'problem'", err=True)
    for said in done.unreadable[:_SHOWN]:
        typer.echo(f"  {said}", err=True)
    if (more := len(done.unreadable) - _SHOWN) > 0:
        typer.echo(f"  and {more:,} more", err=True)
