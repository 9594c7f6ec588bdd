"""Reranking in Cohere's form, which Jina and most servers have taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Encoding, RequestProtocol, at, parse_object
from .json_values import as_amount, as_count, as_number, as_text
from .rankings import documents_of, read_results, texts_of

if TYPE_CHECKING:
    from ..rerank import RerankRequest, RerankResponse, RerankUsage


@dataclass(frozen=True, kw_only=True)
class CohereRerank(RequestProtocol):
    """Reranking as Cohere has it.

    ``document_keys`` are what a document may hold that is an object, ``*`` for anything; without, documents go as
    texts only.
    """

    name: ClassVar[str] = "cohere-rerank"

    document_keys: tuple[str, ...] = ()

    def encode(self, request: RerankRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        if self.document_keys:
            documents: list[Any] = [*documents_of(request, self.document_keys, encoding.provider)]
        else:
            documents = [*texts_of(request, encoding.provider)]
        body: dict[str, Any] = {"model": encoding.model, "query": request.query, "documents": documents}
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> RerankResponse:
        """The results, as they come."""
        from ..rerank import RerankResponse

        body = parse_object(data)
        results = read_results(body.get("results"), lambda item: (item.get("index"), item.get("relevance_score")))
        return RerankResponse(results, as_text(body.get("id")), as_text(body.get("model")), _usage(body))


def _usage(body: dict[str, Any]) -> RerankUsage:
    """What was counted, where Jina tells it or else where Cohere does."""
    from ..rerank import RerankUsage

    units = as_number(at(body, "usage.search_units")) or as_number(at(body, "meta.billed_units.search_units"))
    tokens = as_count(at(body, "usage.total_tokens")) or as_count(at(body, "meta.tokens.input_tokens"))
    return RerankUsage(units or 0, tokens, as_amount(at(body, "usage.cost")))
