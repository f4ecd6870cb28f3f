"""Three points between speed and accuracy, each a classifier that differs in what it reads."""

from __future__ import annotations

from typing import Literal, get_args

from stance.errors import StanceError, did_you_mean
from stance.learning.classifier import StanceClassifier

Preset = Literal["fast", "balanced", "accurate"]

PRESETS: tuple[str, ...] = get_args(Preset)


def preset_classifier(preset: str) -> StanceClassifier:
    """Return an unfitted classifier.

    Parameters
    ----------
    preset : {"fast", "balanced", "accurate"}
        ``fast`` uses n-grams alone; ``balanced`` lets the bundled encoder read the pairs that the
        n-grams find likely enough; ``accurate`` lets it read every pair.

    Returns
    -------
    StanceClassifier

    Raises
    ------
    StanceError
        If there is no such preset.

    Examples
    --------
    >>> preset_classifier("fast").encoder is None
    True
    """
    from stance.encoder.encoder import load_encoder  # noqa: PLC0415

    if preset == "fast":
        return StanceClassifier()
    if preset == "balanced":
        return StanceClassifier(encoder=load_encoder(), min_about=0.03)
    if preset == "accurate":
        return StanceClassifier(encoder=load_encoder(), min_about=0.0)
    msg = f"no preset {preset!r}.{did_you_mean(preset, PRESETS)} There are: {', '.join(PRESETS)}"
    raise StanceError(msg)
