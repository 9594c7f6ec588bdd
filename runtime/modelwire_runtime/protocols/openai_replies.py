"""Brings the replies of APIs that follow OpenAI's chat completions to one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic_core import SchemaValidator, core_schema
from pydantic_core.core_schema import CoreSchema

from ..data import Data, field_names
from ..replies import (
    CompletionTokensDetails,
    Delta,
    Function,
    FunctionDelta,
    Message,
    PromptTokensDetails,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from .base import Refusal, at, check_envelope
from .failures import read_failure
from .json_values import Json, as_object, as_objects, as_word
from .openai_thinking import read_content
from .tool_calls import arguments_text, made_up_id

ItemT = TypeVar("ItemT")

COUNTS: Mapping[type[Data], tuple[str, ...]] = {
    kind: tuple(name for name in field_names(kind) if name.endswith("_tokens"))
    for kind in (Usage, PromptTokensDetails, CompletionTokensDetails)
}
LONG = 16_384
"""Bytes of a body from which on looking for words in it takes longer than reading it."""
ERROR = b'"error"'
"""What stands in every body that tells an error; within a string its quotes would be escaped."""


def present(items: Sequence[ItemT] | None) -> list[ItemT]:
    """The items of a list without nulls; none of a list that is null."""
    return [item for item in items or () if item is not None]


def check_choices(body: Any) -> None:
    """Raise :class:`Refusal` if a body that came as a success is an error, or one of its choices is."""
    check_envelope(body)
    for choice in as_objects(at(body, "choices")):
        if choice.get("error"):
            raise Refusal(read_failure(choice), body)


def tells_otherwise(data: bytes) -> bool:
    """Whether a body or an event has keys under which some tell what the usual ones, there or null, do not."""
    return b'"function_call"' in data or (b'"reasoning"' in data and b'"reasoning_content"' in data)


def tells_more(data: bytes) -> bool:
    """Whether a body may tell an error, or something under keys that are not the usual ones."""
    if len(data) < LONG:
        return ERROR in data or tells_otherwise(data)
    body = _skimmer().validate_json(data)
    if body.get("error") or "error" in (body.get("object"), body.get("type")):
        return True
    choices = [choice for choice in body.get("choices") or () if choice]
    return any(choice.get("error") or choice.get("message") for choice in choices)


@cache
def _skimmer() -> SchemaValidator:
    """What reads of a reply only those keys, and leaves the long texts where they are."""

    def keys(**schemas: CoreSchema) -> CoreSchema:
        fields = {name: core_schema.typed_dict_field(schema, required=False) for name, schema in schemas.items()}
        return core_schema.nullable_schema(core_schema.typed_dict_schema(fields))

    some = core_schema.any_schema()
    choice = keys(error=some, message=keys(function_call=some, reasoning=some))
    choices = core_schema.nullable_schema(core_schema.list_schema(choice))
    return SchemaValidator(keys(error=some, object=some, type=some, choices=choices))


def read_otherwise(message: Message | Delta, told: Json) -> None:
    """Take reasoning and a call from where else they may stand: ``reasoning``, and the ``function_call`` of old."""
    if message.reasoning_content is None:
        message.reasoning_content = as_word(told.get("reasoning"))
    call = as_object(told.get("function_call"))
    if not call or message.tool_calls:
        return
    name, arguments = as_word(call.get("name")), call.get("arguments")
    if isinstance(message, Delta):
        message.tool_calls = [ToolCallDelta(0, None, "function", FunctionDelta(name, arguments))]
    elif name:
        message.tool_calls = [ToolCall("", "function", Function(name, arguments or ""))]


def settle_usage(usage: Usage) -> Usage:
    """The same counts, with zero for what is null and a total where it is missing.

    A ``cost`` of the vendor's means what its spec says, and nothing where that is silent.  Reasoning beyond all output
    was told beside it, as DeepInfra does for Gemini (@ai-sdk/deepinfra 2.0.84, read 2026-11-23).
    """
    usage.cost = None
    usage.prompt_tokens_details = usage.prompt_tokens_details or PromptTokensDetails()
    usage.completion_tokens_details = usage.completion_tokens_details or CompletionTokensDetails()
    for counts in (usage, usage.prompt_tokens_details, usage.completion_tokens_details):
        for name in COUNTS[type(counts)]:
            if getattr(counts, name) is None:
                setattr(counts, name, 0)
    if usage.completion_tokens_details.reasoning_tokens > usage.completion_tokens:
        usage.completion_tokens += usage.completion_tokens_details.reasoning_tokens
        usage.total_tokens = max(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
    if not usage.total_tokens:
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
    return usage


def settle_message(message: Message, reply: str, choice: int) -> list[dict[str, Any]]:
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
    message.reasoning_content = message.reasoning_content or None
    message.refusal = message.refusal or None
    if message.content == "" and message.tool_calls:
        message.content = None
    for number, call in enumerate(message.tool_calls or ()):
        call.id = call.id or made_up_id(reply, choice, number)
        call.function = call.function or Function()
        call.function.arguments = arguments_text(call.function.arguments)
    return thinking
