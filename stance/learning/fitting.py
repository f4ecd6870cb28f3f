"""Fit both stages, and the blend with an encoder where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from sklearn.utils import check_random_state

from stance.embedders.embedder import Embedder
from stance.encoder.encoder import Encoder
from stance.encoder.pairs import topic_text
from stance.errors import DataError
from stance.features.extraction import FEW_TOPICS, Extractor
from stance.features.mentions import MentionFinder
from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights, Reading
from stance.learning.deciding import ABOUT
from stance.learning.embedding import fit_embedded
from stance.learning.logistic import CalibratedLogisticRegression
from stance.learning.names import renamed
from stance.learning.new_topics import fit_new_topics
from stance.learning.own import Index
from stance.learning.pairs import TEXT, TOPIC, Labels, as_positions
from stance.learning.reading import read_contexts, read_pairs
from stance.learning.stacking import fit_blend, trusting_average
from stance.learning.stage import StageWeights, fit_stage, with_enough
from stance.learning.two_stage import TwoStageScorer
from stance.stances import SIDES, UNRELATED
from stance.topics import Topics


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Pairs of sentence and topic with their stance; each distinct text is held once.

    Attributes
    ----------
    texts : list of str
        Distinct sentences.
    rows, topics : ndarray of int, shape (n_pairs,)
        Positions of each pair's sentence and topic.
    labels : ndarray of str, shape (n_pairs,)
        Stances.
    groups : ndarray of shape (n_pairs,)
        Documents.
    weight : ndarray of shape (n_pairs,) or None
        Weights.
    """

    texts: list[str]
    rows: Index
    topics: Index
    labels: Labels
    groups: npt.NDArray[Any]
    weight: FloatArray | None

    @classmethod
    def of(
        cls,
        pairs: pd.DataFrame,
        labels: Labels,
        groups: npt.NDArray[Any],
        weight: FloatArray | None,
        topics: Topics,
    ) -> Self:
        """Return the pairs of a frame with the columns ``text`` and ``topic``."""
        rows, texts = pd.factorize(pairs[TEXT])
        positions = as_positions(pairs[TOPIC], topics)
        return cls(list(texts), rows, positions, labels, groups, weight)

    def related(self) -> Self:
        """Return the pairs whose sentence is about the topic."""
        kept = self.labels != UNRELATED
        weight = None if self.weight is None else self.weight[kept]
        return type(self)(
            self.texts,
            self.rows[kept],
            self.topics[kept],
            self.labels[kept],
            self.groups[kept],
            weight,
        )


def fit_scorer(
    pairs: LabelledPairs,
    topics: Topics,
    about: CalibratedLogisticRegression,
    side: CalibratedLogisticRegression,
    *,
    encoder: Encoder | None,
    embedder: Embedder | None = None,
    own_weights: tuple[float, float],
    min_count: int,
    min_about: float,
    min_read: float,
    about_threshold: float,
    name_copies: int,
    mask_names: bool,
) -> TwoStageScorer:
    """Fit the stages on n-grams and, with an encoder, the blend of the two.

    Parameters
    ----------
    pairs : LabelledPairs
        What to learn from.
    topics : Topics
        The topics.
    about, side : CalibratedLogisticRegression
        What learns each stage; they are fitted in place.
    own_weights : tuple of float
        ``own_weight_relevance`` and ``own_weight_side`` of `StanceClassifier`.
    encoder, embedder, min_count, min_about, min_read, about_threshold, name_copies, mask_names
        As in `StanceClassifier`.

    Returns
    -------
    TwoStageScorer

    Raises
    ------
    DataError
        If there are too few documents to learn how far to trust the encoder.
    """
    extractor = Extractor.fit(topics, pairs.texts, min_count)
    features, links, contexts = read_pairs(
        extractor, pairs.texts, pairs.rows, pairs.topics, pairs.labels != UNRELATED
    )
    same: dict[str, Any] = {"features": features}
    is_about = np.where(pairs.labels == UNRELATED, UNRELATED, ABOUT)
    asked: dict[str, Any] = {
        "pair": links,
        "rows": pairs.rows,
        "topics": pairs.topics,
        "answers": is_about,
        "sample_weight": pairs.weight,
        "groups": pairs.groups,
        "owning": with_enough(pairs.topics, len(topics)),
        "n_own": extractor.n_words,
        "own_weight": own_weights[0],
    }
    relevance = fit_stage(about, **asked, **same)
    related = pairs.related()
    sided: dict[str, Any] = {
        "pair": contexts,
        "rows": related.rows,
        "topics": related.topics,
        "answers": related.labels,
        "sample_weight": related.weight,
        "groups": related.groups,
        "owning": with_enough(related.topics, len(topics)),
        "n_own": extractor.n_words + (extractor.n_parts if len(topics) <= FEW_TOPICS else 0),
        "own_weight": own_weights[1],
    }
    sides = _fit_sides(
        side, sided, same, extractor=extractor, texts=pairs.texts, name_copies=name_copies
    )
    embedded = None
    if embedder is not None:
        embedded = fit_embedded(embedder, side, sided, texts=pairs.texts, mask_names=mask_names)
    # A stage that has only ever seen one answer was not fitted, and has no scores.
    unseen_about, unseen_sides = (getattr(stage, "unseen_scores_", None) for stage in (about, side))
    if embedded is not None:
        unseen_sides = embedded.unseen_scores
    reading, read = None, None
    if encoder is not None:
        read = encoder.scores_of(topics, pairs.topics, pairs.texts, pairs.rows)
        of_side = _fit_blend(
            side, unseen_sides, read[is_about == ABOUT], of=related, answers=related.labels
        )
        if of_side is not None:
            of_side = trusting_average(of_side, _share_of_siblings(encoder, related, topics))
        reading = Reading(
            encoder, _fit_blend(about, unseen_about, read, of=pairs, answers=is_about), of_side
        )
    counts = np.array([(pairs.labels == s).sum() for s in SIDES], dtype=np.float32)
    return TwoStageScorer(
        extractor,
        relevance,
        sides,
        counts / counts.sum(),
        min_about,
        min_read,
        about_threshold,
        reading,
        # What has no words of its own is answered as what was never trained on.
        frozenset(np.array(topics.names, object)[~asked["owning"]]),
        fit_new_topics(
            about, side, asked | same, sided | same, read=read, reading=reading, embedded=embedded
        ),
        None if embedded is None else embedded.embedded,
    )


