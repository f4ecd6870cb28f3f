"""An encoder at work: topic and sentence in, one score for each stance out, without torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stance.arrays import read_arrays
from stance.bundled import bundled_path
from stance.encoder.checking import check_network, check_record, check_tokenizer
from stance.encoder.pairs import topic_text
from stance.errors import ModelError, in_one_line
from stance.folders import LARGEST_JSON, object_in, read_checked, read_regular
from stance.paths import as_path
from stance.stances import STANCES
from stance.topics import Topics

if TYPE_CHECKING:
    from stance.encoder.running import Network

NETWORK, TOKENIZER, UNSEEN, RECORD = "network.onnx", "tokenizer.json", "unseen.npz", "encoder.json"
FILES = (NETWORK, TOKENIZER, UNSEEN, RECORD)
"""The files of an encoder's folder."""

FORMAT = 1

_BUNDLED = "models/encoder"

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
        arrays = read_arrays(files[UNSEEN])
        scores = arrays["scores"].astype(np.float32).reshape(-1, len(STANCES))
        self._unseen = dict(zip(arrays["keys"].tolist(), scores, strict=True))
        self._kept: dict[int, Scores] = {}
        self._lock = Lock()

    @property
    def is_bundled(self) -> bool:
        """Whether it is the one that comes with the package."""
        bundled, _ = _read_record(bundled_path(_BUNDLED), links=True)
        return bool(bundled["sha256"][NETWORK] == self.sha256)

    @cached_property
    def _network(self) -> Network:
        # It takes longer to import than all else that a prediction with n-grams needs.
        from stance.encoder.running import Network  # noqa: PLC0415

        return Network(self.files[NETWORK], self.files[TOKENIZER], self.record["most_tokens"])

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
                network = self._network
            from stance.encoder.running import in_threads  # noqa: PLC0415

            return in_threads(lambda pair: network.scores(*pair), pairs)
        except Exception as error:  # onnxruntime has its own kind for each fault
            msg = f"the encoder is damaged ({in_one_line(error)}): train it again"
            raise ModelError(msg) from error

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
    # The installation is trusted, and some installers make links of its files.
    bundled = path is None
    folder = bundled_path(_BUNDLED) if path is None else as_path(path, ModelError)
    record, content = _read_record(folder, links=bundled)
    hashes = {name: record["sha256"].get(name) for name in (NETWORK, TOKENIZER, UNSEEN)}
    files = {**read_checked(folder, hashes, "encoder", links=bundled), RECORD: content}
    try:
        if not bundled:
            check_encoder(files)
        return Encoder(files)
    except (LookupError, ValueError, TypeError, AttributeError, MemoryError) as error:
        msg = f"the encoder in {folder} is damaged ({in_one_line(error)}): copy or train it again"
        raise ModelError(msg) from error


def check_encoder(files: Mapping[str, bytes]) -> None:
    """Check that an encoder is plain, before it is opened.

    Parameters
    ----------
    files : mapping of str to bytes
        The contents of its folder by name of file.

    Raises
    ------
    ValueError
        If its network, tokenizer or record has what `stance train-encoder` does not write.

    Examples
    --------
    >>> check_encoder(load_encoder().files)
    """
    check_record(json.loads(files[RECORD]))
    check_network(files[NETWORK])
    check_tokenizer(files[TOKENIZER])


def _read_record(folder: Path, *, links: bool) -> tuple[dict[str, Any], bytes]:
    file = folder / RECORD
    try:
        content = read_regular(file, LARGEST_JSON, links=links)
        record = object_in(content)
        number, _ = record["format"], record["sha256"].items()
    except FileNotFoundError as error:
        msg = f"{folder} is not an encoder's folder: it has no {RECORD}"
        raise ModelError(msg) from error
    except (OSError, ValueError, KeyError, AttributeError) as error:
        msg = (
            f"{file} is damaged or not an encoder's record ({in_one_line(error)}): copy or train "
            "it again"
        )
        raise ModelError(msg) from error
    if type(number) is not int or number != FORMAT:
        said = in_one_line(repr(number))
        msg = f"{folder} has encoder format {said}, this version reads {FORMAT}"
        raise ModelError(msg)
    return record, content
