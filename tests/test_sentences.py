"""Sentences: their boundaries against the gold file, and the laws of their places."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.bundled import bundled_path
from stance.errors import DataError
from stance.sentences.boilerplate import is_boilerplate

ROOT = Path(__file__).resolve().parents[1]
CASES = [
    json.loads(line)
    for line in (ROOT / "tests" / "gold" / "sentences.jsonl").read_text("utf-8").splitlines()
]
SEED = ROOT.parent / "shared" / "seed" / "zelensky-korean-scenario.txt"

# Signs at which splitters stumble, beside all of Unicode with lone surrogates.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from(list(" .!?…“”‘’\"'«»()[]•-*1aAé\n\r\t\xa0\x00\x1c\x85\u2028\u200b\ufeff")),
    )
)


def starts(case):
    """Where the gold sentences after the first begin."""
    found, at = [], 0
    for sentence in case["sentences"]:
        found.append(case["text"].index(sentence, at))
        at = found[-1] + len(sentence)
    return set(found[1:])


def lawful(text):
    """Check the places of all sentences of a text; return the sentences."""
    sentences = stance.split_sentences(text)
    at = 0
    for s in sentences:
        assert at <= s.start < s.end <= len(text)
        assert text[s.start : s.end] == s.text == s.text.strip()
        assert not any(map(str.isalnum, text[at : s.start]))
        at = s.end
    assert not any(map(str.isalnum, text[at:]))
    return sentences


def test_gold_file_is_sound_and_large_enough():
    assert len({case["name"] for case in CASES}) == len(CASES)
    held_out = sum(len(starts(case)) for case in CASES if case["held_out"])
    total = sum(len(starts(case)) for case in CASES)
    assert total >= 200
    assert 0.3 <= held_out / total <= 0.4


@pytest.mark.parametrize(("held_out", "floor"), [(False, 0.98), (True, 0.98)])
def test_boundaries_match_the_gold_file(held_out, floor):
    right = found = true = 0
    for case in CASES:
        if case["held_out"] == held_out:
            gold = starts(case)
            mine = {s.start for s in lawful(case["text"])[1:]}
            right, found, true = right + len(gold & mine), found + len(mine), true + len(gold)
    assert 2 * right / (found + true) >= floor


@given(ANY_TEXT)
@settings(max_examples=400)
def test_every_letter_of_any_text_lies_in_one_sentence(text):
    lawful(text)


@given(
    st.lists(st.sampled_from(CASES), min_size=1, max_size=4), st.sampled_from(["\n\n", "\r\n\r\n"])
)
@settings(max_examples=50)
def test_paragraphs_are_split_each_by_itself(cases, blank_line):
    # A block of lines is judged as a whole, so only texts of one kind of line end are joined.
    texts = [case["text"] for case in cases]
    joined = [s.text for s in lawful(blank_line.join(texts))]
    assert joined == [s.text for text in texts for s in stance.split_sentences(text)]


@pytest.mark.parametrize("text", ["", " \r\n\t\xa0\u2003", "…", "* * *\n\n---", "\x00", "\ud800"])
def test_text_without_letters_has_no_sentence(text):
    assert stance.split_sentences(text) == []


@pytest.mark.parametrize("text", [None, 5, b"Talks failed.", ["Talks failed."], float("nan")])
def test_what_is_no_text_is_told_in_one_line(text):
    with pytest.raises(DataError, match=type(text).__name__) as error:
        stance.split_sentences(text)
    assert "\n" not in str(error.value)


def test_places_are_characters_even_after_signs_outside_the_basic_plane():
    text = "𝔸 truce 🕊 held. \ud800 Nobody \x00 fired. É"
    assert [s.text for s in lawful(text)] == ["𝔸 truce 🕊 held.", "\ud800 Nobody \x00 fired.", "É"]


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "x",
        "The man left. ",
        "ab.Cd",
        "ab.A)",
        "“a. B ",
        '"ab. C ',
        "(A. b ",
        "…",
        "a\n",
        "- a\n",
        "‘a’a",
        "A.B",
        "x.com/A.",
        "e.g., ",
        "שלום. ",
        "e\u0301",
        "a\u200b",
        "👍🏽",
        '"',
        "\n",
    ],
)
def test_time_grows_with_the_length(unit, takes_linear_time):
    takes_linear_time(stance.split_sentences, lambda size: unit * (size // len(unit)), 50_000)


def test_one_line_of_five_megabytes_is_split_within_a_bound():
    begun = time.process_time()
    sentences = lawful("truce talks in Geneva " * 230_000)
    assert time.process_time() - begun < 15
    # No sentence: it is cut at blanks, and no word is lost.
    assert max(len(s.text) for s in sentences) <= 20_000
    assert {word for s in sentences for word in s.text.split()} == {
        "truce",
        "talks",
        "in",
        "Geneva",
    }


def test_furniture_of_the_page_is_flagged_and_kept():
    text = "Truce holds\n\nREAD MORE: Who guards it?\n\nIt held.\n\nWait 5 sec.\n\nShare"
    flags = {s.text: s.boilerplate for s in lawful(text)}
    assert flags == {
        "Truce holds": False,
        "READ MORE: Who guards it?": True,
        "It held.": False,
        "Wait 5 sec.": True,
        "Share": True,
    }


@pytest.mark.parametrize(
    "line",
    [
        "Please wait 10 seconds",
        "See also: Ten charts on the price cap",
        "Sign up for our daily newsletter",
        "We use cookies to improve your experience.",
        "Advertisement",
        "Photo: Anna Berg / Example Agency",
        "Image source, Example Images",
        "© 2025 Example Media.",
        "By Anna Lund and Per Holm",
        "By our correspondent in Vienna",
        "5 min read",
        "Comments (12)",
        "Click here to subscribe",
    ],
)
def test_boilerplate_is_known(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell.",
        "By Monday talks had ended.",
        "Related talks will continue.",
        "Recommended sanctions include oil.",
        "Read more than one draft before you sign.",
        "Updated figures show 30 dead.",
        "Published in 2022, the report says little.",
        "Join us in Kyiv now, said the mayor.",
        "Copyright law was changed.",
        "Wait for the talks to end, the envoy said.",
    ],
)
def test_what_the_text_says_is_no_boilerplate(line):
    assert not is_boilerplate(line)


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not beside the repository")
def test_seed_article_is_split_at_every_glued_end():
    sentences = lawful(SEED.read_text("utf-8"))
    # A stop, its closing quotes, and at once a capital or an opening quote: none is left inside.
    for s in sentences:
        inside = s.text.replace(".”", "”.")
        assert not any(
            inside[i] == "." and (inside[i + 1].isupper() or inside[i + 1] == "“")
            for i in range(len(inside) - 1)
        ), s.text
    assert [s.text for s in sentences if s.boilerplate] == ["Wait 5 sec."]
    assert len(sentences) == 19


@pytest.mark.parametrize("length", [10, 60, 158])
def test_a_line_that_is_almost_a_byline_takes_no_time(length):
    begun = time.process_time()
    lawful("By " + "A" * (length - 5) + "=!")
    lawful("By " + "A. " * (length // 3 - 2) + "=!")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("unit", ["The U.S. rejected it. ", "“a "])
def test_two_megabytes_of_short_sentences_or_open_quotes_are_split_within_a_bound(unit):
    begun = time.process_time()
    sentences = stance.split_sentences(unit * (2_000_000 // len(unit)))
    assert time.process_time() - begun < 30
    assert unit.startswith("“") or {s.text for s in sentences} == {unit.strip()}


def test_a_million_sentences_of_one_letter_are_each_found(takes_linear_time):
    sentences = stance.split_sentences("\n\n".join(["a"] * 1_000_000))
    assert len(sentences) == 1_000_000
    assert {(s.text, s.start % 3) for s in sentences} == {("a", 0)}
    takes_linear_time(stance.split_sentences, lambda size: "\n\n".join(["a"] * size), 20_000)


def test_demo_article_is_split_as_it_was_written():
    sentences = lawful(bundled_path("data/demo/article.txt").read_text("utf-8"))
    assert 30 <= len(sentences) <= 40
    assert [s.text.split()[0] for s in sentences if s.boilerplate] == ["READ", "By", "Share"]
    # The glued end of the article: "… time to rearm.“We see no point …".
    assert sum(s.text.startswith("“We see no point") for s in sentences) == 1
