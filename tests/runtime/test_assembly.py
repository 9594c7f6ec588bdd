"""What chunks add up to, though most of them are not kept as they came."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from modelwire_runtime.assembly import TOGETHER, Chunks, assemble
from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.replies import ChatChunk, ChunkChoice, Delta, FunctionDelta, ToolCallDelta, Usage
from modelwire_runtime.stream_events import Finished, ToolCallDone
from tests.runtime.colours import QUESTION
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, FaultServer, Script, delta
from tests.runtime.providers import AcmeProvider

DELTAS = (
    Delta(content="a"),
    Delta(content=""),
    Delta(content="b", reasoning_content="c"),
    Delta(reasoning_content="d"),
    Delta(role="assistant"),
    Delta(refusal="e"),
    Delta(tool_calls=[ToolCallDelta(0, "call_1", "function", FunctionDelta("f", "{"))]),
    Delta(tool_calls=[ToolCallDelta(0, None, None, FunctionDelta(None, "}"))]),
    Delta(content="g", reasoning_state={"h": 1}),
    Delta(content="i", annotations=[{"j": 1}]),
)


def text(piece: str, choice: int = 0) -> ChatChunk:
    return ChatChunk(choices=[ChunkChoice(choice, Delta(content=piece))])


some_chunk = some.one_of(
    some.builds(ChatChunk, usage=some.builds(Usage, total_tokens=some.integers(1, 9))),
    some.builds(
        ChatChunk,
        id=some.sampled_from(["", "c1", "c2"]),
        created=some.integers(0, 3),
        model=some.sampled_from(["", "m-1"]),
        service_tier=some.sampled_from([None, "flex"]),
        choices=some.lists(
            some.builds(
                ChunkChoice,
                index=some.integers(0, 1),
                delta=some.sampled_from(DELTAS),
                finish_reason=some.sampled_from([None, None, None, "stop"]),
                logprobs=some.sampled_from([None, None, {"content": [{"k": 1}]}]),
            ),
            min_size=1,
            max_size=2,
        ),
    ),
)


@given(some.lists(some.lists(some_chunk, max_size=12), max_size=12))
def test_what_is_kept_adds_up_to_the_same(portions: list[list[ChatChunk]]) -> None:
    chunks = Chunks()
    for portion in portions:
        chunks.extend(portion)
    every = [chunk for portion in portions for chunk in portion]
    assert assemble(chunks) == assemble(every) and len(chunks) == len(every)
    last = len(portions[-1]) if portions else 0
    for number in range(last + 1):
        assert assemble(chunks.without(number)) == assemble(every[: len(every) - number])


@pytest.mark.parametrize("place", [0, 3, TOGETHER - 1])
@pytest.mark.parametrize(
    "odd",
    [
        ChatChunk(id="c1"),
        ChatChunk(id="c1", model="m-1", choices=[ChunkChoice(0, Delta(content="odd"))]),
        ChatChunk(created=5, service_tier="flex", choices=[ChunkChoice(0, Delta(content="odd"))]),
        ChatChunk(system_fingerprint="f", choices=[ChunkChoice(0, Delta(content="odd"), "length", "cut")]),
        ChatChunk(choices=[ChunkChoice(0, Delta(content="odd"), logprobs={"content": [{"k": 1}]})]),
        ChatChunk(choices=[ChunkChoice(1, Delta(content="odd"))]),
        *(ChatChunk(choices=[ChunkChoice(0, delta)]) for delta in DELTAS),
        ChatChunk(choices=[ChunkChoice(0, Delta(content="odd")), ChunkChoice(1, Delta(content="odder"))]),
        ChatChunk(choices=[ChunkChoice(0, Delta(content="odd"))], usage=Usage(total_tokens=3)),
    ],
)
def test_an_odd_one_among_plain_text(odd: ChatChunk, place: int) -> None:
    every = [text(str(number)) for number in range(TOGETHER)]
    every[place] = odd
    chunks = Chunks()
    chunks.extend(every)
    chunks.extend([text("end")])
    assert assemble(chunks) == assemble([*every, text("end")])


def test_of_text_no_more_is_kept_than_the_text() -> None:
    chunks = Chunks()
    for _ in range(100):
        chunks.extend([text("x") for _ in range(10)])
    assert len(chunks) == 1000 and len(list(chunks)) < 1000 / TOGETHER + 2 * TOGETHER
    assert assemble(chunks).text == "x" * 1000


def calling(call: Any) -> bytes:
    """The event of a piece of a tool call."""
    body = {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def at_once(*events: bytes) -> Script:
    """All events in one packet."""

    def serve(connection: Connection) -> None:
        while connection.request():
            connection.begin_stream()
            connection.chunk(b"".join(events))
            connection.end_stream()

    return serve


@pytest.mark.parametrize("take", [0, 5, TOGETHER, 29])
def test_a_stream_that_is_left_adds_up_to_what_was_taken(take: int, serve: Serve) -> None:
    server = serve(at_once(*(delta(f"{number} ") for number in range(30)), delta(None, "stop"), DONE))
    wanted = "".join(f"{number} " for number in range(take))

    async def leave() -> None:
        async with NonblockingClient(acme(server)) as client:
            stream = client.chat_completion_stream(**QUESTION)
            async with stream:
                for _ in range(take):
                    await anext(stream)
            assert (await stream.response()).text == wanted and f": {take} chunks, closed" in repr(stream)

    with BlockingClient(acme(server)) as client:
        with client.chat_completion_stream(**QUESTION) as stream:
            for _ in range(take):
                next(stream)
            assert f": {take} chunks, open" in repr(stream)
        assert stream.response().text == wanted and f": {take} chunks, closed" in repr(stream)
    asyncio.run(leave())


def test_events_of_a_stream_that_was_begun_as_chunks(serve: Serve) -> None:
    texts = [delta("x") for _ in range(3 * TOGETHER)]
    first: Any = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{"}}
    rest: Any = {"index": 0, "function": {"arguments": "}"}}
    events = [*texts, calling(first), *texts, calling(rest), delta(None, "stop"), DONE]
    with BlockingClient(acme(serve(at_once(*events)))) as client, client.chat_completion_stream(**QUESTION) as stream:
        for _ in range(4 * TOGETHER):
            next(stream)
        told = list(stream.events())
    assert [event.call.function.arguments for event in told if isinstance(event, ToolCallDone)] == ["{}"]
    (last,) = [event for event in told if isinstance(event, Finished)]
    assert last.response.text == "x" * 6 * TOGETHER


def acme(server: FaultServer) -> AcmeProvider:
    return AcmeProvider(api_key=KEY, base_url=f"{server.url}/v1")
