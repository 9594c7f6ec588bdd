"""OpenAI's files, which many speak: kept by id, listed in pages by a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InvalidRequestError
from .base import Encoding, Malformed, parse_object
from .json_values import as_length, as_seconds, as_word
from .stored_files import FilesProtocol, Query, id_of, items_at

if TYPE_CHECKING:
    from ..files import FileUploadRequest, StoredFile

LONGEST_PAGE = 1000
"""Files that are asked for at a time where there is a limit; without one, as many come as the vendor likes."""


@dataclass(frozen=True, kw_only=True)
class OpenAIFiles(FilesProtocol):
    """Files as OpenAI has them.

    ``purpose_needed`` tells whether every upload must say what the file is for.
    """

    name: ClassVar[str] = "openai-files"

    purpose_needed: bool = True

    def encode(self, request: FileUploadRequest, encoding: Encoding) -> dict[str, Any]:
        """The fields of the form."""
        if request.purpose is None and self.purpose_needed:
            raise InvalidRequestError(
                "purpose= must say what the file is for, such as 'batch'", provider=encoding.provider
            )
        return super().encode(request, encoding)

    def file(self, item: Any) -> StoredFile:
        """The file that is told of."""
        from ..files import StoredFile

        return StoredFile(
            id_of(item),
            as_word(item.get("filename")) or "",
            as_length(item.get("bytes")),
            as_word(item.get("purpose")),
            as_seconds(item.get("created_at")),
            as_seconds(item.get("expires_at")),
            content_type=as_word(item.get("mimetype")),
            status=as_word(item.get("status")),
        )

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"limit": str(min(limit, LONGEST_PAGE))} if limit else {}

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The files in a body, and the query of the next page if there is one."""
        body = parse_object(data)
        files = [self.file(item) for item in items_at(body, "data")]
        cursor = as_word(body.get("last_id")) or (files[-1].id if files else None)
        return files, {"after": cursor} if cursor and body.get("has_more") is True else None

    def decode_deleted(self, data: bytes) -> None:
        """Nothing, if the body says that the file is gone."""
        if parse_object(data).get("deleted") is not True:
            raise Malformed("the file was not deleted")
