"""Whose stance: golden cases, offsets in any text, weights without names, stances untouched."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.errors import ModelError
from stance.holders import storage
from stance.holders.finding import AUTHOR, find_holders
from stance.holders.learning import learn_ranker
from stance.holders.ranking import Ranker, fit_ranker
from stance.holders.storage import load_ranker, save_ranker
from stance.model.holding import HOLDER_COLUMNS, OPEN
from stance.stances import PROBABILITIES

GOLD = Path(__file__).parent / "gold" / "holders.jsonl"
CASES = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
STANCE_COLUMNS = ["text", "topic", "stance", "confidence", *PROBABILITIES]
ARTICLE = (
    "Governor Ines Falk ruled out a ceasefire on Monday.“There will be no truce,” she said. "
    "Oslo wants peace talks, while Rome rejects them. I fear that a truce would only help them."
)


@pytest.fixture(scope="module")
def fast():
    return stance.load("fast")


@pytest.mark.parametrize(("held_out", "floor"), [(False, 0.95), (True, 0.8)])
def test_holders_match_the_gold_file(held_out, floor):
    right = []
    for case in CASES:
        if case["held_out"] == held_out:
            found = find_holders(case["sentences"], load_ranker())
            pairs = zip(found, case["holders"], strict=True)
            right += [[h.text, h.id] == want for h, want in pairs if want is not None]
    assert len(right) > 20
    assert np.mean(right) >= floor


def test_stances_are_the_same_with_and_without_holders(fast):
    with_them = fast.analyze(ARTICLE)
    without = fast.analyze(ARTICLE, holders=False)
    pd.testing.assert_frame_equal(with_them.stances(), without.stances())
    pd.testing.assert_frame_equal(with_them.summary(), without.summary())
    one = fast.analyze("Kyiv backs a truce. It rained.")
    plain = fast.analyze("Kyiv backs a truce. It rained.", holders=False)
    pd.testing.assert_frame_equal(
        one.to_frame()[STANCE_COLUMNS], plain.to_frame()[STANCE_COLUMNS], check_exact=True
    )
    assert plain.to_frame()[list(HOLDER_COLUMNS)].isna().all(axis=None)
    assert plain.holders().empty


def test_another_ranking_of_holders_moves_no_stance(fast, monkeypatch):
    text = "Kyiv backs a truce that Ankara offered."
    before = fast.predict(text, holders=True)
    monkeypatch.setattr(storage, "_bundled", lambda: Ranker({"author all": 99.0}))
    after = fast.predict(text, holders=True)
    assert set(before["holder"].dropna()) == {"Kyiv"}
    assert set(after["holder"].dropna()) == {AUTHOR}
    pd.testing.assert_frame_equal(before[STANCE_COLUMNS], after[STANCE_COLUMNS], check_exact=True)


def test_two_holders_on_opposite_sides_have_a_row_each(fast):
    text = "Kyiv welcomed the truce, while Moscow dismissed it as a trick."
    rows = fast.predict(["It rained.", text], ["ceasefire"], holders=True)
    assert rows["holder"].tolist()[1:] == ["Kyiv", "Moscow"]
    assert rows["stance"].tolist() == ["unrelated", "favor", "against"]
    assert rows["text"].tolist() == ["It rained.", text, text]
    assert [text[s:e] for s, e in rows[["holder_start", "holder_end"]][1:].to_numpy()] == [
        "Kyiv",
        "Moscow",
    ]
    analysis = fast.analyze(f"It rained. {text}", "ceasefire")
    frame = analysis.to_frame()
    assert frame["sentence"].tolist() == [0, 1, 1]
    for row in frame[1:].itertuples():
        assert analysis.document[row.holder_start : row.holder_end] == row.holder
    assert len(analysis.stances()) == 2


def test_two_holders_on_the_same_side_share_their_row(fast):
    text = "Kyiv backs the truce, while Oslo supports the truce."
    assert len(fast.predict(text, ["ceasefire"], holders=True)) == 1


def test_the_table_of_holders_counts_the_rows_of_the_frame():
    analysis = stance.load().analyze(ARTICLE)
    frame, table = analysis.to_frame(), analysis.holders()
    sided = frame[frame["stance"].isin(["favor", "against"])]
    assert table["sentences"].sum() == len(sided)
    assert ("Ines Falk", "ceasefire") in table.index
    assert table.loc[("Ines Falk", "ceasefire"), "against"] == 2
    assert table.loc[("Ines Falk", "ceasefire"), "where"] == [0, 1]
    assert (table["favor"] + table["against"] == table["sentences"]).all()
    assert ((table["low"] <= table["net"]) & (table["net"] <= table["high"])).all()


def test_a_holder_that_is_left_open_is_called_so(fast):
    analysis = fast.analyze("It rained. “We back a truce.”", "ceasefire")
    assert analysis.to_frame()["holder"].isna().all()
    assert analysis.holders().index.tolist() == [(OPEN, "ceasefire")]


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            "Kyiv Moscow he she it The the minister Ada Lind said , “ ” \" ‘ ’ ' . ; while of in "
            "and 's spokesman İstanbul ﬁn 😀 Łódź e\u0301 İ ß rejects truce a I we : ( )".split()
        )
        | st.text(max_size=6),
        min_size=1,
        max_size=30,
    ).map(" ".join)
    | st.text(max_size=60)
)
def test_offsets_point_to_the_holder_in_any_text(text):
    sentences = stance.split_sentences(text)
    texts, starts = [s.text for s in sentences], [s.start for s in sentences]
    found = find_holders(texts, load_ranker(), starts)
    assert len(found) == len(sentences)
    for holder in found:
        assert 0 <= holder.probability <= 1 + 1e-9
        if holder.start is not None:
            assert text[holder.start : holder.end] == holder.text
        else:
            assert holder.text in (None, AUTHOR)
            assert holder.id == holder.text


def test_nothing_to_find_is_no_error():
    assert find_holders([], load_ranker()) == []
    for text in ("", "   ", "…", "«»", "42"):
        assert find_holders([text], load_ranker())[0].start is None


def test_a_pronoun_without_a_name_before_it_has_no_id():
    (holder,) = find_holders(["She rejected the truce."], load_ranker())
    assert (holder.text, holder.id) == ("She", None)


def test_two_who_fit_equally_well_leave_a_role_apart():
    texts = [
        "French President Luc Morel and German President Ulla Kranz met.",
        "The president ruled out a truce.",
    ]
    assert find_holders(texts, load_ranker())[1].id == "The president"


def test_the_weights_know_no_names():
    names = "moscow kyiv kiev kremlin zelensky putin russia russian ukrain nato macron washington"
    words = {word for cue in load_ranker().weights for word in re.findall(r"\w+", cue)}
    assert words.isdisjoint(names.split())


def test_learning_is_blind_to_names():
    def learned(names):
        texts = [
            t.format(*names) for t in ("{0} rejects what {1} said.", "“No,” said {1}, like {0}.")
        ]
        texts = texts * 4
        holders = [names[0], names[1]] * 4
        return learn_ranker(texts, holders, [str(i) for i in range(8)]).weights

    assert learned(["Oslo", "Quito"]) == learned(["Zelensky", "Moscow"])


def test_the_bundled_weights_are_what_the_training_split_teaches():
    frame = pd.read_json(stance.bundled.bundled_path("data/train.jsonl"), lines=True)
    holders = [h if isinstance(h, str) else None for h in frame["holder"]]
    learned = learn_ranker(frame["text"].tolist(), holders, frame["doc"].tolist()).weights
    bundled = load_ranker().weights
    assert learned.keys() >= bundled.keys()
    assert max(abs(learned[cue] - weight) for cue, weight in bundled.items()) < 0.02


def test_more_than_one_candidate_may_be_right():
    choices = [([["a"], ["b"], ["c"]], [0, 1])] * 20
    p = fit_ranker(choices, penalty=0.01).probabilities([["a"], ["b"], ["c"]])
    assert p[0] + p[1] > 0.9
    assert p[0] == pytest.approx(p[1])


def test_a_ranker_is_saved_and_read(tmp_path):
    save_ranker(Ranker({"after said": 1.25, "quoted True": -0.5}), tmp_path / "r", {"rows": 2})
    assert load_ranker(tmp_path / "r").weights == {"after said": 1.25, "quoted True": -0.5}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda p: (p / "weights.json").write_text("{}"), "SHA-256 differs"),
        (lambda p: (p / "weights.json").unlink(), "lacks its file"),
        (lambda p: (p / "manifest.json").write_text("[]"), "damaged"),
        (lambda p: (p / "manifest.json").unlink(), "not a folder of holder weights"),
    ],
)
def test_a_damaged_folder_is_refused_in_one_line(tmp_path, harm, said):
    save_ranker(Ranker({"after said": 1.0}), tmp_path / "r")
    harm(tmp_path / "r")
    with pytest.raises(ModelError, match=said) as caught:
        load_ranker(tmp_path / "r")
    assert "\n" not in str(caught.value)


def test_a_newer_format_asks_for_an_upgrade(tmp_path):
    save_ranker(Ranker({"a": 1.0}), tmp_path / "r")
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    (tmp_path / "r" / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ModelError, match="upgrade"):
        load_ranker(tmp_path / "r")


def test_a_folder_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ModelError, match="choose another path"):
        save_ranker(Ranker({}), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
