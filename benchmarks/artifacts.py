"""Whether the label can be told from what should not tell it: length, register, holder.

A model that sees one such thing alone, and never the sentence, should do little better than the
commonest label (the partial-input baselines of Gururangan et al., "Annotation Artifacts in
Natural Language Inference Data", NAACL 2018, and Poliak et al., "Hypothesis Only Baselines in
Natural Language Inference", *SEM 2018). Where it does better, a model can take a short cut there.

Each is a logistic regression on the training split, cross-validated by document. Balanced accuracy
is of one that weights the labels equally (chance and the majority both get 1/k), accuracy of one
that does not. The lift is over the majority, with the interval of a bootstrap over documents; one
in twenty intervals leaves out 0 by chance. The test split is not read. The holder is null by the
guide where no side is reported: what it tells beyond that, the last question asks.

Run ``python benchmarks/artifacts.py``; takes a minute or two.
"""

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler

from stance.bundled import bundled_path
from stance.examples import grouped_folds, read_examples
from stance.features.tokens import is_negator, tokenize
from stance.judging.intervals import percentile_interval, resampled
from stance.stances import MIXED, SIDES, UNRELATED
from stance.topics import read_topics

Features = dict[str, str | float]
Row = dict[str, object]

PREPOSITIONS = frozenset("of in for from at on to with by who that which".split())
EACH = 4  # words to a class of length
LONGEST = 12  # classes of length


def words_of(text: object) -> list[str]:
    """Return the words of a text, lower-cased."""
    tokens = tokenize(str(text))
    return [word for word, is_word in zip(tokens.words, tokens.is_word, strict=True) if is_word]


def head_word(holder: object) -> str:
    """Return the last word before a preposition: ``a minister of the state`` gives ``minister``."""
    if not isinstance(holder, str):
        return "null"
    words = words_of(holder)
    end = next((i for i, word in enumerate(words) if i and word in PREPOSITIONS), len(words))
    return words[end - 1] if words else "null"


def kind_of_holder(row: Row) -> str:
    """Say whether the holder is null, the author, or someone who is named."""
    holder = row["holder"]
    return "null" if not isinstance(holder, str) else "author" if holder == "author" else "named"


def punctuation(row: Row) -> Features:
    """Return the last mark, and which marks there are in the sentence."""
    text = str(row["text"]).rstrip()
    marks = {"double": '“”"„«»', "single": "‘", "question": "?", "dash": "–—", "colon": ":;"}
    found: Features = {name: float(any(m in text for m in which)) for name, which in marks.items()}
    return {"last": "word" if text[-1].isalnum() else text[-1], **found}


