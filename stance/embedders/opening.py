"""What runs each kind of embedder: onnxruntime, model2vec, or sentence-transformers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stance.embedders.embedder import Embed, Vectors
from stance.encoder.checking import check_network, check_tokenizer
from stance.errors import require

TOKENIZER = "tokenizer.json"
POOLING = "1_Pooling/config.json"
ONNX_NETWORKS = ("network.onnx", "onnx/model.onnx", "model.onnx")
"""Where a network in ONNX may lie: as `export_embedder` writes it, and as hubs have it."""

_MOST_TOKENS = 256


def open_onnx(folder: Path, contents: Mapping[str, bytes]) -> Embed:
    """Open a network in ONNX, once it was found plain.

    Parameters
    ----------
    folder : Path
        Where it lies; what is run is what was read.
    contents : mapping of str to bytes
        Its files by path.

    Returns
    -------
    callable
        From texts to vectors.

    Raises
    ------
    ValueError
        If network or tokenizer are more than plain, or the way of pooling is not known.
    """
    del folder
    from stance.encoder.running import Network, in_threads  # noqa: PLC0415

    network = next(contents[name] for name in ONNX_NETWORKS if name in contents)
    check_network(network)
    check_tokenizer(contents[TOKENIZER])
    running = Network(network, contents[TOKENIZER], _MOST_TOKENS)
    pooled = _pooling(contents.get(POOLING))

    def embed(texts: Sequence[str]) -> Vectors:
        answers = in_threads(running.answer, list(texts))
        # A network that pools by itself answers with one row; others with one for each token.
        return np.stack([row[0] if row.ndim == 2 else pooled(row[0]) for row in answers])

    return embed


def _pooling(content: bytes | None) -> Callable[[Vectors], Vectors]:
    told: dict[str, Any] = json.loads(content) if content else {"pooling_mode_mean_tokens": True}
    # Each text is run by itself, without padding, so all its tokens count.
    if told.get("pooling_mode_mean_tokens"):
        return lambda tokens: np.asarray(tokens.mean(axis=0), np.float32)
    if told.get("pooling_mode_cls_token"):
        return lambda tokens: np.asarray(tokens[0], np.float32)
    msg = f"{POOLING} asks neither for the mean of the tokens nor for the first"
    raise ValueError(msg)


def open_static(folder: Path, contents: Mapping[str, bytes]) -> Embed:
    """Open a static model of model2vec.

    Parameters
    ----------
    folder : Path
        Where it lies.
    contents : mapping of str to bytes
        Its files by path.

    Returns
    -------
    callable
        From texts to vectors.

    Raises
    ------
    MissingExtraError
        If model2vec is not installed.
    """
    check_tokenizer(contents[TOKENIZER])
    model = require("model2vec", extra="model2vec").StaticModel.from_pretrained(str(folder))
    return lambda texts: np.asarray(model.encode(list(texts)), np.float32)


def open_torch(folder: Path, contents: Mapping[str, bytes]) -> Embed:
    """Open a model of sentence-transformers.

    Parameters
    ----------
    folder : Path
        Where it lies.
    contents : mapping of str to bytes
        Its files by path.

    Returns
    -------
    callable
        From texts to vectors.

    Raises
    ------
    MissingExtraError
        If sentence-transformers is not installed.
    """
    check_tokenizer(contents[TOKENIZER])
    library = require("sentence_transformers", extra="sentence-transformers")
    model = library.SentenceTransformer(
        str(folder), device="cpu", trust_remote_code=False, local_files_only=True
    )
    return lambda texts: np.asarray(
        model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True), np.float32
    )
