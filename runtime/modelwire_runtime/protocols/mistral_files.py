"""Mistral's files: OpenAI's, but listed in pages that are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .base import parse_object
from .json_values import as_length
from .openai_files import OpenAIFiles
from .stored_files import Query, items_at

if TYPE_CHECKING:
    from ..files import StoredFile

LONGEST_PAGE = 100
"""Files that are asked for at a time; the vendor's own number."""


@dataclass(frozen=True, kw_only=True)
class MistralFiles(OpenAIFiles):
    """Files as Mistral has them."""

    name: ClassVar[str] = "mistral-files"
    content_accept: ClassVar[str] = "application/octet-stream"

    purpose_needed: bool = False

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"page": "0", "page_size": str(min(limit or LONGEST_PAGE, LONGEST_PAGE))}

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The files in a body, and the number of the next page if this one was full, or the total says so."""
        body = parse_object(data)
        files = [self.file(item) for item in items_at(body, "data")]
        following, size = int(asked["page"]) + 1, int(asked["page_size"])
        total = as_length(body.get("total"))
        more = len(files) >= size if total is None else following * size < total
        return files, {"page": str(following)} if files and more else None
