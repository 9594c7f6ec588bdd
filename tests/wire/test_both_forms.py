"""A reply says the same whether it comes whole or as a stream.

Every recorded reply of every chat is fed in both forms to every route of any provider that speaks its protocol.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from modelwire import ChatRequest, ChatResponse
from modelwire_runtime.assembly import assemble
from modelwire_runtime.data import is_object
from modelwire_runtime.errors import ProviderError
from modelwire_runtime.events import EventDecoder
from modelwire_runtime.parameters import Parameters, Plan
from modelwire_runtime.protocols.base import ChatProtocol, Encoding, Malformed, Refusal
from modelwire_runtime.replies import ChatChunk
from modelwire_runtime.requests import given
from tests.generated.providers import CLASSES
from tests.wire.case import Case, load_cases
from tests.wire.stream_of import stream_of, written


@cache
def protocols() -> tuple[tuple[str, ChatProtocol], ...]:
    """Every protocol object of every chat route."""
    found: dict[str, ChatProtocol] = {}
    for provider in CLASSES:
        for number, route in enumerate(provider.endpoints.chat):
            if route.protocol.name in stream_of:
                found[f"{provider.id}-{number}"] = route.protocol
    return tuple(found.items())


def is_whole(case: Case, protocol: str) -> bool:
    """Whether a case's reply is a whole one of a protocol."""
    if case.record.get("logical_request", {}).get("kind") != "chat" and not case.name.startswith(("chat", "composed")):
        return False
    reply = case.reply if "canned_response" in case.record else None
    if reply is None or reply.status != 200 or reply.streamed or reply.aborted:
        return False
    try:
        body: Any = json.loads(reply.body)
    except ValueError:
        return False
    if not is_object(body):
        return False
    match protocol:
        case "openai-chat":
            return bool(body.get("choices")) and "message" in body["choices"][0]
        case "anthropic-messages":
            return body.get("type") == "message" and isinstance(body.get("content"), list)
        case "gemini-generate-content":
            return bool(body.get("candidates") or body.get("promptFeedback"))
        case _:
            return "completion_message" in body


@cache
def cases(protocol: str) -> tuple[Case, ...]:
    return tuple(case for case in load_cases() if is_whole(case, protocol))


def with_plain_arguments(protocol: ChatProtocol, reply: ChatResponse) -> ChatResponse:
    """The reply; where arguments are an object on the wire of a whole reply, without the white space of a stream's."""
    if protocol.name == "anthropic-messages":
        for call in reply.tool_calls:
            call.function.arguments = json.dumps(json.loads(call.function.arguments))
    return reply


def streamed(protocol: ChatProtocol, data: bytes) -> ChatResponse:
    decoder = protocol.decoder()
    events = EventDecoder()
    chunks: list[ChatChunk] = []
    for event in [*events.feed(data), *events.end()]:
        chunks += decoder.feed(event)
    chunks += decoder.end()
    assert decoder.complete
    return with_plain_arguments(protocol, assemble(chunks))


@pytest.mark.parametrize(("name", "protocol"), protocols(), ids=[name for name, _ in protocols()])
def test_both_forms_of_a_reply_are_equal(name: str, protocol: ChatProtocol) -> None:
    tried = 0
    for case in cases(protocol.name):
        data = case.reply.body
        body = json.loads(data)
        if protocol.name == "openai-chat" and not body.get("id"):  # ids that a call lacks are made of the reply's
            body["id"] = "r"
            data = json.dumps(body).encode()
        if b'"reference_ids"' in case.reply.body and getattr(protocol, "reasoning_form", "") == "field":
            continue  # of a vendor whose content comes in parts
        try:
            whole = with_plain_arguments(protocol, protocol.decode(data))
        except (Malformed, Refusal, ProviderError):
            continue
        found = streamed(protocol, written(protocol.name, body))
        differences = {
            field.name: (getattr(whole, field.name), getattr(found, field.name))
            for field in fields(ChatResponse)
            if getattr(whole, field.name) != getattr(found, field.name)
        }
        assert not differences, f"{case}: {differences}"
        tried += 1
    assert tried


