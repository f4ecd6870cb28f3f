"""Many articles at once: who is for and who is against what, by source and over time."""

from stance.analyses.analyses import Analyses
from stance.analyses.analyzing import analyze_many
from stance.analyses.articles import read_articles

__all__ = ["Analyses", "analyze_many", "read_articles"]
