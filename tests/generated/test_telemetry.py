"""What OpenTelemetry is told of calls, for every provider there is, in both colours, over sockets.

pytest tests/generated/test_telemetry.py -k deepseek
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from opentelemetry import context as current
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from modelwire import (
    AsyncChatStream,
    AsyncClient,
    Client,
    ConfigurationError,
    Hooks,
    OpenAICompatibleProvider,
    ProviderError,
    ProviderType,
    RateLimitError,
    RequestContext,
    Retry,
    aclose,
    acompletion,
    close,
    completion,
    open_telemetry_hooks,
    use_hooks,
)
from tests.generated.loopback import Loopback
from tests.generated.operations import OPERATIONS, Operation
from tests.generated.providers import CHAT_BODIES, FIRST_EVENTS, KEY, TYPES, Way, provider_class, ways

SECRET: Final = "the word is xyzzy"
MESSAGES: Final[Any] = [{"role": "user", "content": SECRET}]
CHATS: Final = [way for type in TYPES for way in ways(type, "chat")]
OTHERS: Final = [
    pytest.param(operation, way, id=f"{endpoint}-{way}")
    for endpoint, operation in OPERATIONS.items()
    if operation.takes_model
    for type in TYPES
    for way in ways(type, endpoint)
]
CALLED: Final = {"fim": "text_completion"}
"""What the conventions call a method of the client that they know by another name."""
ONCE: Final = Retry(attempts=1)
COLOURS: Final = ("blocking", "async")


class Collected:
    """Spans and metrics, kept in memory."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.tracers = TracerProvider(shutdown_on_exit=False)
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.reader = InMemoryMetricReader()
        self.meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.tracer = self.tracers.get_tracer("test")

    def hooks(self, capture_content: bool | None = None) -> Hooks:
        return open_telemetry_hooks(
            tracer_provider=self.tracers, meter_provider=self.meters, capture_content=capture_content
        )

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    @property
    def span(self) -> ReadableSpan:
        (span,) = self.spans
        return span

    @property
    def attributes(self) -> Mapping[str, Any]:
        return self.span.attributes or {}

    def points(self, name: str) -> list[Any]:
        data = self.reader.get_metrics_data()
        return [
            point
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]

    def everything(self) -> str:
        """All that was told, as text."""
        data = self.reader.get_metrics_data()
        return "".join(span.to_json() for span in self.spans) + (data.to_json() if data else "")


@pytest.fixture
def collected() -> Iterator[Collected]:
    before = current.get_current()
    collected = Collected()
    yield collected
    use_hooks(None)
    assert current.get_current() is before, "a span is still the current one"
    collected.tracers.shutdown()
    collected.meters.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture(params=COLOURS)
