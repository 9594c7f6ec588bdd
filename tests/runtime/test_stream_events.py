"""Typed events of a stream, and streams that are left, or that a server does not end."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.replies import Function, ToolCall
from modelwire_runtime.stream_events import (
    AnnotationAdded,
    Finished,
    ReasoningDelta,
    RefusalDelta,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
)
from tests.runtime.colours import COLOURS, QUESTION, Colour
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, FaultServer, delta, streams
from tests.runtime.providers import AcmeProvider


def event(*choices: tuple[int, dict[str, Any]], finish: str | None = None) -> bytes:
    told = [{"index": index, "delta": piece, "finish_reason": finish} for index, piece in choices]
    return b"data: %b\n\n" % json.dumps({"id": "1", "choices": told}).encode()


def fragment(index: int, arguments: str, **more: Any) -> dict[str, Any]:
    function = {"arguments": arguments} | ({"name": more.pop("name")} if "name" in more else {})
    return {"tool_calls": [{"index": index, "function": function, **more}]}


def read(server: FaultServer, colour: Colour, skipped: int = 0) -> list[StreamEvent]:
    provider = AcmeProvider(api_key=KEY, base_url=server.url)
    if colour == "blocking":
        with BlockingClient(provider) as client, client.chat_completion_stream(**QUESTION) as stream:
            for _ in range(skipped):
                next(stream)
            return list(stream.events())

    async def run() -> list[StreamEvent]:
        async with NonblockingClient(provider) as client, client.chat_completion_stream(**QUESTION) as stream:
            for _ in range(skipped):
                await anext(stream)
            return [found async for found in stream.events()]

    return asyncio.run(run())


@pytest.mark.parametrize("colour", COLOURS)
def test_every_kind_of_event(serve: Serve, colour: Colour) -> None:
    note = {"type": "url_citation", "url_citation": {"url": "https://a.example"}}
    events = [
        event((0, {"role": "assistant", "content": ""})),
        event((0, {"reasoning_content": "Hm"})),
        event((0, {"content": "Hi"}), (1, {"content": "Ho"})),
        event((0, {"annotations": [note]})),
        event((1, {"refusal": "No"})),
        event((0, fragment(0, '{"x":', id="a", name="f"))),
        event((0, fragment(0, "1}"))),
        event((0, fragment(1, "", id="b", name="g"))),
        event((0, {}), finish="tool_calls"),
    ]
    *found, last = read(serve(streams(*events, DONE)), colour)
    assert found == [
        ReasoningDelta("Hm"),
        TextDelta("Hi"),
        TextDelta("Ho", 1),
        AnnotationAdded(note),
        RefusalDelta("No", 1),
        ToolCallDelta(0, "a", "f", '{"x":'),
        ToolCallDelta(0, "a", "f", "1}"),
        ToolCallDone(ToolCall("a", "function", Function("f", '{"x":1}'))),
        ToolCallDelta(1, "b", "g", ""),
        ToolCallDone(ToolCall("b", "function", Function("g", "")), 1),
    ]
    assert isinstance(last, Finished) and last.response.text == "Hi" and last.response.provider == "acme"
    assert [one.call for one in found if isinstance(one, ToolCallDone)] == last.response.tool_calls


@pytest.mark.parametrize("colour", COLOURS)
def test_calls_that_take_turns_are_done_when_they_are_whole(serve: Serve, colour: Colour) -> None:
    pieces = [
        event((0, fragment(0, '{"x"', id="a", name="f"))),
        event((0, fragment(1, "{}", id="b", name="g"))),
        event((0, fragment(0, ": 1}"))),
    ]
    found = read(serve(streams(*pieces, DONE)), colour, skipped=1)
    done = [one for one in found if isinstance(one, ToolCallDone)]
    assert [(one.index, one.call.function.arguments) for one in done] == [(0, '{"x": 1}'), (1, "{}")]
    assert [one.name for one in found if isinstance(one, ToolCallDelta)] == ["g", "f"]  # what was taken is known


def test_events_are_loaded_by_who_asks_for_them() -> None:
    code = "import sys, modelwire as m; m.Client; m.ChatStream; print('modelwire_runtime.stream_events' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# A body that does not end.


def silent(connection: Connection) -> None:
    """Says all and the terminator, and keeps the body open."""
    connection.request()
    connection.begin_stream()
    connection.chunk(delta("Hi") + delta(None, "stop") + DONE)
    connection.wait_until_closed(10)


def late(connection: Connection) -> None:
    """Ends the body a little after the terminator, and serves on."""
    while connection.request():
        connection.begin_stream()
        connection.chunk(delta("Hi") + delta(None, "stop") + DONE)
        time.sleep(0.03)
        connection.end_stream()


def texts(server: FaultServer, colour: Colour, times: int = 1) -> list[str]:
    provider = AcmeProvider(api_key=KEY, base_url=server.url)
    if colour == "blocking":
        with BlockingClient(provider) as client:
            found: list[str] = []
            for _ in range(times):
                with client.chat_completion_stream(**QUESTION) as stream:
                    found.append("".join(stream.text_stream()))
            return found

    async def run() -> list[str]:
        async with NonblockingClient(provider) as client:
            found: list[str] = []
            for _ in range(times):
                async with client.chat_completion_stream(**QUESTION) as stream:
                    found.append("".join([text async for text in stream.text_stream()]))
            return found

    return asyncio.run(run())


@pytest.mark.parametrize("colour", COLOURS)
def test_a_server_silent_after_the_terminator_is_not_waited_for(serve: Serve, colour: Colour) -> None:
    server = serve(silent)
    begun = time.monotonic()
    assert texts(server, colour, 2) == ["Hi", "Hi"]
    assert time.monotonic() - begun < 3
    assert server.connections == 2


@pytest.mark.parametrize("colour", COLOURS)
def test_a_body_that_ends_soon_after_the_terminator_leaves_its_connection(serve: Serve, colour: Colour) -> None:
    server = serve(late)
    assert texts(server, colour, 3) == ["Hi"] * 3
    assert server.connections == 1


# A stream that is left.


def endless(closed: threading.Event) -> Callable[[Connection], object]:
    def script(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi") + delta(" you"))
        if connection.wait_until_closed():
            closed.set()

    return script


def leave_blocking(way: str, client: BlockingClient[Any]) -> None:
    stream = client.chat_completion_stream(**QUESTION)
    if way == "break":
        with stream:
            for _ in stream:
                break
    elif way == "error":
        with pytest.raises(ZeroDivisionError), stream:
            next(stream)
            raise ZeroDivisionError
    elif way == "text":
        with stream:
            for _ in stream.text_stream():
                break
    elif way == "events":
        with stream:
            for _ in stream.events():
                break
        assert stream.response().text == "Hi" and stream.response() == stream.response()
        assert not any(isinstance(one, Finished) for one in stream.events())
    elif way == "elsewhere":
        next(stream)
        threading.Timer(0.1, stream.close).start()
        assert list(stream.text_stream()) in ([" you"], [])
    else:
        next(stream)
        del stream
        gc.collect()


async def leave_async(way: str, client: NonblockingClient[Any]) -> None:
    stream = client.chat_completion_stream(**QUESTION)
    if way == "break":
        async with stream:
            async for _ in stream:
                break
    elif way == "error":
        with pytest.raises(ZeroDivisionError):
            async with stream:
                await anext(stream)
                raise ZeroDivisionError
    elif way == "text":
        async with stream:
            async for _ in stream.text_stream():
                break
    elif way == "events":
        async with stream:
            async for _ in stream.events():
                break
        assert (await stream.response()).text == "Hi"
    elif way == "elsewhere":
        await anext(stream)
        await anext(stream)
        reading = asyncio.create_task(anext(stream))
        await asyncio.sleep(0.1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    else:
        await anext(stream)
        del stream
        gc.collect()
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("way", ["break", "error", "text", "events", "elsewhere", "forgotten"])
@pytest.mark.parametrize("colour", COLOURS)
def test_leaving_a_stream_frees_its_connection(
    serve: Serve, colour: Colour, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    closed = threading.Event()
    server = serve(endless(closed))
    provider = AcmeProvider(api_key=KEY, base_url=server.url)
    if colour == "blocking":
        with BlockingClient(provider) as client:
            leave_blocking(way, client)
            assert closed.wait(3)  # while the client is still open
    else:

        async def run() -> None:
            async with NonblockingClient(provider) as client:
                await leave_async(way, client)
                assert await asyncio.to_thread(closed.wait, 3)

        asyncio.run(run())
    assert not [record for record in caplog.records if record.levelno >= 30]


@pytest.mark.parametrize("colour", COLOURS)
def test_a_stream_closed_before_its_answer_came_keeps_no_connection(serve: Serve, colour: Colour) -> None:
    """The request is on its way when somebody else closes the stream; the answer comes all the same."""
    asked, answer, closed = threading.Event(), threading.Event(), threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        asked.set()
        answer.wait(3)
        connection.begin_stream()
        connection.chunk(delta("Hi"))
        if connection.wait_until_closed():
            closed.set()

    provider = AcmeProvider(api_key=KEY, base_url=serve(script).url)
    if colour == "blocking":
        with BlockingClient(provider) as client:
            stream = client.chat_completion_stream(**QUESTION)

            def close() -> None:
                asked.wait(3)
                stream.close()
                answer.set()

            threading.Thread(target=close).start()
            assert list(stream) == []
            assert closed.wait(3)  # while the client is still open
    else:

        async def run() -> None:
            async with NonblockingClient(provider) as client:
                stream = client.chat_completion_stream(**QUESTION)

                async def read() -> list[str]:
                    return [chunk.text async for chunk in stream]

                reading = asyncio.create_task(read())
                await asyncio.to_thread(asked.wait, 3)
                await stream.close()
                answer.set()
                assert await reading == []
                assert await asyncio.to_thread(closed.wait, 3)

        asyncio.run(run())


@pytest.mark.parametrize("colour", COLOURS)
def test_a_stream_that_is_never_entered_asks_for_nothing(serve: Serve, colour: Colour) -> None:
    server = serve(streams(delta("Hi"), DONE))
    provider = AcmeProvider(api_key=KEY, base_url=server.url)
    if colour == "blocking":
        with BlockingClient(provider) as client:
            stream = client.chat_completion_stream(**QUESTION)
            stream.close()
            assert list(stream) == [] and stream.response().text == ""
    else:

        async def run() -> None:
            async with NonblockingClient(provider) as client:
                stream = client.chat_completion_stream(**QUESTION)
                await stream.close()
                assert (await stream.response()).text == ""

        asyncio.run(run())
    assert server.connections == 0


@pytest.mark.parametrize("colour", COLOURS)
def test_a_name_in_pieces_is_whole_when_its_call_is_done(serve: Serve, colour: Colour) -> None:
    events = [
        event((0, fragment(0, "", id="a", name="get_"))),
        event((0, fragment(0, "{}", name="time"))),
        event((0, {}), finish="tool_calls"),
    ]
    found = read(serve(streams(*events, DONE)), colour)
    assert [one.call.function for one in found if isinstance(one, ToolCallDone)] == [Function("get_time", "{}")]
