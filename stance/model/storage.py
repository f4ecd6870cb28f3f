"""Model folders: data, never code. Written whole or not at all, checked before they are used.

A folder holds ``manifest.json`` (format, versions, topics, facts, and the SHA-256 of every other
file), one text list per vocabulary and one of common words where names are masked, one
``weights.npz`` without pickles, and ``README.md``, the model card. A model with an encoder of its
own holds the encoder's files as well; one with the encoder that comes with the package names it by
its SHA-256. An embedder is named by place, revision and SHA-256, and another one is refused.
Nothing in a folder can run when it is opened.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance._version import __version__
from stance.bundled import bundled_path
from stance.encoder.encoder import FILES as ENCODER_FILES
from stance.errors import ModelError, in_one_line
from stance.features.extraction import CONTEXT, FAMILIES
from stance.folders import (
    LARGEST_JSON,
    find_folder,
    object_in,
    read_checked,
    read_regular,
    try_place,
    write_folder,
)
from stance.learning.blend import Reading
from stance.learning.embedded import EmbeddedSide
from stance.model.card import model_card
from stance.model.format_1 import BLEND_PARTS, STAGES, WEIGHTS, read_format_1
from stance.model.format_2 import NEW_BLEND, read_format_2, told_of_new_topics
from stance.model.format_3 import embedded_arrays, read_format_3
from stance.model.format_5 import read_format_5
from stance.model.format_6 import COMMON, is_masked, read_format_6
from stance.model.stages import stage_arrays
from stance.paths import as_path

if TYPE_CHECKING:
    from stance.model.stance_model import StanceModel

FORMAT = 6
"""The format that is written. A reader for every earlier one stays in `_READERS`."""

BUNDLED = ("default", "fast")
"""The models that come with the package, by name."""

MANIFEST = "manifest.json"
_CARD = "README.md"


def save_model(model: StanceModel, path: Path) -> None:
    """Write a model folder beside its place, then put it there in one step.

    Parameters
    ----------
    model : StanceModel
        The model.
    path : Path
        The folder. An existing model folder is replaced.

    Raises
    ------
    ModelError
        If the path holds something that is not a model, or cannot be written.
    """
    _into(path, lambda: write_folder(path, lambda fresh: _write(model, fresh)))


def check_place(path: Path) -> None:
    """Refuse a place where `save_model` could not write, before long work is lost.

    Parameters
    ----------
    path : Path
        The folder that is to be. Those above it are made.

    Raises
    ------
    ModelError
        As `save_model` would.
    """
    _into(path, lambda: try_place(path))


def _into(path: Path, write: Callable[[], None]) -> None:
    if path.exists() and not (path / MANIFEST).is_file() and not _is_empty_folder(path):
        msg = f"{path} exists and is not a model folder: choose another path"
        raise ModelError(msg)
    try:
        write()
    except OSError as error:
        msg = f"cannot write the model to {path}: {error.strerror or error}"
        raise ModelError(msg) from error


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _write(model: StanceModel, folder: Path) -> None:
    scorer = model.scorer
    arrays: dict[str, Any] = {"side_prior": scorer.side_prior}
    for family, vocabulary in scorer.extractor.vocabularies.items():
        _write_file(folder / f"{family}.txt", "\n".join(vocabulary.names).encode())
        arrays[f"{family}_idf"] = vocabulary.idf
    for stage in STAGES:
        arrays |= stage_arrays(stage, getattr(scorer, stage))
    blends = {f"{stage}_blend": getattr(scorer.reading, stage, None) for stage in STAGES}
    for name, blend in {**blends, NEW_BLEND: getattr(scorer.for_new, "blend", None)}.items():
        if blend is not None:
            arrays |= {f"{name}_{part}": getattr(blend, part) for part in BLEND_PARTS}
    arrays |= embedded_arrays(scorer.embedded)
    archive = io.BytesIO()
    np.savez_compressed(archive, **arrays)
    _write_file(folder / WEIGHTS, archive.getvalue())
    reads: dict[str, dict[str, Any] | None] = {
        "encoder": _write_encoder(scorer.reading, folder),
        "embedder": scorer.embedded.embedder.source.to_dict() if scorer.embedded else None,
    }
    manifest = {
        "format": FORMAT,
        "stance_version": __version__,
        "topics": [
            {"name": t.name, "description": t.description, "aliases": list(t.aliases)}
            for t in model.topics
        ],
        "classes": {stage: list(getattr(scorer, stage).classes) for stage in STAGES},
        **reads,
        "mask_names": _write_mask(scorer.embedded, folder),
        "min_about": scorer.min_about,
        "min_read": scorer.min_read,
        "about_threshold": scorer.about_threshold,
        "new_topics": told_of_new_topics(scorer),
        "metadata": model.metadata,
    }
    _write_file(folder / _CARD, model_card(model.topics, model.metadata, **reads).encode())
    manifest["sha256"] = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
    _write_file(folder / MANIFEST, text.encode())


def _write_encoder(reading: Reading | None, folder: Path) -> dict[str, Any] | None:
    if reading is None:
        return None
    encoder = reading.encoder
    bundled = encoder.is_bundled
    if not bundled:
        for name, content in encoder.files.items():
            _write_file(folder / name, content)
    return {"sha256": encoder.sha256, "bundled": bundled}


def _write_mask(embedded: EmbeddedSide | None, folder: Path) -> bool:
    if embedded is None or embedded.mask is None:
        return False
    _write_file(folder / COMMON, "\n".join(sorted(embedded.mask.common)).encode())
    return True


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load(path: str | Path | None = None) -> StanceModel:
    """Open a saved model, or one that comes with the package.

    Parameters
    ----------
    path : str, Path or None, default=None
        A model folder, or one of the names in `BUNDLED`: ``default`` has an encoder, ``fast``
        uses n-grams alone. None opens the default.

    Returns
    -------
    StanceModel

    Raises
    ------
    ModelError
        As in `load_model`.

    Examples
    --------
    >>> load().topics.names[:2]
    ('ceasefire', 'NATO troops')
    >>> load("fast").scorer.reading is None
    True
    """
    place = as_path(BUNDLED[0] if path is None else path, ModelError)
    if str(place) in BUNDLED and not place.exists():
        return load_model(bundled_path(f"models/{place}"), links=True)
    return load_model(place)


def load_model(path: Path, *, links: bool = False) -> StanceModel:
    """Read and check a model folder.

    Parameters
    ----------
    path : Path
        The folder.
    links : bool, default=False
        Whether its files may be symbolic links.

    Returns
    -------
    StanceModel

    Raises
    ------
    ModelError
        If the folder is missing, foreign, damaged, changed since it was written, or of a newer
        format; each with its own message.
    """
    from stance.model.stance_model import StanceModel  # noqa: PLC0415

    path = find_folder(path, MANIFEST)
    manifest = _read_manifest(path, links)
    contents = _read_files(path, manifest, links)
    try:
        scorer = _READERS[manifest["format"]](manifest, contents)
        return StanceModel(scorer, manifest["metadata"])
    except (LookupError, ValueError, TypeError, AttributeError, MemoryError) as error:
        msg = f"the model in {path} is damaged ({in_one_line(error)}): copy or train it again"
        raise ModelError(msg) from error


def _read_manifest(path: Path, links: bool) -> dict[str, Any]:
    if not path.is_dir():
        what = "is a file, not a model folder" if path.exists() else "does not exist"
        msg = f"{path} {what}: give the folder that `stance train -o` wrote"
        raise ModelError(msg)
    file = path / MANIFEST
    try:
        manifest = object_in(read_regular(file, LARGEST_JSON, links=links))
        number = manifest["format"]
    except FileNotFoundError as error:
        msg = f"{path} is not a model folder: it has no {MANIFEST}"
        raise ModelError(msg) from error
    except (OSError, ValueError, KeyError) as error:
        msg = (
            f"{file} is damaged or not a manifest of this package ({in_one_line(error)}): copy "
            "or train the model again"
        )
        raise ModelError(msg) from error
    # Of the very type: True is 1 and a list cannot be looked up.
    if type(number) is not int or number not in _READERS:
        newer = isinstance(number, int) and number > FORMAT
        advice = "upgrade sentence-stance" if newer else "train the model again"
        said = in_one_line(repr(number))
        msg = f"{path} has model format {said}, this version reads up to {FORMAT}: {advice}"
        raise ModelError(msg)
    return manifest


def _read_files(path: Path, manifest: dict[str, Any], links: bool) -> dict[str, bytes]:
    hashes = manifest.get("sha256")
    expected = {WEIGHTS, _CARD, *(f"{family}.txt" for family in (*FAMILIES, CONTEXT))}
    encoder = manifest.get("encoder")
    if isinstance(encoder, dict) and not encoder.get("bundled"):
        expected |= set(ENCODER_FILES)
    if is_masked(manifest):
        expected.add(COMMON)
    if not isinstance(hashes, dict) or set(hashes) != expected:
        msg = f"{path / MANIFEST} does not list the files of a model: copy or train it again"
        raise ModelError(msg)
    return read_checked(path, hashes, "model", links=links)


# The fourth is the third, in which topics' own weights may be held for what occurs alone.
_READERS = {
    1: read_format_1,
    2: read_format_2,
    3: read_format_3,
    4: read_format_3,
    5: read_format_5,
    6: read_format_6,
}
