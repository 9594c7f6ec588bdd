"""Puts a stream's chunks together into the reply they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .data import is_array
from .replies import ChatChunk, ChatResponse, Choice, Function, Message, ToolCall, ToolCallDelta, Usage

PLAIN = ("id", "created", "model", "service_tier", "system_fingerprint")


def assemble(chunks: Iterable[ChatChunk]) -> ChatResponse:
    """The reply that the chunks add up to; of an interrupted stream, the reply so far."""
    reply = ChatResponse(usage=Usage())
    building: dict[int, _Building] = {}
    for chunk in chunks:
        for name in PLAIN:
            if value := getattr(chunk, name):
                setattr(reply, name, value)
        if chunk.usage is not None:
            reply.usage = chunk.usage
        for piece in chunk.choices:
            choice = building.get(piece.index)
            if choice is None:
                choice = building[piece.index] = _Building(piece.index)
            choice.add(piece)
    reply.choices = [building[index].finish() for index in sorted(building)]
    return reply


class _Building:
    """One choice under construction."""

    def __init__(self, index: int) -> None:
        self.choice = Choice(index, Message())
        self.texts: dict[str, list[str]] = {"content": [], "reasoning_content": [], "refusal": []}
        self.calls: dict[int, tuple[ToolCall, list[str]]] = {}

    def add(self, piece: Any) -> None:
        """Take in what one chunk adds."""
        delta, message = piece.delta, self.choice.message
        for name, parts in self.texts.items():
            if (text := getattr(delta, name)) is not None:
                parts.append(text)
        for call in delta.tool_calls or ():
            self._add_call(call)
        if delta.annotations:
            message.annotations = [*(message.annotations or ()), *delta.annotations]
        if delta.images:
            message.images = [*(message.images or ()), *delta.images]
        if delta.audio:
            message.audio = _merged_audio(message.audio, delta.audio)
        if delta.reasoning_state is not None:
            message.reasoning_state = delta.reasoning_state
        if piece.finish_reason is not None:
            self.choice.finish_reason = piece.finish_reason
            self.choice.native_finish_reason = piece.native_finish_reason
        if piece.logprobs:
            self.choice.logprobs = _joined_lists(self.choice.logprobs, piece.logprobs)

    def _add_call(self, piece: ToolCallDelta) -> None:
        if piece.index not in self.calls:
            self.calls[piece.index] = (ToolCall(), [])
        call, arguments = self.calls[piece.index]
        call.id = piece.id or call.id
        call.type = piece.type or call.type
        call.function.name = continued_name(call.function.name, piece.function.name)
        if piece.function.arguments:
            arguments.append(piece.function.arguments)

    def finish(self) -> Choice:
        """The choice, whole."""
        message = self.choice.message
        for name, parts in self.texts.items():
            if parts:
                text = "".join(parts)
                setattr(message, name, text if text or name == "content" else None)
        if message.content == "" and (self.calls or message.refusal):
            message.content = None
        calls: list[ToolCall] = []
        for index in sorted(self.calls):
            call, arguments = self.calls[index]
            call.function = Function(call.function.name, "".join(arguments))
            calls.append(call)
        message.tool_calls = calls or None
        return self.choice


def continued_name(known: str, piece: str | None) -> str:
    """A function's name so far: most tell it once, some with every fragment, and some in pieces."""
    if not piece or piece.startswith(known):
        return piece or known
    return known + piece


def _joined_lists(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    joined = dict(old or {})
    for key, value in new.items():
        before = joined.get(key)
        if is_array(before) and is_array(value):
            joined[key] = [*before, *value]
        elif value is not None or key not in joined:
            joined[key] = value
    return joined


def _merged_audio(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old or {})
    for key, value in new.items():
        if key in ("data", "transcript") and isinstance(value, str):
            merged[key] = merged.get(key, "") + value
        elif value is not None:
            merged[key] = value
    return merged
