"""Scores that others have published on the benchmarks, in percent, and where each was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A published score.

    Attributes
    ----------
    system : str
        What was scored.
    score : float
        In percent, by the metric of the part that it belongs to, as far as the source says.
    source : str
        Where the number was read.
    read : bool, default=True
        False where it is quoted from memory: the source has not been read for it.
    """

    system: str
    score: float
    source: str
    read: bool = True


_TWEETEVAL = "TweetEval, README"
_NEWSMTSC = "Hamborg and Donnay, EACL 2021, table 2"
_RUW = "RUW, README, which does not name its metric"
_VAST = "Allaway and McKeown, EMNLP 2020"

SEMEVAL = (
    Reference("fastText", 65.4, _TWEETEVAL),
    Reference("SVM of TweetEval", 67.3, _TWEETEVAL),
    Reference("MITRE, best of the task", 67.82, "Mohammad et al., SemEval-2016, abstract"),
    Reference("RoBERTa-base", 68.0, _TWEETEVAL),
    Reference(
        "SVM of n-grams, the task's baseline", 68.98, "Mohammad et al., SemEval-2016", read=False
    ),
    Reference("BERTweet", 71.2, _TWEETEVAL),
    Reference("TimeLMs-2021", 72.9, _TWEETEVAL),
    Reference("BERT of Ghosh et al.", 75.1, "Ghosh et al., CLEF 2019, table 5"),
    Reference(
        "Chain of Stance, a prompted LLM", 79.84, "arXiv 2408.04649, abstract; averaging not told"
    ),
)
GWSD = (Reference("BERT", 73.0, "Luo, Card and Jurafsky, Findings of EMNLP 2020", read=False),)
NEWSMTSC_RW = (
    Reference("BERT (SPC)", 80.1, _NEWSMTSC),
    Reference("RoBERTa (GRU-TSC)", 83.1, _NEWSMTSC),
)
NEWSMTSC_MT = (
    Reference("BERT (SPC)", 73.7, _NEWSMTSC),
    Reference("RoBERTa (GRU-TSC)", 82.5, _NEWSMTSC),
)
RUW = (
    Reference("BERT", 54.13, _RUW),
    Reference("CKD", 58.74, _RUW),
    Reference("KDCL (doubtful)", 78.21, f"{_RUW}; its leap over the others is unexplained"),
)
VAST_ZERO = (
    Reference("BERT-joint", 66.1, _VAST, read=False),
    Reference("TGA-Net", 66.6, _VAST, read=False),
    Reference("JointCL", 72.3, "JointCL, README"),
    Reference("TATA", 77.1, "TATA, README"),
)
VAST_FEW = (
    Reference("BERT-joint", 64.6, _VAST, read=False),
    Reference("TGA-Net", 66.3, _VAST, read=False),
)
VAST_ALL = (
    Reference("BERT-joint", 65.3, _VAST, read=False),
    Reference("TGA-Net", 66.5, _VAST, read=False),
)
IBM = (Reference("Bar-Haim et al.", 65.0, "Bar-Haim et al., EACL 2017", read=False),)
PERSPECTRUM = (
    Reference("BERT", 70.8, "Chen et al., NAACL 2019", read=False),
    Reference("people", 90.9, "Chen et al., NAACL 2019", read=False),
)
