"""Reasoning beside tools, over two turns: what a vendor wants back is in the second request, as it came.

Each vendor's reply is in its own shape, and what has to come back is written down from its documents:
https://platform.claude.com/docs/en/build-with-claude/extended-thinking (thinking blocks unchanged, before the calls),
https://ai.google.dev/gemini-api/docs/thought-signatures (signatures on the parts they came with),
https://api-docs.deepseek.com/guides/thinking_mode and
https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model (reasoning_content beside the calls),
https://openrouter.ai/docs/guides/best-practices/reasoning-tokens (reasoning_details unmodified),
https://docs.mistral.ai/capabilities/reasoning (the thinking parts).
"""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from modelwire import AsyncClient, ChatResponse, Client, MessageLike, ProviderType, arun_tools, run_tools
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, Way, ways
from tests.wire.stream_of import stream_of

QUESTION: Final[Any] = {"role": "user", "content": "How warm is it in Oslo, and how late?"}
THOUGHT: Final = "Two tools are needed."
SAID: Final = "Let me see."
CITY, ZONE = '{"city": "Oslo"}', '{"zone": "Europe/Oslo"}'


def get_weather(city: str) -> str:
    """Tell the weather in a city."""
    return f"18 in {city}"


def get_time(zone: str) -> str:
    """Tell the time in a zone."""
    return f"9:00 in {zone}"


TOOLS: Final = [get_weather, get_time]


def calls(first: str = "call_1", second: str = "call_2") -> list[Any]:
    named = ((first, "get_weather", CITY), (second, "get_time", ZONE))
    return [{"id": id, "type": "function", "function": {"name": name, "arguments": told}} for id, name, told in named]


def completion(message: Mapping[str, Any]) -> Any:
    """A reply in OpenAI's shape."""
    whole = {"role": "assistant", "content": SAID, **message, "tool_calls": calls()}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": whole, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


BLOCKS: Final[Any] = [
    {"type": "thinking", "thinking": THOUGHT, "signature": "c2lnbmVk"},
    {"type": "redacted_thinking", "data": "cmVkYWN0ZWQ="},
    {"type": "text", "text": SAID},
    {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Oslo"}},
    {"type": "tool_use", "id": "toolu_2", "name": "get_time", "input": {"zone": "Europe/Oslo"}},
]
CLAUDE: Final[Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": BLOCKS,
    "stop_reason": "tool_use",
    "usage": {"input_tokens": 3, "output_tokens": 2},
}
SIGNED: Final[Any] = [
    {"text": SAID},
    {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}, "thoughtSignature": "c2lnbmVk"},
    {"functionCall": {"name": "get_time", "args": {"zone": "Europe/Oslo"}}},
]
GEMINI: Final[Any] = {
    "candidates": [
        {
            "index": 0,
            "content": {"role": "model", "parts": [{"text": THOUGHT, "thought": True}, *SIGNED]},
            "finishReason": "STOP",
        }
    ],
    "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5},
    "responseId": "c1",
    "modelVersion": "m",
}
DETAILS: Final[Any] = [
    {"type": "reasoning.text", "text": THOUGHT, "signature": "c2ln", "format": "anthropic-claude-v1", "index": 0},
    {"type": "reasoning.encrypted", "data": "ZW5j", "id": "r1", "format": "anthropic-claude-v1", "index": 1},
]
PARTS: Final[Any] = [
    {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]},
    {"type": "text", "text": SAID},
]
SPOKEN: Final[Any] = {"role": "assistant", "content": SAID, "tool_calls": calls()}


@dataclass(frozen=True)
class Trip:
    """A vendor's reply, and the turn of the second request that has to follow from it."""

    type: ProviderType
    protocol: str
    model: str
    reply: Any
    back: Any

    def __str__(self) -> str:
        return f"{self.type}-{self.protocol}"

    @property
    def way(self) -> Way:
        return next(way for way in ways(self.type, "chat") if way.route.protocol.name == self.protocol)


