"""Three points between speed and accuracy, each a classifier that differs in what it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from stance.embedders.embedder import Embedder
from stance.embedders.loading import load_embedder
from stance.encoder.encoder import Encoder, load_encoder
from stance.errors import StanceError, none_such
from stance.learning.classifier import StanceClassifier

Preset = Literal["fast", "balanced", "accurate"]

PRESETS: tuple[str, ...] = get_args(Preset)

# Copies of each sentence with other names. Cross-validated, the side's scores hardly differ, and
# names decide a quarter as often (`benchmarks/names.py fast:0 fast:5`).
_NAME_COPIES = 5

# Above this chance, by n-grams, that a sentence is about the topic, encoder and embedder read it.
# Reading more hardly changes the cross-validated macro-F1 (`benchmarks/min_read.py`).
_MIN_READ = {"balanced": 0.2, "accurate": 0.03}


def preset_classifier(
    preset: str,
    encoder: Encoder | str | Path | None = None,
    embedder: Embedder | str | Path | None = None,
) -> StanceClassifier:
    """Return an unfitted classifier.

    Parameters
    ----------
    preset : {"fast", "balanced", "accurate"}
        ``fast`` uses n-grams alone; ``balanced`` lets the bundled encoder read the pairs that the
        n-grams find likely enough; ``accurate`` lets it read more of them, and reads the side from
        an embedder as well.
    encoder : Encoder, path of an encoder's folder, or None, default=None
        What reads in place of the bundled encoder.
    embedder : Embedder, folder or name as `load_embedder` takes it, or None, default=None
        What embeds sentences; None leaves it to the preset: ``accurate`` takes the bundled one.

    Returns
    -------
    StanceClassifier

    Raises
    ------
    StanceError
        If there is no such preset, or ``fast`` is given an encoder or embedder.
    ModelError
        If a folder is not an encoder's or embedder's.

    Examples
    --------
    >>> preset_classifier("fast").encoder is None
    True
    """
    if preset not in PRESETS:
        raise StanceError(none_such("preset", preset, PRESETS))
    if preset == "fast":
        if encoder is not None or embedder is not None:
            other = "encoder" if encoder is not None else "embedder"
            msg = (
                "the preset 'fast' reads with n-grams alone: leave out the "
                f"{other}, or take another preset"
            )
            raise StanceError(msg)
        return StanceClassifier(name_copies=_NAME_COPIES)
    reads = encoder if isinstance(encoder, Encoder) else load_encoder(encoder)
    if embedder is not None or preset == "accurate":
        embedder = embedder if isinstance(embedder, Embedder) else load_embedder(embedder)
    return StanceClassifier(
        encoder=reads,
        embedder=embedder,
        min_read=_MIN_READ[preset],
        name_copies=_NAME_COPIES,
        mask_names=embedder is not None,
    )
