"""Tools that a model may call, as they go into a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Required, TypeAlias, TypedDict

from .data import is_listed, is_mapping
from .errors import InvalidRequestError
from .messages import CacheControl


class FunctionDefinition(TypedDict, total=False):
    """A function that the model may call; ``parameters`` is a JSON schema."""

    name: Required[str]
    description: str
    parameters: Mapping[str, Any]
    strict: bool


class Tool(TypedDict, total=False):
    """A tool that the model may call."""

    type: Required[Literal["function"]]
    function: Required[FunctionDefinition]
    cache_control: CacheControl


class NamedFunction(TypedDict):
    """A function's name."""

    name: str


class NamedToolChoice(TypedDict):
    """The one tool that must be called."""

    type: Literal["function"]
    function: NamedFunction


ToolChoice: TypeAlias = Literal["auto", "none", "required"] | NamedToolChoice


def check_tools(tools: Any, provider: str) -> None:
    """Raise if these are no tools: a list of functions, or of tools of the vendor's own."""
    if not is_listed(tools):
        raise InvalidRequestError(f"tools must be a list of tools, not {type(tools).__name__}", provider=provider)
    for number, tool in enumerate(tools):
        if not is_mapping(tool):
            kind = type(tool).__name__
            raise InvalidRequestError(f"tools[{number}] must be a dict, not {kind}", provider=provider)
        function = tool.get("function")
        if tool.get("type") == "function" and not (is_mapping(function) and isinstance(function.get("name"), str)):
            shape = '{"type": "function", "function": {"name": ...}}'
            raise InvalidRequestError(f"tools[{number}] needs a function with a name: {shape}", provider=provider)
