"""A conversation held with one provider goes on with any other: all ordered pairs of chat routes, over loopback.

The reply that begins it is in the first one's own shape, with thinking that is signed wherever its protocol signs any.
Every signature is the same word, so that none of them may be found in a request to somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from modelwire import ChatResponse, Client, Message, MessageLike, NotSupportedError
from modelwire_runtime.data import is_array, is_object
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, ways

SEALED: Final = "c2VhbGVkLWJ5LXRoZS1maXJzdA=="
THOUGHT: Final = "Two tools are needed."
SAID: Final = "Let me see."
ARGUMENTS: Final[Mapping[str, Any]] = {"get_weather": {"city": "Oslo"}, "get_time": {"zone": "Europe/Oslo"}}
TOOLS: Final[Any] = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ARGUMENTS
]
RESULTS: Final = ("18 degrees", "nine o'clock")
REFUSED: Final = "That I will not say."


def completion(message: Mapping[str, Any]) -> Any:
    calls = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": json.dumps(told)}}
        for number, (name, told) in enumerate(ARGUMENTS.items())
    ]
    whole = {"role": "assistant", "content": SAID, "tool_calls": calls, **message}
    return {
        **CHAT_BODIES["openai-chat"],
        "choices": [{"index": 0, "message": whole, "finish_reason": "tool_calls"}],
    }


CLAUDE: Final[Any] = {
    **CHAT_BODIES["anthropic-messages"],
    "content": [
        {"type": "thinking", "thinking": THOUGHT, "signature": SEALED},
        {"type": "redacted_thinking", "data": SEALED},
        {"type": "text", "text": SAID},
        *(
            {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": told}
            for number, (name, told) in enumerate(ARGUMENTS.items())
        ),
    ],
    "stop_reason": "tool_use",
}
GEMINI: Final[Any] = {
    **CHAT_BODIES["gemini-generate-content"],
    "candidates": [
        {
            "content": {
                "role": "model",
                "parts": [
                    {"text": THOUGHT, "thought": True},
                    {"text": SAID},
                    *(
                        {"functionCall": {"name": name, "args": told}, "thoughtSignature": SEALED}
                        for name, told in ARGUMENTS.items()
                    ),
                ],
            },
            "finishReason": "STOP",
        }
    ],
}
NO_NOTES: Final[list[Any]] = []
RESPONSES: Final[Any] = {
    **CHAT_BODIES["openai-responses"],
    "output": [
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"type": "summary_text", "text": THOUGHT}],
            "encrypted_content": SEALED,
        },
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": SAID, "annotations": NO_NOTES}],
        },
        *(
            {
                "type": "function_call",
                "id": f"fc_{number}",
                "call_id": f"call_{number}",
                "name": name,
                "arguments": json.dumps(told),
                "status": "completed",
            }
            for number, (name, told) in enumerate(ARGUMENTS.items())
        ),
    ],
}
LLAMA: Final[Any] = {
    **CHAT_BODIES["llama-chat"],
    "completion_message": {
        "role": "assistant",
        "content": {"type": "text", "text": SAID},
        "stop_reason": "tool_calls",
        "tool_calls": [
            {"id": f"call_{number}", "function": {"name": name, "arguments": json.dumps(told)}}
            for number, (name, told) in enumerate(ARGUMENTS.items())
        ],
    },
}
WAYS: Final = [way for type in TYPES for way in ways(type, "chat")]


def reply_of(way: Way) -> Any:
    """What this route's vendor may say, in its own shape."""
    protocol: Any = way.route.protocol
    match protocol.name:
        case "anthropic-messages":
            return CLAUDE
        case "gemini-generate-content":
            return GEMINI
        case "openai-responses":
            return RESPONSES
        case "llama-chat":
            return LLAMA
        case _ if protocol.opaque_fields:
            sealed = [{"type": "reasoning.encrypted", "data": SEALED, "index": 0}]
            return completion({"reasoning": THOUGHT, **{name: sealed for name in protocol.opaque_fields}})
        case _ if protocol.reasoning_form == "thinking-parts":
            thinking = {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}], "signature": SEALED}
            return completion({"content": [thinking, {"type": "text", "text": SAID}]})
        case _:
            return completion({"reasoning_content": THOUGHT})


