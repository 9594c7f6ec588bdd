"""OpenAI's Responses API, spoken as a chat: the whole conversation goes with each request.

https://platform.openai.com/docs/api-reference/responses (read by openai 3.57.0's types, 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ..data import is_array, is_mapping
from ..errortable import Failure
from ..message_checks import plain_messages
from ..replies import (
    ChatResponse,
    Choice,
    CompletionTokensDetails,
    FinishReason,
    PromptTokensDetails,
    Usage,
)
from ..requests import ChatRequest
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Refusal,
    Structured,
    parse_object,
    unexpected,
)
from .json_values import Json, as_amount, as_count, as_object, as_objects, as_seconds, as_text, as_word
from .omissions import leave_out
from .reply_formats import strict_format
from .responses_input import Input
from .responses_items import NAME, read_items
from .responses_streams import ResponsesDecoder

INCOMPLETE: Mapping[str, FinishReason] = {"content_filter": "content_filter"}
"""Why a response is incomplete, where it is not for its length."""
FAILED = ("failed", "cancelled")
UNFINISHED = ("queued", "in_progress")


@dataclass(frozen=True, kw_only=True)
class OpenAIResponses(ChatProtocol):
    """OpenAI's Responses API.

    ``web_search_tool`` is the type of the tool that web search options become; ``cost_field`` is where usage tells
    what the vendor charges.
    """

    name: ClassVar[str] = NAME
    wire_names: ClassVar[Mapping[str, str]] = {
        "max_tokens": "max_output_tokens",
        "reasoning_effort": "reasoning.effort",
        "verbosity": "text.verbosity",
        "response_format": "text.format",
    }
    united: ClassVar[frozenset[str]] = frozenset({"include"})

    web_search_tool: str = "web_search"
    cost_field: str = ""

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as items, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model, "input": Input(encoding).written(messages)}
        self.place(body, replace(encoding.settled, values=self._native(encoding)))
        if encoding.stream:
            body["stream"] = True
        return body

    def _native(self, encoding: Encoding) -> dict[str, Any]:
        """The settled parameters in the shapes of this API."""
        values = dict(encoding.settled.values)
        if (tools := values.get("tools")) is not None:
            values["tools"] = [_tool(number, tool, encoding) for number, tool in enumerate(tools)]
        if is_mapping(options := values.pop("web_search_options", None)):
            values["tools"] = [*values.get("tools", ()), _web_search(self.web_search_tool, options)]
        if "tool_choice" in values:
            values["tool_choice"] = _choice(values["tool_choice"])
        if is_mapping(wanted := values.get("response_format")):
            values["response_format"] = _format(wanted)
        included = ["message.output_text.logprobs"] if values.pop("logprobs", None) else []
        if values.get("store") is False and values.get("reasoning_effort") not in (None, "none"):
            # What is not stored can't be named in the next request: it has to come back whole. It is asked for
            # where an effort shows that the model reasons.
            # openai (PyPI) 3.54.0 types/responses/response_create_params.py, read 2026-11-27
            included.append("reasoning.encrypted_content")
        return values | ({"include": included} if included else {})

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        body = parse_object(data)
        if not is_array(body.get("output")):
            raise unexpected(data)
        return self.read(body)

    def read(self, body: Json) -> ChatResponse:
        """The reply that a response is; raises :class:`Refusal` for one that failed."""
        status = as_text(body.get("status")) or "completed"
        if status in FAILED:
            error = as_object(body.get("error"))
            code, message = as_word(error.get("code")), as_text(error.get("message"))
            raise Refusal(Failure(message or f"the response is {status}", (code,) if code else ()), body)
        items = as_objects(body.get("output"))
        said = read_items(items)
        native = as_word(as_object(body.get("incomplete_details")).get("reason")) or status
        finish: FinishReason | None = "tool_calls" if said.calls else "stop"
        if status == "incomplete":
            finish = INCOMPLETE.get(native, "length")
        elif status in UNFINISHED:
            finish = None
        choice = Choice(0, said.message(items), finish, native, {"content": said.logprobs} if said.logprobs else None)
        return ChatResponse(
            id=as_text(body.get("id")),
            created=as_seconds(body.get("created_at")) or 0,
            model=as_text(body.get("model")),
            choices=[choice],
            usage=self._usage(as_object(body.get("usage"))),
            service_tier=as_word(body.get("service_tier")),
        )

    def _usage(self, told: Json) -> Usage:
        prompt, completion = as_count(told.get("input_tokens")), as_count(told.get("output_tokens"))
        before, after = as_object(told.get("input_tokens_details")), as_object(told.get("output_tokens_details"))
        return Usage(
            prompt,
            completion,
            as_count(told.get("total_tokens")) or prompt + completion,
            PromptTokensDetails(as_count(before.get("cached_tokens")), as_count(before.get("cache_write_tokens"))),
            CompletionTokensDetails(as_count(after.get("reasoning_tokens"))),
            as_amount(told.get(self.cost_field)) if self.cost_field else None,
        )

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return ResponsesDecoder(self.read)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``: in the strict dialect, or as it is where that cannot say it."""
        return strict_format(schema, name)


def _tool(number: int, tool: Any, encoding: Encoding) -> Any:
    """A function without the layer that the chat's shape has round it; here one is strict unless it says otherwise."""
    if not is_mapping(tool) or tool.get("type") != "function" or not is_mapping(function := tool.get("function")):
        return tool
    if tool.get("cache_control") is not None:
        leave_out(encoding, f"tools[{number}].cache_control")
    return {"type": "function", "parameters": None, "strict": False} | dict(function)


def _web_search(kind: str, options: Mapping[str, Any]) -> Json:
    """The tool that searches the web, with the options in its own shape: a place stands in no layer of its own."""
    tool: Json = {"type": kind, **options}
    if is_mapping(place := options.get("user_location")) and is_mapping(inner := place.get("approximate")):
        tool["user_location"] = {"type": "approximate", **inner}
    return tool


def _choice(choice: Any) -> Any:
    """A choice without the layer that the chat's shape has round a name, or round what is allowed."""
    if not is_mapping(choice):
        return choice
    kind = choice.get("type")
    if kind in ("function", "custom") and is_mapping(named := choice.get(kind)):
        return {"type": kind, **named}
    if kind == "allowed_tools" and is_mapping(allowed := choice.get("allowed_tools")):
        tools = [_choice(tool) for tool in allowed.get("tools") or ()]
        return {"type": kind, **allowed, "tools": tools}
    return choice


def _format(wanted: Mapping[str, Any]) -> Any:
    """A format without the layer that the chat's shape has round a schema."""
    if wanted.get("type") == "json_schema" and is_mapping(inner := wanted.get("json_schema")):
        return {"type": "json_schema", **inner}
    return wanted
