"""The article view: it says what it found, and an article is text, whatever it holds."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.errors import DataError

HOSTILE = "Kyiv rejects a truce <script>alert(1)</script>. Brussels & “friends” back <b>it</b>."


@pytest.fixture(scope="module")
def analysis(model):
    return model.analyze("A headline without a stop\n\n" + HOSTILE + "\n\nRead more")


def test_nothing_of_the_article_becomes_markup(analysis):
    for html in (analysis.to_html(), analysis._repr_html_()):
        assert html.count("<script") == 1, "the page's own"
        assert "&lt;script&gt;alert(1)" in html
        assert "<b>it" not in html


@given(st.text(max_size=300))
@settings(max_examples=25)
def test_any_text_comes_back_as_it_was(model, text):
    document = f"Kyiv rejects a truce.\n\n{text}"
    analysis = model.analyze(document)
    reader = _Reader()
    reader.feed(analysis.to_html())
    # The parser reads line ends, and some versions NUL, as HTML has it; blanks mean nothing here.
    read, written = (
        "".join("".join(t).split()) for t in (reader.texts, [s.text for s in analysis.sentences])
    )
    half = dict.fromkeys(range(0xD800, 0xE000), "?")
    assert read.replace("\0", "\ufffd") == written.translate({0: "\ufffd", **half})


class _Reader(HTMLParser):
    """Collects what stands in the elements of class text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts, self._inside = [], False

    def handle_starttag(self, tag, attrs):
        self._inside = ("class", "text") in attrs

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.texts.append(data)


def test_the_page_needs_no_network(analysis, tmp_path):
    page = analysis.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page
    assert not re.search(r"https?://|src=|<link", page)
    assert page.startswith("<!DOCTYPE html>")


def test_a_page_that_cannot_be_written_is_one_line(analysis, tmp_path):
    with pytest.raises(DataError, match=r"cannot write the page to .*missing"):
        analysis.to_html(tmp_path / "missing" / "page.html")


def test_stances_have_a_sign_and_a_word_beside_their_colour(analysis):
    assert re.search(r"▼ against: <span class=\"of\">ceasefire</span>", analysis.to_html())


def test_a_stance_in_doubt_says_so_and_one_withheld_is_none(analysis):
    frame = analysis._frame.copy()
    at = frame.index[frame["stance"] == "against"][0]
    frame.loc[at, ["confidence", "p_against", "p_favor"]] = 0.4, 0.4, 0.3
    unsure = replace(analysis, _frame=frame)
    assert "▽ unsure, against: " in unsure.to_html()
    frame.loc[at, "stance"] = None
    withheld = replace(analysis, _frame=frame)
    html = withheld.to_html()
    assert "? no stance: " in html
    assert "Why against" not in html
    assert withheld.summary()["sentences"].sum() == analysis.summary()["sentences"].sum() - 1
    frame["stance"] = None
    assert replace(analysis, _frame=frame).stances().shape == analysis.stances().shape


def test_evidence_adds_up_to_the_explanation_and_points_into_the_document(analysis, model):
    evidence = analysis.evidence()
    row = analysis.to_frame().query("stance == 'against'").iloc[0]
    of_row = evidence[
        (evidence["sentence"] == row["sentence"]) & (evidence["topic"] == row["topic"])
    ]
    why = model.explain(row["text"], row["topic"])
    sums = of_row.groupby("stage")["weight"].sum()
    assert sums["side"] == pytest.approx(why.scores["side", "against"])
    assert sums["relevance"] == pytest.approx(why.scores["relevance", "about"])
    words = of_row[of_row["feature"] == "word:truce"].iloc[0]
    assert analysis.document[words["start"] : words["end"]] == "truce"


