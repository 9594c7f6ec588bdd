"""Answers that are instances of a type."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, computed_field
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import TypedDict

from modelwire_runtime.client import BlockingClient
from modelwire_runtime.data import is_array, is_object
from modelwire_runtime.errors import InvalidRequestError, StructuredOutputError
from modelwire_runtime.output_types import OutputType
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols.base import Strategy
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.protocols.schema_dialects import ANTHROPIC, GEMINI, STRICT, Unsayable, worded
from modelwire_runtime.protocols.structured_strategies import ask
from modelwire_runtime.replies import Message
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.structured import parse_reply, response_format_for
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import DONE, always, completion, delta, streams
from tests.runtime.providers import AcmeProvider

T = TypeVar("T")


class Pet(BaseModel):
    kind: Literal["cat", "dog"]


class Person(BaseModel):
    """Somebody."""

    name: str = Field(description="all of it")
    age: int | None = None
    pet: Pet = Field(description="the first one")
    others: list[Pet] = []


@dataclass
class Point:
    x: int
    y: int = 0


class Line(TypedDict):
    length: float


class Page(BaseModel, Generic[T]):
    items: list[T]


class Tree(BaseModel):
    leaves: list[Tree]


CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}
BRANCHES: dict[str, Any] = {"leaves": [{"leaves": []}]}
ANN: dict[str, Any] = {"name": "Ann", "age": 5, "pet": {"kind": "cat"}, "others": []}


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (Person, ANN, Person(name="Ann", age=5, pet=Pet(kind="cat"))),
        (Point, {"x": 1, "y": 2}, Point(1, 2)),
        (Line, {"length": 1.5}, {"length": 1.5}),
        (Page[int], {"items": [1]}, Page[int](items=[1])),
        (Tree, BRANCHES, Tree(leaves=[Tree(leaves=[])])),
    ],
)
def test_an_answer_of_a_type(kind: type[Any], answer: Any, expected: Any, serve: Serve, face: MakeFace) -> None:
    server = serve(always(completion(json.dumps(answer))))
    assert face(server).parsed(kind) == expected
    wanted = server.requests[0].json["response_format"]["json_schema"]
    assert wanted["strict"] is True and wanted["name"].replace("_", "").isalnum()


def test_the_schema_is_in_the_strict_dialect() -> None:
    pet = {
        "type": "object",
        "properties": {"kind": {"enum": ["cat", "dog"], "type": "string"}},
        "additionalProperties": False,
        "required": ["kind"],
    }
    assert worded(Person.model_json_schema(), STRICT).schema == {
        "$defs": {"Pet": pet},
        "description": "Somebody.",
        "type": "object",
        "properties": {
            "name": {"description": "all of it", "type": "string"},
            "age": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "pet": {**pet, "description": "the first one"},
            "others": {"type": "array", "items": {"$ref": "#/$defs/Pet"}},
        },
        "additionalProperties": False,
        "required": ["name", "age", "pet", "others"],
    }


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"type": "object", "additionalProperties": True},
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"type": "array", "items": {}},
        {"$ref": "#/x", "description": "y"},
    ],
)
def test_what_the_dialect_cannot_say(part: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"a": part}}
    with pytest.raises(Unsayable):
        worded(schema, STRICT)
    wanted = OpenAIChat().structured(schema, "n").changes["response_format"]["json_schema"]
    assert wanted == {"name": "n", "schema": schema, "strict": False}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"text": '{"x": "a"}'}, "it does not fit: $.x: Input should be a valid integer"),
        (
            {"text": "Sure! Here you are"},
            "it is not JSON: Invalid JSON: expected value at line 1 column 1, in 'Sure",
        ),
        ({"text": ""}, "it is empty"),
        (
            {"choices": [{"message": {"content": None, "tool_calls": [CALL]}, "finish_reason": "tool_calls"}]},
            "the model calls tools first (look)",
        ),
        ({"choices": [{"message": {"refusal": "I won't"}}]}, "the model refused: I won't"),
        ({"choices": [{"message": {"content": "{"}, "finish_reason": "length"}]}, "it was cut at max_tokens"),
        (
            {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]},
            "held back by the content filter",
        ),
    ],
)
def test_an_answer_that_is_no_instance(reply: dict[str, Any], said: str, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(StructuredOutputError) as caught:
        face(serve(always(completion(**reply)))).parsed(Point)
    assert said in str(caught.value) and caught.value.reply.provider == "acme"


@pytest.mark.parametrize("kind", [print, "Nobody", None, Any, object(), Point(1), 5])
def test_what_is_no_type(kind: Any, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(InvalidRequestError, match=r"output_type (must|is missing)"):
        face(server).parsed(kind)
    assert server.requests == []


def test_the_format_is_not_the_callers(serve: Serve, face: MakeFace) -> None:
    with pytest.raises(InvalidRequestError, match="response_format is set by"):
        face(serve(always())).parsed(Point, response_format={"type": "json_object"})


def test_by_instruction_or_by_tool() -> None:
    schema = {"type": "object"}
    by_text = ask(OpenAIChat(), "json-object", schema, "n")
    assert by_text.instruction and '{"type":"object"}' in by_text.instruction
    by_tool = ask(OpenAIChat(), "tool", schema, "n")
    assert by_tool.tool == "n" and by_tool.changes["tool_choice"]["function"] == {"name": "n"}


# --- Every kind of type, in every dialect ----------------------------------------------------------------------------


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=0, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    born: date
    weight: Decimal


class Leaf(BaseModel):
    value: str = Field(min_length=1, max_length=3, pattern="^[a-z]+$")
    below: list[Leaf] = []


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    given: str = Field(alias="givenName")
    colour: Colour | None = None

    @computed_field
    def loud(self) -> str:
        return self.given.upper()


@pydantic_dataclass
class Spot:
    at: datetime
    tags: list[str] = dataclass_field(default_factory=list[str])


class Loose(TypedDict):
    size: int
    note: NotRequired[str]


BEAST = Annotated[Cat | Dog, Field(discriminator="kind")]
KINDS: dict[str, tuple[Any, Any, Any]] = {
    "nested": (Person, ANN, Person(name="Ann", age=5, pet=Pet(kind="cat"))),
    "a data class": (Point, {"x": 1, "y": 2}, Point(1, 2)),
    "a data class of pydantic's": (
        Spot,
        {"at": "2026-11-27T01:02:03Z", "tags": ["a"]},
        Spot(datetime(2026, 11, 27, 1, 2, 3, tzinfo=UTC), ["a"]),
    ),
    "a TypedDict": (Loose, {"size": 1}, {"size": 1}),
    "generic": (Page[Point], {"items": [{"x": 1}]}, Page[Point](items=[Point(1)])),
    "recursive": (Tree, BRANCHES, Tree(leaves=[Tree(leaves=[])])),
    "recursive, where it may end": (Leaf, {"value": "a", "below": []}, Leaf(value="a")),
    "an alias and an enumeration": (
        Named,
        {"givenName": "Ann", "colour": "red"},
        Named.model_validate({"given": "Ann", "colour": "red"}),
    ),
    "a choice": (
        Page[BEAST],
        {"items": [{"kind": "cat"}, {"kind": "dog", "born": "2020-01-02", "weight": "1.50"}]},
        Page[BEAST](items=[Cat(kind="cat", lives=9), Dog(kind="dog", born=date(2020, 1, 2), weight=Decimal("1.50"))]),
    ),
    "any keys": (dict[str, int], {"a": 1}, {"a": 1}),
    "a tuple": (Page[tuple[int, str]], {"items": [[1, "a"]]}, Page[tuple[int, str]](items=[(1, "a")])),
    "a list": (list[Point], {"answer": [{"x": 1}]}, [Point(1)]),
    "a number": (int, {"answer": 3}, 3),
    "a decimal": (Decimal, {"answer": "0.10"}, Decimal("0.10")),
    "a literal": (Literal["a", "b"], {"answer": "b"}, "b"),
    "a union": (Cat | Dog, {"answer": {"kind": "cat", "lives": 3}}, Cat(kind="cat", lives=3)),
    "nothing or something": (Point | None, {"answer": None}, None),
}
DIALECTS = {"strict": STRICT, "anthropic": ANTHROPIC, "gemini": GEMINI}
UNSAID = {
    "recursive": {"anthropic", "gemini"},
    "recursive, where it may end": {"anthropic"},
    "any keys": {"anthropic", "strict"},
    "a tuple": {"anthropic", "strict"},
}


@pytest.mark.parametrize("case", KINDS)
def test_an_answer_of_every_kind(case: str, serve: Serve, face: MakeFace) -> None:
    kind, answer, expected = KINDS[case]
    server = serve(always(completion(json.dumps(answer))))
    assert face(server).parsed(kind) == expected
    wanted = server.requests[0].json["response_format"]["json_schema"]
    assert wanted["schema"]["type"] == "object" and wanted["strict"] is ("strict" not in UNSAID.get(case, ()))
    if wanted["strict"]:
        assert_strict(wanted["schema"])


def assert_strict(schema: Any) -> None:
    """What OpenAI checks before it takes a schema."""
    if is_array(schema):
        for inner in schema:
            assert_strict(inner)
    elif is_object(schema):
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
        assert "$ref" not in schema or schema.keys() == {"$ref"}
        assert not schema.keys() & {"default", "oneOf", "allOf", "maxLength", "discriminator"}
        for key, inner in schema.items():
            assert_strict(list(inner.values()) if key in ("properties", "$defs") else inner)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("case", KINDS)
def test_what_each_dialect_says(case: str, dialect: str) -> None:
    schema = OutputType(KINDS[case][0]).schema
    if dialect in UNSAID.get(case, ()):
        with pytest.raises(Unsayable, match=r"\$"):
            worded(schema, DIALECTS[dialect])
    else:
        once = worded(schema, DIALECTS[dialect])
        assert worded(once.schema, DIALECTS[dialect]).schema == once.schema, "a second time changes nothing"
        assert worded(once.schema, DIALECTS[dialect]).told == []


def test_what_is_told_in_words(serve: Serve, face: MakeFace) -> None:
    server = serve(always(completion('{"value": "abc", "below": []}')))
    client = face(server).blocking
    if client is None:
        return
    reply = client.chat_completion_parsed(ChatRequest(**QUESTION), Leaf).response
    value = server.requests[0].json["response_format"]["json_schema"]["schema"]["properties"]["value"]
    assert value == {"type": "string", "pattern": "^[a-z]+$", "description": "(maxLength: 3, minLength: 1)"}
    (note,) = reply.adjustments
    assert (note.parameter, note.sent) == ("output_type", "json-schema") and "value: maxLength" in note.reason


STRATEGIES: tuple[Strategy, ...] = ("json-schema", "json-object", "tool", "instruction")
SYSTEM: Any = {"role": "system", "content": "Be brief."}


@pytest.fixture(params=STRATEGIES)
def strategy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Strategy:
    """The way in which Acme's route asks."""
    named: Strategy = request.param
    prefer(named, monkeypatch)
    return named