def colour(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def chat(colour: str, provider: Any, hooks: Hooks, retry: Retry = ONCE, **values: Any) -> Any:
    """Ask for a whole answer."""
    if colour == "blocking":
        with Client(provider, hooks=hooks, retry=retry) as client:
            return client.chat_completion(**values)

    async def ask() -> Any:
        async with AsyncClient(provider, hooks=hooks, retry=retry) as client:
            return await client.chat_completion(**values)

    return asyncio.run(ask())


def stream(colour: str, provider: Any, hooks: Hooks, take: int = 1000, **values: Any) -> None:
    """Read some chunks of a stream."""
    if colour == "blocking":
        with Client(provider, hooks=hooks, retry=ONCE) as client, client.chat_completion_stream(**values) as chunks:
            for _, _ in zip(range(take), chunks, strict=False):
                pass
        return

    async def ask() -> None:
        async with AsyncClient(provider, hooks=hooks, retry=ONCE) as client:
            async with client.chat_completion_stream(**values) as chunks:
                number = 0
                async for _ in chunks:
                    number += 1
                    if number == take:
                        return

    asyncio.run(ask())


def call_other(colour: str, provider: Any, hooks: Hooks, operation: Operation, **values: Any) -> None:
    """Ask for an operation beside chat."""
    values |= operation.arguments
    if colour == "blocking":
        with Client(provider, hooks=hooks, retry=ONCE) as client:
            getattr(client, operation.method)(**values)
        return

    async def ask() -> None:
        async with AsyncClient(provider, hooks=hooks, retry=ONCE) as client:
            await getattr(client, operation.method)(**values)

    asyncio.run(ask())


def asked(way: Way) -> dict[str, Any]:
    return {"model": way.model, "messages": MESSAGES, "context": way.context}


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_a_chat(way: Way, colour: str, server: Loopback, collected: Collected) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    server.laid.headers["x-request-id"] = "req-1"
    provider = way.provider(server.url)
    reply = chat(colour, provider, collected.hooks(), **asked(way))
    span, attributes = collected.span, collected.attributes
    assert (span.name, span.kind, span.status.status_code) == (f"chat {way.model}", SpanKind.CLIENT, StatusCode.UNSET)
    assert span.instrumentation_scope is not None
    assert span.instrumentation_scope.schema_url == "https://opentelemetry.io/schemas/1.41.1"
    assert attributes["gen_ai.operation.name"] == "chat"
    assert attributes["gen_ai.provider.name"] == (provider.telemetry_name or provider.id)
    assert attributes["gen_ai.request.model"] == way.model
    assert attributes.get("gen_ai.response.model") == (reply.model or None)
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.usage.output_tokens"]) == (3, 2)
    assert (attributes["server.address"], attributes["server.port"]) == (
        "127.0.0.1",
        int(server.url.rpartition(":")[2]),
    )
    assert (attributes["http.response.status_code"], attributes["modelwire.attempts"]) == (200, 1)
    assert attributes.get("modelwire.request_id") == reply.request_id
    assert "gen_ai.request.stream" not in attributes
    if reply.cost is not None:
        assert attributes["modelwire.cost.amount"] == float(reply.cost.total)
        assert attributes["modelwire.cost.currency"] == reply.cost.currency
        (cost,) = collected.points("modelwire.client.cost")
        assert cost.value == float(reply.cost.total)
    (duration,) = collected.points("gen_ai.client.operation.duration")
    assert (duration.count, duration.attributes["gen_ai.request.model"]) == (1, way.model)
    assert duration.explicit_bounds[0] == 0.01
    tokens = {
        point.attributes["gen_ai.token.type"]: point.sum for point in collected.points("gen_ai.client.token.usage")
    }
    assert tokens == {"input": 3, "output": 2}
    for word in (KEY, "xyzzy", '"hi"'):
        assert word not in collected.everything()


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_a_stream_that_is_left_early(way: Way, colour: str, server: Loopback, collected: Collected) -> None:
    server.lay(FIRST_EVENTS[way.route.protocol.name] + "\n\n", stream=True)
    stream(colour, way.provider(server.url), collected.hooks(), take=1, **asked(way))
    attributes = collected.attributes
    assert attributes["gen_ai.request.stream"] is True
    assert attributes["modelwire.stream.complete"] is False
    assert collected.span.status.status_code is StatusCode.UNSET
    (first,) = collected.points("gen_ai.client.operation.time_to_first_chunk")
    assert first.count == 1
    assert 0 < attributes["gen_ai.response.time_to_first_chunk"] == first.sum
    assert KEY not in collected.everything()


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_a_stream_that_is_cut(way: Way, colour: str, server: Loopback, collected: Collected) -> None:
    server.lay(FIRST_EVENTS[way.route.protocol.name] + "\n\n", stream=True)
    with pytest.raises(ProviderError):
        stream(colour, way.provider(server.url), collected.hooks(), **asked(way))
    assert collected.attributes["error.type"] == "StreamInterruptedError"
    assert collected.span.status.status_code is StatusCode.ERROR
    (duration,) = collected.points("gen_ai.client.operation.duration")
    assert duration.attributes["error.type"] == "StreamInterruptedError"


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_an_error_that_repeats_what_was_said(way: Way, colour: str, server: Loopback, collected: Collected) -> None:
    body = {"error": {"message": f"{SECRET} with {KEY}", "type": "bad", "code": "bad_word"}}
    for capture in (False, True):
        server.lay(body, status=400)
        with pytest.raises(ProviderError):
            chat(colour, way.provider(server.url), collected.hooks(capture), **asked(way))
    quiet, open_ = collected.spans
    for span in collected.spans:
        assert span.status.status_code is StatusCode.ERROR
        assert span.attributes is not None
        assert span.attributes["http.response.status_code"] == 400
    assert "xyzzy" not in quiet.to_json()
    assert "xyzzy" in str(open_.status.description)
    assert KEY not in collected.everything()


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_what_was_said_is_told_when_asked(
    way: Way, colour: str, server: Loopback, collected: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")
    server.lay(CHAT_BODIES[way.route.protocol.name])
    chat(colour, way.provider(server.url), collected.hooks(), **asked(way))
    said = [{"role": "user", "parts": [{"type": "text", "content": SECRET}]}]
    answer = {"role": "assistant", "parts": [{"type": "text", "content": "hi"}], "finish_reason": "stop"}
    assert json.loads(collected.attributes["gen_ai.input.messages"]) == said
    assert json.loads(collected.attributes["gen_ai.output.messages"]) == [answer]
    assert KEY not in collected.everything()


@pytest.mark.parametrize("value", ["", "false", "NO_CONTENT", "EVENT_ONLY", "yes"])
def test_no_other_word_lets_spans_hold_what_was_said(
    value: str, server: Loopback, collected: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", value)
    server.lay(CHAT_BODIES["openai-chat"])
    chat("blocking", OpenAICompatibleProvider(base_url=server.url), collected.hooks(), model="m", messages=MESSAGES)
    assert "xyzzy" not in collected.everything()


@pytest.mark.parametrize(("operation", "way"), OTHERS)
def test_every_other_operation(
    operation: Operation, way: Way, colour: str, server: Loopback, collected: Collected
) -> None:
    operation.lay(server, way.route.protocol.name)
    provider, values = way.provider(server.url), {"model": way.model, "context": way.context}
    call_other(colour, provider, collected.hooks(True), operation, **values)
    server.lay({"error": {"message": SECRET}}, status=400)
    with pytest.raises(ProviderError):
        call_other(colour, provider, collected.hooks(), operation, **values)
    fine, failed = collected.spans
    for span in (fine, failed):
        called = CALLED.get(operation.method, operation.method)
        assert (span.name, span.kind) == (f"{called} {way.model}", SpanKind.CLIENT)
        assert span.attributes is not None
        assert span.attributes["gen_ai.request.model"] == way.model
    assert fine.status.status_code is StatusCode.UNSET and "error.type" not in (fine.attributes or {})
    assert failed.status.status_code is StatusCode.ERROR and "error.type" in (failed.attributes or {})
    assert "xyzzy" not in collected.everything()
    assert KEY not in collected.everything()


# --- What is the same for all of them, shown by one ------------------------------------------------------------


def compatible(server: Loopback) -> OpenAICompatibleProvider:
    return OpenAICompatibleProvider(base_url=server.url, api_key=KEY)


EVENTS: Final = (
    FIRST_EVENTS["openai-chat"]
    + """

data: {"choices": [{"index": 0, "delta": {"content": "!"}, "finish_reason": "stop"}]}

data: {"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 20, "total_tokens": 50,
data:  "prompt_tokens_details": {"cached_tokens": 10}, "completion_tokens_details": {"reasoning_tokens": 5}}}

data: [DONE]

"""
)
QUESTION: Final[Any] = {"model": "m", "messages": MESSAGES}


def test_a_stream_that_is_read_to_its_end(colour: str, server: Loopback, collected: Collected) -> None:
    server.lay(EVENTS, stream=True)
    stream(colour, compatible(server), collected.hooks(True), **QUESTION)
    attributes = collected.attributes
    assert attributes["modelwire.stream.complete"] is True
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert {name.removeprefix("gen_ai.usage."): value for name, value in attributes.items() if ".usage." in name} == {
        "input_tokens": 30,
        "output_tokens": 20,
        "cache_read.input_tokens": 10,
        "reasoning.output_tokens": 5,
    }
    (answer,) = json.loads(attributes["gen_ai.output.messages"])
    assert answer["parts"] == [{"type": "text", "content": "hi!"}]
    (between,) = collected.points("gen_ai.client.operation.time_per_output_chunk")
    assert between.count == 2


def test_content_that_comes_as_bytes(server: Loopback, collected: Collected) -> None:
    """The caller's span is the current one while it is taken."""
    way = next(way for type in TYPES for way in ways(type, "speech"))
    spoken: Any = {"model": way.model, "input": SECRET, "voice": "alloy"}
    server.lay_bytes(b"ID3 sound", "audio/mpeg")
    made: Client[Any] = Client(way.provider(server.url), hooks=collected.hooks(True))
    with made as client:
        with collected.tracer.start_as_current_span("outer") as outer:
            with client.speech_stream(**spoken) as sound:
                for piece in sound:
                    assert piece and trace.get_current_span() is outer
    span, _ = collected.spans
    assert span.name == f"speech {way.model}"
    assert span.attributes is not None
    assert span.attributes["modelwire.stream.complete"] is True
    assert span.attributes["gen_ai.output.type"] == "speech"


def test_what_was_asked_for(colour: str, server: Loopback, collected: Collected) -> None:
    server.lay(CHAT_BODIES["openai-chat"])
    chat(
        colour,
        compatible(server),
        collected.hooks(),
        **QUESTION,
        temperature=0.2,
        top_p=0.9,
        max_tokens=100,
        seed=7,
        n=2,
        stop="END",
        presence_penalty=0.1,
        frequency_penalty=0.2,
        response_format={"type": "json_object"},
        context=RequestContext(metadata={"gen_ai.conversation.id": "c-7", "mine": SECRET}),
    )
    asked = {name: value for name, value in collected.attributes.items() if name.startswith("gen_ai.request.")}
    assert asked == {
        "gen_ai.request.model": "m",
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.top_p": 0.9,
        "gen_ai.request.max_tokens": 100,
        "gen_ai.request.seed": 7,
        "gen_ai.request.choice.count": 2,
        "gen_ai.request.stop_sequences": ("END",),
        "gen_ai.request.presence_penalty": 0.1,
        "gen_ai.request.frequency_penalty": 0.2,
    }
    assert collected.attributes["gen_ai.output.type"] == "json"
    assert collected.attributes["gen_ai.conversation.id"] == "c-7"
    assert "xyzzy" not in collected.everything()


def test_retries_are_events_of_one_span(colour: str, server: Loopback, collected: Collected) -> None:
    server.lay({"error": {"message": SECRET}}, status=429)
    with pytest.raises(RateLimitError):
        chat(colour, compatible(server), collected.hooks(), Retry(attempts=3, base=0.001), **QUESTION)
    first, second = collected.span.events
    assert first.name == second.name == "modelwire.retry"
    assert first.attributes is not None and second.attributes is not None
    assert first.attributes["error.type"] == "RateLimitError"
    assert first.attributes["http.response.status_code"] == 429
    assert [event.attributes["http.request.resend_count"] for event in (first, second) if event.attributes] == [1, 2]
    assert collected.attributes["modelwire.attempts"] == 3
    assert collected.attributes["error.type"] == "RateLimitError"
    assert collected.span.status.description == "RateLimitError, status 429"
    (retries,) = collected.points("modelwire.client.retries")
    assert retries.value == 2


def test_no_answer(colour: str, collected: Collected) -> None:
    provider = OpenAICompatibleProvider(base_url="http://127.0.0.1:9", api_key=KEY)
    with pytest.raises(ProviderError):
        chat(colour, provider, collected.hooks(), **QUESTION)
    assert collected.attributes["error.type"] == "ConnectionFailedError"
    assert "127.0.0.1:9" in str(collected.span.status.description)
    assert "http.response.status_code" not in collected.attributes


def test_a_list_of_models_and_a_check(server: Loopback, collected: Collected) -> None:
    server.lay({"data": [{"id": "m"}]})
    with Client(compatible(server), hooks=collected.hooks(True)) as client:
        client.list_models()
        assert client.health_check()
    assert [span.name for span in collected.spans] == ["list_models", "list_models"]


def test_spans_are_children_of_the_current_one(colour: str, server: Loopback, collected: Collected) -> None:
    """And while the answer is awaited the call's own span is current, for those of an HTTP library."""
    seen: list[Any] = []
    spy = Hooks(on_request=lambda call, request: seen.append(trace.get_current_span().get_span_context().span_id))
    hooks = Hooks.combined(collected.hooks(), spy)
    server.lay(CHAT_BODIES["openai-chat"])
    with collected.tracer.start_as_current_span("outer") as outer:
        chat(colour, compatible(server), hooks, **QUESTION)
        server.lay(EVENTS, stream=True)
        stream(colour, compatible(server), hooks, **QUESTION)
        assert trace.get_current_span() is outer
    whole, streamed, _ = collected.spans
    assert [span.context.span_id for span in (whole, streamed) if span.context] == seen
    for span in (whole, streamed):
        assert span.parent is not None
        assert span.parent.span_id == outer.get_span_context().span_id


def test_the_callers_span_is_current_between_chunks(server: Loopback, collected: Collected) -> None:
    server.lay(EVENTS, stream=True)
    with Client(compatible(server), hooks=collected.hooks()) as client:
        with collected.tracer.start_as_current_span("outer") as outer:
            with client.chat_completion_stream(**QUESTION) as chunks:
                for _ in chunks:
                    assert trace.get_current_span() is outer


def test_a_stream_that_other_tasks_read(server: Loopback, collected: Collected) -> None:
    server.lay(EVENTS, stream=True)

    async def take(chunks: AsyncChatStream) -> str:
        return (await chunks.__anext__()).text

    async def read() -> None:
        async with AsyncClient(compatible(server), hooks=collected.hooks()) as client:
            with collected.tracer.start_as_current_span("outer"):
                chunks = client.chat_completion_stream(**QUESTION)
                assert await asyncio.create_task(take(chunks)) == "hi"
            assert not trace.get_current_span().get_span_context().is_valid
            assert await asyncio.create_task(take(chunks)) == "!"
            await asyncio.create_task(chunks.close())

    asyncio.run(read())
    streamed = next(span for span in collected.spans if span.name == "chat m")
    assert streamed.parent is not None


def test_many_calls_at_once_each_have_their_parent(server: Loopback, collected: Collected) -> None:
    server.lay(CHAT_BODIES["openai-chat"])

    async def ask(client: AsyncClient[Any], number: int) -> None:
        with collected.tracer.start_as_current_span(f"outer-{number}"):
            await client.chat_completion(model=f"m-{number}", messages=MESSAGES)

    async def ask_all() -> None:
        async with AsyncClient(compatible(server), hooks=collected.hooks()) as client:
            await asyncio.gather(*(ask(client, number) for number in range(20)))

    asyncio.run(ask_all())
    outer = {span.context.span_id: span.name for span in collected.spans if span.context and span.parent is None}
    inner = {span.name: outer[span.parent.span_id] for span in collected.spans if span.parent}
    assert inner == {f"chat m-{number}": f"outer-{number}" for number in range(20)}


def test_a_cancelled_task(collected: Collected) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def cancel() -> None:
        async with await asyncio.start_server(hang, "127.0.0.1", 0) as silent:
            address = silent.sockets[0].getsockname()
            provider = OpenAICompatibleProvider(base_url=f"http://127.0.0.1:{address[1]}")
            async with AsyncClient(provider, hooks=collected.hooks()) as client:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.chat_completion(**QUESTION), 0.05)

    asyncio.run(cancel())
    assert collected.attributes["error.type"] == "CancelledError"
    assert collected.span.status.description == "CancelledError"


def test_completion_is_told_of_too(server: Loopback, collected: Collected) -> None:
    server.lay(CHAT_BODIES["openai-chat"])
    use_hooks(collected.hooks())
    completion("openai_compatible/m", MESSAGES, base_url=server.url)
    close()

    async def ask() -> None:
        await acompletion("openai_compatible/m", MESSAGES, base_url=server.url)
        await aclose()

    asyncio.run(ask())
    assert [span.name for span in collected.spans] == ["chat m", "chat m"]


def test_a_call_goes_on_when_telemetry_fails(
    server: Loopback, collected: Collected, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(TracerProvider):
        def get_tracer(self, *_: Any, **__: Any) -> Any:
            return None

    server.lay(CHAT_BODIES["openai-chat"])
    hooks = open_telemetry_hooks(tracer_provider=Broken(shutdown_on_exit=False), meter_provider=collected.meters)
    assert chat("blocking", compatible(server), hooks, **QUESTION).text == "hi"
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage() == "telemetry failed; the call goes on"


def test_nothing_happens_without_an_sdk(server: Loopback) -> None:
    server.lay(CHAT_BODIES["openai-chat"])
    assert chat("blocking", compatible(server), open_telemetry_hooks(capture_content=True), **QUESTION).text == "hi"


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ConfigurationError, match=r"needs opentelemetry-api: pip install 'modelwire\[otel\]'"):
        open_telemetry_hooks()


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_names_for_telemetry_are_names(type: ProviderType) -> None:
    name = provider_class(type).telemetry_name
    assert name != type.value, "leave it out: the id is the name"
