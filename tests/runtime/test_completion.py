"""LiteLLM's way of calling, over a package of two providers."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx
import pytest

from modelwire_runtime.completion import Completions
from modelwire_runtime.completion_arguments import Arguments
from modelwire_runtime.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidRequestError,
    NotSupportedError,
    ProviderError,
)
from modelwire_runtime.replies import ChatChunk
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.timing import Timeout
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
        ("ollama/llama", ConfigurationError, "no provider 'ollama' here: write 'openai_like/llama' with api_base="),
        (5, InvalidRequestError, "model must be a string, not int"),
    ],
)
def test_wrong_model_strings(model: Any, kind: type[ProviderError], said: str, face: Completions) -> None:
    with pytest.raises(kind) as caught:
        face.completion(model, HELLO, api_key="k")
    assert said in str(caught.value)


def test_embeddings(serve: Serve, face: Completions) -> None:
    server = serve(always(b'{"data": [{"embedding": [1.0]}]}'))
    given: dict[str, Any] = {"dimensions": 1, "encoding_format": "float", **settings(server)}
    assert face.embedding("acme/m-1", "a", **given).data[0].embedding == [1.0]
    given["encoding_format"] = "base64"
    with pytest.raises(NotSupportedError, match="encoding_format is not taken here: vectors are had as lists"):
        face.embedding("acme/m-1", "a", **given)


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


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"mock_response": "Hi"}, NotSupportedError, "mock_response is not taken here: give a Client(transport=...)"),
        ({"caching": True}, NotSupportedError, "caching is not taken here: replies are not cached"),
        ({"ssl_verify": False}, NotSupportedError, "ssl_verify is not taken here: give a Client(http_client="),
        ({"no-log": True}, NotSupportedError, "no-log is not taken here"),
        ({"deployment_id": "x"}, NotSupportedError, "write the deployment in the model"),
        ({"max_tokens": 1, "max_completion_tokens": 2}, InvalidRequestError, "are the same here, but differ: give one"),
        ({"num_retries": 1, "max_retries": 2}, InvalidRequestError, "are the same here, but differ"),
        ({"num_retries": -1}, ConfigurationError, "num_retries must be a whole number, not -1"),
        ({"num_retries": True}, ConfigurationError, "num_retries must be a whole number, not True"),
        ({"timeout": "5"}, ConfigurationError, "timeout must be a number of seconds, a Timeout or an httpx.Timeout"),
        ({"timeout": 0}, ConfigurationError, "must be a positive number of seconds"),
        ({"headers": "x"}, InvalidRequestError, "headers must be a mapping, not str"),
        ({"stream_options": {"include_usage": True}}, InvalidRequestError, "goes with stream=True"),
        ({"stream": True, "stream_options": {"include": 1}}, NotSupportedError, "stream_options has no 'include' here"),
        ({"functions": "f"}, InvalidRequestError, "functions must be a list, not str"),
        ({"functions": [], "tools": []}, InvalidRequestError, "the old names of tools and tool_choice"),
        ({"additional_drop_params": ["tools[0].x"]}, NotSupportedError, "drops whole parameters only"),
        ({"additional_drop_params": "tools"}, InvalidRequestError, "must be a list of parameters' names"),
        ({"allowed_openai_params": "tools"}, InvalidRequestError, "must be a list of parameters' names"),
        ({"fallbacks": "acme/m-2"}, InvalidRequestError, "fallbacks must be a list of models, not str"),
        ({"fallbacks": [5]}, InvalidRequestError, "fallbacks must hold models as text, not int"),
    ],
)
def test_what_is_not_done_here_says_what_does_it(
    given: dict[str, Any], kind: type[ProviderError], said: str, serve: Serve, face: Completions
) -> None:
    server = serve(always())
    with pytest.raises(kind) as caught:
        face.completion("acme/m-1", HELLO, **{**settings(server), **given})
    assert said in str(caught.value) and "\n" not in str(caught.value)

    async def talk() -> None:
        await face.acompletion("acme/m-1", HELLO, **{**settings(server), **given})

    with pytest.raises(kind) as awaited:
        asyncio.run(talk())
    assert str(awaited.value) == str(caught.value)
    assert not server.requests


def test_what_asks_for_nothing_is_no_mistake(serve: Serve, face: Completions) -> None:
    server = serve(always())
    nothing: dict[str, Any] = {"caching": False, "ssl_verify": True, "mock_response": None, "functions": None}
    reply = face.completion("acme/m-1", HELLO, stream=False, fallbacks=None, **nothing, **settings(server))
    assert reply.text == "Hello!" and not server.requests[0].json.keys() & nothing.keys()


def test_timeouts_are_of_an_attempt() -> None:
    def told(timeout: Any) -> Any:
        context = Arguments("acme", "m-1", {"timeout": timeout}, ChatRequest, False).context
        return context and context.timeout

    assert told(3) == Timeout(connect=3, read=3)
    assert told(httpx.Timeout(8, connect=2)) == Timeout(connect=2, read=8)
    assert told(Timeout(total=9)) == Timeout(total=9)
    assert told(None) is None


def test_headers_by_both_names(serve: Serve, face: Completions) -> None:
    server = serve(always())
    given: Any = {"headers": {"x-a": "1", "x-b": "1"}, "extra_headers": {"x-b": "2"}}
    face.completion("acme/m-1", HELLO, **given, **settings(server))
    assert (server.requests[0].headers["x-a"], server.requests[0].headers["x-b"]) == ("1", "2")


def test_functions_are_asked_for_as_tools(serve: Serve, face: Completions) -> None:
    server = serve(always())
    function: Any = {"name": "f", "parameters": {"type": "object", "properties": {}}}
    face.completion("acme/m-1", HELLO, functions=[function], function_call={"name": "f"}, **settings(server))
    sent = server.requests[0].json
    assert sent["tools"] == [{"type": "function", "function": function}]
    assert sent["tool_choice"] == {"type": "function", "function": {"name": "f"}}


def test_parameters_that_are_allowed_or_dropped_by_name(serve: Serve, face: Completions) -> None:
    server = serve(always())
    face.completion("acme/m-1", HELLO, top_k=3, allowed_openai_params=["top_k"], **settings(server))
    face.completion("acme/m-1", HELLO, top_k=3, additional_drop_params=["top_k"], **settings(server))
    assert [request.json.get("top_k") for request in server.requests] == [3, None]
    face.completion("acme/m-1", HELLO, new_one=5, allowed_openai_params=["new_one"], **settings(server))
    assert server.requests[2].json["new_one"] == 5


def test_the_answer_may_be_asked_for_as_a_type(serve: Serve, face: Completions) -> None:
    @dataclass
    class Person:
        name: str

    server = serve(always())
    face.completion("acme/m-1", HELLO, response_format=Person, **settings(server))
    asked = server.requests[0].json["response_format"]
    assert asked["json_schema"]["name"] == "Person"


def test_the_provider_may_be_named_apart(serve: Serve, face: Completions) -> None:
    server = serve(always())
    for model in ("m-1", "acme/m-1"):
        face.completion(model, HELLO, custom_llm_provider="acme", **settings(server))
    assert [request.json["model"] for request in server.requests] == ["m-1", "m-1"]


def test_litellm_s_ways_in_a_model_string(face: Completions) -> None:
    with pytest.raises(NotSupportedError, match="no chat route 'openai-responses'"):
        face.completion("acme/responses/m-1", HELLO, api_key="k")
    with pytest.raises(InvalidRequestError, match="'o_series' is no part of a model here: write 'acme/x'; which model"):
        face.completion("acme/o_series/x", HELLO, api_key="k")


def test_fallbacks_are_tried_in_turn(serve: Serve, face: Completions, caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = serve(always(b"", 500)), serve(always())
    tries = ["acme/m-2", {"model": "acme/m-3", "api_base": f"{sound.url}/v1"}]
    reply = face.completion("acme/m-1", HELLO, stream=False, fallbacks=tries, num_retries=0, **settings(broken))
    assert reply.text == "Hello!"
    assert [request.json["model"] for request in broken.requests] == ["m-1", "m-2"]
    assert [request.json["model"] for request in sound.requests] == ["m-3"]
    told = [record.message.split()[0] for record in caplog.records if "fallbacks" in record.message]
    assert told == ["acme/m-1", "acme/m-2"]

    async def talk() -> str:
        given: dict[str, Any] = {**settings(broken), "fallbacks": tries, "num_retries": 0}
        text = (await face.acompletion("acme/m-1", HELLO, stream=False, **given)).text
        await face.aclose()
        return text

    assert asyncio.run(talk()) == "Hello!"
    with pytest.raises(ProviderError):
        face.completion("acme/m-1", HELLO, fallbacks=["acme/m-2"], num_retries=0, **settings(broken))


def test_a_key_does_not_go_to_the_provider_of_a_fallback(
    serve: Serve, face: Completions, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(always(b"", 500))
    monkeypatch.delenv("CHAT_ONLY_API_KEY", raising=False)
    with pytest.raises(ConfigurationError):
        face.completion("acme/m-1", HELLO, fallbacks=["chat_only/m-1"], num_retries=0, **settings(server))
    assert len(server.requests) == 1


def test_a_stream_falls_back_before_its_first_chunk_only(serve: Serve, face: Completions) -> None:
    broken, sound = serve(always(b"", 500)), serve(streams(delta("Hi"), delta(None, "stop"), DONE))
    cut = serve(streams(delta("Hi")))
    tries = [{"model": "acme/m-2", "api_base": f"{sound.url}/v1"}]
    given: Any = {"fallbacks": tries, "num_retries": 0}
    chunks = face.completion("acme/m-1", HELLO, stream=True, **given, **settings(broken))
    assert "".join(chunk.text for chunk in chunks) == "Hi"
    with pytest.raises(ProviderError):
        list(face.completion("acme/m-1", HELLO, stream=True, **given, **settings(cut)))

    async def talk() -> str:
        found = await face.acompletion("acme/m-1", HELLO, stream=True, **given, **settings(broken))
        text = "".join([chunk.text async for chunk in found])
        with pytest.raises(ProviderError):
            _ = [
                chunk
                async for chunk in await face.acompletion("acme/m-1", HELLO, stream=True, **given, **settings(cut))
            ]
        await face.aclose()
        return text

    assert asyncio.run(talk()) == "Hi"
    assert len(sound.requests) == 2


def test_replies_as_dicts(serve: Serve, face: Completions) -> None:
    reply = face.completion("acme/m-1", HELLO, stream=False, **settings(serve(always())))
    assert reply["choices"][0]["message"]["content"] == "Hello!"
    assert "usage" in reply and "nothing" not in reply
    assert reply.get("usage") is reply.usage and reply.get("nothing", 5) == 5
    with pytest.raises(KeyError):
        reply["nothing"]
    iterated: Any = reply
    with pytest.raises(TypeError, match="not iterable"):
        list(iterated)


def test_threads_share_a_client(serve: Serve, face: Completions) -> None:
    server = serve(always())

    def ask() -> str:
        return face.completion("acme/m-1", HELLO, stream=False, **settings(server)).text

    with ThreadPoolExecutor(8) as pool:
        texts = [pool.submit(ask) for _ in range(24)]
        assert {text.result() for text in texts} == {"Hello!"}
    assert server.connections <= 8
    face.close()
    assert face.completion("acme/m-1", HELLO, stream=False, **settings(server)).text == "Hello!"