def prefer(named: Strategy, monkeypatch: pytest.MonkeyPatch, parameters: Parameters | None = None) -> None:
    route = AcmeProvider.endpoints.chat[0]
    asking = replace(
        route, protocol=OpenAIChat(structured_output=named), parameters=parameters or route.parameters, rules=()
    )
    monkeypatch.setattr(AcmeProvider, "endpoints", replace(AcmeProvider.endpoints, chat=(asking,)))


def answer_by(strategy: Strategy, text: str, **more: Any) -> bytes:
    """The reply that holds a text where a strategy looks for it."""
    if strategy != "tool":
        return completion(choices=[{"message": {"content": text}, "finish_reason": "stop", **more}])
    call = {"id": "c", "type": "function", "function": {"name": "Point", "arguments": text}}
    message = {"content": None, "tool_calls": [call]}
    return completion(choices=[{"message": message, "finish_reason": "tool_calls", **more}])


def test_each_strategy_asks_and_reads(strategy: Strategy, serve: Serve, face: MakeFace) -> None:
    server = serve(always(answer_by(strategy, '{"x": 1}')))
    assert face(server).parsed(Point, messages=[SYSTEM, *QUESTION["messages"]]) == Point(1)
    body = server.requests[0].json
    formats = {"json-schema": "json_schema", "json-object": "json_object"}
    assert body.get("response_format", {}).get("type") == formats.get(strategy)
    assert ("tools" in body) is (strategy == "tool")
    system, user = body["messages"]
    assert user == QUESTION["messages"][0] and system["content"].startswith("Be brief.")
    assert ("JSON" in system["content"]) is (strategy in ("json-object", "instruction"))


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], ["system"]),
        ([{"role": "system", "content": [{"type": "text", "text": "Be brief."}]}], ["system"]),
        ([{"role": "developer", "content": "Be brief."}], ["developer"]),
        ([Message(role="system", content="Be brief.")], ["system"]),
    ],
)
def test_an_instruction_joins_the_system_message(
    messages: Any, expected: list[str], serve: Serve, face: MakeFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefer("instruction", monkeypatch)
    server = serve(always(completion('{"x": 1}')))
    before = deepcopy(messages)
    face(server).parsed(Point, messages=[*messages, *QUESTION["messages"]])
    sent = server.requests[0].json["messages"]
    assert [message["role"] for message in sent] == [*expected, "user"]
    assert "JSON schema" in str(sent[0]["content"]) and ("Be brief." in str(sent[0]["content"])) is bool(messages)
    assert messages == before


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ('{"x": "a"}', {}, r"it does not fit: \$\.x: Input should be a valid integer"),
        ("{", {"finish_reason": "length"}, "it was cut at max_tokens: give more"),
        ("{", {}, "it is not JSON: "),
        ("", {}, "it is empty"),
        ("", {"finish_reason": "content_filter"}, "held back by the content filter"),
        ("", {"finish_reason": "content_filter", "native_finish_reason": "refusal"}, "the model refused"),
        ("", {"finish_reason": "error", "native_finish_reason": "BROKEN"}, "the vendor tells of an error: BROKEN"),
        ("", {"message": {"refusal": "I won't"}}, "the model refused: I won't"),
    ],
)
def test_each_failure_by_each_strategy(
    text: str, more: dict[str, Any], said: str, strategy: Strategy, serve: Serve, face: MakeFace
) -> None:
    with pytest.raises(StructuredOutputError, match=said) as caught:
        face(serve(always(answer_by(strategy, text, **more)))).parsed(Point)
    reply = caught.value.reply
    assert reply.usage.total_tokens == 12 and reply.cost is not None
    enforced = strategy == "json-schema"
    assert [note.parameter for note in reply.adjustments] == ([] if enforced else ["output_type"])


