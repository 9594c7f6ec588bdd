"""Which tool a request says the model is to call."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequestError
from .json_values import as_object


def named_function(choice: Any) -> str | None:
    """The name of the function that must be called, or None if the choice names none."""
    return as_object(as_object(choice).get("function")).get("name") or None


def wrong_tool_choice(choice: Any, provider: str) -> InvalidRequestError:
    """What to raise for a choice that no protocol understands."""
    return InvalidRequestError(
        f"tool_choice must be 'auto', 'required', 'none' or name a function, not {choice!r}", provider=provider
    )
