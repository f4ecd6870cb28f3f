"""From a pretrained transformer to an embedder's folder: ONNX in int8, which runs without torch.

Needs the extra ``torch``.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from stance.embedders.opening import ONNX_NETWORKS, TOKENIZER
from stance.encoder.export import write_int8
from stance.encoder.network import last_layer, mean_of_tokens
from stance.encoder.training import minilm
from stance.folders import write_folder


class MeanOfTokens(nn.Module):
    """A transformer whose mean output stands for the text.

    Parameters
    ----------
    base : str
        A folder or hub name of a pretrained transformer.
    """

    def __init__(self, base: str) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(base, add_pooling_layer=False)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return one vector for each text, of shape (n_texts, n_columns)."""
        hidden = last_layer(self.body, input_ids, attention_mask, token_type_ids)
        return mean_of_tokens(hidden, attention_mask)


def export_embedder(folder: str | Path, base: str | None = None) -> Path:
    """Write a pretrained transformer as an embedder that runs without torch.

    Parameters
    ----------
    folder : str or Path
        Where to; it is replaced whole or not at all.
    base : str or None, default=None
        A folder or hub name of a transformer with inputs as BERT's, whose mean output stands for a
        text; None takes MiniLM (Wang et al., NeurIPS 2020) as in all-MiniLM-L6-v2.

    Returns
    -------
    Path
        The folder.
    """
    base = minilm() if base is None else base

    def write(fresh: Path) -> None:
        write_int8(MeanOfTokens(base), fresh / ONNX_NETWORKS[0], "vector")
        tokens = AutoTokenizer.from_pretrained(base).backend_tokenizer
        tokens.no_padding()
        tokens.no_truncation()
        (fresh / TOKENIZER).write_text(tokens.to_str(), encoding="utf-8")

    write_folder(Path(folder), write)
    return Path(folder)
