"""``python -m stance`` and the command ``stance``: one line on Ctrl-C from the first moment on."""

import sys


def main() -> int:
    """Run the command line, which takes a while to be imported.

    Returns
    -------
    int
        What the process ends with, as `stance.cli.main` says.

    Examples
    --------
    >>> import subprocess
    >>> subprocess.run([sys.executable, "-m", "stance", "--version"], check=False).returncode
    0
    """
    try:
        from stance.interrupts import heard_after_imports, nothing_to_lose  # noqa: PLC0415

        heard_after_imports()
        from stance.cli import main as command_line  # noqa: PLC0415

        ending = command_line()
        nothing_to_lose()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        return 130
    return ending


if __name__ == "__main__":
    ended = main()
    # Where code made of a text was interrupted, as that of a dataclass is, Python would now end
    # this process by the signal and not by its number; the next such code makes it forget.
    exec("")  # noqa: S102
    raise SystemExit(ended)
