"""What each public benchmark is: its splits, the parts that are scored, its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from stance.benchmarks import references
from stance.benchmarks.references import Reference
from stance.stances import SIDES

OWN = "own"
"""The name of the benchmark that the package brings along: the bundled corpus."""


@dataclass(frozen=True, slots=True)
class Part:
    """Test rows that are scored together.

    Attributes
    ----------
    name : str
        What the tables call it.
    metric : str
        A score of `stance.judging.metrics`.
    where : mapping of str to tuple
        The values that a row must have in columns of the data; none takes every row.
    new_texts : bool, default=False
        Whether rows whose text stands in the training split as well are left out. Texts are
        compared as `stance.benchmarks.overlap.normalised` writes them.
    new_topics : bool, default=False
        Whether no topic of its rows may occur in training: the run is refused if one does.
    mean_of_topics : bool, default=False
        Whether the score is the mean of the topics' scores; else it is over all rows in one pool.
    references : tuple of Reference, default=()
        Published scores of these rows by this metric.
    """

    name: str
    metric: str
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    new_texts: bool = False
    new_topics: bool = False
    mean_of_topics: bool = False
    references: tuple[Reference, ...] = ()

    def rows_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows whose columns have the values that the part asks for.

        Parameters
        ----------
        rows : DataFrame
            With the columns of `where`.

        Returns
        -------
        DataFrame
        """
        kept = np.ones(len(rows), np.bool_)
        for column, values in self.where.items():
            kept &= rows[column].isin(values).to_numpy()
        return rows[kept]


@dataclass(frozen=True, slots=True)
class HubSource:
    """Where `datasets` finds a benchmark as rows of text, topic and stance.

    Attributes
    ----------
    name, configuration : str
        As `datasets.load_dataset` takes them.
    columns : mapping of str to str
        From the columns there to ours.
    """

    name: str
    configuration: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A benchmark with its protocol.

    Attributes
    ----------
    name : str
        Also the name of its folder, which holds a Parquet file for each split.
    title : str
        What it is, in a few words.
    parts : tuple of Part
        What is scored, the one to quote first.
    together : str
        The column whose equal rows are drawn together for the interval: rows of one tweet are
        one piece of evidence.
    source : str
        Who made it.
    published : str
        Where it is published.
    test : tuple of str, default=("test",)
        The files that are scored.
    remove : tuple of str, default=()
        What is cut out of the texts: marks of the task that no user would write.
    repeats : bool, default=False
        Whether the published splits share so many texts that training keeps those of the test
        split, and a part without them is scored. Otherwise training goes without them.
    holders : bool, default=False
        Whether the stance is that of a holder whom each row names.
    beside : str or None, default=None
        What the presets learn beside the training rows, as `stance.train` takes it: the bundled
        models learn other topics beside the corpus.
    hub : HubSource or None, default=None
        Where it is loaded from if no folder is given.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    together: str
    source: str
    published: str
    test: tuple[str, ...] = ("test",)
    remove: tuple[str, ...] = ()
    repeats: bool = False
    holders: bool = False
    beside: str | None = None
    hub: HubSource | None = None


