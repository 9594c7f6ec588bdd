"""Tools that a model may call, as they go into a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from .data import is_listed, is_mapping
from .errors import InvalidRequestError
from .messages import CacheControl
from .parameters import Adjustment
from .suggestions import suggest

TAKEN_NAME = re.compile("[A-Za-z0-9_.:-]{1,128}")
"""Names of functions that some vendor takes: most want letters, digits, ``_`` and ``-`` and no more than 64 of them."""
ABOUT_TOOLS = frozenset(["tools", "tool_choice"])
WORDS = ("auto", "none", "required")
EXPECTED = "'auto', 'none', 'required' or the name of one of the tools"


class FunctionDefinition(TypedDict, total=False):
    """A function that the model may call; ``parameters`` is a JSON schema."""

    name: Required[str]
    description: str
    parameters: Mapping[str, Any]
    strict: bool


class Tool(TypedDict, total=False):
    """A tool that the model may call.

    >>> weather = Tool(type="function", function={"name": "get_weather", "parameters": {"type": "object"}})
    >>> client.chat_completion(model="gpt-5.4", messages=messages, tools=[weather]).finish_reason
    'tool_calls'
    """

    type: Required[Literal["function"]]
    function: Required[FunctionDefinition]
    cache_control: CacheControl


FUNCTION_KEYS = frozenset(FunctionDefinition.__annotations__)
ToolLike: TypeAlias = Tool | Callable[..., Any] | Mapping[str, Any]
"""A tool: a function with type hints, a pydantic model or data class, a :class:`Tool`, or a dict of the vendor's own.

Functions and models are described by :func:`as_tool`.  A dict such as ``{"type": "web_search"}`` is sent as it is.

>>> def get_weather(location: str) -> str:
...     '''Tell the weather.'''
...     return f"18 degrees in {location}"
>>> tools: list[ToolLike] = [get_weather, {"type": "web_search"}]
>>> ChatRequest(model="gpt-5.4", messages=messages, tools=tools).tools[1]["type"]
'web_search'
"""


class NamedFunction(TypedDict):
    """A function's name."""

    name: str


class NamedToolChoice(TypedDict):
    """The one tool that must be called."""

    type: Literal["function"]
    function: NamedFunction


class AllowedTools(TypedDict):
    """Those of the tools that may be called now, and whether one of them must be."""

    mode: Literal["auto", "required"]
    tools: Sequence[Mapping[str, Any]]


class AllowedToolsChoice(TypedDict):
    """A choice among some of the tools."""

    type: Literal["allowed_tools"]
    allowed_tools: AllowedTools


ToolChoice: TypeAlias = (
    Literal["auto", "none", "required"] | NamedToolChoice | AllowedToolsChoice | Callable[..., Any] | Mapping[str, Any]
)
"""Which tool is to be called: a word, one of ``tools`` by its name or as it stands there, or a choice among some.

>>> choice: ToolChoice = {"type": "function", "function": {"name": "get_weather"}}
>>> ChatRequest(model="gpt-5.4", messages=messages, tool_choice=choice).tool_choice["type"]
'function'
"""


def settle_tools(values: dict[str, Any], elsewhere: bool, provider: str) -> list[Adjustment]:
    """Bring ``tools`` and ``tool_choice`` into the shapes that protocols know.

    ``elsewhere`` says whether there may be further tools, among the vendor's own parameters.  Returns what has no
    meaning without tools, and is therefore not sent.
    """
    tools = plain_tools(values.get("tools", ()), provider)
    if "tool_choice" in values and values["tool_choice"] not in ("auto", "none"):
        values["tool_choice"] = _Choices(tools, elsewhere, provider).plain(values["tool_choice"])
    if tools:
        values["tools"] = tools
        return []
    without = ("tools",) if elsewhere else ("tools", "tool_choice")
    return [
        Adjustment(name, "left out", values.pop(name), None, "there are no tools") for name in without if name in values
    ]


def plain_tools(tools: Any, provider: str = "") -> Sequence[Any]:
    """The tools as dicts: functions and models described, dicts checked for their shape and handed on."""
    if not is_listed(tools):
        raise InvalidRequestError(f"tools must be a list of tools, not {type(tools).__name__}", provider=provider)
    plain: list[Any] | None = None
    names: set[str] = set()
    for number, tool in enumerate(tools):
        if tool.__class__ is not dict and not is_mapping(tool):
            plain = list(tools) if plain is None else plain
            plain[number] = tool = _described(tool, number, provider)
        name = _checked_name(tool, number, provider)
        if name is None:
            continue
        if name in names:
            raise InvalidRequestError(
                f"tools[{number}] has the name of another tool, {name!r}: give it one of its own, "
                "as_tool(function, name=...)",
                provider=provider,
            )
        names.add(name)
    return tools if plain is None else plain


