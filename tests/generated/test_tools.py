"""Tools with every provider: functions in, the calls of a reply run, their results in the next request.

pytest tests/generated/test_tools.py -k mistral
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

import pytest

from modelwire import (
    AsyncClient,
    ChatResponse,
    Client,
    InvalidRequestError,
    MessageLike,
    NotSupportedError,
    ProviderType,
    arun_tools,
    as_tool,
    run_tools,
)
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, provider_class, routes_of, ways

ODD_IDS: Final = ("functions.add:0", "ws_689e2d4880a0819d98acca37694989b00b15d90494fc6b87")
"""Ids as Kimi and OpenAI's Responses API make them; some vendors take neither."""


def takes_tools(way: Way, model: str) -> bool:
    """Whether a model of a way's route takes tools and a choice of them."""
    target: Any = way.provider("https://sample.test").target("chat", model, None)
    try:
        target.plan.settle({"tools": [{}], "tool_choice": "auto"}, "raise")
    except NotSupportedError:
        return False
    return target.route is way.route


def tool_ways(type: ProviderType) -> Iterator[Way]:
    """The routes of a provider that take tools, each with a model that does."""
    for way in ways(type, "chat"):
        models = [way.model, *(model.id for model in provider_class(type).models if way.route.takes(model.id))]
        if found := next((model for model in models if takes_tools(way, model)), None):
            yield replace(way, model=found)


TOOL_WAYS: Final = [way for type in TYPES for way in tool_ways(type)]
each_way = pytest.mark.parametrize("way", TOOL_WAYS, ids=str)


def add(a: int, b: Annotated[int, "What is added."] = 1) -> int:
    """Add two numbers."""
    return a + b


async def add_later(a: int, b: Annotated[int, "What is added."] = 1) -> int:
    """Add two numbers."""
    await asyncio.sleep(0.01 if b == 2 else 0)  # the first call ends last
    return a + b


SCHEMA: Final = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "integer", "description": "What is added.", "default": 1}},
    "required": ["a"],
    "additionalProperties": False,
}

REPLIES: Final[Mapping[str, Any]] = {
    "openai-chat": CHAT_BODIES["openai-chat"]
    | {
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {"id": id, "type": "function", "function": {"name": "add", "arguments": arguments}}
                        for id, arguments in zip(ODD_IDS, ('{"a": 1, "b": 2}', '{"a": 3}'), strict=True)
                    ],
                },
                "finish_reason": "tool_calls",
            }
        ]
    },
    "anthropic-messages": CHAT_BODIES["anthropic-messages"]
    | {
        "content": [
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": "toolu_01A", "name": "add", "input": {"a": 1, "b": 2}},
            {"type": "tool_use", "id": "toolu_01B", "name": "add", "input": {"a": 3}},
        ],
        "stop_reason": "tool_use",
    },
    "gemini-generate-content": CHAT_BODIES["gemini-generate-content"]
    | {
        "candidates": [
            {
                "content": {
                    "role": "model",
                    "parts": [
                        {"functionCall": {"name": "add", "args": {"a": 1, "b": 2}}},
                        {"functionCall": {"name": "add", "args": {"a": 3}}},
                    ],
                },
                "finishReason": "STOP",
            }
        ]
    },
    "llama-chat": CHAT_BODIES["llama-chat"]
    | {
        "completion_message": {
            "role": "assistant",
            "tool_calls": [
                {"id": "call-1", "function": {"name": "add", "arguments": '{"a": 1, "b": 2}'}},
                {"id": "call-2", "function": {"name": "add", "arguments": '{"a": 3}'}},
            ],
            "stop_reason": "tool_calls",
        }
    },
    "openai-responses": {
        "id": "r1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": "m",
        "output": [
            {
                "type": "function_call",
                "id": f"fc_{number}",
                "call_id": f"call_{number}",
                "name": "add",
                "arguments": arguments,
                "status": "completed",
            }
            for number, arguments in enumerate(('{"a": 1, "b": 2}', '{"a": 3}'))
        ],
        "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
    },
}
"""A reply of each protocol that calls the same function twice."""


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def declared(protocol: str, body: Any) -> list[Any]:
    """Name, description and schema of each function in a request."""
    match protocol:
        case "anthropic-messages":
            return [(tool["name"], tool["description"], tool["input_schema"]) for tool in body["tools"]]
        case "gemini-generate-content":
            functions = body["tools"][0]["functionDeclarations"]
            return [(one["name"], one["description"], one["parametersJsonSchema"]) for one in functions]
        case "openai-responses":
            return [(one["name"], one["description"], one["parameters"]) for one in body["tools"]]
        case _:
            functions = [tool["function"] for tool in body["tools"]]
            return [(one["name"], one["description"], one["parameters"]) for one in functions]


