"""One model for many processes: its fingerprint, and how each of them opens it once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from stance.learning.two_stage import TwoStageScorer
from stance.model.stance_model import StanceModel
from stance.model.storage import MANIFEST, load
from stance.scoring.shard import Question, sha256
from stance.topics import Topics

# What says nothing of the answers: facts of training, the version that saved it, the card.
_FACTS = ("metadata", "stance_version")
_CARD = "README.md"


class SavedModel(NamedTuple):
    """A model in a folder of its own, and what tells it from any other."""

    folder: str
    fingerprint: str


@contextmanager
def saved_model(model: StanceModel) -> Iterator[SavedModel]:
    """Save a model where the processes of one run can open it.

    Parameters
    ----------
    model : StanceModel
        The model.

    Yields
    ------
    SavedModel
        The folder is removed at the end.
    """
    place = tempfile.mkdtemp(prefix="stance-")
    try:
        folder = Path(place, "model")
        model.save(folder)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = {name: said for name, said in manifest["sha256"].items() if name != _CARD}
        facts = {name: said for name, said in manifest.items() if name not in _FACTS}
        content = json.dumps({**facts, "sha256": hashes}, sort_keys=True)
        yield SavedModel(str(folder), sha256(content.encode()))
    finally:
        shutil.rmtree(place, ignore_errors=True)


@lru_cache(maxsize=1)
def opened_scorer(folder: str, question: Question) -> TwoStageScorer:
    """Return the scorer of a saved model for the topics of a question, opened once a process.

    Parameters
    ----------
    folder : str
        The folder.
    question : Question
        What will be asked.

    Returns
    -------
    TwoStageScorer
    """
    return load(folder).scorer.for_topics(Topics(question.topics))
