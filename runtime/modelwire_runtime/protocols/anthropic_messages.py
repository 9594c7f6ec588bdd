"""Anthropic's Messages API, wherever it is served.

Its messages are lists of blocks.  What our messages have no place for (signatures, encrypted thinking, what server
tools did) is kept as it came in ``reasoning_state`` and goes back to its place in the next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from ..data import is_array
from ..message_checks import plain_messages
from ..replies import ChatResponse, Choice, FinishReason
from ..requests import ChatRequest
from .anthropic_parameters import make_room_for_thinking, native_values
from .anthropic_replies import read_message, read_refusal, read_usage
from .anthropic_state import NAME
from .anthropic_streams import AnthropicMessagesDecoder
from .anthropic_turns import Conversation
from .base import ChatDecoder, ChatProtocol, Encoding, Strategy, Structured, format_for_schema, parse_object, unexpected
from .json_values import as_object, as_objects, as_text, as_word
from .schema_dialects import ANTHROPIC, worded

FINISH: Mapping[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "compaction": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


@dataclass(frozen=True, kw_only=True)
class AnthropicMessages(ChatProtocol):
    """Anthropic's Messages API.

    ``version_in_body`` is sent as ``anthropic_version`` in the body; ``model_in_body`` says whether the model is named
    there; ``finish_reasons`` adds words for why a reply ended; ``structured_output`` is how a reply that fits a schema
    is asked for first; ``search_tool`` is the type of the server's tool that searches the web; ``state_origin`` marks
    the reasoning state of a vendor whose signatures are not Anthropic's, so that neither is sent to the other.
    """

    name: ClassVar[str] = NAME
    strategies: ClassVar[tuple[Strategy, ...]] = ("json-schema", "tool", "instruction")
    wire_names: ClassVar[Mapping[str, str]] = {
        "stop": "stop_sequences",
        "user": "metadata.user_id",
        "response_format": "output_config.format",
        "reasoning_effort": "output_config.effort",
    }

    version_in_body: str = ""
    model_in_body: bool = True
    finish_reasons: Mapping[str, FinishReason] = field(default_factory=dict[str, FinishReason])
    structured_output: Literal["json-schema", "tool"] = "json-schema"
    search_tool: str = ""
    state_origin: str = ""

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as turns of blocks, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        if self.version_in_body:
            body["anthropic_version"] = self.version_in_body
        conversation = Conversation(encoding, self.state_origin)
        for index, message in enumerate(messages):
            conversation.add(index, message)
        if system := conversation.system():
            body["system"] = system
        body["messages"] = conversation.turns()
        self.place(body, replace(encoding.settled, values=native_values(encoding, self.search_tool)))
        make_room_for_thinking(body, encoding)
        if encoding.stream:
            body["stream"] = True
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body; blocks of unknown types stay in ``.raw``."""
        body = parse_object(data)
        content = body.get("content")
        if not is_array(content) or body.get("type") not in ("message", None):
            raise unexpected(data)
        usage = as_object(body.get("usage"))
        native = as_word(body.get("stop_reason"))
        message = read_message(as_objects(content), self.state_origin)
        if native == "refusal":
            message.refusal = read_refusal(body)
        choice = Choice(0, message, self.finish(native), native)
        return ChatResponse(
            id=as_text(body.get("id")),
            model=as_text(body.get("model")),
            choices=[choice],
            usage=read_usage(usage),
            service_tier=as_word(usage.get("service_tier")),
        )

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return AnthropicMessagesDecoder(self.finish, self.state_origin)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``, in the API's dialect."""
        said = worded(schema, ANTHROPIC)
        return format_for_schema(said.schema, name, told=tuple(said.told))

    def first_strategy(self) -> Strategy:
        """The one that the route names."""
        return self.structured_output

    def finish(self, native: str | None) -> FinishReason | None:
        """The unified word for why a reply ended."""
        if native is None:
            return None
        return self.finish_reasons.get(native) or FINISH.get(native, "stop")
