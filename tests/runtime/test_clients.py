"""What clients do beside single calls: connections, sharing, closing, hooks, mistakes of the caller."""

from __future__ import annotations

import asyncio
import pickle
import threading
import time
from array import array
from collections import UserDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, final

import httpx
import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import ConfigurationError, InvalidRequestError, NotSupportedError, ProviderError
from modelwire_runtime.health import HealthStatus
from modelwire_runtime.hooks import Hooks
from modelwire_runtime.protocols import ModelListing
from modelwire_runtime.protocols.base import Malformed
from modelwire_runtime.provider import ModelsProvider, credential, setting
from modelwire_runtime.replies import Message
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.routes import Endpoints, Route
from modelwire_runtime.timing import RequestContext, Retry
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import KEY, SWIFT, Serve
from tests.runtime.faults import DONE, Connection, FaultServer, Script, always, completion, delta, once, streams
from tests.runtime.providers import AcmeProvider, ChatOnlyProvider


def acme(server: FaultServer) -> AcmeProvider:
    return AcmeProvider(api_key=KEY, base_url=f"{server.url}/v1")


def test_one_connection_serves_many_calls(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server)
    for _ in range(10):
        assert client.chat().text == "Hello!"
    assert (server.connections, len(server.requests)) == (1, 10)


def test_a_stream_gives_its_connection_back(serve: Serve, face: MakeFace) -> None:
    server = serve(streams(delta("Hi"), delta(None, "stop"), DONE))
    client = face(server)
    for _ in range(3):
        assert client.stream().text == "Hi"
    assert server.connections == 1


def test_a_connection_that_the_server_closed_is_not_used(serve: Serve, face: MakeFace) -> None:
    server = serve(once(completion()), always())
    client = face(server, retry=Retry(attempts=1))
    assert client.chat().text == "Hello!"
    assert server.wait_until_idle()
    assert client.chat().text == "Hello!"
    assert server.connections == 2


def test_many_calls_at_once(serve: Serve) -> None:
    async def talk() -> None:
        server = serve(always())
        async with NonblockingClient(acme(server)) as client:
            for _ in range(2):
                replies = await asyncio.gather(*(client.chat_completion(**QUESTION) for _ in range(50)))
                assert {reply.text for reply in replies} == {"Hello!"}
            assert server.connections <= 50 and len(server.requests) == 100
        assert await asyncio.to_thread(server.wait_until_idle)

    asyncio.run(talk())


def test_threads_share_a_client(serve: Serve) -> None:
    server = serve(always())
    with BlockingClient(acme(server)) as client, ThreadPoolExecutor(16) as pool:
        texts = [
            call.result().text for call in [pool.submit(lambda: client.chat_completion(**QUESTION)) for _ in range(200)]
        ]
    assert texts == ["Hello!"] * 200
    assert server.connections <= 16 and server.wait_until_idle()


