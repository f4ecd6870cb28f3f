"""``stance benchmark``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import pandas as pd

    from stance.benchmarks import BenchmarkSet
    from stance.encoder.encoder import Encoder

_SHOWN = [
    *("part", "system", "encoder", "metric", "score", "low", "high", "n_train", "n_test"),
    *("train_seconds", "per_second"),
]


def benchmark(
    names: list[str] | None = typer.Argument(None, help="Benchmarks; all if not given."),
    data: Path | None = typer.Option(
        None, help="The folder that holds a folder for each benchmark; 'own' needs none."
    ),
    system: list[str] | None = typer.Option(None, help="Run this only; may be repeated."),
    encoder: Path | None = typer.Option(
        None, help="An encoder's folder from train-encoder, in place of the bundled one."
    ),
    embedder: str | None = typer.Option(
        None, help="An embedder's folder or hub name for 'accurate', in place of the bundled one."
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="A folder for results (JSON), a page and a chart of them."
    ),
    answers: Path | None = typer.Option(
        None, help="A folder for the answers; stance.evaluate(predictions=FILE) judges them."
    ),
    seed: int = typer.Option(0, help="Draws folds and resamples."),
) -> None:
    """Score baselines, presets and an encoder on stance benchmarks.

    Example: stance benchmark semeval2016_task6a --data public -o results

    Or: stance benchmark own --system encoder --system accurate
    """
    from stance.benchmarks import SETS, SYSTEMS, run_benchmark, save_page, save_results  # noqa: PLC0415
    from stance.benchmarks.loading import check_at_hand  # noqa: PLC0415
    from stance.benchmarks.running import check_names  # noqa: PLC0415
    from stance.embedders.loading import load_embedder  # noqa: PLC0415
    from stance.encoder.encoder import load_encoder  # noqa: PLC0415

    # Whatever can be wrong is told before the first benchmark runs.
    systems = system or list(SYSTEMS)
    sets = check_names(names or list(SETS), systems)
    check_at_hand(sets, data)
    reads = load_encoder(encoder)
    embeds = None if embedder is None else load_embedder(embedder)
    if data is not None and {"accurate", "encoder"} & set(systems):
        _tell_overlap(reads, data)
    for known in sets:
        table = run_benchmark(
            known.name, data, systems,
            encoder=encoder, embedder=embeds, answers=answers, random_state=seed,
        )  # fmt: skip
        _tell(known, table)
        if output is not None:
            save_results(table, output)
    if output is not None:
        typer.echo(f"page: {save_page(output)}", err=True)


def _tell(known: BenchmarkSet, table: pd.DataFrame) -> None:
    notes = table.dropna(subset=["note"]).drop_duplicates("system")
    shown = table.dropna(subset=["score"])[_SHOWN]
    # An encoder is asked as it is: its training was elsewhere.
    shown.loc[shown["system"] == "encoder", "train_seconds"] = float("nan")
    typer.echo(f"{known.name}: {known.title}")
    typer.echo(shown.round(1).to_string(index=False, na_rep=""))
    for system, note in zip(notes["system"], notes["note"], strict=True):
        typer.echo(f"{system}: {note}")
    for part in known.parts:
        for reference in part.references:
            memory = "" if reference.read else ", from memory"
            told = f"{reference.system} {reference.score:g} ({reference.source}{memory})"
            typer.echo(f"published, {part.name}: {told}")
    typer.echo("")


def _tell_overlap(encoder: Encoder, data: Path) -> None:
    from stance.benchmarks import source_overlap  # noqa: PLC0415

    overlap = source_overlap(encoder.record, data)
    if missing := sorted(overlap.loc[overlap["set"].isna(), "source"]):
        typer.echo(f"not looked through, not in {data}: {', '.join(missing)}", err=True)
    met = overlap[overlap["n_train"].fillna(0) > 0]
    typer.echo(
        "rows of the training splits of the encoder's sources whose text stands in a test split:",
        err=True,
    )
    for row in met.itertuples():
        typer.echo(
            f"  {row.source}: {row.n_train:,} rows, {row.n_test:,} test rows of {row.set}", err=True
        )
    if met.empty:
        typer.echo("  none", err=True)
