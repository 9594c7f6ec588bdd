"""Meta's Llama API, as its own SDK speaks it.

Requests are OpenAI's in outline; replies hold one ``completion_message`` instead of choices, and counts as ``metrics``
(llama-api-client 0.6.0, read 2026-11-26).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from ..data import is_object
from ..message_checks import plain_messages
from ..replies import ChatResponse, Choice, FinishReason
from ..requests import ChatRequest
from .base import ChatDecoder, ChatProtocol, Encoding, Strategy, Structured, format_for_schema, parse_object, unexpected
from .json_values import as_text, as_word
from .llama_messages import LlamaMessages
from .llama_parameters import native_values
from .llama_replies import read_message, read_usage
from .llama_streams import LlamaChatDecoder

FINISH: Mapping[str, FinishReason] = {"stop": "stop", "length": "length", "tool_calls": "tool_calls"}


@dataclass(frozen=True, kw_only=True)
class LlamaChat(ChatProtocol):
    """Meta's Llama API.

    ``finish_reasons`` adds words for why a reply ended.
    """

    name: ClassVar[str] = "llama-chat"
    strategies: ClassVar[tuple[Strategy, ...]] = ("json-schema", "tool", "instruction")
    wire_names: ClassVar[Mapping[str, str]] = {"max_tokens": "max_completion_tokens"}

    finish_reasons: Mapping[str, FinishReason] = field(default_factory=dict[str, FinishReason])

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages in the API's keys, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(), encoding.provider)
        said = LlamaMessages(encoding)
        body: dict[str, Any] = {"model": encoding.model}
        body["messages"] = [said.said(index, message) for index, message in enumerate(messages)]
        self.place(body, replace(encoding.settled, values=native_values(encoding)))
        if encoding.stream:
            body["stream"] = True
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        body = parse_object(data)
        message = body.get("completion_message")
        if not is_object(message):
            raise unexpected(data)
        native = as_word(message.get("stop_reason"))
        return ChatResponse(
            id=as_text(body.get("id")),
            model=as_text(body.get("model")),
            choices=[Choice(0, read_message(message), self.finish(native), native)],
            usage=read_usage(body.get("metrics")),
        )

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return LlamaChatDecoder(self.finish)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``."""
        return format_for_schema(schema, name)

    def finish(self, native: str | None) -> FinishReason | None:
        """The unified word for why a reply ended."""
        if native is None:
            return None
        return self.finish_reasons.get(native) or FINISH.get(native, "stop")
