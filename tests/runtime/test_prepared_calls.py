"""Calls in LiteLLM's way that are like one before: prepared once, and never by what has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from modelwire_runtime import prepared_calls
from modelwire_runtime.auth import Secret
from modelwire_runtime.completion import Completions
from modelwire_runtime.completion_arguments import CALL, MARKS, REFUSED, RENAMED, Arguments
from modelwire_runtime.errors import ConfigurationError, InvalidRequestError, NotSupportedError
from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest, Request
from modelwire_runtime.timing import Timeout
from tests.runtime import providers
from tests.runtime.conftest import Serve
from tests.runtime.faults import DONE, FaultServer, always, delta, streams

HELLO: Any = [{"role": "user", "content": "Hello!"}]
KEY = "sk-acme-0123456789"


@pytest.fixture
def face() -> Iterator[Completions]:
    completions = Completions(providers.create_provider, providers.ProviderType, "tests.runtime")
    yield completions
    completions.close()


@pytest.fixture
def sorted_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models whose arguments were sorted, one for each time."""
    found: list[str] = []

    class Noting(Arguments):
        def __init__(self, provider: str, model: str, *rest: Any) -> None:
            super().__init__(provider, model, *rest)
            found.append(model)

    monkeypatch.setattr("modelwire_runtime.completion.Arguments", Noting)
    return found


def settings(server: FaultServer) -> dict[str, Any]:
    return {"api_key": KEY, "api_base": f"{server.url}/v1"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"temperature": 0.5, "max_completion_tokens": 5, "tools": None},
        {"timeout": 5.0, "num_retries": 0},
        {"timeout": Timeout(total=5), "api_key": Secret(KEY)},
        {"drop_params": True, "caching": False},
    ],
)
def test_equal_arguments_are_sorted_once(
    given: Mapping[str, Any], serve: Serve, face: Completions, sorted_anew: list[str]
) -> None:
    server = serve(always())
    for _ in range(3):
        face.completion("acme/m-1", HELLO, **{**settings(server), **given})
    assert sorted_anew == ["m-1"]
    assert len({request.body for request in server.requests}) == 1
    assert server.connections == 1


def test_what_goes_into_the_request_may_differ(serve: Serve, face: Completions, sorted_anew: list[str]) -> None:
    server = serve(always())
    asked: list[dict[str, Any]] = [{}, {"temperature": 0.25}, {"max_tokens": 5}, {"max_completion_tokens": 6}, {}]
    for given in asked:
        face.completion("acme/m-1", HELLO, **given, **settings(server))
    bodies = [request.json for request in server.requests]
    assert [body.get("temperature") for body in bodies] == [None, 0.25, None, None, None]
    assert [body.get("limits") for body in bodies] == [None, None, {"output": 5}, {"output": 6}, None]
    assert len(sorted_anew) == 1


def test_whatever_else_differs_counts(serve: Serve, face: Completions, sorted_anew: list[str]) -> None:
    first, second = serve(always()), serve(always())
    face.completion("acme/m-1", HELLO, **settings(first))
    face.completion("acme/m-1", HELLO, **settings(second))
    face.completion("acme/m-2", HELLO, **settings(second))
    other: dict[str, Any] = {**settings(second), "api_key": "sk-other-0123456789"}
    face.completion("acme/m-2", HELLO, **other)
    face.completion("acme/m-2", HELLO, extra_headers={"x-a": "1"}, **settings(second))
    face.completion("acme/m-2", HELLO, extra_headers={"x-a": "2"}, **settings(second))
    assert len(first.requests) == 1 and len(sorted_anew) == 6
    assert [request.json["model"] for request in second.requests] == ["m-1", *["m-2"] * 4]
    sent = [(request.headers["authorization"][-10:], request.headers.get("x-a")) for request in second.requests[1:]]
    assert sent == [(KEY[-10:], None), ("0123456789", None), (KEY[-10:], "1"), (KEY[-10:], "2")]
    assert second.requests[2].headers["authorization"] == "Bearer sk-other-0123456789"


def test_numbers_that_are_equal_are_not_the_same(serve: Serve, face: Completions) -> None:
    given = settings(serve(always()))
    face.completion("acme/m-1", HELLO, num_retries=1, **given)
    with pytest.raises(ConfigurationError, match="num_retries must be a whole number, not True"):
        face.completion("acme/m-1", HELLO, num_retries=True, **given)