def same_seal(one: Way, other: Way) -> bool:
    """Whether the second wants what the first sealed: they are of one protocol and origin, and it is sent back."""

    def told(way: Way) -> Any:
        protocol: Any = way.route.protocol
        names = ("state_origin", "opaque_fields", "reasoning_form")
        return protocol.name, *(getattr(protocol, name, None) for name in names)

    protocol: Any = other.route.protocol
    wanted = protocol.name != "openai-chat" or protocol.opaque_fields or protocol.reasoning_replay != "never"
    return bool(wanted) and bool(told(one) == told(other))


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def held(way: Way, server: Loopback) -> ChatResponse:
    server.lay(reply_of(way))
    with Client(way.provider(server.url)) as client:
        return client.chat_completion(model=way.model, messages=[{"role": "user", "content": "?"}], context=way.context)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, in order."""
    if is_object(value):
        yield value
        value = list(value.values())
    if is_array(value):
        for item in value:
            yield from objects(item)


def ids_of(body: Any) -> tuple[list[Any], list[Any]]:
    """The ids of calls and those of results, wherever a protocol has them; of Gemini's without one, the names."""
    calls: list[Any] = []
    results: list[Any] = []
    for one in objects([body[key] for key in ("messages", "contents", "input") if key in body]):
        calls.extend(call["id"] for call in one.get("tool_calls") or ())
        match one:
            case {"type": "tool_use", "id": id} | {"type": "function_call", "call_id": id}:
                calls.append(id)
            case {"type": "function_call_output", "call_id": id} | {"tool_call_id": id} | {"tool_use_id": id}:
                results.append(id)
            case {"functionCall": told}:
                calls.append(told.get("id", told["name"]))
            case {"functionResponse": told}:
                results.append(told.get("id", told["name"]))
            case _:
                pass
    return calls, results


def results_of(message: Message) -> list[MessageLike]:
    """What came of a message's calls."""
    told = zip(message.tool_calls or (), RESULTS, strict=True)
    return [{"role": "tool", "tool_call_id": call.id, "content": result} for call, result in told]


@pytest.mark.parametrize("first", WAYS, ids=str)
def test_a_history_goes_on_anywhere(first: Way, server: Loopback) -> None:
    message = held(first, server).message
    assert message.content == SAID
    assert [call.function.name for call in message.tool_calls or ()] == list(ARGUMENTS)
    kept = json.loads(message.model_dump_json())
    sealed = SEALED in json.dumps(kept)
    assert sealed == (SEALED in json.dumps(reply_of(first)))
    messages: list[MessageLike] = [
        {"role": "user", "content": "How warm is it in Oslo, and how late?"},
        kept,
        *results_of(message),
        {"role": "assistant", "content": None, "refusal": REFUSED},
        {"role": "user", "content": "And why?"},
    ]
    for second in WAYS:
        server.lay(CHAT_BODIES[second.route.protocol.name])
        with Client(second.provider(server.url)) as client:
            softened = client.with_options(unsupported="drop")
            reply = softened.chat_completion(model=second.model, messages=messages, tools=TOOLS, context=second.context)
        body = server.seen.pop().json
        text = json.dumps(body)
        told = {note.parameter for note in reply.adjustments}
        where = f"{first} -> {second}: {told}"
        calls, results = ids_of(body)
        assert SAID in text and all(json.dumps(result)[1:-1] in text for result in RESULTS), where
        assert len(set(calls)) == 2 and calls == results, (where, calls, results)
        assert (SEALED in text) == (sealed and same_seal(first, second)), where
        assert "reasoning_state" not in text, where
        assert SEALED in text or not sealed or "messages[1].reasoning_state" in told, where
        thought = message.reasoning_content
        assert not thought or thought in text or SEALED in text or "messages[1].reasoning_content" in told, where
        assert REFUSED in text or any(name.startswith("messages[4]") for name in told), where


SIGNS: Final = [way for way in WAYS if way.route.protocol.name == "gemini-generate-content"]


@pytest.mark.parametrize(("model", "refuses_unsigned"), [("gemini-3.5-flash", True), ("gemini-2.5-flash", False)])
@pytest.mark.parametrize("way", SIGNS, ids=str)
def test_calls_and_media_of_others_go_to_each_model_in_the_form_it_takes(
    way: Way, model: str, refuses_unsigned: bool, server: Loopback
) -> None:
    model = way.model.rpartition("/")[0] + "/" + model if "/" in way.model else model
    call = {"id": "call_1", "type": "function", "function": {"name": "draw", "arguments": "{}"}}
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    messages: Any = [
        {"role": "user", "content": "Draw!"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "done"},
    ]
    drawn: Any = [*messages[:-1], {**messages[-1], "content": [image]}]
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        client.chat_completion(model=model, messages=messages)
        assert ("thoughtSignature" in json.dumps(server.seen.pop().json)) == refuses_unsigned
        if refuses_unsigned:
            client.chat_completion(model=model, messages=drawn)
            assert "iVBORw0KGgo=" in json.dumps(server.seen.pop().json)
        else:
            with pytest.raises(NotSupportedError, match="takes no media in a tool's result"):
                client.chat_completion(model=model, messages=drawn)


@pytest.mark.parametrize("way", [way for type in TYPES for way in ways(type, "chat")], ids=str)
def test_instructions_in_mid_conversation_stay_there_or_that_is_told(way: Way, server: Loopback) -> None:
    messages: Any = [
        {"role": "user", "content": "Hello!"},
        {"role": "assistant", "content": "Hi!"},
        {"role": "system", "content": "From now on be brief."},
        {"role": "user", "content": "How are you?"},
    ]
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        reply = client.chat_completion(model=way.model, messages=messages)
    sent = json.dumps(server.seen.pop().json)
    moved = sent.index("From now on") < sent.index("Hi!") or sent.index("From now on") > sent.index("How are you?")
    assert moved == any(note.parameter == "messages[2]" for note in reply.adjustments)
