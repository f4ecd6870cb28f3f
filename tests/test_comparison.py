"""A comparison finds what is there, makes nothing up, and says both in words."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import stance
from stance.cli import main
from stance.comparison.answers import clustered_mcnemar, mcnemar
from stance.comparison.differences import documents_needed
from stance.errors import DataError, StanceError
from stance.judging import KeywordBaseline
from stance.judging.comparing import compare_tallies, holm
from stance.judging.evaluation import judge
from stance.judging.reporting import Wanted
from stance.judging.tallies import tally
from stance.stances import PROBABILITIES, STANCES
from stance.topics import Topics
from tests.judging_data import FakeModel, examples_frame, judged_pairs

FEW = {"n_resamples": 200, "n_flips": 400, "by": ()}
NEWS = {**FEW, "by": ["register"]}


def answers(rng, truth, doc, skill, spread=0.6):
    """Probabilities that favour the truth, more or less so from document to document."""
    luck = rng.normal(0, spread, doc.max() + 1)[doc]
    scores = rng.normal(0, 1, (len(truth), 4))
    scores[np.arange(len(truth)), truth] += skill + luck
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def systems(seed=0, n_documents=40, rows=8, **skills):
    """Frames of predictions on one truth, each as good as its skill says."""
    rng = np.random.default_rng(seed)
    frame = judged_pairs(rng, n_documents, rows=rows)
    frame["register"] = [["news", "blog"][int(doc) % 2] for doc in frame["doc"]]
    truth = pd.Categorical(frame["truth"], categories=STANCES).codes.astype(int)
    found = {}
    for name, skill in skills.items():
        proba = answers(rng, truth, frame["doc"].astype(int).to_numpy(), skill)
        best = proba.argmax(axis=1)
        found[name] = frame.assign(
            stance=np.array(STANCES)[best].tolist(),
            confidence=proba.max(axis=1),
            **dict(zip(PROBABILITIES, proba.T, strict=True)),
        )
    return found


@pytest.fixture(scope="module")
def compared():
    return stance.compare(systems(old=0.6, new=1.6, like=0.6), **NEWS)


def test_a_planted_difference_is_found_and_said(compared):
    row = compared.difference()
    assert row["verdict"] == "better"
    assert row["difference"] == pytest.approx(row["system_value"] - row["reference_value"])
    assert 0 < row["low"] <= row["difference"] <= row["high"]
    assert row["p_value"] <= row["p_corrected"] < 0.05
    assert compared.difference("log_loss")["verdict"] == "better"
    assert compared.difference("log_loss")["difference"] < 0
    said = compared.summary()
    assert "Is new better than old? Yes." in said
    assert "Is like better than old? These data cannot tell." in said
    assert re.search(r"would take roughly [\d,]+ documents|far too small", said)
    assert compared.difference(pair=("old", "like"))["verdict"] == "cannot tell"


def test_a_difference_that_is_not_there_is_found_about_once_in_twenty():
    found, n_samples = [], 300
    for seed in range(n_samples):
        a, b = (tally(f, ("a", "b")) for f in systems(seed, 25, 6, one=1.0, two=1.0).values())
        table = compare_tallies(a, b, n_resamples=0, n_flips=199, random_state=seed)
        row = table[(table["scope"] == "all topics") & (table["score"] == "macro_f1")]
        found.append(row["p_value"].item() <= 0.05)
    # Outside this a binomial of 300 and 0.05 falls in one case of a thousand.
    low, high = stats.binom.interval(0.999, n_samples, 0.05)
    assert low <= sum(found) <= high


def test_with_many_questions_a_false_finding_stays_rare():
    any_found = 0
    for seed in range(25):
        table = stance.compare(
            systems(1000 + seed, 24, 6, one=1.0, two=1.0), n_resamples=200, n_flips=999, by=()
        ).differences
        others = (table["by"] == "all") & (table["score"] != "macro_f1")
        any_found += table.loc[others, "verdict"].isin(["better", "worse"]).any()
    assert any_found <= stats.binom.ppf(0.999, 25, 0.05)


def test_a_system_does_not_differ_from_itself():
    frame = systems(a=1.0)["a"]
    same = stance.compare({"a": frame, "b": frame.sample(frac=1, random_state=1)}, **FEW)
    assert set(same.differences["verdict"]) == {"same"}
    assert (same.differences["difference"] == 0).all()
    assert same.changes.empty
    assert (same.right_wrong[["p_plain", "p_clustered", "p_corrected"]] == 1).all(axis=None)
    assert "It scores the same" in same.summary()
    assert "same answer to each of the 320 pairs" in same.summary()
    assert "No answer changed" in same.to_html()


def test_swapping_the_two_turns_every_sign():
    found = systems(a=0.8, b=1.2)
    there = stance.compare(found, **FEW)
    back = stance.compare(found, reference="b", **FEW)
    one, two = there.differences, back.differences
    np.testing.assert_allclose(one["difference"], -two["difference"])
    np.testing.assert_allclose(one["low"], -two["high"])
    np.testing.assert_allclose(one["p_value"], two["p_value"])
    turned = {"better": "worse", "worse": "better"}
    assert [turned.get(v, v) for v in one["verdict"]] == two["verdict"].tolist()
    assert there.right_wrong["fixed"].tolist() == back.right_wrong["broken"].tolist()
    kinds = [set(c.changes.loc[c.changes["change"] == k, "text"])
             for c, k in ((there, "fixed"), (back, "broken"))]  # fmt: skip
    assert kinds[0] == kinds[1]
    assert len(kinds[0])


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed):
    found = systems(5, 12, 5, a=0.8, b=1.2)
    shuffled = {name: frame.sample(frac=1, random_state=seed + len(name) * (name == "b"))
                for name, frame in found.items()}  # fmt: skip
    first, again = (stance.compare(f, n_resamples=50, n_flips=50, by=()) for f in (found, shuffled))
    pd.testing.assert_frame_equal(first.differences, again.differences)
    pd.testing.assert_frame_equal(first.right_wrong, again.right_wrong)
    assert first.summary() == again.summary()


def test_every_score_topic_and_group_is_there_once_with_its_family(compared):
    table = compared.to_frame()
    keys = ["reference", "system", "by", "group", "score"]
    assert not table.duplicated(keys).any()
    groups = set(zip(table["by"], table["group"], strict=True))
    assert groups == {
        ("all", "all topics"),
        ("topic", "a"), ("topic", "b"), ("register", "blog"), ("register", "news"),
    }  # fmt: skip
    assert (table["pairs"] > 0).all()
    # Two systems beside the reference: the main score, five others, two topics, two registers.
    assert table.groupby("by")["n_tests"].unique().map(list).to_dict() == {
        "all": [2, 10], "register": [4], "topic": [4],
    }  # fmt: skip
    family = table[(table["by"] == "topic") & (table["score"] == "accuracy")]
    np.testing.assert_allclose(family["p_corrected"], holm(family["p_value"]))


def test_holm_keeps_the_order_and_is_bonferroni_for_the_smallest():
    p = np.array([0.01, 0.2, 0.03, 0.04])
    assert holm(p).tolist() == pytest.approx([0.04, 0.2, 0.09, 0.09])
    assert holm([]).tolist() == []
    assert holm([0.9, 0.8]).tolist() == [1.0, 1.0]


def test_mcnemar_agrees_with_scipy_and_counts_documents_not_rows():
    for fixed, broken in ((3, 10), (0, 7), (12, 12), (40, 61)):
        exact = stats.binomtest(fixed, fixed + broken).pvalue if fixed + broken else 1.0
        assert mcnemar(fixed, broken) == pytest.approx(exact)
    # One row to a document: McNemar's chi-square without its continuity correction.
    net = np.array([1.0] * 30 + [-1.0] * 15 + [0.0] * 955)
    assert clustered_mcnemar(net) == pytest.approx(stats.chi2.sf(15**2 / 45, 1), rel=0.01)
    # The same rows in documents that stand and fall together prove less.
    together = net[net != 0].reshape(-1, 5).sum(axis=1)
    assert clustered_mcnemar(together) > 5 * mcnemar(30, 15)
    assert np.isnan(clustered_mcnemar(np.array([3.0])))


def test_the_documents_needed_are_about_enough():
    rng, standard_error = np.random.default_rng(0), 0.02
    needed = documents_needed(0.01, standard_error, 100, 0.95)
    spread = standard_error * np.sqrt(100 / needed)
    z = rng.normal(0.01, spread, 20_000) / spread
    assert np.mean(np.abs(z) > stats.norm.ppf(0.975)) == pytest.approx(0.8, abs=0.01)


def test_changed_answers_go_both_ways_with_both_probabilities(compared):
    changes = compared.changes
    part = changes[changes["system"] == "new"]
    assert (part["reference_stance"] != part["system_stance"]).all()
    fixed, broken = (part[part["change"] == kind] for kind in ("fixed", "broken"))
    assert (fixed["system_stance"] == fixed["truth"]).all()
    assert (broken["reference_stance"] == broken["truth"]).all()
    assert fixed["shift"].abs().is_monotonic_decreasing
    of_truth = [row[f"system_p_{row['truth']}"] - row[f"reference_p_{row['truth']}"]
                for row in fixed.to_dict("records")]  # fmt: skip
    np.testing.assert_allclose(fixed["shift"], of_truth)
    counted = compared.right_wrong
    counted = counted[(counted["by"] == "all") & (counted["system"] == "new")].iloc[0]
    assert (counted["fixed"], counted["broken"]) == (len(fixed), len(broken))
    assert "register" in changes


def test_all_pairs_and_another_reference():
    found = systems(a=0.5, b=1.0, c=1.5)
    every = stance.compare(found, all_pairs=True, scores=["accuracy"], **FEW)
    assert every.pairs == (("a", "b"), ("a", "c"), ("b", "c"))
    assert every.systems == ("a", "b", "c")
    other = stance.compare(found, reference="c", scores=["accuracy"], **FEW)
    assert other.pairs == (("c", "a"), ("c", "b"))
    assert "the best first: c 0" in other.summary()
    assert set(other.differences["by"]) == {"all", "topic"}


def test_models_reports_frames_and_files_compare_alike(tmp_path):
    data = examples_frame()
    model = FakeModel(Topics(["truce"]))
    report = judge(model, data, n_resamples=20, wanted=Wanted(baselines=False))
    saved = report.save(tmp_path / "report")
    file = tmp_path / "given.csv"
    report.predictions.drop(columns=["truth", "doc"]).to_csv(file, index=False)
    given = {"model": model, "report": report, "folder": saved, "file": file,
             "frame": report.predictions, "base": "majority"}  # fmt: skip
    found = stance.compare(given, data, train=data, all_pairs=True, **FEW)
    alike = found.differences[found.differences["system"] != "base"]
    assert set(alike["verdict"]) == {"same"}
    assert found.difference(pair=("model", "base"))["difference"] < 0
    kinds = [facts["kind"] for facts in found.facts["systems"].values()]
    assert kinds == ["model", "report", "report", "predictions", "predictions", "model"]


def test_answers_without_probabilities_are_compared_by_what_they_answer():
    found = systems(a=0.6, b=1.6)
    bare = found["b"].drop(columns=["confidence", *PROBABILITIES])
    bare["stance"] = bare["stance"].replace({"favor": "pro", "unrelated": "off topic"})
    result = stance.compare({**found, "bare": bare}, **NEWS)
    assert not {"log_loss", "side_macro_f1"} & set(result.differences["score"])
    same = [result.difference("f_avg", pair=("a", name))["difference"] for name in ("b", "bare")]
    assert same[0] == same[1]
    assert "bare gives no probabilities" in result.summary()
    with pytest.raises(DataError, match="bare gives no probabilities"):
        stance.compare({**found, "bare": bare}, scores=["log_loss"], **NEWS)
    bare.loc[3, "stance"] = "maybe"
    with pytest.raises(DataError, match=r"bare.*row 3, column stance: 'maybe' is no stance"):
        stance.compare({**found, "bare": bare}, **NEWS)


def test_labels_that_changed_since_are_counted_not_hidden():
    found = systems(a=0.8, b=1.2)
    data = found["a"][["text", "topic", "doc", "truth"]].rename(columns={"truth": "stance"})
    data.loc[0, "stance"] = "favor" if data.loc[0, "stance"] != "favor" else "against"
    said = stance.compare(found, data.iloc[:-3], **FEW).summary()
    assert "a was judged by 1 label that these data give otherwise" in said
    assert "3 further predictions of b are of no pair in these data" in said
    found["b"] = found["b"].assign(truth=data["stance"])
    with pytest.raises(DataError, match="a and b were judged by different labels"):
        stance.compare(found, **FEW)


def test_groups_too_small_to_tell_are_left_out_and_said():
    found = systems(a=0.8, b=1.2)
    rare = {"0": "poem", "1": "song"}
    for frame in found.values():
        frame["register"] = [rare.get(doc, "news") for doc in frame["doc"]]
        frame["size"] = np.arange(len(frame))
        frame["desk"] = pd.Categorical([None, "home"] * (len(frame) // 2))
    result = stance.compare(found, **{**FEW, "by": ["register", "size", "desk"]})
    table = result.differences
    assert table.loc[table["by"] == "register", "group"].unique().tolist() == ["news"]
    assert table.loc[table["by"] == "size", "group"].nunique() == 4
    assert set(table.loc[table["by"] == "desk", "group"]) == {"(none given)", "home"}
    assert "By register, 2 groups with 16 pairs are not compared" in result.summary()
    assert result.figure("groups").axes


def test_sentences_are_divided_by_what_they_say_and_by_any_column_of_the_data():
    data = examples_frame().assign(desk=["home", "abroad"] * 24)
    both = {"old": KeywordBaseline(["nothing"]), "new": KeywordBaseline(["truce"])}
    usual = stance.compare(both, data, **{**FEW, "by": None}).differences
    assert set(usual["by"]) == {"all", "topic", "length", "negation", "topic named"}
    table = stance.compare(both, data, **{**FEW, "by": ["desk", "topic named"]}).differences
    groups = table.loc[table["by"] != "all"].groupby("by")["group"].agg(set)
    assert groups["desk"] == {"home", "abroad"}
    assert "not named" in groups["topic named"]


def test_too_few_documents_tell_nothing():
    one = stance.compare(systems(0, 1, 40, a=0.1, b=3.0), **FEW)
    assert one.difference()["verdict"] == "cannot tell"
    assert "All rows come from one document" in one.summary()
    few = stance.compare(systems(0, 4, 40, a=0.1, b=3.0), **FEW)
    assert not few.differences["verdict"].isin(["better", "worse"]).any()
    assert "With 4 documents" in few.summary()
    sparse = stance.compare(systems(a=0.1, b=3.0), n_resamples=50, n_flips=50)
    assert "raise n_flips" in sparse.summary()


def test_the_folder_holds_what_it_promises_and_numbers_agree(compared, tmp_path):
    folder = compared.save(tmp_path / "comparison")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    figures = {f"figures/{name}.png" for name in ("differences", "groups", "changes")}
    assert names == {"comparison.html", "comparison.json", "changes.csv", *figures}
    content = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    assert content["format"] == "stance-comparison"
    assert content["summary"] == compared.summary().splitlines()
    assert len(content["tables"]["differences"]["rows"]) == len(compared.differences)
    assert len(pd.read_csv(folder / "changes.csv")) == len(compared.changes)
    compared.save(folder)
    other = tmp_path / "mine"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(StanceError, match="not a comparison folder"):
        compared.save(other)
    assert (other / "notes.txt").read_text() == "mine"


def test_the_page_stands_alone_and_shows_hostile_text_as_text(tmp_path):
    found = systems(0, 12, 6, **{"<b>old</b>": 0.5, "new": 2.0})
    for frame in found.values():
        frame["text"] = [f"<script>alert({i})</script>" for i in range(len(frame))]
        frame["topic"] = "$<i>topic</i>$"
    page = stance.compare(found, **NEWS).to_html()
    for trick in ("<script", "<b>old", "<i>topic"):
        assert trick not in page
    assert "&lt;script&gt;alert(" in page
    sources = re.findall(r'(?:src|srcset|href)="([^"]{0,30})', page)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert page.count("<figure") == page.count("The numbers behind this figure") == 3
    fragment = stance.compare(found, **NEWS)._repr_html_()
    assert "<html" not in fragment
    style = " ".join(re.findall(r"<style>(.*?)</style>", fragment, re.DOTALL))
    selectors = re.findall(r"(?:^|[}{,;])\s*([a-z.#][^{};@]*)\{", style)
    assert all(".stance-report" in selector for selector in selectors)


@pytest.mark.parametrize("name", ["differences", "groups", "changes"])
def test_figures_say_what_they_show(compared, name):
    for dark in (False, True):
        figure = compared.figure(name, dark=dark)
        assert len(figure.get_suptitle()) > 20
        assert figure.axes


FAULTS = {
    "one system": (lambda f: ({"a": f["a"]}, {}), "two or more"),
    "no data": (lambda f: ({"a": KeywordBaseline(), "b": "keywords"}, {}), "no data to compare on"),
    "no train": (lambda f: ({**f, "c": "tfidf"}, {}), "learns from labelled data"),
    "other data": (lambda f: ({**f, "c": f["a"].iloc[:-2]}, {}), "c was asked about other data: 2"),
    "no score": (lambda f: (f, {"scores": ["macro-f1"]}), "Did you mean 'macro_f1'"),
    "no column": (
        lambda f: (f, {"by": ["regster"]}),
        "no column to compare by called 'regster'. Did you mean 'register'",
    ),
    "no reference": (lambda f: (f, {"reference": "z"}), "no system 'z'"),
    "no answers": (
        lambda f: ({**f, "c": f["a"].drop(columns="p_favor")}, {}),
        r"c is neither .* lack the column 'p_favor'",
    ),
    "no table": (lambda f: ({**f, "c": 7}, {}), "c is neither a model nor a report"),
    "no number": (lambda f: ({**f, "c": f["a"].assign(confidence="x")}, {}), "not a number"),
    "no model": (lambda f: ({**f, "c": "nowhere"}, {}), "nowhere does not exist"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_mistakes_get_one_line(fault):
    make, said = FAULTS[fault]
    given, how = make(systems(0, 6, 4, a=0.8, b=1.2))
    with pytest.raises(StanceError, match=said) as error:
        stance.compare(given, **how, n_resamples=10, n_flips=10)
    assert "\n" not in str(error.value)


def test_asking_for_what_is_not_there_is_refused(compared):
    with pytest.raises(DataError, match="no score 'f1'"):
        compared.difference("f1")
    with pytest.raises(DataError, match="no group 'c'"):
        compared.difference(group="c")
    with pytest.raises(DataError, match="no comparison of 'old beside old'"):
        compared.difference(pair=("old", "old"))
    with pytest.raises(StanceError, match="Did you mean 'changes'"):
        compared.figure("chnges")


def test_at_the_command_line(capfd, tmp_path):
    data = tmp_path / "labels.csv"
    examples_frame().to_csv(data, index=False)
    out = tmp_path / "out"
    words = ["--data", str(data), "--train", str(data), "-o", str(out), "--score", "accuracy"]
    assert main(["compare", "keywords", "simple=majority", *words]) == 0
    said, told = capfd.readouterr()
    assert said.startswith("Is simple better than keywords?")
    assert str(out / "comparison.html") in told
    assert (out / "comparison.html").is_file()
    assert main(["compare", "keywords", "keywords", *words]) == 2
    assert "name them" in capfd.readouterr().err
    assert main(["compare", "keywords", "nowhere", *words]) == 1
    assert capfd.readouterr().err.startswith("error: nowhere does not exist")
