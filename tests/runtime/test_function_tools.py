"""Functions and models as tools: what becomes of names, docstrings and hints, and what is refused.

pytest tests/runtime/test_function_tools.py -k hint
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial, wraps
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypedDict

import pytest
from pydantic import BaseModel, Field, ValidationError
from typing_extensions import Doc

from modelwire_runtime.errors import InvalidRequestError
from modelwire_runtime.function_tools import FunctionTool, as_tool, shape_of

if TYPE_CHECKING:
    from decimal import Context as Unseen


class Unit(Enum):
    CELSIUS = "c"
    FAHRENHEIT = "f"


class City(BaseModel):
    """A place with people."""

    name: str
    country: str | None = None


@dataclass
class Span:
    """From one day on."""

    start: date
    days: int = 1


@dataclass
class Plain:
    names: list[str] = field(default_factory=list[str])


class Box(TypedDict, total=False):
    width: int


class Node(BaseModel):
    """A tree."""

    children: list[Node] = []


def properties(tool: Any) -> Any:
    return tool["function"]["parameters"]["properties"]


# --- Descriptions ---------------------------------------------------------------------------------------------


def get_weather(city: str, unit: Unit = Unit.CELSIUS, days: Annotated[int, Field(ge=1, le=7)] = 3) -> str:
    """Tell the weather.

    For a week at most.

    Args:
        city: The name of the city.
        unit: What degrees are told in.

    Returns:
        A text.
    """
    return f"{city}: {days} days, {unit}"


def test_a_function_as_a_tool() -> None:
    assert as_tool(get_weather) == {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Tell the weather.\n\nFor a week at most.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "The name of the city."},
                    "unit": {"$ref": "#/$defs/Unit", "description": "What degrees are told in.", "default": "c"},
                    "days": {"type": "integer", "minimum": 1, "maximum": 7, "default": 3},
                },
                "required": ["city"],
                "additionalProperties": False,
                "$defs": {"Unit": {"title": "Unit", "type": "string", "enum": ["c", "f"]}},
            },
        },
    }


def test_a_function_without_parameters_or_words() -> None:
    def ping() -> None: ...

    parameters: Any = {"type": "object", "properties": {}, "additionalProperties": False}
    assert as_tool(ping) == {"type": "function", "function": {"name": "ping", "parameters": parameters}}


def test_name_description_and_strictness_may_be_said() -> None:
    tool: Any = as_tool(get_weather, name="weather", description="Tells it.", strict=True)
    assert (tool["function"]["name"], tool["function"]["description"]) == ("weather", "Tells it.")
    assert tool["function"]["strict"] is True
    assert tool["function"]["parameters"]["required"] == ["city", "unit", "days"]
    assert "default" not in properties(tool)["days"]
    loose: Any = as_tool(get_weather, strict=False)
    assert loose["function"]["strict"] is False
    assert loose["function"]["parameters"] == as_tool(get_weather)["function"].get("parameters")


def test_what_strict_cannot_say_is_refused() -> None:
    def count(words: dict[str, int]) -> int:
        return len(words)

    with pytest.raises(InvalidRequestError, match="the schema of 'count' cannot be strict"):
        as_tool(count, strict=True)


def described(
    plain: Annotated[str, "a text beside"],
    doc: Annotated[str, Doc("a Doc")],
    pydantic: Annotated[str, "not this", Field(description="pydantic's")],
    default: str = Field("x", description="in the default", max_length=3),
    both: Annotated[str, "the hint's"] = "",
    told: str = "",
) -> dict[str, str]:
    """Do it.

    :param both: the docstring's
    :param told: only here
    """
    return {"default": default}


def test_descriptions_come_from_hints_first_and_then_from_the_docstring() -> None:
    assert {name: one["description"] for name, one in properties(as_tool(described)).items()} == {
        "plain": "a text beside",
        "doc": "a Doc",
        "pydantic": "pydantic's",
        "default": "in the default",
        "both": "the hint's",
        "told": "only here",
    }
    assert properties(as_tool(described))["default"]["maxLength"] == 3


def test_a_default_of_pydantics_is_filled_in() -> None:
    """Called without it, the function would get the description itself."""
    found = shape_of(described).read('{"plain": "a", "doc": "b", "pydantic": "c"}')
    assert described(**found) == {"default": "x"}
    assert "told" not in found


# --- Hints ----------------------------------------------------------------------------------------------------


def rich(
    day: date,
    amount: Decimal,
    city: City,
    span: Span,
    box: Box,
    kind: Literal["a", "b"],
    cities: list[City],
    prices: Mapping[str, float],
    json: str | None = None,
    copy: set[int] = frozenset(),  # type: ignore[assignment]
    model_config: int = 0,
    limit: object = object(),
) -> None: ...


def test_arguments_arrive_as_the_hints_say() -> None:
    found = shape_of(rich).read(
        '{"day": "2026-11-27", "amount": "1.50", "city": {"name": "Oslo"}, "span": {"start": "2026-11-27"},'
        '"box": {"width": 3}, "kind": "a", "cities": [{"name": "Rome"}], "prices": {"x": 1}, "copy": [1, 1],'
        '"model_config": 5}'
    )
    assert found == {
        "day": date(2026, 11, 27),
        "amount": Decimal("1.50"),
        "city": City(name="Oslo"),
        "span": Span(date(2026, 11, 27)),
        "box": {"width": 3},
        "kind": "a",
        "cities": [City(name="Rome")],
        "prices": {"x": 1.0},
        "copy": {1},
        "model_config": 5,
    }


def test_parameters_may_have_any_name_and_any_default() -> None:
    found = properties(as_tool(rich))
    assert list(found) == [*rich.__annotations__][:-1]
    assert "default" not in found["limit"]
    assert found["json"] == {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("{}", "city"),
        ('{"city": 3}', "city"),
        ('{"city": "x", "unit": "k"}', "unit"),
        ('{"city": "x", "days": 9}', "days"),
        ('{"city": "x", "town": "y"}', "town"),
    ],
)
def test_arguments_that_do_not_fit(arguments: str, problem: str) -> None:
    with pytest.raises(ValidationError) as caught:
        shape_of(get_weather).read(arguments)
    assert caught.value.errors()[0]["loc"] == (problem,)


# --- What else can be called ------------------------------------------------------------------------------------


class Desk:
    """Answers."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def ask(self, question: str) -> str:
        """Ask it."""
        return self.secret + question

    @classmethod
    def opened(cls, day: date) -> str:
        """Open it."""
        return f"{cls.__name__} {day}"

    @staticmethod
    def close(now: bool = True) -> None:
        """Close it."""

    def __call__(self, question: str) -> str:
        return self.secret + question


