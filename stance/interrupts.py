"""Ctrl-C in this process, and processes that work for it: they do not hear it, nor outlive it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""What a command ends with that was interrupted."""

_IMPORTING = "_find_and_load"
_AGAIN_SECONDS = 0.01


def heard_after_imports() -> None:
    """Let Ctrl-C in this process wait until an import is over.

    Modules in C that are interrupted while they are imported print tracebacks of their own, or
    make another error of it. Where Ctrl-C is ignored, as in the background of a shell, it stays so.

    Examples
    --------
    >>> import subprocess, sys
    >>> code = "from stance.interrupts import heard_after_imports; heard_after_imports()"
    >>> subprocess.run([sys.executable, "-c", code], check=False).returncode
    0
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    signal.signal(signal.SIGINT, _hear)
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, _hear)


def _hear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    if hasattr(signal, "setitimer") and _imports(frame):
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        return
    raise KeyboardInterrupt


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_name == _IMPORTING:
            return True
        frame = frame.f_back
    return False


def nothing_to_lose() -> None:
    """Let Ctrl-C end this process at once: its work is done, and Python is clearing up.

    Examples
    --------
    >>> nothing_to_lose()  # where `heard_after_imports` was not called, it changes nothing
    """
    if signal.getsignal(signal.SIGINT) is _hear:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))


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


def ends_with(parent: int, every: float = 1.0) -> None:
    """Make this process end soon after the one that it works for, however that one ended.

    A process that was killed can tell nobody. One that works for it would wait for the rest of a
    task that was on its way, without end, and keep its memory and the other end of a pipe.

    Parameters
    ----------
    parent : int
        The process that started this one. Only POSIX tells when it is gone.
    every : float, default=1.0
        Seconds between two looks.

    Examples
    --------
    >>> import subprocess, sys
    >>> code = "import time; from stance.interrupts import ends_with; ends_with(-1); time.sleep(99)"
    >>> subprocess.run([sys.executable, "-c", code], check=False).returncode
    1
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os._exit(1)

    if os.name == "posix":
        threading.Thread(target=watch, name="ends with its parent", daemon=True).start()
