"""Many articles: what is counted, how sure it is, what it says, and the rows that are no use."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.analyses import read_articles
from stance.analyses.findings import finding
from stance.analyses.net_stance import net_stances
from stance.cli import main
from stance.errors import DataError
from tests.browser import DESKTOP, PHONE, chromium, grave_findings, overflow

FOR, AGAINST = "{} backs a truce.", "{} rejects a truce."
HOLDERS = ["Kyiv", "Moscow", "Ankara", "Brussels", "the union"]


def articles():
    """Two papers that disagree, the one of which changes its mind."""
    rows = []
    for at in range(24):
        date = f"2025-{1 + at % 6:02d}-15"
        holder = HOLDERS[at % 5]
        rows += [
            {"text": FOR.format(holder) + " Rain fell in Kyiv.", "source": "Gazette", "date": date},
            {"text": AGAINST.format(holder), "source": "Herald", "date": date},
            {
                "text": (FOR if at % 6 > 2 else AGAINST).format(holder),
                "source": "Times",
                "date": date,
            },
        ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def analyses(model):
    return model.analyze_many(articles(), progress=False)


def test_the_long_table_is_that_of_each_article_alone(analyses, model):
    frame = analyses.to_frame()
    given = articles()
    assert len(frame) == (24 * 4) * 2
    for at in (0, 1, 71):
        alone = model.analyze(given["text"][at], holders=False).to_frame()
        alone = alone[[column for column in alone if "holder" not in column]]
        part = frame[frame["doc"] == f"row {at}"].reset_index(drop=True)
        assert (part["source"] == given["source"][at]).all()
        pd.testing.assert_frame_equal(part[alone.columns], alone, check_dtype=False)
        opened = analyses[f"row {at}"]
        with_holders = model.analyze(given["text"][at]).to_frame()
        pd.testing.assert_frame_equal(opened.to_frame(), with_holders, check_dtype=False)
        assert opened.document == given["text"][at]


def test_sides_are_counted_by_source_by_time_and_by_any_column(model, analyses):
    by_source = analyses.summary(by="source").set_index(["topic", "source"])
    counts = by_source.loc["ceasefire", ["documents", "favor", "against"]]
    assert counts.loc["Gazette"].tolist() == [24, 24, 0]
    assert counts.loc["Herald"].tolist() == [24, 0, 24]
    assert by_source.loc[("ceasefire", "Times"), "net"] == 0
    by_month = analyses.summary(by="date", period="month")
    assert by_month["date"].iloc[0] == pd.Timestamp("2025-01-01")
    assert len(by_month) == 6
    assert by_month["sentences"].sum() == 72
    with_desk = model.analyze_many(articles().assign(desk="world"), progress=False)
    assert with_desk.summary(by="desk")["sentences"].tolist() == [72]
    assert analyses.summary()["sentences"].tolist() == [72]


def test_findings_tell_what_is_beyond_chance_and_nothing_else(analyses, model):
    gap = finding(analyses.net_stances("source"))
    assert gap.startswith("Furthest apart on ceasefire: Gazette (+1.00) and Herald (−1.00).")
    assert "3 of 3 pairs" in gap
    times = articles().query("source == 'Times'")
    move = finding(model.analyze_many(times, progress=False).net_stances("date", period="quarter"))
    assert move == "On ceasefire the net stance rose from −1.00 in Q1 2025 to +1.00 in Q2 2025."
    gazette = articles().query("source == 'Gazette'")
    still = model.analyze_many(gazette, progress=False)
    assert finding(still.net_stances("date")).startswith("On no topic")
    assert finding(still.net_stances()) == "The sentences lean for ceasefire."
    few = model.analyze_many(articles().head(3), progress=False)
    assert finding(few.net_stances("source")).startswith("Too few documents")


def counted(sides, documents):
    return pd.DataFrame(
        {
            "document": documents,
            "topic": pd.Categorical(["truce"] * len(sides)),
            "stance": sides,
        }
    )


SIDES = st.lists(st.sampled_from(["favor", "against", "neutral"]), min_size=4, max_size=30)


@given(SIDES, st.integers(1, 8))
@settings(max_examples=30)
def test_intervals_hold_the_value_mirror_the_sides_and_ignore_copies(sides, n_documents):
    documents = np.arange(len(sides)) % n_documents
    groups = pd.Series(0, index=range(n_documents))
    (row,) = net_stances(counted(sides, documents), groups, n_resamples=200).table.to_dict(
        "records"
    )
    assert -1 <= row["low"] <= row["net"] <= row["high"] <= 1
    assert row["low"] < row["high"]
    turned = [{"favor": "against", "against": "favor"}.get(side, side) for side in sides]
    (mirror,) = net_stances(counted(turned, documents), groups, n_resamples=200).table.to_dict(
        "records"
    )
    # The middle 95 % of 200 draws need not be cut at the very same draws from both ends.
    assert mirror["net"] == pytest.approx(-row["net"])
    assert mirror["low"] == pytest.approx(-row["high"], abs=1e-6)
    # A sentence said thrice in its document is no more evidence than said once.
    thrice = counted(sides * 3, np.tile(documents, 3))
    (copied,) = net_stances(thrice, groups, n_resamples=200).table.to_dict("records")
    assert (copied["low"], copied["high"]) == pytest.approx((row["low"], row["high"]))


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    rng, held = np.random.default_rng(0), 0
    for seed in range(120):
        # Documents that lean together: each favors with a chance of its own, on average one half.
        lean = rng.choice([0.1, 0.9], 40)
        favors = rng.random((40, 5)) < lean[:, None]
        sides = np.where(favors.ravel(), "favor", "against")
        groups = pd.Series(0, index=range(40))
        net = net_stances(counted(sides, np.repeat(np.arange(40), 5)), groups, n_resamples=300,
                          random_state=seed)  # fmt: skip
        held += net.table["low"][0] <= 0 <= net.table["high"][0]
    assert 0.88 <= held / 120 <= 0.99


COLUMNS = ["sanctions", "NATO membership", "peace talks", "security guarantees", "NATO troops"]
SPOKEN = [
    ("The Kremlin rejects a truce.", "2025-01-10"),
    ("Kremlin’s spokesman Pavel Orlov rejects a truce. He rejects an embargo.", "2025-02-10"),
    ("KREMLIN rejects a truce.", "2025-02-20"),
    ("Mayor Ada Lind backs a truce. “A truce must come,” she said.", "2025-01-10"),
    ("She rejects a truce. The spokesman backs an embargo.", "2025-02-10"),
    ("Oslo backs a truce, while Rome rejects it.", "2025-02-10"),
]


@pytest.fixture(scope="module")
def spoken(model):
    return model.analyze_many([{"text": t, "date": d} for t, d in SPOKEN], progress=False)


def test_holders_are_joined_by_name_and_by_nothing_else(spoken):
    table = spoken.holders().set_index(["holder", "topic"])
    kremlin = table.loc[("Kremlin", "ceasefire")]
    assert kremlin[["documents", "sentences", "favor", "against"]].tolist() == [2, 2, 0, 2]
    assert table.loc[("Ada Lind", "ceasefire"), "documents"] == 1
    assert table.loc[("Oslo", "ceasefire"), "favor"] == table.loc[("Rome", "ceasefire"), "against"]
    # "She" of another article is not Ada Lind, "the spokesman" not Pavel Orlov.
    assert table.loc["(open)", "sentences"].sum() >= 2
    names = list(table.index.unique("holder"))
    assert names[-1] == "(open)"
    assert not {"She", "she", "He", "The spokesman", "spokesman"} & set(names)
    sides = sum(len(spoken[doc].named_sides()) for doc in spoken.documents["doc"])
    assert table["sentences"].sum() == sides


def test_holders_are_followed_over_time(spoken):
    over_time = spoken.holders(by="date", period="month")
    kremlin = over_time[(over_time["holder"] == "Kremlin") & (over_time["topic"] == "ceasefire")]
    assert kremlin["date"].tolist() == [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01")]
    assert over_time["sentences"].sum() == spoken.holders()["sentences"].sum()
    with pytest.raises(DataError, match="no column of the articles"):
        spoken.holders(by="holder")


def test_the_net_stance_of_a_holder_has_an_interval_from_three_articles_on(analyses):
    table = analyses.holders()
    named = table[table["holder"].isin(HOLDERS)]
    assert (named["low"].notna() == (named["documents"] > 2)).all()
    assert (named["low"] <= named["net"]).all()
    assert (named["net"] <= named["high"]).all()
    kyiv = named.set_index("holder").loc["Kyiv"]
    assert (kyiv["favor"] + kyiv["against"]) == kyiv["sentences"] == 15


def test_rows_that_are_no_use_are_told(model):
    rows = [
        {"doc": "a", "text": "Kyiv backs a truce.", "source": "Gazette", "date": "2025-03-01"},
        {"doc": "b", "text": None, "source": "Gazette", "date": "2025-03-01"},
        {"doc": "c", "text": "…", "source": "Gazette", "date": "2025-03-01"},
        {"doc": "a", "text": "Moscow backs a truce.", "source": "Gazette", "date": "2025-03-01"},
        {"doc": "e", "text": "Ankara rejects a truce.", "source": " ", "date": "03/04/2025"},
        {"doc": "f", "text": 7, "source": "Gazette", "date": None},
        {"doc": "g", "text": "Ankara rejects a truce.", "source": "Herald", "date": None},
    ]
    analyses = model.analyze_many(rows, progress=False)
    told = analyses.problems[["row", "column", "problem", "left_out"]].values.tolist()
    assert told == [
        [1, "text", "the text is missing", True],
        [2, "text", "the text has no letters, so no sentence", True],
        [3, "doc", "the same name as row 0", True],
        [4, "source", "the source is missing", False],
        [4, "date", "not a date in the form 2025-03-01", False],
        [5, "text", "the text is not text but int", True],
        [6, "date", "the date is missing", False],
    ]
    assert analyses.documents["doc"].tolist() == ["a", "e", "g"]
    assert analyses.summary(by="date")["documents"].tolist() == [1]
    html = analyses.to_html()
    assert "4 articles were left out" in html
    assert "03/04/2025" in html


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"body": "A truce."}], "no column 'text'"),
        ([{"text": ""}], "no article can be used: the text has no letters"),
        ([], "no column 'text'"),
    ],
)
def test_what_cannot_be_read_is_one_line(model, rows, message):
    with pytest.raises(DataError, match=re.escape(message)):
        model.analyze_many(rows, progress=False)


def test_wrong_questions_are_one_line(analyses):
    with pytest.raises(DataError, match="Did you mean 'source'"):
        analyses.summary(by="sorce")
    with pytest.raises(DataError, match="no period 'fortnight'"):
        analyses.summary(by="date", period="fortnight")
    with pytest.raises(DataError, match="no article 'row 99'"):
        analyses["row 99"]


def test_dates_with_time_zones_and_real_dates_are_read():
    dates = ["2025-03-01T23:30:00-05:00", pd.Timestamp("2025-03-02"), "20250303"]
    frame = pd.DataFrame({"text": ["A."] * 3, "date": dates})
    read = read_articles(frame)
    assert read.frame["date"].dt.strftime("%d %H").tolist() == ["02 04", "02 00", "03 00"]
    assert read.problems.empty


def test_a_figure_is_titled_with_the_finding(analyses):
    figure = analyses.figure("source")
    assert figure.get_suptitle().replace("\n", " ") == finding(analyses.net_stances("source"))
    assert [ax.get_title("left") for ax in figure.axes] == ["ceasefire"]
    assert len(analyses.figure("date", dark=True).axes) == 1


def test_the_command_reads_tables_and_folders(capfdbinary, model, tmp_path):
    model.save(tmp_path / "model")
    common = ["--model", str(tmp_path / "model")]
    table = tmp_path / "articles.csv"
    articles().rename(columns={"text": "body"}).to_csv(table, index=False)
    words = ["articles", str(table), "--column", "body=text", *common]
    assert main([*words, "-o", str(tmp_path / "page.html")]) == 0
    assert "Furthest apart on ceasefire" in (tmp_path / "page.html").read_text("utf-8")
    assert main([*words, "--by", "source"]) == 0
    assert b"Gazette" in capfdbinary.readouterr().out
    for name, text in (("north/a.txt", "Kyiv backs a truce."), ("south/b.txt", " ")):
        (tmp_path / "folder" / name).parent.mkdir(parents=True)
        (tmp_path / "folder" / name).write_text(text)
    assert main(["articles", str(tmp_path / "folder"), "-f", "jsonl", *common]) == 0
    out, err = capfdbinary.readouterr()
    first = json.loads(out.splitlines()[0])
    assert (first["doc"], first["source"], first["stance"]) == ("north/a.txt", "north", "favor")
    assert b"1 articles left out" in err


@pytest.mark.xdist_group("browser")
def test_the_page_in_a_browser(tmp_path):
    hostile = "<script>document.title='owned'</script>"
    rows = [
        *articles().to_dict("records"),
        {"text": f"Kyiv backs a truce {hostile}", "source": hostile},
        # More columns than fit a phone: the matrix must scroll, and nothing else.
        *[{"text": f"Kyiv wants {topic} and backs {topic}."} for topic in COLUMNS],
    ]
    path = tmp_path / "page.html"
    stance.load("fast").analyze_many(rows, progress=False).to_html(path)
    with chromium() as browser:
        for window, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
            page = browser.new_page(viewport=window, color_scheme=scheme)
            asked = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(path.as_uri())
            for summary in page.locator("summary").all():
                summary.click()
            assert grave_findings(page) == []
            assert overflow(page) <= 0
            assert "owned" not in page.title()
            kyiv = page.get_by_role("row", name="Kyiv").first
            assert re.search(r"▲ \d+ favor ▼ \d+ against", kyiv.text_content())
            assert hostile in page.locator("table.articles").first.inner_text()
            assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
            shown = page.locator("figure.source img")
            assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
            assert "Net stance" in shown.get_attribute("alt")


def test_articles_that_say_nothing_make_a_page_that_says_so(model):
    analyses = model.analyze_many(
        [{"text": "Rain fell in Kyiv.", "source": "Gazette"}], progress=False
    )
    assert analyses.summary(by="source").empty
    assert analyses.holders().empty
    assert "No sentence takes a stance" in analyses.to_html()


def test_a_column_called_as_a_count_is_no_group(model):
    analyses = model.analyze_many(articles().head(3).assign(topic="war"), progress=False)
    with pytest.raises(DataError, match="no column of the articles 'topic'"):
        analyses.summary(by="topic")


def test_it_is_a_public_name():
    assert stance.Analyses.__name__ == "Analyses"
