"""A network and its tokenizer, opened: a text, or a pair of topic and sentence, in; numbers out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from stance.stances import STANCES

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")

# Characters of a text that are given to the tokenizer. What is kept of its tokens lies far before
# the end of so many in any text that somebody wrote; only the time for the others is saved.
_READ = 20_000

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class Network:
    """A network with its tokenizer, run by onnxruntime on one thread.

    Parameters
    ----------
    network : bytes
        The network, in ONNX.
    tokenizer : bytes
        The tokenizer, in the JSON of the library ``tokenizers``.
    most_tokens : int
        Tokens of a pair that are read.
    """

    def __init__(self, network: bytes, tokenizer: bytes, most_tokens: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Errors are raised; they need not be printed as well.
        options.log_severity_level = 4
        # It would take a format of its own as well, which nothing has looked into.
        options.add_session_config_entry("session.load_model_format", "ONNX")
        self._session = onnxruntime.InferenceSession(
            network, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(most_tokens, strategy="longest_first")
        self._tokenizer.no_padding()

    def scores(self, topic: str, text: str) -> npt.NDArray[np.float32]:
        """Return the score of each stance.

        Parameters
        ----------
        topic, text : str
            The pair.

        Returns
        -------
        ndarray of shape (4,), float32
            Logits in the order of `stance.stances.STANCES`.

        Raises
        ------
        ValueError
            If the network answers with something else.
        """
        answer = self.answer(topic, text)
        if answer.shape != (1, len(STANCES)) or not np.isfinite(answer).all():
            msg = f"its network answers with shape {answer.shape}, or with no number"
            raise ValueError(msg)
        scores: npt.NDArray[np.float32] = answer[0].astype(np.float32)
        return scores

    def answer(self, *texts: str) -> npt.NDArray[Any]:
        """Return the first output for a text, or for two that are read together.

        Parameters
        ----------
        *texts : str
            One or two.

        Returns
        -------
        ndarray of shape (1, ...)
        """
        # Halves of characters, which broken text may hold, have no bytes for the tokenizer.
        first, *others = (said[:_READ].encode(errors="replace").decode() for said in texts)
        coded = self._tokenizer.encode(first, others[0] if others else None)
        numbers = (coded.ids, coded.attention_mask, coded.type_ids)
        feed = {
            name: np.array([row])
            for name, row in zip(_INPUTS, numbers, strict=True)
            if name in self._inputs
        }
        answer: npt.NDArray[Any] = self._session.run(None, feed)[0]
        return answer


def in_threads(ask: Callable[[_Asked], _Answer], items: Sequence[_Asked]) -> list[_Answer]:
    """Return the answers to many items, asked on all cores.

    Parameters
    ----------
    ask : callable
        Answers one, in a library that lets go of the interpreter's lock.
    items : sequence
        What is asked.

    Returns
    -------
    list
        In the order of the items.
    """
    if len(items) == 1:
        return [ask(items[0])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(ask, items))