def test_a_stream_ends_with_its_terminator_though_the_server_goes_on(serve: Serve, face: MakeFace) -> None:
    def goes_on(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi") + delta(None, "stop") + b"data: [DONE] \n\n")
        while True:
            time.sleep(0.01)
            connection.chunk(b": keep-alive\n\n")

    streamed = face(serve(goes_on)).stream()
    assert (streamed.text, streamed.error) == ("Hi", None)


def test_leaving_a_stream_early_frees_its_connection(serve: Serve, face: MakeFace) -> None:
    def endless(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("a"))
        connection.wait_until_closed()

    server = serve(endless, always())
    client = face(server)
    assert client.stream(take=1).text == "a"
    assert server.wait_until_idle()
    assert client.chat().text == "Hello!"


def test_a_stream_that_is_dropped_frees_its_connection(serve: Serve) -> None:
    def endless(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("a"))
        connection.wait_until_closed()

    server = serve(endless)
    with BlockingClient(acme(server)) as client:
        for chunk in client.chat_completion_stream(**QUESTION):
            assert chunk.text == "a"
            break
        assert server.wait_until_idle()

    async def drop() -> None:
        server = serve(endless)
        async with NonblockingClient(acme(server)) as client:
            async for chunk in client.chat_completion_stream(**QUESTION):
                assert chunk.text == "a"
                break
            assert await asyncio.to_thread(server.wait_until_idle)

    asyncio.run(drop())


def test_a_stream_closed_from_elsewhere_just_ends(serve: Serve) -> None:
    def waiting(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("a"))
        connection.wait_until_closed()

    async def talk() -> list[str]:
        async with NonblockingClient(acme(serve(waiting))) as client:
            stream = client.chat_completion_stream(**QUESTION)
            asyncio.get_running_loop().call_later(0.1, lambda: asyncio.ensure_future(stream.close()))
            return [chunk.text async for chunk in stream]

    assert asyncio.run(talk()) == ["a"]


def test_a_closed_client_says_so(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server)
    client.chat()
    client.close()
    client.close()
    assert server.wait_until_idle()
    with pytest.raises(ConfigurationError, match="this client is closed"):
        client.chat()


def test_closing_ends_calls_that_wait(serve: Serve) -> None:
    received = threading.Event()

    def waiting(connection: Connection) -> None:
        connection.request()
        received.set()
        connection.wait_until_closed()

    async def talk() -> None:
        client = NonblockingClient(acme(serve(waiting)), retry=SWIFT)
        task = asyncio.create_task(client.chat_completion(**QUESTION))
        await asyncio.to_thread(received.wait, 5)
        await client.close()
        with pytest.raises(ProviderError):
            await task

    asyncio.run(talk())


def test_options_share_connections(serve: Serve) -> None:
    server = serve(always())
    with BlockingClient(acme(server)) as client:
        client.chat_completion(**QUESTION)
        lenient = client.with_options(unsupported="drop", retry=Retry(attempts=1))
        reply = lenient.chat_completion(**QUESTION, top_k=5)
        assert [note.parameter for note in reply.adjustments] == ["top_k"]
        with pytest.raises(NotSupportedError, match="top_k is not supported"):
            client.chat_completion(**QUESTION, top_k=5)
    assert server.connections == 1
    with pytest.raises(ConfigurationError, match="closed"):
        lenient.chat_completion(**QUESTION)


def test_hooks_are_told_in_order(serve: Serve, face: MakeFace) -> None:
    told: list[Any] = []
    hooks = Hooks(
        on_request=lambda call, request: told.append(
            ("request", call.attempts, request.method, call.metadata["trace"])
        ),
        on_response=lambda call, seconds: told.append(("response", call.status, seconds >= 0)),
        on_retry=lambda call, error, pause: told.append(("retry", type(error).__name__, pause < 1)),
        on_chunk=lambda call, chunk: told.append(("chunk", call.model, chunk.text)),
    )
    server = serve(once(b"", 500), streams(delta("Hi"), delta(None, "stop"), DONE))
    face(server, hooks=hooks).stream(context=RequestContext(metadata={"trace": 7}))
    assert told == [
        ("request", 1, "POST", 7),
        ("response", 500, True),
        ("retry", "ProviderUnavailableError", True),
        ("request", 2, "POST", 7),
        ("response", 200, True),
        ("chunk", "m-1", "Hi"),
        ("chunk", "m-1", ""),
    ]


@pytest.mark.parametrize("hook", ["on_request", "on_response", "on_chunk"])
def test_what_a_hook_raises_reaches_the_caller(hook: str, serve: Serve, face: MakeFace) -> None:
    def fail(*_: object) -> None:
        raise LookupError("mine")

    def begun(connection: Connection) -> None:
        if connection.request():
            connection.begin_stream()
            connection.chunk(delta("Hi"))
            connection.request()

    server = serve(begun)
    with pytest.raises(LookupError, match="mine"):
        face(server, hooks=Hooks(**{hook: fail})).stream()
    assert server.wait_until_idle() or hook == "on_request"


def test_a_client_of_the_callers_is_used_and_left_open(serve: Serve) -> None:
    server = serve(always())
    with httpx.Client(headers={"x-mine": "1"}) as mine:
        with BlockingClient(acme(server), http_client=mine) as client:
            assert client.chat_completion(**QUESTION).text == "Hello!"
            assert client.chat_completion(**QUESTION).text == "Hello!"
        assert not mine.is_closed
    assert server.requests[0].headers["x-mine"] == "1" and server.connections == 1
    with BlockingClient(acme(server), http_client=mine) as client:
        with pytest.raises(ConfigurationError, match="http_client that was given is closed"):
            client.chat_completion(**QUESTION)


def test_an_async_client_of_the_callers_is_used(serve: Serve) -> None:
    async def talk() -> None:
        server = serve(streams(delta("Hi"), delta(None, "stop"), DONE))
        async with httpx.AsyncClient() as mine, NonblockingClient(acme(server), http_client=mine) as client:
            async with client.chat_completion_stream(**QUESTION) as stream:
                assert [text async for text in stream.text_stream()] == ["Hi"]

    asyncio.run(talk())


def test_a_mock_may_stand_for_the_network() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=completion("mocked"))

    with httpx.Client(transport=httpx.MockTransport(answer)) as mine:
        with BlockingClient(AcmeProvider(api_key=KEY), http_client=mine) as client:
            assert client.chat_completion(**QUESTION).text == "mocked"