def rich(protocol: str) -> Any:
    """A reply with all that its protocol can say."""
    call: Any = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}
    other = {"id": "call_2", "type": "function", "function": {"name": "g", "arguments": "{}"}}
    spoken = [{"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}]
    match protocol:
        case "openai-chat":
            message = {
                "role": "assistant",
                "reasoning_content": "Let me think.",
                "content": "Hello!",
                "refusal": "No.",
                "annotations": [{"type": "url_citation", "url_citation": {"url": "https://a.example"}}],
                "tool_calls": [call, other],
            }
            choice = {"index": 0, "message": message, "logprobs": {"content": spoken}, "finish_reason": "tool_calls"}
            second = {"index": 1, "message": {"role": "assistant", "content": "Ho"}, "finish_reason": "length"}
            usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
            more = {"created": 5, "model": "m", "service_tier": "flex", "system_fingerprint": "fp"}
            return {"id": "c", "object": "chat.completion", "choices": [choice, second], "usage": usage, **more}
        case "anthropic-messages":
            cited = {"type": "char_location", "cited_text": "Hi", "document_index": 0}
            blocks: list[Any] = [
                {"type": "thinking", "thinking": "Let me think.", "signature": "c2ln"},
                {"type": "redacted_thinking", "data": "eA=="},
                {"type": "text", "text": "Hello!", "citations": [cited]},
                {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"x": 1}},
                {"type": "tool_use", "id": "toolu_2", "name": "g", "input": {}},
            ]
            spent: Any = {
                "input_tokens": 7,
                "output_tokens": 5,
                "cache_read_input_tokens": 2,
                "service_tier": "standard",
            }
            head = {"id": "m", "type": "message", "role": "assistant", "model": "m"}
            return {**head, "content": blocks, "stop_reason": "tool_use", "usage": spent}
        case "gemini-generate-content":
            parts: list[Any] = [
                {"text": "Let me think.", "thought": True},
                {"text": "Hello!"},
                {"functionCall": {"id": "1", "name": "f", "args": {"x": 1}}, "thoughtSignature": "c2ln"},
                {"functionCall": {"id": "2", "name": "g", "args": {}}},
            ]
            candidate = {"index": 0, "content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
            counts = {"promptTokenCount": 7, "candidatesTokenCount": 3, "thoughtsTokenCount": 2, "totalTokenCount": 12}
            more = {"responseId": "r", "modelVersion": "m"}
            return {"candidates": [candidate], "usageMetadata": counts, **more}
        case _:
            content = {"type": "text", "text": "Hello!"}
            told = {"role": "assistant", "content": content, "tool_calls": [call, other], "stop_reason": "tool_calls"}
            metrics = [{"metric": "num_prompt_tokens", "value": 7}, {"metric": "num_completion_tokens", "value": 5}]
            return {"id": "l", "completion_message": told, "metrics": metrics}


@pytest.mark.parametrize(("name", "protocol"), protocols(), ids=[name for name, _ in protocols()])
def test_both_forms_of_all_that_can_be_said(name: str, protocol: ChatProtocol) -> None:
    body = rich(protocol.name)
    whole = with_plain_arguments(protocol, protocol.decode(json.dumps(body).encode()))
    assert len(whole.tool_calls) == 2 and whole.text == "Hello!"
    assert streamed(protocol, written(protocol.name, body)).model_dump() == whole.model_dump()


@pytest.mark.parametrize(("name", "protocol"), protocols(), ids=[name for name, _ in protocols()])
def test_a_history_moved_to_any_other_says_what_it_left_out(name: str, protocol: ChatProtocol) -> None:
    """What is signed (``c2ln``) stays with those who signed it; what is left out is named by message and field."""
    message = protocol.decode(json.dumps(rich(protocol.name)).encode()).message
    results = [{"role": "tool", "tool_call_id": call.id, "content": "1"} for call in message.tool_calls or ()]
    history: list[Any] = [{"role": "user", "content": "?"}, json.loads(message.model_dump_json()), *results]
    for other, target in protocols():
        request = ChatRequest(model="m", messages=history)
        plan = Plan("here", "m", Parameters(sent=tuple(ChatRequest.PARAMETERS)), ())
        encoding = Encoding("here", "m", plan.settle(given(request), "raise"), False)
        text = json.dumps(target.encode(request, encoding))
        left = {note.parameter for note in encoding.adjustments}
        own = target.name == protocol.name
        own = own and getattr(target, "state_origin", "") == getattr(protocol, "state_origin", "")
        assert ("c2ln" in text) == (own and message.reasoning_state is not None), (name, other)
        assert "Hello!" in text and "reasoning_state" not in text, (name, other)
        assert ("messages[1].reasoning_state" in left) == (message.reasoning_state is not None and not own)
        assert (
            "Let me think." in text or "messages[1].reasoning_content" in left or own or protocol.name == "llama-chat"
        )
