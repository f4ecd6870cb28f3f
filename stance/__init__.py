"""Sentence-level stance classification: who is for and who is against what."""

from __future__ import annotations

from importlib import import_module

from stance._version import __version__

# Type checkers know it by its name; to import `typing` would take longer than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from stance.analyses import Analyses
    from stance.comparison import Comparison, History, compare, history
    from stance.embedders.embedder import Embedder
    from stance.embedders.loading import load_embedder
    from stance.encoder.encoder import Encoder, load_encoder
    from stance.encoder.training import train_encoder
    from stance.examples import (
        Examples,
        audit_split,
        grouped_folds,
        near_duplicates,
        read_examples,
        split_examples,
    )
    from stance.judging import Challenge, Report, evaluate, judge_challenge, load_report
    from stance.learning.classifier import StanceClassifier
    from stance.model.analysis import Analysis
    from stance.model.stance_model import StanceModel
    from stance.model.storage import load
    from stance.scoring.running import score
    from stance.sentences import Sentence, read_document, split_sentences
    from stance.topics import Topic, Topics, read_topics
    from stance.training import train

# Importing the package loads nothing heavy: each name is imported when it is first asked for.
_HOME = {
    "Analyses": "stance.analyses",
    "Analysis": "stance.model.analysis",
    "Challenge": "stance.judging",
    "Comparison": "stance.comparison",
    "Embedder": "stance.embedders.embedder",
    "Encoder": "stance.encoder.encoder",
    "Examples": "stance.examples",
    "History": "stance.comparison",
    "Report": "stance.judging",
    "Sentence": "stance.sentences",
    "StanceClassifier": "stance.learning.classifier",
    "StanceModel": "stance.model.stance_model",
    "Topic": "stance.topics",
    "Topics": "stance.topics",
    "audit_split": "stance.examples",
    "compare": "stance.comparison",
    "evaluate": "stance.judging",
    "grouped_folds": "stance.examples",
    "history": "stance.comparison",
    "judge_challenge": "stance.judging",
    "load": "stance.model.storage",
    "load_embedder": "stance.embedders.loading",
    "load_encoder": "stance.encoder.encoder",
    "load_report": "stance.judging",
    "near_duplicates": "stance.examples",
    "read_document": "stance.sentences",
    "read_examples": "stance.examples",
    "read_topics": "stance.topics",
    "score": "stance.scoring.running",
    "split_examples": "stance.examples",
    "split_sentences": "stance.sentences",
    "train": "stance.training",
    "train_encoder": "stance.encoder.training",
}

__all__ = [
    "Analyses",
    "Analysis",
    "Challenge",
    "Comparison",
    "Embedder",
    "Encoder",
    "Examples",
    "History",
    "Report",
    "Sentence",
    "StanceClassifier",
    "StanceModel",
    "Topic",
    "Topics",
    "__version__",
    "audit_split",
    "compare",
    "evaluate",
    "grouped_folds",
    "history",
    "judge_challenge",
    "load",
    "load_embedder",
    "load_encoder",
    "load_report",
    "near_duplicates",
    "read_document",
    "read_examples",
    "read_topics",
    "score",
    "split_examples",
    "split_sentences",
    "train",
    "train_encoder",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    msg = f"module 'stance' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
