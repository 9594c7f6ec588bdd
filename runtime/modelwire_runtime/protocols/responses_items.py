"""The items of OpenAI's Responses API: what they say, and what of them has to come back as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..data import is_array
from ..replies import Function, Message, ToolCall
from .json_values import Json, as_count, as_object, as_objects, as_text, as_word

NAME = "openai-responses"
CALLS = {"function_call": "function", "custom_tool_call": "custom"}
"""The items that are calls of the caller's tools, and the type of call that each is."""
ARGUMENTS = {"function_call": "arguments", "custom_tool_call": "input"}
"""Where each holds what the tool is called with."""
BETWEEN = "\n\n"
"""What separates the parts of a summary of the model's thinking, which are paragraphs."""


@dataclass(slots=True)
class Said:
    """What the items of a reply say, put together."""

    text: list[str] = field(default_factory=list[str])
    refusal: list[str] = field(default_factory=list[str])
    thinking: list[str] = field(default_factory=list[str])
    calls: list[ToolCall] = field(default_factory=list[ToolCall])
    annotations: list[Json] = field(default_factory=list[Json])
    logprobs: list[Any] = field(default_factory=list[Any])
    length: int = 0

    def message(self, items: list[Json]) -> Message:
        """The message of a reply with these items."""
        return Message(
            content="".join(self.text) or (None if self.calls or self.refusal else ""),
            tool_calls=self.calls or None,
            refusal="".join(self.refusal) or None,
            annotations=self.annotations or None,
            reasoning_content=BETWEEN.join(self.thinking) or None,
            reasoning_state=state_of(items),
        )


def read_items(items: Iterable[Json]) -> Said:
    """What items say; those of the vendor's own tools are left to the state of the message."""
    said = Said()
    for item in items:
        kind = item.get("type")
        if kind == "message":
            for part in as_objects(item.get("content")):
                _read_part(part, said)
        elif kind == "reasoning":
            said.thinking += thoughts(item)
        elif kind in CALLS:
            said.calls.append(call_of(item))
    return said


def _read_part(part: Json, said: Said) -> None:
    if part.get("type") == "refusal":
        said.refusal.append(as_text(part.get("refusal")))
        return
    text = as_text(part.get("text"))
    said.annotations += [annotation_of(one, said.length) for one in as_objects(part.get("annotations"))]
    said.text.append(text)
    said.length += len(text)
    if is_array(logprobs := part.get("logprobs")):
        said.logprobs += logprobs


def thoughts(item: Json) -> list[str]:
    """The paragraphs of a reasoning item: its summary, or else the thinking itself where the vendor shows it."""
    told = as_objects(item.get("summary")) or as_objects(item.get("content"))
    return [text for part in told if (text := as_text(part.get("text")))]


def call_of(item: Json) -> ToolCall:
    """The call of one of the caller's tools."""
    kind = item["type"]
    function = Function(as_text(item.get("name")), as_text(item.get(ARGUMENTS[kind])))
    return ToolCall(as_text(item.get("call_id")) or as_text(item.get("id")), CALLS[kind], function)


def annotation_of(annotation: Json, start: int) -> Json:
    """An annotation of a part that begins at ``start`` of the whole text; that of a web page in the chat's shape."""
    if annotation.get("type") != "url_citation" or "url_citation" in annotation:
        return annotation
    page = {key: value for key, value in annotation.items() if key != "type"}
    for key in ("start_index", "end_index"):
        if key in page:
            page[key] = as_count(page[key]) + start
    return {"type": "url_citation", "url_citation": page}


# --- What has to come back ---------------------------------------------------------------------------------------


def state_of(items: list[Json]) -> Json | None:
    """What the next request has to hold as it was, or None where the message tells all.

    Items that a message of ours has no place for are kept whole (reasoning, calls of the vendor's own tools); of the
    others what tells their place, their ids, and in which phase of the answer they stand.
    """
    if not any(item.get("type") not in ("message", *CALLS) or item.get("phase") for item in items):
        return None
    return {"protocol": NAME, "items": [_slim(item) for item in items]}


def _slim(item: Json) -> Json:
    kind = item.get("type")
    if kind == "message":
        text = "".join(as_text(part.get("text")) for part in as_objects(item.get("content")))
        kept = {"type": kind, "id": item.get("id"), "phase": item.get("phase"), "length": len(text)}
        return {key: value for key, value in kept.items() if value is not None}
    if kind in CALLS:
        return {key: item[key] for key in ("type", "id", "call_id", "namespace", "caller") if item.get(key) is not None}
    return {key: value for key, value in item.items() if key != "status" and value is not None}


def kept_items(state: Any) -> list[Json] | None:
    """The items of a state of this protocol's, or None if it is another's."""
    if as_object(state).get("protocol") != NAME:
        return None
    return [item for item in as_objects(as_object(state).get("items")) if as_word(item.get("type"))]
