"""The article view: it says what it found, and an article is text, whatever it holds."""

import re

import pytest

import stance

HOSTILE = "Kyiv rejects a truce <script>alert(1)</script>. Brussels & “friends” back <b>it</b>."


@pytest.fixture(scope="module")
def analysis(model):
    return model.analyze("A headline without a stop\n\n" + HOSTILE + "\n\nRead more")


def test_nothing_of_the_article_becomes_markup(analysis):
    for html in (analysis.to_html(), analysis._repr_html_()):
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "<b>" not in html


def test_the_page_needs_no_network_and_no_script(analysis, tmp_path):
    page = analysis.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page
    assert not re.search(r"https?://|src=|<link", page)
    assert page.startswith("<!DOCTYPE html>")


def test_stances_have_a_sign_and_a_word_beside_their_colour(analysis):
    assert re.search(r"▼ against\??: ceasefire \d\.\d\d", analysis.to_html())


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
        assert f"– no stance: {topic}</span>" in page
    assert careful.summary()["no_stance"].sum() == withheld.sum() == 2
    nothing = model.analyze(document, topics, abstain_below=1.0)
    assert nothing.stances().shape == (2, 3)
    assert nothing.stances()[topics].isna().all(axis=None)
    assert "Nothing found on" not in nothing.to_html()
    assert "nan" not in nothing.to_html()
    assert repr(nothing) == "Analysis(2 sentences, 2 topics, 0 stances)"
