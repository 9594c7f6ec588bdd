"""The streams of Meta's Llama API: ``start``, ``progress``, ``complete`` and then ``metrics``.

A piece of a tool call bears no number: one with an id begins a call, and those without go on with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..data import is_object
from ..replies import ChatChunk, ChunkChoice, Delta, FinishReason, FunctionDelta, ToolCallDelta
from .base import DONE, ChatDecoder, check_unknown, parse, unexpected
from .json_values import Json, as_object, as_text, as_word
from .llama_replies import read_usage
from .tool_calls import ToolIndex

KINDS = ("start", "progress", "complete", "metrics")


class LlamaChatDecoder(ChatDecoder):
    """Decodes one stream, which is whole once it said ``complete``; the counts come after that."""

    def __init__(self, finish: Callable[[str | None], FinishReason | None]) -> None:
        self._finish = finish
        self._calls = ToolIndex()
        self._id = ""

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk that an event brings; events and deltas of unknown types bring none."""
        if event == DONE:  # not this API's, but a gateway may add it
            return []
        data = parse(event)
        if not is_object(data):
            raise unexpected(event)
        told = data.get("event")
        if not is_object(told):
            check_unknown(data)
            return []
        kind = told.get("event_type")
        if kind not in KINDS:
            return []
        self._id = as_text(data.get("id")) or self._id
        chunk = ChatChunk(self._id)
        if kind == "metrics":
            chunk.usage = read_usage(told.get("metrics"))
            return [chunk]
        native = as_word(told.get("stop_reason"))
        self.complete = self.complete or kind == "complete" or native is not None
        delta = self._delta(as_object(told.get("delta")))
        if kind == "start":
            delta.role = "assistant"
        chunk.choices = [ChunkChoice(0, delta, self._finish(native), native)]
        return [chunk]

    def _delta(self, delta: Json) -> Delta:
        kind = delta.get("type")
        if kind == "text":
            return Delta(content=as_text(delta.get("text")))
        if kind != "tool_call":
            return Delta()
        function = as_object(delta.get("function"))
        id_ = as_word(delta.get("id")) or None
        piece: Any = ToolCallDelta(id=id_, type="function" if id_ else None)
        piece.function = FunctionDelta(as_word(function.get("name")), function.get("arguments"))
        piece.index = None
        self._calls.settle([piece])
        return Delta(tool_calls=[piece])
