"""Messages as OpenTelemetry's conventions write them; each row was held against their JSON Schemas (v1.41.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelwire_runtime.replies import ChatResponse, Choice, Function, Message, ToolCall
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.telemetry_content import answered, asked

PNG = "data:image/png;base64,SECRETBYTES"


def get_weather(location: str) -> str:
    """Tell the weather."""
    return location


def part(kind: str, inner: Any) -> Any:
    return {"type": kind, kind: inner}


PARTS: list[tuple[Any, dict[str, Any]]] = [
    (part("text", "Hi"), {"type": "text", "content": "Hi"}),
    (part("refusal", "No"), {"type": "refusal", "content": "No"}),
    (
        part("image_url", {"url": "https://a.example/b.png"}),
        {"type": "uri", "modality": "image", "uri": "https://a.example/b.png"},
    ),
    (part("image_url", {"url": PNG}), {"type": "blob", "modality": "image", "mime_type": "image/png", "content": ""}),
    (
        part("input_audio", {"data": "SECRETBYTES", "format": "wav"}),
        {"type": "blob", "modality": "audio", "mime_type": "audio/wav", "content": ""},
    ),
    (part("file", {"file_id": "f-1"}), {"type": "file", "modality": "document", "file_id": "f-1"}),
    (
        part("file", {"file_data": "data:application/pdf;base64,SECRETBYTES", "filename": "a.pdf"}),
        {"type": "blob", "modality": "document", "mime_type": "application/pdf", "content": ""},
    ),
    (
        part("file", {"file_data": "SECRETBYTES"}),
        {"type": "blob", "modality": "document", "mime_type": None, "content": ""},
    ),
    ({"type": "made_up", "what": 1}, {"type": "made_up"}),
]


@pytest.mark.parametrize(
    ("given", "written"), PARTS, ids=[f"{given['type']}-{n}" for n, (given, _) in enumerate(PARTS)]
)
def test_a_part(given: Any, written: dict[str, Any]) -> None:
    text = asked(ChatRequest(model="m", messages=[{"role": "user", "content": [given]}]))["gen_ai.input.messages"]
    assert json.loads(text) == [{"role": "user", "parts": [written]}]
    assert "SECRETBYTES" not in text


def test_a_conversation_with_tools() -> None:
    said = Message(
        content="Let me look.",
        reasoning_content="Hm.",
        tool_calls=[ToolCall(id="c1", function=Function(name="get_weather", arguments='{"location": "Paris"}'))],
    )
    request = ChatRequest(
        model="m",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Weather?", "name": "ada"},
            said,
            {"role": "tool", "tool_call_id": "c1", "content": "rainy"},
            {"role": "tool", "tool_call_id": "c2", "content": [{"type": "text", "text": "sunny"}]},
        ],
        tools=[get_weather, {"type": "function", "function": {"name": "other"}}, {"type": "web_search"}],
    )
    written = asked(request)
    assert json.loads(written["gen_ai.input.messages"]) == [
        {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
        {"role": "user", "parts": [{"type": "text", "content": "Weather?"}], "name": "ada"},
        {
            "role": "assistant",
            "parts": [
                {"type": "reasoning", "content": "Hm."},
                {"type": "text", "content": "Let me look."},
                {"type": "tool_call", "id": "c1", "name": "get_weather", "arguments": {"location": "Paris"}},
            ],
        },
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "rainy"}]},
        {
            "role": "tool",
            "parts": [{"type": "tool_call_response", "id": "c2", "response": [{"type": "text", "content": "sunny"}]}],
        },
    ]
    assert json.loads(written["gen_ai.tool.definitions"]) == [
        {"type": "function", "name": "get_weather"},
        {"type": "function", "name": "other"},
        {"type": "web_search", "name": "web_search"},
    ]


def test_an_answer() -> None:
    cut = Message(content=None, tool_calls=[ToolCall(id="c1", function=Function(name="f", arguments='{"a'))])
    reply = ChatResponse(
        choices=[Choice(message=Message(content="Hi"), finish_reason="tool_calls"), Choice(message=cut)]
    )
    assert json.loads(answered(reply)["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hi"}], "finish_reason": "tool_call"},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "id": "c1", "name": "f", "arguments": '{"a'}],
            "finish_reason": "error",
        },
    ]
    assert answered(ChatResponse()) == {}
