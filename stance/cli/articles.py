"""``stance articles``: many articles at once, by source and over time."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import stance
from stance.cli.options import MODEL, TOPIC, as_mapping
from stance.cli.outputs import Format, write_frame, write_page

if TYPE_CHECKING:
    import pandas as pd


class Period(StrEnum):
    """The length of a period of time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def analyze_articles(
    articles: Path = typer.Argument(
        help="A table with a column text, and source and date if known; or a folder of documents."
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="A file; else standard output."
    ),
    format_: Format | None = typer.Option(
        None,
        "--format",
        "-f",
        help="html: the page. table: who is for and against. csv, jsonl, parquet: every sentence. "
        "By default html with --output, else table.",
    ),
    model: str = MODEL,
    topic: list[str] | None = TOPIC,
    column: list[str] | None = typer.Option(
        None, "--column", help="THEIRS=OURS, as body=text; may be repeated."
    ),
    by: str | None = typer.Option(None, help="The table by source, date, or another column."),
    period: Period | None = typer.Option(None, help="The length of a period, with --by date."),
    abstain_below: float = typer.Option(
        0.0, min=0.0, max=1.0, help="No stance where the confidence is less than this."
    ),
) -> None:
    """Say who is for and who is against what in many articles, by source and over time.

    Example: stance articles articles.csv -o page.html

    Or: stance articles articles.csv --column body=text --by source
    """
    how = format_ or (Format.HTML if output else Format.TABLE)
    if how is Format.PARQUET and output is None:
        msg = "--format parquet needs --output FILE"
        raise typer.BadParameter(msg)
    analyses = stance.load(model).analyze_many(
        articles,
        topic or None,
        columns=as_mapping(column, "--column"),
        abstain_below=abstain_below,
    )
    if len(analyses.problems):
        left_out = int(analyses.problems["left_out"].sum())
        first = analyses.problems.iloc[0]
        typer.echo(
            f"{left_out:,} articles left out, {len(analyses.problems) - left_out:,} without their "
            f"source or date; the first, row {first['row']}: {first['problem']}",
            err=True,
        )
    if how is Format.HTML:
        write_page(analyses.to_html(), output)
    elif how is Format.TABLE:
        write_frame(_for_table(analyses.summary(by, period=period and period.value)), how, output)
    else:
        write_frame(analyses.to_frame(), how, output)


def _for_table(summary: pd.DataFrame) -> pd.DataFrame:
    from stance.pages.rendering import interval, signed  # noqa: PLC0415

    ends = summary[["net", "low", "high"]].itertuples(index=False)
    net = [f"{signed(value)} {interval(low, high)}" for value, low, high in ends]
    dates = summary.select_dtypes("datetime").apply(lambda column: column.dt.strftime("%Y-%m-%d"))
    shown = summary.drop(columns=["sentences", "neutral", "net", "low", "high"]).assign(**dates)
    return shown.rename(columns={"documents": "articles"}).assign(**{"net stance, 95 %": net})