def _fit_sides(
    side: CalibratedLogisticRegression,
    given: dict[str, Any],
    same: dict[str, Any],
    *,
    extractor: Extractor,
    texts: list[str],
    name_copies: int,
) -> StageWeights:
    finder, random = MentionFinder(extractor.topics), check_random_state(side.random_state)
    copies = {row: renamed(texts[row], finder, name_copies, random) for row in set(given["rows"])}
    told = [copy for of_row in copies.values() for copy in of_row]
    if not told:
        return fit_stage(side, **given, **same)
    first = dict(zip(copies, np.cumsum([0, *map(len, copies.values())]), strict=False))
    # A sentence and its copies weigh as much together as the sentence alone.
    times = np.array([1 + len(copies[row]) for row in given["rows"]])
    origin = np.repeat(np.arange(len(times)), times - 1)
    which = np.concatenate([np.arange(n - 1) for n in times])
    rows = np.array([first[row] for row in given["rows"]])[origin] + which
    read, contexts = read_contexts(extractor, told, rows, given["topics"][origin])
    weight = (1.0 if given["sample_weight"] is None else given["sample_weight"]) / times
    added = {
        "pair": contexts,
        "rows": rows + same["features"].shape[0],
        "sample_weight": weight[origin],
        **{name: given[name][origin] for name in ("topics", "answers", "groups")},
    }
    both = {
        name: sp.vstack([value, added[name]], format="csr") if name == "pair"
        else np.concatenate([weight if name == "sample_weight" else value, added[name]])
        for name, value in given.items() if name in added
    }  # fmt: skip
    features = sp.vstack([same["features"], read], format="csr")
    fitted = fit_stage(side, **given | both, **same | {"features": features})
    if side.unseen_scores_ is not None:
        # What is stacked on them knows the sentences only.
        side.unseen_scores_ = side.unseen_scores_[: len(times)]
    return fitted


def _fit_blend(
    estimator: CalibratedLogisticRegression,
    unseen: npt.NDArray[Any] | None,
    read: FloatArray,
    *,
    of: LabelledPairs,
    answers: Labels,
) -> BlendWeights | None:
    if len(np.unique(answers)) == 1:
        return None
    if unseen is None:
        msg = (
            "an encoder needs at least two documents for each stance, and calibration_folds of "
            "at least 2, to learn how far to trust it: give more data, or go without an encoder"
        )
        raise DataError(msg)
    return fit_blend(
        tuple(map(str, estimator.classes_)),
        unseen,
        read,
        answers,
        sample_weight=of.weight,
        class_weight=estimator.class_weight,
    )


def _share_of_siblings(encoder: Encoder, pairs: LabelledPairs, topics: Topics) -> float:
    said = [topic_text(topic) for topic in topics]
    asked = zip(pairs.topics, pairs.rows, strict=True)
    return float(np.mean([encoder.has_unseen(said[t], pairs.texts[r]) for t, r in asked]))
