"""The weights of a trained encoder, out of its int8 file, for training to go on from them.

Needs the extra ``torch``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from stance.encoder.encoder import NETWORK, Encoder

_SCALE, _ZERO, _QUANTIZED = "_scale", "_zero_point", "_quantized"


def trained_weights(encoder: Encoder) -> dict[str, torch.Tensor]:
    """Return the weights of an encoder in float32, by their name in the network.

    What rounding to int8 took away is lost, which is little: training starts nearly where the
    encoder stopped.

    Parameters
    ----------
    encoder : Encoder
        One that `stance.encoder.export` wrote.

    Returns
    -------
    dict of str to torch.Tensor
        As `StanceNetwork.load_state_dict` takes it.
    """
    graph = onnx.load_from_string(encoder.files[NETWORK]).graph
    stored = {part.name: numpy_helper.to_array(part) for part in graph.initializer}
    weights = {}
    for name, values in stored.items():
        if name.endswith(_QUANTIZED):
            weights[name.removesuffix(_QUANTIZED)] = _unrounded(stored, name)
        elif not name.endswith((_SCALE, _ZERO)):
            weights[name] = values
    # The exporter names the matrix of a layer by a number, or turns it; its node tells the layer.
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in stored:
            matrix = weights.pop(node.input[1].removesuffix(_QUANTIZED))
            weights[f"{_layer_of(node.name)}.weight"] = matrix.T
    return {name: torch.tensor(values) for name, values in weights.items()}


def _unrounded(stored: dict[str, npt.NDArray[Any]], name: str) -> npt.NDArray[np.float32]:
    of = name.removesuffix(_QUANTIZED)
    steps = stored[name].astype(np.float32) - stored[of + _ZERO].astype(np.float32)
    unrounded: npt.NDArray[np.float32] = steps * stored[of + _SCALE]
    return unrounded


def _layer_of(node: str) -> str:
    # "/body/encoder/layer.0/output/dense/MatMul_quant", and "/head/Gemm_MatMul_quant".
    return node.rpartition("/")[0].strip("/").replace("/", ".")
