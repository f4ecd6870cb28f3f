"""Which labels a model doubts most: a list of rows for a person to read again.

Every (sentence, topic) row is judged by a classifier of n-grams that has seen none of its
document: the training split by five folds over documents, the test split by a classifier of the
whole training split. The rows are then ranked as confident learning does (Northcutt, Jiang and
Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, 2021), by the
normalized margin: the probability of the given stance less that of the likeliest other one, put
between 0 and 1. A row that the model finds unlikely is not wrong for it; most of them are merely
hard. Rows labelled ``mixed`` have no place among the four stances and are not ranked.

Run ``python benchmarks/suspects.py suspects.jsonl [--top 300] [--n-jobs 2]``; takes a minute.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from cleanlab.count import num_label_issues
from cleanlab.rank import get_label_quality_scores
from joblib import Parallel, delayed

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.learning.classifier import StanceClassifier
from stance.stances import STANCES
from stance.topics import Topics, read_topics

METHODS = ("normalized_margin", "self_confidence", "confidence_weighted_entropy")
WRITTEN = ("id", "split", "text", "register", "holder", "topic", "given", "suggested", "quality")


def unseen_proba(topics: Topics, known: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
    """Return the probabilities of the rows asked, by a classifier of the rows known.

    Parameters
    ----------
    topics : Topics
        The topics of both.
    known, asked : DataFrame
        Examples that share no document.

    Returns
    -------
    ndarray of shape (n_asked, 4)
        In the order of `STANCES`.
    """
    classifier = StanceClassifier(topics=topics, random_state=0).fit(known, known["stance"])
    return classifier.scorer_.pairs_proba(
        asked["text"].tolist(), [topics.names.index(topic) for topic in asked["topic"]]
    )


def judged(
    topics: Topics, train: pd.DataFrame, test: pd.DataFrame, n_folds: int, n_jobs: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return all rows with a code for the given stance, and what a model that saw none says.

    Parameters
    ----------
    topics : Topics
        The topics.
    train, test : DataFrame
        The splits, without mixed rows.
    n_folds : int
        Folds over the documents of the training split.
    n_jobs : int
        Classifiers fitted at the same time.

    Returns
    -------
    rows : DataFrame
        The rows of the folds, then those of the test split.
    proba : ndarray of shape (n_rows, 4)
    """
    folds = grouped_folds(train, n_folds, random_state=0)
    tasks = [(train.iloc[seen], train.iloc[unseen]) for seen, unseen in folds]
    tasks.append((train, test))
    parts = Parallel(n_jobs=n_jobs)(delayed(unseen_proba)(topics, *task) for task in tasks)
    rows = pd.concat([asked for _, asked in tasks], ignore_index=True)
    return rows, np.concatenate(parts)


def suspects(rows: pd.DataFrame, proba: np.ndarray, method: str, top: int) -> pd.DataFrame:
    """Return the rows whose label fits worst, the worst first.

    Parameters
    ----------
    rows : DataFrame
        Examples.
    proba : ndarray of shape (n_rows, 4)
        Out-of-sample probabilities.
    method : str
        One of `METHODS`.
    top : int
        How many at most; rows whose own stance is the likeliest are never among them.

    Returns
    -------
    DataFrame
        With the columns `WRITTEN`.
    """
    codes = rows["stance"].map(STANCES.index).to_numpy()
    quality = get_label_quality_scores(codes, proba, method=method)
    best = proba.argmax(axis=1)
    ranked = rows.rename(columns={"stance": "given"}).assign(
        suggested=np.array(STANCES)[best], quality=quality.round(5)
    )
    ranked = ranked[best != codes].sort_values(["quality", "id", "topic"])
    return ranked[list(WRITTEN)].head(top)


def write_lines(found: pd.DataFrame, path: Path) -> None:
    """Write rows as JSON Lines; a missing holder is null.

    Parameters
    ----------
    found : DataFrame
        The rows.
    path : Path
        The file; its folder is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    records = found.astype(object).where(found.notna(), None).to_dict("records")
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def counts(found: pd.DataFrame) -> str:
    """Return a table of topics by what was given and what is suggested.

    Parameters
    ----------
    found : DataFrame
        The suspects.

    Returns
    -------
    str
    """
    change = (found["given"] + " -> " + found["suggested"]).rename("given -> suggested")
    table = pd.crosstab(change, found["topic"], margins=True, margins_name="all")
    order = table["all"].sort_values(ascending=False, kind="stable").index
    return table.loc[[*order.drop("all"), "all"]].to_string()


def main() -> None:
    """Write the list and print what it holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path, help="the JSON Lines file to write")
    parser.add_argument("--top", type=int, default=300, help="how many rows (default 300)")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0])
    parser.add_argument("--folds", type=int, default=5, help="over the training documents")
    parser.add_argument("--n-jobs", type=int, default=1, help="classifiers fitted at once")
    asked = parser.parse_args()
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    train, test = (
        read_examples(data, split=split, topics=topics).for_training()
        for split in ("train", "test")
    )
    rows, proba = judged(topics, train, test, asked.folds, asked.n_jobs)
    codes = rows["stance"].map(STANCES.index).to_numpy()
    differ = int((proba.argmax(axis=1) != codes).sum())
    found = suspects(rows, proba, asked.method, asked.top)
    write_lines(found, asked.path)
    print(f"{len(rows):,} rows; for {differ:,} another stance is likelier than the given one")
    print(f"confident learning puts {num_label_issues(codes, proba):,} of them down as issues,")
    print("an upper bound: it takes what the model cannot read for an error of the label\n")
    print(f"the {len(found)} most doubtful, by {asked.method} (split, then topic):")
    print(found["split"].value_counts().to_string(header=False), end="\n\n")
    print(counts(found))


if __name__ == "__main__":
    main()
