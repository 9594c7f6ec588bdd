"""OpenAI chat completions, and the many APIs that follow them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, cast

from pydantic_core import ValidationError, to_json

from ..data import is_array, is_object, validator
from ..parameters import Adjustment
from ..replies import ChatChunk, ChatResponse, Delta, FinishReason, FunctionDelta, Message, Usage
from ..requests import ChatRequest, plain_messages
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Structured,
    at,
    check_envelope,
    parse,
    unexpected,
)

FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "error": "error",
}
OURS = ("reasoning_content", "reasoning_state", "annotations")
"""Keys of an assistant message that are ours, or a reply's only."""


def _mapping() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class OpenAIChat(ChatProtocol):
    """OpenAI chat completions.

    ``stream_usage`` asks for usage in streams by ``stream_options``; ``roles`` renames roles; ``reasoning_replay``
    says on which assistant turns ``reasoning_content`` is sent back; ``tool_content`` whether a tool's result must be
    a string; ``tool_ids`` which ids of tool calls are taken; ``usage_fields`` where usage stands that has a place of
    its own; ``finish_reasons`` adds words for why a reply ended; ``structured_output`` is how a reply that fits a
    schema is asked for; ``message_fields`` are further keys that messages may have.
    """

    name: ClassVar[str] = "openai-chat"

    stream_usage: bool = True
    roles: Mapping[str, str] = field(default_factory=_mapping)
    reasoning_replay: Literal["never", "tool-turns", "always"] = "never"
    tool_content: Literal["any", "string"] = "any"
    tool_ids: Literal["any", "nine-alphanumerics"] = "any"
    model_in_body: bool = True
    usage_fields: Mapping[str, str] = field(default_factory=_mapping)
    finish_reasons: Mapping[str, FinishReason] = field(default_factory=_mapping)
    structured_output: Literal["json-schema", "json-object", "tool"] = "json-schema"
    message_fields: tuple[str, ...] = ()

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as given, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(self.message_fields), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        body["messages"] = [self._message(index, m, encoding) for index, m in enumerate(messages)]
        self.place(body, encoding.settled)
        if encoding.stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def _message(self, index: int, message: dict[str, Any], encoding: Encoding) -> dict[str, Any]:
        """The message as this vendor takes it; the caller's own dict wherever nothing has to change."""
        role = message["role"]
        if role in self.roles:
            message = {**message, "role": self.roles[role]}
        if role == "assistant":
            message = self._assistant(index, message, encoding)
        elif role == "tool":
            message = self._tool(message)
        if is_array(content := message.get("content")):
            message = _without_cache_control(index, message, content, encoding)
        return message

    def _assistant(self, index: int, message: dict[str, Any], encoding: Encoding) -> dict[str, Any]:
        calls = message.get("tool_calls")
        if any(key in message for key in OURS):
            reasoning = message.get("reasoning_content")
            replay = self.reasoning_replay == "always" or (self.reasoning_replay == "tool-turns" and calls)
            if message.get("reasoning_state"):
                encoding.adjustments.append(Adjustment(f"messages[{index}].reasoning_state", "left out"))
            if reasoning and self.reasoning_replay == "never":
                encoding.adjustments.append(Adjustment(f"messages[{index}].reasoning_content", "left out"))
            message = {key: value for key, value in message.items() if key not in OURS}
            if reasoning and replay:
                message["reasoning_content"] = reasoning
        if calls and self.tool_ids != "any":
            message = {
                **message,
                "tool_calls": [{**call, "id": nine_alphanumerics(call["id"])} for call in calls],
            }
        return message

    def _tool(self, message: dict[str, Any]) -> dict[str, Any]:
        if "name" in message and "name" not in self.message_fields:
            message = {key: value for key, value in message.items() if key != "name"}
        if self.tool_ids != "any":
            message = {**message, "tool_call_id": nine_alphanumerics(message["tool_call_id"])}
        if self.tool_content == "string" and isinstance(message["content"], list):
            message = {**message, "content": "".join(part.get("text", "") for part in message["content"])}
        return message

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        try:
            reply: ChatResponse = validator(ChatResponse).validate_json(data)
        except ValidationError as error:
            raise unexpected(data) from error
        if not reply.choices:
            raise unexpected(data)
        for choice in reply.choices:
            choice.message = choice.message or Message()
            _settle_message(choice.message)
            self.settle_finish(choice)
            if choice.finish_reason == "error":
                check_envelope(parse(data))
        settle_head(reply)
        usage = reply.usage
        reply.usage = settle_usage(usage) if usage else Usage()
        if self.usage_fields:
            self._fill_usage(reply.usage, parse(data))
        return reply

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return OpenAIChatDecoder(self)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``, or by a tool that must be called."""
        if self.structured_output == "json-schema":
            wanted = {"name": name, "schema": schema, "strict": True}
            return Structured({"response_format": {"type": "json_schema", "json_schema": wanted}})
        if self.structured_output == "json-object":
            text = to_json(schema).decode()
            return Structured(
                {"response_format": {"type": "json_object"}},
                instruction=f"Answer with one JSON object that fits this JSON schema, and nothing else:\n{text}",
            )
        return tool_for_schema(schema, name)

    def settle_finish(self, choice: Any) -> None:
        """Set the unified reason beside the vendor's own word."""
        native = choice.finish_reason
        if native is not None:
            choice.native_finish_reason = choice.native_finish_reason or native
            choice.finish_reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")

    def _fill_usage(self, usage: Usage, body: Any) -> None:
        """Take from the vendor's own fields what the usual ones don't tell."""
        for unified, vendor in self.usage_fields.items():
            *parents, last = unified.split(".")
            holder: Any = usage
            for parent in parents:
                holder = getattr(holder, parent)
            if not getattr(holder, last) and isinstance(count := at(body, f"usage.{vendor}"), int):
                setattr(holder, last, count)

    def chunk_usage(self, chunk: ChatChunk, event: bytes) -> None:
        """Settle the usage of a chunk that has one."""
        assert chunk.usage is not None
        chunk.usage = settle_usage(chunk.usage)
        if self.usage_fields:
            self._fill_usage(chunk.usage, parse(event))


