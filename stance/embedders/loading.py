"""Find an embedder by name or path, with its revision and hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.bundled import bundled_path
from stance.embedders.embedder import BUNDLED, Embedder, EmbedderSource, contents_of, fingerprint
from stance.embedders.opening import (
    ONNX_NETWORKS,
    POOLING,
    TOKENIZER,
    open_onnx,
    open_static,
    open_torch,
)
from stance.errors import ModelError, in_one_line
from stance.examples.hub import without_waiting

_BUNDLED = "models/embedder"
_WEIGHTS, _CONFIG, _MODULES = "model.safetensors", "config.json", "modules.json"
_OPENED = {"onnx": open_onnx, "static": open_static, "torch": open_torch}


def load_embedder(name: str | Path | None = None, revision: str | None = None) -> Embedder:
    """Open a pretrained model of sentences.

    Parameters
    ----------
    name : str, Path or None, default=None
        A folder, or a name on the Hugging Face hub. It may be what `export_embedder` wrote, a
        model of sentence-transformers (run by onnxruntime where it holds a network in ONNX, else
        by the extra ``sentence-transformers``), or a static model of model2vec (extra
        ``model2vec``). None or ``"bundled"`` opens the one that comes with the package.
    revision : str or None, default=None
        Branch, tag or commit on the hub; None takes the newest. The commit that it stands for is
        recorded.

    Returns
    -------
    Embedder

    Raises
    ------
    ModelError
        If there is no such folder and the hub does not give it, or it holds no embedder.

    Examples
    --------
    >>> load_embedder().source.kind
    'onnx'
    """
    if name is None or str(name) == BUNDLED:
        return _embedder(BUNDLED, None, bundled_path(_BUNDLED))
    if Path(name).is_dir():
        if revision is not None:
            msg = f"{name} is a folder here, which has no revision {revision!r}: leave it out"
            raise ModelError(msg)
        return _embedder(str(name), None, Path(name))
    folder = _from_hub(str(name), revision)
    # The hub's cache names the folder of a snapshot after its commit.
    return _embedder(str(name), folder.name, folder)


def embedder_of(source: Mapping[str, Any]) -> Embedder:
    """Return the embedder that a model folder records, and no other.

    Parameters
    ----------
    source : mapping
        What `EmbedderSource.to_dict` gave.

    Returns
    -------
    Embedder

    Raises
    ------
    ModelError
        If it is not where it was, or is another one there.

    Examples
    --------
    >>> embedder_of(load_embedder().source.to_dict()).source.name
    'bundled'
    """
    known = EmbedderSource(*(source[part] for part in ("name", "revision", "kind", "sha256")))
    found = load_embedder(known.name, known.revision)
    if found.source.sha256 != known.sha256:
        msg = (
            f"the model was trained with another embedder than {known.name!r} holds now "
            f"(SHA-256 {known.sha256[:12]}… was trained with, {found.source.sha256[:12]}… is "
            "there): put that one there, or train the model again"
        )
        raise ModelError(msg)
    return found


def _embedder(name: str, revision: str | None, folder: Path) -> Embedder:
    kind, files = _kind_of(folder)
    source = EmbedderSource(
        name, revision, kind, fingerprint(contents_of(folder, files, links=True))
    )
    return Embedder(source, folder, files, _OPENED[kind])


def _kind_of(folder: Path) -> tuple[str, Sequence[str]]:
    def there(*names: str) -> list[str]:
        return [name for name in names if (folder / name).is_file()]

    network = there(*ONNX_NETWORKS)[:1]
    if network and there(TOKENIZER):
        return "onnx", [*network, TOKENIZER, *there(POOLING)]
    # Weights in pickles could run code when they are opened, and are not.
    if len(there(TOKENIZER, _WEIGHTS, _CONFIG)) == 3:
        files = [TOKENIZER, _WEIGHTS, _CONFIG, *there(_MODULES, POOLING)]
        # What model2vec writes is described so for sentence-transformers.
        modules = contents_of(folder, there(_MODULES), links=True).get(_MODULES, b"")
        return "static" if b"StaticEmbedding" in modules else "torch", files
    msg = (
        f"{folder} holds no embedder: a {TOKENIZER} and either {' or '.join(ONNX_NETWORKS[:2])}, "
        f"or {_WEIGHTS} with {_CONFIG}, were expected"
    )
    raise ModelError(msg)


def _from_hub(name: str, revision: str | None) -> Path:
    import huggingface_hub as hub  # noqa: PLC0415

    wanted = [TOKENIZER, POOLING, _CONFIG, _MODULES, _WEIGHTS, "*.json", *ONNX_NETWORKS[1:]]
    try:
        with without_waiting(hub.HfApi().model_info, name):
            return Path(hub.snapshot_download(name, revision=revision, allow_patterns=wanted))
    except Exception as error:  # the hub's library has many kinds
        at = f" at {revision}" if revision else ""
        msg = f"{name!r} is no folder here, and the hub did not give it{at}: {in_one_line(error)}"
        raise ModelError(msg) from error
