"""Reranking: what is asked of each protocol, the order that comes out, its cost, and replies that are none."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from modelwire import (
    AzureAIProvider,
    DeepInfraProvider,
    InvalidRequestError,
    NotSupportedError,
    OpenAICompatibleProvider,
    OpenAIProvider,
    OpenRouterProvider,
    RerankRequest,
    RerankResult,
    ResponseParsingError,
    Usage,
    VertexAIProvider,
)
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection

DOCUMENTS: Any = ["It rains.", "It was me.", "Nobody."]
ASKED: Any = {"model": "m", "query": "Who?", "documents": DOCUMENTS}


def answering(body: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def script(connection: Connection) -> None:
        while connection.request():
            connection.reply(data, content_type="application/json")

    return script


NOTHING: dict[str, Any] = {}


def results(*scores: tuple[Any, Any]) -> dict[str, Any]:
    return {"results": [{"index": index, "relevance_score": score} for index, score in scores]}


def asker(face: MakeFace, serve: Serve, provider: Any, body: Any, **options: Any) -> tuple[Face, Any]:
    server = serve(answering(body))
    return face(server, provider=provider(api_key=KEY, base_url=server.url), **options), server


def test_the_best_come_first_with_the_documents_that_were_given(face: MakeFace, serve: Serve) -> None:
    """Whatever order they come in, and whatever the vendor repeats of them."""
    told: Any = results((2, 0.25), (0, 0.25), (1, 0.5)) | {"id": "r-1", "model": "m-2", "new": {"field": 1}}
    told["results"][0] |= {"document": {"text": "something else"}, "span": [1]}
    client, server = asker(face, serve, OpenAICompatibleProvider, told)
    reply = client.call("rerank", **ASKED)
    assert server.requests[-1].json == ASKED
    assert reply.results == [
        RerankResult(1, 0.5, "It was me."),
        RerankResult(2, 0.25, "Nobody."),  # among equals, the provider's order
        RerankResult(0, 0.25, "It rains."),
    ]
    assert (reply.id, reply.model, reply.cost, reply.raw["new"]) == ("r-1", "m-2", None, {"field": 1})
    assert client.call("rerank", request=RerankRequest(**ASKED)).documents == ["It was me.", "Nobody.", "It rains."]


def test_no_more_than_were_asked_for(face: MakeFace, serve: Serve) -> None:
    """Also where a server does not know of it, or the scores of all come back."""
    client, server = asker(face, serve, OpenAICompatibleProvider, results((0, 0.1), (1, 0.9), (2, 0.2)))
    assert client.call("rerank", **ASKED, top_n=2).documents == ["It was me.", "Nobody."]
    assert server.requests[-1].json["top_n"] == 2
    client, server = asker(face, serve, DeepInfraProvider, {"scores": [0.1, 0.9, 0.2]})
    assert client.call("rerank", **ASKED, top_n=1).documents == ["It was me."]
    assert server.requests[-1].json == {"queries": ["Who?"], "documents": DOCUMENTS}


def test_documents_that_are_objects(face: MakeFace, serve: Serve) -> None:
    """They are sent as such where the provider takes them, and as texts where they are no more than that."""
    given: Any = [{"text": "It rains.", "image": "https://example.com/rain.png"}, {"text": "It was me."}]
    client, server = asker(face, serve, OpenRouterProvider, results((1, 0.5), (0, 0.25)))
    assert client.call("rerank", model="m", query="Who?", documents=given).documents == given[::-1]
    assert server.requests[-1].json["documents"] == given
    for provider, body in ((AzureAIProvider, results((0, 0.5))), (DeepInfraProvider, {"scores": [0.5]})):
        client, server = asker(face, serve, provider, body)
        assert client.call("rerank", model="m", query="Who?", documents=given[1:]).documents == given[1:]
        assert server.requests[-1].json["documents"] == ["It was me."]
        with pytest.raises(NotSupportedError, match="a document has 'image' here, where text is taken only"):
            client.call("rerank", model="m", query="Who?", documents=given)
        assert len(server.requests) == 1


def vertex(**settings: Any) -> VertexAIProvider:
    return VertexAIProvider(project="p-1", access_token=settings.pop("api_key"), **settings)


def test_records(face: MakeFace, serve: Serve) -> None:
    """Documents with ids of ours; a score that is left out is 0, as in all JSON of protocol buffers."""
    given: Any = ["It rains.", {"text": "It was me.", "title": "Confession"}, {"title": "Nobody"}]
    client, server = asker(face, serve, vertex, {"records": [{"id": "1", "score": 0.5}, {"id": "0"}, {"id": "2"}]})
    reply = client.call("rerank", model="semantic-ranker-default-004", query="Who?", documents=given, top_n=2)
    assert reply.results == [RerankResult(1, 0.5, given[1]), RerankResult(0, 0.0, given[0])]
    assert server.requests[-1].json == {
        "model": "semantic-ranker-default-004",
        "query": "Who?",
        "records": [
            {"id": "0", "content": "It rains."},
            {"id": "1", "content": "It was me.", "title": "Confession"},
            {"id": "2", "title": "Nobody"},
        ],
        "ignoreRecordDetailsInResponse": True,
        "topN": 2,
    }
    assert reply.cost.total == Decimal("0.001")
    many = client.call("rerank", model="semantic-ranker-default-004", query="Who?", documents=["a"] * 101)
    assert (many.usage.search_units, many.cost) == (0, None)


COSTS: Any = {
    "told": (OpenRouterProvider, {"usage": {"cost": 0.002, "search_units": 2}}, "m", "0.002"),
    "by search units": (
        AzureAIProvider,
        {"meta": {"billed_units": {"search_units": 3}}},
        "Cohere-rerank-v4.0-fast",
        "0.006",
    ),
    "by tokens": (
        DeepInfraProvider,
        {"scores": [0.1, 0.2, 0.3], "input_tokens": 1000, "inference_status": {"cost": 0.0}},
        "Qwen/Qwen3-Reranker-0.6B",
        "0.00001",
    ),
    "told beside tokens": (
        DeepInfraProvider,
        {"scores": [0.1, 0.2, 0.3], "input_tokens": 1000, "inference_status": {"cost": 0.25}},
        "Qwen/Qwen3-Reranker-0.6B",
        "0.25",
    ),
    "nothing told": (AzureAIProvider, NOTHING, "Cohere-rerank-v4.0-fast", None),
    "no price known": (AzureAIProvider, {"meta": {"billed_units": {"search_units": 3}}}, "another", None),
}


@pytest.mark.parametrize("case", COSTS)
def test_costs(case: str, face: MakeFace, serve: Serve) -> None:
    provider, told, model, amount = COSTS[case]
    client, _ = asker(face, serve, provider, results((0, 0.1)) | told)
    cost = client.call("rerank", **ASKED | {"model": model}).cost
    assert cost.total == Decimal(amount) if amount else cost is None


def test_a_cost_beforehand() -> None:
    provider = AzureAIProvider(api_key=KEY, endpoint="https://example.com")
    cost = provider.calculate_cost("Cohere-rerank-v4.0-pro", Usage(), searches=2)
    assert [(line.item, line.quantity, str(line.amount)) for line in cost.lines] == [("per_search", 2, "0.0050")]


def wrong(
    told: str, kind: type[Exception] = InvalidRequestError, provider: Any = OpenRouterProvider, **given: Any
) -> Any:
    return pytest.param(
        provider, {name: value for name, value in (ASKED | given).items() if value != ()}, kind, told, id=told
    )


@pytest.mark.parametrize(
    ("provider", "given", "kind", "told"),
    [
        wrong("needs query=", query=()),
        wrong("needs documents=", documents=()),
        wrong("query is empty", query=""),
        wrong("query must be a string, not list", query=["Who?"]),
        wrong("documents must be a list", documents="It rains."),
        wrong("documents must be a list of strings, or of objects", documents=["a", 5]),
        wrong("documents is empty", documents=[]),
        wrong("must hold image or text, as a string", documents=[{"text": 5}]),
        wrong("must hold image or text", documents=[{}]),
        wrong("a document has 'title' here", NotSupportedError, documents=[{"title": "a"}]),
        wrong("top_n must be 1 or more", top_n=0),
        wrong("top_n must be an integer, not '3'", top_n="3"),
        wrong("top_n must be an integer, not True", top_n=True),
        wrong("max_tokens_per_doc", NotSupportedError, max_tokens_per_doc=5),
        wrong("no option 'x'", NotSupportedError, options={"x": 1}),
        wrong("there is no parameter 'top_k'; did you mean 'top_n'", top_k=3),
        wrong("the results have the documents", return_documents=True),
        wrong("user", NotSupportedError, DeepInfraProvider, user="u"),
        wrong("project to be set and api_key to be unset", NotSupportedError, VertexAIProvider),
        wrong("OpenAI has no rerank endpoint", NotSupportedError, OpenAIProvider),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    provider: Any, given: Any, kind: type[Exception], told: str, face: MakeFace, serve: Serve
) -> None:
    client, server = asker(face, serve, provider, results((0, 0.5)))
    with pytest.raises(kind, match=told):
        client.call("rerank", **given)
    assert not server.requests


def test_what_is_not_taken_can_be_left_out(face: MakeFace, serve: Serve) -> None:
    client, server = asker(face, serve, OpenRouterProvider, results((0, 0.5)), unsupported="drop")
    reply = client.call("rerank", **ASKED, max_tokens_per_doc=5)
    assert [one.parameter for one in reply.adjustments] == ["max_tokens_per_doc"]
    assert server.requests[-1].json == ASKED


def test_one_who_names_an_address_is_asked_there_for_everything() -> None:
    """A route of another address than the provider's goes there for as long as that is the vendor's."""
    vendors = "https://api.deepinfra.com/v1/openai"
    named = [DeepInfraProvider(api_key=KEY, base_url=url) for url in (vendors, f"{vendors}/", "http://gateway")]
    urls = [provider.target("rerank", "a/b c").url for provider in (DeepInfraProvider(api_key=KEY), *named)]
    assert {*urls[:3]} == {"https://api.deepinfra.com/v1/inference/a/b%20c"}
    assert urls[3] == "http://gateway/inference/a/b%20c"
    google = VertexAIProvider(project="p", access_token=KEY, location="us-central1").target(
        "rerank", "semantic-ranker-x"
    )
    assert google.url.startswith(
        "https://discoveryengine.googleapis.com/v1/projects/p/locations/global/rankingConfigs/"
    )


BROKEN: list[Any] = [
    b"",
    b"<html>",
    b"{}",
    {"results": [], "scores": [], "records": []},
    {"results": {}, "scores": {}, "records": {}},
    {"results": [5, 5, 5], "scores": ["a", "b", "c"], "records": [5]},
    {"results": [{"index": 0}], "scores": [0.1, 0.2], "records": [{"score": 0.5}]},
    {"results": [{"relevance_score": 0.5}], "scores": [0.1, 0.2, None], "records": [{"id": "0", "score": None}]},
    {**results((0, "high")), "scores": [True, 0.1, 0.2], "records": [{"id": "0", "score": "high"}]},
    {**results((True, 0.5)), "scores": [0.1, 0.2, 0.3, 0.4], "records": [{"id": 0, "score": 0.5}]},
    {**results((3, 0.5)), "scores": [[0.1], 0.2, 0.3], "records": [{"id": "3", "score": 0.5}]},
    {**results((-1, 0.5)), "scores": 0.5, "records": [{"id": "-1", "score": 0.5}]},
    {**results((0, 0.5), (0, 0.5)), "scores": [{}, 0.1, 0.2], "records": [{"id": "0"}, {"id": "0"}]},
    b'{"results": [{"index": 0, "relevance_score": NaN}], "scores": [NaN, 0.1, 0.2], "records": [{"id": "\xc2\xb2"}]}',
]
PROVIDERS: Any = {
    "cohere-rerank": OpenRouterProvider,
    "document-scores": DeepInfraProvider,
    "discovery-engine-rank": vertex,
}


@pytest.mark.parametrize("protocol", PROVIDERS)
@pytest.mark.parametrize("body", BROKEN, ids=str)
def test_replies_that_are_none(protocol: str, body: Any, face: MakeFace, serve: Serve) -> None:
    client, _ = asker(face, serve, PROVIDERS[protocol], body)
    with pytest.raises(ResponseParsingError):
        client.call("rerank", **ASKED)