class OpenAIChatDecoder(ChatDecoder):
    """Decodes one stream of chat-completion chunks, which ``[DONE]`` ends."""

    def __init__(self, protocol: OpenAIChat) -> None:
        self._protocol = protocol
        self._validate = validator(ChatChunk).validate_json
        self._calls: dict[int, ToolIndex] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event."""
        if event == b"[DONE]":
            self.complete = self.finished = True
            return []
        try:
            chunk: ChatChunk = self._validate(event)
        except ValidationError as error:
            raise unexpected(event) from error
        if chunk.choices:
            for choice in chunk.choices:
                choice.delta = delta = choice.delta or Delta()  # it may be null on the wire
                if delta.tool_calls:
                    self._calls.setdefault(choice.index, ToolIndex()).settle(delta.tool_calls)
                if is_array(delta.content):
                    _settle_delta(delta)
                if choice.finish_reason is not None:
                    self._protocol.settle_finish(choice)
                    if choice.finish_reason == "error":
                        check_envelope(parse(event))
        else:
            if chunk.usage is None:
                check_envelope(parse(event))
            chunk.choices = []
        if chunk.usage is not None:
            self._protocol.chunk_usage(chunk, event)
        settle_head(chunk)
        return [chunk]


class ToolIndex:
    """Numbers the tool calls of one streamed message.

    Most vendors number them; some leave the index out, and some give a second call the index of the first.
    """

    def __init__(self) -> None:
        self._known: dict[Any, tuple[int, str | None]] = {}
        self._last: Any = None

    def settle(self, pieces: Sequence[Any]) -> None:
        """Give each piece the index of the call it belongs to, and its arguments as text."""
        for piece in pieces:
            key = piece.index if isinstance(piece.index, int) else (piece.id or self._last)
            known = self._known.get(key)
            if known is None or (piece.id and known[1] and piece.id != known[1]):
                known = (len(self._known), piece.id)
                if key in self._known:
                    self._known[object()] = self._known[key]
                self._known[key] = known
            self._last = key
            piece.index = known[0]
            function = piece.function
            if function is None:
                piece.function = FunctionDelta()
            elif function.arguments is not None and not isinstance(function.arguments, str):
                function.arguments = to_json(function.arguments).decode()


def settle_head(reply: Any) -> None:
    """Make good the nulls that vendors send for what they do not have."""
    if reply.id is None:
        reply.id = ""
    if reply.model is None:
        reply.model = ""
    if reply.created is None:
        reply.created = 0


def settle_usage(usage: Usage) -> Usage:
    """The same counts, with zero for what is null and a total where it is missing."""
    for holder in (usage, usage.prompt_tokens_details, usage.completion_tokens_details):
        for name in holder.__dataclass_fields__ if holder else ():
            if getattr(holder, name) is None:
                default = holder.__dataclass_fields__[name]
                setattr(holder, name, 0 if default.default == 0 else cast(Any, default.default_factory)())
    if not usage.total_tokens:
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
    return usage


def tool_for_schema(schema: Mapping[str, Any], name: str) -> Structured:
    """Asks for a reply that fits a schema by a tool that must be called."""
    function = {"name": name, "description": "Give the answer.", "parameters": schema}
    choice = {"type": "function", "function": {"name": name}}
    return Structured({"tools": [{"type": "function", "function": function}], "tool_choice": choice}, tool=name)


def nine_alphanumerics(given: str) -> str:
    """The id as nine letters and digits: itself if it is one, else nine of its digest."""
    if len(given) == 9 and given.isascii() and given.isalnum():
        return given
    return hashlib.sha256(given.encode()).hexdigest()[:9]


def flatten(content: Any) -> tuple[str | None, str | None]:
    """The text and the thinking of a list of content parts."""
    text: list[str] = []
    thinking: list[str] = []
    for item in content if is_array(content) else []:
        if not is_object(item):
            continue
        if item.get("type") == "thinking":
            inner = item.get("thinking")
            thinking.append(inner if isinstance(inner, str) else flatten(inner)[0] or "")
        elif isinstance(item.get("text"), str):
            text.append(item["text"])
    return "".join(text) if text else None, "".join(thinking) if thinking else None


def _settle_message(message: Message) -> None:
    content: Any = message.content
    if content is not None and not isinstance(content, str):
        message.content, thinking = flatten(content)
        message.reasoning_content = message.reasoning_content or thinking
    for call in message.tool_calls or ():
        arguments: Any = call.function.arguments
        if not isinstance(arguments, str):
            call.function.arguments = to_json(arguments).decode() if arguments is not None else ""
    if message.tool_calls == []:
        message.tool_calls = None


def _settle_delta(delta: Delta) -> None:
    delta.content, thinking = flatten(delta.content)
    delta.reasoning_content = delta.reasoning_content or thinking


def _without_cache_control(
    index: int, message: dict[str, Any], content: list[Any], encoding: Encoding
) -> dict[str, Any]:
    if not any(isinstance(part, dict) and "cache_control" in part for part in content):
        return message
    encoding.adjustments.append(Adjustment(f"messages[{index}].cache_control", "left out"))
    kept = [{key: value for key, value in part.items() if key != "cache_control"} for part in content]
    return {**message, "content": kept}
