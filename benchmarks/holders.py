"""Who holds the stance: how often the holder found is the one that the label names.

Own corpus, by cross-validation on the training documents, and then the test split::

    python benchmarks/holders.py

Public sets of entity-to-entity stance (SEESAW, DSE), official test split, out of a folder of
``NAME/{train,test}.parquet``::

    python benchmarks/holders.py --data FOLDER

What these print is kept in ``benchmarks/results/holders.json``. ``--articles 20`` prints the table
of holders of so many articles of the corpus, those of the test split first, to be checked by hand.
``--train models/holders`` writes the bundled weights anew.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import stance
from stance.bundled import bundled_path
from stance.examples import grouped_folds
from stance.holders.candidates import NAME, Candidate, candidates
from stance.holders.clauses import split_holders
from stance.holders.finding import AUTHOR, Holder, find_holders, read_words
from stance.holders.gold import content, label_of, overlap, text_of
from stance.holders.learning import PENALTY, learn_ranker
from stance.holders.ranking import Ranker
from stance.holders.storage import load_ranker, save_ranker
from stance.holders.words import AUXILIARIES, SAYING, Words
from stance.judging.intervals import percentile_interval, resampled
from stance.sentences import split_sentences
from stance.topics import Topics, read_topics

RESULTS = Path(__file__).parent / "results" / "holders.json"
N_FOLDS, N_RESAMPLES, FEWEST = 5, 2000, 30
SIDES = {"favor", "against", "mixed"}
SUMS = (
    "rows",
    "right",
    "named",
    "given",
    "exact",
    "shared",
    "touched",
    "by",
    "by_given",
    "by_right",
)
PUBLIC = ("seesaw", "dse")
MOST_TRAINING = 3000

Answers = list[Holder]
Finder = Callable[[Sequence[str]], Answers]


def corpus(split: str) -> pd.DataFrame:
    """Return the corpus; `gold` is the holder of rows that take a side, else None."""
    frame = pd.read_json(bundled_path(f"data/{split}.jsonl"), lines=True)
    sided = frame["stances"].map(lambda stances: bool(SIDES & set(stances.values())))
    frame["holder"] = frame["holder"].astype(object).where(frame["holder"].notna(), None)
    meant = [
        holder and label_of(text, holder)
        for text, holder in zip(frame["text"], frame["holder"], strict=True)
    ]
    frame["gold"] = pd.Series(meant, index=frame.index, dtype=object).where(sided, None)
    frame["topic"] = frame["stances"].map(lambda stances: next(iter(stances), ""))
    return frame


def by_document(frame: pd.DataFrame, finder: Finder) -> pd.Series:
    """Return the holder of each row, its document being read as a whole."""
    parts = [
        pd.Series(finder(rows["text"].tolist()), index=rows.index, dtype=object)
        for _, rows in frame.groupby("doc", sort=False)
    ]
    return pd.concat(parts).reindex(frame.index)


def trained(frame: pd.DataFrame) -> Ranker:
    """Learn from the rows of a frame."""
    columns = (frame[name].tolist() for name in ("text", "holder", "doc"))
    return learn_ranker(*columns)


def cross_validated(frame: pd.DataFrame) -> pd.Series:
    """Return the holder of each row from weights that have not seen its document."""
    rows = frame.assign(stance=frame["gold"].isna().map({True: "open", False: "held"}))
    parts = []
    for seen, unseen in grouped_folds(rows, N_FOLDS, random_state=0):
        ranker = trained(frame.iloc[seen])
        asked = frame.iloc[unseen].sort_index()
        parts.append(by_document(asked, lambda texts, r=ranker: find_holders(texts, r)))
    return pd.concat(parts).reindex(frame.index)


def _answer(words: Words, it: Candidate | None) -> Holder:
    text = AUTHOR if it is None else text_of(words, it)
    return Holder(text, None, None, text, float("nan"))


def first_verb(texts: Sequence[str]) -> Answers:
    """Answer the subject of the first verb of saying, else the author."""
    return [_answer(words, _subject(words)) for words in read_words(texts)]


def _subject(words: Words) -> Candidate | None:
    found = [it for it in candidates(words) if not words.quoted[it.first]]
    for i, stem in enumerate(words.stems):
        if stem not in SAYING or words.quoted[i] or i == 0:
            continue
        at = i
        while at and words.lower[at - 1] in AUXILIARIES:
            at -= 1
        before = [it for it in found if it.last == at - 1]
        after = [it for it in found if it.first == i + 1]
        if before or after:
            return min(before, key=lambda it: it.first) if before else after[-1]
    return None


def nearest_name(frame: pd.DataFrame, topics: Topics) -> pd.Series:
    """Answer the name nearest to where the topic is named, else the first name, else the author."""
    answers = []
    for text, topic in zip(frame["text"], frame["topic"], strict=True):
        (words,) = read_words([text])
        names = [it for it in candidates(words) if it.kind == NAME]
        phrases = topics[topic].phrases if topic in topics else ()
        places = [text.lower().find(phrase.lower()) for phrase in phrases]
        at = min((place for place in places if place >= 0), default=0)
        nearest = min(names, key=lambda it: abs(words.spans[it.first][0] - at), default=None)
        answers.append(_answer(words, nearest))
    return pd.Series(answers, index=frame.index, dtype=object)


def sums(frame: pd.DataFrame, answers: pd.Series) -> pd.DataFrame:
    """Return what each row adds to the scores."""
    rows = []
    for gold, answer in zip(frame["gold"], answers, strict=True):
        author, said = gold == AUTHOR, answer.text == AUTHOR
        named, given = not author, answer.text is not None and not said
        forms = {answer.text, answer.id} - {None} if given and named else set()
        shared = max((overlap(form, gold) for form in forms), default=0.0)
        exact = shared == 1
        right = exact or (author and said)
        touched = shared > 0
        by = (author, said, author and said)
        rows.append((1, right, named, given, exact, shared, touched, *by))
    return pd.DataFrame(rows, columns=list(SUMS), index=frame.index, dtype=float)


def scores(total: np.ndarray) -> dict[str, np.ndarray]:
    """Return the scores of sums of shape (..., len(SUMS))."""
    of = dict(zip(SUMS, np.moveaxis(total, -1, 0), strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "exact_f1": 2 * of["exact"] / (of["named"] + of["given"]),
            "overlap_f1": 2 * of["shared"] / (of["named"] + of["given"]),
            "any_word_f1": 2 * of["touched"] / (of["named"] + of["given"]),
            "author_f1": 2 * of["by_right"] / (of["by"] + of["by_given"]),
            "accuracy": of["right"] / of["rows"],
        }


def table(frame: pd.DataFrame, answers: pd.Series) -> dict[str, dict[str, list[float]]]:
    """Return value, low and high of each score, of all rows and by register."""
    added = sums(frame, answers)
    scopes = {"all": frame.index}
    scopes |= {r: rows.index for r, rows in frame.groupby("register") if len(rows) >= FEWEST}
    result = {}
    for scope, index in scopes.items():
        part = added.loc[index].groupby(frame.loc[index, "doc"]).sum().to_numpy()
        drawn = np.concatenate(list(resampled(sparse.csr_array(part), N_RESAMPLES)))
        values, draws = scores(part.sum(axis=0)), scores(drawn)
        result[scope] = {"n": [len(index)]}
        for name, value in values.items():
            low, high = percentile_interval(draws[name])
            result[scope][name] = [_rounded(float(v)) for v in (value, low, high)]
    return result


def opposed() -> dict[str, int]:
    """Return how often a sentence of the corpus gets two rows, and how often it should."""
    frame = pd.concat([corpus("train"), corpus("test")], ignore_index=True)
    mixed = frame["stances"].map(lambda stances: "mixed" in stances.values())
    ranker = load_ranker()
    halves = frame["text"].map(lambda text: bool(split_holders(text, ranker)))
    asked = stance.load().predict(frame.loc[halves, "text"].tolist(), holders=True)
    split = set(asked.loc[asked.duplicated(["text", "topic"]), "text"])
    found = frame["text"].isin(split)
    counts = {
        "sentences": len(frame),
        "labelled mixed": int(mixed.sum()),
        "with a holder in either clause": int(halves.sum()),
        "two rows, labelled mixed": int((found & mixed).sum()),
        "two rows, not labelled mixed": int((found & ~mixed).sum()),
    }
    print("\nTwo holders on opposite sides:", counts)
    return counts


def milliseconds(frame: pd.DataFrame) -> float:
    """Return the processor time of finding the holder of one sentence."""
    ranker = load_ranker()
    begun = time.process_time()
    by_document(frame, lambda texts: find_holders(texts, ranker))
    spent = 1000 * (time.process_time() - begun) / len(frame)
    print(f"\n{spent:.2f} ms of processor time a sentence")
    return round(spent, 3)


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


def own() -> dict[str, object]:
    """Return the scores on the corpus."""
    topics = read_topics(bundled_path("data/topics.toml"))
    results = {}
    for split in ("train", "test"):
        frame = corpus(split)
        ranker = load_ranker()
        systems = {
            "stance": cross_validated(frame)
            if split == "train"
            else by_document(frame, lambda texts, r=ranker: find_holders(texts, r)),
            "subject of the first verb": by_document(frame, first_verb),
            "nearest name": nearest_name(frame, topics),
        }
        asked = frame["gold"].notna()
        results[split] = {
            name: table(frame[asked], answers[asked]) for name, answers in systems.items()
        }
        show(
            f"{split}, {'cross-validated' if split == 'train' else 'bundled weights'}",
            results[split],
        )
    return results


def show(title: str, results: dict[str, dict[str, dict[str, list[float]]]]) -> None:
    """Print a table of scores."""
    print(f"\n{title}")
    rows = [
        {"system": system, "scope": scope, "rows": values["n"][0]}
        | {k: _shown(v) for k, v in values.items() if k != "n"}
        for system, scopes in results.items()
        for scope, values in scopes.items()
    ]
    print(pd.DataFrame(rows).to_string(index=False))


def _shown(values: list[float]) -> str:
    if len(values) == 2:
        return f"{values[0]:.3f} of {values[1]:,.0f}"
    low_to_high = "{:.3f} ({:.3f} to {:.3f})"
    return low_to_high.format(*(float("nan") if v is None else v for v in values))


def public(folder: Path, name: str) -> dict[str, object]:
    """Return how often the holder found is the one annotated, on an official test split.

    The bundled weights, and beside them weights learned from the set's own training split. A
    sentence gets one answer, whichever target was annotated.
    """
    test = public_rows(folder / name / "test.parquet")
    known = public_rows(folder / name / "train.parquet")
    known = known.sample(min(MOST_TRAINING, len(known)), random_state=0).sort_index()
    systems = {"bundled weights": load_ranker(), "its training split": trained(known)}
    found = {
        system: [find_holders(texts, ranker)[-1] for texts in test["texts"]]
        for system, ranker in systems.items()
    }
    found["subject of the first verb"] = [first_verb(texts)[-1] for texts in test["texts"]]
    results = {}
    for system, answers in found.items():
        results[system] = table(test, pd.Series(answers, index=test.index, dtype=object))
        del results[system]["news"]
        rights = [_of_the_pair(a, row) for a, row in zip(answers, test.itertuples(), strict=True)]
        of_either = [right for right in rights if right is not None]
        share = float(np.mean(of_either)) if of_either else float("nan")
        results[system]["all"]["holder_not_target"] = [round(share, 4), len(of_either)]
    show(f"{name}, test, holders that the sentence names", results)
    return results


def _of_the_pair(answer: Holder, row: object) -> bool | None:
    """Return whether the answer names the holder and not the target; None if neither or both."""
    named = {answer.text, answer.id} - {None}
    shared = [max((overlap(n, x) for n in named), default=0.0) for x in (row.holder, row.topic)]
    return None if bool(shared[0]) == bool(shared[1]) else bool(shared[0])


def public_rows(path: Path) -> pd.DataFrame:
    """Return the rows with a side whose sentence has a word of the holder's name."""
    frame = pd.read_parquet(path)
    frame = frame[frame["stance"].isin(["favor", "against"])]
    if "holder_named" in frame:
        frame = frame[frame["holder_named"].astype(bool)]
    texts = zip(frame["holder"], frame["text"], strict=True)
    frame = frame[[bool(set(content(h)) & set(content(text))) for h, text in texts]].copy()
    before = frame["context_before"] if "context_before" in frame else [None] * len(frame)
    frame["texts"] = [
        [*(s.text for s in split_sentences(context or "")), text]
        for context, text in zip(before, frame["text"], strict=True)
    ]
    frame["gold"] = frame["holder"]
    frame["register"] = "news"
    frame["doc"] = frame["article_title"] if "article_title" in frame else frame["text"]
    return frame