def test_a_client_of_the_wrong_colour_is_refused() -> None:
    provider = AcmeProvider(api_key=KEY)
    with pytest.raises(ConfigurationError, match="give it to AsyncClient"):
        BlockingClient(provider, http_client=httpx.AsyncClient())
    with httpx.Client() as mine, pytest.raises(ConfigurationError, match="give it to Client"):
        NonblockingClient(provider, http_client=mine)
    with pytest.raises(ConfigurationError, match="must be an httpx client, not str"):
        BlockingClient(provider, http_client="client")


@pytest.mark.parametrize(
    "options",
    [{"retry": 3}, {"timeout": 5}, {"hooks": print}, {"unsupported": "ignore"}, {"transport": 1, "http_client": 1}],
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        BlockingClient(AcmeProvider(api_key=KEY), **options)
    with pytest.raises(ConfigurationError, match="must be an object such as OpenAIProvider"):
        BlockingClient("acme")  # type: ignore[type-var]


def surrogate() -> str:
    return b"\xed\xa0\x80".decode("utf-8", "surrogatepass")


NOTHING: dict[str, Any] = {}


def circle() -> list[Any]:
    found: list[Any] = []
    found.append({"again": found})
    return found


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"temperature": float("nan")}, "temperature must be a finite number"),
        ({"logit_bias": {"1": float("inf")}}, "logit_bias.1 is inf"),
        ({"metadata": {"a": b"x"}}, "metadata.a is of type bytes"),
        ({"messages": [{"role": "user", "content": surrogate()}]}, "messages[0].content holds half of a surrogate"),
        ({"extra_body": {"a": circle()}}, "a[0].again holds itself"),
        ({"extra_body": {"a": object()}}, "a is of type object"),
        ({"messages": [{"role": "user", "content": b"x"}]}, "must be text or a list of parts, not bytes"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "messages[0].content[0] must be a dict with a type"),
        ({"messages": [{"role": "user"}]}, "messages[0].content is missing"),
        ({"messages": [{"role": "usr", "content": "x"}]}, "messages[0].role is 'usr'; did you mean 'user'?"),
        ({"messages": [{"content": "x"}]}, "messages[0].role is missing; use one of"),
        ({"messages": [{"role": "user", "contents": "x"}]}, "did you mean 'content'?"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "set tool_call_id"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"id": "1"}]}]}, "must have a function with a name"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]}]}, "must have an id"),
        (
            {
                "messages": [
                    {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": NOTHING}}]}
                ]
            },
            "messages[0].tool_calls[0].function.arguments must be JSON text, not dict: write json.dumps(arguments)",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages[0].content[0] needs text, a string",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": "https://x.invalid/a.png"}]}
                ]
            },
            "messages[0].content[0] needs image_url.url, a string",
        ),
        ({"messages": []}, "messages is empty"),
        ({"tools": {"type": "function", "function": {"name": "f"}}}, "tools must be a list of tools, not dict"),
        ({"tools": "abc"}, "tools must be a list of tools, not str"),
        ({"tools": ["abc"]}, "tools[0] must be a function, a model or a dict, not str"),
        ({"tools": [{"type": "function", "name": "f"}]}, "tools[0] needs a function with a name: {"),
        ({"messages": "hello"}, "messages must be a list of messages, not str"),
        ({"messages": ["hello"]}, "messages[0] must be a dict or a Message, not str"),
        ({"messages": None}, "messages must be a list"),
        ({"model": ""}, "model is empty"),
        ({"model": None}, "model must be a string"),
        ({"model": ["m-1"]}, "model must be a string, not list"),
        ({"model": "a\nb"}, "is not a name"),
        ({"temprature": 1}, "there is no parameter 'temprature'; did you mean 'temperature'?"),
        ({"frobnicate": 1}, "goes into options="),
        ({"stream": True}, "there is no parameter 'stream'; chat_completion_stream() streams"),
        ({"timeout": 5}, "pass it as context=RequestContext(timeout=...)"),
        ({"unsupported": "drop"}, "client.with_options(unsupported=...)"),
        ({"stream_options": {"include_usage": True}}, "the last chunk has the usage"),
        ({"max_retries": 5}, "RequestContext(retry=Retry(attempts=...))"),
        ({"base_url": "http://localhost"}, "Client(create_provider(..., base_url=...))"),
        ({"output_type": int}, "chat_completion_parsed() takes it"),
        ({"request": "m-1"}, "the request must be a ChatRequest, not str; all else is given by its name: model=..."),
        ({"request": int}, "must be a ChatRequest, not the class int"),
        ({"request": ChatRequest(**QUESTION)}, "give a request object or keywords, not both"),
        ({"temperature": "hot"}, "temperature must be a number, not 'hot'"),
        ({"options": 5}, "options must be a mapping, not int"),
        ({"extra_body": [1]}, "extra_body must be a mapping, not list"),
    ],
)
def test_mistakes_are_told_before_anything_is_sent(
    values: dict[str, Any], said: str, serve: Serve, face: MakeFace
) -> None:
    server = serve(always())
    if "request" in values:
        values = QUESTION | values
    with pytest.raises(InvalidRequestError) as caught:
        face(server).chat(**values)
    assert said in str(caught.value) and len(str(caught.value).splitlines()) == 1
    assert caught.value.status_code is None and server.connections == 0


