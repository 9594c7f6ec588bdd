"""What a canned reply says, read straight from its bytes: an oracle that shares no code with modelwire.

One :class:`Shape` for each shape of reply on the wire; a shape reads a whole body and the events of a stream. It knows
what the recorded cases hold and no more: where a vendor says something new, its cases tell what to add here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from tests.wire.case import Reply


@dataclass(frozen=True, slots=True)
class Tokens:
    """Counts in the contract's terms: all input, all output, what is told of their parts, and of what they cost."""

    prompt: int = 0
    completion: int = 0
    total: int = 0
    cached: int = 0
    written: int = 0
    reasoning: int = 0
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call; ``id`` is None where the vendor gives none, so that any will do."""

    id: str | None
    name: str
    arguments: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reply must come out as."""

    id: str = ""
    model: str = ""
    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    calls: tuple[Call, ...] = ()
    finish: str | None = None
    native: str | None = None
    usage: Tokens = field(default_factory=Tokens)


@dataclass(frozen=True)
class Shape:
    """How the replies of one protocol are read.

    `read` takes a whole body, `put_together` makes one of a stream's events, and `said` takes the text from any events.
    """

    read: Callable[[Any], Answer]
    put_together: Callable[[list[Any]], Any]
    said: Callable[[list[Any]], str]

    def answer(self, reply: Reply) -> Answer:
        """What a reply says, however it came; of a stream that was cut, what it had said."""
        return self.read(self.put_together(read_events(reply.body)) if reply.streamed else json.loads(reply.body))


def read_events(body: bytes) -> list[Any]:
    """The JSON of a stream's events, up to the first that is none."""
    events: list[Any] = []
    for block in re.split("(?:\r\n|\r|\n){2,}", body.decode(errors="ignore")):
        lines = [line[5:].lstrip() for line in re.split("\r\n|\r|\n", block) if line.startswith("data:")]
        if not lines or lines == ["[DONE]"]:
            continue
        try:
            event = json.loads("\n".join(lines))
        except ValueError:
            break
        if "error" in event or event.get("object") == "error":
            break
        events.append(event)
    return events


# --- OpenAI's chat completions ------------------------------------------------------------------------------

COMPLETION_FINISH: Final[Mapping[str, str]] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
    "insufficient_system_resource": "error",
    "model_length": "length",
    "error": "error",
}


def read_completion(body: Any) -> Answer:
    if body.get("object") == "response":
        return read_response(body)
    id, model = (str(body.get(key) or "") for key in ("id", "model"))
    if not body["choices"]:
        return Answer(id=id, model=model)
    choice = body["choices"][0]
    message, reason = choice["message"], choice.get("finish_reason")
    return Answer(
        id=id,
        model=model,
        text=_said(message.get("content")),
        reasoning=message.get("reasoning_content") or message.get("reasoning") or _thought(message.get("content")),
        refusal=message.get("refusal") or "",
        calls=tuple(
            Call(call.get("id") or None, call["function"]["name"], read_arguments(call["function"]["arguments"]))
            for call in message.get("tool_calls") or ()
        ),
        finish=COMPLETION_FINISH[reason] if reason else None,
        native=choice.get("native_finish_reason") or reason,
        usage=read_completion_usage(body.get("usage")),
    )


def read_arguments(told: Any) -> Any:
    return json.loads(told) if isinstance(told, str) else told


def _said(content: Any) -> str:
    """The text of a message's content, which is a string or a list of parts."""
    return "".join(part["text"] for part in _parts(content) if part["type"] == "text")


def _thought(content: Any) -> str:
    """The thinking among the parts of a message's content."""
    return "".join(_joined(part["thinking"], "text") for part in _parts(content) if part["type"] == "thinking")


