"""Answers that are instances of a type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import InvalidRequestError, StructuredOutputError
from .messages import SystemMessage
from .protocols.base import ChatProtocol
from .replies import ChatResponse
from .requests import ChatRequest
from .timing import RequestContext
from .typed_dicts import readable

if TYPE_CHECKING:
    from .provider import LLMProvider
    from .routes import Target

OutputT = TypeVar("OutputT")


@dataclass(frozen=True, slots=True)
class ParsedChat(Generic[OutputT]):
    """An answer as an instance of the type that was asked for, and the reply it was read from."""

    parsed: OutputT
    response: ChatResponse


class StructuredCall:
    """A request that asks for an instance of a type, and what reads it out of the reply."""

    def __init__(
        self, provider: LLMProvider, request: ChatRequest, output_type: Any, context: RequestContext | None
    ) -> None:
        from pydantic import TypeAdapter
        from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError

        self._provider = provider
        self._name = re.sub("[^A-Za-z0-9_-]+", "_", getattr(output_type, "__name__", "")).strip("_")[:64] or "answer"
        if request.response_format is not None:
            raise InvalidRequestError(
                "response_format is set by chat_completion_parsed: leave it out", provider=provider.id
            )
        try:
            self._adapter: Any = TypeAdapter(readable(output_type))
            schema = self._adapter.json_schema()
        except (PydanticSchemaGenerationError, PydanticUserError, TypeError) as error:
            raise InvalidRequestError(
                f"output_type must be a pydantic model, a data class or a TypedDict, not {output_type!r}",
                provider=provider.id,
            ) from error
        if schema.get("type") != "object" and "$ref" not in schema:
            raise InvalidRequestError(
                f"output_type must describe an object, not {schema.get('type', 'something else')}: wrap it in a model",
                provider=provider.id,
            )
        target: Target[ChatProtocol] = provider.target("chat", request.model, context.route if context else None)
        self._structured = target.protocol.structured(schema, self._name)
        if self._structured.tool and request.tools:
            raise InvalidRequestError(
                f"{provider.name} gives typed answers by a tool: tools= cannot be given too",
                provider=provider.id,
            )
        self.request = replace(request, **self._structured.changes)
        if self._structured.instruction:
            told: SystemMessage = {"role": "system", "content": self._structured.instruction}
            self.request.messages = [told, *request.messages]

    def parse(self, reply: ChatResponse) -> ParsedChat[Any]:
        """The instance in a reply."""
        from pydantic import ValidationError

        text = reply.text
        if self._structured.tool:
            text = next(
                (c.function.arguments for c in reply.tool_calls if c.function.name == self._structured.tool),
                "",
            )
        if problem := _unfinished(reply):
            raise self._failed(problem, reply)
        try:
            return ParsedChat(self._adapter.validate_json(text), reply)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            problem = f"{where}: {first['msg']}" if where else first["msg"]
            raise self._failed(f"it does not fit: {problem}", reply) from error

    @property
    def by_tool(self) -> bool:
        """Whether the answer comes as the arguments of a tool, not as text."""
        return bool(self._structured.tool)

    def as_text(self, reply: ChatResponse) -> ChatResponse:
        """The reply with the answer as its text, where it came as the arguments of a tool."""
        for choice in reply.choices:
            for call in choice.message.tool_calls or ():
                if call.function.name == self._structured.tool:
                    choice.message.content, choice.message.tool_calls = call.function.arguments, None
                    choice.finish_reason = "stop"
                    break
        return reply

    def _failed(self, why: str, reply: ChatResponse) -> StructuredOutputError:
        return StructuredOutputError(
            f"the answer is no {self._name}: {why}; error.reply holds it",
            reply=reply,
            provider=self._provider.id,
            request_id=reply.request_id,
        )


def _unfinished(reply: ChatResponse) -> str | None:
    """Why a reply cannot be a whole answer, or None."""
    if not reply.choices:
        return "the reply is empty"
    if refusal := reply.message.refusal:
        return f"the model refused: {refusal}"
    if reply.finish_reason == "length":
        return "it was cut at max_tokens"
    if reply.finish_reason == "content_filter":
        return "it was held back by the content filter"
    return None
