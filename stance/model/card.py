"""The model card that lies in every model folder, in the Hugging Face card format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stance.topics import Topics


def model_card(
    topics: Topics,
    metadata: Mapping[str, Any],
    *,
    encoder: Mapping[str, Any] | None = None,
    embedder: Mapping[str, Any] | None = None,
) -> str:
    """Return the card of a model as Markdown with a YAML head.

    Parameters
    ----------
    topics : Topics
        The topics of the model.
    metadata : mapping
        The facts that `stance.train` gathered.
    encoder, embedder : mapping or None, default=None
        What the manifest of the model says of them; None where the model has none.

    Returns
    -------
    str

    Examples
    --------
    >>> print(model_card(Topics(["ceasefire"]), {}).splitlines()[1])
    library_name: sentence-stance
    """
    return "\n".join(
        [
            "---",
            "library_name: sentence-stance",
            "pipeline_tag: text-classification",
            "language: en",
            "tags: [stance-detection, text-classification]",
            "---",
            "",
            "# Stance model",
            "",
            "Labels the stance of single sentences (favor, against, neutral, unrelated) toward",
            f"{len(topics)} topics. Load it with `stance.load(path)`.",
            "",
            "## Topics",
            "",
            *(f"- **{t.name}**: {t.description or 'no description given'}" for t in topics),
            "",
            "## What it reads with",
            "",
            *_reading(encoder, embedder),
            "",
            "## Training",
            "",
            *_training(metadata),
            "",
            "## How good it is",
            "",
            *_scores(metadata.get("cross_validation")),
            "",
            "## Limits",
            "",
            "It reads one English sentence at a time and knows nothing of its neighbours or of who",
            "speaks. It labels what a sentence says or reports, not what a person believes. Its",
            "probabilities hold for text like its training data: evaluate it on labelled sentences",
            "of your own before you rely on it, and do not use it to judge individuals.",
            "",
        ]
    )


def _reading(encoder: Mapping[str, Any] | None, embedder: Mapping[str, Any] | None) -> list[str]:
    lines = ["- n-grams"]
    if encoder is not None:
        whose = "that comes with stance" if encoder["bundled"] else "in this folder"
        lines.append(f"- the encoder {whose} (SHA-256 `{encoder['sha256']}`)")
    if embedder is not None:
        revision = f", revision `{embedder['revision']}`" if embedder["revision"] else ""
        told = f"`{embedder['name']}`{revision} (SHA-256 `{embedder['sha256']}`)"
        lines.append(f"- the embedder {told}")
    return lines


def _training(metadata: Mapping[str, Any]) -> list[str]:
    data = metadata.get("data")
    if not data:
        return ["Not recorded."]
    split = f", split `{data['split']}`" if data["split"] else ""
    lines = [
        (
            f"- {data['n_sentences']:,} sentences of {data['n_documents']:,} documents, "
            f"{data['n_examples']:,} examples (sentence and topic){split}"
        ),
        *_beside(data.get("beside")),
        f"- left out: {data['n_mixed']:,} mixed, {data['n_dropped']:,} unusable",
        f"- data fingerprint (SHA-256): `{data['fingerprint']}`",
    ]
    lines += [f"- {name}: `{value}`" for name, value in metadata.get("parameters", {}).items()]
    return lines


def _beside(beside: Mapping[str, Any] | None) -> list[str]:
    if not beside or not beside["n_examples"]:
        return []
    told = f"{beside['n_sentences']:,} sentences on {beside['n_topics']} other topics"
    return [f"- beside them: {told}, {beside['n_examples']:,} examples"]


def _scores(scores: Mapping[str, Any] | None) -> list[str]:
    if not scores:
        return ["Not measured: trained without cross-validation."]
    lines = [
        f"{scores['folds']}-fold cross-validation on the training data, documents kept whole;",
        "95 % intervals from a bootstrap over documents.",
        "",
        "| topic | score | value | 95 % interval |",
        "| --- | --- | ---: | --- |",
    ]
    lines += [
        f"| {s['topic']} | {s['score']} | {s['value']:.3f} | {s['low']:.3f} to {s['high']:.3f} |"
        for s in scores["scores"]
    ]
    return lines
