"""Folders that are written whole or not at all, and checked when they are read.

A folder may come from anybody. What is read from it is a regular file of a bounded size that lies
in the folder itself: no link, whose end lies elsewhere; no pipe or device, which never ends.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stance.errors import ModelError

LARGEST_FILE = 2 * 2**30
"""Bytes of the largest file of a folder that is opened."""

LARGEST_JSON = 16 * 2**20
"""Bytes of the largest JSON file that says what is in a folder."""

# Windows has neither: there, links are told apart by name only, and pipes lie in no folder.
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)


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
    # Where the place is a link, what it points to is replaced, and the link stays.
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        write(fresh)
        fresh.chmod(0o755)
        _put(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def try_place(path: Path) -> None:
    """Find out whether `write_folder` could write there, and leave nothing.

    Parameters
    ----------
    path : Path
        The place. The folders above it are made.

    Raises
    ------
    OSError
        If it could not.

    Examples
    --------
    >>> try_place(Path(os.devnull, "result"))
    Traceback (most recent call last):
    FileExistsError: ...
    """
    above = path.resolve().parent
    above.mkdir(parents=True, exist_ok=True)
    Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=above)).rmdir()


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
    if path.exists():
        return path
    aside = _aside(path)
    return aside if (aside / holding).is_file() else path


def read_regular(file: Path, most: int = LARGEST_FILE, *, links: bool = False) -> bytes:
    """Return the contents of a regular file.

    Parameters
    ----------
    file : Path
        The file.
    most : int, default=2 GiB
        Bytes of the largest file that is opened.
    links : bool, default=False
        Whether the file may be a symbolic link, as some installers make of a package's files.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If it is a link, a pipe, a device or a folder, or is too large. The message has no subject:
        "is a symbolic link".
    OSError
        If it is missing or cannot be read.

    Examples
    --------
    >>> read_regular(Path(os.devnull))
    Traceback (most recent call last):
    ValueError: is not a regular file
    """
    if file.is_symlink() and not links:
        msg = "is a symbolic link: put the file itself there"
        raise ValueError(msg)
    handle = os.open(file, os.O_RDONLY | _NO_WAITING | (0 if links else _NOT_A_LINK))
    with os.fdopen(handle, "rb") as opened:
        # Of what was opened and not of what the name stands for by now.
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            msg = "is not a regular file"
            raise ValueError(msg)
        if facts.st_size > most:
            msg = f"has {facts.st_size:,} bytes, more than the {most:,} that are opened"
            raise ValueError(msg)
        # Its size and not the most: memory is taken for as much as is asked for.
        return opened.read(facts.st_size)


def object_in(content: bytes) -> dict[str, Any]:
    r"""Return the JSON object that the bytes of a file hold.

    Parameters
    ----------
    content : bytes
        The bytes, in UTF-8.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If they hold something else.

    Examples
    --------
    >>> object_in(b'{"format": 1}')
    {'format': 1}
    >>> object_in(b"[1]")
    Traceback (most recent call last):
    ValueError: holds no JSON object
    """
    try:
        read = json.loads(content.decode("utf-8", "surrogatepass"))
    except RecursionError:
        msg = "is nested too deeply"
        raise ValueError(msg) from None
    if not isinstance(read, dict):
        msg = "holds no JSON object"
        raise ValueError(msg)
    return read


def read_checked(
    folder: Path, hashes: Mapping[str, str], what: str, *, links: bool = False
) -> dict[str, bytes]:
    """Return the contents of a folder's files, each compared with its hash.

    Parameters
    ----------
    folder : Path
        The folder.
    hashes : mapping of str to str
        The SHA-256 of each file to read, by its name. The names are the caller's, never those
        that a file of the folder lists.
    what : str
        What the folder holds, for the messages: ``model``, ``encoder``.
    links : bool, default=False
        As in `read_regular`.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ModelError
        If a file is missing, is not a regular file, or is not the one that was saved.

    Examples
    --------
    >>> read_checked(Path("nowhere"), {}, "model")
    {}
    """
    contents = {}
    for name in sorted(hashes):
        file = folder / name
        try:
            contents[name] = read_regular(file, links=links)
        except FileNotFoundError as error:
            msg = f"the {what} in {folder} lacks its file {name}: copy or train it again"
            raise ModelError(msg) from error
        except ValueError as error:
            msg = f"{file} {error}"
            raise ModelError(msg) from error
        except OSError as error:
            msg = f"cannot read {file}: {error.strerror or error}"
            raise ModelError(msg) from error
        if hashlib.sha256(contents[name]).hexdigest() != hashes[name]:
            msg = f"{file} is not the file that was saved (SHA-256 differs): truncated or changed"
            raise ModelError(msg)
    return contents


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.previous")
