"""Pictures for a prompt: files of this machine, or addresses."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from ..errors import ConfigurationError
from ..fetching import MAGIC
from ..protocols.data_uris import data_uri


def address(picture: str) -> str:
    """The address of a picture: as given, or one that holds the file."""
    if picture.startswith(("http://", "https://", "data:")):
        return picture
    try:
        data = Path(picture).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"--image {picture} cannot be read ({error.strerror})") from None
    kind = next((name for at, magic, name in MAGIC if data.startswith(magic, at)), "")
    if not kind.startswith("image/"):
        found = f"it is {kind}" if kind else "its first bytes are those of no picture"
        raise ConfigurationError(f"--image {picture}: {found}; PNG, JPEG, GIF, WEBP, AVIF and HEIC are known")
    return data_uri(kind, b64encode(data).decode())
