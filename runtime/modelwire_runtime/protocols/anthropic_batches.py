"""Anthropic's batches: requests are the body, results are read below the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errortable import Failure
from .base import Encoding, Malformed
from .batches import BatchProtocol, Outcome, Query, Written, joined
from .failures import read_failure
from .json_values import as_count, as_object, as_seconds, as_text, as_word

if TYPE_CHECKING:
    from ..batches import Batch, BatchCounts, BatchRequest, BatchStatus

STATUSES: Mapping[str, BatchStatus] = {"in_progress": "in_progress", "canceling": "cancelling", "ended": "completed"}
STATUS_OF = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""Under which status a failure would have come (https://platform.claude.com/docs/en/api/errors, read 2026-11-26)."""
UNDONE = {
    "expired": "the batch expired before this request was processed",
    "canceled": "the batch was cancelled before this request was processed",
}


@dataclass(frozen=True, kw_only=True)
class AnthropicBatches(BatchProtocol):
    """Batches at a path, each of them and what is done to it below it."""

    name: ClassVar[str] = "anthropic-batches"
    opening: ClassVar[bytes] = b'{"requests":['
    separator: ClassVar[bytes] = b","
    closing: ClassVar[bytes] = b"]}"
    is_uploaded: ClassVar[bool] = False
    results_below: ClassVar[str] = "/results"
    longest_page: ClassVar[int] = 1000

    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""
        return joined(custom_id=custom_id, params=body)

    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """Nothing: the chats are the body."""
        return {}

    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that an object tells of."""
        from ..batches import Batch, BatchCounts

        word, told = as_text(body.get("processing_status")), as_object(body.get("request_counts"))
        numbers = {name: as_count(number) for name, number in told.items()}
        counts = BatchCounts(
            sum(numbers.values()),
            succeeded=numbers.get("succeeded", 0),
            failed=numbers.get("errored", 0),
            cancelled=numbers.get("canceled", 0),
            expired=numbers.get("expired", 0),
        )
        return Batch(
            as_text(body.get("id")),
            _status(word, counts),
            word,
            counts,
            created_at=as_seconds(body.get("created_at")),
            ended_at=as_seconds(body.get("ended_at")),
            expires_at=as_seconds(body.get("expires_at")),
        )

    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""
        custom_id, result = line["custom_id"], as_object(line.get("result"))
        match kind := result.get("type"):
            case "succeeded":
                return Outcome(custom_id, result.get("message"))
            case "errored":
                failure = read_failure(result.get("error"))
                status = next((known for code in failure.codes if (known := STATUS_OF.get(code))), None)
                return Outcome(custom_id, result.get("error"), failure, status, failure.request_id)
            case "expired" | "canceled":
                return Outcome(custom_id, result, Failure(UNDONE[kind], (kind,)))
            case _:
                raise Malformed(f"the result of {custom_id!r} is of the type {kind!r}")

    def following(self, body: dict[str, Any], batches: list[Batch], asked: Query) -> Query | None:
        """What is changed in the query of a page for the next one, if there is one."""
        cursor = as_word(body.get("last_id"))
        return {"after_id": cursor} if cursor and body.get("has_more") is True else None


def _status(word: str, counts: BatchCounts) -> BatchStatus:
    """How far a batch is; one that has ended is told from its counts to have expired, or to have been cancelled."""
    if word == "ended" and counts.expired:
        return "expired"
    if word == "ended" and counts.cancelled:
        return "cancelled"
    return STATUSES.get(word, "unknown")
