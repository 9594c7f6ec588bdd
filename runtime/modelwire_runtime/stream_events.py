"""A stream's chunks as typed events, for those who would rather ``match`` than look into deltas.

Loaded by the first ``events()``; who reads chunks pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .assembly import continued_name
from .replies import ChatChunk, ChatResponse, ChunkChoice, Function, ToolCall


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the text of an answer; ``choice`` tells of which one, where there are several.

    >>> with client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
    ...     [event.text for event in stream.events() if isinstance(event, TextDelta)]
    ['Hello ', 'there!']
    """

    text: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More of the model's thinking.

    >>> ReasoningDelta("Let me think.").text
    'Let me think.'
    """

    text: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    """More of what the model says instead of complying.

    >>> RefusalDelta("I can't help with that.").choice  # of the first answer
    0
    """

    text: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """More of a tool call: its id and name as far as they are known, and the next piece of its arguments.

    >>> piece = ToolCallDelta(index=0, id="call_1", name="get_weather", arguments='{"loc')
    >>> piece.name, piece.arguments
    ('get_weather', '{"loc')
    """

    index: int
    id: str
    name: str
    arguments: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class ToolCallDone:
    """A tool call, whole.

    It comes when the next call begins and the arguments are whole by then, or else when the stream ends.

    >>> call = ToolCall.model_validate({"id": "call_1", "function": {"name": "get_weather", "arguments": "{}"}})
    >>> ToolCallDone(call).call.function.name
    'get_weather'
    """

    call: ToolCall
    index: int = 0
    choice: int = 0


@dataclass(frozen=True, slots=True)
class AnnotationAdded:
    """A citation or another annotation of the text.

    >>> cited = AnnotationAdded({"type": "url_citation", "url_citation": {"url": "https://example.com"}})
    >>> cited.annotation["url_citation"]["url"]
    'https://example.com'
    """

    annotation: dict[str, Any]
    choice: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the stream, and the reply that it added up to; the last event of a stream that was read to its end.

    >>> with client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
    ...     *_, last = stream.events()
    >>> isinstance(last, Finished), last.response.text
    (True, 'Hello there!')
    """

    response: ChatResponse


StreamEvent: TypeAlias = (
    TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta | ToolCallDone | AnnotationAdded | Finished
)
"""What ``events()`` of a stream yields.

>>> def told(event: StreamEvent) -> str:
...     match event:
...         case TextDelta():
...             return event.text
...         case Finished():
...             return event.response.finish_reason
...         case _:
...             return type(event).__name__
>>> with client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
...     [told(event) for event in stream.events()]
['Hello ', 'there!', 'stop']
"""


@dataclass(slots=True)
class _Call:
    """A tool call under construction."""

    id: str = ""
    type: str = "function"
    name: str = ""
    arguments: list[str] = field(default_factory=list[str])
    done: bool = False

    def whole(self) -> ToolCall:
        return ToolCall(self.id, self.type, Function(self.name, "".join(self.arguments)))


class EventReader:
    """Turns chunks into events; ``seen`` are chunks taken before, which give none."""

    def __init__(self, seen: Iterable[ChatChunk] = ()) -> None:
        self._calls: dict[int, dict[int, _Call]] = {}
        for chunk in seen:
            for _ in self.feed(chunk):
                pass

    def feed(self, chunk: ChatChunk) -> Iterator[StreamEvent]:
        """The events in a chunk."""
        for choice in chunk.choices:
            delta, index = choice.delta, choice.index
            if delta.reasoning_content:
                yield ReasoningDelta(delta.reasoning_content, index)
            if delta.content:
                yield TextDelta(delta.content, index)
            if delta.refusal:
                yield RefusalDelta(delta.refusal, index)
            for annotation in delta.annotations or ():
                yield AnnotationAdded(annotation, index)
            if delta.tool_calls:
                yield from self._pieces(choice)

    def end(self, response: ChatResponse) -> Iterator[StreamEvent]:
        """The events of the stream's end."""
        for choice, calls in sorted(self._calls.items()):
            yield from _done(choice, [item for item in sorted(calls.items()) if not item[1].done])
        yield Finished(response)

    def _pieces(self, choice: ChunkChoice) -> Iterator[StreamEvent]:
        calls = self._calls.setdefault(choice.index, {})
        for piece in choice.delta.tool_calls or ():
            call = calls.get(piece.index)
            if call is None:
                yield from _done(choice.index, [item for item in sorted(calls.items()) if _is_whole(item[1])])
                call = calls[piece.index] = _Call()
            call.id = piece.id or call.id
            call.type = piece.type or call.type
            call.name = continued_name(call.name, piece.function.name)
            arguments = piece.function.arguments or ""
            call.arguments.append(arguments)
            yield ToolCallDelta(piece.index, call.id, call.name, arguments, choice.index)


def _done(choice: int, calls: Iterable[tuple[int, _Call]]) -> Iterator[StreamEvent]:
    for index, call in calls:
        call.done = True
        yield ToolCallDone(call.whole(), index, choice)


def _is_whole(call: _Call) -> bool:
    """Whether nothing can follow: calls may take turns, but JSON that is whole is not continued."""
    from pydantic_core import from_json

    if call.done:
        return False
    try:
        from_json("".join(call.arguments))
    except ValueError:
        return False
    return True
