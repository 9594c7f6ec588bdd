"""Gemini's files: what is said of one goes before its bytes, and messages name it by its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Encoding, FormFields, Malformed, parse_object
from .json_values import as_length, as_seconds, as_word
from .stored_files import FilesProtocol, Query, id_of, items_at

if TYPE_CHECKING:
    from ..files import FileUploadRequest, StoredFile

PREFIX = "files/"
"""What the names of files begin with; their ids are the rest."""
LONGEST_PAGE = 100
"""Files that are asked for at a time: the most that the vendor gives."""


@dataclass(frozen=True, kw_only=True)
class GeminiFiles(FilesProtocol):
    """Files as Gemini has them."""

    name: ClassVar[str] = "gemini-files"
    content_accept: ClassVar[str] = "*/*"
    upload_before: ClassVar[str] = "/upload"
    upload_headers: ClassVar[Mapping[str, str]] = {"x-goog-upload-protocol": "multipart"}
    content_after: ClassVar[str] = ":download"
    content_query: ClassVar[Query] = {"alt": "media"}

    @property
    def form_fields(self) -> FormFields:
        """How what is said of a file is said: in a part of JSON before it."""
        return "related"

    def encode(self, request: FileUploadRequest, encoding: Encoding) -> dict[str, Any]:
        """What is said of the file, and the file."""
        body = super().encode(request, encoding)
        file = body["file"]
        named = {"displayName": file.filename} if file.filename else {}
        return {"mimeType": file.content_type, **named, **body}

    def decode(self, data: bytes) -> StoredFile:
        """The file in the answer to an upload."""
        return self.file(parse_object(data).get("file"))

    def name_of(self, id: str, url: str) -> str:
        """What stands for a file below the path: its id, or the end of its name or address."""
        return id.rpartition(PREFIX)[2]

    def file(self, item: Any) -> StoredFile:
        """The file that is told of."""
        from ..files import StoredFile

        name = id_of(item, "name")
        generated = item.get("source") == "GENERATED"
        return StoredFile(
            name.removeprefix(PREFIX),
            as_word(item.get("displayName")) or "",
            as_length(item.get("sizeBytes")),
            created_at=as_seconds(item.get("createTime")),
            expires_at=as_seconds(item.get("expirationTime")),
            content_type=as_word(item.get("mimeType")),
            status=as_word(item.get("state")),
            uri=as_word(item.get("uri")),
            downloadable=generated if "source" in item else None,
        )

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"pageSize": str(min(limit or LONGEST_PAGE, LONGEST_PAGE))}

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The files in a body, which leaves the list out if it is empty, and the query of the next page."""
        body = parse_object(data)
        files = [self.file(item) for item in items_at({"files": [], **body}, "files")]
        cursor = as_word(body.get("nextPageToken"))
        return files, {"pageToken": cursor} if cursor else None

    def decode_deleted(self, data: bytes) -> None:
        """Nothing, if the body is the empty object that says that the file is gone."""
        if parse_object(data):
            raise Malformed("the file was not deleted")
