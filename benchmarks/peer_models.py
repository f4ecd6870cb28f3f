"""What is compared in ``peers.py`` and ``peer_growth.py``, and how each learns from rows.

No peer is tuned: each has the settings of its own documentation, or those that its users commonly
take; stance's were picked by cross-validation on the corpus's training documents, save three that
``docs/results.md`` names.
Peers that know no topics get one classifier for each topic.
"""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd

from stance.encoder.training import minilm
from stance.judging import TfidfBaseline
from stance.judging.baselines import predictions_of
from stance.judging.predictor import Predictor
from stance.stances import STANCES
from stance.topics import Topics
from stance.training import train

SETFIT_STEPS = 200
"""Steps of SetFit's fine-tuning in all: topics share them, since each has a network of its own.

So many let it train and answer within some ten minutes of one core; one step takes more than one
second, and for the head of each topic all sentences are read once more.
"""

SPACY_PASSES = 5
"""Passes of spaCy over the rows."""


class Texts(Protocol):
    """What learns the labels of texts alone."""

    classes: list[str]

    def proba(self, read: Any) -> np.ndarray:
        """Return the probability of each class."""


class FastText:
    """fastText's supervised classifier."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        import fasttext

        self.classes = sorted(set(labels))
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for text, label in zip(texts, labels, strict=True):
                file.write(f"__label__{label} {' '.join(text.lower().split())}\n")
            file.flush()
            self.model = fasttext.train_supervised(
                file.name, epoch=25, lr=0.5, wordNgrams=2, thread=1, verbose=0
            )

    def proba(self, read: Sequence[str]) -> np.ndarray:
        """Return the probability of each class."""
        told, found = self.model.predict([" ".join(text.lower().split()) for text in read], k=-1)
        place = {f"__label__{name}": i for i, name in enumerate(self.classes)}
        proba = np.zeros((len(told), len(place)))
        for row, (names, values) in enumerate(zip(told, found, strict=True)):
            proba[row, [place[name] for name in names]] = values
        return proba


class Embedded:
    """Logistic regression on embeddings of texts."""

    def __init__(self, texts: np.ndarray, labels: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression

        self.head = LogisticRegression(max_iter=1000).fit(texts, labels)
        self.classes = list(self.head.classes_)

    def proba(self, read: np.ndarray) -> np.ndarray:
        """Return the probability of each class."""
        return self.head.predict_proba(read)


def distilled() -> Callable[[Sequence[str]], np.ndarray]:
    """Return what embeds texts: a static model that model2vec distils from MiniLM."""
    from model2vec.distill import distill

    return distill(minilm()).encode


class SetFit:
    """SetFit with MiniLM: contrastive pairs, then logistic regression."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str], *, steps: int) -> None:
        from datasets import Dataset
        from setfit import SetFitModel, Trainer, TrainingArguments

        self.classes = sorted(set(labels))
        self.model = SetFitModel.from_pretrained(minilm(), labels=self.classes)
        with tempfile.TemporaryDirectory() as folder:
            arguments = TrainingArguments(
                output_dir=folder, max_steps=steps, batch_size=16, report_to="none",
                show_progress_bar=False, save_strategy="no",
            )  # fmt: skip
            rows = Dataset.from_dict({"text": list(texts), "label": list(labels)})
            Trainer(model=self.model, args=arguments, train_dataset=rows).train()

    def proba(self, read: Sequence[str]) -> np.ndarray:
        """Return the probability of each class."""
        return np.asarray(
            self.model.predict_proba(list(read), as_numpy=True, show_progress_bar=False)
        )