def test_large_bodies_are_looked_through_too(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(InvalidRequestError, match=r"metadata\.a is of type bytes"):
        face(server).chat(messages=[{"role": "user", "content": "x" * 100_000}], metadata={"a": b"x"})
    text = "NaN and Infinity " * 10_000
    assert face(server).chat(messages=[{"role": "user", "content": text}]).text == "Hello!"
    assert server.requests[0].json["messages"][0]["content"] == text


@pytest.mark.parametrize(
    ("missing", "said"), [({"model": "m"}, "messages="), ({"messages": []}, "model="), ({}, "model= and messages=")]
)
def test_what_is_missing_is_told(missing: dict[str, Any], said: str) -> None:
    with BlockingClient(AcmeProvider(api_key=KEY)) as client, pytest.raises(InvalidRequestError, match=said):
        client.chat_completion(**missing)


def test_what_a_provider_lacks_is_told_before_anything_is_sent(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server, provider=ChatOnlyProvider(api_key=KEY, base_url=server.url))
    with pytest.raises(NotSupportedError, match="has no embeddings endpoint"):
        client.embed(model="m-1", input="x")
    with pytest.raises(NotSupportedError, match="has no models endpoint"):
        client.models()
    with pytest.raises(NotSupportedError, match=r"no chat route for model 'x-1'"):
        client.chat(model="x-1")
    with pytest.raises(NotSupportedError, match=r"has no chat route 'other'; it has openai-chat"):
        client.chat(context=RequestContext(route="other"))
    assert client.chat(model="x-1", context=RequestContext(route="openai-chat")).text == "Hello!"
    assert len(server.requests) == 1


def test_options_are_checked_and_sent(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server)
    with pytest.raises(NotSupportedError, match="no option 'thinkin' here; did you mean 'thinking'"):
        client.chat(options={"thinkin": 1})
    request = ChatRequest(**QUESTION, options={"thinking": {"a": 1}}, extra_body={"thinking": {"b": 2}, "x": None})
    client.chat(request=request, options={"beta": ["one", "two"]})
    assert server.requests[0].headers["acme-beta"] == "one,two"
    assert server.requests[0].json["thinking"] == {"a": 1, "b": 2} and server.requests[0].json["x"] is None


def test_a_call_may_add_headers_and_query(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    context = RequestContext(
        extra_headers={"X-One": "1", "User-Agent": "mine"},
        extra_query={"a": "b c", "d": "\u00e9"},
        idempotency_key="i-1",
    )
    face(server).chat(context=context)
    request = server.requests[0]
    assert request.line.split()[1] == "/v1/chat/completions?a=b+c&d=%C3%A9"
    assert [request.headers[name] for name in ("x-one", "user-agent", "idempotency-key")] == ["1", "mine", "i-1"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"extra_headers": [("a", "b")]}, "extra_headers must be a mapping"),
        ({"extra_query": 5}, "extra_query must be a mapping"),
        ({"metadata": "x"}, "metadata must be a mapping"),
        ({"retry": 5}, r"retry must be a Retry\(...\) or None, not 5"),
        ({"timeout": 0}, "total must be a positive number of seconds or None, not 0"),
    ],
)
def test_a_wrong_context_is_refused(wrong: Any, said: str, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(ConfigurationError, match=said):
        face(server).chat(context=RequestContext(**wrong))
    with pytest.raises(InvalidRequestError, match="context must be a RequestContext"):
        face(server).chat(context={"timeout": 5})
    assert server.connections == 0


def test_messages_may_be_of_either_kind(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server)
    reply = client.chat()
    spoken = [*QUESTION["messages"], reply.message, Message(role="user", content="And?")]
    client.chat(messages=tuple(spoken))
    assert server.requests[1].json["messages"] == [
        {"role": "user", "content": "Hello!"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": "And?"},
    ]
    client.chat(messages=[*QUESTION["messages"], reply.message.model_dump(), Message("user", "And?").model_dump()])
    assert server.requests[2].json["messages"] == server.requests[1].json["messages"]
    with pytest.raises(InvalidRequestError, match="must be a dict or a Message, not UserDict"):
        client.chat(messages=[UserDict(role="user", content="x")])


@pytest.mark.parametrize(("protocol", "is_list"), [(ModelListing(), False), (ModelListing(omits_empty=True), True)])
def test_a_list_that_is_not_there(protocol: ModelListing, is_list: bool) -> None:
    """Is empty where the vendor leaves out what is; else what answered is no list of models."""
    assert protocol.decode(b'{"models": [], "data": []}')[0].ids == []
    if is_list:
        assert protocol.decode(b"{}")[0].ids == []
    else:
        with pytest.raises(Malformed, match="no list of models"):
            protocol.decode(b"{}")


def test_models_are_listed_page_by_page(serve: Serve, face: MakeFace) -> None:
    def pages(connection: Connection) -> None:
        for cursor in (b'"c1"', b'"c2"', b'"c1"'):
            connection.request()
            connection.reply(b'{"data": [{"id": "m"}], "next": %b}' % cursor)

    server = serve(pages)
    assert face(server).models().ids == ["m", "m", "m"]
    assert [request.line.split()[1].partition("?")[2] for request in server.requests] == [
        "limit=2",
        "limit=2&after=c1",
        "limit=2&after=c2",
    ]


@final
@dataclass(frozen=True, kw_only=True)
class OpenListProvider(ModelsProvider):
    """Gives its list of models to everyone."""

    api_key: str | Secret | None = credential("OPEN_KEY")
    base_url: str = setting(default="https://open.invalid/v1")

    id = "open"
    name = "Open"
    docs = "https://open.invalid/docs"
    auth = (BearerKey("api_key"),)
    endpoints = Endpoints(
        models=(Route(ModelListing(page={"limit": "2"}, health_path="/key"), "/models", method="GET"),)
    )


def by_path(**answers: tuple[int, bytes]) -> Script:
    """Answers each path, named by its last part, in its own way."""

    def answer(connection: Connection) -> None:
        while request := connection.request():
            status, body = answers[request.line.split()[1].partition("?")[0].rpartition("/")[2]]
            connection.reply(body, status)

    return answer


@pytest.mark.parametrize(
    ("answers", "error", "asked"),
    [
        ({"key": (200, b'{"data": {"label": "mine"}}')}, None, ["/v1/key?x=1"]),
        ({"key": (401, b"{}"), "models": (200, b'{"data": []}')}, "AuthenticationError", ["/v1/key?x=1"]),
        ({"key": (200, b'{"error": {"code": 401, "message": "no"}}')}, "AuthenticationError", ["/v1/key?x=1"]),
        ({"key": (200, b"<html>")}, "ResponseParsingError", ["/v1/key?x=1"]),
        ({"key": (404, b"{}"), "models": (200, b'{"data": []}')}, None, ["/v1/key?x=1", "/v1/models?x=1&limit=2"]),
        ({"key": (404, b"{}"), "models": (404, b"{}")}, "NotFoundError", ["/v1/key?x=1", "/v1/models?x=1&limit=2"]),
    ],
    ids=["right", "wrong key", "error in a success", "no JSON", "a gateway without the path", "a wrong address"],
)
def test_health_where_the_list_is_open_to_everyone(
    serve: Serve, answers: dict[str, tuple[int, bytes]], error: str | None, asked: list[str]
) -> None:
    server = serve(by_path(**answers))
    provider = OpenListProvider(api_key=KEY, base_url=f"{server.url}/v1")
    context = RequestContext(extra_query={"x": "1"})

    async def check() -> HealthStatus:
        async with NonblockingClient(provider) as client:
            return await client.health_check(context=context)

    with BlockingClient(provider) as client:
        for health in (client.health_check(context=context), asyncio.run(check())):
            assert (health.error and type(health.error).__name__, health.healthy) == (error, error is None)
    assert [request.line.split()[1] for request in server.requests] == asked * 2


def test_health(serve: Serve) -> None:
    with BlockingClient(acme(serve(always(b'{"data": []}')))) as client:
        health = client.health_check()
        assert health and health.error is None and health.latency > 0
    server = serve(always(b"", 503))
    with BlockingClient(acme(server)) as client:
        assert not client.health_check()
    assert len(server.requests) == 1

    async def check() -> bool:
        async with NonblockingClient(acme(serve(always(b'{"data": []}')))) as client:
            return (await client.health_check()).healthy

    assert asyncio.run(check())


def test_replies_travel_without_their_provider(serve: Serve, face: MakeFace) -> None:
    server = serve(always(x_request_id="req-1", x_ratelimit_limit_requests="5", x_ratelimit_reset_tokens="1s"))
    reply = face(server).chat()
    for same in (reply, pickle.loads(pickle.dumps(reply))):
        assert same == reply and same.text == "Hello!"
        assert (same.provider, same.request_id, same.attempts) == ("acme", "req-1", 1)
        assert same.rate_limit and (same.rate_limit.limit_requests, same.rate_limit.reset_tokens) == (5, "1s")
        assert str(same.cost) == "0.000036 USD" and same.raw["id"] == "chatcmpl-1"
        assert same.headers["x-request-id"] == "req-1"
    assert KEY.encode() not in pickle.dumps(reply)


def test_vectors_are_floats(serve: Serve, face: MakeFace) -> None:
    second, first = b'{"index": 1, "embedding": [2]}', b'{"index": 0, "embedding": "AACAPw=="}'
    sent = b'{"data": [%b, %b], "usage": {"prompt_tokens": 3}}' % (second, first)
    server = serve(always(sent))
    reply = face(server).embed(model="m-1", input=["a", "b"], dimensions=1)
    assert [item.embedding for item in reply.data] == [[1.0], [2.0]]
    assert reply.arrays == [array("f", [1]), array("f", [2])]
    assert reply.usage.total_tokens == 3 and str(reply.cost) == "0.000006 USD"
    assert server.requests[0].json == {
        "model": "m-1",
        "input": ["a", "b"],
        "encoding_format": "base64",
        "dimensions": 1,
    }
    assert type(reply).model_validate(reply.model_dump()) == reply == pickle.loads(pickle.dumps(reply))


@pytest.mark.parametrize("wrong", [None, 5, b"x", [], "", [1], ["a", None], {"a": 1}])
def test_wrong_texts_are_refused(wrong: Any, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(InvalidRequestError, match="input"):
        face(server).embed(model="m-1", input=wrong)
    assert server.connections == 0


@pytest.mark.parametrize(
    "body", [b'{"data": []}', b'{"data": [{}]}', b'{"data": 5}', b'{"data": [{"embedding": "?"}]}', b"{}"]
)
def test_embeddings_that_are_none(body: bytes, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(ProviderError, match="not what openai-embeddings says"):
        face(serve(always(body))).embed(model="m-1", input="a")