def test_methods_and_objects() -> None:
    desk = Desk("s")
    for tool, name, description, parameters in (
        (as_tool(desk.ask), "ask", "Ask it.", ["question"]),
        (as_tool(Desk.opened), "opened", "Open it.", ["day"]),
        (as_tool(Desk.close), "close", "Close it.", ["now"]),
        (as_tool(desk), "Desk", "Answers.", ["question"]),
    ):
        function: Any = tool["function"]
        assert (function["name"], function["description"], list(properties(tool))) == (name, description, parameters)


def test_what_partial_bound_is_not_shown() -> None:
    """It may be a secret."""
    tool = as_tool(partial(get_weather, unit=Unit.FAHRENHEIT))
    assert list(properties(tool)) == ["city", "days"]
    assert list(properties(as_tool(partial(get_weather, "Oslo")))) == ["unit", "days"]
    assert tool["function"]["name"] == "get_weather"


def test_wrapped_functions() -> None:
    def logged(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return inner

    assert as_tool(logged(get_weather)) == as_tool(get_weather)
    cached: Any = lru_cache(get_weather)
    assert as_tool(cached) == as_tool(get_weather)


def test_hints_may_name_what_the_functions_around_define() -> None:
    class Local(BaseModel):
        x: int

    def take(one: Local) -> int:
        return Local(x=one.x).x

    assert properties(as_tool(take))["one"] == {"$ref": "#/$defs/Local"}


def test_the_hint_of_the_result_is_not_looked_at() -> None:
    def take(x: int) -> Unseen:
        raise NotImplementedError(x)

    assert list(properties(as_tool(take))) == ["x"]


# --- Models ---------------------------------------------------------------------------------------------------


def test_models_as_tools() -> None:
    assert as_tool(City) == {
        "type": "function",
        "function": {
            "name": "City",
            "description": "A place with people.",
            "parameters": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "country": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
                },
                "required": ["name"],
            },
        },
    }
    span: Any = as_tool(Span)
    assert (span["function"]["name"], span["function"]["description"]) == ("Span", "From one day on.")
    assert "description" not in as_tool(Plain)["function"], "Python's own words on a data class say nothing"
    assert list(properties(as_tool(Box))) == ["width"]
    assert shape_of(City).read('{"name": "Oslo"}') == City(name="Oslo")
    assert shape_of(City).is_model


