"""What the model says of itself, as lines of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stance.judging.report import Report

_MOST_LETTERS = 300


def model_card(report: Report) -> list[tuple[str, str]]:
    """Return the facts of the model card that a reader asks for first.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of tuple of str
        Name and value; empty where the model says nothing of itself.
    """
    model = report.facts["model"]
    trained, encoder = model.get("data"), model.get("encoder")
    lines = []
    if isinstance(trained, Mapping):
        lines += [
            ("trained on", _trained_on(trained)),
            (
                "left out",
                f"{trained['n_mixed']:,} mixed, {trained['n_dropped']:,} unusable",
            ),
            ("fingerprint of that data", str(trained["fingerprint"])[:16] + "…"),
            ("topics trained", ", ".join(trained.get("counts", {}))),
        ]
        known = set(trained.get("counts", {}))
        new = [topic for topic in report.topics if topic not in known]
        lines.append(("topics here that it was not trained on", ", ".join(new) or "none"))
    if "encoder" in model:
        lines.append(("reads with an encoder", "no, n-grams alone" if encoder is None else "yes"))
    lines += [(f"cross-validated {name}", said) for name, said in _cross_validated(model)]
    if isinstance(model.get("versions"), Mapping):
        versions = ", ".join(f"{name} {version}" for name, version in model["versions"].items())
        lines.append(("made with", versions))
    return lines


def _trained_on(trained: Mapping[str, Any]) -> str:
    split = f", split {trained['split']}" if trained.get("split") else ""
    return (
        f"{trained['n_sentences']:,} sentences of {trained['n_documents']:,} documents, "
        f"{trained['n_examples']:,} labels{split}"
    )


def _cross_validated(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    scores = (model.get("cross_validation") or {}).get("scores", [])
    return [
        (
            row["score"].replace("_", " "),
            f"{row['value']:.2f} ({row['low']:.2f}–{row['high']:.2f}), n = {row['n']:,}",
        )
        for row in scores
        if row["topic"] == "all topics" and None not in (row["value"], row["low"], row["high"])
    ]


def flat(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Return nested facts as lines of name and value; long lists by their length.

    Parameters
    ----------
    value : object
        Mappings of mappings, lists, numbers, words.
    prefix : str, default=""
        The names on the way there.

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> flat({"data": {"n_rows": 3, "splits": ["a", "b"]}, "none": None})
    [('data, n rows', '3'), ('data, splits', 'a, b')]
    """
    if isinstance(value, Mapping):
        lines = []
        for key, item in value.items():
            lines += flat(item, f"{prefix}, {key}" if prefix else str(key))
        return lines
    if isinstance(value, list):
        words = ", ".join(map(str, value))
        value = words if len(words) < _MOST_LETTERS else f"{len(value)} entries"
    return [] if value is None else [(prefix.replace("_", " "), str(value))]
