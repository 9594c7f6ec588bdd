"""Makes the stream of a whole reply, as a vendor would have sent it: an oracle that shares no code with modelwire.

`stream_of["openai-chat"](body)` are the events of a stream that says what the body says, each as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from modelwire_codegen.document import is_list


def halves(text: str) -> list[str]:
    """A text in two pieces."""
    middle = len(text) // 2
    return [piece for piece in (text[:middle], text[middle:]) if piece]


def of_completion(body: Any) -> Iterator[Any]:
    """Chunks: each text in two pieces, each call begun by its name, usage on the last, which has no choices."""
    head = {key: value for key, value in body.items() if key not in ("choices", "usage", "object")}
    head["object"] = "chat.completion.chunk"
    for choice in body["choices"]:
        for delta in _deltas(choice["message"]):
            yield {**head, "choices": [{"index": choice.get("index", 0), "delta": delta, "finish_reason": None}]}
        end = {key: value for key, value in choice.items() if key != "message"}
        yield {**head, "choices": [{**end, "delta": {}}]}
    if "usage" in body:
        yield {**head, "choices": [], "usage": body["usage"]}


def _deltas(message: Mapping[str, Any]) -> Iterator[Any]:
    yield {"role": message.get("role", "assistant"), "content": ""}
    for key, value in message.items():
        if key in ("reasoning_content", "reasoning", "content", "refusal") and isinstance(value, str):
            yield from ({key: piece} for piece in halves(value))
        elif key == "content" and is_list(value):
            parts = value
            yield from ({"content": [part]} for part in parts)
        elif key == "tool_calls":
            calls: list[Any] = value or []
            for index, call in enumerate(calls):
                function = call["function"]
                begun: Any = {**call, "index": index, "function": {**function, "arguments": ""}}
                yield {"tool_calls": [begun]}
                told: Any = function["arguments"]
                pieces = halves(told) if isinstance(told, str) else [told]
                yield from ({"tool_calls": [{"index": index, "function": {"arguments": one}}]} for one in pieces)
        elif key not in ("role", "content") and value is not None:
            yield {key: value}


def of_message(body: Any) -> Iterator[Any]:
    """Anthropic's events: each block begun empty and filled by deltas."""
    usage: Any = body.get("usage") or {}
    begun: Any = {**body, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield {"type": "message_start", "message": begun}
    for index, block in enumerate(body["content"]):
        empty, deltas = _block(block)
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    end = {key: body[key] for key in ("stop_reason", "stop_sequence", "stop_details") if key in body}
    yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": usage.get("output_tokens", 0)}}
    yield {"type": "message_stop"}


def _block(block: Any) -> tuple[Any, list[Any]]:
    """A block as it begins, and the deltas that fill it."""
    match block["type"]:
        case "text":
            cited = [{"type": "citations_delta", "citation": one} for one in block.get("citations") or ()]
            pieces = [{"type": "text_delta", "text": piece} for piece in halves(block["text"])]
            return {"type": "text", "text": ""}, [*cited, *pieces]
        case "thinking":
            pieces = [{"type": "thinking_delta", "thinking": piece} for piece in halves(block["thinking"])]
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {"type": "thinking", "thinking": "", "signature": ""}, [*pieces, signed]
        case "tool_use" | "server_tool_use":
            told = json.dumps(block["input"])
            return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": one} for one in halves(told)]
        case _:
            return block, []


def of_candidates(body: Any) -> Iterator[Any]:
    """Gemini's events: one part in each; the last has what ends a candidate, and the counts."""
    head = {key: value for key, value in body.items() if key not in ("candidates", "usageMetadata")}
    ends: list[Any] = []
    for candidate in body.get("candidates") or ():
        content: Any = candidate.get("content") or {}
        place = {"index": candidate["index"]} if "index" in candidate else {}
        parts: list[Any] = content.get("parts") or []
        for part in parts:
            yield {**head, "candidates": [{**place, "content": {**content, "parts": [part]}}]}
        ends.append({key: value for key, value in candidate.items() if key != "content"})
    counts = {"usageMetadata": body["usageMetadata"]} if "usageMetadata" in body else {}
    yield {**head, **({"candidates": ends} if ends else {}), **counts}


def of_llama(body: Any) -> Iterator[Any]:
    """The events of Meta's Llama API: start, progress, complete, metrics."""
    head = {key: value for key, value in body.items() if key == "id"}
    message = body["completion_message"]
    content = message.get("content") or {"type": "text", "text": ""}
    text = content if isinstance(content, str) else content["text"]

    def event(kind: str, **more: Any) -> Any:
        return {**head, "event": {"event_type": kind, **more}}

    yield event("start", delta={"type": "text", "text": ""})
    for piece in halves(text):
        yield event("progress", delta={"type": "text", "text": piece})
    for call in message.get("tool_calls") or ():
        function = call["function"]
        begun = {"type": "tool_call", "id": call["id"], "function": {**function, "arguments": ""}}
        yield event("progress", delta=begun)
        for piece in halves(function["arguments"]):
            yield event("progress", delta={"type": "tool_call", "function": {"arguments": piece}})
    yield event("complete", delta={"type": "text", "text": ""}, stop_reason=message.get("stop_reason"))
    if "metrics" in body:
        yield event("metrics", delta={"type": "text", "text": ""}, metrics=body["metrics"])


stream_of: Final[Mapping[str, Callable[[Any], Iterator[Any]]]] = {
    "openai-chat": of_completion,
    "anthropic-messages": of_message,
    "gemini-generate-content": of_candidates,
    "llama-chat": of_llama,
}


def written(protocol: str, body: Any) -> bytes:
    """The stream's bytes."""
    events = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in stream_of[protocol](body)]
    return b"".join([*events, b"data: [DONE]\n\n"] if protocol == "openai-chat" else events)
