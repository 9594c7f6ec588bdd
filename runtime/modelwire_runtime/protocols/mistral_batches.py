"""Mistral's batches: OpenAI's, but with words of their own, and listed in pages that are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_array
from .base import Encoding
from .batches import BatchProtocol, Outcome, Query, Written, joined
from .json_values import as_count, as_length, as_object, as_objects, as_seconds, as_text, as_word
from .openai_batches import outcome_of

if TYPE_CHECKING:
    from ..batches import Batch, BatchRequest, BatchStatus

STATUSES: Mapping[str, BatchStatus] = {
    "QUEUED": "queued",
    "RUNNING": "in_progress",
    "SUCCESS": "completed",
    "FAILED": "failed",
    "TIMEOUT_EXCEEDED": "expired",
    "CANCELLATION_REQUESTED": "cancelling",
    "CANCELLED": "cancelled",
}


@dataclass(frozen=True, kw_only=True)
class MistralBatches(BatchProtocol):
    """Batches as Mistral has them."""

    name: ClassVar[str] = "mistral-batches"
    cancel_headers: ClassVar[Mapping[str, str]] = {}

    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""
        return joined(custom_id=custom_id, body=body)

    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """The body that asks for a batch of chats that are handed over as a file; a model is named that all ask."""
        body: dict[str, Any] = {"input_files": [written.file], "endpoint": written.endpoint}
        if len(written.models) == 1:
            (body["model"],) = written.models
        self.place(body, encoding.settled)
        return body

    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that an object tells of."""
        from ..batches import Batch, BatchCounts, BatchProblem

        word, files = as_text(body.get("status")), body.get("input_files")
        return Batch(
            as_text(body.get("id")),
            STATUSES.get(word, "unknown"),
            word,
            BatchCounts(
                as_count(body.get("total_requests")),
                succeeded=as_count(body.get("succeeded_requests")),
                failed=as_count(body.get("failed_requests")),
            ),
            [BatchProblem(as_text(one.get("message"))) for one in as_objects(body.get("errors"))],
            created_at=as_seconds(body.get("created_at")),
            ended_at=as_seconds(body.get("completed_at")),
            endpoint=as_word(body.get("endpoint")),
            model=as_word(body.get("model")),
            metadata=as_object(body.get("metadata")),
            input_file_id=next((as_word(file) for file in files), None) if is_array(files) else None,
            output_file_id=as_word(body.get("output_file")),
            error_file_id=as_word(body.get("error_file")),
        )

    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""
        return outcome_of(line)

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page."""
        return {"page": "0", "page_size": str(min(limit or self.longest_page, self.longest_page))}

    def following(self, body: dict[str, Any], batches: list[Batch], asked: Query) -> Query | None:
        """The number of the page after one, if there is one."""
        number, size = int(asked["page"]) + 1, int(asked["page_size"])
        total = as_length(body.get("total"))
        more = len(batches) >= size if total is None else number * size < total
        return {"page": str(number)} if batches and more else None
