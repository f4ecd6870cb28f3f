"""Stance benchmarks: official splits, official metrics, one table.

A benchmark has one test split, read once for each run, and parts of it that are scored. What is
kept apart is checked: no text of the test split is learned from, unless the published splits
share so many that a part without them is scored; no topic, where topics must be new.
"""

from stance.benchmarks.overlap import source_overlap
from stance.benchmarks.page import save_page
from stance.benchmarks.results import read_results, save_results
from stance.benchmarks.running import run_benchmark
from stance.benchmarks.sets import SETS, BenchmarkSet, Part
from stance.benchmarks.systems import SYSTEMS

__all__ = [
    "SETS",
    "SYSTEMS",
    "BenchmarkSet",
    "Part",
    "read_results",
    "run_benchmark",
    "save_page",
    "save_results",
    "source_overlap",
]
