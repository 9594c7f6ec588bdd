"""Gemini's ``generateContent``, as Vertex AI and the Gemini API speak it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from ..message_checks import plain_messages
from ..replies import ChatResponse, Choice, FinishReason, Message
from ..requests import ChatRequest
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Strategy,
    Structured,
    check_envelope,
    format_for_schema,
    parse,
    unexpected,
)
from .gemini_candidates import WRONG_SHAPE, Candidate, index_of
from .gemini_contents import Contents
from .gemini_parameters import native_values
from .gemini_replies import read_tier, read_usage
from .gemini_state import NAME
from .gemini_streams import GeminiDecoder
from .json_values import Json, as_seconds, as_text, as_word, need_text
from .schema_dialects import GEMINI, worded

FINISH: Mapping[str, FinishReason] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "CONTINUATION": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "LANGUAGE": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "MODEL_ARMOR": "content_filter",
    "IMAGE_SAFETY": "content_filter",
    "IMAGE_PROHIBITED_CONTENT": "content_filter",
    "IMAGE_RECITATION": "content_filter",
    "IMAGE_OTHER": "error",
    "NO_IMAGE": "error",
    "MALFORMED_FUNCTION_CALL": "error",
    "MALFORMED_RESPONSE": "error",
    "UNEXPECTED_TOOL_CALL": "error",
    "TOO_MANY_TOOL_CALLS": "error",
    "MISSING_THOUGHT_SIGNATURE": "error",
}
"""Why a candidate ended (google-genai 3.4.0, ``types.FinishReason``); any other word is taken for a stop."""


@dataclass(frozen=True, kw_only=True)
class GeminiGenerateContent(ChatProtocol):
    """Gemini's ``generateContent``; the model stands in the path, and so does whether the reply is streamed.

    ``finish_reasons`` adds words for why a reply ended. ``signed_calls`` are patterns of the models, named without what
    stands before a slash, that refuse a step of the current turn whose first function call bears no thought signature;
    ``text_results`` of those whose functions answer with text only.
    """

    name: ClassVar[str] = NAME
    wire_names: ClassVar[Mapping[str, str]] = {
        "max_tokens": "generationConfig.maxOutputTokens",
        "temperature": "generationConfig.temperature",
        "top_p": "generationConfig.topP",
        "top_k": "generationConfig.topK",
        "stop": "generationConfig.stopSequences",
        "seed": "generationConfig.seed",
        "n": "generationConfig.candidateCount",
        "presence_penalty": "generationConfig.presencePenalty",
        "frequency_penalty": "generationConfig.frequencyPenalty",
        "logprobs": "generationConfig.responseLogprobs",
        "top_logprobs": "generationConfig.logprobs",
        "modalities": "generationConfig.responseModalities",
        "reasoning_effort": "generationConfig.thinkingConfig.thinkingLevel",
        "tool_choice": "toolConfig.functionCallingConfig",
        "metadata": "labels",
        "service_tier": "serviceTier",
    }

    strategies: ClassVar[tuple[Strategy, ...]] = ("json-schema", "json-object", "tool", "instruction")

    finish_reasons: Mapping[str, FinishReason] = field(default_factory=dict[str, FinishReason])
    signed_calls: tuple[str, ...] = ()
    text_results: tuple[str, ...] = ()

    def encode(self, request: ChatRequest, encoding: Encoding) -> Json:
        """The body: messages as contents, parameters under their wire names."""
        contents = Contents(encoding, self.signed_calls, self.text_results)
        for index, message in enumerate(plain_messages(request.messages, frozenset(), encoding.provider)):
            contents.add(index, message)
        body = contents.body()
        self.place(body, replace(encoding.settled, values=native_values(encoding)))
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        body = parse(data)
        check_envelope(body)
        try:
            choices = [
                Candidate(index_of(candidate, position), self.finish_reason).whole(candidate, body)
                for position, candidate in enumerate(body.get("candidates") or ())
            ]
            if not choices:
                feedback = body["promptFeedback"]
                said = Message(refusal=as_word(feedback.get("blockReasonMessage")))
                choices = [Choice(0, said, "content_filter", need_text(feedback["blockReason"]))]
            choices.sort(key=lambda choice: choice.index)
            counts: Json = body.get("usageMetadata") or {}
            return ChatResponse(
                id=as_text(body.get("responseId")),
                created=as_seconds(as_text(body.get("createTime"))) or 0,
                model=as_text(body.get("modelVersion")),
                choices=choices,
                usage=read_usage(counts),
                service_tier=read_tier(counts),
            )
        except WRONG_SHAPE as error:
            raise unexpected(data) from error

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return GeminiDecoder(self.finish_reason)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``, in the API's dialect."""
        said = worded(schema, GEMINI)
        return format_for_schema(said.schema, name, told=tuple(said.told))

    def finish_reason(self, native: str, calls: bool) -> FinishReason:
        """The unified reason; the vendor says STOP of function calls too."""
        reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")
        return "tool_calls" if calls and reason == "stop" else reason
