"""Files that stand in their own address."""

from __future__ import annotations

from typing import NamedTuple


class DataURI(NamedTuple):
    """A data URI in its pieces; ``options`` are those of the media type, such as ``;charset=utf-8``."""

    media_type: str
    options: str
    is_base64: bool
    data: str


def data_uri(media_type: str, data: str) -> str:
    """The address that holds a file; ``data`` are its bytes in base64."""
    return f"data:{media_type};base64,{data}"


def read_data_uri(address: str) -> DataURI | None:
    """The pieces of a data URI (RFC 2397), or None if the address is none."""
    head, comma, data = address.partition(",")
    if not comma or head[:5].lower() != "data:":
        return None
    media_type, *words = head[5:].split(";")
    options = [word for word in words if word.lower() != "base64"]
    return DataURI(media_type, "".join(f";{option}" for option in options), len(options) < len(words), data)
