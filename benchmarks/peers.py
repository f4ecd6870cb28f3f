"""Peers side by side: one machine, one run, the same training and test rows.

``python benchmarks/peers.py FOLDER [--peer NAME ...]``, where the folder holds ``train.parquet``
and ``test.parquet`` of ``text, topic, stance``; without it, the bundled corpus. Peers that know no
topics get one classifier for each topic. Nothing is tuned. Each runs in a process of its own, so
that time and memory are its own. Needs the group ``bench``, and the extra ``torch`` for MiniLM.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

import stance
from stance.bundled import bundled_path
from stance.encoder.training import minilm
from stance.judging import TfidfBaseline, judge_pairs, score_table, tally
from stance.stances import PROBABILITIES, STANCES
from stance.training import train

SCORES = ("macro_f1", "f_avg")
SETFIT_STEPS = 300
_LATENCIES = 50


class Texts(Protocol):
    """What learns from texts alone."""

    classes: list[str]

    def proba(self, texts: list[str]) -> np.ndarray:
        """Return the probability of each class."""


class FastText:
    """fastText's supervised classifier."""

    def __init__(self, texts: list[str], labels: list[str]) -> None:
        import fasttext

        self.classes = sorted(set(labels))
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for text, label in zip(texts, labels, strict=True):
                file.write(f"__label__{label} {' '.join(text.lower().split())}\n")
            file.flush()
            self.model = fasttext.train_supervised(
                file.name, epoch=25, lr=0.5, wordNgrams=2, thread=1, verbose=0
            )

    def proba(self, texts: list[str]) -> np.ndarray:
        """Return the probability of each class."""
        found = self.model.predict([" ".join(text.lower().split()) for text in texts], k=-1)
        rows = [
            {name.removeprefix("__label__"): p for name, p in zip(*of, strict=True)}
            for of in zip(*found, strict=True)
        ]
        return np.array([[row.get(name, 0.0) for name in self.classes] for row in rows])


class Embedded:
    """Logistic regression on embeddings of a static model that model2vec distils from MiniLM."""

    _model: Any = None

    def __init__(self, texts: list[str], labels: list[str]) -> None:
        from model2vec.distill import distill
        from sklearn.linear_model import LogisticRegression

        if Embedded._model is None:
            Embedded._model = distill(minilm())
        self.head = LogisticRegression(max_iter=1000).fit(self._model.encode(texts), labels)
        self.classes = list(self.head.classes_)

    def proba(self, texts: list[str]) -> np.ndarray:
        """Return the probability of each class."""
        return self.head.predict_proba(self._model.encode(texts))


class SetFit:
    """SetFit with MiniLM: contrastive pairs, then logistic regression."""

    def __init__(self, texts: list[str], labels: list[str]) -> None:
        from datasets import Dataset
        from setfit import SetFitModel, Trainer, TrainingArguments

        self.classes = sorted(set(labels))
        self.model = SetFitModel.from_pretrained(minilm(), labels=self.classes)
        with tempfile.TemporaryDirectory() as folder:
            arguments = TrainingArguments(
                output_dir=folder, max_steps=SETFIT_STEPS, batch_size=16, report_to="none",
                show_progress_bar=False, save_strategy="no",
            )  # fmt: skip
            rows = Dataset.from_dict({"text": texts, "label": labels})
            Trainer(model=self.model, args=arguments, train_dataset=rows).train()

    def proba(self, texts: list[str]) -> np.ndarray:
        """Return the probability of each class."""
        return np.asarray(self.model.predict_proba(texts, as_numpy=True, show_progress_bar=False))


class Spacy:
    """spaCy's text classifier, in a blank English pipeline."""

    def __init__(self, texts: list[str], labels: list[str]) -> None:
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
        for _ in range(10):
            order = random.permutation(len(examples))
            for at in range(0, len(order), 64):
                self.pipeline.update([examples[i] for i in order[at : at + 64]])

    def proba(self, texts: list[str]) -> np.ndarray:
        """Return the probability of each class."""
        docs = self.pipeline.pipe(texts)
        return np.array([[doc.cats[name] for name in self.classes] for doc in docs])


class ByTopic:
    """One classifier of texts for each topic."""

    def __init__(self, rows: pd.DataFrame, make: Callable[[list[str], list[str]], Texts]) -> None:
        self.of = {
            topic: make(part["text"].tolist(), part["stance"].tolist())
            for topic, part in rows.groupby("topic")
        }

    def predict_pairs(self, texts: list[str], topics: list[str]) -> pd.DataFrame:
        """Return the stance and the probabilities of each pair."""
        frame = pd.DataFrame({"text": list(texts), "topic": list(topics)})
        proba = np.zeros((len(frame), len(STANCES)))
        for topic, places in frame.groupby("topic").indices.items():
            asked = self.of[topic]
            columns = [STANCES.index(name) for name in asked.classes]
            found = asked.proba(frame["text"].iloc[places].tolist())
            proba[np.ix_(places, columns)] = found / found.sum(axis=1, keepdims=True)
        frame["stance"] = np.array(STANCES)[proba.argmax(axis=1)]
        frame["confidence"] = proba.max(axis=1)
        frame[list(PROBABILITIES)] = proba
        return frame


