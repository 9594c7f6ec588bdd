"""Documents in the order of how well they answer a query: what is asked, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from .data import Data, is_listed, is_mapping
from .errors import InvalidRequestError
from .replies import TOLD, Reply, Usage
from .requests import Request, unify

if TYPE_CHECKING:
    from .catalog import Cost

Document: TypeAlias = str | Mapping[str, Any]
"""A text, or an object with a ``text`` and whatever else the provider takes, such as an ``image``."""


class RerankParameters(TypedDict, total=False):
    """The unified parameters of reranking."""

    top_n: int | None
    max_tokens_per_doc: int | None
    user: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class RerankRequest(Request):
    """A query, and documents to be put in the order of how well they answer it.

    A document is a text, or an object with a ``text`` and whatever else the provider takes, such as an ``image``.
    ``top_n`` is how many of the best to tell, all if left out; ``max_tokens_per_doc`` how much of each document is
    read.

    >>> RerankRequest(model="cohere/rerank-v3.5", query="Who?", documents=["It was me.", "It rains."]).documents[0]
    'It was me.'
    """

    model: str
    query: str
    documents: Sequence[Document]
    top_n: int | None = None
    max_tokens_per_doc: int | None = None
    user: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if there is nothing to ask, or nothing to put in order."""
        _check_query(self.query, provider)
        if not is_listed(self.documents) or not all(isinstance(one, str) or is_mapping(one) for one in self.documents):
            raise InvalidRequestError(
                "documents must be a list of strings, or of objects with a text", provider=provider
            )
        if not self.documents:
            raise InvalidRequestError("documents is empty: give at least one", provider=provider)
        if isinstance(self.top_n, int) and self.top_n < 1:
            raise InvalidRequestError(f"top_n must be 1 or more, not {self.top_n}", provider=provider)


def _check_query(query: object, provider: str) -> None:
    if not isinstance(query, str):
        raise InvalidRequestError(f"query must be a string, not {type(query).__name__}", provider=provider)
    if not query:
        raise InvalidRequestError("query is empty: say what the documents are to answer", provider=provider)


@dataclass(slots=True, repr=False)
class RerankResult(Data):
    """How well one document answers the query: ``index`` is its place in the request, ``document`` what was given.

    Scores compare the documents of one request; what is a good one differs from model to model.

    >>> with Client("openrouter") as reranker:
    ...     reply = reranker.rerank(model="cohere/rerank-v3.5", query="Who?", documents=["It rains.", "It was me."])
    >>> best = reply.results[0]
    >>> best.index, best.relevance_score, best.document
    (1, 0.75, 'It was me.')
    """

    index: int
    relevance_score: float
    document: Document = ""


@dataclass(slots=True, repr=False)
class RerankUsage(Data):
    """What was counted: ``search_units`` by vendors that are paid by them, ``total_tokens`` by others.

    ``cost`` is what the provider says it charges for the call, where it says so.

    >>> RerankUsage(search_units=1).total_tokens
    0
    """

    search_units: float = 0
    total_tokens: int = 0
    cost: Decimal | None = field(default=None, metadata=TOLD)


@dataclass(slots=True, repr=False)
class RerankResponse(Reply):
    """The documents, the best first.

    >>> with Client("openrouter") as reranker:
    ...     reply = reranker.rerank(model="cohere/rerank-v3.5", query="Who?", documents=["It rains.", "It was me."])
    >>> reply.documents, reply.usage.search_units, print(reply.cost)
    0.001 USD
    (['It was me.', 'It rains.'], 1, None)
    """

    results: list[RerankResult] = field(default_factory=list[RerankResult])
    id: str = field(default="", metadata=TOLD)
    model: str = field(default="", metadata=TOLD)
    usage: RerankUsage = field(default_factory=RerankUsage)

    @property
    def documents(self) -> list[Document]:
        """The documents as they were given, the best first."""
        return [result.document for result in self.results]

    @property
    def cost(self) -> Cost | None:
        """What the reply cost: as the provider told, or else worked out when asked for; None where neither is known."""
        call = self._call()
        if call is None:
            return None
        usage = Usage(prompt_tokens=self.usage.total_tokens, cost=self.usage.cost)
        return call.cost(usage, self.model, searches=self.usage.search_units)


unify(RerankRequest, "query", "documents")
