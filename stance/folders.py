"""Folders that are written whole or not at all, and checked when they are read."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from stance.errors import ModelError


def write_folder(path: Path, write: Callable[[Path], None]) -> None:
    """Fill a folder beside its place, then put it there, replacing what was there before.

    Parameters
    ----------
    path : Path
        The place. A folder there is replaced; whether it may be is the caller's to check.
    write : callable
        Fills the empty folder that it is given.

    Raises
    ------
    OSError
        If it cannot be written. What was there before is still there.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "result")
    ...     write_folder(place, lambda fresh: Path(fresh, "a.txt").write_text("done") and None)
    ...     [file.name for file in place.iterdir()]
    ['a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        write(fresh)
        fresh.chmod(0o755)
        _put(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put(fresh: Path, path: Path) -> None:
    # A folder cannot be replaced in one step, so the old one steps aside first; `find_folder`
    # looks there when a kill falls between the two renames.
    aside = _aside(path)
    if path.exists():
        shutil.rmtree(aside, ignore_errors=True)
        path.rename(aside)
    fresh.rename(path)
    shutil.rmtree(aside, ignore_errors=True)


def find_folder(path: Path, holding: str) -> Path:
    """Return where a folder written by `write_folder` lies, after a kill as well.

    Parameters
    ----------
    path : Path
        The place that it was written to.
    holding : str
        A file that the folder must hold to be taken for it.

    Returns
    -------
    Path
        The place itself, unless only the folder that had stepped aside is left.

    Examples
    --------
    >>> find_folder(Path("nowhere"), "manifest.json").name
    'nowhere'
    """
    aside = _aside(path)
    return aside if not path.exists() and (aside / holding).is_file() else path


def read_checked(folder: Path, hashes: Mapping[str, str], what: str) -> dict[str, bytes]:
    """Return the contents of a folder's files, each compared with its hash.

    Parameters
    ----------
    folder : Path
        The folder.
    hashes : mapping of str to str
        The SHA-256 of each file to read, by its name.
    what : str
        What the folder holds, for the messages: ``model``, ``encoder``.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ModelError
        If a file is missing, or is not the one that was saved.

    Examples
    --------
    >>> read_checked(Path("nowhere"), {}, "model")
    {}
    """
    contents = {}
    for name in sorted(hashes):
        file = folder / name
        if not file.is_file():
            msg = f"the {what} in {folder} lacks its file {name}: copy or train it again"
            raise ModelError(msg)
        contents[name] = file.read_bytes()
        if hashlib.sha256(contents[name]).hexdigest() != hashes[name]:
            msg = f"{file} is not the file that was saved (SHA-256 differs): truncated or changed"
            raise ModelError(msg)
    return contents


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.previous")