def test_an_option_of_the_provider_is_not_lost(serve: Serve, face: Completions) -> None:
    server = serve(always())
    for feature in ("a", "a", "b"):
        face.completion("acme/m-1", HELLO, beta=feature, **settings(server))
    assert [request.headers["acme-beta"] for request in server.requests] == ["a", "a", "b"]


def test_a_variable_that_changes_counts(
    serve: Serve, face: Completions, monkeypatch: pytest.MonkeyPatch, sorted_anew: list[str]
) -> None:
    server = serve(always())
    monkeypatch.setenv("ACME_BASE_URL", server.url)
    for key in ("sk-first-key", "sk-first-key", "sk-second-key"):
        monkeypatch.setenv("ACME_API_KEY", key)
        face.completion("acme/m-1", HELLO)
    assert [request.headers["authorization"][7:] for request in server.requests] == [
        "sk-first-key",
        "sk-first-key",
        "sk-second-key",
    ]
    assert len(sorted_anew) == 2


def test_what_is_refused_stays_refused(serve: Serve, face: Completions) -> None:
    given = settings(serve(always()))
    for _ in range(2):
        with pytest.raises(NotSupportedError, match="caching is not taken here"):
            face.completion("acme/m-1", HELLO, caching=True, **given)
        with pytest.raises(NotSupportedError, match="top_k"):
            face.completion("acme/m-1", HELLO, top_k=1, **given)
    reply = face.completion("acme/m-1", HELLO, top_k=1, drop_params=True, stream=False, **given)
    assert [note.parameter for note in reply.adjustments] == ["top_k"]


def test_what_a_field_asks_for_in_other_words_is_seen(serve: Serve, face: Completions) -> None:
    @dataclass
    class Person:
        name: str

    server = serve(always())
    given = settings(server)
    face.completion("acme/m-1", HELLO, **given)
    face.completion("acme/m-1", HELLO, response_format=Person, **given)
    assert server.requests[1].json["response_format"]["json_schema"]["name"] == "Person"
    with pytest.raises(InvalidRequestError, match="are the same here, but differ: give one"):
        face.completion("acme/m-1", HELLO, max_tokens=1, max_completion_tokens=2, **given)


def test_clients_that_were_closed_are_not_asked(serve: Serve, face: Completions) -> None:
    server = serve(always())
    for _ in range(2):
        face.completion("acme/m-1", HELLO, **settings(server))
        face.close()

    async def talk() -> None:
        for _ in range(2):
            await face.acompletion("acme/m-1", HELLO, **settings(server))
            await face.aclose()

    asyncio.run(talk())
    assert len(server.requests) == server.connections == 4


def test_every_way_of_asking(serve: Serve, face: Completions, sorted_anew: list[str]) -> None:
    streaming, vectors = serve(streams(delta("Hi"), DONE)), serve(always(b'{"data": [{"embedding": [1.0]}]}'))

    async def talk() -> None:
        for _ in range(2):
            found = await face.acompletion("acme/m-1", HELLO, stream=True, **settings(streaming))
            assert [chunk.text async for chunk in found] == ["Hi"]
            assert (await face.aembedding("acme/m-1", "a", dimensions=1, **settings(vectors))).data
        await face.aclose()

    for _ in range(2):
        chunks = face.completion("acme/m-1", HELLO, stream=True, **settings(streaming))
        assert [chunk.text for chunk in chunks] == ["Hi"]
        assert face.embedding("acme/m-1", "a", dimensions=1, **settings(vectors)).data
    asyncio.run(talk())
    assert len(sorted_anew) == 4


def test_no_more_is_remembered_than_a_limit(
    serve: Serve, face: Completions, monkeypatch: pytest.MonkeyPatch, sorted_anew: list[str]
) -> None:
    monkeypatch.setattr(prepared_calls, "MOST", 3)
    server = serve(always())
    for timeout in (1, 2, 3, 1, 2, 3, 4, 4, 1):
        face.completion("acme/m-1", HELLO, timeout=10 + timeout, **settings(server))
    assert len(sorted_anew) == 5  # the fourth left no room for those before
    assert server.connections == 1


@pytest.mark.parametrize("kind", [ChatRequest, EmbeddingsRequest])
def test_the_fields_of_a_request_mean_nothing_else(kind: type[Request]) -> None:
    fields = prepared_calls.FIELDS[kind]
    assert not fields.keys() & {*REFUSED, *CALL, *MARKS}
    assert {name: ours for name, ours in fields.items() if name != ours}.items() <= RENAMED.items()
    assert set(fields.values()) == {*kind.PARAMETERS, "extra_body", "options"}
