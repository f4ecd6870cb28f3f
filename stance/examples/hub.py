"""The Hugging Face hub: data sets from it, and what to do where it is out of reach."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stance.errors import DataError

# So long the hub has to answer a first question.
_SECONDS = 3


def from_hub(name: str, configuration: str | None = None, split: str | None = None) -> Any:
    """Load a data set from the Hugging Face hub.

    Parameters
    ----------
    name : str
        Its name there.
    configuration, split : str or None, default=None
        As `datasets.load_dataset` takes them.

    Returns
    -------
    Dataset or DatasetDict
        The latter where no split is named.

    Raises
    ------
    DataError
        If the hub did not give it; the message has one line.
    """
    import datasets  # noqa: PLC0415
    import huggingface_hub as hub  # noqa: PLC0415

    try:
        with without_waiting(hub.HfApi().dataset_info, name):
            return datasets.load_dataset(name, configuration, split=split)
    except Exception as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        msg = f"{name!r} is no file here, and the hub did not give it: {first}"
        raise DataError(msg) from error


@contextmanager
def without_waiting(ask: Callable[..., Any], name: str) -> Iterator[None]:
    """Leave it to the cache where the hub is out of reach: half a minute of attempts otherwise.

    Parameters
    ----------
    ask : callable
        A first question to the hub, which takes the name and a ``timeout``.
    name : str
        What will be asked for in the block.
    """
    import datasets  # noqa: PLC0415
    import huggingface_hub as hub  # noqa: PLC0415

    # Without a network it warns of each of its attempts; the error says enough.
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.ERROR)
    states = [(datasets.config, "HF_HUB_OFFLINE"), (hub.constants, "HF_HUB_OFFLINE")]
    before = [getattr(*state) for state in states]
    try:
        ask(name, timeout=_SECONDS)
    except hub.errors.HfHubHTTPError:
        pass  # it answered
    except Exception:  # noqa: BLE001  of several libraries, as its version is
        for place, state in states:
            setattr(place, state, True)
    try:
        yield
    finally:
        for (place, state), was in zip(states, before, strict=True):
            setattr(place, state, was)
        logger.setLevel(level)
