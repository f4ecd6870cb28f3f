"""The bundled ``fast`` hardly goes by names: what benchmarks/names.py prints has a ceiling."""

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import stance
from stance.bundled import bundled_path
from stance.features.mentions import MentionFinder

ROOT = Path(__file__).resolve().parents[1]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("the scripts do not travel with the package", allow_module_level=True)
sys.path.append(str(ROOT / "benchmarks"))

import names  # noqa: E402


@pytest.fixture(scope="module")
def told():
    return names.sentences()


@pytest.mark.parametrize("change", [names.ANOTHER, names.STRANGER])
def test_another_name_changes_few_answers(told, change):
    finder = MentionFinder(stance.read_topics(bundled_path("data") / "topics.toml"))
    pairs = names.swapped_pairs(told, names.swaps()[change], finder, all_act=False)
    assert len(pairs) > 300
    assert names.changed(stance.load("fast"), pairs)["its topics"].mean() < 0.03


def test_strangers_stand_in_no_training_sentence_of_the_project():
    words = set()
    for file in ("data/train.jsonl", "data/other-topics/train.jsonl"):
        for text in pd.read_json(bundled_path(file), lines=True)["text"]:
            words |= set(re.findall(r"\w+", text))
    assert not words & set(names.swaps()[names.STRANGER].values())
