"""Reranking by plain scores: one for each document, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_array
from .base import Encoding, Malformed, RequestProtocol, at, parse_object
from .json_values import as_amount, as_count, as_text
from .rankings import result, texts_of

if TYPE_CHECKING:
    from ..rerank import RerankRequest, RerankResponse


@dataclass(frozen=True, kw_only=True)
class DocumentScores(RequestProtocol):
    """Reranking by one score for each document; the best of them are picked here, so that all are asked for."""

    name: ClassVar[str] = "document-scores"

    def encode(self, request: RerankRequest, encoding: Encoding) -> dict[str, Any]:
        """The body; the one query is for all documents."""
        values = {name: value for name, value in encoding.settled.values.items() if name != "top_n"}
        body: dict[str, Any] = {"queries": [request.query], "documents": texts_of(request, encoding.provider)}
        self.place(body, replace(encoding.settled, values=values))
        return body

    def reader(self, body: Mapping[str, Any]) -> Callable[[bytes], RerankResponse]:
        """What reads a reply that must have as many scores as the body has documents."""

        def read(data: bytes) -> RerankResponse:
            reply = self.decode(data)
            if len(reply.results) != len(body["documents"]):
                raise Malformed(f"{len(reply.results)} scores of {len(body['documents'])} documents")
            return reply

        return read

    def decode(self, data: bytes) -> RerankResponse:
        """A result for each score."""
        from ..rerank import RerankResponse, RerankUsage

        body = parse_object(data)
        scores = body.get("scores")
        if not is_array(scores) or not scores:
            raise Malformed("a reranking without scores")
        results = [result(index, score) for index, score in enumerate(scores)]
        told = as_amount(at(body, "inference_status.cost")) or None  # 0 where it is not known yet
        usage = RerankUsage(0, as_count(body.get("input_tokens")), told)
        return RerankResponse(results, as_text(body.get("request_id")), "", usage)
