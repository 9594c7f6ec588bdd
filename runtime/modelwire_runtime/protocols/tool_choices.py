"""Which tool a request says the model is to call."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import InvalidRequestError, NotSupportedError
from .json_values import as_object, as_objects


class AllowedFunctions(NamedTuple):
    """The functions that may be called now, and whether one of them must be."""

    names: tuple[str, ...]
    must: bool


def named_function(choice: Any) -> str | None:
    """The name of the function that must be called, or None if the choice names none."""
    return as_object(as_object(choice).get("function")).get("name") or None


def allowed_functions(choice: Any) -> AllowedFunctions | None:
    """The functions that a choice of type ``allowed_tools`` allows, or None if it is another or allows other tools."""
    given = as_object(choice)
    allowed = as_object(given.get("allowed_tools"))
    tools = as_objects(allowed.get("tools"))
    names = [as_object(tool.get("function")).get("name") or tool.get("name") for tool in tools]
    if given.get("type") != "allowed_tools" or not names or not all(isinstance(name, str) for name in names):
        return None
    return AllowedFunctions(tuple(map(str, names)), allowed.get("mode") == "required")


def wrong_tool_choice(choice: Any, provider: str) -> InvalidRequestError | NotSupportedError:
    """What to raise for a choice that a protocol has no words for."""
    if as_object(choice).get("type") == "allowed_tools":
        return NotSupportedError(
            "tool_choice cannot be of type 'allowed_tools' here; give only those tools in tools=",
            provider=provider,
            code="tool_choice",
        )
    return InvalidRequestError(
        f"tool_choice must be 'auto', 'required', 'none' or name a function, not {choice!r}", provider=provider
    )
