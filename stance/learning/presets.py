"""Three points between speed and accuracy, each a classifier that differs in what it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from stance.encoder.encoder import Encoder, load_encoder
from stance.errors import StanceError, none_such
from stance.learning.classifier import StanceClassifier

Preset = Literal["fast", "balanced", "accurate"]

PRESETS: tuple[str, ...] = get_args(Preset)

# Copies of each sentence with other names. Cross-validated, the side's scores hardly differ, and
# names decide a third as often (`benchmarks/names.py`).
_NAME_COPIES = 5

# Above this chance, by n-grams, that the sentence is about the topic, the encoder reads it.
_LEAST_ABOUT = {"balanced": 0.03, "accurate": 0.0}


def preset_classifier(preset: str, encoder: Encoder | str | Path | None = None) -> StanceClassifier:
    """Return an unfitted classifier.

    Parameters
    ----------
    preset : {"fast", "balanced", "accurate"}
        ``fast`` uses n-grams alone; ``balanced`` lets the bundled encoder read the pairs that the
        n-grams find likely enough; ``accurate`` lets it read every pair.
    encoder : Encoder, path of an encoder's folder, or None, default=None
        What reads in place of the bundled encoder.

    Returns
    -------
    StanceClassifier

    Raises
    ------
    StanceError
        If there is no such preset, or ``fast`` is given an encoder.
    ModelError
        If the folder is not an encoder's.

    Examples
    --------
    >>> preset_classifier("fast").encoder is None
    True
    """
    if preset not in PRESETS:
        raise StanceError(none_such("preset", preset, PRESETS))
    if preset == "fast":
        if encoder is not None:
            msg = (
                "the preset 'fast' reads with n-grams alone: leave out the encoder, or take another"
            )
            raise StanceError(msg)
        return StanceClassifier(name_copies=_NAME_COPIES)
    reads = encoder if isinstance(encoder, Encoder) else load_encoder(encoder)
    least = _LEAST_ABOUT[preset]
    return StanceClassifier(encoder=reads, min_about=least, name_copies=_NAME_COPIES)
