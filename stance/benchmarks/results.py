"""The folder of results: a JSON file for each benchmark."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from stance.benchmarks.running import COLUMNS
from stance.benchmarks.sets import SETS
from stance.benchmarks.systems import SYSTEMS
from stance.errors import DataError

_RUN = ["part", "system", "encoder"]


def read_results(folder: str | Path) -> pd.DataFrame:
    """Read the results of all benchmarks in a folder.

    Parameters
    ----------
    folder : str or Path
        What `save_results` wrote into.

    Returns
    -------
    DataFrame
        As `stance.benchmarks.run_benchmark`, in the order of `SETS`.

    Raises
    ------
    DataError
        If a file there is not one of results.
    """
    tables = [_read(Path(folder, f"{name}.json")) for name in SETS]
    found = [_ordered(table) for table in tables if len(table)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))


def save_results(table: pd.DataFrame, folder: str | Path) -> None:
    """Write the results of one benchmark into a folder, as ``NAME.json``.

    Rows of systems that were not run this time are kept as they are, so that a slow system can
    be run by itself.

    Parameters
    ----------
    table : DataFrame
        As `stance.benchmarks.run_benchmark` returned it.
    folder : str or Path
        The folder; it is made if it is not there.

    Raises
    ------
    DataError
        If a file there is not one of results, or cannot be written.
    """
    folder = Path(folder)
    (name,) = table["set"].unique()
    file = folder / f"{name}.json"
    kept = _read(file)
    again = pd.MultiIndex.from_frame(kept[_RUN]).isin(pd.MultiIndex.from_frame(table[_RUN]))
    merged = table if again.all() else pd.concat([kept[~again], table], ignore_index=True)
    written = merged.to_json(orient="records", indent=1, double_precision=6)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{written}\n", encoding="utf-8")
    except OSError as error:
        msg = f"cannot write the results into {folder}: {error.strerror or error}"
        raise DataError(msg) from error


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    order = {system: place for place, system in enumerate(SYSTEMS)}
    return table.sort_values("system", key=lambda named: named.map(order), kind="stable")


def _read(file: Path) -> pd.DataFrame:
    if not file.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    try:
        records = json.loads(file.read_text(encoding="utf-8"))
        table = pd.DataFrame(records, columns=list(COLUMNS))
        if table.empty or table[["set", "part", "system", "metric"]].isna().any(axis=None):
            raise ValueError
    except (ValueError, TypeError) as error:
        msg = f"{file} holds no results of this version: remove it and run the benchmark again"
        raise DataError(msg) from error
    return table
