"""OpenAI chat completions, and the many APIs that follow them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeVar

from pydantic_core import ValidationError, from_json, to_json

from ..data import Data, field_names, is_array, is_object, validator
from ..errors import NotSupportedError
from ..parameters import Adjustment
from ..replies import (
    ChatChunk,
    ChatResponse,
    CompletionTokensDetails,
    Delta,
    FinishReason,
    Function,
    FunctionDelta,
    Message,
    PromptTokensDetails,
    Usage,
)
from ..requests import ChatRequest, plain_messages
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Structured,
    at,
    check_envelope,
    format_for_schema,
    parse,
    tool_for_schema,
    unexpected,
)
from .json_values import as_objects
from .strict_schemas import strict_schema

ItemT = TypeVar("ItemT")

FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "error": "error",
}
COUNTS: Mapping[type[Data], tuple[str, ...]] = {
    kind: field_names(kind) for kind in (Usage, PromptTokensDetails, CompletionTokensDetails)
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
    schema is asked for; ``message_fields`` are further keys that messages may have; ``usage_in_choice`` looks for a
    stream's usage in its choices, where none stands beside them.
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
    usage_in_choice: bool = False

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as given, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(self.message_fields), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        body["messages"] = [self._message(index, m, encoding) for index, m in enumerate(messages)]
        if tools := encoding.settled.values.get("tools"):
            encoding.settled.values["tools"] = _tools_without_cache_control(tools, encoding)
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
            message = self._tool(index, message, encoding)
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
            if reasoning and not replay:
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

    def _tool(self, index: int, message: dict[str, Any], encoding: Encoding) -> dict[str, Any]:
        if "name" in message and "name" not in self.message_fields:  # tool_call_id tells as much
            message = {key: value for key, value in message.items() if key != "name"}
        if self.tool_ids != "any":
            message = {**message, "tool_call_id": nine_alphanumerics(message["tool_call_id"])}
        if self.tool_content == "string" and is_array(parts := message["content"]):
            if any(part["type"] != "text" for part in parts):
                raise NotSupportedError(
                    f"messages[{index}] ({message['role']}) can hold nothing but text here", provider=encoding.provider
                )
            message = {**message, "content": "".join(str(part.get("text", "")) for part in parts)}
        return message

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        try:
            reply: ChatResponse = validator(ChatResponse).validate_json(data)
        except ValidationError as error:
            raise unexpected(data) from error
        reply.choices = present(reply.choices)
        if not reply.choices:
            raise unexpected(data)
        for choice in reply.choices:
            choice.message = choice.message or Message()
            _settle_message(choice.message, reply.id, choice.index)
            self.settle_finish(choice)
            if choice.finish_reason == "error":
                check_envelope(parse(data))
        reply.usage = settle_usage(reply.usage or Usage())
        if self.usage_fields:
            self.fill_usage(reply.usage, parse(data))
        return reply

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return OpenAIChatDecoder(self)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``, or by a tool that must be called."""
        if self.structured_output == "json-schema":
            strict = strict_schema(schema)
            return format_for_schema(strict or schema, name, strict=strict is not None)
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
        if not native:  # some vendors write an empty word where others write null
            choice.finish_reason = None
        else:
            choice.native_finish_reason = choice.native_finish_reason or native
            choice.finish_reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")

    def fill_usage(self, usage: Usage, body: Any) -> None:
        """Take from the vendor's own fields what the usual ones don't tell."""
        for unified, vendor in self.usage_fields.items():
            *parents, last = unified.split(".")
            holder: Any = usage
            for parent in parents:
                holder = getattr(holder, parent)
            if not getattr(holder, last) and isinstance(count := at(body, f"usage.{vendor}"), int):
                setattr(holder, last, count)

    def settle_stream_usage(self, usage: Usage, event: bytes) -> None:
        """Settle the counts that an event brings."""
        settle_usage(usage)
        if self.usage_fields:
            self.fill_usage(usage, parse(event))