def _described(tool: object, number: int, provider: str) -> Mapping[str, Any]:
    """The tool that a function or a model makes."""
    if not callable(tool):
        kind = type(tool).__name__
        raise InvalidRequestError(
            f"tools[{number}] must be a function, a model or a dict, not {kind}", provider=provider
        )
    return _described_as(tool, f"tools[{number}]", provider)


def _described_as(tool: object, where: str, provider: str) -> Mapping[str, Any]:
    from .function_tools import shape_of

    try:
        return shape_of(tool).tool
    except InvalidRequestError as error:
        raise InvalidRequestError(f"{where}: {error.message}", provider=provider) from error


def _checked_name(tool: Mapping[str, Any], number: int, provider: str) -> str | None:
    """The name of a function's tool, or None for one of the vendor's own."""
    function: Any = tool.get("function")
    if tool.get("type") != "function":
        if is_mapping(function) and "type" not in tool:
            raise InvalidRequestError(f'tools[{number}] has no type: add "type": "function"', provider=provider)
        return None
    name = function.get("name") if function.__class__ is dict or is_mapping(function) else None
    if not isinstance(name, str):
        shape = '{"type": "function", "function": {"name": ...}}'
        raise InvalidRequestError(f"tools[{number}] needs a function with a name: {shape}", provider=provider)
    if not TAKEN_NAME.fullmatch(name):
        raise InvalidRequestError(
            f"tools[{number}] has a name that vendors refuse, {name!r}: use letters, digits, _ and -, 64 at most",
            provider=provider,
        )
    if not function.keys() <= FUNCTION_KEYS:
        for key in function.keys() - FUNCTION_KEYS:
            if meant := suggest(key, FUNCTION_KEYS - function.keys(), cutoff=0.7):
                raise InvalidRequestError(f"tools[{number}].function has a key {key!r}; {meant}", provider=provider)
    parameters = function.get("parameters")
    if parameters is not None and parameters.__class__ is not dict and not is_mapping(parameters):
        raise InvalidRequestError(
            f"tools[{number}].function.parameters must be a JSON schema, a mapping, not {type(parameters).__name__}",
            provider=provider,
        )
    return name


def tool_name(tool: Mapping[str, Any]) -> str | None:
    """The name by which a tool is called and chosen; some of the vendors' own have one too."""
    function = tool.get("function")
    name = function.get("name") if is_mapping(function) else tool.get("name")
    return name if isinstance(name, str) else None


class _Choices:
    """The choices that there are among some tools; ``elsewhere`` says whether there may be others than these."""

    def __init__(self, tools: Sequence[Mapping[str, Any]], elsewhere: bool, provider: str) -> None:
        self._is_any = bool(tools) or elsewhere
        self._names = [name for tool in tools if (name := tool_name(tool))]
        self._elsewhere = elsewhere
        self._provider = provider

    def plain(self, choice: Any) -> Any:
        """A choice as a word or a dict, and not of a tool that is not there."""
        if isinstance(choice, str):
            if choice not in WORDS:
                return self._named(choice)
            if choice == "required" and not self._is_any:
                raise self._wrong("tool_choice is 'required', but there are no tools")
            return choice
        if is_mapping(choice):
            if choice.get("type") == "allowed_tools":
                return self._allowed(choice)
            function = choice.get("function") if choice.get("type") == "function" else None
            name = function.get("name") if is_mapping(function) else None
            return self._named(name) if isinstance(name, str) else choice  # which is in the vendor's words
        if callable(choice):
            return self._named(str(tool_name(_described_as(choice, "tool_choice", self._provider))))
        raise self._wrong(f"tool_choice must be {EXPECTED}, not {choice!r}")

    def _named(self, name: str) -> NamedToolChoice:
        self._check(name)
        return {"type": "function", "function": {"name": name}}

    def _check(self, name: str) -> None:
        if name not in self._names and not self._elsewhere:
            there = f"tools has {', '.join(map(repr, self._names))}" if self._names else "there are no tools"
            raise self._wrong(f"tool_choice names {name!r}, but {there}; use {EXPECTED}")

    def _allowed(self, choice: Mapping[str, Any]) -> Mapping[str, Any]:
        allowed = choice.get("allowed_tools")
        tools = allowed.get("tools") if is_mapping(allowed) else None
        if (
            not is_mapping(allowed)
            or allowed.get("mode") not in ("auto", "required")
            or not is_listed(tools)
            or not tools
        ):
            shape = '{"type": "allowed_tools", "allowed_tools": {"mode": "auto" or "required", "tools": [...]}}'
            raise self._wrong(f"tool_choice must be of the shape {shape}")
        for tool in tools:
            if is_mapping(tool) and (name := tool_name(tool)) is not None:
                self._check(name)
        return {**choice, "allowed_tools": {**allowed, "tools": list(tools)}}

    def _wrong(self, message: str) -> InvalidRequestError:
        return InvalidRequestError(message, provider=self._provider)
