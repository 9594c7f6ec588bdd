"""Typed answers of every provider: what is asked for, and that it is read back.

pytest tests/generated/test_structured_output.py -k deepseek
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from modelwire import (
    AsyncClient,
    Client,
    NotSupportedError,
    ProviderType,
    StructuredOutputError,
    parse_reply,
    response_format_for,
)
from modelwire_runtime.data import is_array, is_object
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, ways

WAYS: Final = [way for type in TYPES for way in ways(type, "chat")]
MESSAGES: Final[Any] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}]


class Person(BaseModel):
    """Somebody."""

    name: str = Field(max_length=20)
    age: int | None = None
    likes: list[Literal["cats", "dogs"]] = []


class Tree(BaseModel):
    leaves: list[Tree]


class Line(TypedDict):
    length: float


@dataclass
class Point:
    x: int
    y: int = 0


BRANCHES: Final[dict[str, Any]] = {"leaves": [{"leaves": []}]}
KINDS: Mapping[str, tuple[Any, Any, Any]] = {
    "a model": (Person, {"name": "Ann", "age": 5, "likes": ["cats"]}, Person(name="Ann", age=5, likes=["cats"])),
    "a recursive model": (Tree, BRANCHES, Tree(leaves=[Tree(leaves=[])])),
    "a data class": (Point, {"x": 1, "y": 2}, Point(1, 2)),
    "a TypedDict": (Line, {"length": 1.5}, {"length": 1.5}),
    "any keys": (dict[str, int], {"a": 1}, {"a": 1}),
    "a list": (list[Point], {"answer": [{"x": 1, "y": 0}]}, [Point(1)]),
    "a number": (int, {"answer": 7}, 7),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def lay(server: Loopback, way: Way, text: str, tool: str = "") -> None:
    """Lay down the reply that says a text, or calls a tool with it."""
    body = copy.deepcopy(CHAT_BODIES[way.route.protocol.name])
    if tool:
        PUT_CALL[way.route.protocol.name](body, tool, text)
    else:
        body = replaced(body, "hi", text)
    server.lay(body)


def replaced(node: Any, old: str, new: str) -> Any:
    if is_object(node):
        return {key: replaced(inner, old, new) for key, inner in node.items()}
    if is_array(node):
        return [replaced(inner, old, new) for inner in node]
    return new if node == old else node


def openai_call(body: Any, tool: str, text: str) -> None:
    call = {"id": "c", "type": "function", "function": {"name": tool, "arguments": text}}
    body["choices"] = [{"message": {"content": None, "tool_calls": [call]}, "finish_reason": "tool_calls"}]


def anthropic_call(body: Any, tool: str, text: str) -> None:
    body["content"] = [{"type": "tool_use", "id": "c", "name": tool, "input": json.loads(text)}]


def gemini_call(body: Any, tool: str, text: str) -> None:
    body["candidates"][0]["content"]["parts"] = [{"functionCall": {"name": tool, "args": json.loads(text)}}]


def llama_call(body: Any, tool: str, text: str) -> None:
    call = {"id": "c", "function": {"name": tool, "arguments": text}}
    body["completion_message"] |= {"tool_calls": [call], "stop_reason": "tool_calls"}


def responses_call(body: Any, tool: str, text: str) -> None:
    body["output"] = [{"type": "function_call", "call_id": "c", "name": tool, "arguments": text}]


PUT_CALL: Final[Mapping[str, Any]] = {
    "openai-chat": openai_call,
    "anthropic-messages": anthropic_call,
    "gemini-generate-content": gemini_call,
    "llama-chat": llama_call,
    "openai-responses": responses_call,
}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema that is one of an object."""
    if is_object(node):
        if node.get("type") == "object" and "properties" in node:
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif is_array(node):
        for inner in node:
            yield from objects(inner)


def wanted_in(body: Any) -> tuple[str, Any, str]:
    """How a body asks for an answer: the strategy, the schema, and the name of the tool."""
    if schema := body.get("generationConfig", {}).get("responseJsonSchema"):
        return "json-schema", schema, ""
    if form := body.get("output_config", {}).get("format"):
        return "json-schema", form["schema"], ""
    if (form := body.get("text", {}).get("format", {})).get("type") == "json_schema":
        return "json-schema", form["schema"], ""
    form = body.get("response_format", {})
    if form.get("type") == "json_schema":
        return "json-schema", form["json_schema"]["schema"], ""
    if tools := body.get("tools"):
        tool = tools[0].get("function", tools[0])
        tool = tool.get("functionDeclarations", [tool])[0]
        schema = tool.get("parameters") or tool.get("input_schema") or tool.get("parametersJsonSchema")
        return "tool", schema, tool["name"]
    said = json.dumps(body)
    assert "JSON schema" in said and "Be brief." in said
    is_json = form.get("type") == "json_object" or "responseMimeType" in said
    return ("json-object" if is_json else "instruction"), None, ""


