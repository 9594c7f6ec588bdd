"""The streams of OpenAI's Responses API: events that tell how items grow, and at the end the whole response."""

from __future__ import annotations

from collections.abc import Callable

from ..replies import ChatChunk, ChatResponse, ChunkChoice, Delta, FinishReason, FunctionDelta, ToolCallDelta
from .base import DONE, ChatDecoder, Malformed, Refusal, check_envelope, check_unknown, parse, unexpected
from .failures import read_failure
from .json_values import Json, as_count, as_object, as_objects, as_seconds, as_text
from .responses_items import ARGUMENTS, BETWEEN, CALLS, annotation_of, call_of, read_items

BEGUN = ("response.created", "response.in_progress", "response.queued")
ENDED = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")
THINKING = ("response.reasoning_summary_text.delta", "response.reasoning_text.delta")
CALLING = ("response.function_call_arguments.delta", "response.custom_tool_call_input.delta")


class ResponsesDecoder(ChatDecoder):
    """Decodes one stream, which the event with the whole response ends.

    ``read`` makes a reply of a response.  What the last event tells and the ones before it did not is told by the last
    chunk, so that the chunks add up to that reply.
    """

    def __init__(self, read: Callable[[Json], ChatResponse]) -> None:
        self._read = read
        self._id = self._model = ""
        self._created = 0
        self._calls: dict[int, int] = {}
        self._arguments: dict[int, int] = {}
        self._starts: dict[tuple[int, int], int] = {}
        self._text = self._refused = self._thought = self._annotated = self._weighed = 0
        self._thinking_in: tuple[int, int] | None = None
        self._items: dict[int, Json] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunks that an event brings; events of unknown types bring none."""
        if self.finished:
            return []
        if event.strip() == DONE:
            raise Malformed("the end of the stream came before the response's")
        data = parse(event)
        if data.__class__ is not dict:
            raise unexpected(event)
        kind = data.get("type")
        if kind == "response.output_text.delta":
            return self._said(data)
        if kind in CALLING:
            return self._called(as_count(data.get("output_index")), as_text(data.get("delta")))
        if kind in THINKING:
            return self._thinking(data)
        if kind == "response.refusal.delta":
            text = as_text(data.get("delta"))
            self._refused += len(text)
            return [self._chunk(Delta(refusal=text))] if text else []
        if kind == "response.output_text.annotation.added":
            return self._annotation(data)
        if kind == "response.output_item.added":
            return self._begin(as_count(data.get("output_index")), as_object(data.get("item")))
        if kind == "response.output_item.done":
            return self._complete(as_count(data.get("output_index")), as_object(data.get("item")))
        if kind in BEGUN:
            return self._start(as_object(data.get("response")))
        if kind in ENDED:
            return self._end(as_object(data.get("response")))
        if kind == "error":
            raise Refusal(read_failure(data), data)
        if kind is None:  # each event of the protocol names its type
            check_unknown(data)
        check_envelope(data)
        return []

    def _start(self, response: Json) -> list[ChatChunk]:
        self._id, self._model = as_text(response.get("id")), as_text(response.get("model"))
        self._created = as_seconds(response.get("created_at")) or 0
        return []

    def _said(self, data: Json) -> list[ChatChunk]:
        text = as_text(data.get("delta"))
        place = as_count(data.get("output_index")), as_count(data.get("content_index"))
        self._starts.setdefault(place, self._text)
        self._text += len(text)
        logprobs = as_objects(data.get("logprobs"))
        if not text and not logprobs:
            return []
        chunk = self._chunk(Delta(content=text))
        if logprobs:
            self._weighed += len(logprobs)
            chunk.choices[0].logprobs = {"content": logprobs}
        return [chunk]

    def _thinking(self, data: Json) -> list[ChatChunk]:
        text = as_text(data.get("delta"))
        if not text:
            return []
        part = data.get("summary_index") if "summary_index" in data else data.get("content_index")
        place = as_count(data.get("output_index")), as_count(part)
        if self._thinking_in not in (None, place):
            text = BETWEEN + text
        self._thinking_in = place
        self._thought += len(text)
        return [self._chunk(Delta(reasoning_content=text))]

    def _annotation(self, data: Json) -> list[ChatChunk]:
        annotation = as_object(data.get("annotation"))
        if not annotation:
            return []
        place = as_count(data.get("output_index")), as_count(data.get("content_index"))
        self._annotated += 1
        return [self._chunk(Delta(annotations=[annotation_of(annotation, self._starts.get(place, 0))]))]

    def _begin(self, place: int, item: Json) -> list[ChatChunk]:
        kind = item.get("type")
        if kind not in CALLS or place in self._calls:
            return []
        index = self._calls[place] = len(self._calls)
        call = call_of(item)
        self._arguments[place] = len(call.function.arguments)
        function = FunctionDelta(call.function.name, call.function.arguments)
        return [self._chunk(Delta(tool_calls=[ToolCallDelta(index, call.id, call.type, function)]))]

    def _called(self, place: int, text: str) -> list[ChatChunk]:
        if not text or place not in self._calls:
            return []
        self._arguments[place] += len(text)
        return [self._chunk(Delta(tool_calls=[ToolCallDelta(self._calls[place], function=FunctionDelta(None, text))]))]

    def _complete(self, place: int, item: Json) -> list[ChatChunk]:
        """What an item that is whole brings beyond its pieces."""
        self._items[place] = item
        kind = item.get("type")
        if kind not in CALLS:
            return []
        begun = self._begin(place, item)
        return begun or self._called(place, as_text(item.get(ARGUMENTS[kind]))[self._arguments[place] :])

    def _end(self, response: Json) -> list[ChatChunk]:
        """The last chunk: why the reply ended, its usage and state, and what no event told before."""
        if not as_objects(response.get("output")) and self._items:
            response = {**response, "output": [self._items[place] for place in sorted(self._items)]}
        reply = self._read(response)
        self.complete = self.finished = True
        self._id, self._model, self._created = reply.id or self._id, reply.model or self._model, reply.created
        chunks: list[ChatChunk] = []
        items = as_objects(response.get("output"))
        for place, item in enumerate(items):
            if item.get("type") in CALLS and place not in self._items:
                chunks += self._complete(place, item)
        choice, said = reply.choices[0], read_items(items)
        message = choice.message
        last = Delta(
            content="".join(said.text)[self._text :] or ("" if message.content == "" else None),
            refusal="".join(said.refusal)[self._refused :] or None,
            annotations=said.annotations[self._annotated :] or None,
            reasoning_content=(message.reasoning_content or "")[self._thought :] or None,
            reasoning_state=message.reasoning_state,
        )
        chunk = self._chunk(last, choice.finish_reason, choice.native_finish_reason)
        chunk.usage, chunk.service_tier = reply.usage, reply.service_tier
        if rest := said.logprobs[self._weighed :]:
            chunk.choices[0].logprobs = {"content": rest}
        return [*chunks, chunk]

    def _chunk(self, delta: Delta, finish: FinishReason | None = None, native: str | None = None) -> ChatChunk:
        choices = [ChunkChoice(0, delta, finish, native)]
        return ChatChunk(id=self._id, created=self._created, model=self._model, choices=choices)
