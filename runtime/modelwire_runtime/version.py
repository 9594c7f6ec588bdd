"""The version of the installed distribution."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("modelwire")
    except PackageNotFoundError:
        return "0+unknown"


__version__ = _installed()
