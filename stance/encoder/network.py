"""The network that is trained: a small transformer that reads topic and sentence as one input.

Needs the extra ``torch``. What is trained here is exported by `stance.encoder.export` and then
runs without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from stance.stances import STANCES

MOST_TOKENS = 96
"""Topic and sentence together; what is longer loses the end of the longer of the two."""

BATCH = 32
"""Pairs that are read together."""

_POOL = 50
_DROPOUT = 0.1

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def last_layer(
    body: Any,
    input_ids: torch.Tensor,
    attention_mask: torch.Tensor,
    token_type_ids: torch.Tensor,
) -> torch.Tensor:
    """Return what a transformer makes of each token.

    Parameters
    ----------
    body : transformer
        With inputs as BERT's, or without segments.
    input_ids, attention_mask, token_type_ids : Tensor of shape (n_texts, n_tokens)
        The texts.

    Returns
    -------
    Tensor of shape (n_texts, n_tokens, n_columns)
    """
    segments = {"token_type_ids": token_type_ids} if _has_segments(body) else {}
    hidden: torch.Tensor = body(
        input_ids=input_ids, attention_mask=attention_mask, **segments
    ).last_hidden_state
    return hidden


def _has_segments(body: Any) -> bool:
    return getattr(body.config, "type_vocab_size", 0) > 1


def mean_of_tokens(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of a transformer's last layer over the tokens of each text.

    Parameters
    ----------
    hidden : Tensor of shape (n_texts, n_tokens, n_columns)
        As `last_layer` returns it.
    attention_mask : Tensor of shape (n_texts, n_tokens)
        1 where there is a token.

    Returns
    -------
    Tensor of shape (n_texts, n_columns)
    """
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
        hidden = self.last_layer(input_ids, attention_mask, token_type_ids)
        scores: torch.Tensor = self.head(self.dropout(mean_of_tokens(hidden, attention_mask)))
        return scores

    def last_layer(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return what the transformer makes of each token, (n_pairs, n_tokens, n_columns)."""
        return last_layer(self.body, input_ids, attention_mask, token_type_ids)


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
            list(topics),
            list(texts),
            truncation="longest_first",
            max_length=MOST_TOKENS,
            return_token_type_ids=True,
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
        for at in range(0, len(order), BATCH * _POOL):
            pool = order[at : at + BATCH * _POOL]
            pool = pool[np.argsort(self.lengths[pool], kind="stable")]
            batches += [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        random.shuffle(batches)
        return batches


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
        for rows in by_length(coded.lengths):
            scores[rows] = network(*coded.batch(rows)).numpy()
    return scores


def by_length(lengths: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    """Yield all rows in batches of like lengths, the shortest first.

    Parameters
    ----------
    lengths : ndarray of shape (n_pairs,)
        In tokens.

    Yields
    ------
    ndarray of int
        Rows.
    """
    order = np.argsort(lengths, kind="stable")
    for at in range(0, len(order), BATCH):
        yield order[at : at + BATCH]