SETS = {
    found.name: found
    for found in (
        BenchmarkSet(
            OWN,
            "the bundled corpus, eight topics",
            (
                Part("four stances", "macro_f1"),
                Part("side of relevant sentences", "side_macro_f1", {"stance": SIDES}),
            ),
            together="doc",
            source="the bundled corpus (data/README.md)",
            published="in this package",
            beside="bundled",
        ),
        BenchmarkSet(
            "semeval2016_task6a",
            "tweets, five targets",
            (
                Part("all", "f_avg", references=references.SEMEVAL),
                Part("mean of targets", "f_avg", mean_of_topics=True),
                Part("three stances", "macro_f1"),
            ),
            together="text",
            source="Mohammad et al., SemEval-2016 task 6, subtask A",
            published="https://alt.qcri.org/semeval2016/task6",
            remove=("#SemST",),
        ),
        BenchmarkSet(
            "gwsd",
            "news sentences on global warming",
            (Part("all", "macro_f1", references=references.GWSD),),
            together="text",
            source="Luo, Card and Jurafsky, Findings of EMNLP 2020",
            published="https://github.com/yiweiluo/GWStance",
        ),
        BenchmarkSet(
            "newsmtsc",
            "news, sentiment toward a person",
            (
                Part(
                    "real world",
                    "macro_f1",
                    {"split": ("validation", "test")},
                    references=references.NEWSMTSC_RW,
                ),
                Part(
                    "several targets",
                    "macro_f1",
                    {"split": ("validation_mt", "test_mt")},
                    references=references.NEWSMTSC_MT,
                ),
            ),
            together="text",
            source="Hamborg and Donnay, EACL 2021; as there, validation and test are joined",
            published="https://github.com/fhamborg/NewsMTSC",
            test=("validation", "test", "validation_mt", "test_mt"),
        ),
        BenchmarkSet(
            "ruw",
            "tweets on Russia and Ukraine",
            (
                Part("all", "macro_f1", references=references.RUW),
                Part("favor and against", "f_avg"),
            ),
            together="text",
            source="RUW, multi-target stance on the Russian-Ukrainian issue",
            published="https://github.com/multi-target/RUW",
        ),
        BenchmarkSet(
            "vast",
            "comments, thousands of topics",
            (
                Part(
                    "zero-shot topics",
                    "macro_f1",
                    {"seen": (0,)},
                    new_topics=True,
                    references=references.VAST_ZERO,
                ),
                Part("few-shot topics", "macro_f1", {"seen": (1,)}, references=references.VAST_FEW),
                Part("all", "macro_f1", references=references.VAST_ALL),
            ),
            together="text",
            source="Allaway and McKeown, EMNLP 2020",
            published="https://github.com/emilyallaway/zero-shot-stance",
        ),
        BenchmarkSet(
            "ibm_claim_stance",
            "claims on new debate motions",
            (Part("all", "accuracy", new_topics=True, references=references.IBM),),
            together="topic",
            source="Bar-Haim et al., EACL 2017",
            published="https://huggingface.co/datasets/ibm-research/claim_stance",
            hub=HubSource(
                "ibm-research/claim_stance",
                "claim_stance",
                {
                    "claims.claimCorrectedText": "text",
                    "topicText": "topic",
                    "claims.stance": "stance",
                },
            ),
        ),
        BenchmarkSet(
            "perspectrum",
            "perspectives on new claims",
            (
                Part("new texts", "macro_f1", new_texts=True, new_topics=True),
                Part("all", "macro_f1", new_topics=True, references=references.PERSPECTRUM),
            ),
            together="topic",
            source="Chen et al., NAACL 2019",
            published="https://github.com/CogComp/perspectrum",
            repeats=True,
        ),
        BenchmarkSet(
            "seesaw",
            "news, one entity toward another",
            (
                Part("one side each", "macro_f1", {"conflict": (False,)}),
                Part("all", "macro_f1"),
            ),
            together="article_title",
            source="Zhang, Beauchamp and Wang, EMNLP 2022",
            published="https://github.com/launchnlp/SEESAW",
            holders=True,
        ),
        BenchmarkSet(
            "dse",
            "news, one entity toward another",
            (
                Part("new texts", "macro_f1", {"odd_entity": (False,)}, new_texts=True),
                Part("all", "macro_f1"),
            ),
            together="text",
            source="Park, Pan and Joo, Findings of ACL 2021",
            published="https://github.com/bywords/directed_sentiment_analysis",
            repeats=True,
            holders=True,
        ),
    )
}
"""The benchmarks by name.

In seesaw and dse the stance is that of one entity toward another, and the topic is the latter.
The holder is told to an encoder alone, beside the topic (`stance.benchmarks.loading.with_holders`);
to systems that learn each topic's own words it would make every pair of entities a topic, so they
do not know it. Where two holders in one sentence of seesaw take opposite sides toward one topic,
those cannot be right on both: such rows are left out of the part to quote.
"""
