"""Holding systems against each other, and runs against earlier runs."""

from stance.comparison.compare import compare
from stance.comparison.comparison import Comparison
from stance.comparison.history import History, history

__all__ = ["Comparison", "History", "compare", "history"]