def ask(client: Client[Any], way: Way, kind: Any) -> Any:
    return client.chat_completion_parsed(model=way.model, messages=MESSAGES, output_type=kind)


@pytest.mark.parametrize("case", KINDS)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_answer_of_a_type(way: Way, case: str, server: Loopback) -> None:
    """What is on the wire is a schema or tells one, and the reply to it is read back; the same in both colours."""
    kind, answer, expected = KINDS[case]
    text = json.dumps(answer)
    with Client(way.provider(server.url)) as client:
        lay(server, way, text)
        try:
            ask(client, way, kind)
        except StructuredOutputError as error:  # it wants a tool called
            assert "did not call the tool" in str(error)
        body = server.seen.pop().json
        strategy, schema, tool = wanted_in(body)
        lay(server, way, text, tool)
        got = ask(client, way, kind)
        assert server.seen.pop().json == body
    assert got.parsed == expected and got.response.provider == way.id
    if strategy == "json-schema":
        assert all(node.get("additionalProperties", False) is False or case == "any keys" for node in objects(schema))
    else:
        assert schema is None or schema["type"] == "object"
        assert [note.sent for note in got.response.adjustments if note.parameter == "output_type"] == [strategy]

    async def awaited() -> Any:
        async with AsyncClient(way.provider(server.url)) as nonblocking:
            return await nonblocking.chat_completion_parsed(model=way.model, messages=MESSAGES, output_type=kind)

    assert asyncio.run(awaited()).parsed == expected
    assert server.seen.pop().json == body


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_format_by_hand(way: Way, server: Loopback) -> None:
    """A format made from a type is sent in the route's own words, or refused before anything is."""
    with Client(way.provider(server.url)) as client:
        lay(server, way, '{"name": "Ann", "age": null, "likes": []}')
        try:
            reply = client.chat_completion(
                model=way.model, messages=MESSAGES, response_format=response_format_for(Person)
            )
        except NotSupportedError as error:
            assert "response_format" in str(error) and not server.seen
        else:
            assert wanted_in(server.seen.pop().json)[0] == "json-schema"
            assert parse_reply(reply, Person) == Person(name="Ann")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_answer_that_does_not_fit(way: Way, server: Loopback) -> None:
    with Client(way.provider(server.url)) as client:
        lay(server, way, '{"length": "long"}')
        with pytest.raises(StructuredOutputError) as caught:
            ask(client, way, Line)
    assert "$.length: " in str(caught.value) or "did not call the tool" in str(caught.value)
    assert caught.value.reply.usage.total_tokens == 5


# --- What is so for some models --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type", "model", "tools", "strategy"),
    [
        ("openai", "gpt-5.4", False, "json-schema"),
        ("openai", "gpt-5.4", True, "json-schema"),
        ("openai", "gpt-4", False, "tool"),
        ("openai", "gpt-4", True, "instruction"),
        ("openai", "gpt-3.5-turbo", True, "json-object"),
        ("openai", "gpt-audio-1.5", False, "tool"),
        ("gemini", "gemini-2.5-flash", False, "json-schema"),
        ("gemini", "gemini-2.5-flash", True, "instruction"),
        ("gemini", "gemini-3-pro", True, "json-schema"),
        ("deepseek", "deepseek-v4-pro", False, "json-object"),
        ("v0", "v0-1.5-md", False, "instruction"),
    ],
)
def test_the_way_that_a_model_takes(type: str, model: str, tools: bool, strategy: str, server: Loopback) -> None:
    way = next(way for way in WAYS if way.id == ProviderType(type))
    look: Any = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    with Client(way.provider(server.url), unsupported="drop") as client:
        lay(server, way, '{"x": 1, "y": 2}')
        values: dict[str, Any] = {"tools": look} if tools else {}
        try:
            client.chat_completion_parsed(model=model, messages=MESSAGES, output_type=Point, **values)
        except StructuredOutputError as error:
            assert strategy == "tool" and "did not call" in str(error)
    body = server.seen.pop().json
    if tools:
        assert body.pop("tools")
    assert wanted_in(body)[0] == strategy
