"""Where the files that travel with the package lie: the default model, the topics, the corpus."""

from __future__ import annotations

from pathlib import Path

from stance.errors import StanceError

_PACKAGE = Path(__file__).resolve().parent


def bundled_path(name: str) -> Path:
    """Return the path of a bundled file or folder, in a wheel or in a checkout.

    Parameters
    ----------
    name : str
        Its path as in the repository: ``data``, ``data/topics.toml``, ``models/default``.

    Returns
    -------
    Path

    Raises
    ------
    StanceError
        If the installation does not hold it.

    Examples
    --------
    >>> bundled_path("data/topics.toml").name
    'topics.toml'
    """
    for root in (_PACKAGE / "bundled", _PACKAGE.parent):
        if (path := root / name).exists():
            return path
    msg = f"this installation lacks its bundled {name!r}: install sentence-stance again"
    raise StanceError(msg)
