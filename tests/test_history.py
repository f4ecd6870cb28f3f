"""A history keeps what cannot be compared apart, and is not stopped by a damaged report."""

import json

import pandas as pd
import pytest

import stance
from stance.cli import main
from stance.errors import DataError
from stance.judging import KeywordBaseline
from stance.judging.evaluation import judge
from stance.judging.reporting import Wanted
from tests.judging_data import examples_frame


class Rule(KeywordBaseline):
    """The keyword rule, that says what it is."""

    def __init__(self, topics, name):
        super().__init__(topics)
        self.metadata = {"name": name}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        # Pictures and pages are not what is looked at here.
        patch.setattr("stance.judging.drawing.png_of", lambda *_: b"")
        patch.setattr("stance.judging.page.report_page", lambda *_: "page")
        blind, sighted = Rule(["nothing"], "blind"), Rule(["truce"], "sighted")
        few, many = examples_frame(12), examples_frame(30)
        runs = {
            "march/new": (sighted, many, "2026-03-05T10:00:00+00:00"),
            "january": (blind, many, "2026-01-02T10:00:00+02:00"),
            "other": (sighted, few, "2026-02-01T10:00:00"),
        }
        for name, (rule, data, created) in runs.items():
            # A predictor of the topic's name alone knows nothing of "truce" by another name.
            asked = _Renamed(rule) if rule is blind else rule
            report = judge(asked, data, n_resamples=50, wanted=Wanted(baselines=False))
            report.facts["created"] = created
            report.save(place / name)
    for name, text in (("broken", "{"), ("foreign", '{"format": "other"}')):
        (place / name).mkdir()
        (place / name / "report.json").write_text(text)
    (place / "half").mkdir()
    (place / "half" / "predictions.parquet").write_bytes(b"PAR1")
    (place / ".being-written").mkdir()
    (place / ".being-written" / "report.json").write_text("{")
    return place


class _Renamed:
    def __init__(self, rule):
        self.metadata, self._rule = rule.metadata, rule

    def predict_pairs(self, texts, topics):
        found = self._rule.predict_pairs([text.replace("truce", "x") for text in texts], topics)
        return found.assign(text=list(texts))


def test_runs_are_in_the_order_of_their_making_and_data_are_kept_apart(folder):
    found = stance.history(folder)
    runs = found.to_frame()
    assert runs["run"].tolist() == ["january", "other", "march/new"]
    assert runs["created"].is_monotonic_increasing
    assert (runs["low"] <= runs["value"]).all()
    assert runs["pairs"].tolist() == [120, 48, 120]
    assert runs["data"].nunique() == 2
    assert found.on(found.data[0])["run"].tolist() == ["january", "march/new"]
    assert runs["model"].iloc[1] == runs["model"].iloc[2] != runs["model"].iloc[0]
    again = stance.load_report(folder / "march/new").score("accuracy")
    followed = stance.history(folder, score="accuracy").runs.set_index("run")
    assert followed.loc["march/new", "value"] == again["value"]


def test_the_words_hold_the_latest_against_the_first_on_the_same_data(folder):
    said = stance.history(folder).summary()
    assert "3 runs of 2 known models on 2 data sets, from 2 January 2026 to 5 March 2026" in said
    assert "the latest of 2 runs, march/new" in said
    assert "Is march/new better than january? Yes." in said
    assert "there is one run, other" in said
    assert "each data set is kept apart" in said


def test_damaged_reports_are_counted_and_named(folder):
    found = stance.history(folder)
    assert sorted(found.damaged["run"]) == ["broken", "foreign", "half"]
    assert found.damaged["problem"].str.len().min() > 10
    said = found.summary()
    assert "3 reports could not be read: broken (" in said
    assert ".being-written" not in said


def test_the_figure_and_the_page_show_each_data_set(folder):
    found = stance.history(folder)
    for dark in (False, True):
        figure = found.figure(dark=dark)
        assert len(figure.axes) == 2
        assert "From january to march/new" in figure.get_suptitle().replace("\n", " ")
    page = found.to_html()
    assert "<script" not in page
    assert page.count("<figure") == page.count("The numbers behind this figure") == 1
    assert "<html" not in found._repr_html_()


def test_where_nothing_can_be_read_it_says_so(folder, tmp_path):
    with pytest.raises(DataError, match="is no folder"):
        stance.history(tmp_path / "nowhere")
    with pytest.raises(DataError, match="holds no report"):
        stance.history(tmp_path)
    with pytest.raises(DataError, match="Did you mean 'macro_f1'"):
        stance.history(folder, score="macrof1")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "report.json").write_text("[]")
    found = stance.history(tmp_path)
    assert found.runs.empty
    assert found.summary().startswith("1 report could not be read: bad")
    assert "could not be read" in found.to_html()


def test_at_the_command_line(capfd, folder, tmp_path):
    assert main(["history", str(folder), "-f", "jsonl"]) == 0
    out, err = capfd.readouterr()
    first = json.loads(out.splitlines()[0])
    assert (first["run"], first["created"]) == ("january", "2026-01-02T08:00:00Z")
    assert "3 reports could not be read" in err
    target = tmp_path / "runs.parquet"
    assert main(["history", str(folder), "-f", "parquet", "-o", str(target)]) == 0
    assert len(pd.read_parquet(target)) == 3
    capfd.readouterr()
    assert main(["history", str(folder), "--score", "accuracy"]) == 0
    assert "2026-01-02" in capfd.readouterr().out
    assert main(["history", str(tmp_path / "nowhere")]) == 1
    assert capfd.readouterr().err.startswith("error: ")
