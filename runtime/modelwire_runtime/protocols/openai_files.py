"""OpenAI's files: kept by id, listed in pages by a cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_array, is_object
from .base import BytesDecoder, Malformed, Protocol, parse_object
from .json_values import as_seconds, as_word

if TYPE_CHECKING:
    from ..files import StoredFile


@dataclass(frozen=True, kw_only=True)
class OpenAIFiles(Protocol):
    """Files at a path, one of them and its content below it."""

    name: ClassVar[str] = "openai-files"
    is_form: ClassVar[bool] = True
    content_accept: ClassVar[str] = "application/binary"
    """What is accepted as the content of a file."""

    def decode(self, data: bytes) -> StoredFile:
        """The file in a body."""
        return _file(parse_object(data))

    def decode_page(self, data: bytes) -> tuple[list[StoredFile], Mapping[str, str] | None]:
        """The files in a body, and the query of the next page if there is one."""
        body = parse_object(data)
        items = body.get("data")
        if not is_array(items):
            raise Malformed("no list of files at 'data'")
        files = [_file(item) for item in items]
        cursor = as_word(body.get("last_id")) or (files[-1].id if files else None)
        return files, {"after": cursor} if cursor and body.get("has_more") is True else None

    def decode_deleted(self, data: bytes) -> None:
        """Nothing, if the body says that the file is gone."""
        if parse_object(data).get("deleted") is not True:
            raise Malformed("the file was not deleted")

    def decoder(self) -> BytesDecoder:
        """What decodes the content of a file, of whatever type."""
        return BytesDecoder()


def _file(item: Any) -> StoredFile:
    from ..files import StoredFile

    if not is_object(item) or not isinstance(id_ := item.get("id"), str) or not id_:
        raise Malformed("a file without an id")
    size = item.get("bytes")
    return StoredFile(
        id_,
        as_word(item.get("filename")) or "",
        size if isinstance(size, int) and not isinstance(size, bool) else None,
        as_word(item.get("purpose")),
        as_seconds(item.get("created_at")),
        as_seconds(item.get("expires_at")),
    )
