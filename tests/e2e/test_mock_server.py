"""Every provider against a mock server of somebody else's, over every protocol that it and we speak, in both colours.

`fixtures.json` says what it answers; it finds the answer by what it reads from our request, so an answer shows that it
was understood. Run it with `make e2e`, one test of it with `make e2e ARGS="-k anthropic"`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

import pytest

from modelwire import (
    AsyncClient,
    AuthenticationError,
    ChatRequest,
    ChatResponse,
    Client,
    ConnectionFailedError,
    EmbeddingsRequest,
    NotFoundError,
    OpenAIProvider,
    ProviderError,
    ProviderUnavailableError,
    RateLimitError,
    RequestContext,
    RequestTimeoutError,
    ResponseParsingError,
    Retry,
    StreamInterruptedError,
    Timeout,
    Tool,
)
from modelwire_runtime.routes import holds
from modelwire_runtime.settings import settings_of
from tests.e2e.mock_server import SPOKEN, MockServer, base_path
from tests.generated.providers import TYPES, Way, provider_class, routes_of, takes, variants, ways
from tests.wire.clients import COLOURS, Colour, Interrupted, Manner

ONCE: Final = Manner(retry=Retry(attempts=1), unsupported="drop")
HASTY: Final = Manner(retry=Retry(attempts=1), timeout=Timeout(connect=5.0, read=0.3), unsupported="drop")


@dataclass(frozen=True)
class Reached:
    """A route of a provider that the mock server speaks."""

    way: Way
    base: str

    def __str__(self) -> str:
        return f"{self.way.id}-{self.way.route.protocol.name}-{self.way.model}"

    def provider(self, server: MockServer) -> Any:
        return self.way.provider(server.url + self.base)

    def request(self, text: str, **more: Any) -> ChatRequest:
        return ChatRequest(model=self.way.model, messages=[{"role": "user", "content": text}], **more)


def reached(endpoint: str) -> list[Reached]:
    """The routes of an endpoint, over all providers, as far as the mock server speaks them."""
    found = (_reached(way, endpoint) for type in TYPES for way in ways(type, endpoint))
    return [one for one in found if one]


def _reached(way: Way, endpoint: str) -> Reached | None:
    """The route under the first settings that lead to it on a path which the mock server knows."""
    kind = provider_class(way.id)
    if getattr(way.route.protocol, "items", "data") != "data":  # its lists of models have OpenAI's shape only
        return None
    defaults = {name: one.default for name, one in settings_of(kind).items()}
    for given in (way.settings, *variants(way.id)):
        settings = {**defaults, **given}
        base = base_path(kind, way.route, settings) if holds(way.route.when, settings) else None
        if base is not None:
            return Reached(replace(way, settings=given, model=_plain_model(way, endpoint, settings)), base)
    return None


def _plain_model(way: Way, endpoint: str, settings: Mapping[str, Any]) -> str:
    """A model that the route takes and no rule speaks of, if there can be one: what matters here is the wire."""
    routes = [route for route in routes_of(provider_class(way.id))[endpoint] if holds(route.when, settings)]
    routes.sort(key=lambda route: not route.only_for)
    names = [*(pattern.replace("*", "sample") for pattern in way.route.models), "sample"]
    return next((name for name in names if next((r for r in routes if takes(r, name)), None) is way.route), way.model)


CHATS: Final = reached("chat")
EMBEDDINGS: Final = reached("embeddings")
LISTS: Final = reached("models")

each_chat = pytest.mark.parametrize("chat", CHATS, ids=str)
each_colour = pytest.mark.parametrize("colour", COLOURS, ids=str)

Send = Callable[[Colour, Reached, MockServer, ChatRequest], ChatResponse]


def whole(colour: Colour, chat: Reached, server: MockServer, request: ChatRequest) -> ChatResponse:
    return colour.chat(chat.provider(server), request, {}, ONCE)


def streamed(colour: Colour, chat: Reached, server: MockServer, request: ChatRequest) -> ChatResponse:
    """The reply of a stream, whose chunks must say the same."""
    heard = colour.stream(chat.provider(server), request, {}, ONCE)
    assert "".join(chunk.text for chunk in heard.chunks) == heard.reply.text
    return heard.reply


each_way = pytest.mark.parametrize("send", [whole, streamed], ids=["whole", "streamed"])


def raised(colour: Colour, chat: Reached, server: MockServer, text: str, stream: bool, manner: Manner) -> ProviderError:
    send = colour.stream if stream else colour.chat
    with pytest.raises((ProviderError, Interrupted)) as caught:
        send(chat.provider(server), chat.request(text), {}, manner)
    error = caught.value.__cause__ if isinstance(caught.value, Interrupted) else caught.value
    assert isinstance(error, ProviderError)
    assert error.provider == chat.way.id
    return error


# --- Replies ---------------------------------------------------------------------------------------------------------


@each_colour
@each_way
@each_chat
def test_a_chat(chat: Reached, send: Send, colour: Colour, mock_server: MockServer) -> None:
    request = chat.request("Say hello!")
    request.messages = [{"role": "system", "content": "Be kind."}, *request.messages]
    reply = send(colour, chat, mock_server, request)
    assert reply.text == "Hello, wörld 👋! What a day."
    assert reply.choices[0].finish_reason == "stop"
    told = (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens)
    unasked = send is streamed and not getattr(chat.way.route.protocol, "stream_usage", True)
    assert told == ((0, 0, 0) if unasked else (11, 7, 18))  # in a stream it tells usage only where that is asked for


@each_colour
@each_way
@each_chat
def test_reasoning_is_told_apart(chat: Reached, send: Send, colour: Colour, mock_server: MockServer) -> None:
    reply = send(colour, chat, mock_server, chat.request("Think first."))
    assert (reply.text, reply.message.reasoning_content) == ("Forty-two.", "Six by seven.")


@each_colour
@each_way
@each_chat
def test_a_reply_that_was_cut_short(chat: Reached, send: Send, colour: Colour, mock_server: MockServer) -> None:
    reply = send(colour, chat, mock_server, chat.request("Write too much."))
    assert (reply.text, reply.choices[0].finish_reason) == ("And then, and then", "length")


def tool(name: str, argument: str) -> Tool:
    schema = {"type": "object", "properties": {argument: {"type": "string"}}, "required": [argument]}
    return {"type": "function", "function": {"name": name, "description": f"Tells {name}.", "parameters": schema}}


TOOLS: Final = [tool("get_weather", "city"), tool("get_time", "zone")]


@each_colour
@each_way
@each_chat
def test_tools_are_called_and_their_results_heard(
    chat: Reached, send: Send, colour: Colour, mock_server: MockServer
) -> None:
    """The mock server finds the second answer by the turn, and by what stands in the last result."""
    first = chat.request("Weather and time, please.", tools=TOOLS)
    reply = send(colour, chat, mock_server, first)
    called = [(call.function.name, json.loads(call.function.arguments)) for call in reply.tool_calls]
    assert called == [("get_weather", {"city": "Paris"}), ("get_time", {"zone": "Asia/Tokyo"})]
    assert reply.choices[0].finish_reason == "tool_calls"
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": content}
        for call, content in zip(reply.tool_calls, ('{"celsius": 18}', '{"time": "21:04"}'), strict=True)
    ]
    messages: Any = [*first.messages, reply.message, *results]
    answer = send(colour, chat, mock_server, ChatRequest(model=chat.way.model, messages=messages, tools=TOOLS))
    assert answer.text == "18 degrees, and 21:04."


@each_colour
@each_chat
def test_it_is_asked_what_we_were_asked(chat: Reached, colour: Colour, mock_server: MockServer) -> None:
    """Its journal has the request as it understood it: the model, where the body or the path names it, and the text."""
    text = f"Say hello, {uuid4()}!"
    request = chat.request(text)
    request.messages = [{"role": "system", "content": "Be kind."}, *request.messages]
    colour.chat(chat.provider(mock_server), request, {}, ONCE)
    asked = mock_server.requests()[-1]["body"]
    assert asked["model"] == chat.way.route.wire_model(chat.way.model)
    assert json.dumps(asked["messages"]).count(text) == 1
    assert {message["role"] for message in asked["messages"]} == {"system", "user"}


@each_colour
@each_chat
def test_a_slow_stream(chat: Reached, colour: Colour, mock_server: MockServer) -> None:
    heard = colour.stream(chat.provider(mock_server), chat.request("Take your time."), {}, ONCE)
    assert heard.reply.text == "Slowly it comes."
    assert sum(bool(chunk.text) for chunk in heard.chunks) == 4


# --- Failures --------------------------------------------------------------------------------------------------------

each_form = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])

FAILURES: Final[Mapping[str, tuple[type[ProviderError], int | None, str]]] = {
    "Be busy": (RateLimitError, 429, "Slow down"),
    "Know me": (AuthenticationError, 401, "Who are you?"),
    "Garble it": (ResponseParsingError, 200, ""),
    "Hang up": (ConnectionFailedError, None, ""),
}


@each_colour
@each_form
@pytest.mark.parametrize("text", FAILURES)
@each_chat
def test_failures(chat: Reached, text: str, stream: bool, colour: Colour, mock_server: MockServer) -> None:
    kind, status, message = FAILURES[text]
    error = raised(colour, chat, mock_server, text, stream, ONCE)
    assert type(error) is kind, repr(error)
    assert error.status_code == status
    assert message in error.message


@each_colour
@each_chat
def test_a_stream_that_breaks_off(chat: Reached, colour: Colour, mock_server: MockServer) -> None:
    """What came is kept; it is never taken for a whole reply."""
    error = raised(colour, chat, mock_server, "Break off.", True, ONCE)
    assert isinstance(error, StreamInterruptedError), repr(error)
    assert error.partial.text
    assert "one two three four five six seven eight nine ten".startswith(error.partial.text)


@each_colour
@each_form
@each_chat
def test_a_server_that_never_answers(chat: Reached, stream: bool, colour: Colour, mock_server: MockServer) -> None:
    assert type(raised(colour, chat, mock_server, "Never answer.", stream, HASTY)) is RequestTimeoutError


@each_chat
def test_it_is_asked_again_after_a_failure_that_passes(chat: Reached, mock_server: MockServer) -> None:
    provider, request = chat.provider(mock_server), chat.request("Recover.")
    with Client(provider, retry=Retry(attempts=2, base=0.01), unsupported="drop") as client:
        reply = client.chat_completion(request, context=counted())
        assert (reply.text, reply.attempts) == ("Here I am.", 2)
    with Client(provider, retry=Retry(attempts=1)) as client, pytest.raises(ProviderUnavailableError):
        client.chat_completion(request, context=counted())


@each_chat
def test_it_is_asked_again_without_blocking(chat: Reached, mock_server: MockServer) -> None:
    async def ask() -> ChatResponse:
        retry = Retry(attempts=2, base=0.01)
        async with AsyncClient(chat.provider(mock_server), retry=retry) as client:
            return await client.chat_completion(chat.request("Recover."), context=counted())

    reply = asyncio.run(ask())
    assert (reply.text, reply.attempts) == ("Here I am.", 2)


def counted() -> RequestContext:
    """The mock server counts its answers for each test apart, by this header."""
    return RequestContext(extra_headers={"x-test-id": str(uuid4())})


# --- Other endpoints -------------------------------------------------------------------------------------------------


@each_colour
@pytest.mark.parametrize("embeddings", EMBEDDINGS, ids=str)
def test_embeddings(embeddings: Reached, colour: Colour, mock_server: MockServer) -> None:
    request = EmbeddingsRequest(model=embeddings.way.model, input=["a vector", "a vector more"])
    reply = colour.embeddings(embeddings.provider(mock_server), request, ONCE)
    assert [item.embedding for item in reply.data] == [[0.5, -0.25, 1.0]] * 2


@each_colour
@pytest.mark.parametrize("models", LISTS, ids=str)
def test_lists_of_models(models: Reached, colour: Colour, mock_server: MockServer) -> None:
    ids = colour.models(models.provider(mock_server), ONCE).ids
    assert any(id.endswith("gpt-4o") for id in ids)


def test_every_protocol_that_it_speaks_is_tried() -> None:
    assert {one.way.route.protocol.name for one in (*CHATS, *EMBEDDINGS, *LISTS)} == set(SPOKEN)


def test_a_batch(mock_server: MockServer) -> None:
    """From a file of the server's to its results, which are canned; each look takes it a state further."""
    messages = [{"role": "user", "content": "Hello!"}]
    items = [{"custom_id": name, "model": "gpt-5.4", "messages": messages} for name in ("a", "b")]
    with Client(OpenAIProvider(api_key="sk-any", base_url=f"{mock_server.url}/v1")) as client:
        batch = client.create_batch(items, metadata={"team": "docs"})
        assert (batch.status, batch.metadata) == ("queued", {"team": "docs"})
        assert batch.id in client.list_batches().ids
        seen: list[str] = []
        batch = client.wait_for_batch(batch, interval=0.01, progress=lambda batch: seen.append(batch.status))
        assert seen == ["in_progress", "completed"]
        with client.batch_results(batch.id) as results:
            texts = {result.custom_id: result.unwrap().text for result in results}
        assert texts == dict.fromkeys(("a", "b"), "Mock batch completion")
        cancelled = client.create_batch(items)
        assert client.cancel_batch(cancelled).status == "cancelling"
        assert client.wait_for_batch(cancelled, interval=0.01).status == "cancelled"
        with pytest.raises(NotFoundError):
            client.retrieve_batch("batch-of-nobody")
