"""OpenAI chat completions, and the many APIs that follow them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeVar

from pydantic_core import ValidationError, to_json

from ..data import Data, field_names, is_array, is_object, validator
from ..errors import NotSupportedError
from ..parameters import Adjustment
from ..replies import (
    ChatChunk,
    ChatResponse,
    ChunkChoice,
    CompletionTokensDetails,
    Delta,
    FinishReason,
    Function,
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
from .openai_thinking import THINKING, Content, ThinkingPieces, kept_parts, read_content, state_of, thinking_part
from .openai_turns import (
    NineAlphanumerics,
    flat_part,
    with_filler_turns,
    with_keys,
    with_parameters,
    with_thinking,
    without_empty_turns,
)
from .strict_schemas import strict_schema
from .tool_calls import ToolIndex, arguments_text

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
    schema is asked for; ``message_fields`` are further keys that messages may have.

    ``reasoning_form`` says how reasoning travels: in a field of its own, or as parts of the content; ``media_parts``
    how sound and files do; ``message_keys`` which keys the messages of a role may have, where others are refused;
    ``empty_turns`` whether an assistant's turn may be empty; ``filler_turn`` is what the assistant says between a
    tool's result and a user's message, where one must not follow the other; ``tool_parameters`` whether a function may
    leave out the schema of its parameters; ``tier_field`` where a reply tells its service tier, if not at the top.
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
    reasoning_form: Literal["field", "thinking-parts"] = "field"
    media_parts: Literal["nested", "flat"] = "nested"
    message_keys: Mapping[str, tuple[str, ...]] = field(default_factory=_mapping)
    empty_turns: Literal["sent", "left-out"] = "sent"
    filler_turn: str = ""
    tool_parameters: Literal["optional", "required"] = "optional"
    tier_field: str = ""

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as given, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(self.message_fields), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        ids = NineAlphanumerics(messages) if self.tool_ids == "nine-alphanumerics" else None
        body["messages"] = self._turns(
            [self._message(index, m, encoding, ids) for index, m in enumerate(messages)], encoding
        )
        if tools := encoding.settled.values.get("tools"):
            tools = _tools_without_cache_control(tools, encoding)
            encoding.settled.values["tools"] = with_parameters(tools) if self.tool_parameters == "required" else tools
        self.place(body, encoding.settled)
        if encoding.stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def _turns(self, messages: list[dict[str, Any]], encoding: Encoding) -> list[dict[str, Any]]:
        """The messages in an order that this vendor takes."""
        if self.empty_turns == "sent" and not self.filler_turn:
            return messages
        turns = list(enumerate(messages))
        if self.empty_turns == "left-out":
            turns = without_empty_turns(turns, encoding)
        if self.filler_turn:
            turns = with_filler_turns(turns, self.filler_turn, encoding)
        return [message for _, message in turns]

    def _message(
        self, index: int, message: dict[str, Any], encoding: Encoding, ids: NineAlphanumerics | None
    ) -> dict[str, Any]:
        """The message as this vendor takes it; the caller's own dict wherever nothing has to change."""
        role = message["role"]
        if role in self.roles:
            message = {**message, "role": self.roles[role]}
        if role == "assistant":
            message = self._assistant(index, message, encoding, ids)
        elif role == "tool":
            message = self._tool(index, message, encoding, ids)
        if is_array(content := message.get("content")):
            message = _without_cache_control(index, message, content, encoding)
            if self.media_parts == "flat":
                message = {**message, "content": [flat_part(part) for part in message["content"]]}
        if (keys := self.message_keys.get(message["role"])) is not None:
            message = with_keys(index, message, keys, encoding)
        return message

    def _assistant(
        self, index: int, message: dict[str, Any], encoding: Encoding, ids: NineAlphanumerics | None
    ) -> dict[str, Any]:
        calls = message.get("tool_calls")
        if any(key in message for key in OURS):
            reasoning, state = message.get("reasoning_content"), message.get("reasoning_state")
            replay = self.reasoning_replay == "always" or (self.reasoning_replay == "tool-turns" and calls)
            parts = kept_parts(state) if replay and self.reasoning_form == "thinking-parts" else []
            if state and not parts:
                encoding.adjustments.append(Adjustment(f"messages[{index}].reasoning_state", "left out"))
            if reasoning and not replay:
                encoding.adjustments.append(Adjustment(f"messages[{index}].reasoning_content", "left out"))
            message = {key: value for key, value in message.items() if key not in OURS}
            if replay and (parts or reasoning):
                message = self._with_reasoning(message, parts, reasoning)
        if calls and ids:
            message = {**message, "tool_calls": [{**call, "id": ids[call["id"]]} for call in calls]}
        return message

    def _with_reasoning(self, message: dict[str, Any], parts: list[Any], reasoning: str | None) -> dict[str, Any]:
        if self.reasoning_form == "field":
            return {**message, "reasoning_content": reasoning}
        content = message.get("content")
        if is_array(content) and any(part.get("type") == THINKING for part in content):
            return message  # it is there already
        return with_thinking(message, parts or [thinking_part(reasoning or "")])

    def _tool(
        self, index: int, message: dict[str, Any], encoding: Encoding, ids: NineAlphanumerics | None
    ) -> dict[str, Any]:
        if "name" in message and "name" not in (*self.message_fields, *self.message_keys.get("tool", ())):
            message = {key: value for key, value in message.items() if key != "name"}  # tool_call_id tells as much
        if ids:
            message = {**message, "tool_call_id": ids[message["tool_call_id"]]}
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
            if (thinking := _settle_message(choice.message)) and self.reasoning_form == "thinking-parts":
                choice.message.reasoning_state = state_of(thinking)
            self.settle_finish(choice)
            if choice.finish_reason == "error":
                check_envelope(parse(data))
        reply.usage = settle_usage(reply.usage or Usage())
        if self.usage_fields or self.tier_field:
            self._fill(reply, reply.usage, parse(data))
        return reply

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return ThinkingPartsDecoder(self) if self.reasoning_form == "thinking-parts" else OpenAIChatDecoder(self)

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
        if native is not None:
            choice.native_finish_reason = choice.native_finish_reason or native
            choice.finish_reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")

    def _fill(self, reply: ChatResponse | ChatChunk, usage: Usage, body: Any) -> None:
        """Take from the vendor's own fields what the usual ones don't tell."""
        if self.tier_field and isinstance(tier := at(body, self.tier_field), str):
            reply.service_tier = tier
        for unified, vendor in self.usage_fields.items():
            *parents, last = unified.split(".")
            holder: Any = usage
            for parent in parents:
                holder = getattr(holder, parent)
            if not getattr(holder, last) and isinstance(count := at(body, f"usage.{vendor}"), int):
                setattr(holder, last, count)

    def settle_stream_usage(self, chunk: ChatChunk, usage: Usage, event: bytes) -> None:
        """Settle the counts that an event brings."""
        settle_usage(usage)
        if self.usage_fields or self.tier_field:
            self._fill(chunk, usage, parse(event))


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
                    self._calls.setdefault(choice.index, ToolIndex()).settle(delta.tool_calls)
                if delta.content is not None and delta.content.__class__ is not str:
                    self.settle_parts(choice)
                if choice.finish_reason is not None:
                    self._protocol.settle_finish(choice)
                    if choice.finish_reason == "error":
                        check_envelope(parse(event))
        else:
            if chunk.usage is None:
                check_envelope(parse(event))
            chunk.choices = []
        if chunk.usage is not None:
            self._protocol.settle_stream_usage(chunk, chunk.usage, event)
        return [chunk]

    def settle_parts(self, choice: ChunkChoice, said: int = 0) -> Content:
        """Put what content parts say into the fields of a delta."""
        delta = choice.delta
        content = read_content(delta.content, said)
        delta.content = content.text
        delta.reasoning_content = delta.reasoning_content or content.thinking
        delta.annotations = content.annotations or delta.annotations
        return content

    def _without_nulls(self, chunk: ChatChunk, event: bytes) -> list[ChatChunk]:
        """The chunk in an event that has null for a choice or a delta."""
        chunk.choices = present(chunk.choices)
        for choice in chunk.choices:
            choice.delta = choice.delta or Delta()
        return self._settled(chunk, event)


