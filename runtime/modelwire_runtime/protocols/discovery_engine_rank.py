"""Reranking by Google's Discovery Engine: records, each with an id of ours, and their scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Encoding, RequestProtocol, parse_object
from .json_values import as_text
from .rankings import documents_of, read_results

if TYPE_CHECKING:
    from ..rerank import RerankRequest, RerankResponse

KEYS: Mapping[str, str] = {"text": "content", "title": "title"}
"""What a document that is an object may hold, and what that is called in a record."""


@dataclass(frozen=True, kw_only=True)
class DiscoveryEngineRank(RequestProtocol):
    """Reranking by ``rankingConfigs:rank``.

    ``one_search`` is how many documents a request may have to be one search unit for sure: replies tell of none.
    """

    name: ClassVar[str] = "discovery-engine-rank"
    wire_names: ClassVar[Mapping[str, str]] = {"top_n": "topN"}

    one_search: int = 0

    def encode(self, request: RerankRequest, encoding: Encoding) -> dict[str, Any]:
        """The body; the records are not asked for again, as they are here."""
        records: list[dict[str, Any]] = []
        for number, document in enumerate(documents_of(request, KEYS, encoding.provider)):
            parts = {"text": document} if isinstance(document, str) else document
            records.append({"id": str(number), **{KEYS[name]: part for name, part in parts.items()}})
        body: dict[str, Any] = {"model": encoding.model, "query": request.query, "records": records}
        body["ignoreRecordDetailsInResponse"] = True
        self.place(body, encoding.settled)
        return body

    def reader(self, body: Mapping[str, Any]) -> Callable[[bytes], RerankResponse]:
        """What reads a reply, which is one search unit where the body is small enough."""

        def read(data: bytes) -> RerankResponse:
            reply = self.decode(data)
            reply.usage.search_units = 1 if len(body["records"]) <= self.one_search else 0
            return reply

        return read

    def decode(self, data: bytes) -> RerankResponse:
        """The results, as they come; JSON of protocol buffers leaves out a score of 0."""
        from ..rerank import RerankResponse

        return RerankResponse(read_results(parse_object(data).get("records"), _result))


def _result(record: dict[str, Any]) -> tuple[int | None, Any]:
    """The place of a record, which its id tells, and its score."""
    place = as_text(record.get("id"))
    return int(place) if place.isascii() and place.isdigit() else None, record.get("score", 0.0)
