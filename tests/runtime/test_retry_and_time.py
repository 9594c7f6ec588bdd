"""Retries, pauses, limits of time, cancellation."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.calls import Manner
from modelwire_runtime.chat_calls import chat_call
from modelwire_runtime.errors import (
    ConfigurationError,
    ConnectionFailedError,
    OverloadedError,
    ProviderError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    ResponseParsingError,
    StreamInterruptedError,
)
from modelwire_runtime.exchange import Flow, Pause, Send, exchange, fail, streaming, tell
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.timing import RequestContext, Retry, Timeout
from modelwire_runtime.transport import DeadlinePassed, TransportError
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import KEY, SWIFT, Serve
from tests.runtime.faults import DONE, Connection, Script, always, completion, delta, once, streams
from tests.runtime.providers import AcmeProvider

BUSY = b'{"error": {"message": "busy"}}'


def cut_body(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n" + completion()[:40])


def half_head(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-le")


def garbage(connection: Connection) -> None:
    connection.request()
    connection.send(b"\x16\x03\x01\x00 not http at all\r\n\r\n")


def reset(connection: Connection) -> None:
    connection.request()
    connection.reset()


def hang(connection: Connection) -> None:
    connection.request()
    connection.wait_until_closed()


def drip(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.send(b" ")
        time.sleep(0.02)


def drip_head(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\nx-filler: ")
    for _ in range(1000):
        connection.send(b"x")
        time.sleep(0.02)


@pytest.mark.parametrize("fault", [cut_body, half_head, garbage, reset, once(BUSY, 500), once(BUSY, 429)])
def test_what_may_pass_is_tried_again(fault: Script, serve: Serve, face: MakeFace) -> None:
    server = serve(fault, fault, always())
    reply = face(server).chat()
    assert (reply.text, reply.attempts, len(server.requests)) == ("Hello!", 3, 3)


@pytest.mark.parametrize("fault", [cut_body, half_head, garbage, reset])
def test_tries_end(fault: Script, serve: Serve, face: MakeFace) -> None:
    server = serve(fault)
    with pytest.raises(ConnectionFailedError) as caught:
        face(server, retry=Retry(attempts=2, base=0)).chat()
    assert len(server.requests) == 2
    assert caught.value.retryable and caught.value.status_code is None
    assert server.url in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 402])
def test_what_will_not_pass_is_tried_once(status: int, serve: Serve, face: MakeFace) -> None:
    server = serve(always(BUSY, status))
    with pytest.raises(ProviderError):
        face(server).chat()
    assert len(server.requests) == 1


def test_the_provider_says_whether_to_try_again(serve: Serve, face: MakeFace) -> None:
    server = serve(once(BUSY, 500, x_should_retry="false"))
    with pytest.raises(ProviderError):
        face(server).chat()
    assert len(server.requests) == 1
    server = serve(once(BUSY, 400, x_should_retry="true"), always())
    assert face(server).chat().attempts == 2


def test_an_empty_account_is_not_asked_again_whatever_the_provider_says(serve: Serve, face: MakeFace) -> None:
    server = serve(once(BUSY, 402, x_should_retry="true"), always())
    with pytest.raises(QuotaExceededError) as caught:
        face(server).chat()
    assert not caught.value.retryable
    assert len(server.requests) == 1


def test_a_status_of_the_table_may_be_tried_again(serve: Serve, face: MakeFace) -> None:
    assert face(serve(once(BUSY, 409), always())).chat().attempts == 2


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"retry-after-ms": "1500"}, 1.5, 1.5),
        ({"x-ms-retry-after-ms": "250"}, 0.25, 0.25),
        ({"retry-after": "7"}, 7, 7),
        ({"retry-after": "0.5"}, 0.5, 0.5),
        ({"retry-after-ms": "10", "retry-after": "7"}, 0.01, 0.01),
        ({"retry-after-ms": "nonsense", "retry-after": "7"}, 7, 7),
        ({"retry-after": "100000"}, 120, 120),
    ],
)
def test_the_pause_that_is_asked_for(
    headers: dict[str, str], least: float, most: float, serve: Serve, face: MakeFace
) -> None:
    server = serve(always(BUSY, 429, **{name.replace("-", "_"): value for name, value in headers.items()}))
    with pytest.raises(RateLimitError) as caught:
        face(server, retry=Retry(attempts=1)).chat()
    delay = caught.value.retry_delay()
    assert delay is not None and least <= delay <= most


def test_the_pause_may_be_asked_for_by_a_date(serve: Serve, face: MakeFace) -> None:
    for seconds, least, most in ((50, 30, 51), (-50, 0, 0)):
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        with pytest.raises(RateLimitError) as caught:
            face(serve(always(BUSY, 429, retry_after=date)), retry=Retry(attempts=1)).chat()
        delay = caught.value.retry_delay()
        assert delay is not None and least <= delay <= most


@pytest.mark.parametrize("value", ["nan", "inf", "soon", "", "Mon, 99 Foo 2026"])
def test_a_pause_that_is_none(value: str, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(RateLimitError) as caught:
        face(serve(always(BUSY, 429, retry_after=value)), retry=Retry(attempts=1)).chat()
    assert caught.value.retry_delay() is None


def test_a_pause_in_the_body(serve: Serve, face: MakeFace) -> None:
    body = b'{"error": {"message": "busy", "details": [{"@type": "x.RetryInfo", "retryDelay": "3.5s"}]}}'
    with pytest.raises(RateLimitError) as caught:
        face(serve(always(body, 429)), retry=Retry(attempts=1)).chat()
    assert caught.value.retry_delay() == 3.5


def test_a_pause_is_waited_for(serve: Serve, face: MakeFace) -> None:
    begun = time.monotonic()
    assert face(serve(once(BUSY, 429, retry_after_ms="120"), always())).chat().attempts == 2
    assert time.monotonic() - begun >= 0.12


def test_a_pause_above_the_cap_is_not_waited_for(serve: Serve, face: MakeFace) -> None:
    server = serve(once(BUSY, 429, retry_after="61"), always())
    with pytest.raises(RateLimitError):
        face(server).chat()
    assert len(server.requests) == 1


def test_pauses_grow_up_to_the_cap() -> None:
    error = OverloadedError("busy")
    steady = Retry(attempts=99, base=0.5, cap=3, jitter="none")
    assert [steady.pause(failed, error) for failed in (1, 2, 3, 4, 98)] == [0.5, 1, 2, 3, 3]
    assert steady.pause(99, error) is None
    drawn = [Retry(attempts=9, base=8).pause(1, error) or 0 for _ in range(200)]
    assert 0 <= min(drawn) < 3 and 5 < max(drawn) <= 8


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"base": -1}, {"cap": -1}, {"base": float("nan")}])
def test_wrong_retries_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        Retry(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "5"])
def test_wrong_limits_are_refused(seconds: float) -> None:
    with pytest.raises(ConfigurationError, match="Timeout: read must be"):
        Timeout(read=seconds)


def test_a_stream_that_fails_before_its_first_chunk_is_tried_again(serve: Serve, face: MakeFace) -> None:
    def nothing(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(b": keep-alive\n\n")
        connection.reset()

    def refused(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(b'data: {"error": {"message": "busy", "type": "server_error"}}\n\n')

    server = serve(nothing, refused, streams(delta("Hi"), delta(None, "stop"), DONE))
    streamed = face(server).stream()
    assert streamed.response and (streamed.text, streamed.response.attempts) == ("Hi", 3)


def test_a_stream_is_never_begun_twice(serve: Serve, face: MakeFace) -> None:
    def broken(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi"))
        time.sleep(0.02)
        connection.reset()

    server = serve(broken)
    streamed = face(server).stream()
    assert isinstance(streamed.error, StreamInterruptedError)
    assert streamed.text == streamed.error.partial.text == "Hi"
    assert len(server.requests) == 1


def test_a_whole_stream_that_is_no_answer_is_not_tried_again(serve: Serve, face: MakeFace) -> None:
    server = serve(streams(b"data: <html>\n\n"))
    assert isinstance(face(server).stream().error, ResponseParsingError)
    assert len(server.requests) == 1


@pytest.mark.parametrize("streamed", [False, True])
def test_a_reply_that_does_not_come(streamed: bool, serve: Serve, face: MakeFace) -> None:
    client = face(serve(hang), timeout=Timeout(read=0.1), retry=Retry(attempts=1))
    begun = time.monotonic()
    if streamed:
        assert isinstance(client.stream().error, RequestTimeoutError)
    else:
        with pytest.raises(RequestTimeoutError) as caught:
            client.chat()
        assert caught.value.retryable
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize("dripping", [drip, drip_head])
def test_the_total_time_ends_a_reply_that_drips(dripping: Script, serve: Serve, face: MakeFace) -> None:
    client = face(serve(dripping), timeout=Timeout(read=1, total=0.2))
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError, match=r"within 0.2 s; raise Timeout\(total=...\)") as caught:
        client.chat()
    assert 0.15 < time.monotonic() - begun < 1.5
    assert not caught.value.retryable


def test_the_total_time_counts_all_attempts(serve: Serve, face: MakeFace) -> None:
    client = face(serve(hang), timeout=Timeout(read=0.05, total=0.3), retry=Retry(attempts=1000, base=0.01))
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        client.chat()
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize("streamed", [False, True])
def test_the_total_time_may_end_a_pause(streamed: bool) -> None:
    """A pause that is short enough is late now and then, where the machine is busy."""
    provider = AcmeProvider(api_key=KEY, base_url="http://127.0.0.1:9")
    manner = Manner(timeout=Timeout(total=60), retry=SWIFT)
    call = chat_call(provider, ChatRequest(**QUESTION), None, None, manner, stream=streamed)
    flow: Flow = streaming(call) if streamed else exchange(call)
    assert isinstance(tell(flow, None), Send)
    step: object = fail(flow, TransportError("reset"))
    while not isinstance(step, Pause):
        step = tell(flow, None)
    with pytest.raises(RequestTimeoutError, match=r"no complete answer within 60 s; raise Timeout\(total=...\)"):
        fail(flow, DeadlinePassed())


@pytest.mark.parametrize("streamed", [False, True])
def test_the_total_time_ends_the_wait_for_a_token(streamed: bool) -> None:
    async def token() -> str:
        await asyncio.sleep(5)
        return "late"

    async def main() -> None:
        provider = AcmeProvider(token_provider=token, base_url="http://127.0.0.1:9")
        async with NonblockingClient(provider, timeout=Timeout(total=0.1)) as client:
            with pytest.raises(RequestTimeoutError, match=r"within 0.1 s; raise Timeout\(total=...\)"):
                if streamed:
                    await client.chat_completion_stream(**QUESTION).response()
                else:
                    await client.chat_completion(**QUESTION)

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 4


def test_the_total_time_ends_a_stream(serve: Serve, face: MakeFace) -> None:
    def endless(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        for _ in range(500):
            connection.chunk(delta("a"))
            time.sleep(0.02)

    streamed = face(serve(endless), timeout=Timeout(total=0.25)).stream()
    assert isinstance(streamed.error, RequestTimeoutError)
    assert 0 < len(streamed.chunks) < 100


def test_one_call_may_have_its_own_limits(serve: Serve, face: MakeFace) -> None:
    client = face(serve(hang))
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        client.chat(context=RequestContext(timeout=0.1, retry=Retry(attempts=1)))
    assert time.monotonic() - begun < 1


def test_a_connection_that_does_not_come(face: MakeFace) -> None:
    client = face("http://127.0.0.1:9/v1", retry=Retry(attempts=1))
    with pytest.raises(ConnectionFailedError, match="check the network and base_url"):
        client.chat()


def test_cancelling_frees_the_connection(serve: Serve) -> None:
    def slow_body(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n ")
        connection.wait_until_closed()

    def slow_stream(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("a"))
        connection.wait_until_closed()

    async def cancel(script: Script, streamed: bool) -> None:
        server = serve(script, always())
        async with NonblockingClient(AcmeProvider(api_key=KEY, base_url=server.url), retry=SWIFT) as client:

            async def talk() -> None:
                if streamed:
                    async with client.chat_completion_stream(**QUESTION) as stream:
                        async for _ in stream:
                            pass
                else:
                    await client.chat_completion(**QUESTION)

            task = asyncio.create_task(talk())
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.wait_until_idle)
            assert (await client.chat_completion(**QUESTION)).text == "Hello!"

    for script, streamed in ((hang, False), (slow_body, False), (hang, True), (slow_stream, True)):
        asyncio.run(cancel(script, streamed))


def test_cancelling_a_pause(serve: Serve) -> None:
    async def cancel() -> None:
        server = serve(always(BUSY, 429, retry_after="30"))
        async with NonblockingClient(AcmeProvider(api_key=KEY, base_url=server.url)) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.chat_completion(**QUESTION)
        assert len(server.requests) == 1

    asyncio.run(cancel())