class OpenAIChatDecoder(ChatDecoder):
    """Decodes one stream of chat-completion chunks, which ``[DONE]`` ends."""

    def __init__(self, protocol: OpenAIChat) -> None:
        self._protocol = protocol
        self._validate = validator(ChatChunk).validate_json
        self._calls: dict[int, ToolIndex] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event."""
        if self.finished:
            return []
        if event == b"[DONE]":
            self.complete = self.finished = True
            return []
        try:
            chunk: ChatChunk = self._validate(event)
        except ValidationError as error:
            raise unexpected(event) from error
        return self._settled(chunk, event)

    def _settled(self, chunk: ChatChunk, event: bytes) -> list[ChatChunk]:
        if chunk.choices:
            for choice in chunk.choices:
                if not choice or not choice.delta:  # each may be null on the wire
                    return self._without_nulls(chunk, event)
                delta = choice.delta
                if delta.tool_calls:
                    delta.tool_calls = present(delta.tool_calls)
                    if (index := self._calls.get(choice.index)) is None:
                        index = self._calls[choice.index] = ToolIndex(chunk.id, choice.index)
                    index.settle(delta.tool_calls)
                if delta.content is not None and delta.content.__class__ is not str:
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
            self._protocol.settle_stream_usage(chunk.usage, event)
        elif self._protocol.usage_in_choice and any(choice.finish_reason for choice in chunk.choices):
            chunk.usage = self._usage_in_choice(event)
        return [chunk]

    def _usage_in_choice(self, event: bytes) -> Usage | None:
        """The counts that stand in a choice which ends."""
        told = (choice.get("usage") for choice in as_objects(at(parse(event), "choices")))
        if not (counts := next(filter(is_object, told), None)):
            return None
        try:
            usage = settle_usage(validator(Usage).validate_python(counts))
        except ValidationError as error:
            raise unexpected(event) from error
        self._protocol.fill_usage(usage, {"usage": counts})
        return usage

    def _without_nulls(self, chunk: ChatChunk, event: bytes) -> list[ChatChunk]:
        """The chunk in an event that has null for a choice or a delta."""
        chunk.choices = present(chunk.choices)
        for choice in chunk.choices:
            choice.delta = choice.delta or Delta()
        return self._settled(chunk, event)


class ToolIndex:
    """Numbers the tool calls of one streamed message, and gives an id to those that come without.

    Most vendors number them; some leave the index out, and some give a second call the index of the first.
    """

    def __init__(self, reply: str, choice: int) -> None:
        self._reply = reply
        self._choice = choice
        self._known: dict[Any, _Numbered] = {}
        self._count = 0
        self._last: Any = None

    def settle(self, pieces: Sequence[Any]) -> None:
        """Give each piece the index of the call it belongs to, and its arguments as text."""
        for piece in pieces:
            key = piece.index if isinstance(piece.index, int) else (piece.id or self._last)
            function = piece.function = piece.function or FunctionDelta()
            if function.arguments is not None:
                function.arguments = as_text(function.arguments)
            known, given = self._known.get(key), piece.id
            if known is None or known.is_over(given, function):
                known = self._known[key] = _Numbered(self._count)
                self._count += 1
                piece.id = given or made_up_id(self._reply, self._choice, known.number)
            known.add(given, function)
            self._last = key
            piece.index = known.number


@dataclass(slots=True)
class _Numbered:
    """A tool call's number and what is known of it; ``arguments`` only while the vendor gives no id."""

    number: int
    id: str | None = None
    name: str | None = None
    arguments: str = ""

    def is_over(self, id: str | None, function: FunctionDelta) -> bool:
        """Whether a piece under the same index begins another call."""
        if id and self.id:
            return id != self.id
        if id or self.id or not function.name or not self.name:
            return False
        return function.name != self.name or is_json(self.arguments)

    def add(self, id: str | None, function: FunctionDelta) -> None:
        """Take a piece in."""
        self.id = self.id or id
        self.name = self.name or function.name
        if not self.id:
            self.arguments += function.arguments or ""


def made_up_id(reply: str, choice: int, number: int) -> str:
    """An id for a tool call whose vendor gives none, so that its result can name it; made of the reply's id, if any."""
    told = f"{reply or os.urandom(12).hex()} {choice} {number}"
    return f"call_{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def is_json(text: str) -> bool:
    """Whether a text is JSON to its end."""
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def present(items: Sequence[ItemT] | None) -> list[ItemT]:
    """The items of a list without nulls; none of a list that is null."""
    return [item for item in items or () if item is not None]


def settle_usage(usage: Usage) -> Usage:
    """The same counts, with zero for what is null and a total where it is missing."""
    usage.prompt_tokens_details = usage.prompt_tokens_details or PromptTokensDetails()
    usage.completion_tokens_details = usage.completion_tokens_details or CompletionTokensDetails()
    for counts in (usage, usage.prompt_tokens_details, usage.completion_tokens_details):
        for name in COUNTS[type(counts)]:
            if getattr(counts, name) is None:
                setattr(counts, name, 0)
    if not usage.total_tokens:
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
    return usage


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


def _settle_message(message: Message, reply: str, choice: int) -> None:
    content: Any = message.content
    if content is not None and not isinstance(content, str):
        message.content, thinking = flatten(content)
        message.reasoning_content = message.reasoning_content or thinking
    message.tool_calls = present(message.tool_calls) or None
    message.annotations = message.annotations or None
    for number, call in enumerate(message.tool_calls or ()):
        call.id = call.id or made_up_id(reply, choice, number)
        call.function = call.function or Function()
        call.function.arguments = as_text(call.function.arguments)


def as_text(arguments: Any) -> str:
    """A function's arguments as JSON text, which some vendors send as JSON."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else to_json(arguments).decode()


def _settle_delta(delta: Delta) -> None:
    delta.content, thinking = flatten(delta.content)
    delta.reasoning_content = delta.reasoning_content or thinking


def _without_cache_control(
    index: int, message: dict[str, Any], content: list[dict[str, Any]], encoding: Encoding
) -> dict[str, Any]:
    if not any("cache_control" in part for part in content):
        return message
    encoding.adjustments.append(Adjustment(f"messages[{index}].cache_control", "left out"))
    kept = [{key: value for key, value in part.items() if key != "cache_control"} for part in content]
    return {**message, "content": kept}


def _tools_without_cache_control(tools: Sequence[Any], encoding: Encoding) -> list[Any]:
    kept: list[Any] = []
    for number, tool in enumerate(tools):
        if is_object(tool) and "cache_control" in tool:
            encoding.adjustments.append(Adjustment(f"tools[{number}].cache_control", "left out"))
            tool = {key: value for key, value in tool.items() if key != "cache_control"}
        kept.append(tool)
    return kept
