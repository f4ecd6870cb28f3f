"""A network and its tokenizer, opened: one pair of topic and sentence in, four scores out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from stance.stances import STANCES

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")

# Characters of a text that are given to the tokenizer. What is kept of its tokens lies far before
# the end of so many in any text that somebody wrote; only the time for the others is saved.
_READ = 20_000


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
        # Halves of characters, which broken text may hold, have no bytes for the tokenizer.
        first, second = (said[:_READ].encode(errors="replace").decode() for said in (topic, text))
        coded = self._tokenizer.encode(first, second)
        numbers = (coded.ids, coded.attention_mask, coded.type_ids)
        feed = {name: np.array([row]) for name, row in zip(_INPUTS, numbers, strict=True)}
        answer: npt.NDArray[Any] = self._session.run(None, feed)[0]
        if answer.shape != (1, len(STANCES)) or not np.isfinite(answer).all():
            msg = f"its network answers with shape {answer.shape}, or with no number"
            raise ValueError(msg)
        scores: npt.NDArray[np.float32] = answer[0].astype(np.float32)
        return scores
