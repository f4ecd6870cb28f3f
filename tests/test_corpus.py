"""The corpus in ``data/`` keeps its form, its split and its distance from itself."""

import hashlib
import json
import re
import runpy
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from stance.examples import near_duplicates, read_examples
from stance.topics import read_topics

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SPLITS = ("train", "test")
COLUMNS = ["id", "doc", "text", "register", "holder", "stances"]
REGISTERS = set(
    "headline report quote official transcript opinion analysis letter comment social voxpop "
    "boilerplate".split()
)
STANCES = {"favor", "against", "neutral", "mixed"}
TOPICS = {topic.name for topic in read_topics(DATA / "topics.toml")}
FROZEN = "4a548422cdbd1cd1"


def unrepeated(pairs):
    """A JSON object; one that names a key twice would lose a label in silence."""
    row = dict(pairs)
    assert len(row) == len(pairs), pairs
    return row


def lines_of(path):
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    return [json.loads(line, object_pairs_hook=unrepeated) for line in raw[:-1].split(b"\n")]


@pytest.fixture(scope="module")
def rows():
    return {split: lines_of(DATA / f"{split}.jsonl") for split in SPLITS}


def faults(row):
    """What is wrong with one row, each in a few words."""
    if list(row) != COLUMNS:
        return [f"columns {list(row)}"]
    texts = [row[name] for name in COLUMNS[:4]] + ([row["holder"]] if row["holder"] else [])
    if not all(isinstance(text, str) for text in texts) or not isinstance(row["stances"], dict):
        return ["a field of the wrong type"]
    checks = {
        "an id that is not doc-NN": re.fullmatch(re.escape(row["doc"]) + r"-\d\d", row["id"]),
        "an unknown register": row["register"] in REGISTERS,
        "an unknown topic": set(row["stances"]) <= TOPICS,
        "an unknown stance": set(row["stances"].values()) <= STANCES,
        "a holder that is neither null nor named": row["holder"] is None or row["holder"],
        "blanks around a field, or an empty one": all(t and t == t.strip() for t in texts),
        "a control character": not any(unicodedata.category(c) == "Cc" for c in "".join(texts)),
        "not NFC": all(unicodedata.is_normalized("NFC", text) for text in texts),
    }
    return [fault for fault, good in checks.items() if not good]


@pytest.mark.parametrize("split", SPLITS)
def test_every_row_has_the_fields_that_the_datasheet_names(rows, split):
    wrong = {row.get("id", number): faults(row) for number, row in enumerate(rows[split], 1)}
    assert {place: found for place, found in wrong.items() if found} == {}


def test_a_document_stands_in_one_split_in_one_piece_and_in_order(rows):
    place = [(split, row["doc"]) for split in SPLITS for row in rows[split]]
    starts = [now for before, now in zip([None, *place], place, strict=False) if before != now]
    docs = [doc for _, doc in starts]
    assert sorted({doc for doc in docs if docs.count(doc) > 1}) == []
    # Numbered from 01 without a gap: so ids are unique, and a lost line shows.
    expected = {}
    for row in rows["train"] + rows["test"]:
        number = expected[row["doc"]] = expected.get(row["doc"], 0) + 1
        assert row["id"] == f"{row['doc']}-{number:02}"


def test_the_test_split_is_frozen(rows):
    docs = sorted({row["doc"] for row in rows["test"]})
    assert hashlib.sha256("\n".join(docs).encode()).hexdigest()[:16] == FROZEN, (
        "test.jsonl holds other documents than before: scores could no longer be compared. "
        "Labels and texts may be mended, but new documents belong in train.jsonl"
    )


def test_the_second_reading_is_of_sentences_of_the_corpus(rows):
    known = {row["id"] for split in SPLITS for row in rows[split]}
    readings = lines_of(DATA / "review" / "second_reading.jsonl")
    assert {row["id"] for row in readings} <= known
    assert len({row["id"] for row in readings}) == len(readings)
    for labels in (row[reading] for row in readings for reading in ("first", "second")):
        assert set(labels) <= TOPICS
        assert set(labels.values()) <= STANCES


def test_the_folder_reads_as_its_splits_and_nothing_else(rows):
    frame = read_examples(DATA).frame
    assert set(frame["split"]) == set(SPLITS)
    assert frame["text"].nunique() == len({r["text"] for s in SPLITS for r in rows[s]})


def shared_words(texts, others, threshold=0.6):
    """Pairs of positions whose sets of words have a Jaccard index above the threshold."""
    words = CountVectorizer(analyzer=lambda text: set(re.findall(r"\w+", text.lower())))
    known = words.fit_transform(others)
    sizes = np.asarray(known.sum(axis=1)).ravel()
    for start in range(0, len(texts), 256):  # in blocks: most pairs share some word
        asked = words.transform(texts[start : start + 256])
        lengths = np.asarray(asked.sum(axis=1)).ravel()
        both = (asked @ known.T).tocoo()
        index = both.data / (lengths[both.row] + sizes[both.col] - both.data)
        near = index > threshold
        yield from zip(both.row[near] + start, both.col[near], strict=True)