def test_a_tool_that_is_not_called(serve: Serve, face: MakeFace, monkeypatch: pytest.MonkeyPatch) -> None:
    prefer("tool", monkeypatch)
    with pytest.raises(StructuredOutputError, match="did not call the tool 'Point' that takes it, and said 'Hello!'"):
        face(serve(always())).parsed(Point)


@pytest.mark.parametrize("text", ['```json\n{"x": 1}\n```', '```\n{"x": 1}\n```\n', '  {"x": 1}\n'])
def test_a_fence_is_taken_off(text: str, strategy: Strategy, serve: Serve, face: MakeFace) -> None:
    assert face(serve(always(answer_by(strategy, text)))).parsed(Point) == Point(1)


def test_prose_round_a_fence(strategy: Strategy, serve: Serve, face: MakeFace) -> None:
    client = face(serve(always(answer_by(strategy, 'Here it is:\n```json\n{"x": 1}\n```\nEnjoy!'))))
    if strategy == "json-schema":
        with pytest.raises(StructuredOutputError, match="not JSON"):
            client.parsed(Point)
    else:
        assert client.parsed(Point) == Point(1)


LOOK: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@pytest.mark.parametrize(
    ("refused", "tools", "expected"),
    [
        ([], None, "json_schema"),
        (["response_format"], None, "tool"),
        (["response_format"], [LOOK], "instruction"),
        (["response_format", "tools", "tool_choice"], None, "instruction"),
        (["tools", "tool_choice"], None, "json_schema"),
    ],
)
def test_what_a_route_refuses_is_passed_over(
    refused: list[str],
    tools: Any,
    expected: str,
    serve: Serve,
    face: MakeFace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = tuple(name for name in ChatRequest.PARAMETERS if name not in refused)
    prefer("json-schema", monkeypatch, Parameters(sent=sent, unsupported=tuple(refused)))
    server = serve(always(answer_by("tool" if expected == "tool" else "json-schema", '{"x": 1}')))
    assert face(server).parsed(Point, **({"tools": tools} if tools else {})) == Point(1)
    body = server.requests[0].json
    asked = body["response_format"]["type"] if "response_format" in body else "instruction"
    assert ("tool" if "tool_choice" in body else asked) == expected


def test_json_is_asked_for_where_schemas_are_not_taken(
    serve: Serve, face: MakeFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = {"response_format": {"text": "text", "json_object": "json_object"}}
    prefer("json-schema", monkeypatch, Parameters(sent=ChatRequest.PARAMETERS, values=formats))
    server = serve(always(completion('{"x": 1}')))
    assert face(server).parsed(Point, tools=[LOOK]) == Point(1)
    assert server.requests[0].json["response_format"] == {"type": "json_object"}


def test_a_format_of_ones_own_and_a_stream(serve: Serve) -> None:
    wanted = response_format_for(Point)
    assert wanted["json_schema"]["name"] == "Point" and wanted["json_schema"]["strict"] is True
    server = serve(streams(delta('{"x"'), delta(": 1}"), delta(finish="stop"), DONE))
    with (
        BlockingClient(AcmeProvider(api_key="sk-acme", base_url=f"{server.url}/v1")) as client,
        client.chat_completion_stream(**QUESTION, response_format=wanted) as stream,
    ):
        assert parse_reply(stream.response(), Point) == Point(1)
        with pytest.raises(StructuredOutputError, match="the answer is no Line"):
            parse_reply(stream.response(), Line)
    assert server.requests[0].json["response_format"] == wanted
