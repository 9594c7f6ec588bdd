"""The version of all three packages; the build takes it from here."""

__version__ = "0.1.0"
