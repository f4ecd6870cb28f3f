"""What Ctrl-C does not reach: processes that work for this one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_from_children() -> Iterator[None]:
    """Start processes of joblib in this block that no Ctrl-C reaches.

    The terminal sends it to all processes of a command. One that starts just then ends with a
    traceback in the middle of an import; deaf to it, it is ended by this process instead, which
    hears of it as soon as the block is left.

    Examples
    --------
    >>> import subprocess
    >>> with kept_from_children():
    ...     done = subprocess.run(["true"], check=True)
    >>> done.returncode
    0
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415

    from joblib.externals.loky.backend import resource_tracker as trackers  # noqa: PLC0415

    # These start before the first of them, and let all signals through once more.
    resource_tracker.ensure_running()
    trackers.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
