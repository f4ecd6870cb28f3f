"""The network that is trained: a small transformer that reads topic and sentence as one input.

Needs the extra ``torch``. What is trained here is exported by `stance.encoder.export` and then
runs without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import nn
from tqdm import tqdm
from transformers import AutoModel, AutoTokenizer

from stance.errors import DataError
from stance.stances import STANCES

MOST_TOKENS = 96
"""Topic and sentence together; what is longer loses the end of the longer of the two."""

_BATCH = 32
_POOL = 50
_WARM_UP = 0.06
_SMOOTHING = 0.05
_DROPOUT = 0.1
_CLIP = 1.0

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def mean_of_tokens(
    body: Any,
    input_ids: torch.Tensor,
    attention_mask: torch.Tensor,
    token_type_ids: torch.Tensor,
) -> torch.Tensor:
    """Return the mean of a transformer's last layer over the tokens of each text.

    Parameters
    ----------
    body : transformer
        With inputs as BERT's.
    input_ids, attention_mask, token_type_ids : Tensor of shape (n_texts, n_tokens)
        The texts.

    Returns
    -------
    Tensor of shape (n_texts, n_columns)
    """
    hidden = body(
        input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
    ).last_hidden_state
    mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
    mean: torch.Tensor = (hidden * mask).sum(1) / mask.sum(1)
    return mean


class StanceNetwork(nn.Module):
    """A transformer whose mean output is turned into one score for each stance.

    Parameters
    ----------
    base : str
        A folder or hub name of a pretrained encoder.
    random_state : int, default=0
        Draws the first weights of what the pretrained encoder lacks.
    """

    def __init__(self, base: str, random_state: int = 0) -> None:
        super().__init__()
        torch.manual_seed(random_state)
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.body = AutoModel.from_pretrained(base, add_pooling_layer=False)
        self.dropout = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(self.body.config.hidden_size, len(STANCES))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the scores of the stances, of shape (n_pairs, 4), in the order of `STANCES`."""
        mean = mean_of_tokens(self.body, input_ids, attention_mask, token_type_ids)
        scores: torch.Tensor = self.head(self.dropout(mean))
        return scores


class Pairs:
    """Pairs of topic and sentence as numbers of tokens.

    Parameters
    ----------
    tokenizer : tokenizer of transformers
        Cuts the texts.
    topics, texts : sequence of str, shape (n_pairs,)
        The pairs.
    """

    def __init__(self, tokenizer: Any, topics: Sequence[str], texts: Sequence[str]) -> None:
        coded = tokenizer(
            list(topics), list(texts), truncation="longest_first", max_length=MOST_TOKENS
        )
        self.ids, self.types = coded["input_ids"], coded["token_type_ids"]
        self.lengths = np.array([len(ids) for ids in self.ids], dtype=np.intp)

    def __len__(self) -> int:
        return len(self.ids)

    def batch(self, rows: npt.NDArray[np.intp]) -> Batch:
        """Return token numbers, mask and segment of some pairs, padded to the longest of them."""
        width = int(self.lengths[rows].max())
        ids, mask, types = (torch.zeros(len(rows), width, dtype=torch.long) for _ in range(3))
        for place, row in enumerate(rows):
            n = self.lengths[row]
            ids[place, :n] = torch.tensor(self.ids[row])
            types[place, :n] = torch.tensor(self.types[row])
            mask[place, :n] = 1
        return ids, mask, types

    def batches(self, random: np.random.Generator) -> list[npt.NDArray[np.intp]]:
        """Return all rows in random batches of like lengths, which need little padding."""
        order = random.permutation(len(self))
        batches: list[npt.NDArray[np.intp]] = []
        for at in range(0, len(order), _BATCH * _POOL):
            pool = order[at : at + _BATCH * _POOL]
            pool = pool[np.argsort(self.lengths[pool], kind="stable")]
            batches += [pool[i : i + _BATCH] for i in range(0, len(pool), _BATCH)]
        random.shuffle(batches)
        return batches


def fit_network(
    network: StanceNetwork,
    pairs: pd.DataFrame,
    *,
    epochs: int,
    rate: float,
    random_state: int,
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
        If the checkpoint is of another run.
    """
    coded = Pairs(network.tokenizer, pairs["topic"].tolist(), pairs["text"].tolist())
    answers = torch.tensor([STANCES.index(stance) for stance in pairs["stance"]])
    steps = epochs * -(-len(coded) // _BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share(step, steps))
    torch.manual_seed(random_state)
    state = {"network": network, "optimizer": optimizer, "scheduler": scheduler}
    run = _run_of(pairs, epochs, rate, random_state)
    losses = _resume(checkpoint, run, state)
    network.train()
    with tqdm(total=steps, desc=title, unit="batch", disable=not progress, leave=False) as bar:
        bar.update(len(losses) * steps // epochs)
        for epoch in range(len(losses), epochs):
            batches = coded.batches(np.random.default_rng([random_state, epoch]))
            total = 0.0
            for rows in batches:
                with torch.autocast("cpu", torch.bfloat16, enabled=_multiplies_halves()):
                    scores = network(*coded.batch(rows))
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


def average_weights(network: StanceNetwork, others: Sequence[StanceNetwork]) -> None:
    """Give a network the mean of its weights and those of others, in place.

    Networks that went on from the same weights lie in one basin, and their mean is about as good
    as their ensemble (Wortsman et al., "Model Soups", ICML 2022).

    Parameters
    ----------
    network : StanceNetwork
        What is changed.
    others : sequence of StanceNetwork
        Networks that began with the same weights.
    """
    states = [of.state_dict() for of in (network, *others)]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(dim=0)
        if values.is_floating_point()
        else values
        for name, values in states[0].items()
    }
    network.load_state_dict(mean)


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


def score_pairs(
    network: StanceNetwork, topics: Sequence[str], texts: Sequence[str]
) -> npt.NDArray[np.float32]:
    """Return the network's scores of the stances.

    Parameters
    ----------
    network : StanceNetwork
        A trained network.
    topics, texts : sequence of str, shape (n_pairs,)
        The pairs, topics as the encoder shall read them.

    Returns
    -------
    ndarray of shape (n_pairs, 4)
        In the order of `STANCES`.
    """
    coded = Pairs(network.tokenizer, topics, texts)
    scores = np.zeros((len(coded), len(STANCES)), dtype=np.float32)
    network.eval()
    with torch.inference_mode():
        for rows in _by_length(coded.lengths):
            scores[rows] = network(*coded.batch(rows)).numpy()
    return scores


def _by_length(lengths: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    order = np.argsort(lengths, kind="stable")
    for at in range(0, len(order), _BATCH):
        yield order[at : at + _BATCH]
