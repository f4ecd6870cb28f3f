"""The command line: data to standard output, talk to standard error."""

from stance.cli.app import main

__all__ = ["main"]
