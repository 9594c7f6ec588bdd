"""Files as objects in a bucket of Cloud Storage, by its JSON API: each has a place that begins with ``gs://``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from .base import Encoding, FormFields, Malformed, parse_object
from .json_values import as_length, as_seconds, as_word
from .stored_files import FilesProtocol, Query, id_of, items_at

if TYPE_CHECKING:
    from ..files import FileUploadRequest, StoredFile

PLACE = "gs://"
"""What the places of objects begin with; the bucket and the object's name follow."""
LONGEST_PAGE = 1000
"""Objects that are asked for at a time: the most that the vendor recommends."""
UNNAMED = "upload"
"""What an object is called whose file has no name."""


@dataclass(frozen=True, kw_only=True)
class CloudStorageFiles(FilesProtocol):
    """Files at the path of a bucket's objects; the id of each is the object's name, which is new for each upload."""

    name: ClassVar[str] = "cloud-storage-files"
    content_accept: ClassVar[str] = "*/*"
    upload_before: ClassVar[str] = "/upload"
    upload_query: ClassVar[Query] = {"uploadType": "multipart"}
    content_after: ClassVar[str] = ""
    content_query: ClassVar[Query] = {"alt": "media"}

    @property
    def form_fields(self) -> FormFields:
        """How what is said of a file is said: in a part of JSON before it."""
        return "related-flat"

    def encode(self, request: FileUploadRequest, encoding: Encoding) -> dict[str, Any]:
        """What is said of the object, and the file; nothing that is there is written over."""
        body = super().encode(request, encoding)
        file = body["file"]
        named = (file.filename or "").replace("\\", "/").rpartition("/")[2]
        return {"name": f"{secrets.token_hex(16)}/{named or UNNAMED}", "contentType": file.content_type, **body}

    def name_of(self, id: str, url: str) -> str:
        """What stands for an object below the path: its name, told by itself or in its place."""
        if not id.startswith(PLACE):
            return id
        bucket, _, name = id.removeprefix(PLACE).partition("/")
        kept = unquote(url.partition("?")[0].rsplit("/", 2)[1])
        if bucket != kept:
            raise ValueError(f"{id!r} lies in another bucket than {kept!r}, where this provider keeps its files")
        return name

    def within(self, directory: str, url: str) -> Query:
        """The query for the objects whose names begin as this place; raises ``ValueError`` if it is elsewhere."""
        return {"prefix": f"{self.name_of(directory, url).rstrip('/')}/"}

    def file(self, item: Any) -> StoredFile:
        """The object that is told of."""
        from ..files import StoredFile

        name, bucket = id_of(item, "name"), id_of(item, "bucket")
        return StoredFile(
            name,
            name.rpartition("/")[2],
            as_length(item.get("size")),
            created_at=as_seconds(item.get("timeCreated")),
            content_type=as_word(item.get("contentType")),
            uri=f"{PLACE}{bucket}/{name}",
            downloadable=True,
        )

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"maxResults": str(min(limit or LONGEST_PAGE, LONGEST_PAGE))}

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The objects in a body, which leaves the list out if it is empty, and the query of the next page."""
        body = parse_object(data)
        files = [self.file(item) for item in items_at({"items": [], **body}, "items")]
        cursor = as_word(body.get("nextPageToken"))
        return files, {"pageToken": cursor} if cursor else None

    def decode_deleted(self, data: bytes) -> None:
        """Nothing, as there is no body if the object is gone."""
        if data.strip():
            raise Malformed("the file was not deleted")