class ThinkingPartsDecoder(OpenAIChatDecoder):
    """Decodes a stream whose thinking comes as parts, which have to come back as they are."""

    def __init__(self, protocol: OpenAIChat) -> None:
        super().__init__(protocol)
        self._said: dict[int, int] = {}
        self._thinking: dict[int, ThinkingPieces] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event; the last one of a choice holds the thinking parts, if they are more than text."""
        chunks = super().feed(event)
        for choice in [choice for chunk in chunks for choice in chunk.choices]:
            pieces = self._thinking.get(choice.index)
            if text := choice.delta.content:
                self._said[choice.index] = self._said.get(choice.index, 0) + len(text)
                if pieces:
                    pieces.close()
            if pieces and choice.finish_reason is not None:
                choice.delta.reasoning_state = state_of(pieces.parts)
        return chunks

    def settle_parts(self, choice: ChunkChoice, said: int = 0) -> Content:
        """Keep the thinking parts, and tell the places of references in the whole text."""
        content = super().settle_parts(choice, self._said.get(choice.index, 0))
        if content.thinking_parts:
            self._thinking.setdefault(choice.index, ThinkingPieces()).add(content.thinking_parts)
        return content


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


def _settle_message(message: Message) -> list[dict[str, Any]]:
    """Give a message the types it should have; returns the thinking parts of its content."""
    sent: Any = message.content
    thinking: list[dict[str, Any]] = []
    if sent is not None and not isinstance(sent, str):
        content = read_content(sent)
        thinking = content.thinking_parts
        message.content = content.text
        message.reasoning_content = message.reasoning_content or content.thinking
        message.annotations = content.annotations or message.annotations
    message.tool_calls = present(message.tool_calls) or None
    message.annotations = message.annotations or None
    if message.content == "" and message.tool_calls:
        message.content = None
    for call in message.tool_calls or ():
        call.function = call.function or Function()
        call.function.arguments = arguments_text(call.function.arguments)
    return thinking


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