def position(row: Row) -> Features:
    """Return the tenth of the document that the sentence is in, and its distance to the ends."""
    place, of = int(str(row["place"])), int(str(row["of"]))
    ends = {"from start": str(min(place, 4)), "from end": str(min(of - place - 1, 4))}
    return {"tenth": str(10 * place // of), **ends}


def negations(row: Row) -> Features:
    """Return how many words negate, up to three."""
    n = sum(map(is_negator, words_of(row["text"])))
    return {"negations": str(min(n, 3))}


def length(row: Row) -> Features:
    """Return the class of the number of words."""
    return {"length": str(min(len(words_of(row["text"])) // EACH, LONGEST))}


def first_word(row: Row) -> Features:
    """Return the first word."""
    return {"first": next(iter(words_of(row["text"])), "")}


FEATURES: dict[str, Callable[[Row], Features]] = {
    "length in words": length,
    "register": lambda row: {"register": str(row["register"])},
    "first word": first_word,
    "punctuation, quotation marks": punctuation,
    "position in the document": position,
    "number of negations": negations,
    "holder: null, author or named": lambda row: {"kind": kind_of_holder(row)},
    "holder as written": lambda row: {"holder": str(row["holder"])},
    "holder's head word": lambda row: {"head": head_word(row["holder"])},
    "topic": lambda row: {"topic": str(row["topic"])},
    "topic and holder's head word": lambda row: {
        "topic": str(row["topic"]),
        "pair": f"{row['topic']}: {head_word(row['holder'])}",
    },
}
SURFACE = ("length in words", "register", "first word", "punctuation, quotation marks")
SURFACE += ("position in the document", "number of negations")
FEATURES["these six together"] = lambda row: {
    key: value for name in SURFACE for key, value in FEATURES[name](row).items()
}
FEATURES["all words, for scale"] = lambda row: dict.fromkeys(words_of(row["text"]), 1.0)
SENTENCE_ONLY = {name: of for name, of in FEATURES.items() if not name.startswith("topic")}


def questions() -> dict[str, pd.DataFrame]:
    """Return the rows of each question: what the features are of, ``doc``, and the ``label``."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = read_examples(data, split="train", topics=topics).frame
    rows["about"] = rows["stance"] != UNRELATED
    sentences = rows.drop_duplicates("id").copy()
    sentences["place"] = sentences.groupby("doc").cumcount()
    sentences["of"] = sentences.groupby("doc")["id"].transform("size")
    rows = rows.merge(sentences[["id", "place", "of"]], on="id", validate="many_to_one")
    number = sentences["id"].map(rows.groupby("id")["about"].sum())
    related = rows[rows["about"] & (rows["stance"] != MIXED)]
    sided = related[related["stance"].isin(SIDES[:2])]
    return {
        "about any topic, or none": sentences.assign(label=np.where(number > 0, "any", "none")),
        "how many topics: 0, 1, more": sentences.assign(label=number.clip(upper=2).astype(str)),
        "the side: favor, against, neutral": related.assign(label=related["stance"]),
        "the side, given that one is taken: favor, against": sided.assign(label=sided["stance"]),
    }


def answers(rows: pd.DataFrame, of: Callable[[Row], Features], weight: str | None) -> np.ndarray:
    """Return out-of-fold answers of a logistic regression on one kind of feature."""
    features = [of(row) for row in rows.to_dict("records")]
    label, out = rows["label"].to_numpy(), np.empty(len(rows), object)
    for seen, unseen in folds_of(rows):
        regression = LogisticRegression(class_weight=weight, max_iter=1000)
        model = make_pipeline(DictVectorizer(), MaxAbsScaler(), regression)
        model.fit([features[i] for i in seen], label[seen])
        out[unseen] = model.predict([features[i] for i in unseen])
    return out


def folds_of(rows: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return five folds over documents in which the labels are spread evenly."""
    frame = pd.DataFrame({"topic": "", "stance": rows["label"], "doc": rows["doc"]})
    return grouped_folds(frame, 5, random_state=0)


def majority(rows: pd.DataFrame) -> np.ndarray:
    """Return the commonest label of the other folds, for every row."""
    label, out = rows["label"].to_numpy(), np.empty(len(rows), object)
    for seen, unseen in folds_of(rows):
        out[unseen] = pd.Series(label[seen]).mode()[0]
    return out


def line(rows: pd.DataFrame, of: Callable[[Row], Features], n_draws: int) -> dict[str, object]:
    """Return the scores of one kind of feature, with the intervals of their lifts."""
    truth, codes = rows["label"].to_numpy(), sorted(rows["label"].unique())
    even, plain = answers(rows, of, "balanced"), answers(rows, of, None)
    is_of = [truth == code for code in codes]
    counted = [*is_of, *[which & (even == truth) for which in is_of], plain == truth]
    columns = np.stack([*counted, majority(rows) == truth], axis=1).astype(float)
    by_doc = pd.DataFrame(columns).groupby(rows["doc"].to_numpy()).sum().to_numpy()
    value = scores(by_doc.sum(axis=0, keepdims=True), len(codes))
    draws = [scores(s, len(codes)) for s in resampled(sparse.csr_array(by_doc), n_draws)]
    low, high = percentile_interval(np.concatenate(draws))
    shown = [
        f"{v:+.3f} ({a:+.3f} to {b:+.3f})" for v, a, b in zip(value[0], low, high, strict=True)
    ]
    return {
        "balanced": f"{value[0, 0] + 1 / len(codes):.3f}",
        "lift over 1/k": shown[0] + (" *" if low[0] > 0 else "  "),
        "accuracy": f"{(plain == truth).mean():.3f}",
        "lift over majority": shown[1] + (" *" if low[1] > 0 else "  "),
    }


def scores(sums: np.ndarray, k: int) -> np.ndarray:
    """Return the lifts of balanced accuracy and of accuracy, from sums over documents."""
    n, right = sums[:, :k], sums[:, k : 2 * k]
    recall = np.divide(right, n, out=np.full_like(n, np.nan), where=n > 0).mean(axis=1)
    accuracy = (sums[:, 2 * k] - sums[:, 2 * k + 1]) / n.sum(axis=1)
    return np.stack([recall - 1 / k, accuracy], axis=1)


def main() -> None:
    """Print one table a question."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=2000, help="resamples of documents")
    parser.add_argument("--n-jobs", type=int, default=1, help="features judged at once")
    asked = parser.parse_args()
    for question, rows in questions().items():
        known = FEATURES if set(rows["label"]) <= set(SIDES) else SENTENCE_ONLY
        tasks = (delayed(line)(rows, of, asked.draws) for of in known.values())
        table = pd.DataFrame(Parallel(n_jobs=asked.n_jobs)(tasks), index=list(known))
        share = rows["label"].value_counts(normalize=True).round(3).to_dict()
        print(f"\n{question}\n{len(rows):,} rows of {rows['doc'].nunique()} documents; {share}")
        print(table.to_string(), flush=True)
    print("\n* the interval lies above 0")


if __name__ == "__main__":
    main()