def called(protocol: str, body: Any) -> list[str | None]:
    """The ids of the calls in a request."""
    match protocol:
        case "anthropic-messages":
            return [block["id"] for block in blocks(body, "tool_use")]
        case "gemini-generate-content":
            return [part["functionCall"].get("id") for part in parts(body, "functionCall")]
        case "openai-responses":
            return [item["call_id"] for item in body["input"] if item.get("type") == "function_call"]
        case _:
            return [call["id"] for message in body["messages"] for call in message.get("tool_calls") or ()]


def answered(protocol: str, body: Any) -> list[tuple[str | None, str]]:
    """The ids and the texts of the results in a request."""
    match protocol:
        case "anthropic-messages":
            return [(block["tool_use_id"], block["content"]) for block in blocks(body, "tool_result")]
        case "gemini-generate-content":
            results = [part["functionResponse"] for part in parts(body, "functionResponse")]
            return [(one.get("id"), one["response"]["output"]) for one in results]
        case "openai-responses":
            items = [item for item in body["input"] if item.get("type") == "function_call_output"]
            return [(item["call_id"], item["output"]) for item in items]
        case _:
            messages = [message for message in body["messages"] if message["role"] == "tool"]
            return [(message["tool_call_id"], message["content"]) for message in messages]


def blocks(body: Any, kind: str) -> list[Any]:
    turns = [turn["content"] for turn in body["messages"] if isinstance(turn["content"], list)]
    return [block for turn in turns for block in turn if block["type"] == kind]


def parts(body: Any, kind: str) -> list[Any]:
    return [part for content in body["contents"] for part in content["parts"] if kind in part]


def question() -> list[MessageLike]:
    return [{"role": "user", "content": "What is 1 + 2, and 3 + 1?"}]


def check_asked(way: Way, body: Any) -> None:
    ((name, description, schema),) = declared(way.route.protocol.name, body)
    assert description == "Add two numbers."
    assert name in ("add", "add_later")
    assert schema == SCHEMA


def check_told(way: Way, body: Any) -> None:
    protocol = way.route.protocol.name
    ids = called(protocol, body)
    assert answered(protocol, body) == [(ids[0], "3"), (ids[1], "4")]
    assert len(set(ids)) == 2 or ids == [None, None]
    check_ids(way, ids)


def check_ids(way: Way, ids: list[str | None]) -> None:
    """Whether the ids are such as the protocol and its quirks take."""
    form = {
        "anthropic-messages": "[a-zA-Z0-9_-]+",
        "openai-responses": ".{1,64}",
        "nine-alphanumerics": "[a-zA-Z0-9]{9}",
        "forty-characters": ".{1,40}",
    }
    wanted = form.get(getattr(way.route.protocol, "tool_ids", ""), form.get(way.route.protocol.name, ".+"))
    assert all(id is None or re.fullmatch(wanted, id) for id in ids), ids


@each_way
def test_a_function_is_called_and_its_results_are_told(way: Way, server: Loopback) -> None:
    messages = question()
    with Client(way.provider(server.url)) as client:
        server.lay(REPLIES[way.route.protocol.name])
        reply = client.chat_completion(model=way.model, messages=messages, tools=[add])
        check_asked(way, server.seen[0].json)
        assert run_tools(reply, [add], messages)
        server.lay(CHAT_BODIES[way.route.protocol.name])
        reply = client.chat_completion(model=way.model, messages=messages, tools=[add])
        check_told(way, server.seen[0].json)
        assert not run_tools(reply, [add], messages)
    assert len(messages) == 5
    assert messages[-1] == reply.message


@each_way
def test_an_async_function_too(way: Way, server: Loopback) -> None:
    async def converse() -> None:
        messages = question()
        async with AsyncClient(way.provider(server.url)) as client:
            server.lay(REPLIES[way.route.protocol.name])
            reply = await client.chat_completion(model=way.model, messages=messages, tools=[add_later])
            check_asked(way, server.seen[0].json)
            for call in reply.tool_calls:
                call.function.name = "add_later"
            assert await arun_tools(reply, [add_later], messages)
            server.lay(CHAT_BODIES[way.route.protocol.name])
            reply = await client.chat_completion(model=way.model, messages=messages, tools=[add_later])
            check_told(way, server.seen[0].json)
            assert not await arun_tools(reply, [add_later], messages)

    asyncio.run(converse())


