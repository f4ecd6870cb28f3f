"""The version of the package, alone in a file that the build can read."""

__version__ = "0.1.0"
