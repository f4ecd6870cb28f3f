"""Public stance benchmarks: official splits, official metrics, one table."""

from stance.benchmarks.running import SYSTEMS, run_benchmark
from stance.benchmarks.sets import SETS, BenchmarkSet

__all__ = ["SETS", "SYSTEMS", "BenchmarkSet", "run_benchmark"]