@pytest.mark.parametrize("origin", dict.fromkeys(way.route.protocol.name for way in TOOL_WAYS))
@each_way
def test_calls_of_another_protocol_keep_their_results(way: Way, origin: str, server: Loopback) -> None:
    """Whatever ids a history comes with, each result still answers its call, by an id that the vendor takes."""
    elsewhere = next(one for one in TOOL_WAYS if one.route.protocol.name == origin)
    server.lay(REPLIES[origin])
    with Client(elsewhere.provider(server.url)) as client:
        reply = client.chat_completion(model=elsewhere.model, messages=question())
    messages = question()
    run_tools(ChatResponse.model_validate_json(reply.model_dump_json()), [add], messages)
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        client.chat_completion(model=way.model, messages=messages, tools=[add])
    check_told(way, server.seen[0].json)


CHOICES: Final[Mapping[str, Any]] = {
    "auto": "auto",
    "none": "none",
    "required": "required",
    "named": {"type": "function", "function": {"name": "add"}},
    "a name": "add",
    "the function": add,
    "allowed": {
        "type": "allowed_tools",
        "allowed_tools": {"mode": "required", "tools": [{"type": "function", "function": {"name": "add"}}]},
    },
}
NAMED: Final = ("named", "a name", "the function")


def chosen(protocol: str, body: Any) -> Any:
    match protocol:
        case "gemini-generate-content":
            return body["toolConfig"]["functionCallingConfig"]
        case _:
            return body["tool_choice"]


def wording(protocol: str, choice: str) -> Any:
    """What a choice is in the words of a protocol."""
    kind = "named" if choice in NAMED else choice
    match protocol, kind:
        case "anthropic-messages", "named":
            return {"type": "tool", "name": "add"}
        case "anthropic-messages", _:
            return {"type": {"required": "any"}.get(kind, kind)}
        case "gemini-generate-content", "named" | "allowed":
            return {"mode": "ANY", "allowedFunctionNames": ["add"]}
        case "gemini-generate-content", _:
            return {"mode": {"required": "ANY"}.get(kind, kind.upper())}
        case "openai-responses", "named":
            return {"type": "function", "name": "add"}
        case "openai-responses", "allowed":
            return {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "add"}]}
        case _, "named" | "allowed":
            return CHOICES[kind]
        case _:
            return kind


@pytest.mark.parametrize("choice", CHOICES)
@each_way
def test_each_choice_is_said_or_refused(way: Way, choice: str, server: Loopback) -> None:
    """Never without effect: it arrives in the vendor's words, or nothing is sent at all."""
    protocol = way.route.protocol.name
    server.lay(CHAT_BODIES[protocol])
    with Client(way.provider(server.url)) as client:
        try:
            reply = client.chat_completion(
                model=way.model, messages=question(), tools=[add], tool_choice=CHOICES[choice]
            )
        except NotSupportedError as error:
            assert "tool_choice" in str(error)
            assert not server.seen
            return
    told = {note.sent for note in reply.adjustments if note.parameter == "tool_choice"}
    sent = chosen(protocol, server.seen[0].json)
    assert sent == wording(protocol, choice) or sent in told or sent == "any"


@pytest.mark.parametrize("parallel", [True, False])
@each_way
def test_parallel_calls_are_switched_or_refused(way: Way, parallel: bool, server: Loopback) -> None:
    protocol = way.route.protocol.name
    server.lay(CHAT_BODIES[protocol])
    with Client(way.provider(server.url)) as client:
        try:
            reply = client.chat_completion(
                model=way.model, messages=question(), tools=[add], parallel_tool_calls=parallel
            )
        except NotSupportedError as error:
            assert "parallel_tool_calls" in str(error)
            assert not server.seen
            return
    body = server.seen[0].json
    if [note for note in reply.adjustments if note.parameter == "parallel_tool_calls"]:
        assert parallel, "nothing but what is so anyway may be left out"
        assert "parallel_tool_calls" not in body
    elif protocol == "anthropic-messages":
        assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": not parallel}
    else:
        assert body["parallel_tool_calls"] is parallel


