"""``stance predict``, ``explain``, ``topics`` and ``split``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

import stance
from stance.cli.inputs import analyses, predictions
from stance.cli.options import MODEL, TOPIC
from stance.cli.outputs import Format, write_frame, write_page

if TYPE_CHECKING:
    import pandas as pd

_FORMAT = typer.Option(Format.TABLE, "--format", "-f", help="What to write.")
_OUTPUT = typer.Option(None, "--output", "-o", help="A file to write into; else standard output.")

# What a table shows; the machine-readable formats have every column.
_SHOWN = ["file", "sentence", "text", "topic", "stance", "confidence"]


def predict(
    inputs: list[str] | None = typer.Argument(
        None, metavar="[INPUT]...", help="Documents (.txt, .html), tables (.csv, .jsonl), or -."
    ),
    text: list[str] | None = typer.Option(None, "--text", help="A sentence; may be repeated."),
    model: str = MODEL,
    topic: list[str] | None = TOPIC,
    format_: Format = _FORMAT,
    output: Path | None = _OUTPUT,
    text_column: str = typer.Option("text", help="The column of texts in a table."),
    everything: bool = typer.Option(
        False, "--all", help="Show unrelated sentences in the table as well."
    ),
    abstain_below: float = typer.Option(
        0.0, min=0.0, max=1.0, help="No stance where the confidence is less than this."
    ),
) -> None:
    """Label sentences: documents are split, rows of a table are taken as they are.

    For example: stance predict article.txt

    Or: stance predict --text "No truce." --topic ceasefire --format jsonl
    """
    if not inputs and not text:
        msg = "give a document, a table, - for standard input, or --text SENTENCE"
        raise typer.BadParameter(msg)
    if format_ is Format.PARQUET and output is None:
        msg = "--format parquet needs --output FILE"
        raise typer.BadParameter(msg)
    opened = stance.load(model)
    if format_ is Format.HTML:
        if text or not inputs or len(inputs) != 1:
            msg = "--format html needs one document"
            raise typer.BadParameter(msg)
        (analysis,) = analyses(opened, inputs, topic, abstain_below).values()
        write_page(analysis.to_html(), output)
        return
    frame = predictions(opened, inputs or [], text or [], topic, text_column, abstain_below)
    if format_ is Format.TABLE:
        frame = _for_table(frame, everything=everything)
    write_frame(frame, format_, output)


def _for_table(frame: pd.DataFrame, *, everything: bool) -> pd.DataFrame:
    shown = frame if everything else frame[frame["stance"] != "unrelated"]
    if hidden := len(frame) - len(shown):
        typer.echo(f"{hidden:,} unrelated rows are not shown: --all shows them", err=True)
    shown = shown.assign(stance=shown["stance"].fillna("no stance"))
    return shown[[column for column in _SHOWN if column in shown]]


def explain(
    text: str = typer.Argument(help="One sentence."),
    topic: str = typer.Option(..., "--topic", "-t", help="The topic."),
    model: str = MODEL,
    most: int = typer.Option(8, min=1, help="Features to show for each answer."),
    format_: Format = _FORMAT,
    output: Path | None = _OUTPUT,
) -> None:
    """Show which words moved the decision, and by how much.

    Example: stance explain "Kyiv rejects a truce." --topic ceasefire
    """
    from stance.frames import text_frame  # noqa: PLC0415

    frame = stance.load(model).explain(text, topic).to_frame()
    if format_ is Format.TABLE:
        frame = frame.groupby(["stage", "stance"], sort=False).head(most)
        spans = zip(frame["start"].fillna(0), frame["end"].fillna(0), strict=True)
        words = [text[start:end] for start, end in spans]
        frame = frame.assign(words=text_frame({"words": words}).set_index(frame.index)["words"])
        frame = frame[["stage", "stance", "feature", "words", "weight"]]
    write_frame(frame, format_, output)


def topics(model: str = MODEL, format_: Format = _FORMAT, output: Path | None = _OUTPUT) -> None:
    """List the topics that a model knows.

    Example: stance topics
    """
    import pandas as pd  # noqa: PLC0415

    known = stance.load(model).topics
    rows = [(t.name, t.description, ", ".join(t.aliases)) for t in known]
    write_frame(pd.DataFrame(rows, columns=["topic", "description", "aliases"]), format_, output)


def split(
    file: str = typer.Argument(help="A document (.txt, .html), or - for standard input."),
    format_: Format = _FORMAT,
    output: Path | None = _OUTPUT,
) -> None:
    """Split a document into sentences with their offsets.

    Example: stance split article.txt --format jsonl
    """
    from stance.cli.inputs import document  # noqa: PLC0415
    from stance.frames import text_frame  # noqa: PLC0415
    from stance.sentences import split_sentences  # noqa: PLC0415

    sentences = split_sentences(document(file))
    columns = ("start", "end", "boilerplate", "text")
    table = {column: [getattr(s, column) for s in sentences] for column in columns}
    write_frame(text_frame(table), format_, output)
