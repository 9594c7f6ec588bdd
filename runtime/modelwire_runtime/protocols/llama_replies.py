"""What Meta's Llama API answers, in OpenAI's terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..data import is_array, is_object
from ..replies import Function, Message, ToolCall, Usage
from .json_values import Json, as_object, as_objects, as_text
from .tool_calls import arguments_text


def read_message(message: Json) -> Message:
    """The message; a text of nothing beside calls is none."""
    calls = [_call(call) for call in as_objects(message.get("tool_calls"))]
    text = read_text(message.get("content"))
    return Message(content=text if text or not calls else None, tool_calls=calls or None)


def _call(call: Json) -> ToolCall:
    function = as_object(call.get("function"))
    return ToolCall(
        as_text(call.get("id")),
        function=Function(as_text(function.get("name")), arguments_text(function.get("arguments"))),
    )


def read_text(content: Any) -> str:
    """The text of a message: a string, or a part that holds one, or several."""
    return "".join(_texts(content))


def _texts(content: Any) -> Iterator[str]:
    for part in content if is_array(content) else [content]:
        yield as_text(part.get("text")) if is_object(part) else as_text(part)


def read_usage(metrics: Any) -> Usage:
    """The counts among the metrics, each of which has a name and a value."""
    counts = {as_text(metric.get("metric")): _whole(metric.get("value")) for metric in as_objects(metrics)}
    given, taken = counts.get("num_prompt_tokens", 0), counts.get("num_completion_tokens", 0)
    return Usage(given, taken, counts.get("num_total_tokens") or given + taken)


def _whole(value: Any) -> int:
    """A count, which the API's own SDK takes for a float."""
    try:
        return int(value) if isinstance(value, int | float) else 0
    except (OverflowError, ValueError):  # JSON may hold 1e999
        return 0