@pytest.mark.parametrize("choice", ["auto", "none"])
@each_way
def test_a_choice_has_no_meaning_without_tools(way: Way, choice: Literal["auto", "none"], server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        reply = client.chat_completion(model=way.model, messages=question(), tools=[], tool_choice=choice)
    assert not server.seen[0].json.keys() & {"tool_choice", "toolConfig", "tools"}
    notes = [(note.parameter, note.action, note.reason) for note in reply.adjustments]
    assert notes == [(name, "left out", "there are no tools") for name in ("tools", "tool_choice")]


@each_way
def test_parallel_calls_without_tools_are_said_or_that_is_told(way: Way, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        try:
            reply = client.chat_completion(model=way.model, messages=question(), parallel_tool_calls=False)
        except NotSupportedError as error:
            assert "parallel_tool_calls" in str(error)
            return
    body = server.seen[0].json
    assert "tool_choice" not in body
    assert body.get("parallel_tool_calls") is False or ["parallel_tool_calls"] == [
        note.parameter for note in reply.adjustments
    ]


@pytest.mark.parametrize("colour", ["blocking", "async"])
@pytest.mark.parametrize("type", TYPES, ids=str)
def test_a_choice_of_what_is_not_there_is_refused(
    type: ProviderType, colour: Literal["blocking", "async"], server: Loopback
) -> None:
    way = next(tool_ways(type))
    server.lay()
    refused: Any = {
        "tool_choice names 'sub', but tools has 'add'": {"tools": [add], "tool_choice": "sub"},
        "tool_choice names 'sub', but there are no tools": {
            "tool_choice": {"type": "function", "function": {"name": "sub"}}
        },
        "tool_choice is 'required', but there are no tools": {"tool_choice": "required"},
        "tools\\[1\\] has the name of another tool, 'add'": {"tools": [add, add]},
        "tools\\[0\\]: a lambda has no name": {"tools": [lambda: 1]},
        "tools\\[0\\] has a name that vendors refuse": {"tools": [{"type": "function", "function": {"name": "a b"}}]},
    }
    for message, values in refused.items():
        with pytest.raises(InvalidRequestError, match=message) as caught:
            ask(way, server, colour, values)
        assert caught.value.provider == type
    assert not server.seen


def ask(way: Way, server: Loopback, colour: Literal["blocking", "async"], values: dict[str, Any]) -> None:
    if colour == "blocking":
        with Client(way.provider(server.url)) as client:
            client.chat_completion(model=way.model, messages=question(), **values)
        return

    async def asked() -> None:
        async with AsyncClient(way.provider(server.url)) as client:
            await client.chat_completion(model=way.model, messages=question(), **values)

    asyncio.run(asked())


@each_way
def test_a_failed_result_is_marked_or_that_is_told(way: Way, server: Loopback) -> None:
    protocol = way.route.protocol.name
    call = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    messages: list[Any] = [
        *question(),
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Error: no", "is_error": True},
    ]
    server.lay(CHAT_BODIES[protocol])
    with Client(way.provider(server.url)) as client:
        reply = client.chat_completion(model=way.model, messages=messages, tools=[as_tool(add)])
    body = server.seen[0].json
    told = "messages[2].is_error" in [note.parameter for note in reply.adjustments]
    match protocol:
        case "anthropic-messages":
            assert blocks(body, "tool_result")[0]["is_error"] is True
        case "gemini-generate-content":
            assert parts(body, "functionResponse")[0]["functionResponse"]["response"] == {"error": "Error: no"}
        case _:
            assert told
            assert "is_error" not in server.seen[0].body.decode()
            assert answered(protocol, body)[0][1] == "Error: no"


NATIVE: Final[Mapping[str, Any]] = {"gemini-generate-content": {"googleSearch": {}}}
"""A tool of the vendor's own, where it is not of a type of its own."""


@each_way
def test_a_tool_of_the_vendors_own_is_sent_as_it_is(way: Way, server: Loopback) -> None:
    protocol = way.route.protocol.name
    native = NATIVE.get(protocol, {"type": "web_search_20991231", "max_uses": 3})
    server.lay(CHAT_BODIES[protocol])
    with Client(way.provider(server.url)) as client:
        client.chat_completion(model=way.model, messages=question(), tools=[add, native])
    assert server.seen[0].json["tools"][-1] == native


def test_every_protocol_has_its_reply() -> None:
    spoken = {route.protocol.name for type in TYPES for route in routes_of(provider_class(type))["chat"]}
    assert spoken <= REPLIES.keys()
