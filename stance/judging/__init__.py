"""Judging a model: scores with intervals, baselines, errors, and the report of it all."""

from stance.judging.baselines import MajorityBaseline, TfidfBaseline
from stance.judging.challenge import Challenge, judge_challenge
from stance.judging.comparing import compare_tallies
from stance.judging.evaluation import evaluate
from stance.judging.intervals import score_table
from stance.judging.keyword_baseline import KeywordBaseline
from stance.judging.report import Report, load_report
from stance.judging.tallies import Tally, judge_pairs, tally

__all__ = [
    "Challenge",
    "KeywordBaseline",
    "MajorityBaseline",
    "Report",
    "Tally",
    "TfidfBaseline",
    "compare_tallies",
    "evaluate",
    "judge_challenge",
    "judge_pairs",
    "load_report",
    "score_table",
    "tally",
]
