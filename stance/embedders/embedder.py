"""The interface to embedders: texts in, one vector of unit length for each out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError, in_one_line
from stance.folders import read_regular

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

BUNDLED = "bundled"
"""The name of the embedder that comes with the package."""

# Vectors of texts read lately are kept, as an encoder keeps scores: about 1.5 kB each.
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class EmbedderSource:
    """What an embedder is known by: a model folder records it, and refuses another.

    Attributes
    ----------
    name : str
        ``bundled``, the name on a hub, or a path.
    revision : str or None
        The commit on the hub; None for a folder.
    kind : {"onnx", "static", "torch"}
        What runs it: onnxruntime, model2vec, or sentence-transformers.
    sha256 : str
        Of all its files together.
    """

    name: str
    revision: str | None
    kind: str
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """Return the source as it stands in a manifest."""
        return asdict(self)


class Embedder:
    """A pretrained model that turns each text into a vector, whatever the topic.

    Open one with `load_embedder`.

    Parameters
    ----------
    source : EmbedderSource
        What it is known by.
    folder : Path
        Where its files lie.
    files : sequence of str
        Their paths in the folder.
    opened : callable
        Takes the folder and the contents of the files by path, and returns what embeds texts.

    Notes
    -----
    It is opened when it is first asked, and the files are compared with the source's hash then.

    Examples
    --------
    >>> from stance.embedders.loading import load_embedder
    >>> load_embedder().embed(["Kyiv has rejected a ceasefire."]).shape
    (1, 384)
    """

    def __init__(
        self,
        source: EmbedderSource,
        folder: Path,
        files: Sequence[str],
        opened: Callable[[Path, Mapping[str, bytes]], Embed],
    ) -> None:
        self.source, self.folder, self.files = source, folder, tuple(files)
        self._open = opened
        self._kept: dict[str, Vectors] = {}
        self._lock = Lock()

    @cached_property
    def _embed(self) -> Embed:
        contents = contents_of(self.folder, self.files, links=True)
        if fingerprint(contents) != self.source.sha256:
            msg = f"the embedder in {self.folder} has changed since it was loaded: load it again"
            raise ModelError(msg)
        try:
            return self._open(self.folder, contents)
        except (LookupError, ValueError, TypeError, AttributeError, OSError) as error:
            msg = f"the embedder in {self.folder} cannot be opened ({in_one_line(error)})"
            raise ModelError(msg) from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vector of each text.

        Parameters
        ----------
        texts : sequence of str, shape (n_texts,)
            Sentences.

        Returns
        -------
        ndarray of shape (n_texts, n_columns), float32
            Of unit length, or zero where the embedder knows nothing of a text.

        Raises
        ------
        ModelError
            If its files are damaged, or have changed since it was loaded.
        MissingExtraError
            If what runs it is not installed.
        """
        found = {text: self._kept.get(text) for text in texts}
        if new := [text for text, vector in found.items() if vector is None]:
            with self._lock:
                embed = self._embed
            try:
                found.update(zip(new, _unit(embed(new), len(new)), strict=True))
            except Exception as error:  # each library has its own kind for each fault
                msg = f"the embedder in {self.folder} failed ({in_one_line(error)})"
                raise ModelError(msg) from error
            self._keep({text: found[text] for text in new})
        rows = [found[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), -1)

    def _keep(self, read: dict[str, Any]) -> None:
        with self._lock:
            self._kept |= read
            for text in list(islice(self._kept, max(0, len(self._kept) - _KEPT))):
                del self._kept[text]

    def forget(self) -> None:
        """Drop the vectors of all texts that were read."""
        with self._lock:
            self._kept.clear()

    def __repr__(self) -> str:
        return f"Embedder({self.source.name!r}, {self.source.kind}, {self.source.sha256[:8]})"

    def __deepcopy__(self, memo: dict[int, Any]) -> Embedder:
        # It never changes, so the copies that scikit-learn's clone asks for are the same one.
        return self

    def __getstate__(self) -> tuple[Any, ...]:
        return self.source, self.folder, self.files, self._open, self._kept

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__(*state[:4])  # type: ignore[misc]
        self._kept = dict(state[4])


def _unit(vectors: Any, n_texts: int) -> Vectors:
    rows = np.asarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or len(rows) != n_texts or not np.isfinite(rows).all():
        msg = f"it answers {n_texts} texts with shape {rows.shape}, or with no numbers"
        raise ValueError(msg)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), dtype=np.float32)


def contents_of(folder: Path, files: Sequence[str], *, links: bool = False) -> dict[str, bytes]:
    """Return the contents of files of a folder, by their paths in it.

    Parameters
    ----------
    folder : Path
        The folder.
    files : sequence of str
        Paths in it.
    links : bool, default=False
        Whether they may be links, as a hub's cache and some installers make them.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ModelError
        If one is missing or is not a regular file.

    Examples
    --------
    >>> contents_of(Path("nowhere"), [])
    {}
    """
    contents = {}
    for name in files:
        try:
            contents[name] = read_regular(folder / name, links=links)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            msg = f"cannot read {folder / name} of an embedder: {reason}"
            raise ModelError(msg) from error
    return contents


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """Return one hash for all files of an embedder.

    Parameters
    ----------
    contents : mapping of str to bytes
        The contents of its files by path.

    Returns
    -------
    str
        SHA-256 of the sorted paths, each with the SHA-256 of its file.

    Examples
    --------
    >>> fingerprint({}) == fingerprint({"a": b""})
    False
    """
    whole = hashlib.sha256()
    for name in sorted(contents):
        whole.update(f"{name}\0{hashlib.sha256(contents[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