def _parts(content: Any) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def put_chunks_together(events: list[Any]) -> Any:
    if any(str(event.get("type")).startswith("response.") for event in events):
        return put_response_together(events)
    events = [event.get("data", event) for event in events]  # mistralai wraps what it reads
    pieces = [choice for event in events for choice in event["choices"]]
    deltas: list[Any] = [piece.get("delta") or {} for piece in pieces]
    calls: dict[int, list[Any]] = {}
    for delta in deltas:
        for piece in delta.get("tool_calls") or ():
            calls.setdefault(piece.get("index", len(calls)), []).append(piece)
    message: dict[str, Any] = {"role": "assistant", "content": _put_content_together(deltas)}
    for key in ("reasoning_content", "reasoning", "refusal"):
        if any(key in delta for delta in deltas):
            message[key] = _joined(deltas, key)
    if calls:
        message["tool_calls"] = [_put_call_together(calls[index]) for index in sorted(calls)]
    details: dict[Any, list[Any]] = {}
    for detail in (detail for delta in deltas for detail in delta.get("reasoning_details") or ()):
        details.setdefault((detail["index"], detail["type"]), []).append(detail)
    if details:
        message["reasoning_details"] = [_put_detail_together(pieces) for pieces in details.values()]
    reasons = {key: _last(piece.get(key) for piece in pieces) for key in ("finish_reason", "native_finish_reason")}
    choice = {"index": 0, "message": message, **reasons}
    head: dict[str, Any] = {key: _last(event.get(key) for event in events) or "" for key in ("id", "model")}
    usage = _last(told.get("usage") for told in (*pieces, *events))  # beside the choices, or else in one
    return {"object": "chat.completion", "created": 0, **head, "choices": [choice] if pieces else [], "usage": usage}


def _put_content_together(deltas: list[Any]) -> Any:
    """The text that deltas add up to; where some hold other parts than text, the parts."""
    parts: list[Any] = []
    for piece in (piece for delta in deltas for piece in _parts(delta.get("content"))):
        last: dict[str, Any] = parts[-1] if parts else {}
        if piece["type"] not in ("text", "thinking") or piece["type"] != last.get("type"):
            parts.append(piece)
        elif piece["type"] == "text":
            parts[-1] = {**last, "text": last["text"] + piece["text"]}
        else:
            text = _joined([*last["thinking"], *piece["thinking"]], "text")
            parts[-1] = {**last, **piece, "thinking": [{"type": "text", "text": text}]}
    if all(part["type"] == "text" for part in parts):
        return _said(parts) or None
    return [part for part in parts if part != {"type": "text", "text": ""}]


def _put_call_together(pieces: list[Any]) -> Any:
    functions = [piece["function"] for piece in pieces]
    name = _last(function.get("name") for function in functions)
    told: list[Any] = [function.get("arguments") for function in functions]
    whole = next((arguments for arguments in told if not isinstance(arguments, str | None)), None)
    function = {"name": name, "arguments": whole or _joined(functions, "arguments")}
    return {"id": _last(piece.get("id") for piece in pieces), "type": "function", "function": function}


def _put_detail_together(pieces: list[Any]) -> Any:
    """OpenRouter's details of one index and type: their texts joined, the rest as last told."""
    whole = {key: _last(piece.get(key) for piece in pieces) for piece in pieces for key in piece}
    texts = {key: _joined(pieces, key) for key in ("text", "summary", "data") if key in whole}
    return {**whole, "index": pieces[0]["index"], **texts}


CACHED: Final = ("num_cached_tokens", "prompt_cache_hit_tokens", "cached_tokens")
"""Where vendors told the tokens read from a cache before OpenAI had a place for them."""


def read_completion_usage(usage: Any) -> Tokens:
    if not usage:
        return Tokens()
    given: dict[str, Any] = usage.get("prompt_tokens_details") or {}
    taken: dict[str, Any] = usage.get("completion_tokens_details") or {}
    reasoning = taken.get("reasoning_tokens", 0)
    beside = reasoning if reasoning > usage["completion_tokens"] else 0  # more than the whole: not counted in it
    return Tokens(
        prompt=usage["prompt_tokens"],
        completion=usage["completion_tokens"] + beside,
        total=usage["total_tokens"] + beside,
        cached=given.get("cached_tokens") or next((usage[name] for name in CACHED if usage.get(name)), 0),
        written=given.get("cache_write_tokens", 0),
        reasoning=reasoning,
        cost=next((Decimal(str(usage[key])) for key in ("cost", "estimated_cost") if usage.get(key)), None),
    )


# --- Anthropic's messages -----------------------------------------------------------------------------------

