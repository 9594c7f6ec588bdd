"""Anthropic's files, whose shape OpenRouter has, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Malformed, parse_object
from .json_values import as_length, as_seconds, as_word
from .stored_files import FilesProtocol, Query, id_of, items_at

if TYPE_CHECKING:
    from ..files import StoredFile

LONGEST_PAGE = 1000
"""Files that are asked for at a time: the most that the vendors give."""


@dataclass(frozen=True, kw_only=True)
class AnthropicFiles(FilesProtocol):
    """Files as Anthropic has them.

    ``cursor`` is where a page has the cursor of the next one, ``cursor_parameter`` the query parameter that takes it;
    the pages of the API when it was a beta, which told whether there are more, are understood as well.
    """

    name: ClassVar[str] = "anthropic-files"

    cursor: str = "next_page"
    cursor_parameter: str = "page"

    def file(self, item: Any) -> StoredFile:
        """The file that is told of."""
        from ..files import StoredFile

        id_ = id_of(item)
        downloadable = item.get("downloadable")
        return StoredFile(
            id_,
            as_word(item.get("filename")) or "",
            as_length(item.get("size_bytes")),
            created_at=as_seconds(item.get("created_at")),
            expires_at=as_seconds(item.get("expires_at")),
            content_type=as_word(item.get("mime_type")),
            downloadable=downloadable if isinstance(downloadable, bool) else None,
        )

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"limit": str(min(limit or LONGEST_PAGE, LONGEST_PAGE))}

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The files in a body, and the query of the next page if there is one."""
        body = parse_object(data)
        files = [self.file(item) for item in items_at(body, "data")]
        if cursor := as_word(body.get(self.cursor)):
            return files, {self.cursor_parameter: cursor}
        last = as_word(body.get("last_id"))
        return files, {"after_id": last} if last and body.get("has_more") is True else None

    def decode_deleted(self, data: bytes) -> None:
        """Nothing, if the body says that the file is gone."""
        if parse_object(data).get("type") != "file_deleted":
            raise Malformed("the file was not deleted")
