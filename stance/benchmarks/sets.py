"""What each public benchmark is: its splits, its metric, what is drawn together, and its source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A public benchmark with its protocol.

    Attributes
    ----------
    name : str
        Also the name of its folder, which holds ``train.parquet`` and ``test.parquet``.
    metric : str
        The official metric, a score of `stance.judging.metrics`, over all test rows.
    together : str
        The column whose equal rows are drawn together for the interval: rows of one tweet are
        one piece of evidence.
    source : str
        Who made it.
    references : tuple of (str, float)
        Published systems and their score by the same metric, in percent.
    remove : tuple of str, default=()
        What is cut out of the texts: marks of the task that no user would write.
    new_topics : bool, default=False
        Whether no test topic occurs in training.
    encoder_learned : bool, default=False
        Whether the bundled encoder was trained on the training split.
    """

    name: str
    metric: str
    together: str
    source: str
    references: tuple[tuple[str, float], ...] = ()
    remove: tuple[str, ...] = field(default=())
    new_topics: bool = False
    encoder_learned: bool = False


SETS = {
    found.name: found
    for found in (
        BenchmarkSet(
            "semeval2016_task6a",
            "f_avg",
            "text",
            "Mohammad et al., SemEval-2016 task 6, subtask A",
            (
                ("best of the task (MITRE)", 67.82),
                ("RoBERTa-base (TweetEval)", 68.0),
                ("BERTweet (TweetEval)", 71.2),
            ),
            remove=("#SemST",),
        ),
        BenchmarkSet("gwsd", "macro_f1", "text", "Luo, Card and Jurafsky, Findings of EMNLP 2020"),
        BenchmarkSet(
            "ruw",
            "macro_f1",
            "text",
            "RUW, multi-target stance on the Russian-Ukrainian issue",
            (("BERT (README, metric not named)", 54.13), ("CKD (same)", 58.74)),
        ),
        BenchmarkSet(
            "ibm_claim_stance",
            "accuracy",
            "topic",
            "Bar-Haim et al., EACL 2017",
            new_topics=True,
            encoder_learned=True,
        ),
    )
}
"""The benchmarks by name."""
