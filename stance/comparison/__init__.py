"""Holding systems against each other, and runs against earlier runs."""

from stance.comparison.compare import compare
from stance.comparison.comparison import Comparison

__all__ = ["Comparison", "compare"]
