"""The main job from end to end, on what comes with the package: ``python -m stance.demo``.

Trains on the bundled corpus, evaluates on its held-out documents, analyses a bundled article,
and writes an evaluation report and an annotated article.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from stance.bundled import bundled_path
from stance.errors import StanceError
from stance.examples import read_examples
from stance.judging import Report, evaluate
from stance.model.analysis import Analysis
from stance.sentences import read_document
from stance.stances import UNRELATED
from stance.training import train

_CAPTION = (
    "p is the chance of that stance. A sentence that may well be unrelated is listed with its "
    "likeliest side all the same: take a p below one half as a hint."
)

# Characters that the columns beside the sentence take.
_OTHER_COLUMNS = 46


def run_demo(folder: Path, console: Console) -> None:
    """Train, evaluate and analyse, and write the results into a folder.

    Parameters
    ----------
    folder : Path
        Where the model, the report and the page are written.
    console : rich.console.Console
        Where it says what it does.
    """
    data = bundled_path("data")
    console.print("[bold]1.[/bold] Training on the bundled corpus …")
    model = train(data, beside="bundled", folds=0, n_jobs=2)
    model.save(folder / "model")
    console.print("[bold]2.[/bold] Evaluating on documents that it has not seen …")
    known = read_examples(data, split="train", topics=model.topics)
    unseen = read_examples(data, split="test", topics=model.topics)
    report = evaluate(model, unseen, train=known)
    report.save(folder / "report")
    console.print(_scores(report))
    console.print("[bold]3.[/bold] Analysing a bundled article …")
    analysis = model.analyze(read_document(data / "demo" / "article.txt"))
    page = folder / "article.html"
    analysis.to_html(page)
    console.print(_stances(analysis, console.width))
    console.print("\nOpen these in a browser:")
    for path in (folder / "report" / "report.html", page):
        console.print(f"  {path.resolve()}", soft_wrap=True)


def _scores(report: Report) -> Table:
    table = Table(title="How good it is on unseen documents", title_justify="left")
    for heading in ("score", "value", "95 % interval"):
        table.add_column(heading)
    for name in ("macro_f1", "f_avg", "relevance_f1", "side_macro_f1", "accuracy"):
        row = report.score(name)
        table.add_row(name, f"{row['value']:.3f}", f"{row['low']:.3f} to {row['high']:.3f}")
    return table


def _stances(analysis: Analysis, width: int) -> Table:
    table = Table(
        title="Who is for and who is against what",
        title_justify="left",
        caption=_CAPTION,
        caption_justify="left",
    )
    room = max(width - _OTHER_COLUMNS, _OTHER_COLUMNS // 2)
    table.add_column("sentence", width=room, overflow="ellipsis", no_wrap=True)
    for heading in ("topic", "stance", "p"):
        table.add_column(heading, no_wrap=True)
    frame = analysis.to_frame()
    for row in frame[frame["stance"] != UNRELATED].itertuples():
        table.add_row(str(row.text), str(row.topic), str(row.stance), f"{row.confidence:.2f}")
    return table


def main(arguments: list[str]) -> int:
    """Run the demo from the command line.

    Parameters
    ----------
    arguments : list of str
        The folder to write into; none means ``demo-output``.

    Returns
    -------
    int
        The exit code.
    """
    console = Console()
    try:
        run_demo(Path(arguments[0] if arguments else "demo-output"), console)
    except StanceError as error:
        Console(stderr=True).print(f"error: {error}", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
