"""Decodes the streams of APIs that follow OpenAI's chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import ValidationError

from ..data import is_object, validator
from ..replies import ChatChunk, ChunkChoice, Delta, Usage
from .base import DONE, ChatDecoder, at, check_unknown, parse, unexpected
from .json_values import as_object, as_objects
from .opaque_fields import Gathered
from .openai_replies import ERROR, check_choices, present, read_otherwise, settle_usage, tells_otherwise
from .openai_thinking import Content, ThinkingPieces, read_content, thinking_state
from .tool_calls import ToolIndex

if TYPE_CHECKING:
    from .openai_chat import OpenAIChat


class OpenAIChatDecoder(ChatDecoder):
    """Decodes one stream of chat-completion chunks, which ``[DONE]`` ends."""

    def __init__(self, protocol: OpenAIChat) -> None:
        self._protocol = protocol
        self._validate = validator(ChatChunk).validate_json
        self._calls: dict[int, ToolIndex] = {}
        self._opaque_fields = protocol.opaque_fields
        self._gathered: dict[int, Gathered] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event."""
        if self.finished:
            return []
        if event == DONE:
            self.complete = self.finished = True
            return []
        try:
            chunk: ChatChunk = self._validate(event)
        except ValidationError as error:
            if event.strip() == DONE:
                self.complete = self.finished = True
                return []
            raise unexpected(event) from error
        if not chunk.choices and chunk.usage is None and b'"choices"' not in event:
            check_unknown(parse(event))
        elif ERROR in event:
            check_choices(parse(event))
        return self._settled(chunk, event)

    def end(self) -> list[ChatChunk]:
        """What was gathered of messages that the stream told no end of."""
        told = {index: gathered.take() for index, gathered in self._gathered.items()} if self.complete else {}
        choices = [ChunkChoice(index, Delta(reasoning_state=state)) for index, state in told.items() if state]
        return [ChatChunk(choices=choices)] if choices else []

    def _settled(self, chunk: ChatChunk, event: bytes) -> list[ChatChunk]:
        if chunk.choices:
            for place, choice in enumerate(chunk.choices):
                if not choice or not choice.delta:  # each may be null on the wire
                    return self._without_nulls(chunk, event)
                delta = choice.delta
                if not (delta.content or delta.tool_calls or delta.reasoning_content) and tells_otherwise(event):
                    told = as_objects(at(parse(event), "choices"))[place]
                    read_otherwise(delta, as_object(told.get("delta")))
                if delta.tool_calls:
                    delta.tool_calls = present(delta.tool_calls)
                    if (index := self._calls.get(choice.index)) is None:
                        index = self._calls[choice.index] = ToolIndex(chunk.id, choice.index)
                    index.settle(delta.tool_calls)
                if delta.content is not None and delta.content.__class__ is not str:
                    self.settle_parts(choice)
                if choice.finish_reason is not None:
                    self._protocol.settle_finish(choice)
            if self._opaque_fields:
                self._gather(chunk, event)
        else:
            chunk.choices = []
        if chunk.usage is not None:
            self._protocol.settle_stream_usage(chunk, chunk.usage, event)
        elif self._protocol.usage_in_choice and any(choice.finish_reason for choice in chunk.choices):
            chunk.usage = self._usage_in_choice(chunk, event)
        return [chunk]

    def _usage_in_choice(self, chunk: ChatChunk, event: bytes) -> Usage | None:
        """The counts that stand in a choice which ends."""
        told = (choice.get("usage") for choice in as_objects(at(parse(event), "choices")))
        if not (counts := next(filter(is_object, told), None)):
            return None
        try:
            usage = settle_usage(validator(Usage).validate_python(counts))
        except ValidationError as error:
            raise unexpected(event) from error
        self._protocol.fill(chunk, usage, {"usage": counts})
        return usage

    def settle_parts(self, choice: ChunkChoice, said: int = 0) -> Content:
        """Put what content parts say into the fields of a delta."""
        delta = choice.delta
        content = read_content(delta.content, said)
        delta.content = content.text
        delta.reasoning_content = delta.reasoning_content or content.thinking
        delta.annotations = content.annotations or delta.annotations
        return content

    def _gather(self, chunk: ChatChunk, event: bytes) -> None:
        """Take in what an event brings of the opaque fields; they are told whole, once their message has ended."""
        if self._protocol.brings_opaque(event):
            for choice, body in zip(chunk.choices, as_objects(at(parse(event), "choices")), strict=True):
                gathered = self._gathered.setdefault(choice.index, Gathered())
                gathered.add(as_object(body.get("delta")), self._opaque_fields)
        for choice in chunk.choices:
            if (found := self._gathered.get(choice.index)) is not None:
                found.ended = found.ended or choice.finish_reason is not None
                if found.ended:
                    choice.delta.reasoning_state = found.take()

    def _without_nulls(self, chunk: ChatChunk, event: bytes) -> list[ChatChunk]:
        """The chunk in an event that has null for a choice or a delta."""
        chunk.choices = present(chunk.choices)
        for choice in chunk.choices:
            choice.delta = choice.delta or Delta()
        return self._settled(chunk, event)


class ThinkingPartsDecoder(OpenAIChatDecoder):
    """Decodes a stream whose thinking comes as parts, which have to come back as they are."""

    def __init__(self, protocol: OpenAIChat) -> None:
        super().__init__(protocol)
        self._said: dict[int, int] = {}
        self._thinking: dict[int, ThinkingPieces] = {}

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event; the last one of a choice holds the thinking parts, if they are more than text."""
        chunks = super().feed(event)
        for choice in [choice for chunk in chunks for choice in chunk.choices]:
            pieces = self._thinking.get(choice.index)
            if text := choice.delta.content:
                self._said[choice.index] = self._said.get(choice.index, 0) + len(text)
                if pieces:
                    pieces.close()
            if pieces and choice.finish_reason is not None:
                choice.delta.reasoning_state = thinking_state(pieces.parts)
        return chunks

    def settle_parts(self, choice: ChunkChoice, said: int = 0) -> Content:
        """Keep the thinking parts, and tell the places of references in the whole text."""
        content = super().settle_parts(choice, self._said.get(choice.index, 0))
        if content.thinking_parts:
            self._thinking.setdefault(choice.index, ThinkingPieces()).add(content.thinking_parts)
        return content
