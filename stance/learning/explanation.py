"""Why this answer: every weight that went into it, with its place in the sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from stance.features.extraction import CONTEXT, FAMILIES, LINKS, Sentences
from stance.features.sentence import Feature
from stance.features.vocabulary import FloatArray
from stance.learning.blend import BlendWeights
from stance.learning.deciding import ABOUT, about_proba
from stance.learning.stage import StageWeights
from stance.learning.two_stage import TwoStageScorer

RELEVANCE, SIDE = "relevance", "side"
"""The two stages, as they are named in an explanation."""

BIAS = "(bias)"
"""The name of the part of a score that no feature brought."""

ENCODER = "(encoder)"
"""The name of the part of a score that the encoder brought, which read the sentence as a whole."""

EMBEDDER = "(embedder)"
"""The name of the part of a score that the embedder brought."""

_Row = tuple[str, int | None, int | None, FloatArray]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What moved each stage's score for one sentence and topic.

    Attributes
    ----------
    text, topic : str
        The sentence and the name of the topic.
    scores : dict of tuple of str to float
        The score of each stage and answer: for (``"relevance"``, ``"about"``) the log odds of
        being about the topic; for (``"side"``, stance) the log of that side's probability, less
        the mean over the sides.
    """

    text: str
    topic: str
    scores: dict[tuple[str, str], float]
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each stage, answer, feature and place.

        Returns
        -------
        pandas.DataFrame
            Columns ``stage, stance, feature, start, end, weight``, strongest first within each
            answer. The weights of an answer sum to its score. A feature that stands in several
            places shares its weight among them; ``start`` and ``end`` are missing where a
            weight belongs to no place in the text.
        """
        return self._frame.copy()

    def __repr__(self) -> str:
        top = self._frame.loc[self._frame["feature"] != BIAS].head(3)
        evidence = ", ".join(f"{r.feature} {r.weight:+.2f}" for r in top.itertuples())
        return f"Explanation({self.topic!r}: {evidence})"


def explain(scorer: TwoStageScorer, text: str, topic: int) -> Explanation:
    """Take the score of one sentence and topic apart.

    Parameters
    ----------
    scorer : TwoStageScorer
        What predicts.
    text : str
        One sentence.
    topic : int
        Position of the topic.

    Returns
    -------
    Explanation
    """
    sentences = scorer.extractor.read([text])
    at = (np.array([0]), np.array([topic]))
    # Encoder and embedder have a say only in what they read.
    about = about_proba(scorer.about_scores(sentences), scorer.relevance.classes)
    is_read = scorer.asked(about)[1][0, topic]
    read = scorer.read([text], *at) if is_read and scorer.reading is not None else None
    embedded = scorer.embedded if is_read else None
    frames = []
    for stage, weights in ((RELEVANCE, scorer.relevance), (SIDE, scorer.side)):
        parts: list[_Row] = [
            *_sentence_parts(scorer, weights, sentences, topic),
            *_pair_parts(scorer, weights, sentences, topic, stage),
            (BIAS, None, None, weights.bias[topic]),
        ]
        blend: BlendWeights | None = getattr(scorer.reading, stage, None)
        first = embedded.blend if embedded is not None and stage == SIDE else None
        new = scorer.as_new(topic)
        if new is not None:
            temperature = np.float32(getattr(new, stage))
            parts = [(name, start, end, part / temperature) for name, start, end, part in parts]
            blend = new.blend if stage == RELEVANCE else _hotter(blend, temperature)
            first = _hotter(first, temperature)
        if embedded is not None and first is not None:
            parts = _blended(parts, first, embedded.said([text], *at), EMBEDDER)
        if read is not None and blend is not None:
            parts = _blended(parts, blend, read, ENCODER)
        frames.append(_stage_frame(stage, weights.classes, parts))
    frame = pd.concat(frames, ignore_index=True)
    sums = frame.groupby(["stage", "stance"])["weight"].sum()
    scores = {(str(stage), str(stance)): float(sums[stage, stance]) for stage, stance in sums.index}
    return Explanation(text, scorer.topics[topic].name, scores, frame)


def _hotter(blend: BlendWeights | None, temperature: np.float32) -> BlendWeights | None:
    # The parts from n-grams were divided already.
    if blend is None:
        return None
    return replace(blend, encoder=blend.encoder / temperature, bias=blend.bias / temperature)


def _blended(parts: list[_Row], blend: BlendWeights, read: FloatArray, whose: str) -> list[_Row]:
    # The blend is linear, so each part keeps its share of the score.
    none = np.zeros((1, len(blend.classes)), np.float32)
    said = blend.scores(none, read)[0] - blend.bias
    return [
        *(
            (name, start, end, part @ blend.ngrams + (blend.bias if name == BIAS else 0))
            for name, start, end, part in parts
        ),
        (whose, None, None, said),
    ]


def _sentence_parts(
    scorer: TwoStageScorer, weights: StageWeights, sentences: Sentences, topic: int
) -> Iterator[_Row]:
    located = scorer.extractor.located(sentences, 0, topic)
    coef = weights.of_topic(topic)
    at = 0
    row = sentences.features[[0]].toarray()[0]
    for family in FAMILIES:
        vocabulary = scorer.extractor.vocabularies[family]
        for name, places in _places(located[family], sentences).items():
            for column in vocabulary.columns([name]):
                part = row[at + column] * coef[at + column]
                yield from _shared_out(name, places, part)
        at += len(vocabulary)


def _pair_parts(
    scorer: TwoStageScorer, weights: StageWeights, sentences: Sentences, topic: int, stage: str
) -> Iterator[_Row]:
    if stage == RELEVANCE:
        links = scorer.extractor.links(sentences)[0, topic]
        for name, value, coef in zip(LINKS, links, weights.pair, strict=True):
            yield f"link:{name}", None, None, value * coef
        return
    vocabulary = scorer.extractor.vocabularies[CONTEXT]
    located = scorer.extractor.located(sentences, 0, topic)[CONTEXT]
    row = scorer.extractor.contexts(sentences, [0], [topic]).toarray()[0]
    for name, places in _places(located, sentences).items():
        for column in vocabulary.columns([name]):
            yield from _shared_out(name, places, row[column] * weights.pair[column])


def _places(located: list[Feature], sentences: Sentences) -> dict[str, list[tuple[int, int]]]:
    spans = sentences.tokens[0].spans
    places = defaultdict(list)
    for name, first, last in located:
        places[name].append((spans[first][0], spans[last][1]))
    return places


def _shared_out(name: str, places: list[tuple[int, int]], part: FloatArray) -> Iterator[_Row]:
    share = (part / len(places)).astype(np.float32)
    for start, end in places:
        yield name, start, end, share


def _stage_frame(stage: str, classes: tuple[str, ...], parts: list[_Row]) -> pd.DataFrame:
    weights = np.array([part for *_, part in parts], dtype=np.float64).reshape(len(parts), -1)
    if stage == RELEVANCE:
        # One score: the log odds of being about the topic. A stage that only ever saw
        # sentences about their topic has no odds to tell.
        about = classes.index(ABOUT)
        weights = weights[:, [about]] - weights[:, [1 - about]] if len(classes) == 2 else weights
        classes = (ABOUT,)
    else:
        weights = weights - weights.mean(axis=1, keepdims=True)
    frames = [
        pd.DataFrame(
            {
                "stage": stage,
                "stance": stance,
                "feature": [name for name, *_ in parts],
                "start": pd.array([start for _, start, _, _ in parts], dtype="Int64"),
                "end": pd.array([end for _, _, end, _ in parts], dtype="Int64"),
                "weight": weights[:, i],
            }
        ).sort_values("weight", key=np.abs, ascending=False, kind="stable")
        for i, stance in enumerate(classes)
    ]
    return pd.concat(frames, ignore_index=True)
