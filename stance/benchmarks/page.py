"""The page of results, which stands alone: chart, table, and how it was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from stance.benchmarks.chart import CHART, METRICS, OURS, system_name
from stance.benchmarks.results import read_results
from stance.benchmarks.sets import SETS, BenchmarkSet, Part
from stance.errors import DataError
from stance.judging import wording
from stance.judging.drawing import png_of
from stance.judging.paging import framed, templates


def save_page(folder: str | Path) -> Path:
    """Write ``index.html`` and ``chart.png`` of all results in a folder.

    Parameters
    ----------
    folder : str or Path
        What `stance.benchmarks.save_results` wrote into.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    DataError
        If there are no results, a file there is not one of results, or it cannot be written.
    """
    results = read_results(folder)
    if results["score"].isna().all():
        msg = f"{folder} holds no results to show: run  stance benchmark -o {folder}"
        raise DataError(msg)
    page = Path(folder, "index.html")
    try:
        page.write_text(results_page(results), encoding="utf-8")
        page.with_name("chart.png").write_bytes(png_of(CHART, results))
    except OSError as error:
        msg = f"cannot write the page into {folder}: {error.strerror or error}"
        raise DataError(msg) from error
    return page


def results_page(results: pd.DataFrame) -> str:
    """Return a whole page that stands alone.

    Parameters
    ----------
    results : DataFrame
        As `stance.benchmarks.read_results` returns it.

    Returns
    -------
    str
        HTML with style and chart inside.
    """
    sets = [_set(SETS[str(name)], rows) for name, rows in results.groupby("set", sort=False)]
    page = templates("stance.benchmarks").get_template("results.html.jinja")
    return str(page.render(chart=framed(CHART, results), sets=sets))


def _set(known: BenchmarkSet, rows: pd.DataFrame) -> dict[str, Any]:
    parts = [(part, rows[rows["part"] == part.name]) for part in known.parts]
    return {
        "name": known.name,
        "title": known.title,
        "source": known.source,
        "published": known.published,
        "n_train": wording.count(int(rows["n_train"].iloc[0]), "training row"),
        "n_left_out": int(rows["n_left_out"].iloc[0]),
        "parts": [_part(part, of_part) for part, of_part in parts if len(of_part)],
        "several": len(known.parts) > 1,
    }


def _part(part: Part, rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "name": part.name,
        "metric": METRICS[part.metric],
        "n_test": wording.count(int(rows["n_test"].iloc[0]), "test row"),
        "systems": [_system(row) for row in rows.to_dict("records")],
        "references": sorted(part.references, key=lambda reference: reference.score),
    }


def _system(row: dict[Any, Any]) -> dict[str, Any]:
    told = {
        "name": system_name(row["system"], row["encoder"]),
        "ours": row["system"] in OURS,
        "seen": f"{row['n_seen']:,.0f}",
    }
    if pd.isna(row["score"]):
        return told | {"note": row["note"]}
    return told | {
        "score": f"{row['score']:.1f}",
        "interval": interval(row["low"], row["high"]),
        # An encoder is asked as it is: its training was elsewhere.
        "seconds": "" if row["system"] == "encoder" else f"{row['train_seconds']:,.1f}",
        "speed": f"{row['per_second']:,.0f}",
    }


def interval(low: float, high: float) -> str:
    """Write an interval of percentages.

    Parameters
    ----------
    low, high : float
        NaN where not known.

    Returns
    -------
    str

    Examples
    --------
    >>> interval(61.25, 70.0)
    '61.2 to 70.0'
    """
    return wording.MISSING if pd.isna(low) else f"{low:.1f} to {high:.1f}"
