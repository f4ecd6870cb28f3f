"""Lower layers that stay as they were pretrained: read once, so that only the upper ones cost time.

A large transformer is too slow to train on two cores. Its lower layers, which know words and
syntax, hardly change when it learns a task: with a half of them as they were, little of what it
gains is lost (Lee, Tang and Lin, "What Would Elsa Do? Freezing Layers During Transformer
Fine-Tuning", arXiv 1911.03090). Then what they make of a pair is the same in every pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from tqdm import tqdm

from stance.encoder.network import Pairs, StanceNetwork, by_length
from stance.errors import DataError


class _Ready(nn.Module):
    # Stands where a transformer looks up its words, and gives what was made ready.
    def __init__(self) -> None:
        super().__init__()
        self.hidden = torch.empty(0)

    def forward(self, *_: Any, **__: Any) -> torch.Tensor:
        return self.hidden


class LowerLayers:
    """Freeze the lower layers of a network, and keep what they make of some pairs.

    Parameters
    ----------
    network : StanceNetwork
        Its embeddings and lower layers are no longer trained from here on.
    pairs : Pairs
        What will be read, more than once.
    n_layers : int
        How many layers stay as they are.
    progress : bool, default=True
        Whether to show progress on standard error.

    Raises
    ------
    DataError
        If the transformer has no more than so many layers, or none that can be told.
    """

    def __init__(
        self, network: StanceNetwork, pairs: Pairs, n_layers: int, *, progress: bool = True
    ) -> None:
        layers: Any = getattr(getattr(network.body, "encoder", None), "layer", ())
        if n_layers >= len(layers):
            msg = (
                f"{n_layers} layers shall stay as they are, and the transformer has {len(layers)} "
                "that can be told apart: leave one at least to learn, or freeze none"
            )
            raise DataError(msg)
        self._network, self._pairs = network, pairs
        self._lower, self._upper = layers[:n_layers], layers[n_layers:]
        self._ready = _Ready()
        for parameter in network.body.parameters():
            parameter.requires_grad = False
        for parameter in self._upper.parameters():
            parameter.requires_grad = True
        self._kept = self._read(progress)

    def scores(self, rows: npt.NDArray[np.intp]) -> torch.Tensor:
        """Return what the network answers to some of the pairs, with its upper layers run alone.

        Parameters
        ----------
        rows : ndarray of int
            Which pairs.

        Returns
        -------
        Tensor of shape (n_rows, 4)
        """
        ids, mask, types = self._pairs.batch(rows)
        self._ready.hidden = torch.zeros(*ids.shape, self._kept[rows[0]].shape[-1])
        for place, row in enumerate(rows):
            kept = torch.from_numpy(self._kept[row])
            self._ready.hidden[place, : len(kept)] = kept
        with self._only(self._upper, self._ready):
            scores: torch.Tensor = self._network(ids, mask, types)
        return scores

    def _read(self, progress: bool) -> dict[int, npt.NDArray[np.float16]]:
        kept: dict[int, npt.NDArray[np.float16]] = {}
        body, batches = self._network.body, list(by_length(self._pairs.lengths))
        self._network.eval()
        bar = tqdm(batches, desc="lower layers", unit="batch", disable=not progress, leave=False)
        with torch.inference_mode(), self._only(self._lower, body.embeddings):
            for rows in bar:
                ids, mask, types = self._pairs.batch(rows)
                hidden = self._network.last_layer(ids, mask, types).numpy().astype(np.float16)
                for row, states in zip(rows, hidden, strict=True):
                    kept[row] = states[: self._pairs.lengths[row]].copy()
        return kept

    @contextmanager
    def _only(self, layers: nn.ModuleList, embeddings: nn.Module) -> Iterator[None]:
        body = self._network.body
        whole = body.encoder.layer, body.embeddings
        body.encoder.layer, body.embeddings = layers, embeddings
        try:
            yield
        finally:
            body.encoder.layer, body.embeddings = whole