class Spacy:
    """spaCy's text classifier, in a blank English pipeline."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        import spacy
        from spacy.training import Example

        self.classes = sorted(set(labels))
        self.pipeline = spacy.blank("en")
        categorizer = self.pipeline.add_pipe("textcat")
        for name in self.classes:
            categorizer.add_label(name)
        examples = [
            Example.from_dict(
                self.pipeline.make_doc(text),
                {"cats": {name: name == label for name in self.classes}},
            )
            for text, label in zip(texts, labels, strict=True)
        ]
        self.pipeline.initialize(lambda: examples)
        random = np.random.default_rng(0)
        for _ in range(SPACY_PASSES):
            order = random.permutation(len(examples))
            for at in range(0, len(order), 64):
                self.pipeline.update([examples[i] for i in order[at : at + 64]])

    def proba(self, read: Sequence[str]) -> np.ndarray:
        """Return the probability of each class."""
        docs = self.pipeline.pipe(read)
        return np.array([[doc.cats[name] for name in self.classes] for doc in docs])


class Tfidf:
    """One of the pipelines of stance's own baseline: plain scikit-learn."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self.classes = list(pipeline.classes_)

    def proba(self, read: Sequence[str]) -> np.ndarray:
        """Return the probability of each class."""
        return self.pipeline.predict_proba(read)


def as_array(texts: Sequence[str]) -> np.ndarray:
    """Return texts as they are, for peers that read them once for each topic."""
    return np.asarray(texts, dtype=object)


class ByTopic:
    """One classifier of texts for each topic; what reads the texts may be common to all."""

    def __init__(
        self, of: dict[str, Texts], read: Callable[[Sequence[str]], np.ndarray] = as_array
    ) -> None:
        self.of = of
        self.read = read

    @classmethod
    def fit(
        cls,
        rows: pd.DataFrame,
        make: Callable[[Any, list[str]], Texts],
        read: Callable[[Sequence[str]], np.ndarray] = as_array,
    ) -> Self:
        """Train a classifier on the rows of each topic."""
        of_text, texts = pd.factorize(rows["text"])
        known = read(list(texts))
        stances = rows["stance"].to_numpy(dtype=object)
        fitted = {
            topic: make(known[of_text[places]], stances[places].tolist())
            for topic, places in rows.groupby("topic").indices.items()
        }
        return cls(fitted, read)

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Return the stance and the probabilities of each pair."""
        proba = np.zeros((len(texts), len(STANCES)))
        rows, distinct = pd.factorize(np.asarray(texts, dtype=object))
        read = self.read(list(distinct))
        codes, names = pd.factorize(np.asarray(topics, dtype=object))
        for code, topic in enumerate(names):
            places, asked = np.flatnonzero(codes == code), self.of[topic]
            columns = [STANCES.index(name) for name in asked.classes]
            found = asked.proba(read[rows[places]])
            proba[np.ix_(places, columns)] = found / found.sum(axis=1, keepdims=True)
        return predictions_of(texts, topics, proba)


def _stance(preset: str, rows: pd.DataFrame, topics: Topics) -> Predictor:
    return train(rows, topics, preset=preset, folds=0, progress=False)


def _tfidf(rows: pd.DataFrame, _: Topics) -> Predictor:
    pipelines = TfidfBaseline().fit(rows).pipelines_
    return ByTopic({topic: Tfidf(pipeline) for topic, pipeline in pipelines.items()})


def _setfit(rows: pd.DataFrame, topics: Topics) -> Predictor:
    return ByTopic.fit(rows, partial(SetFit, steps=max(1, SETFIT_STEPS // len(topics))))


PEERS: dict[str, tuple[str, Callable[[pd.DataFrame, Topics], Predictor]]] = {
    "stance fast": ("sentence-stance", partial(_stance, "fast")),
    "stance balanced": ("sentence-stance", partial(_stance, "balanced")),
    "stance accurate": ("sentence-stance", partial(_stance, "accurate")),
    "TF-IDF + LR": ("scikit-learn", _tfidf),
    "fastText": ("fasttext-numpy2", lambda rows, _: ByTopic.fit(rows, FastText)),
    "model2vec + LR": ("model2vec", lambda rows, _: ByTopic.fit(rows, Embedded, distilled())),
    "spaCy textcat": ("spacy", lambda rows, _: ByTopic.fit(rows, Spacy)),
    "SetFit (MiniLM)": ("setfit", _setfit),
}
"""What is compared: the distribution to install, and how it learns rows toward topics."""

PLAIN, BALANCED = "TF-IDF + LR", "stance balanced"
"""What all others are held against."""
