"""What hooks are told of calls, in both colours: how they begin, go on and end, however they end."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    ProviderError,
    ProviderUnavailableError,
    StreamInterruptedError,
)
from modelwire_runtime.hooks import CallEnd, Hooks, use_hooks
from modelwire_runtime.replies import ChatResponse, EmbeddingsResponse, ModelList
from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest
from modelwire_runtime.timing import RequestContext, Retry
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, Script, always, delta, once, streams
from tests.runtime.providers import AcmeProvider

HELLO = streams(delta("Hel"), delta("lo!"), delta(None, "stop"), DONE)
ONCE = Retry(attempts=1)


class Told:
    """Hooks that keep what they are told."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.begun: list[Any] = []
        self.ends: list[CallEnd] = []
        self.calls: list[Any] = []
        self.hooks = Hooks(
            on_start=self._start,
            on_request=lambda call, request: self.names.append("request"),
            on_response=lambda call, seconds: self.names.append("response"),
            on_retry=lambda call, error, pause: self.names.append("retry"),
            on_chunk=lambda call, chunk: self.names.append("chunk"),
            on_end=self._end,
        )

    def _start(self, call: Any, request: Any) -> None:
        self.names.append("start")
        self.begun.append(request)
        self.calls.append(call)

    def _end(self, call: Any, end: CallEnd) -> None:
        assert call is self.calls[-1]
        self.names.append("end")
        self.ends.append(end)

    @property
    def end(self) -> CallEnd:
        (end,) = self.ends
        assert end.seconds >= 0
        return end


@pytest.fixture
def told() -> Iterator[Told]:
    yield Told()
    use_hooks(None)


def silent(connection: Connection) -> None:
    """Takes a request and never answers."""
    connection.request()
    connection.wait_until_closed()


def dripping(connection: Connection) -> None:
    """Begins a stream and never ends it."""
    connection.request()
    connection.begin_stream()
    connection.chunk(delta("Hel"))
    connection.wait_until_closed()


def test_a_whole_reply(serve: Serve, face: MakeFace, told: Told) -> None:
    face(serve(once(b"", 500), always()), hooks=told.hooks).chat(context=RequestContext(metadata={"trace": 7}))
    assert told.names == ["start", "request", "response", "retry", "request", "response", "end"]
    assert isinstance(told.begun[0], ChatRequest)
    assert told.begun[0].model == "m-1"
    assert (told.calls[0].operation, told.calls[0].stream, told.calls[0].metadata) == ("chat", False, {"trace": 7})
    assert told.end.complete and told.end.error is None
    assert isinstance(told.end.reply, ChatResponse) and told.end.reply.text == "Hello!"
    assert told.end.reply.attempts == 2


def test_vectors_and_models(serve: Serve, face: MakeFace, told: Told) -> None:
    vectors = b'{"data": [{"index": 0, "embedding": [1.0]}], "model": "m-1", "usage": {"prompt_tokens": 1}}'
    face(serve(always(vectors)), hooks=told.hooks).embed(model="m-1", input="red")
    face(serve(always(b'{"data": [{"id": "m-1"}]}')), hooks=told.hooks).models()
    assert [call.operation for call in told.calls] == ["embeddings", "models"]
    assert isinstance(told.begun[0], EmbeddingsRequest) and told.begun[1] is None
    first, second = told.ends
    assert isinstance(first.reply, EmbeddingsResponse) and isinstance(second.reply, ModelList)
    assert first.complete and second.complete


def test_a_stream_that_is_read_to_its_end(serve: Serve, face: MakeFace, told: Told) -> None:
    face(serve(HELLO), hooks=told.hooks).stream()
    assert told.names == ["start", "request", "response", "chunk", "chunk", "chunk", "end"]
    assert told.calls[0].stream
    assert told.end.complete and told.end.error is None
    assert isinstance(told.end.reply, ChatResponse) and told.end.reply.text == "Hello!"


def test_a_stream_that_is_left_early(serve: Serve, face: MakeFace, told: Told) -> None:
    face(serve(dripping), hooks=told.hooks).stream(take=1)
    assert not told.end.complete and told.end.error is None
    assert isinstance(told.end.reply, ChatResponse) and told.end.reply.text == "Hel"


def test_a_stream_that_is_cut(serve: Serve, face: MakeFace, told: Told) -> None:
    streamed = face(serve(streams(delta("Hel"))), hooks=told.hooks).stream()
    assert isinstance(streamed.error, StreamInterruptedError)
    assert told.end.error is streamed.error and not told.end.complete
    assert isinstance(told.end.reply, ChatResponse) and told.end.reply.text == "Hel"


def test_a_stream_that_nobody_closes(serve: Serve, told: Told) -> None:
    server = serve(dripping)
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=f"{server.url}/v1"), hooks=told.hooks) as client:
        stream = client.chat_completion_stream(**QUESTION)
        assert next(stream).text == "Hel"
        assert told.ends == []
        stream.close()
        stream.close()
        del stream
        gc.collect()
    assert not told.end.complete


