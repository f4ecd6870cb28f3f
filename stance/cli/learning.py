"""The commands that train, and those that judge what was trained."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

import stance
from stance.cli.options import COLUMN, LABEL, ON_INVALID, OnInvalid, as_labels, as_mapping


class Preset(StrEnum):
    """How much is read, and so how fast and how right the model is."""

    FAST = "fast"
    BALANCED = "balanced"
    ACCURATE = "accurate"


_DATA = typer.Argument(
    help="CSV, TSV, JSON Lines, JSON or Parquet; a folder of splits; a hub name."
)
_BESIDE = typer.Option(
    None, help="Data on other topics that is learned as well; 'bundled' for what comes along."
)


def train(
    data: str = _DATA,
    output: Path = typer.Option(..., "--output", "-o", help="The model folder to write."),
    topics: Path | None = typer.Option(None, help="A topics file (TOML)."),
    column: list[str] | None = COLUMN,
    label: list[str] | None = LABEL,
    on_invalid: OnInvalid = ON_INVALID,
    split: str | None = typer.Option(None, help="The split to train on."),
    beside: str | None = _BESIDE,
    preset: Preset = typer.Option(
        Preset.ACCURATE, help="n-grams; an encoder where they see a chance; an embedder as well."
    ),
    encoder: Path | None = typer.Option(
        None, help="An encoder's folder from train-encoder, in place of the bundled one."
    ),
    embedder: str | None = typer.Option(
        None, help="'bundled', a folder or a hub name: a model of sentences to read the side with."
    ),
    folds: int = typer.Option(5, min=0, help="Folds of the cross-validation; 0 for none."),
    seed: int = typer.Option(0, help="Draws the folds."),
    jobs: int = typer.Option(2, help="Folds fitted at the same time."),
) -> None:
    """Train a model on labelled sentences.

    Example: stance train labels.csv --topics topics.toml -o my_model
    """
    from stance.model.storage import check_place  # noqa: PLC0415

    check_place(output)
    model = stance.train(
        data, topics, columns=as_mapping(column, "--column"), labels=as_labels(label),
        on_invalid=on_invalid.value, split=split, beside=beside, preset=preset.value,
        encoder=encoder, embedder=embedder, folds=folds, random_state=seed, n_jobs=jobs,
    )  # fmt: skip
    model.save(output)
    facts = model.metadata["data"]
    typer.echo(
        f"trained on {facts['n_examples']:,} examples ({facts['n_mixed']} mixed left out, "
        f"{facts['n_dropped']} dropped), {len(model.topics)} topics: {output}",
        err=True,
    )
    for row in (model.metadata["cross_validation"] or {"scores": []})["scores"]:
        if row["score"] == "macro_f1" and row["value"] is not None:
            between = "" if row["low"] is None else f" ({row['low']:.2f} to {row['high']:.2f})"
            typer.echo(f"  macro-F1 {row['value']:.2f}{between}  {row['topic']}", err=True)


def evaluate(
    model: str = typer.Argument(help="A model folder, or 'default' or 'fast'."),
    data: str = _DATA,
    output: Path = typer.Option(..., "--output", "-o", help="The report folder to write."),
    split: str | None = typer.Option(None, help="The split to judge on."),
    train: str | None = typer.Option(
        None, help="What the model was trained on, for baselines and leaks."
    ),
    train_split: str | None = typer.Option(None, help="The split of it."),
    column: list[str] | None = COLUMN,
    label: list[str] | None = LABEL,
    on_invalid: OnInvalid = ON_INVALID,
    slices: list[str] | None = typer.Option(
        None, "--slice", help="A further column of the data to score by; may be repeated."
    ),
    learning_curve: bool = typer.Option(
        False, "--learning-curve", help="Train on ever more of --train, to see what more would buy."
    ),
    new_topics: bool = typer.Option(
        False,
        "--new-topics",
        help="Leave up to 8 topics out of --train in turn, then add labels of them; takes minutes.",
    ),
    challenge: bool = typer.Option(
        False, "--challenge", help="Ask the minimal pairs that come with the package as well."
    ),
    seed: int = typer.Option(0, help="Draws the resamples."),
) -> None:
    """Judge a model on labelled sentences and write a report.

    Example: stance evaluate default data --split test --train data --train-split train -o report
    """
    opened = stance.load(model)
    how: dict[str, Any] = {
        "topics": opened.topics,
        "columns": as_mapping(column, "--column"),
        "labels": as_labels(label),
        "on_invalid": on_invalid.value,
    }
    examples = stance.read_examples(data, split=split, keep=slices or (), **how)
    known = stance.read_examples(train, split=train_split, **how) if train else None
    report = stance.evaluate(
        opened, examples, train=known, slices=slices or (), learning_curve=learning_curve,
        new_topics=new_topics, challenge=challenge, random_state=seed,
    )  # fmt: skip
    report.save(output)
    typer.echo(report.summary())
    typer.echo(f"{examples!r}\nreport: {output / 'report.html'}", err=True)


def train_encoder(
    corpus: str = _DATA,
    output: Path = typer.Option(..., "--output", "-o", help="The encoder's folder to write."),
    source: list[Path] | None = typer.Option(
        None, help="Other stance data to learn from first; may be repeated."
    ),
    beside: str | None = _BESIDE,
    topics: Path | None = typer.Option(None, help="A topics file (TOML)."),
    base: str | None = typer.Option(
        None, help="'bundled', an encoder's folder, or a pretrained transformer; else MiniLM."
    ),
    passes: tuple[int, int] = typer.Option(
        (3, 3), help="Passes over the sources, and over the corpus."
    ),
    folds: int = typer.Option(3, min=2, help="Folds of the corpus, by document."),
    frozen: int = typer.Option(
        0, min=0, help="Lower layers that stay as they are, for a base too large to train whole."
    ),
    seed: int = typer.Option(0, help="Draws everything."),
    checkpoints: Path | None = typer.Option(
        None, help="A folder from which a run that was cut off goes on."
    ),
) -> None:
    """Train an encoder of topic and sentence; needs the extra torch.

    From a pretrained transformer it takes over an hour, from the bundled encoder minutes.

    Example: stance train-encoder labels.csv --base bundled -o my_encoder
    """
    record = stance.train_encoder(
        corpus, output, topics=topics, sources=source or (), beside=beside, base=base,
        passes=passes, folds=folds, frozen=frozen, random_state=seed, checkpoints=checkpoints,
    )  # fmt: skip
    if read := sum(record["sources"].values()):
        dropped = sum(record["dropped"].values())
        typer.echo(
            f"learned first: {read:,} pairs of other data ({dropped} unusable rows dropped)",
            err=True,
        )
    typer.echo(
        f"trained on {record['corpus']['n_pairs']:,} examples: {output}\n"
        f"use it: stance train {corpus} --encoder {output} -o my_model",
        err=True,
    )