PEERS: dict[str, tuple[str, Callable[[pd.DataFrame], Any]]] = {
    "stance fast": ("sentence-stance", lambda r: train(r, preset="fast", folds=0, progress=False)),
    "stance balanced": ("sentence-stance", lambda r: train(r, folds=0, progress=False)),
    "stance accurate": (
        "sentence-stance",
        lambda r: train(r, preset="accurate", folds=0, progress=False),
    ),
    "TF-IDF + LR": ("scikit-learn", lambda r: TfidfBaseline().fit(r)),
    "fastText": ("fasttext-numpy2", lambda r: ByTopic(r, FastText)),
    "model2vec + LR": ("model2vec", lambda r: ByTopic(r, Embedded)),
    "spaCy textcat": ("spacy", lambda r: ByTopic(r, Spacy)),
    "SetFit (MiniLM)": ("setfit", lambda r: ByTopic(r, SetFit)),
}
"""What is compared: the distribution to install, and how to learn from rows."""


def install_size(distribution: str) -> float:
    """Return the megabytes that a distribution takes with all that it requires."""
    seen: set[str] = set()
    waiting = [distribution]
    total = 0
    while waiting:
        name = re.split(r"[^A-Za-z0-9._-]", waiting.pop())[0].lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        files = (Path(str(found.locate_file(file))) for file in found.files or ())
        total += sum(file.stat().st_size for file in files if file.is_file())
        waiting += [need for need in found.requires or () if "extra ==" not in need]
    return total / 1e6


def measure(peer: str, folder: Path, answers: Path) -> None:
    """Learn, answer, and print what it took as JSON."""
    rows, asked = (pd.read_parquet(folder / f"{split}.parquet") for split in ("train", "test"))
    begun = time.perf_counter()
    model = PEERS[peer][1](rows)
    trained = time.perf_counter()
    judge_pairs(model, asked).to_parquet(answers)
    judged = time.perf_counter()
    one = []
    for text, topic in asked[["text", "topic"]].head(_LATENCIES).itertuples(index=False):
        # A text that was not met before: encoders remember.
        fresh, start = f"{text} {len(one)}", time.perf_counter()
        model.predict_pairs([fresh], [topic])
        one.append(time.perf_counter() - start)
    facts = {
        "train_seconds": trained - begun,
        "pairs_per_second": len(asked) / (judged - trained),
        "one_pair_ms": float(np.median(one)) * 1e3,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "install_mb": install_size(PEERS[peer][0]),
    }
    print(json.dumps(facts))


def prepared(folder: Path | None, into: Path) -> None:
    """Write training and test rows once, for all peers."""
    source: Any = bundled_path("data") if folder is None else None
    for split in ("train", "test"):
        if folder is None:
            topics = stance.read_topics(source / "topics.toml")
            examples = stance.read_examples(source, split=split, topics=topics)
        else:
            examples = stance.read_examples(folder / f"{split}.parquet", on_invalid="drop")
        frame = examples.for_training()
        frame[["text", "topic", "stance", "doc"]].to_parquet(into / f"{split}.parquet")


def main() -> None:
    """Print a row for each peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--peer", action="append", choices=list(PEERS))
    parser.add_argument("--output", type=Path)
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        peer, rows, answers = options.measure
        measure(peer, Path(rows), Path(answers))
        return
    table = []
    with tempfile.TemporaryDirectory() as temporary:
        into = Path(temporary)
        prepared(options.folder, into)
        for peer in options.peer or PEERS:
            answers = into / "answers.parquet"
            call = [sys.executable, __file__, "--measure", peer, str(into), str(answers)]
            done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True)
            facts = json.loads(done.stdout.strip().splitlines()[-1])
            scores = score_table(tally(pd.read_parquet(answers)))
            pooled = scores[scores["scope"].eq("all topics") & scores["stance"].eq("all stances")]
            row = pooled.set_index("score").loc[list(SCORES), ["value", "low", "high"]]
            told = {
                name: f"{value:.3f} ({low:.3f} to {high:.3f})"
                for name, (value, low, high) in zip(SCORES, row.to_numpy(), strict=True)
            }
            table.append({"peer": peer, **told, **facts})
            print(table[-1], file=sys.stderr, flush=True)
    found = pd.DataFrame(table)
    print(found.round(1).to_string(index=False))
    if options.output:
        options.output.write_text(f"{found.to_json(orient='records', indent=1)}\n")


if __name__ == "__main__":
    main()
