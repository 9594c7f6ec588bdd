"""Answers that are instances of a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .calls import NO_CONTEXT
from .capabilities import Capability
from .chat_calls import chat_target
from .data import is_listed, is_mapping
from .errors import InvalidRequestError, StructuredOutputError
from .messages import MessageLike, SystemMessage
from .output_types import Misfit, OutputType
from .parameters import Adjustment
from .protocols.base import ChatProtocol, Strategy, Structured
from .replies import ChatResponse, Message
from .requests import ChatRequest, given
from .shown import Shown
from .timing import RequestContext

if TYPE_CHECKING:
    from .cards import Card
    from .provider import LLMProvider
    from .routes import Target

OutputT = TypeVar("OutputT")


@dataclass(frozen=True, slots=True)
class ParsedChat(Shown, Generic[OutputT]):
    """An answer as an instance of the type that was asked for, and the reply it was read from.

    >>> class Fair(TypedDict):
    ...     name: str
    ...     date: str
    >>> chat = client.chat_completion_parsed(model="gpt-5.4", messages=messages, output_type=Fair)
    >>> chat.parsed["name"], chat.response.finish_reason
    ('Science fair', 'stop')
    """

    parsed: OutputT
    response: ChatResponse

    def _card(self) -> Card:
        from .cards import parsed_card

        return parsed_card(self)


class StructuredCall:
    """A request that asks for an instance of a type, and what reads it out of the reply.

    The first way to ask is taken that the route, the model and the type allow (see
    :mod:`.protocols.structured_strategies`); ``adjustments`` say what the vendor does not see to.
    """

    def __init__(
        self, provider: LLMProvider, request: ChatRequest, output_type: Any, context: RequestContext | None
    ) -> None:
        if request.response_format is not None:
            raise InvalidRequestError(
                "response_format is set by chat_completion_parsed: leave it out", provider=provider.id
            )
        self._provider = provider
        self._type = OutputType(output_type, provider.id)
        target = chat_target(provider, request, context or NO_CONTEXT, given(request))
        self.strategy, self._asked = self._choose(target, request)
        self.adjustments = _notes(self.strategy, self._asked)
        self.request = replace(request, **self._asked.changes)
        if self._asked.instruction:
            self.request.messages = _instructed(request.messages, self._asked.instruction)

    def _choose(self, target: Target[ChatProtocol], request: ChatRequest) -> tuple[Strategy, Structured]:
        """The first strategy that nothing speaks against; an instruction can always be given."""
        from .protocols.schema_dialects import Unsayable
        from .protocols.structured_strategies import ask, order

        lacks = self._provider.models.supports(request.model, Capability.JSON_SCHEMA) is False
        for strategy in order(target.protocol):
            if (strategy == "json-schema" and lacks) or (strategy == "tool" and (request.tools or request.tool_choice)):
                continue
            try:
                asked = ask(target.protocol, strategy, self._type.schema, self._type.name)
            except Unsayable:
                continue
            if _is_taken(target, request, asked):
                return strategy, asked
        return "instruction", ask(target.protocol, "instruction", self._type.schema, self._type.name)

    @property
    def by_tool(self) -> bool:
        """Whether the answer comes as the arguments of a tool, not as text."""
        return bool(self._asked.tool)

    def as_text(self, reply: ChatResponse) -> ChatResponse:
        """The reply with the answer as its text, where it came as the arguments of a tool."""
        reply.adjustments.extend(self.adjustments)
        for choice in reply.choices:
            for call in choice.message.tool_calls or ():
                if call.function.name == self._asked.tool:
                    choice.message.content, choice.message.tool_calls = call.function.arguments, None
                    choice.finish_reason = "stop"
                    break
        return reply

    def parse(self, reply: ChatResponse) -> ParsedChat[Any]:
        """The instance in a reply; raises :class:`StructuredOutputError`."""
        reply.adjustments.extend(self.adjustments)
        return ParsedChat(_read(reply, self._type, self._asked, self._provider.id), reply)


def response_format_for(output_type: Any) -> dict[str, Any]:
    """The ``response_format`` that asks for instances of a type, for requests of one's own, such as streams.

    :func:`parse_reply` reads them.  Routes that take no schemas refuse it; ``chat_completion_parsed`` knows other ways.

    >>> response_format_for(int)["type"]
    'json_schema'
    """
    from .protocols.openai_chat import OpenAIChat

    wanted = OutputType(output_type)
    made: dict[str, Any] = OpenAIChat().structured(wanted.schema, wanted.name).changes["response_format"]
    return made


def parse_reply(reply: ChatResponse, output_type: type[OutputT]) -> OutputT:
    """The instance of a type that a reply holds, such as the ``stream.response()`` of a stream.

    Raises :class:`StructuredOutputError`, with the reply on it, where it holds none.

    >>> reply = ChatResponse.model_validate({"choices": [{"message": {"content": '{"age": 36}'}}]})
    >>> parse_reply(reply, dict[str, int])
    {'age': 36}
    """
    wanted = OutputType(output_type, reply.provider)
    made: OutputT = _read(reply, wanted, Structured({}, enforced=False), reply.provider)
    return made


def _is_taken(target: Target[ChatProtocol], request: ChatRequest, asked: Structured) -> bool:
    """Whether the route takes for this model what a strategy would send."""
    settled = target.plan.settle({**given(request), **asked.changes}, "drop", request.options or {})
    return not any(note.action == "dropped" and note.parameter in asked.changes for note in settled.adjustments)


def _notes(strategy: Strategy, asked: Structured) -> list[Adjustment]:
    """What of the type the vendor does not see to; it is checked afterwards."""
    told = "; ".join(asked.told)
    if asked.enforced:
        reason = f"told to the model in words and checked in the reply, as the vendor does not enforce it: {told}"
        return [Adjustment("output_type", "mapped", None, strategy, reason)] if told else []
    why = f", which the vendor does not enforce{f' for this type ({told})' if told else ''}"
    return [Adjustment("output_type", "mapped", None, strategy, f"asked for by {strategy}{why}; the reply is checked")]


def _instructed(messages: Sequence[MessageLike], instruction: str) -> list[MessageLike]:
    """The messages with an instruction: at the end of the system message that comes first, or as one."""
    first = messages[0] if is_listed(messages) and messages else None
    if isinstance(first, Message):
        first = first.as_param()
    if is_mapping(first) and first.get("role") in ("system", "developer"):
        content = first.get("content")
        if isinstance(content, str):
            content = f"{content}\n\n{instruction}"
        elif is_listed(content):
            content = [*content, {"type": "text", "text": f"\n\n{instruction}"}]
        else:
            content = instruction
        joined: Any = {**first, "content": content}
        return [joined, *messages[1:]]
    told: SystemMessage = {"role": "system", "content": instruction}
    return [told, *messages]


def _read(reply: ChatResponse, wanted: OutputType, asked: Structured, provider: str) -> Any:
    try:
        return wanted.read(_answer(reply, asked), enforced=asked.enforced)
    except Misfit as misfit:
        raise StructuredOutputError(
            f"the answer is no {wanted.name}: {misfit}; error.reply holds it",
            reply=reply,
            provider=provider,
            request_id=reply.request_id,
        ) from misfit.__cause__


def _answer(reply: ChatResponse, asked: Structured) -> str:
    """The text that is to be the answer; raises :class:`Misfit` where a reply is none."""
    if not reply.choices:
        raise Misfit("the reply is empty")
    if refusal := reply.message.refusal:
        raise Misfit(f"the model refused: {refusal}")
    if reply.finish_reason == "length":
        raise Misfit("it was cut at max_tokens: give more, also for reasoning")
    if reply.finish_reason == "content_filter":
        if reply.choices[0].native_finish_reason == "refusal":
            raise Misfit(f"the model refused{f': {reply.text}' if reply.text else ''}")
        raise Misfit("it was held back by the content filter")
    if reply.finish_reason == "error":
        raise Misfit(f"the vendor tells of an error: {reply.choices[0].native_finish_reason}")
    if asked.tool:
        for call in reply.tool_calls:
            if call.function.name == asked.tool:
                return call.function.arguments
        raise Misfit(f"the model did not call the tool {asked.tool!r} that takes it{_said(reply)}")
    if reply.tool_calls:
        names = ", ".join(dict.fromkeys(call.function.name for call in reply.tool_calls))
        raise Misfit(f"the model calls tools first ({names}): append error.reply.message and their results, ask again")
    return reply.text


def _said(reply: ChatResponse) -> str:
    text = " ".join(reply.text.split())
    return f", and said {text[:80]!r}{'...' if len(text) > 80 else ''}" if text else ""
