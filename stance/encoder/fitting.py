"""How a network learns: steps, rates, and a checkpoint after each pass.

Needs the extra ``torch``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import nn
from tqdm import tqdm

from stance.encoder.lower_layers import LowerLayers
from stance.encoder.network import BATCH, Pairs, StanceNetwork
from stance.errors import DataError
from stance.stances import STANCES

_WARM_UP = 0.06
_SMOOTHING = 0.05
_CLIP = 1.0


def fit_network(
    network: StanceNetwork,
    pairs: pd.DataFrame,
    *,
    epochs: int,
    rate: float,
    random_state: int,
    frozen: int = 0,
    checkpoint: Path | None = None,
    title: str = "train",
    progress: bool = True,
) -> list[float]:
    """Train a network in place.

    AdamW with a linear warm-up and decay of the rate, cross-entropy with smoothed labels; products
    of matrices in bfloat16 where the processor has instructions for it (Micikevicius et al.,
    "Mixed Precision Training", ICLR 2018).

    Parameters
    ----------
    network : StanceNetwork
        What is trained.
    pairs : DataFrame
        Columns ``topic`` (as the encoder shall read it), ``text`` and ``stance``.
    epochs : int
        Passes over the pairs.
    rate : float
        The highest learning rate.
    random_state : int
        Draws batches and dropout.
    frozen : int, default=0
        Lower layers that stay as they are. What they make of each pair is kept in memory, two
        bytes for each token and column.
    checkpoint : Path or None, default=None
        A file written after each pass, from which a run that was cut off goes on; only the same
        run, told by a hash of the pairs and the settings.
    title : str, default="train"
        What the progress bar is called.
    progress : bool, default=True
        Whether to show progress on standard error.

    Returns
    -------
    list of float
        The mean loss of each pass.

    Raises
    ------
    DataError
        If the checkpoint is of another run, or the network has no more layers than are frozen.
    """
    coded = Pairs(network.tokenizer, pairs["topic"].tolist(), pairs["text"].tolist())
    answers = torch.tensor([STANCES.index(stance) for stance in pairs["stance"]])
    steps = epochs * -(-len(coded) // BATCH)
    lower = LowerLayers(network, coded, frozen, progress=progress) if frozen else None
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share(step, steps))
    torch.manual_seed(random_state)
    state = {"network": network, "optimizer": optimizer, "scheduler": scheduler}
    run = _run_of(pairs, epochs, rate, random_state, frozen)
    losses = _resume(checkpoint, run, state)
    network.train()
    with tqdm(total=steps, desc=title, unit="batch", disable=not progress, leave=False) as bar:
        bar.update(len(losses) * steps // epochs)
        for epoch in range(len(losses), epochs):
            batches = coded.batches(np.random.default_rng([random_state, epoch]))
            total = 0.0
            for rows in batches:
                with torch.autocast("cpu", torch.bfloat16, enabled=_multiplies_halves()):
                    scores = lower.scores(rows) if lower else network(*coded.batch(rows))
                loss = nn.functional.cross_entropy(
                    scores.float(), answers[rows], label_smoothing=_SMOOTHING
                )
                torch.autograd.backward(loss)
                nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()
                total += loss.item()
                bar.update()
                bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
            losses.append(total / len(batches))
            _keep(checkpoint, run, state, losses)
    network.eval()
    return losses


def _multiplies_halves() -> bool:
    # Processors that multiply matrices of bfloat16 train several times faster in it, with
    # weights and sums in float32 all the same; on others it is slower.
    # Older releases of torch do not tell.
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", bool)())


def _share(step: int, steps: int) -> float:
    warm = _WARM_UP * steps
    return min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))


def _run_of(pairs: pd.DataFrame, *settings: float) -> str:
    told = pairs[["topic", "text", "stance"]].to_csv(index=False)
    return hashlib.sha256(f"{settings}\n{told}".encode()).hexdigest()


def _resume(checkpoint: Path | None, run: str, state: dict[str, Any]) -> list[float]:
    if checkpoint is None or not checkpoint.is_file():
        return []
    kept = torch.load(checkpoint, weights_only=True)
    if kept.get("run") != run:
        msg = f"{checkpoint} is of a run on other data or settings: remove it to begin anew"
        raise DataError(msg)
    for name, part in state.items():
        part.load_state_dict(kept[name])
    torch.set_rng_state(kept["random"])
    return list(kept["losses"])


def _keep(checkpoint: Path | None, run: str, state: dict[str, Any], losses: list[float]) -> None:
    if checkpoint is None:
        return
    fresh = checkpoint.with_suffix(".fresh")
    parts = {name: part.state_dict() for name, part in state.items()}
    torch.save({**parts, "run": run, "random": torch.get_rng_state(), "losses": losses}, fresh)
    fresh.replace(checkpoint)
