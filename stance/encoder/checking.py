"""Whether an encoder's files are plain: nothing but a network and a tokenizer, of bounded size.

A network in ONNX may name files elsewhere on the disk as its weights, call code that is not part
of onnxruntime, branch and loop, and declare weights that are larger than itself. A tokenizer may
hold patterns that take a time without bound. None of this is in what `stance train-encoder`
writes; a file that has it is refused before onnxruntime or tokenizers see it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from stance.encoder.protobuf import fields, varints

_PLAIN_DOMAINS = (b"", b"ai.onnx")
_FLATBUFFER = b"ORTM"

# Numbers of fields in onnx.proto. What makes a network more than plain:
_MODEL_ODDITIES = {20: "training steps", 25: "functions of its own"}
_GRAPH_ODDITIES = {15: "sparse weights"}
_ATTRIBUTE_ODDITIES = {
    6: "a branch or loop", 11: "branches or loops", 22: "sparse weights", 23: "sparse weights",
}  # fmt: skip
_TENSOR_ODDITIES = {13: "weights in another file"}
# What is looked into:
_OPSETS, _GRAPH = 8, 7
_NODE, _INITIALIZER = 1, 5
_OPERATOR, _ATTRIBUTE, _DOMAIN = 4, 5, 7
_TENSOR, _TENSORS = 5, 10
_DIMS, _LOCATION = 1, 14

# Numbers of four bits are stored by twos; none are smaller.
_MOST_PER_BYTE = 2

_LARGEST_TOKENIZER = 64 * 2**20
_LONGEST_WORD = 1000
_MOST_TOKENS = 4096

# The one pattern that tokenizers of pretrained transformers have: runs of blanks.
_HARMLESS = (" {2,}",)


def check_network(content: bytes) -> None:
    r"""Check that a network in ONNX is plain.

    Parameters
    ----------
    content : bytes
        The file.

    Raises
    ------
    ValueError
        If it is no ONNX, or has something that is not plain; the message names it.

    Examples
    --------
    >>> check_network(b"\x0b")
    Traceback (most recent call last):
    ValueError: not protobuf: ...
    """
    if content[4:8] == _FLATBUFFER:
        msg = "the network is not in ONNX but in a format of onnxruntime's own"
        raise ValueError(msg)
    graphs = 0
    for number, value in _plain(memoryview(content), _MODEL_ODDITIES):
        if number == _OPSETS:
            _check_domains(value, 1)
        elif number == _GRAPH:
            graphs += 1
            _check_graph(value)
    if graphs != 1:
        msg = f"the network has {graphs} graphs"
        raise ValueError(msg)


def _plain(
    message: int | memoryview, oddities: Mapping[int, str]
) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the fields of a message; an odd one is refused."""
    if isinstance(message, int):
        msg = "not ONNX: a number where a part of the network was expected"
        raise ValueError(msg)
    for number, value in fields(message):
        if number in oddities:
            msg = f"the network has {oddities[number]}, which are not opened"
            raise ValueError(msg)
        yield number, value


def _check_domains(message: int | memoryview, of: int) -> None:
    for number, value in _plain(message, {}):
        if number == of and (isinstance(value, int) or bytes(value) not in _PLAIN_DOMAINS):
            said = value if isinstance(value, int) else bytes(value[:40])
            msg = f"the network has operators of the domain {said!r}, which are not plain ONNX"
            raise ValueError(msg)


def _check_graph(message: int | memoryview) -> None:
    for number, value in _plain(message, _GRAPH_ODDITIES):
        if number == _INITIALIZER:
            _check_tensor(value)
        elif number == _NODE:
            _check_domains(value, _DOMAIN)
            for part, attribute in _plain(value, {}):
                if part == _ATTRIBUTE:
                    _check_attribute(attribute)


def _check_attribute(message: int | memoryview) -> None:
    for number, value in _plain(message, _ATTRIBUTE_ODDITIES):
        if number in (_TENSOR, _TENSORS):
            _check_tensor(value)


def _check_tensor(message: int | memoryview) -> None:
    dims: list[int] = []
    for number, value in _plain(message, _TENSOR_ODDITIES):
        if number == _DIMS:
            dims += varints(value)
        elif number == _LOCATION and value != 0:
            msg = "the network has weights in another file, which are not opened"
            raise ValueError(msg)
    size = len(message) if isinstance(message, memoryview) else 0
    # A dimension below zero stands as a number near 2^64.
    if math.prod(dims) > _MOST_PER_BYTE * size:
        msg = f"the network declares weights of shape {tuple(dims)[:8]} in {size:,} bytes"
        raise ValueError(msg)


def check_tokenizer(content: bytes) -> None:
    """Check that a tokenizer has no pattern or limit that can make it slow.

    Parameters
    ----------
    content : bytes
        A ``tokenizer.json``.

    Raises
    ------
    ValueError
        If it is not JSON, is too large, or has a pattern of its own.

    Examples
    --------
    >>> check_tokenizer(b'{"normalizer": {"pattern": {"Regex": "(a+)+$"}}}')
    Traceback (most recent call last):
    ValueError: the tokenizer has a pattern of its own, '(a+)+$', which is not run
    """
    if len(content) > _LARGEST_TOKENIZER:
        msg = f"the tokenizer has {len(content):,} bytes, more than {_LARGEST_TOKENIZER:,}"
        raise ValueError(msg)
    try:
        read = json.loads(content, object_pairs_hook=_each_once)
    except RecursionError:
        msg = "the tokenizer is nested too deeply"
        raise ValueError(msg) from None
    model = read.get("model") if isinstance(read, dict) else None
    if not isinstance(model, dict):
        msg = "the tokenizer has no model"
        raise ValueError(msg)
    longest = model.get("max_input_chars_per_word", 0)
    # Word pieces are looked for from each letter of a word to its end.
    if type(longest) is not int or longest > _LONGEST_WORD:
        msg = f"the tokenizer reads words of {longest!r} letters, more than {_LONGEST_WORD:,}"
        raise ValueError(msg)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of a tokenizer, which another reader must not read in another way."""
    part = dict(pairs)
    if len(part) < len(pairs):
        msg = "the tokenizer has a field twice"
        raise ValueError(msg)
    pattern = part.get("Regex")
    # A vocabulary may hold the word itself, with its number.
    if not isinstance(pattern, int | None) and pattern not in _HARMLESS:
        msg = f"the tokenizer has a pattern of its own, {str(pattern)[:40]!r}, which is not run"
        raise ValueError(msg)
    return part


def check_record(record: Mapping[str, Any]) -> None:
    """Check the values of an encoder's record that it is run with.

    Parameters
    ----------
    record : mapping
        As it was read.

    Raises
    ------
    ValueError
        If ``most_tokens`` is no number of tokens.

    Examples
    --------
    >>> check_record({"most_tokens": 96})
    """
    most = record.get("most_tokens")
    if type(most) is not int or not 0 < most <= _MOST_TOKENS:
        msg = f"it reads {most!r} tokens, from 1 to {_MOST_TOKENS:,} were expected"
        raise ValueError(msg)
