"""Arrays out of an ``.npz`` archive that may come from anybody."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from typing import IO, Any

import numpy as np
import numpy.typing as npt

_ENDING = ".npy"
_LARGEST = 2 * 2**30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# No weight that was learned comes near; twice this many of them in a sum are still finite.
_LARGEST_VALUE = 1e6

Array = npt.NDArray[Any]


def read_arrays(content: bytes, most: int = _LARGEST) -> dict[str, Array]:
    """Return the arrays of an archive, each checked before anything is unpacked for it.

    Parameters
    ----------
    content : bytes
        The archive, as `numpy.savez` writes it.
    most : int, default=2 GiB
        Bytes of all arrays together, unpacked.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        If the archive is damaged, unpacks to more than `most` bytes, or holds an array that is
        not of numbers, whose shape is not that of its data, or with a number that is not finite
        or, among floats, greater than a million.

    Examples
    --------
    >>> archive = io.BytesIO()
    >>> np.savez(archive, bias=np.zeros(3, np.float32))
    >>> read_arrays(archive.getvalue())["bias"].tolist()
    [0.0, 0.0, 0.0]
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > most:
                msg = f"the arrays unpack to more than {most:,} bytes"
                raise ValueError(msg)
            if len({part.filename for part in parts}) < len(parts):
                msg = "an array is there twice"
                raise ValueError(msg)
            return {part.filename.removesuffix(_ENDING): _array(archive, part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, MemoryError) as error:
        msg = f"not an archive of arrays: {error}"
        raise ValueError(msg) from error


def _array(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Array:
    if not part.filename.endswith(_ENDING) or part.compress_type not in _METHODS:
        msg = f"{part.filename!r} is not an array"
        raise ValueError(msg)
    with archive.open(part) as file:
        shape, fortran_order, dtype = _header(file)
        # Bytes and not an array: numpy takes memory for a shape before it reads.
        data = bytearray(file.read(part.file_size))
    if dtype.kind not in "fiu" or dtype.hasobject:
        msg = f"{part.filename!r} holds {dtype} and not numbers"
        raise ValueError(msg)
    if min(shape, default=1) < 0 or math.prod(shape) * dtype.itemsize != len(data):
        msg = f"{part.filename!r} has {len(data):,} bytes for the shape {shape}"
        raise ValueError(msg)
    array: Array = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran_order else "C")
    # Not a number is greatest of all, and not less than anything.
    if dtype.kind == "f" and not float(np.abs(array).max(initial=0)) <= _LARGEST_VALUE:
        msg = f"{part.filename!r} holds a number that is not finite, or no weight"
        raise ValueError(msg)
    return array


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(file)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(file)
    msg = f"an array of format {version}"
    raise ValueError(msg)
