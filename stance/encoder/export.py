"""From a trained network to an encoder's folder: ONNX in int8, which runs without torch."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from stance.encoder.encoder import FORMAT, NETWORK, RECORD, TOKENIZER, UNSEEN, Scores
from stance.encoder.network import MOST_TOKENS, StanceNetwork
from stance.folders import write_folder
from stance.stances import STANCES

_INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def export_encoder(
    network: StanceNetwork, folder: Path, unseen: dict[int, Scores], record: dict[str, Any]
) -> None:
    """Write a network as an encoder's folder, which is replaced whole or not at all.

    Parameters
    ----------
    network : StanceNetwork
        A trained network.
    folder : Path
        Where to.
    unseen : dict of int to ndarray of shape (4,)
        Scores of training pairs, by `stance.encoder.encoder.pair_key`, from networks that had
        not seen their document.
    record : dict
        How it was trained; kept beside the weights.
    """

    def write(fresh: Path) -> None:
        write_int8(network, fresh / NETWORK, "scores")
        tokens = network.tokenizer.backend_tokenizer
        (fresh / TOKENIZER).write_text(tokens.to_str(), encoding="utf-8")
        keys = sorted(unseen)
        scores = np.array([unseen[key] for key in keys], np.float16).reshape(
            len(keys), len(STANCES)
        )
        np.savez_compressed(fresh / UNSEEN, keys=np.array(keys, np.int64), scores=scores)
        hashes = {
            name: hashlib.sha256((fresh / name).read_bytes()).hexdigest()
            for name in (NETWORK, TOKENIZER, UNSEEN)
        }
        facts = {"format": FORMAT, "most_tokens": MOST_TOKENS, **record, "sha256": hashes}
        (fresh / RECORD).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")

    write_folder(folder, write)


def write_int8(network: torch.nn.Module, path: Path, output: str) -> None:
    """Write a network as ONNX with weights in int8.

    Parameters
    ----------
    network : torch module
        Takes numbers of tokens, mask and segments, each of shape (n_texts, n_tokens).
    path : Path
        The file.
    output : str
        The name of what it answers.
    """
    network.eval()
    example = torch.ones(1, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        # The exporter warns of its own age, and of branches that these inputs do not depend on.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                (example, example, example),
                str(whole),
                input_names=_INPUTS,
                output_names=[output],
                dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in _INPUTS},
                opset_version=17,
                dynamo=False,
            )
        # Seven bits for weights: with eight, processors without VNNI overflow in the sums.
        quantize_dynamic(
            whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