def test_a_stream_that_never_goes_out_is_no_call(serve: Serve, told: Told) -> None:
    server = serve(HELLO)
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=f"{server.url}/v1"), hooks=told.hooks) as client:
        client.chat_completion_stream(**QUESTION).close()
    assert told.names == []


@pytest.mark.parametrize(
    ("scripts", "kind"),
    [
        ([always(b'{"error": {"message": "no"}}', 401)], AuthenticationError),
        ([always(b"", 500)], ProviderUnavailableError),
        ([Connection.reset], ConnectionFailedError),
    ],
    ids=["refused", "retried", "reset"],
)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_call_that_fails(
    scripts: list[Script], kind: type[ProviderError], stream: bool, serve: Serve, face: MakeFace, told: Told
) -> None:
    client = face(serve(*scripts), hooks=told.hooks)
    if stream:
        assert isinstance(client.stream().error, kind)
    else:
        with pytest.raises(kind):
            client.chat()
    assert isinstance(told.end.error, kind) and not told.end.complete
    assert told.names.count("request") == told.calls[0].attempts


def test_a_token_that_cannot_be_had_ends_the_call(face: MakeFace, told: Told) -> None:
    def refuse() -> str:
        raise AuthenticationError("no token today")

    provider = AcmeProvider(token_provider=refuse, base_url="http://127.0.0.1:9")
    with pytest.raises(AuthenticationError, match="no token today") as caught:
        face("", provider=provider, hooks=told.hooks).chat()
    assert told.names == ["start", "end"]
    assert told.end.error is caught.value


def test_what_is_refused_before_it_is_sent_is_no_call(face: MakeFace, told: Told) -> None:
    with pytest.raises(InvalidRequestError):
        face("http://127.0.0.1:9", hooks=told.hooks).chat(messages="Hello!")
    assert told.names == []


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_cancelled_task(stream: bool, serve: Serve, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(dripping if stream else silent)

    async def ask(client: NonblockingClient[AcmeProvider]) -> None:
        if not stream:
            await client.chat_completion(**QUESTION)
        async with client.chat_completion_stream(**QUESTION) as chunks:
            async for _ in chunks:
                pass

    async def cancel() -> None:
        waiting = asyncio.Event()
        noticed = Hooks(on_request=lambda call, request: waiting.set())
        hooks = Hooks.combined(told.hooks, noticed)
        provider = AcmeProvider(api_key=KEY, base_url=f"{server.url}/v1")
        async with NonblockingClient(provider, hooks=hooks) as client:
            task = asyncio.create_task(ask(client))
            await waiting.wait()
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(cancel())
    assert isinstance(told.end.error, asyncio.CancelledError) and not told.end.complete
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


@pytest.mark.parametrize("hook", ["on_start", "on_request", "on_response", "on_retry", "on_chunk"])
def test_what_a_hook_raises_ends_the_call(hook: str, serve: Serve, face: MakeFace, told: Told) -> None:
    def fail(*_: object) -> None:
        raise LookupError("mine")

    server = serve(once(b"", 500), HELLO)
    with pytest.raises(LookupError, match="mine"):
        face(server, hooks=Hooks.combined(told.hooks, Hooks(**{hook: fail}))).stream()
    assert isinstance(told.end.error, LookupError)
    assert told.names[-2] == hook.removeprefix("on_")


def test_what_the_last_hook_raises_is_logged(serve: Serve, face: MakeFace, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise LookupError("mine")

    client = face(serve(always()), hooks=Hooks(on_end=fail))
    assert client.chat().text == "Hello!"
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.name == "modelwire"
    assert record.exc_info is not None and record.exc_info[0] is LookupError


def test_several_hooks_are_told_in_turn() -> None:
    told: list[str] = []
    call: Any = None
    one = Hooks(on_start=lambda call, request: told.append("one"), on_chunk=print)
    two = Hooks(on_start=lambda call, request: told.append("two"))
    both = Hooks.combined(one, two)
    assert both.on_start is not None
    both.on_start(call, None)
    assert told == ["one", "two"]
    assert both.on_chunk is print  # nothing stands between
    assert both.on_end is None
    assert Hooks.combined() == Hooks()


def test_hooks_for_the_whole_process(serve: Serve, face: MakeFace, told: Told) -> None:
    own = Told()
    client, other = face(serve(always())), face(serve(always()), hooks=own.hooks)
    use_hooks(told.hooks)
    client.chat()
    other.chat()
    use_hooks(None)
    client.chat()
    assert len(told.ends) == 1
    assert len(own.ends) == 1


@pytest.mark.parametrize("wrong", [print, [Hooks()], "hooks"], ids=repr)
def test_what_are_no_hooks(wrong: Any) -> None:
    for refuse in (use_hooks, Hooks.combined):
        with pytest.raises(ConfigurationError, match=r"takes Hooks\(\.\.\.\), not "):
            refuse(wrong)
    with pytest.raises(ConfigurationError, match="on_end must be a function or None, not 'x'"):
        Hooks(on_end="x")  # type: ignore[arg-type]
