"""Describe the corpus for machines: ``data/croissant.jsonld``, Croissant 1.0 of ML Commons.

Run it after every change of the data: ``python benchmarks/croissant.py``. The same data give the
same bytes. With ``--print`` it writes nothing. Where ``mlcroissant`` (group ``bench``) is
installed, the data are read by the description, and must come out as they are.

The file is not called ``.json`` because `stance.read_examples` takes each such file of a folder
for a split. It names no ``url`` and no ``datePublished``: the corpus lies beside the description
wherever that is, and its hashes say which state of it is meant.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

from stance.bundled import bundled_path
from stance.stances import MIXED, SIDES
from stance.topics import Topic, read_topics

SPLITS = {
    "train": "The sentences to learn from.",
    "test": "The sentences to judge by; no document of them is in train.",
}
COLUMNS = {
    "id": "The document and the position in it; stable.",
    "doc": "The document; documents are never cut by a split.",
    "text": "The sentence.",
    "register": "The kind of text: headline, report, quote, official and so on.",
    "holder": "Whose stance the sentence reports, as it says it; 'author', or null for none.",
}

# The names of Croissant 1.0 as its specification abbreviates them.
_CR = (
    "citeAs column conformsTo equivalentProperty extract field fileObject fileProperty fileSet "
    "format includes isLiveDataset jsonPath key md5 parentField path recordSet references regex "
    "repeated replace samplingRate separator source subField transform"
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{name: f"cr:{name}" for name in _CR.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}


def _text_field(path: str, name: str, description: str, source: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": path,
        "name": name,
        "description": description,
        "dataType": "sc:Text",
        "source": source,
    }


def _column(split: str, name: str) -> dict[str, Any]:
    return {"fileObject": {"@id": f"{split}.jsonl"}, "extract": {"column": name}}


def _record_set(split: str, topics: list[Topic]) -> dict[str, Any]:
    # `stances` is an object by topic, so each topic is a field of its own below it.
    stances = f"{split}/stances"
    by_topic = [
        _text_field(
            f"{stances}/{re.sub(r'[^a-z0-9]+', '-', topic.name.lower())}",
            topic.name,
            f"The stance toward {topic.description}: {', '.join([*SIDES, MIXED])}; "
            "nothing where the sentence is unrelated to it.",
            _column(split, "stances") | {"transform": {"jsonPath": f'$."{topic.name}"'}},
        )
        for topic in topics
    ]
    columns = [
        _text_field(f"{split}/{name}", name, description, _column(split, name))
        for name, description in COLUMNS.items()
    ]
    parent = {
        "@type": "cr:Field",
        "@id": stances,
        "name": "stances",
        "description": "The stance toward each topic that the sentence addresses.",
        "subField": by_topic,
    }
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "description": f"{SPLITS[split]} One record is one sentence.",
        "key": {"@id": f"{split}/id"},
        "field": [*columns, parent],
    }


def _file(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "description": f"{SPLITS[path.stem]} One JSON object a line.",
        "contentUrl": path.name,
        "contentSize": f"{len(raw)} B",
        "encodingFormat": "application/jsonlines",
        "sha256": hashlib.sha256(raw).hexdigest(),
    }


def describe(data: Path) -> dict[str, Any]:
    """Return the description of the corpus in a folder.

    Parameters
    ----------
    data : Path
        Holds ``train.jsonl``, ``test.jsonl`` and ``topics.toml``.

    Returns
    -------
    dict
        JSON-LD.
    """
    topics = list(read_topics(data / "topics.toml"))
    names = ", ".join(topic.name for topic in topics)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "Stance toward ending the war in Ukraine",
        "description": "English sentences of the kind that surround the debate on ending the war "
        f"in Ukraine, each judged toward {len(topics)} topics: {names}. A language model wrote and "
        "labelled every sentence; no sentence is a quotation. README.md is the datasheet and "
        "GUIDE.md the labelling guide.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": {"@type": "sc:Organization", "name": "The stance developers"},
        "inLanguage": "en",
        "keywords": ["stance detection", "news", "synthetic"],
        "isLiveDataset": False,
        "distribution": [_file(data / f"{split}.jsonl") for split in SPLITS],
        "recordSet": [_record_set(split, topics) for split in SPLITS],
    }


def check(path: Path) -> None:
    """Raise an error unless the description is valid and reads the data as they are."""
    # Imported here: the description can be made without it.
    import mlcroissant

    dataset = mlcroissant.Dataset(path)
    for records in json.loads(path.read_text(encoding="utf-8"))["recordSet"]:
        split = records["@id"]
        topic_of = {field["@id"]: field["name"] for field in records["field"][-1]["subField"]}
        lines = (path.parent / f"{split}.jsonl").read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line]
        read = []
        for record in dataset.records(split):
            row: dict[str, Any] = {name: _decoded(record[f"{split}/{name}"]) for name in COLUMNS}
            by_topic = record[f"{split}/stances"].items()
            row["stances"] = {topic_of[name]: _decoded(value) for name, value in by_topic if value}
            read.append(row)
        if read != rows:
            msg = f"{split}: read by the description, the data differ from the file"
            raise ValueError(msg)


def _decoded(value: bytes | str | None) -> str | None:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def main() -> None:
    """Write the description beside the data, or print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="print it and write nothing")
    arguments = parser.parse_args()
    path = bundled_path("data") / "croissant.jsonld"
    text = json.dumps(describe(path.parent), indent=2, ensure_ascii=False) + "\n"
    if arguments.print:
        print(text, end="")
        return
    path.write_text(text, encoding="utf-8", newline="\n")
    if importlib.util.find_spec("mlcroissant"):
        check(path)
    else:
        print("mlcroissant is not installed: written, not validated", file=sys.stderr)


if __name__ == "__main__":
    main()
