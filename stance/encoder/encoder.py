"""An encoder at work: topic and sentence in, one score for each stance out, without torch."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.bundled import bundled_path
from stance.encoder.pairs import topic_text
from stance.errors import ModelError
from stance.folders import read_checked
from stance.stances import STANCES
from stance.topics import Topics

NETWORK, TOKENIZER, UNSEEN, RECORD = "network.onnx", "tokenizer.json", "unseen.npz", "encoder.json"
FILES = (NETWORK, TOKENIZER, UNSEEN, RECORD)
"""The files of an encoder's folder."""

FORMAT = 1

_BUNDLED = "models/encoder"

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")

# Pairs read lately are kept, so that an article is not read again for each view of it, nor
# training data for each fold. About 200 bytes each.
_KEPT = 100_000

Scores = npt.NDArray[np.float32]


class Encoder:
    """A trained encoder of pairs of topic and sentence, run by onnxruntime.

    Open one with `load_encoder`.

    Parameters
    ----------
    files : mapping of str to bytes
        The contents of its folder by name of file.

    Attributes
    ----------
    files : dict of str to bytes
        The contents of its folder.
    sha256 : str
        Of the network: encoders with the same one give the same scores.
    record : dict
        How it was trained.

    Notes
    -----
    Each pair is run by itself: in int8 the scale of a batch is that of its largest value, so a
    pair's scores would depend on its neighbours; and on a CPU a batch of such short inputs is no
    faster. Pairs are spread over threads instead.

    Examples
    --------
    >>> encoder = load_encoder()
    >>> encoder.scores(["ceasefire"], ["Kyiv has rejected a ceasefire."]).shape
    (1, 4)
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.sha256 = hashlib.sha256(files[NETWORK]).hexdigest()
        self.record: dict[str, Any] = json.loads(files[RECORD])
        with np.load(io.BytesIO(files[UNSEEN]), allow_pickle=False) as archive:
            keys, scores = archive["keys"].tolist(), archive["scores"].astype(np.float32)
        self._unseen = dict(zip(keys, scores, strict=True))
        self._kept: dict[int, Scores] = {}
        self._lock = Lock()

    @property
    def is_bundled(self) -> bool:
        """Whether it is the one that comes with the package."""
        bundled = _read_record(bundled_path(_BUNDLED))
        return bool(bundled["sha256"][NETWORK] == self.sha256)

    @cached_property
    def _running(self) -> tuple[Any, Any]:
        # Both take longer to import than all else that a prediction with n-grams needs.
        import onnxruntime  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            self.files[NETWORK], options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_str(self.files[TOKENIZER].decode())
        tokenizer.enable_truncation(self.record["most_tokens"], strategy="longest_first")
        tokenizer.no_padding()
        return session, tokenizer

    def scores(self, topics: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return a score for each stance of each pair.

        A pair that the encoder was trained on gets the scores of a sibling that had not seen its
        document: an encoder is surer of what it knows by heart than of anything else that it
        will be asked, and neither training nor cross-validation may build on that.

        Parameters
        ----------
        topics : sequence of str, shape (n_pairs,)
            Topics as `stance.encoder.pairs.topic_text` words them.
        texts : sequence of str, shape (n_pairs,)
            Sentences.

        Returns
        -------
        ndarray of shape (n_pairs, 4), float32
            Logits in the order of `stance.stances.STANCES`.
        """
        pairs = list(zip(topics, texts, strict=True))
        keys = [pair_key(topic, text) for topic, text in pairs]
        found = {key: self._unseen.get(key, self._kept.get(key)) for key in keys}
        asked = {key: pair for key, pair in zip(keys, pairs, strict=True) if found[key] is None}
        if asked:
            found.update(zip(asked, self._read(list(asked.values())), strict=True))
            self._keep({key: found[key] for key in asked})
        rows = [found[key] for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(pairs), len(STANCES))

    def scores_of(
        self, topics: Topics, positions: npt.ArrayLike, texts: Sequence[str], rows: npt.ArrayLike
    ) -> Scores:
        """Return the scores of pairs that are given by their places among topics and texts.

        Parameters
        ----------
        topics : Topics
            The topics.
        positions : array-like of int, shape (n_pairs,)
            The place of each pair's topic.
        texts : sequence of str
            Sentences.
        rows : array-like of int, shape (n_pairs,)
            The place of each pair's sentence.

        Returns
        -------
        ndarray of shape (n_pairs, 4), float32
            As `scores`.
        """
        said = [topic_text(topic) for topic in topics]
        asked = [said[i] for i in np.asarray(positions, dtype=np.intp)]
        return self.scores(asked, [texts[i] for i in np.asarray(rows, dtype=np.intp)])

    def _read(self, pairs: list[tuple[str, str]]) -> list[Scores]:
        try:
            with self._lock:
                session, tokenizer = self._running
        except Exception as error:  # onnxruntime has its own kind for each fault
            msg = f"the encoder is damaged ({' '.join(str(error).split())}): train it again"
            raise ModelError(msg) from error

        def read(pair: tuple[str, str]) -> Scores:
            # Halves of characters, which broken text may hold, have no bytes for the tokenizer.
            coded = tokenizer.encode(*(said.encode(errors="replace").decode() for said in pair))
            numbers = (coded.ids, coded.attention_mask, coded.type_ids)
            feed = {name: np.array([row]) for name, row in zip(_INPUTS, numbers, strict=True)}
            scores: Scores = session.run(None, feed)[0][0]
            return scores

        if len(pairs) == 1:
            return [read(pairs[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(read, pairs))

    def _keep(self, read: dict[int, Any]) -> None:
        with self._lock:
            self._kept |= read
            excess = max(0, len(self._kept) - _KEPT)
            for key in list(islice(self._kept, excess)):
                del self._kept[key]

    def has_unseen(self, topic: str, text: str) -> bool:
        """Say whether a pair is answered by a sibling that did not see its document.

        Parameters
        ----------
        topic, text : str
            The pair, as in `scores`.

        Returns
        -------
        bool
        """
        return pair_key(topic, text) in self._unseen

    def forget(self) -> None:
        """Drop the scores of all pairs that were read."""
        with self._lock:
            self._kept.clear()

    def __deepcopy__(self, memo: dict[int, Any]) -> Encoder:
        # It never changes, so the copies that scikit-learn's clone asks for are the same one.
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {"files": self.files, "kept": self._kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["files"])  # type: ignore[misc]
        self._kept = dict(state["kept"])


def pair_key(topic: str, text: str) -> int:
    """Return a number that stands for a pair.

    Parameters
    ----------
    topic, text : str
        The pair.

    Returns
    -------
    int
        63 bits of a hash.
    """
    digest = hashlib.blake2b(f"{topic}\0{text}".encode(errors="surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big") >> 1


def load_encoder(path: str | Path | None = None) -> Encoder:
    """Open an encoder.

    Parameters
    ----------
    path : str, Path or None, default=None
        A folder that `stance train-encoder` wrote; None opens the one that comes with the
        package.

    Returns
    -------
    Encoder

    Raises
    ------
    ModelError
        If the folder is missing, is not an encoder's, is damaged, or of a newer format.
    """
    folder = bundled_path(_BUNDLED) if path is None else Path(path)
    record = _read_record(folder)
    hashes = {name: record["sha256"].get(name) for name in (NETWORK, TOKENIZER, UNSEEN)}
    files = read_checked(folder, hashes, "encoder")
    try:
        return Encoder({**files, RECORD: (folder / RECORD).read_bytes()})
    except Exception as error:  # an archive can be damaged in more ways than have a name
        msg = f"the encoder in {folder} is damaged ({error}): copy or train it again"
        raise ModelError(msg) from error


def _read_record(folder: Path) -> dict[str, Any]:
    file = folder / RECORD
    if not file.is_file():
        msg = f"{folder} is not an encoder's folder: it has no {RECORD}"
        raise ModelError(msg)
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        number, _ = record["format"], record["sha256"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"{file} is damaged or not an encoder's record: copy or train it again"
        raise ModelError(msg) from error
    if number != FORMAT:
        msg = f"{folder} has encoder format {number!r}, this version reads {FORMAT}"
        raise ModelError(msg)
    return dict(record)