def print_articles(n: int) -> None:
    """Print who takes which side on what in articles of the corpus."""
    model = stance.load()
    frame = pd.concat([corpus(split).assign(split=split) for split in ("test", "train")])
    articles = frame[frame["doc"].str.startswith("article-")]
    for (split, doc), rows in list(articles.groupby(["split", "doc"], sort=False))[:n]:
        table = model.analyze("\n\n".join(rows["text"])).holders()
        print(f"\n{doc} ({split})")
        print(table[["favor", "against", "where"]].reset_index().to_string(index=False))


def _on_one_line(found: re.Match[str]) -> str:
    return "[" + " ".join(found[1].split()) + "]"


def main() -> None:
    """Print and keep the scores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, help="a folder of public sets")
    parser.add_argument("--train", type=Path, help="write the weights there, and nothing else")
    parser.add_argument("--articles", type=int, help="print tables of so many articles instead")
    given = parser.parse_args()
    if given.articles:
        print_articles(given.articles)
        return
    if given.train:
        frame = corpus("train")
        facts = {
            "rows": int(frame["holder"].notna().sum()),
            "documents": int(frame["doc"].nunique()),
            "penalty": PENALTY,
        }
        save_ranker(trained(frame), given.train, facts)
        return
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if given.data:
        results |= {name: public(given.data, name) for name in PUBLIC}
    else:
        results["own"] = own()
        results["two holders"] = opposed()
        results["milliseconds a sentence"] = milliseconds(corpus("test"))
    RESULTS.parent.mkdir(exist_ok=True)
    # One line for each score, value and interval side by side.
    text = re.sub(r"\[\s+([^\[\]]*?)\s+\]", _on_one_line, json.dumps(results, indent=1))
    RESULTS.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
