"""Files as Gemini's parts, and what it makes as content parts of ours."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import cast
from urllib.parse import unquote_to_bytes

from .data_uris import read_data_uri
from .json_values import Json

MEDIA_TYPES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "wav": "audio/wav",
    "mp3": "audio/mp3",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "m4a": "audio/m4a",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mpeg": "video/mpeg",
    "webm": "video/webm",
}
"""Media types by a file's extension; Vertex AI wants one beside every address."""


def media_part(address: str, filename: str = "") -> Json | None:
    """A data URI as inline data, an address as file data; base64 alone needs a telling file name, or it is None."""
    if uri := read_data_uri(address):
        kind = uri.media_type or media_type(filename)
        kind = kind and kind + uri.options
        data = uri.data if uri.is_base64 else b64encode(unquote_to_bytes(uri.data)).decode()
    elif "://" in address:
        kind = media_type(address) or media_type(filename)
        return {"fileData": {"mimeType": kind, "fileUri": address} if kind else {"fileUri": address}}
    else:
        kind, data = media_type(filename), address
    return {"inlineData": {"mimeType": kind, "data": data}} if kind else None


def media_type(name: str) -> str:
    """The media type that a file's extension tells, or an empty string."""
    path = re.split("[?#]", name, maxsplit=1)[0]
    return MEDIA_TYPES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "")


def kind_of(data: Json) -> str:
    """What sort of file the vendor sent: ``image``, ``audio``, ..."""
    return cast(str, data["mimeType"]).partition("/")[0]


def file_part(address: str) -> Json:
    """A file that was made, as the content part that would send it back."""
    return {"type": "file", "file": {"file_data": address}}
