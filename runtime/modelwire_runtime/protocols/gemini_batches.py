"""Gemini's batches: a file of requests is uploaded for one model, and a file of results comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from ..data import is_object
from .base import Encoding, Malformed, parse, parse_object
from .batches import BatchProtocol, Outcome, Query, Written, joined
from .failures import read_failure
from .gemini_files import PREFIX as FILES
from .json_values import as_length, as_object, as_seconds, as_text, as_word

if TYPE_CHECKING:
    from ..batches import Batch, BatchRequest, BatchStatus

PREFIX = "batches/"
"""What the names of batches begin with; their ids are the rest."""
STATUSES: Mapping[str, BatchStatus] = {
    "QUEUED": "queued",
    "PENDING": "queued",
    "RUNNING": "in_progress",
    "PAUSED": "in_progress",
    "UPDATING": "in_progress",
    "CANCELLING": "cancelling",
    "SUCCEEDED": "completed",
    "PARTIALLY_SUCCEEDED": "completed",
    "FAILED": "failed",
    "EXPIRED": "expired",
    "CANCELLED": "cancelled",
}
"""By the ends of the vendor's words, which are BATCH_STATE_RUNNING in some places and JOB_STATE_RUNNING in others."""
OF_EMBEDDINGS = "/models/{model}:asyncBatchEmbedContent"
"""Where batches are made that are none of chats."""


@dataclass(frozen=True, kw_only=True)
class GeminiBatches(BatchProtocol):
    """Batches at a path; each is made at a path of its model's, which is told by ``endpoints``."""

    name: ClassVar[str] = "gemini-batches"
    one_model: bool = field(default=True, init=False)
    file_purpose: ClassVar[str | None] = None
    file_type: ClassVar[str] = "application/jsonl"
    items: ClassVar[str] = "operations"
    omits_empty: ClassVar[bool] = True
    id_field: ClassVar[str] = "name"
    cancel_after: ClassVar[str] = ":cancel"

    def name_of(self, id: str) -> str:
        """What stands for a batch below the path: its id, or the end of its name."""
        return id.rpartition(PREFIX)[2]

    def made_at(self, path: str, written: Written) -> str:
        """The path where a batch is made: that of the model which its chats ask."""
        (model,) = written.models
        return path.rpartition("/")[0] + written.endpoint.replace("{model}", quote(model, safe=""))

    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""
        return joined(key=custom_id, request=body)

    def custom_id(self, line: dict[str, Any]) -> Any:
        """The name of the chat that a line of the results is of."""
        return line.get("key")

    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """The body that asks for a batch of chats that are handed over as a file."""
        return {"batch": {"inputConfig": {"fileName": FILES + written.file}}}

    def decode(self, data: bytes) -> Batch:
        """The batch in a body; one that failed is told of by its error, too."""
        body = parse(data)
        return self._batch(body if is_object(body) and self.id_field in body else parse_object(data))

    def decode_cancelled(self, data: bytes) -> Batch | None:
        """Nothing, as the answer is an empty object."""
        parse_object(data)
        return None

    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that an operation tells of, or that stands by itself."""
        from ..batches import Batch, BatchCounts, BatchProblem

        said = as_object(body.get("metadata")) or body
        word, counts, error = as_text(said.get("state")), as_object(said.get("batchStats")), body.get("error")
        made = as_object(body.get("response")) or as_object(said.get("output"))
        source = as_object(said.get("inputConfig"))
        failure = read_failure(error) if error else None
        return Batch(
            as_text(body.get("name")).removeprefix(PREFIX),
            STATUSES.get(word.partition("_STATE_")[2], "unknown") if word or body.get("done") is True else "queued",
            word,
            BatchCounts(
                as_length(counts.get("requestCount")) or 0,
                succeeded=as_length(counts.get("successfulRequestCount")) or 0,
                failed=as_length(counts.get("failedRequestCount")) or 0,
            ),
            [BatchProblem(failure.message, next(iter(failure.codes), None))] if failure else [],
            created_at=as_seconds(said.get("createTime")),
            ended_at=as_seconds(said.get("endTime")),
            endpoint=OF_EMBEDDINGS if as_text(said.get("@type")).endswith("EmbedContentBatch") else None,
            model=as_text(said.get("model")).removeprefix("models/") or None,
            input_file_id=_file(source.get("fileName")),
            output_file_id=_file(made.get("responsesFile")),
        )

    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""
        custom_id, reply, error = line["key"], line.get("response"), line.get("error")
        if error:
            return Outcome(custom_id, error, read_failure(error))
        if reply is None:
            raise Malformed(f"the result of {custom_id!r} holds neither a reply nor an error")
        return Outcome(custom_id, reply)

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page, if no more than a limit are wanted in all."""
        return {"pageSize": str(min(limit, self.longest_page))} if limit else {}

    def following(self, body: dict[str, Any], batches: list[Batch], asked: Query) -> Query | None:
        """What is changed in the query of a page for the next one, if there is one."""
        cursor = as_word(body.get("nextPageToken"))
        return {"pageToken": cursor} if cursor else None


def _file(name: Any) -> str | None:
    """The id of a file that is named."""
    return as_text(name).removeprefix(FILES) or None