def test_a_model_that_holds_itself() -> None:
    parameters: Any = as_tool(Node)["function"].get("parameters")
    assert parameters["type"] == "object"
    assert parameters["properties"]["children"]["items"] == {"$ref": "#/$defs/Node"}
    assert as_tool(Node)["function"].get("description") == "A tree."


# --- Refusals ---------------------------------------------------------------------------------------------------


def no_hints(a: int, b: int = 1) -> None: ...


no_hints.__annotations__.clear()


def any_more(*args: int) -> None: ...


def any_named(**kwargs: int) -> None: ...


def positional(a: int, /) -> None: ...


def uses_callable(then: Callable[[], int]) -> None: ...


def uses_a_class(desk: Desk) -> None: ...


def uses_the_unseen(x: Unseen) -> None: ...


REFUSED: Final[Mapping[str, tuple[Any, str]]] = {
    "no hints": (no_hints, "the parameter 'a' of 'no_hints' has no type hint"),
    "star": (any_more, "the parameter '*args' of 'any_more' takes any arguments: a model gives named ones"),
    "two stars": (any_named, "the parameter '**kwargs' of 'any_named' takes any arguments: a model gives named ones"),
    "positional": (positional, "the parameter 'a' of 'positional' is positional-only: a model gives named ones"),
    "a callable": (uses_callable, "the parameter 'then' of 'uses_callable' has a type that JSON cannot say: "),
    "a class": (uses_a_class, "the parameter 'desk' of 'uses_a_class' has a type that JSON cannot say: "),
    "unseen": (uses_the_unseen, "the type hints of 'uses_the_unseen' cannot be read: name 'Unseen' is not defined"),
    "a lambda": (lambda: 1, "a lambda has no name: use as_tool(function, name=...)"),
    "a builtin": (len, "the parameter 'obj' of 'len' is positional-only"),
    "an unbound method": (Desk.ask, "the parameter 'self' of 'ask' has no type hint"),
    "a class of no data": (Desk, "the class Desk is no pydantic model, data class or TypedDict"),
    "a number": (3, "a tool is a function or a model, not int"),
    "a text": ("f", "a tool is a function or a model, not str"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_model_could_call_is_refused(name: str) -> None:
    given, message = REFUSED[name]
    with pytest.raises(InvalidRequestError) as caught:
        as_tool(given)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", ["get weather", "a.b", "größe", "x" * 65, "", "1st"])
def test_a_name_that_vendors_refuse(name: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"is no name that vendors take for a tool: use as_tool\(function"):
        as_tool(get_weather, name=name)


def test_a_lambda_with_a_name() -> None:
    assert as_tool(lambda: 1, name="one")["function"]["name"] == "one"


# --- Cost -----------------------------------------------------------------------------------------------------


def test_a_function_is_looked_at_once() -> None:
    desk = Desk("s")
    assert shape_of(get_weather) is shape_of(get_weather)
    assert shape_of(desk.ask) is shape_of(Desk("t").ask)
    assert shape_of(City) is shape_of(City)


def test_a_tool_is_the_callers_own() -> None:
    tool: Any = as_tool(get_weather)
    tool["function"]["parameters"]["properties"].clear()
    tool["cache_control"] = {"type": "ephemeral"}
    assert list(properties(as_tool(get_weather))) == ["city", "unit", "days"]
    assert isinstance(tool, FunctionTool)
    assert tool.function is get_weather
    assert copy.deepcopy(tool) == tool
    assert copy.deepcopy(tool).function is get_weather
    assert pickle.loads(pickle.dumps(tool)) == tool
