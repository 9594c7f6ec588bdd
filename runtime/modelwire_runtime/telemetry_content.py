"""What was said, as OpenTelemetry's conventions write it: messages with roles and parts, as JSON text.

The shapes are those of gen-ai-input-messages.json, gen-ai-output-messages.json and gen-ai-tool-definitions.json in
https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai (read 2026-11-27).  The bytes of images,
sound and files are left out: a part tells what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .data import is_listed, is_mapping, plain
from .replies import ChatResponse
from .requests import ChatRequest
from .tools import plain_tools

FINISHED = {"tool_calls": "tool_call"}
"""Why a message ended, where the conventions' word is another."""
Part = dict[str, Any]


def asked(request: ChatRequest) -> dict[str, str]:
    """The attributes that hold what a chat was asked with."""
    found = {"gen_ai.input.messages": _json([_message(plain(message)) for message in request.messages])}
    if request.tools:
        found["gen_ai.tool.definitions"] = _json([_tool(plain(tool)) for tool in plain_tools(request.tools)])
    return found


def answered(reply: ChatResponse) -> dict[str, str]:
    """The attributes that hold what the model answered."""
    messages = [
        {
            **_message(plain(choice.message)),
            "finish_reason": FINISHED.get(choice.finish_reason or "error", choice.finish_reason or "error"),
        }
        for choice in reply.choices
    ]
    return {"gen_ai.output.messages": _json(messages)} if messages else {}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    role, content = message.get("role"), message.get("content")
    parts: list[Part] = []
    if thinking := message.get("reasoning_content"):
        parts.append({"type": "reasoning", "content": thinking})
    said = list(_parts(content))
    if role == "tool":
        text = content if isinstance(content, str) else said
        parts.append({"type": "tool_call_response", "id": message.get("tool_call_id"), "response": text})
    else:
        parts += said
    parts += _parts(message.get("images"))
    if refusal := message.get("refusal"):
        parts.append({"type": "refusal", "content": refusal})
    parts += map(_tool_call, message.get("tool_calls") or ())
    written: dict[str, Any] = {"role": role, "parts": parts}
    if name := message.get("name"):
        written["name"] = name
    return written


def _parts(content: Any) -> Iterator[Part]:
    if isinstance(content, str):
        if content:
            yield {"type": "text", "content": content}
    elif is_listed(content):
        for part in content:
            if is_mapping(part):
                yield _part(part)


def _part(part: Mapping[str, Any]) -> Part:
    kind = part.get("type")
    inner: Any = part.get(str(kind))
    if kind in ("text", "refusal"):
        return {"type": kind, "content": inner}
    if not is_mapping(inner):
        return {"type": str(kind)}
    if kind == "image_url":
        return _media("image", inner.get("url"))
    if kind == "input_audio":
        return _blob("audio", f"audio/{inner.get('format')}")
    if kind == "file":
        if file_id := inner.get("file_id"):
            return {"type": "file", "modality": "document", "file_id": file_id}
        return _media("document", inner.get("file_data"))
    return {"type": str(kind)}


def _media(modality: str, address: Any) -> Part:
    """An address, or what kind of data stands in its place."""
    if isinstance(address, str) and address.startswith("data:"):
        return _blob(modality, address[5:].partition(",")[0].partition(";")[0])
    if isinstance(address, str) and "://" in address:
        return {"type": "uri", "modality": modality, "uri": address}
    return _blob(modality, None)


def _blob(modality: str, mime_type: str | None) -> Part:
    return {"type": "blob", "modality": modality, "mime_type": mime_type, "content": ""}


def _tool_call(call: Mapping[str, Any]) -> Part:
    function: Mapping[str, Any] = call.get("function") or {}
    arguments = function.get("arguments")
    return {
        "type": "tool_call",
        "id": call.get("id"),
        "name": function.get("name"),
        "arguments": _parsed(arguments) if isinstance(arguments, str) else arguments,
    }


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    """A tool by its name alone: what the conventions recommend, since descriptions and schemas may be large."""
    function: Any = tool.get("function")
    name = function.get("name") if is_mapping(function) else tool.get("name")
    return {"type": tool.get("type", "function"), "name": name or tool.get("type", "function")}


def _parsed(text: str) -> Any:
    from pydantic_core import from_json

    try:
        return from_json(text)
    except ValueError:
        return text  # as far as it came


def _json(value: Any) -> str:
    from pydantic_core import to_json

    return to_json(value, serialize_unknown=True).decode()
