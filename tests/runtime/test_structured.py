"""Answers that are instances of a type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from modelwire_runtime.errors import InvalidRequestError, StructuredOutputError
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.protocols.strict_schemas import strict_schema
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always, completion

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
    assert strict_schema(Person.model_json_schema()) == {
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
        {"type": "string", "maxLength": 5},
        {"type": "array", "items": {}},
        {"$ref": "#/x", "description": "y"},
    ],
)
def test_what_the_dialect_cannot_say(part: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"a": part}}
    assert strict_schema(schema) is None
    wanted = OpenAIChat().structured(schema, "n").changes["response_format"]["json_schema"]
    assert wanted == {"name": "n", "schema": schema, "strict": False}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"text": '{"x": "a"}'}, "it does not fit: x: Input should be a valid integer"),
        ({"text": "Sure! Here you are"}, "it does not fit: Invalid JSON"),
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


@pytest.mark.parametrize("kind", [int, list[int], int | str, print, "Person", None])
def test_types_that_are_no_objects(kind: Any, serve: Serve, face: MakeFace) -> None:
    with pytest.raises(InvalidRequestError, match="output_type must"):
        face(serve(always())).parsed(kind)


def test_the_format_is_not_the_callers(serve: Serve, face: MakeFace) -> None:
    with pytest.raises(InvalidRequestError, match="response_format is set by"):
        face(serve(always())).parsed(Point, response_format={"type": "json_object"})


def test_by_instruction_or_by_tool() -> None:
    schema = {"type": "object"}
    by_text = OpenAIChat(structured_output="json-object").structured(schema, "n")
    assert by_text.instruction and '{"type":"object"}' in by_text.instruction
    by_tool = OpenAIChat(structured_output="tool").structured(schema, "n")
    assert by_tool.tool == "n" and by_tool.changes["tool_choice"]["function"] == {"name": "n"}