def test_no_plain_sentence_is_nearly_another(rows):
    # Near-copies teach nothing, and across the splits they flatter every score.
    everything = [row for split in SPLITS for row in rows[split]]
    texts = [row["text"] for row in everything]
    plain = [i for i, row in enumerate(everything) if row["doc"].startswith("plain-")]
    asked = [texts[i] for i in plain]
    alike = near_duplicates(asked, texts, threshold=0.6)
    pairs = [*zip(alike["first"], alike["second"], strict=True), *shared_words(asked, texts)]
    found = {tuple(sorted((plain[i], int(j)))) for i, j in pairs if plain[i] != j}
    assert [[everything[i]["id"] + ": " + texts[i] for i in pair] for pair in sorted(found)] == []


def test_the_croissant_description_is_that_of_the_files():
    stale = "run python benchmarks/croissant.py: the data have changed since it was written"
    description = json.loads((DATA / "croissant.jsonld").read_text(encoding="utf-8"))
    files = {DATA / part["contentUrl"]: part["sha256"] for part in description["distribution"]}
    assert set(files) == {DATA / f"{split}.jsonl" for split in SPLITS}
    for path, digest in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, stale
    script = ROOT / "benchmarks" / "croissant.py"
    if script.exists():  # an sdist has none
        assert runpy.run_path(str(script))["describe"](DATA) == description, stale


FURTHER = [
    ("other-topics", "train"),
    ("new-topics", "test"),
    ("validation-topics", "validation"),
]


@pytest.mark.parametrize(("folder", "split"), FURTHER)
def test_plain_sentences_on_further_topics_have_the_form_that_their_datasheet_names(folder, split):
    names = [topic.name for topic in read_topics(DATA / folder / "topics.toml")]
    rows = lines_of(DATA / folder / f"{split}.jsonl")
    assert pd.Series([row["id"] for row in rows]).is_unique
    plain = [row for row in rows if row.get("kind", "plain") == "plain"]
    counts = pd.Series([pair for row in plain for pair in row["stances"].items()]).value_counts()
    for name in names:
        # Another topic's sentence may speak of this one as well, and some were left out.
        assert 4 <= counts[name, "against"] <= 6
        assert counts[name, "favor"] >= 4
        assert 2 <= counts[name, "neutral"] <= 3
    assert sum(not row["stances"] for row in plain) == 2 * len(names)


@pytest.mark.parametrize(("folder", "split"), [FURTHER[0], FURTHER[2]])
def test_sentences_in_pairs_are_of_eleven_kinds_and_name_their_holder(folder, split):
    columns = ["id", "doc", "text", "kind", "holder", "stances"]
    rows = lines_of(DATA / folder / f"{split}.jsonl")
    topics = {topic.name for topic in read_topics(DATA / folder / "topics.toml")}
    assert all(list(row) == columns for row in rows)
    assert all(set(row["stances"]) <= topics for row in rows)
    assert {s for row in rows for s in row["stances"].values()} == {"favor", "against", "neutral"}
    paired = pd.DataFrame(rows).query("kind != 'plain'")
    assert paired["kind"].nunique() == 11
    assert paired.groupby(["doc", "kind"]).size().le(2).all()
    assert paired.groupby("kind").size().min() >= round(2 * 0.9 * len(topics))
    held = paired["holder"].dropna().loc[lambda holder: holder != "author"]
    assert len(held) > len(paired) / 2
    assert all(
        name in text for name, text in zip(held, paired.loc[held.index, "text"], strict=True)
    )


def test_new_topics_are_new(rows):
    further = {folder: lines_of(DATA / folder / f"{split}.jsonl") for folder, split in FURTHER}
    names = [
        {topic.name for topic in read_topics(DATA / folder / "topics.toml")}
        for folder in (".", *further)
    ]
    assert len(set.union(*names)) == sum(map(len, names))
    texts = [row["text"] for of in further.values() for row in of]
    assert len(set(texts)) == len(texts)
    learned = [row["text"] for row in [*further["other-topics"], *rows["train"]]]
    for folder in ("new-topics", "validation-topics"):
        asked = [row["text"] for row in further[folder]]
        assert list(shared_words(asked, learned)) == []


def test_no_sentence_on_other_topics_is_one_of_those_that_judge(rows):
    learned = [row["text"] for row in lines_of(DATA / "other-topics" / "train.jsonl")]
    challenge = lines_of(DATA / "challenge" / "challenge.jsonl")
    asked = [row["text"] for row in [*rows["test"], *challenge]]
    assert list(shared_words(asked, learned)) == []
    assert near_duplicates(asked, learned, 0.6).empty


def test_the_challenge_set_is_pairs_that_no_model_was_trained_on():
    items = pd.read_json(DATA / "challenge" / "challenge.jsonl", lines=True)
    columns = ["id", "phenomenon", "pair", "text", "topic", "stance", "holder"]
    assert items.columns.tolist() == columns
    assert len(items) >= 300
    assert items["phenomenon"].nunique() == 15
    assert items["id"].is_unique
    assert not items.duplicated(["text", "topic"]).any()
    assert items.groupby("pair").size().eq(2).all()
    assert set(items["topic"]) == TOPICS
    assert set(items["stance"]) == {"favor", "against", "neutral", "unrelated"}
    corpus = pd.concat(pd.read_json(DATA / f"{split}.jsonl", lines=True) for split in SPLITS)
    assert not set(items["text"]) & set(corpus["text"])
