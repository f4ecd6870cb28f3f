"""Bytes to text: UTF-8, or an error that says where it is not."""

from __future__ import annotations

from stance.errors import DataError


def decode_utf8(content: bytes, name: str, unit: str = "line") -> str:
    r"""Return the text of a file's bytes, without a byte order mark.

    Parameters
    ----------
    content : bytes
        The bytes.
    name : str
        What the message calls the file.
    unit : str, default="line"
        What the message calls its lines.

    Returns
    -------
    str

    Raises
    ------
    DataError
        If the bytes are not UTF-8; the message names the line and the offset.

    Examples
    --------
    >>> decode_utf8(b"A truce.", "a.txt")
    'A truce.'
    >>> decode_utf8(b"one\n\xff", "a.txt")
    Traceback (most recent call last):
    stance.errors.DataError: a.txt, line 2: not UTF-8 (byte 0xff at offset 4): save ... as UTF-8
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        msg = (
            f"{name}, {unit} {line}: not UTF-8 (byte 0x{content[error.start]:02x} at offset "
            f"{error.start}): save the file as UTF-8"
        )
        raise DataError(msg) from error