TRIPS: Final = (
    *(
        Trip(type, "anthropic-messages", "claude-sonnet-4-6", CLAUDE, {"role": "assistant", "content": BLOCKS})
        for type in (ProviderType.ANTHROPIC, ProviderType.AZURE_AI, ProviderType.VERTEX_AI)
    ),
    *(
        Trip(type, "gemini-generate-content", "gemini-2.5-flash", GEMINI, {"role": "model", "parts": SIGNED})
        for type in (ProviderType.GEMINI, ProviderType.VERTEX_AI)
    ),
    *(
        Trip(
            type,
            "openai-chat",
            model,
            completion({"reasoning_content": THOUGHT}),
            {**SPOKEN, "reasoning_content": THOUGHT},
        )
        for type, model in ((ProviderType.DEEPSEEK, "deepseek-v4-pro"), (ProviderType.MOONSHOT, "kimi-k2.6"))
    ),
    Trip(
        ProviderType.OPENROUTER,
        "openai-chat",
        "anthropic/claude-sonnet-4.6",
        completion({"reasoning": THOUGHT, "reasoning_details": DETAILS}),
        {**SPOKEN, "reasoning_details": DETAILS},
    ),
    Trip(
        ProviderType.MISTRAL,
        "openai-chat",
        "magistral-medium-latest",
        completion({"content": PARTS}),
        {"role": "assistant", "content": PARTS, "tool_calls": calls("74196fe72", "1b68f83fa")},
    ),
)
FORMS: Final[Mapping[str, Callable[[ChatResponse], Any]]] = {
    "the message itself": lambda reply: reply.message,
    "its JSON": lambda reply: json.loads(reply.message.model_dump_json()),
    "a param's JSON": lambda reply: json.loads(json.dumps(reply.message.as_param())),
    "its pickle": lambda reply: pickle.loads(pickle.dumps(reply.message)),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def streamed(trip: Trip) -> str:
    events = [json.dumps(event) for event in stream_of[trip.protocol](trip.reply)]
    return "".join(f"data: {event}\n\n" for event in [*events, *(["[DONE]"] if trip.protocol == "openai-chat" else [])])


def check(trip: Trip, server: Loopback, reply: ChatResponse, again: ChatResponse) -> None:
    assert (reply.text, reply.message.reasoning_content) == (SAID, THOUGHT)
    body = server.seen.pop().json
    turn = (body.get("messages") or body.get("contents"))[1]
    assert turn == trip.back
    assert not [note for note in again.adjustments if "reasoning" in note.parameter]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("trip", TRIPS, ids=str)
def test_two_turns(trip: Trip, form: str, stream: bool, server: Loopback) -> None:
    with Client(trip.way.provider(server.url)) as client:
        messages: list[MessageLike] = [QUESTION]
        server.lay(streamed(trip) if stream else trip.reply, stream=stream)
        if stream:
            with client.chat_completion_stream(model=trip.model, messages=messages, tools=TOOLS) as chunks:
                reply = chunks.response()
        else:
            reply = client.chat_completion(model=trip.model, messages=messages, tools=TOOLS)
        assert run_tools(reply, TOOLS, messages)
        messages[1] = FORMS[form](reply)
        server.lay(CHAT_BODIES[trip.protocol])
        again = client.chat_completion(model=trip.model, messages=messages, tools=TOOLS)
    check(trip, server, reply, again)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("trip", TRIPS, ids=str)
def test_two_turns_without_blocking(trip: Trip, stream: bool, server: Loopback) -> None:
    async def ask() -> tuple[ChatResponse, ChatResponse]:
        async with AsyncClient(trip.way.provider(server.url)) as client:
            messages: list[MessageLike] = [QUESTION]
            server.lay(streamed(trip) if stream else trip.reply, stream=stream)
            if stream:
                async with client.chat_completion_stream(model=trip.model, messages=messages, tools=TOOLS) as chunks:
                    reply = await chunks.response()
            else:
                reply = await client.chat_completion(model=trip.model, messages=messages, tools=TOOLS)
            assert await arun_tools(reply, TOOLS, messages)
            server.lay(CHAT_BODIES[trip.protocol])
            return reply, await client.chat_completion(model=trip.model, messages=messages, tools=TOOLS)

    check(trip, server, *asyncio.run(ask()))


def test_every_protocol_that_keeps_reasoning_is_tried() -> None:
    """The Responses API has a recorded conversation: tests/wire/cases/openai/composed_responses_tool_roundtrip.json."""
    tried = {trip.protocol for trip in TRIPS} | {"openai-responses", "llama-chat"}  # the last knows no reasoning
    assert tried == set(CHAT_BODIES)
