"""The wire format of protobuf, as far as it takes to look into a file before it is trusted."""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_FIXED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}
_LONGEST_VARINT = 10

Field = tuple[int, int | memoryview]
"""The number of a field, and a whole number or its bytes."""


def fields(message: memoryview) -> Iterator[Field]:
    r"""Yield the fields of a message, in the order in which they stand.

    Parameters
    ----------
    message : memoryview
        The bytes of a message.

    Yields
    ------
    tuple of int and int or memoryview
        The number of a field; a number where it is one, and the bytes of a text, of a message
        or of packed or fixed numbers.

    Raises
    ------
    ValueError
        If these are not the bytes of a message.

    Notes
    -----
    The format is that of "Encoding" in the documentation of Protocol Buffers. Groups, which it
    has given up, are refused.

    Examples
    --------
    >>> [(number, value) for number, value in fields(memoryview(b"\x08\x96\x01"))]
    [(1, 150)]
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if kind == _LENGTH:
            size, at = _varint(message, at)
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            msg = f"not protobuf: a field of kind {kind} at byte {at}"
            raise ValueError(msg)
        if size > len(message) - at:
            msg = f"not protobuf: {size:,} bytes announced at byte {at}, {len(message) - at:,} left"
            raise ValueError(msg)
        yield number, message[at : at + size]
        at += size


def varints(packed: int | memoryview) -> Iterator[int]:
    r"""Yield the whole numbers of a repeated field, which may stand alone or packed.

    Parameters
    ----------
    packed : int or memoryview
        One value of the field.

    Yields
    ------
    int

    Raises
    ------
    ValueError
        If the bytes are not numbers.

    Examples
    --------
    >>> list(varints(memoryview(b"\x96\x01\x02"))), list(varints(7))
    ([150, 2], [7])
    """
    if isinstance(packed, int):
        yield packed
        return
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        yield value


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(message[at : at + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    msg = f"not protobuf: no number at byte {at}"
    raise ValueError(msg)
