"""A report is written whole, read back equal, and shows whatever the data hold as text."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from stance.errors import StanceError
from stance.judging import load_report
from stance.judging.drawing import svg_of
from stance.judging.evaluation import judge
from stance.judging.figures import FIGURE_NAMES, drawing_of, figures_of
from stance.judging.new_topics import new_topics_table
from stance.judging.reporting import Wanted
from stance.topics import Topics
from tests.judging_data import FakeModel, examples_frame

HOSTILE = "<script>alert('x')</script> & \"We\" reject the truce"


@pytest.fixture(scope="module")
def report():
    data = pd.concat([examples_frame(), examples_frame(topic="valley")], ignore_index=True)
    data["holder"] = [None, "Kyiv"] * 48
    data["weight"] = 1.5
    pairs = pd.DataFrame({"text": ["We welcome the truce.", "They reject a truce."]})
    pairs = pairs.assign(topic="truce", stance=["favor", "against"], phenomenon="side", pair="a")
    wanted = Wanted(slices=("source",), learning_curve=True, challenge=pairs)
    data["source"] = [1, "b"] * 48
    data["text"] += [f" ({place})" for place in data.index]
    model = FakeModel(Topics(["truce", "valley"]))
    report = judge(model, data, data, wanted=wanted, n_resamples=50)
    # With fewer fits than a report has by itself.
    few = {"most_topics": 1, "n_draws": 1, "n_resamples": 50}
    return replace(report, new_topics=new_topics_table(data, data, model.topics, **few))


@pytest.fixture(scope="module")
def saved(report, tmp_path_factory):
    return report.save(tmp_path_factory.mktemp("reports") / "report")


@pytest.fixture(scope="module")
def page(saved):
    return (saved / "report.html").read_text(encoding="utf-8")


def test_round_trip(report, saved):
    again = load_report(saved)
    assert again == report
    assert again.summary() == report.summary()
    again.scores.loc[0, "value"] += 1e-9
    assert again != report


def test_the_folder_holds_what_it_promises(report, saved):
    names = {str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file()}
    figures = {f"figures/{name}.{kind}" for name in figures_of(report) for kind in ("png", "svg")}
    whole = {"report.html", "report.md", "report.json", "predictions.parquet"}
    assert names == whole | figures
    content = json.loads((saved / "report.json").read_text(encoding="utf-8"))
    assert set(content) == {"format", "format_version", "summary", "facts", "tables"}
    assert content["summary"] == report.summary().splitlines()
    assert len(pd.read_parquet(saved / "predictions.parquet")) == len(report.predictions)
    assert not list(saved.parent.glob(".*"))


def test_the_page_needs_nothing_from_outside(page):
    assert len(page) < 5_000_000
    sources = re.findall(r'(?:src|srcset|href)="([^"]{0,30})', page)
    assert sources
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "@import" not in page
    assert "url(" not in page
    assert "<script" not in page
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) == len(FIGURE_NAMES)  # with every part of a report
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in images)


def test_every_figure_is_followed_by_its_numbers(page):
    assert page.count("<figure") == page.count("The numbers behind this figure")


def test_the_notebook_gets_a_fragment_with_the_same_findings(report):
    fragment = report._repr_html_()
    assert "<html" not in fragment
    assert "In words" in fragment
    # Its style must not reach the rest of the notebook.
    style = re.search(r"<style>(.*?)</style>", fragment, re.DOTALL).group(1)
    selectors = re.findall(r"(?:^|[}{,;])\s*([a-z.#][^{};@]*)\{", style)
    assert all(".stance-report" in selector for selector in selectors)


def test_hostile_texts_show_as_text():
    topic = "$<b>truce</b>$"
    data = examples_frame(4, topic=topic).assign(doc='"><img src=x onerror=alert(1)>')
    data.loc[len(data)] = [HOSTILE, topic, "favor", "d"]
    model = FakeModel(Topics([topic]))
    model.metadata = {"<i>name</i>": "<script>alert(2)</script>"}
    page = judge(model, data, n_resamples=50).to_html()
    for trick in ("<script", "<img src=x", "<b>truce", "<i>name"):
        assert trick not in page
    assert "onerror=alert(1)&gt;" in page
    assert "&lt;b&gt;truce&lt;/b&gt;" in page


def test_topics_in_any_script_are_drawn_without_warnings():
    topic = "停戦 перемирие هدنة"
    report = judge(FakeModel(Topics([topic])), examples_frame(3, topic=topic), n_resamples=20)
    assert svg_of(drawing_of("scores"), report).startswith(b"<?xml")


@pytest.mark.parametrize("name", FIGURE_NAMES)
def test_figures_say_what_they_show(report, name):
    for dark in (False, True):
        figure = report.figure(name, dark=dark)
        assert len(figure.get_suptitle()) > 20
        assert figure.axes


def test_an_unknown_figure_is_refused_with_a_hint(report):
    with pytest.raises(StanceError, match="Did you mean 'coverage'"):
        report.figure("covrage")


def test_neither_importing_nor_drawing_touches_pyplot():
    code = (
        "import sys, stance.judging; assert 'matplotlib' not in sys.modules;"
        "import stance.judging.page; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_report_is_replaced_and_nothing_else_is(report, saved, tmp_path, monkeypatch):
    for name in ("png_of", "svg_of"):
        monkeypatch.setattr(f"stance.judging.drawing.{name}", lambda *_, **__: b"")
    monkeypatch.setattr("stance.judging.page.report_page", lambda *_: "new")
    folder = shutil.copytree(saved, tmp_path / "report")
    (folder / "stale.txt").write_text("old")
    report.save(folder)
    assert not (folder / "stale.txt").exists()
    assert (folder / "report.html").read_text() == "new"
    for name, content in (("notes.txt", "mine"), ("report.json", '{"format": "other"}')):
        other = tmp_path / name.replace(".", "-")
        other.mkdir()
        (other / name).write_text(content)
        with pytest.raises(StanceError, match="not a report folder"):
            report.save(other)
        assert (other / name).read_text() == content
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(StanceError, match="not a report folder"):
        report.save(file)


def test_a_failure_while_writing_leaves_the_old_report(report, saved, tmp_path, monkeypatch):
    folder = shutil.copytree(saved, tmp_path / "report")

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stance.judging.page.report_page", full_disk)
    with pytest.raises(StanceError, match="No space left"):
        report.save(folder)
    assert load_report(folder) == report
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_kill_between_the_two_renames_leaves_the_old_report(report, saved, tmp_path):
    shutil.copytree(saved, tmp_path / ".report.previous")
    assert load_report(tmp_path / "report") == report


def damage(path, change):
    content = json.loads((path / "report.json").read_text(encoding="utf-8"))
    change(content)
    (path / "report.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: damage(p, lambda c: c.update(format_version=99)), "upgrade sentence-stance"),
        (lambda p: damage(p, lambda c: c.update(format="other")), "not written by this package"),
        (lambda p: damage(p, lambda c: c["tables"].pop("scores")), "damaged"),
        (lambda p: (p / "report.json").write_text("{"), "damaged"),
        (lambda p: (p / "report.json").write_text("[]"), "damaged"),
        (lambda p: (p / "report.json").unlink(), "has no report.json"),
        (lambda p: (p / "predictions.parquet").write_bytes(b"PAR1"), "damaged"),
        (lambda p: (p / "predictions.parquet").unlink(), "damaged"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(saved, tmp_path, change, message):
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in ("report.json", "predictions.parquet"):
        (folder / name).write_bytes((saved / name).read_bytes())
    change(folder)
    with pytest.raises(StanceError, match=message) as error:
        load_report(folder)
    assert "\n" not in str(error.value)


def test_a_missing_folder_and_a_file_are_refused(tmp_path):
    with pytest.raises(StanceError, match="does not exist"):
        load_report(tmp_path / "nowhere")
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StanceError, match="is a file"):
        load_report(file)
