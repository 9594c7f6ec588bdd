"""OpenAI's batches: a file of requests is uploaded, and two come back, of replies and of errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_object
from .base import Encoding, Malformed
from .batches import BatchProtocol, Outcome, Query, Written, joined
from .failures import read_failure
from .json_values import as_count, as_object, as_objects, as_seconds, as_text, as_word

if TYPE_CHECKING:
    from ..batches import Batch, BatchRequest, BatchStatus

STATUSES: Mapping[str, BatchStatus] = {
    "validating": "queued",
    "in_progress": "in_progress",
    "finalizing": "in_progress",
    "cancelling": "cancelling",
    "completed": "completed",
    "failed": "failed",
    "expired": "expired",
    "cancelled": "cancelled",
}
ENDS = ("completed_at", "failed_at", "expired_at", "cancelled_at")


@dataclass(frozen=True, kw_only=True)
class OpenAIBatches(BatchProtocol):
    """Batches at a path, each of them and what is done to it below it."""

    name: ClassVar[str] = "openai-batches"
    completion_window: str = "24h"

    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""
        return joined(custom_id=custom_id, method="POST", url=endpoint, body=body)

    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """The body that asks for a batch of chats that are handed over as a file."""
        body: dict[str, Any] = {
            "input_file_id": written.file,
            "endpoint": written.endpoint,
            "completion_window": self.completion_window,
        }
        self.place(body, encoding.settled)
        return body

    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that an object tells of."""
        from ..batches import Batch, BatchCounts, BatchProblem

        word, counts = as_text(body.get("status")), as_object(body.get("request_counts"))
        problems = as_objects(as_object(body.get("errors")).get("data"))
        return Batch(
            as_text(body.get("id")),
            STATUSES.get(word.lower(), "unknown"),
            word,
            BatchCounts(
                as_count(counts.get("total")),
                succeeded=as_count(counts.get("completed")),
                failed=as_count(counts.get("failed")),
            ),
            [
                BatchProblem(as_text(one.get("message")), as_word(one.get("code")), as_count(one.get("line")) or None)
                for one in problems
            ],
            created_at=as_seconds(body.get("created_at")),
            ended_at=next((at for name in ENDS if (at := as_seconds(body.get(name)))), None),
            expires_at=as_seconds(body.get("expires_at")),
            endpoint=as_word(body.get("endpoint")),
            model=as_word(body.get("model")),
            metadata=as_object(body.get("metadata")),
            input_file_id=as_word(body.get("input_file_id")),
            output_file_id=as_word(body.get("output_file_id")),
            error_file_id=as_word(body.get("error_file_id")),
        )

    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""
        return outcome_of(line)

    def following(self, body: dict[str, Any], batches: list[Batch], asked: Query) -> Query | None:
        """What is changed in the query of a page for the next one, if there is one."""
        cursor = as_word(body.get("last_id")) or (batches[-1].id if batches else None)
        return {"after": cursor} if cursor and body.get("has_more") is True else None


def outcome_of(line: dict[str, Any]) -> Outcome:
    """What a line says that holds a response or an error; raises :class:`Malformed`."""
    custom_id, response, error = line["custom_id"], as_object(line.get("response")), line.get("error")
    status, body = response.get("status_code"), response.get("body")
    known = status if isinstance(status, int) else None
    request_id = as_word(response.get("request_id")) or as_word(line.get("id"))
    if error:
        failure = read_failure(error if is_object(error) else {"error": error})
    elif known is not None and not 200 <= known < 300:
        failure = read_failure(body)
    elif body is None:
        raise Malformed(f"the result of {custom_id!r} holds neither a reply nor an error")
    else:
        return Outcome(custom_id, body, None, known, request_id)
    return Outcome(custom_id, error or body, failure, known, request_id)
