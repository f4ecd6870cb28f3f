"""What an output folder says of itself: what is asked, and which shards are there.

The first line of ``_manifest.jsonl`` says what makes the answers: model, topics, form, versions.
A line follows for each shard, in order, once its file is whole and on the disk, and one more at
the end. Lines are only ever added, so a kill can at most cut the last one short, and a shard
whose line is missing is made again, with the same bytes.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from stance.errors import DataError
from stance.scoring.shard import write_whole

NAME = "_manifest.jsonl"
"""The file; readers of Parquet folders pass over names that begin so."""

FORMAT = 1


def shard_name(number: int) -> str:
    """Return the name of the file of a shard.

    Parameters
    ----------
    number : int
        Its place, from 0.

    Returns
    -------
    str

    Examples
    --------
    >>> shard_name(3)
    'part-000003.parquet'
    """
    return f"part-{number:06}.parquet"


class Manifest:
    """The manifest of one output folder, held by one run at a time.

    Parameters
    ----------
    folder : Path
        The output folder; made if it is not there.
    asked : dict
        What makes the answers. Every entry must be as in the manifest that is there.

    Attributes
    ----------
    finished : list of dict
        The shards that are there, in order: ``shard, rows, bad_rows, bytes, input_sha256``.

    Raises
    ------
    DataError
        If the folder holds something else, or answers to another question, or if another run is
        writing to it.
    OSError
        If the folder cannot be written.
    """

    def __init__(self, folder: Path, asked: dict[str, Any]) -> None:
        self.folder = folder
        self.path = folder / NAME
        self.finished: list[dict[str, Any]] = []
        self._header = json.loads(json.dumps({"format": FORMAT, **asked}))
        self._ended: list[dict[str, Any]] = []
        self._open = ExitStack()

    def __enter__(self) -> Manifest:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.path.exists() and any(self.folder.glob("[!.]*")):
            msg = f"{self.folder} holds other files: choose another folder for the output"
            raise DataError(msg)
        try:
            self._lock()
            self._take_up()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        self._open.close()

    def _lock(self) -> None:
        try:
            import fcntl  # noqa: PLC0415
        except ImportError:  # on Windows nobody is kept from running it twice
            return
        lock = self._open.enter_context((self.folder / ".lock").open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = f"another run is writing to {self.folder}: wait for it, or stop it"
            raise DataError(msg) from error

    def _take_up(self) -> None:
        lines = _whole_lines(self.path)
        if lines:
            self._compare(lines[0])
        for record in lines[1:]:
            if record.get("shard") != len(self.finished) or not self._is_there(record):
                break
            self.finished.append(record)
        rest = lines[1 + len(self.finished) :]
        self._ended = rest if all(map(_ends, rest)) else []
        self._clear()
        self._write()

    def _clear(self) -> None:
        for leftover in (*self.folder.glob(".part-*"), *self.folder.glob(f".{NAME}-*")):
            leftover.unlink(missing_ok=True)

    def _write(self) -> None:
        records = (self._header, *self.finished, *self._ended)
        write_whole(self.path, "".join(map(_line, records)).encode())

    def _compare(self, header: dict[str, Any]) -> None:
        for name, ours in self._header.items():
            if (theirs := header.get(name)) != ours:
                msg = (
                    f"{self.folder} holds answers with another {name} ({_short(theirs)}, not "
                    f"{_short(ours)}): choose another folder, or remove this one"
                )
                raise DataError(msg)

    def _is_there(self, record: dict[str, Any]) -> bool:
        file = self.folder / shard_name(record["shard"])
        return file.is_file() and file.stat().st_size == record.get("bytes")

    def check_input(self, number: int, input_sha256: str) -> dict[str, Any] | None:
        """Return the record of a finished shard.

        Parameters
        ----------
        number : int
            Its place.
        input_sha256 : str
            Of the rows that it would be made from now.

        Returns
        -------
        dict or None
            None if it is not there yet.

        Raises
        ------
        DataError
            If it was made from other rows.
        """
        if number >= len(self.finished):
            return None
        record = self.finished[number]
        if record["input_sha256"] != input_sha256:
            msg = (
                f"the input is not the one that {self.folder / shard_name(number)} was made "
                "from: choose another folder, or remove this one"
            )
            raise DataError(msg)
        return record

    def add(self, record: dict[str, Any]) -> None:
        """Write down that the next shard is there.

        Parameters
        ----------
        record : dict
            As in `finished`.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        if self._ended:  # the input has grown since
            self._ended = []
            self._write()
        self._append(record)

    def end(self, rows: int, bad_rows: int) -> None:
        """Write down that all shards are there.

        Parameters
        ----------
        rows, bad_rows : int
            The totals.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        if not self._ended:
            # A worker of a run that was killed may have been writing when this one began.
            self._clear()
            self._append({"complete": True, "rows": rows, "bad_rows": bad_rows})

    def _append(self, record: dict[str, Any]) -> None:
        with self.path.open("ab") as file:
            file.write(_line(record).encode())
            file.flush()
            os.fsync(file.fileno())


def _ends(record: dict[str, Any]) -> bool:
    return record.get("complete") is True


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    try:
        records = [json.loads(line) for line in lines]
    except ValueError as error:
        msg = f"{path} is damaged: remove the folder and score again"
        raise DataError(msg) from error
    if not records or not all(isinstance(record, dict) for record in records):
        msg = f"{path} is not a manifest of this package: choose another folder"
        raise DataError(msg)
    return records


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 60 else f"{said[:59]}…"
