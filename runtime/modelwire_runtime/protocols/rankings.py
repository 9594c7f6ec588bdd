"""Reads what is told of documents, and puts them in order, whatever the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..data import is_array, is_object
from ..errors import InvalidRequestError, NotSupportedError
from .base import Malformed
from .json_values import as_number

if TYPE_CHECKING:
    from ..rerank import RerankRequest, RerankResponse, RerankResult


def read_results(items: Any, read: Callable[[dict[str, Any]], tuple[Any, Any]]) -> list[RerankResult]:
    """The results in a list, of each of which a function reads index and score."""
    if not is_array(items) or not items:
        raise Malformed("a reranking without results")
    return [result(*read(item)) if is_object(item) else result(None, None) for item in items]


def result(index: Any, score: Any) -> RerankResult:
    """One result; raises :class:`Malformed` where index or score are not what they should be."""
    from ..rerank import RerankResult

    number = as_number(score)
    if not isinstance(index, int) or isinstance(index, bool) or number is None:
        raise Malformed("a reranking with a result that has no index or no score")
    return RerankResult(index, float(number))


def ranked(reply: RerankResponse, request: RerankRequest) -> RerankResponse:
    """The reply with the documents that were given, the best first, and no more than were asked for.

    Among equal scores the order is the provider's.
    """
    places = [one.index for one in reply.results]
    if len(set(places)) < len(places) or not all(0 <= place < len(request.documents) for place in places):
        raise Malformed(f"a reranking of other documents than the {len(request.documents)} that were given")
    for one in reply.results:
        one.document = request.documents[one.index]
    reply.results = sorted(reply.results, key=lambda one: -one.relevance_score)[: request.top_n]
    return reply


def texts_of(request: RerankRequest, provider: str) -> list[str]:
    """The documents as texts; raises :class:`NotSupportedError` where one of them is more than that."""
    return [one if isinstance(one, str) else one["text"] for one in documents_of(request, ("text",), provider)]


def documents_of(request: RerankRequest, keys: Iterable[str], provider: str) -> list[str | Mapping[str, Any]]:
    """The documents, if those that are objects hold these keys only, each a text; ``*`` is any key and any value."""
    known = set(keys)
    if "*" not in known:
        for one in request.documents:
            if not isinstance(one, str):
                _check(one, known, provider)
    return list(request.documents)


def _check(document: Mapping[str, Any], known: set[str], provider: str) -> None:
    taken = " or ".join(sorted(known))
    for key in document:
        if key not in known:
            raise NotSupportedError(f"a document has {key!r} here, where {taken} is taken only", provider=provider)
    if not document or not all(isinstance(value, str) for value in document.values()):
        raise InvalidRequestError(f"a document that is an object must hold {taken}, as a string", provider=provider)
