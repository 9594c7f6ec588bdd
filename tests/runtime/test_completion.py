"""LiteLLM's way of calling, over a package of two providers."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from modelwire_runtime.completion import Completions
from modelwire_runtime.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidRequestError,
    NotSupportedError,
    ProviderError,
)
from modelwire_runtime.replies import ChatChunk
from tests.runtime import providers
from tests.runtime.conftest import Serve
from tests.runtime.faults import DONE, FaultServer, always, completion, delta, streams

HELLO: Any = [{"role": "user", "content": "Hello!"}]


@pytest.fixture
def face(monkeypatch: pytest.MonkeyPatch) -> Iterator[Completions]:
    for name in ("acme", "chat_only"):
        catalogue = ModuleType(f"tests.runtime.{name}")
        catalogue.__dict__["MODELS"] = providers.MODELS
        monkeypatch.setitem(sys.modules, f"tests.runtime.{name}", catalogue)
    completions = Completions(providers.create_provider, providers.ProviderType, "tests.runtime")
    yield completions
    completions.close()


def settings(server: FaultServer) -> dict[str, Any]:
    return {"api_key": "sk-acme-0123456789", "api_base": f"{server.url}/v1"}


def test_a_model_string_and_litellm_s_names(serve: Serve, face: Completions) -> None:
    server = serve(always())
    reply = face.completion(
        "acme/m-1",
        HELLO,
        stream=False,
        temperature=0.2,
        max_completion_tokens=5,
        timeout=5,
        extra_headers={"x-a": "1"},
        **settings(server),
    )
    assert reply.text == "Hello!"
    assert server.requests[0].json["model"] == "m-1" and server.requests[0].json["limits"] == {"output": 5}
    assert server.requests[0].headers["x-a"] == "1"


def test_a_stream_is_a_plain_iterator(serve: Serve, face: Completions) -> None:
    server = serve(streams(delta("Hel"), delta("lo"), delta(None, "stop"), DONE))
    chunks = face.completion("acme/m-1", HELLO, stream=True, **settings(server))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Hello"
    for chunk in face.completion("acme/m-1", HELLO, stream=True, **settings(server)):
        assert chunk.text == "Hel"
        break
    gc.collect()
    face.close()
    assert server.wait_until_idle()


def test_every_chunk_has_a_choice_as_litellm_s_have(serve: Serve, face: Completions) -> None:
    usage = b'data: {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}}\n\n'
    server = serve(streams(delta("Hi"), delta(None, "stop"), usage, DONE))
    chunks = list(face.completion("acme/m-1", HELLO, stream=True, **settings(server)))
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["Hi", None, None]
    assert chunks[-1].usage and chunks[-1].usage.total_tokens == 3

    async def talk() -> list[ChatChunk]:
        found = [chunk async for chunk in await face.acompletion("acme/m-1", HELLO, stream=True, **settings(server))]
        await face.aclose()
        return found

    assert [len(chunk.choices) for chunk in asyncio.run(talk())] == [1, 1, 1]


def test_clients_are_kept_by_settings_and_environment(
    serve: Serve, face: Completions, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(always())
    for _ in range(3):
        face.completion("acme/m-1", HELLO, **settings(server))
    assert server.connections == 1
    monkeypatch.setenv("ACME_BASE_URL", server.url)
    for key in ("sk-first-key", "sk-second-key"):
        monkeypatch.setenv("ACME_API_KEY", key)
        face.completion("acme/m-1", HELLO)
    assert [request.headers["authorization"] for request in server.requests[3:]] == [
        "Bearer sk-first-key",
        "Bearer sk-second-key",
    ]


def test_what_is_no_setting_is_an_option_of_the_provider(serve: Serve, face: Completions) -> None:
    server = serve(always())
    for budget in (1, 2):
        face.completion("acme/m-1", HELLO, thinking={"budget": budget}, **settings(server))
    assert [request.json["thinking"] for request in server.requests] == [{"budget": 1}, {"budget": 2}]
    assert server.connections == 1
    with pytest.raises(NotSupportedError, match="has no option 'thinkingg' here; did you mean 'thinking'"):
        face.completion("acme/m-1", HELLO, thinkingg=1, **settings(server))


def test_what_the_provider_does_not_take_may_be_dropped(serve: Serve, face: Completions) -> None:
    server = serve(always())
    with pytest.raises(NotSupportedError, match="top_k"):
        face.completion("acme/m-1", HELLO, top_k=1, **settings(server))
    reply = face.completion("acme/m-1", HELLO, stream=False, top_k=1, drop_params=True, **settings(server))
    assert [note.parameter for note in reply.adjustments] == ["top_k"]


def test_retries_are_counted_as_litellm_does(serve: Serve, face: Completions) -> None:
    server = serve(always(b"", 500))
    with pytest.raises(ProviderError):
        face.completion("acme/m-1", HELLO, num_retries=0, **settings(server))
    assert len(server.requests) == 1
    with pytest.raises(ConfigurationError, match="num_retries must be a whole number, not 'x'"):
        face.completion("acme/m-1", HELLO, num_retries="x", **settings(server))


@pytest.mark.parametrize(
    ("model", "kind", "said"),
    [
        ("m-1", InvalidRequestError, "names no provider; did you mean 'acme/m-1' or 'chat_only/m-1'?"),
        ("unheard-of", InvalidRequestError, "write it as 'provider/model'"),
        ("acmee/m-1", ConfigurationError, "there is no provider 'acmee'; did you mean 'acme'?"),
        ("acme/", InvalidRequestError, "model is empty"),
        (5, InvalidRequestError, "model must be a string, not int"),
    ],
)
def test_wrong_model_strings(model: Any, kind: type[ProviderError], said: str, face: Completions) -> None:
    with pytest.raises(kind) as caught:
        face.completion(model, HELLO, api_key="k")
    assert said in str(caught.value)


def test_embeddings(serve: Serve, face: Completions) -> None:
    server = serve(always(b'{"data": [{"embedding": [1.0]}]}'))
    assert face.embedding("acme/m-1", "a", dimensions=1, **settings(server)).data[0].embedding == [1.0]


def test_clients_end_with_their_event_loop(serve: Serve, face: Completions) -> None:
    server = serve(always())

    async def talk() -> str:
        given = settings(server)
        await asyncio.gather(*(face.acompletion("acme/m-1", HELLO, stream=False, **given) for _ in range(3)))
        return (await face.acompletion("acme/m-1", HELLO, stream=False, **given)).text

    for _ in range(3):
        assert asyncio.run(talk()) == "Hello!"
        assert server.wait_until_idle()
    assert len(server.requests) == 12


def test_an_async_stream_and_aclose(serve: Serve, face: Completions) -> None:
    server = serve(streams(delta("Hel"), delta("lo"), delta(None, "stop"), DONE))

    async def talk() -> str:
        chunks = await face.acompletion("acme/m-1", HELLO, stream=True, **settings(server))
        text = "".join([chunk.text async for chunk in chunks])
        await face.aclose()
        await face.aclose()
        assert await asyncio.to_thread(server.wait_until_idle)
        return text

    assert asyncio.run(talk()) == "Hello"


def test_errors_are_the_same(serve: Serve, face: Completions) -> None:
    with pytest.raises(AuthenticationError):
        face.completion("acme/m-1", HELLO, **settings(serve(always(completion(), 401))))
