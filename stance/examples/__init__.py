"""Labelled data: reading it, checking every row, splitting it by document, finding leaks."""

from stance.examples.examples import Examples
from stance.examples.leakage import audit_split, near_duplicates
from stance.examples.reading import read_examples, read_training
from stance.examples.splitting import grouped_folds, split_examples

__all__ = [
    "Examples",
    "audit_split",
    "grouped_folds",
    "near_duplicates",
    "read_examples",
    "read_training",
    "split_examples",
]