def test_the_downloaded_table_is_the_frame_and_holds_no_formula(model):
    analysis = model.analyze("=HYPERLINK(1) backs a truce.\n\nKyiv rejects a truce.")
    href = re.search(r"base64,([^\"]+)", analysis.to_html()).group(1)
    table = pd.read_csv(io.BytesIO(base64.b64decode(href)))
    frame = analysis.to_frame()
    assert table["text"].unique().tolist() == [
        "'=HYPERLINK(1) backs a truce.",
        "Kyiv rejects a truce.",
    ]
    holders = ["holder", "holder_start", "holder_end", "holder_id", "p_holder"]
    apart = ["text", *holders]
    pd.testing.assert_frame_equal(
        table.drop(columns=apart), frame.drop(columns=apart), rtol=1e-3, check_dtype=False
    )
    assert list(table.columns) == list(frame.columns)
    assert table["holder"].dropna().tolist() == frame["holder"].dropna().tolist()


def test_the_table_points_into_the_text_and_the_summary_counts_it(analysis):
    frame = analysis.to_frame()
    for row in frame.itertuples():
        assert analysis.document[row.start : row.end] == row.text
    summary = analysis.summary()
    assert summary.loc["ceasefire", ["favor", "against", "sentences"]].tolist() == [0, 1, 1]
    assert summary.loc["ceasefire", "low"] <= -1 + 1e-9 <= summary.loc["ceasefire", "high"]
    assert frame.loc[frame["text"] == "Read more", "boilerplate"].all()
    assert list(analysis.stances().columns) == ["text", "ceasefire", "sanctions"]


def test_where_the_model_abstains_the_page_and_the_tables_say_no_stance():
    model, topics = stance.load("fast"), ["ceasefire", "sanctions"]
    document = "Kyiv rejects a truce. Brussels backs the sanctions."
    sure = model.analyze(document, topics)
    assert "no stance" not in sure.to_html()
    assert (sure.summary()["no_stance"] == 0).all()
    frame = sure.to_frame()
    cut = float(frame["confidence"].sort_values().iloc[1]) + 1e-9
    careful = model.analyze(document, topics, abstain_below=cut)
    withheld = frame["confidence"] < cut
    assert careful.to_frame()["stance"].isna().tolist() == withheld.tolist()
    page = careful.to_html()
    for topic in frame.loc[withheld, "topic"]:
        assert f'? no stance: <span class="of">{topic}</span>' in page
    assert careful.summary()["no_stance"].sum() == withheld.sum() == 2
    nothing = model.analyze(document, topics, abstain_below=1.0)
    assert nothing.stances().shape == (2, 3)
    assert nothing.stances()[topics].isna().all(axis=None)
    assert "Nothing found on" not in nothing.to_html()
    assert "nan" not in nothing.to_html()
    assert repr(nothing) == "Analysis(2 sentences, 2 topics, 0 stances)"


def test_the_page_says_who_stands_where_with_links_to_the_sentences():
    text = "Kyiv backs a truce. Rome rejects a truce. Kyiv wants a truce soon. <b>Oslo</b> ponders."
    analysis = stance.load("fast").analyze(text, "ceasefire")
    page = analysis.to_html()
    start = page.index('<table class="who">')
    table = re.sub(r"<[^>]+>", " ", page[start : page.index("</table>", start)])
    assert table.split() == "holder ceasefire Kyiv ▲ 1 3 Rome ▼ 2".split()
    assert page.count('<span class="whose">Kyiv</span>') == 2
    linked = re.findall(r'href="#(a\w+-\d+)" aria-label', page)
    assert len(linked) == 3
    assert all(f'id="{name}"' in page for name in linked)


def test_two_holders_of_one_sentence_have_a_mark_each_and_no_id_occurs_twice():
    text = "Kyiv welcomed the truce, while Moscow dismissed it as a trick."
    page = stance.load("fast").analyze(text, "ceasefire").to_html()
    assert page.count('<span class="whose">') == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_without_holders_the_page_names_none():
    page = stance.load("fast").analyze("Kyiv backs a truce.", holders=False).to_html()
    assert "Who stands where" not in page
    assert 'class="whose"' not in page
