"""From labelled data to a model: read, fit, cross-validate, write down how it was done.

This room stands above the judging, since a model carries its own cross-validated scores.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import joblib
import numpy as np
import pandas as pd
from sklearn.base import clone
from tqdm import tqdm

from stance.embedders.embedder import Embedder
from stance.encoder.encoder import Encoder
from stance.errors import DataError, StanceError
from stance.examples import Examples, grouped_folds, read_training
from stance.examples.beside import join_other_topics
from stance.interrupts import kept_from_children
from stance.judging import judge_pairs, score_table, tally
from stance.learning.classifier import StanceClassifier
from stance.learning.pairs import as_positions
from stance.learning.presets import Preset, preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import Topics, TopicsChoice

# The scores that a model carries; a report has them all.
_CARRIED = ("macro_f1", "f_avg", "accuracy", "relevance_f1", "side_macro_f1", "calibration_error")

# Pairs that the encoder reads between two steps of the progress bar.
_CHUNK = 64

_PARAMETERS = (
    "C_relevance",
    "C_side",
    "own_weight_relevance",
    "own_weight_side",
    "min_count",
    "min_about",
    "min_read",
    "about_threshold",
    "name_copies",
    "mask_names",
    "calibration_folds",
)


def train(
    data: Any,
    topics: TopicsChoice = None,
    *,
    columns: Mapping[str, str] | None = None,
    labels: Mapping[Any, str] | None = None,
    on_invalid: Literal["raise", "drop"] = "raise",
    split: str | None = None,
    beside: Any = None,
    preset: Preset = "accurate",
    encoder: Encoder | str | Path | None = None,
    embedder: Embedder | str | Path | None = None,
    classifier: StanceClassifier | None = None,
    folds: int = 5,
    random_state: int = 0,
    n_jobs: int | None = None,
    progress: bool = True,
) -> StanceModel:
    """Train a model on labelled sentences.

    Parameters
    ----------
    data : path, table or data set name
        Labelled data, as `stance.examples.read_examples` reads it.
    topics : Topics, iterable of Topic or str, path of a topics file, or None, default=None
        The topics. None takes the ``topics.toml`` that lies in the data's folder, or else the
        names in the data, which then have no description and no aliases.
    columns, labels, on_invalid
        As in `stance.examples.read_examples`.
    split : str or None, default=None
        The split to train on. None takes ``train`` where the data has one, else everything.
    beside : path, table or data set name, "bundled" or None, default=None
        Labelled data on other topics that is learned as well. What words of refusal or support
        mean is common to all topics, so it helps most where there are few examples, and with
        topics that are asked about without any. ``"bundled"`` is what comes with the package,
        sentences on 92 topics. The model does not list these topics, and its cross-validated
        scores are of `data` alone.
    preset : {"fast", "balanced", "accurate"}, default="accurate"
        ``accurate`` lets an encoder and an embedder read what n-grams do not rule out; in
        ``balanced`` the encoder alone reads what they find likely to be about a topic, which is
        several times as fast; ``fast`` uses n-grams alone.
    encoder : Encoder, path of an encoder's folder, or None, default=None
        What ``balanced`` and ``accurate`` read with; None takes the bundled one. `train_encoder`
        fits one to labels of your own.
    embedder : Embedder, folder or name as `load_embedder` takes it, or None, default=None
        A pretrained model of sentences from which the side is read as well; None leaves it to the
        preset. Another than the bundled one is found again by its place when the model is loaded.
    classifier : StanceClassifier or None, default=None
        Its parameters are used in place of a preset's; it is not fitted itself.
    folds : int, default=5
        Folds of the cross-validation whose scores the model carries; 0 leaves it out, which
        takes about a fifth of the time.
    random_state : int, default=0
        Seed of the folds.
    n_jobs : int or None, default=None
        Folds fitted at the same time.
    progress : bool, default=True
        Whether to show progress on standard error.

    Returns
    -------
    StanceModel

    Raises
    ------
    DataError
        If the data cannot be read or used, there are too few documents, or `folds` is 1.
    TopicError
        If the topics cannot be read, or the data has others.
    StanceError
        If an encoder or embedder is given beside a classifier, or to the preset ``fast``.

    Examples
    --------
    >>> rows = [("We back a truce", "favor"), ("No truce, ever", "against"), ("Rain", "unrelated")]
    >>> data = pd.DataFrame(rows * 5, columns=["text", "stance"])
    >>> data = data.assign(topic="truce", doc=range(15))
    >>> model = train(data, ["truce"], preset="fast", folds=0, progress=False)
    >>> model.predict("We back a truce")["stance"].tolist()
    ['favor']
    """
    if folds == 1 or folds < 0:
        msg = f"folds must be 0, for no cross-validation, or at least 2, got {folds}"
        raise DataError(msg)
    for given, what in ((encoder, "encoder"), (embedder, "embedder")):
        if classifier is not None and given is not None:
            msg = f"both a classifier and an {what}: give the classifier its own {what}"
            raise StanceError(msg)
    how = {"columns": columns, "labels": labels, "on_invalid": on_invalid}
    # Topics without a row in some fold are asked about all the same, so they are fixed here.
    examples, known, split = read_training(data, topics, split=split, **how)
    rows = examples.for_training()
    joined, all_topics = join_other_topics(rows, known, beside)
    others = joined.iloc[len(rows) :]
    base = (
        clone(classifier)
        if classifier is not None
        else preset_classifier(preset, encoder, embedder)
    )
    base.set_params(topics=all_topics, random_state=random_state)
    if base.encoder is not None:
        _read_ahead(base.encoder, joined, all_topics, progress)
    steps = tqdm(total=folds + 1, desc="train", unit="fit", disable=not progress, leave=False)
    with steps:
        scores = _cross_validate(base, rows, others, folds, n_jobs, steps=steps)
        fitted = _fit(base.set_params(n_jobs=n_jobs), joined)
        steps.update()
    metadata = _metadata(fitted, examples, scores, split, random_state)
    metadata["data"]["beside"] = _counted(others)
    return StanceModel(fitted.scorer_.for_topics(known), metadata)


def _read_ahead(encoder: Encoder, rows: pd.DataFrame, topics: Topics, progress: bool) -> None:
    # Once for all folds, since it keeps what it has read.
    positions, texts = as_positions(rows["topic"], topics), rows["text"].tolist()
    for at in tqdm(
        range(0, len(rows), _CHUNK),
        desc="read", unit_scale=_CHUNK, unit="pair", disable=not progress, leave=False,
    ):  # fmt: skip
        chunk = np.arange(at, min(at + _CHUNK, len(rows)))
        encoder.scores_of(topics, positions[chunk], texts, chunk)


def _cross_validate(
    base: Any,
    rows: pd.DataFrame,
    others: pd.DataFrame,
    folds: int,
    n_jobs: int | None,
    *,
    steps: Any,
) -> dict[str, Any] | None:
    if not folds:
        return None
    seed = base.random_state
    parts = grouped_folds(rows, folds, seed)
    with kept_from_children():
        fits = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(
            joblib.delayed(_judge_fold)(
                base, pd.concat([rows.iloc[seen], others], ignore_index=True), rows.iloc[unseen]
            )
            for seen, unseen in parts
        )
    judged = []
    for part in fits:
        judged.append(part)
        steps.update()
    table = score_table(tally(pd.concat(judged, ignore_index=True)), random_state=seed)
    carried = table[table["score"].isin(_CARRIED)].replace({np.nan: None})
    columns = ["topic", "score", "value", "low", "high", "n"]
    records = carried.rename(columns={"scope": "topic"})[columns].to_dict("records")
    return {"folds": folds, "scores": records}


def _judge_fold(base: StanceClassifier, seen: pd.DataFrame, unseen: pd.DataFrame) -> pd.DataFrame:
    return judge_pairs(StanceModel(_fit(clone(base), seen).scorer_), unseen)


def _fit(classifier: StanceClassifier, rows: pd.DataFrame) -> StanceClassifier:
    # Data that lies beside other data may come without the weights that the other has.
    weight = rows["weight"].fillna(1.0) if "weight" in rows else None
    return classifier.fit(rows, rows["stance"], weight)


def _metadata(
    fitted: StanceClassifier,
    examples: Examples,
    scores: Any,
    split: str | None,
    seed: int,
) -> dict[str, Any]:
    frame = examples.frame
    return {
        "data": {
            "split": split,
            "fingerprint": examples.fingerprint,
            "n_sentences": int(frame["text"].nunique()),
            "n_documents": int(frame["doc"].nunique()),
            "n_examples": len(frame),
            "n_mixed": examples.n_mixed,
            "n_dropped": examples.n_dropped,
            "counts": {
                str(topic): {stance: int(n) for stance, n in row.items()}
                for topic, row in examples.counts().to_dict("index").items()
            },
        },
        "parameters": {
            **{name: getattr(fitted, name) for name in _PARAMETERS},
            "random_state": seed,
        },
        "encoder": None if fitted.encoder is None else fitted.encoder.record,
        "embedder": None if fitted.embedder is None else fitted.embedder.source.to_dict(),
        "temperatures": fitted.temperatures_,
        "cross_validation": scores,
        "versions": {
            "python": platform.python_version(),
            **{name: _version(name) for name in ("scikit-learn", "numpy", "scipy", "pandas")},
        },
    }


def _counted(others: pd.DataFrame) -> dict[str, int]:
    return {
        "n_sentences": int(others["text"].nunique()),
        "n_topics": int(others["topic"].nunique()),
        "n_examples": len(others),
    }


def _version(distribution: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version(distribution)
