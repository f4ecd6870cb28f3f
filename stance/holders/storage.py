"""The folder that holds a ranker: its weights as JSON, and a manifest with their SHA-256."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from stance._version import __version__
from stance.bundled import bundled_path
from stance.errors import ModelError
from stance.folders import find_folder, read_checked, write_folder
from stance.holders.ranking import Ranker

FORMAT = 1
MANIFEST = "manifest.json"
_WEIGHTS = "weights.json"
_DIGITS = 4


def save_ranker(ranker: Ranker, path: str | Path, facts: dict[str, Any] | None = None) -> None:
    """Write a folder, which is replaced whole or not at all.

    Parameters
    ----------
    ranker : Ranker
        What to save; its weights are rounded to four digits.
    path : str or Path
        The folder.
    facts : dict or None, default=None
        What the manifest says about training.

    Raises
    ------
    ModelError
        If the path holds something else, or cannot be written.
    """
    path = Path(path)
    if path.exists() and not (path / MANIFEST).is_file():
        msg = f"{path} exists and is not a folder of this package: choose another path"
        raise ModelError(msg)
    weights = {cue: round(w, _DIGITS) for cue, w in sorted(ranker.weights.items())}
    content = json.dumps({c: w for c, w in weights.items() if w}, ensure_ascii=False, indent=0)
    manifest = {
        "format": FORMAT,
        "stance_version": __version__,
        "facts": facts or {},
        "sha256": {_WEIGHTS: hashlib.sha256(content.encode()).hexdigest()},
    }

    def write(fresh: Path) -> None:
        (fresh / _WEIGHTS).write_text(content, encoding="utf-8")
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")

    try:
        write_folder(path, write)
    except OSError as error:
        msg = f"cannot write to {path}: {error.strerror or error}"
        raise ModelError(msg) from error


def load_ranker(path: str | Path | None = None) -> Ranker:
    """Open a saved ranker, or the one that comes with the package.

    Parameters
    ----------
    path : str, Path or None, default=None
        The folder; None opens the bundled one, which is read once.

    Returns
    -------
    Ranker

    Raises
    ------
    ModelError
        If the folder is missing, damaged, changed since it was written, or of a newer format.

    Examples
    --------
    >>> len(load_ranker().weights) > 100
    True
    """
    return _bundled() if path is None else _load(Path(path))


@cache
def _bundled() -> Ranker:
    return _load(bundled_path("models/holders"))


def _load(path: Path) -> Ranker:
    path = find_folder(path, MANIFEST)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        number, hashes = manifest["format"], dict(manifest["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path} is not a folder of holder weights, or is damaged: copy or train it again"
        raise ModelError(msg) from error
    if number != FORMAT:
        msg = f"{path} has format {number!r}, this version reads {FORMAT}: upgrade sentence-stance"
        raise ModelError(msg)
    if set(hashes) != {_WEIGHTS}:
        msg = f"{path / MANIFEST} does not list the weights: copy or train it again"
        raise ModelError(msg)
    content = read_checked(path, hashes, "holder model")[_WEIGHTS]
    try:
        weights = json.loads(content)
        return Ranker({str(cue): float(w) for cue, w in weights.items()})
    except (ValueError, AttributeError, TypeError) as error:
        msg = f"the weights in {path} are damaged ({error}): copy or train them again"
        raise ModelError(msg) from error
