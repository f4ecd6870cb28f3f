"""What is installed: a wheel that works alone, notebooks that run, doctests of the README."""

import doctest
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "seed" / "zelensky-korean-scenario.txt"


def test_the_examples_of_the_readme_are_right():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert results.attempted >= 5
    assert results.failed == 0


def test_no_module_outgrows_its_room():
    sizes = {p: len(p.read_text().splitlines()) for p in (ROOT / "stance").rglob("*.py")}
    large = {str(path): size for path, size in sizes.items() if size > 310}
    assert not large


def test_the_tests_that_promises_are_shown_by_are_there():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text("utf-8")))
    there = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    assert len(named) > 20
    assert named <= set(re.findall(r"^def (test_\w+)", there, re.MULTILINE))


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, stance; sys.exit(bool({'pandas', 'numpy', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_wheel_works_alone_from_any_folder(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    # The dependencies are lent by this environment; the package itself must be the wheel's.
    lent = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    code = (
        "import stance; print(stance.__file__); "
        "frame = stance.load().predict('Kyiv wants a truce.', ['ceasefire'], holders=True); "
        "print(frame.loc[0, ['stance', 'holder']].tolist())"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    own = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    environment["PYTHONPATH"] = f"{own}{os.pathsep}{lent}"
    done = subprocess.run(
        [python, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(own) in done.stdout
    assert "['favor', 'Kyiv']" in done.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore")
def test_notebooks_run_from_top_to_bottom(path):
    notebook = nbformat.read(path, as_version=4)
    assert any(cell.get("outputs") for cell in notebook.cells), "committed without outputs"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT}}).execute()


def test_no_path_of_a_machine_is_in_the_repository():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".ipynb", ".json"} and path.is_file():
            assert not re.search(r"/(?:home|root|Users)/\w|/work/\w", path.read_text("utf-8")), name


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not on this machine")
def test_the_article_that_the_project_began_with():
    import stance  # noqa: PLC0415

    frame = stance.load().analyze(stance.read_document(SEED)).to_frame()

    def said(start, topic):
        of = frame["text"].str.lstrip("“").str.startswith(start) & frame["topic"].eq(topic)
        return frame.loc[of, "stance"].tolist()

    split = "Korea-style split"
    assert said("Zelensky rejects", split) == ["against"]  # the headline
    # Its stop before the name was lost in scraping.
    assert said("Vladimir Zelensky has rejected the idea", split) == ["against"]
    assert said("No one is considering", split) == ["against"]
    assert said("North and South Korea ended", split) == ["neutral"]  # the armistice of 1953
    assert said("A ceasefire is enough to provide", "ceasefire") == ["favor"]
    assert said("I agree with him", "ceasefire") == ["favor"]
    assert said("Macron has increasingly lobbied", "NATO troops") == ["favor"]
    assert said("Moscow has categorically rejected", "NATO troops") == ["against"]
    assert set(frame.loc[frame["text"] == "Wait 5 sec.", "stance"]) == {"unrelated"}
