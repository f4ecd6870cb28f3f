"""The figures as methods, and the report's JSON and Markdown."""

import json
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay

from stance.errors import StanceError
from stance.judging import evaluate
from stance.judging.report import TABLES
from tests.judging_data import judged_pairs

ALWAYS = ["scores", "confusion", "calibration", "coverage", "slices", "causes"]
SCHEMA = json.loads((files("stance.judging") / "report.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def report():
    frame = judged_pairs(np.random.default_rng(0), 15, topics=("<b>|a|</b>", "b"))
    frame["text"] = ["We do not want it", "We do"] * 60
    return evaluate(predictions=frame, baselines=False, n_resamples=50)


@pytest.mark.parametrize("name", ALWAYS)
def test_each_figure_is_drawn_on_the_axes_given(report, name):
    ax = Figure().subplots()
    display = getattr(report.plot, name)(ax=ax)
    assert display.ax_ is ax
    assert display.figure_ is ax.figure
    assert len(display.frame)
    assert ax.get_title(loc="left").split() == display.title.split()
    assert ax.get_xlabel()
    alone = getattr(report.plot, name)(dark=True)
    assert alone._repr_png_().startswith(b"\x89PNG")


def test_scikit_learns_displays_are_underneath(report):
    assert isinstance(report.plot.confusion(scope="b").display_, ConfusionMatrixDisplay)
    display = report.plot.calibration().display_
    assert isinstance(display, CalibrationDisplay)
    rows = report.reliability.query("scope == 'all topics'")
    assert display.prob_true.tolist() == rows["accuracy"].tolist()


def test_what_a_report_does_not_have_is_not_drawn(report):
    for name in ("learning_curve", "new_topics", "drift"):
        with pytest.raises(StanceError, match="no data for"):
            getattr(report.plot, name)()
    with pytest.raises(StanceError, match="nothing in this report is called 'c'"):
        report.plot.confusion(scope="c")


def test_the_json_keeps_to_its_schema(report, tmp_path):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    content = json.loads((report.save(tmp_path / "r") / "report.json").read_text("utf-8"))
    jsonschema.validate(content, SCHEMA)
    tables = SCHEMA["properties"]["tables"]
    assert set(tables["properties"]) == set(TABLES) - {"predictions"}
    # Reports of this format written before there was such a table lack it.
    assert set(tables["properties"]) - set(tables["required"]) == {"new_topics"}
    for name, table in tables["properties"].items():
        if name != "evidence":  # of no model
            assert set(table["properties"]["columns"]["required"]) <= set(getattr(report, name))
    content["tables"]["slices"]["columns"].pop("p_corrected")
    with pytest.raises(jsonschema.ValidationError, match="p_corrected"):
        jsonschema.validate(content, SCHEMA)


def test_markdown_holds_the_findings_and_no_markup_of_the_data(report):
    text = report.to_markdown()
    assert "<b>" not in text
    assert r"| \<b\>\|a\|\</b\> |" in text
    plain = text.replace("\\", "")
    for finding in report.summary().splitlines():
        assert finding in plain or finding.startswith("On ")
