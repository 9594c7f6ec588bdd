"""OpenAI chat completions, and the many APIs that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic_core import ValidationError

from ..data import is_mapping, validator
from ..message_checks import plain_messages
from ..replies import ChatChunk, ChatResponse, FinishReason, Message, Usage
from ..requests import ChatRequest
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Strategy,
    Structured,
    at,
    parse,
    unexpected,
)
from .json_values import as_amount, as_object, as_objects
from .opaque_fields import fields_state
from .openai_messages import Messages
from .openai_replies import check_choices, present, read_otherwise, settle_message, settle_usage, tells_more
from .openai_streams import OpenAIChatDecoder, ThinkingPartsDecoder
from .openai_thinking import thinking_state
from .openai_turns import tools_without_cache_control, with_parameters
from .reply_formats import strict_format
from .tool_choices import wrong_tool_choice
from .web_search import read_search

FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "error": "error",
}


def _mapping() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class OpenAIChat(ChatProtocol):
    """OpenAI chat completions.

    ``stream_usage`` asks for usage in streams by ``stream_options``; ``roles`` renames roles; ``reasoning_replay``
    says on which assistant turns ``reasoning_content`` is sent back; ``tool_content`` whether a tool's result must be
    a string; ``tool_ids`` which ids of tool calls are taken; ``usage_fields`` where usage stands that has a place of
    its own; ``finish_reasons`` adds words for why a reply ended; ``structured_output`` is the first way to ask for a
    reply that fits a schema; ``message_fields`` are further keys that messages may have; ``usage_in_choice`` looks for
    a stream's usage in its choices, where none stands beside them.

    ``reasoning_form`` says how reasoning travels: in a field of its own, or as parts of the content; ``opaque_fields``
    are keys of a reply's message that go back as they came; ``cache_control`` says whether marks of what to cache are
    passed on; ``media_parts`` how sound and files travel; ``message_keys`` which keys the messages of a role may have,
    where others are refused; ``empty_turns`` whether an assistant's turn may be empty; ``filler_turn`` is what the
    assistant says between a tool's result and a user's message, where one must not follow the other;
    ``tool_parameters`` whether a function may leave out the schema of its parameters; ``allowed_tools`` whether a
    choice among some of the tools is taken; ``tier_field`` where a reply tells its service tier, if not at the top;
    ``search_tool`` is the vendor's tool that searches the web, where there is one.
    """

    name: ClassVar[str] = "openai-chat"

    stream_usage: bool = True
    roles: Mapping[str, str] = field(default_factory=_mapping)
    reasoning_replay: Literal["never", "tool-turns", "always"] = "never"
    tool_content: Literal["any", "string"] = "any"
    tool_ids: Literal["any", "nine-alphanumerics", "forty-characters"] = "any"
    model_in_body: bool = True
    usage_fields: Mapping[str, str] = field(default_factory=_mapping)
    finish_reasons: Mapping[str, FinishReason] = field(default_factory=_mapping)
    structured_output: Literal["json-schema", "json-object", "tool", "instruction"] = "json-schema"
    message_fields: tuple[str, ...] = ()
    usage_in_choice: bool = False
    reasoning_form: Literal["field", "thinking-parts"] = "field"
    media_parts: Literal["nested", "flat"] = "nested"
    message_keys: Mapping[str, tuple[str, ...]] = field(default_factory=_mapping)
    empty_turns: Literal["sent", "left-out"] = "sent"
    filler_turn: str = ""
    tool_parameters: Literal["optional", "required"] = "optional"
    allowed_tools: bool = False
    tier_field: str = ""
    opaque_fields: tuple[str, ...] = ()
    cache_control: bool = False
    search_tool: Mapping[str, Any] = field(default_factory=_mapping)

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as given, parameters under their wire names."""
        further = frozenset(self.message_fields + self.opaque_fields)
        messages = plain_messages(request.messages, further, encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        body["messages"] = Messages(self, messages, encoding).written()
        if self.search_tool and (search := encoding.settled.values.pop("web_search_options", None)) is not None:
            read_search(search, encoding)
            tools = encoding.settled.values.get("tools") or ()
            encoding.settled.values["tools"] = [*tools, *(() if self.search_tool in tools else (self.search_tool,))]
        if tools := encoding.settled.values.get("tools"):
            if not self.cache_control:
                tools = tools_without_cache_control(tools, encoding)
            encoding.settled.values["tools"] = with_parameters(tools) if self.tool_parameters == "required" else tools
        choice = encoding.settled.values.get("tool_choice")
        if not self.allowed_tools and is_mapping(choice) and choice.get("type") == "allowed_tools":
            raise wrong_tool_choice(choice, encoding.provider)
        self.place(body, encoding.settled)
        if encoding.stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        try:
            reply: ChatResponse = validator(ChatResponse).validate_json(data)
        except ValidationError as error:
            raise unexpected(data) from error
        reply.object = "chat.completion"  # one vendor writes it in the plural
        reply.system_fingerprint = reply.system_fingerprint or None
        reply.service_tier = reply.service_tier or None
        reply.choices = present(reply.choices)
        if not reply.choices:
            raise unexpected(data)
        if tells_more(data):
            body = parse(data)
            check_choices(body)
            for choice, told in zip(reply.choices, as_objects(at(body, "choices")), strict=True):
                choice.message = choice.message or Message()
                read_otherwise(choice.message, as_object(told.get("message")))
        for choice in reply.choices:
            choice.message = choice.message or Message()
            thinking = settle_message(choice.message, reply.id, choice.index)
            if thinking and self.reasoning_form == "thinking-parts":
                choice.message.reasoning_state = thinking_state(thinking)
            self.settle_finish(choice)
        if self.brings_opaque(data):
            for choice, body in zip(reply.choices, as_objects(at(parse(data), "choices")), strict=True):
                message = as_object(body.get("message"))
                choice.message.reasoning_state = fields_state({name: message.get(name) for name in self.opaque_fields})
        reply.usage = settle_usage(reply.usage or Usage())
        if self.usage_fields or self.tier_field:
            self.fill(reply, reply.usage, parse(data))
        return reply

    def brings_opaque(self, data: bytes) -> bool:
        """Whether there is one of the opaque fields in a body or an event."""
        return any(b'"%b"' % name.encode() in data for name in self.opaque_fields)

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return ThinkingPartsDecoder(self) if self.reasoning_form == "thinking-parts" else OpenAIChatDecoder(self)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``: in the strict dialect, or as it is where that cannot say it."""
        return strict_format(schema, name)

    def first_strategy(self) -> Strategy:
        """The one that the route names."""
        return self.structured_output

    def settle_finish(self, choice: Any) -> None:
        """Set the unified reason beside the vendor's own word."""
        native = choice.finish_reason
        if not native:  # some vendors write an empty word where others write null
            choice.finish_reason = None
        else:
            choice.native_finish_reason = choice.native_finish_reason or native
            choice.finish_reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")

    def fill(self, reply: ChatResponse | ChatChunk, usage: Usage, body: Any) -> None:
        """Take from the vendor's own fields what the usual ones don't tell."""
        if self.tier_field and isinstance(tier := at(body, self.tier_field), str):
            reply.service_tier = tier
        for unified, vendor in self.usage_fields.items():
            *parents, last = unified.split(".")
            holder: Any = usage
            for parent in parents:
                holder = getattr(holder, parent)
            told = at(body, f"usage.{vendor}")
            if unified == "cost":
                usage.cost = as_amount(told)
            elif not getattr(holder, last) and isinstance(told, int):
                setattr(holder, last, told)

    def settle_stream_usage(self, chunk: ChatChunk, usage: Usage, event: bytes) -> None:
        """Settle the counts that an event brings."""
        settle_usage(usage)
        if self.usage_fields or self.tier_field:
            self.fill(chunk, usage, parse(event))