MESSAGE_FINISH: Final[Mapping[str, str]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


def read_message(body: Any) -> Answer:
    blocks = body["content"]
    native = body["stop_reason"]
    details: dict[str, Any] = body.get("stop_details") or {}
    return Answer(
        id=body["id"],
        model=body["model"],
        text=_joined(blocks, "text"),
        reasoning=_joined(blocks, "thinking"),
        refusal=details.get("explanation") or "",
        calls=tuple(Call(b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use"),
        finish=MESSAGE_FINISH[native] if native else None,
        native=native,
        usage=read_message_usage(body["usage"]),
    )


def put_message_together(events: list[Any]) -> Any:
    body: dict[str, Any] = {"id": "", "model": "", "content": [], "stop_reason": None, "usage": {}}
    json_texts: dict[int, str] = {}
    for event in events:
        match event:
            case {"type": "message_start", "message": message}:
                body |= message
            case {"type": "content_block_start", "content_block": block}:
                body["content"].append(dict(block))
            case {"type": "content_block_delta", "index": index, "delta": delta}:
                block = body["content"][index]
                for key in ("text", "thinking", "signature"):
                    if key in delta:
                        block[key] = block.get(key, "") + delta[key]
                if "partial_json" in delta:
                    json_texts[index] = json_texts.get(index, "") + delta["partial_json"]
            case {"type": "message_delta", "delta": delta, "usage": usage}:
                body["stop_reason"], body["stop_details"] = delta["stop_reason"], delta.get("stop_details")
                body["usage"] = {**body["usage"], **usage}
            case _:
                pass
    for index, text in json_texts.items():
        body["content"][index]["input"] = json.loads(text or "{}")
    return body


def read_message_usage(usage: Any) -> Tokens:
    read, written = usage.get("cache_read_input_tokens", 0), usage.get("cache_creation_input_tokens", 0)
    prompt = usage.get("input_tokens", 0) + read + written
    completion = usage.get("output_tokens", 0)
    thinking = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
    return Tokens(prompt, completion, prompt + completion, read, written, thinking)


# --- Gemini's generateContent -------------------------------------------------------------------------------

CANDIDATE_FINISH: Final[Mapping[str, str]] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "MALFORMED_FUNCTION_CALL": "error",
    "BRAND_NEW_REASON": "stop",  # an unknown word is not an error: it stands in `native_finish_reason`
}


def read_candidates(body: Any) -> Answer:
    candidate: dict[str, Any] = body["candidates"][0] if body.get("candidates") else {}
    parts: list[Any] = candidate.get("content", {}).get("parts", [])
    calls = tuple(
        Call(part["functionCall"].get("id"), part["functionCall"]["name"], part["functionCall"]["args"])
        for part in parts
        if "functionCall" in part
    )
    native = candidate.get("finishReason") or body.get("promptFeedback", {}).get("blockReason")
    finish = CANDIDATE_FINISH[native] if native else None
    return Answer(
        id=body.get("responseId", ""),
        model=body.get("modelVersion", ""),
        text=_joined((part for part in parts if not part.get("thought")), "text"),
        reasoning=_joined((part for part in parts if part.get("thought")), "text"),
        calls=calls,
        finish="tool_calls" if calls and finish == "stop" else finish,
        native=native,
        usage=read_candidate_usage(body["usageMetadata"]) if native else Tokens(),
    )


def put_candidates_together(events: list[Any]) -> Any:
    candidates = [event["candidates"][0] for event in events if event.get("candidates")]
    parts = [part for candidate in candidates for part in candidate.get("content", {}).get("parts", [])]
    finish = _last(candidate.get("finishReason") for candidate in candidates)
    whole = {"content": {"role": "model", "parts": parts}, **({"finishReason": finish} if finish else {})}
    return {**events[-1], "candidates": [whole]}


def read_candidate_usage(usage: Any) -> Tokens:
    thoughts = usage.get("thoughtsTokenCount", 0)
    return Tokens(
        prompt=usage["promptTokenCount"],
        completion=usage.get("candidatesTokenCount", 0) + thoughts,
        total=usage["totalTokenCount"],
        cached=usage.get("cachedContentTokenCount", 0),
        reasoning=thoughts,
    )


# --- Meta's Llama API ---------------------------------------------------------------------------------------

LLAMA_FINISH: Final[Mapping[str, str]] = {"stop": "stop", "length": "length", "tool_calls": "tool_calls"}


def read_completion_message(body: Any) -> Answer:
    message = body["completion_message"]
    content: Any = message.get("content")
    native = message.get("stop_reason")
    return Answer(
        id=body["id"],
        text=content if isinstance(content, str) else (content or {"text": ""})["text"],
        calls=tuple(
            Call(call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
            for call in message.get("tool_calls") or ()
        ),
        finish=LLAMA_FINISH[native] if native else None,
        native=native,
        usage=read_metrics(body.get("metrics") or ()),
    )


def put_completion_message_together(events: list[Any]) -> Any:
    told = [event["event"] for event in events if "event" in event]
    deltas = [event["delta"] for event in told]
    calls: list[list[Any]] = []
    for delta in deltas:
        if delta["type"] == "tool_call":
            if "id" in delta:
                calls.append([])
            calls[-1].append(delta)
    message: dict[str, Any] = {"role": "assistant", "content": {"type": "text", "text": _joined(deltas, "text")}}
    if calls:
        message["tool_calls"] = [_put_call_together(pieces) for pieces in calls]
    message["stop_reason"] = _last(event.get("stop_reason") for event in told)
    metrics = _last(event.get("metrics") for event in told)
    return {"id": _last(event.get("id") for event in events), "completion_message": message, "metrics": metrics}


def read_metrics(metrics: Iterable[Any]) -> Tokens:
    counts = {metric["metric"]: metric["value"] for metric in metrics}
    return Tokens(
        prompt=counts.get("num_prompt_tokens", 0),
        completion=counts.get("num_completion_tokens", 0),
        total=counts.get("num_total_tokens", 0),
    )


def _last(values: Iterable[Any]) -> Any:
    return next((value for value in reversed(list(values)) if value), None)


def _joined(pieces: Iterable[Any], key: str) -> str:
    return "".join(piece.get(key) or "" for piece in pieces)


def said_in_chunks(events: list[Any]) -> str:
    if any(str(event.get("type")).startswith("response.") for event in events):
        return "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    return _said_in(choice.get("delta") or {} for event in events for choice in event["choices"])


def _said_in(deltas: Iterable[Any]) -> str:
    return "".join(_said(delta.get("content")) for delta in deltas)


def said_in_message_events(events: list[Any]) -> str:
    return _joined((event.get("delta", {}) for event in events), "text")


def said_in_candidates(events: list[Any]) -> str:
    return read_candidates(put_candidates_together(events)).text


def said_in_completion_message(events: list[Any]) -> str:
    return _joined((event["event"]["delta"] for event in events), "text")


# --- OpenAI's Responses API -----------------------------------------------------------------------------------

RESPONSE_FINISH: Final[Mapping[str, str]] = {"max_output_tokens": "length", "content_filter": "content_filter"}


def read_response(body: Any) -> Answer:
    parts: list[Any] = [part for item in body["output"] if item["type"] == "message" for part in item["content"]]
    thoughts: list[Any] = [part for item in body["output"] if item["type"] == "reasoning" for part in item["summary"]]
    calls = tuple(
        Call(item["call_id"], item["name"], json.loads(item["arguments"]))
        for item in body["output"]
        if item["type"] == "function_call"
    )
    incomplete: dict[str, Any] = body.get("incomplete_details") or {}
    reason = incomplete.get("reason")
    return Answer(
        id=body["id"],
        model=body["model"],
        text="".join(part["text"] for part in parts if part["type"] == "output_text"),
        reasoning="\n\n".join(part["text"] for part in thoughts),
        refusal="".join(part["refusal"] for part in parts if part["type"] == "refusal"),
        calls=calls,
        finish=RESPONSE_FINISH[reason] if reason else "tool_calls" if calls else "stop",
        native=reason or body["status"],
        usage=read_response_usage(body.get("usage")),
    )


def read_response_usage(usage: Any) -> Tokens:
    if not usage:
        return Tokens()
    return Tokens(
        prompt=usage["input_tokens"],
        completion=usage["output_tokens"],
        total=usage["total_tokens"],
        cached=usage["input_tokens_details"]["cached_tokens"],
        written=usage["input_tokens_details"].get("cache_write_tokens", 0),
        reasoning=usage["output_tokens_details"]["reasoning_tokens"],
    )


def put_response_together(events: list[Any]) -> Any:
    """The response that the last event tells; of a stream that was cut, what its deltas said."""
    if (last := events[-1])["type"] in ("response.completed", "response.incomplete"):
        return last["response"]
    said = [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
    content = [{"type": "output_text", "text": "".join(said)}]
    return {**events[0]["response"], "output": [{"type": "message", "content": content}] if said else []}


CHAT_COMPLETIONS: Final = Shape(read_completion, put_chunks_together, said_in_chunks)
MESSAGES: Final = Shape(read_message, put_message_together, said_in_message_events)
GENERATE_CONTENT: Final = Shape(read_candidates, put_candidates_together, said_in_candidates)
LLAMA_CHAT: Final = Shape(read_completion_message, put_completion_message_together, said_in_completion_message)
