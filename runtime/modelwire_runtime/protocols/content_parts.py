"""What a message holds: the parts of its content, and the files that stand in them as data URIs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..data import is_listed
from ..errors import InvalidRequestError

DATA_URI = re.compile(r"data:([^;,]*)((?:;[^;,]*)*?)(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)


class DataURI(NamedTuple):
    """A data URI in its pieces; ``options`` are those of the media type, such as ``;charset=utf-8``."""

    media_type: str
    options: str
    is_base64: bool
    data: str


def read_data_uri(address: str) -> DataURI | None:
    """The pieces of a data URI (RFC 2397), or None if the address is none."""
    if (match := DATA_URI.fullmatch(address)) is None:
        return None
    media_type, options, base64, data = match.groups()
    return DataURI(media_type, options, base64 is not None, data)


def placed_parts(content: Any, where: str, provider: str) -> Iterator[tuple[str, Any]]:
    """The parts of content that is a list, each with its place in the request."""
    if not is_listed(content):
        raise InvalidRequestError(
            f"{where}.content must be text or a list of parts, not {type(content).__name__}", provider=provider
        )
    for number, part in enumerate(content):
        yield f"{where}.content[{number}]", part
