"""Puts a stream's chunks together into the reply they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from .data import is_array
from .replies import (
    ChatChunk,
    ChatResponse,
    Choice,
    ChunkChoice,
    Delta,
    Function,
    Message,
    ToolCall,
    ToolCallDelta,
    Usage,
)

PLAIN = ("id", "created", "model", "service_tier", "system_fingerprint")

TOGETHER = 8
"""Chunks that are kept as they came before those of text are joined."""
_told = attrgetter(*PLAIN)
_beside = attrgetter("tool_calls", "refusal", "annotations", "audio", "images", "reasoning_state")
NOTHING_BESIDE = (None,) * 6


class Chunks:
    """The chunks of a stream so far, for what they add up to: of text alone, those that follow each other are joined.

    What came last is as it came.
    """

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._last: list[Any] = []
        self._number = 0

    def extend(self, chunks: list[Any]) -> None:
        """Note what came together."""
        if len(self._last) >= TOGETHER:
            self._join()
        self._last += chunks
        self._number += len(chunks)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Any]:
        return chain(self._kept, self._last)

    def without(self, last: int) -> Iterator[Any]:
        """The chunks but for so many of those that came together last."""
        return chain(self._kept, self._last[: len(self._last) - last])

    def _join(self) -> None:
        run: list[ChatChunk] = []
        whose: tuple[int, bool] | None = None
        for chunk in self._last:
            about = None
            if chunk.__class__ is ChatChunk and chunk.usage is None and len(chunk.choices) == 1:
                (choice,) = chunk.choices
                delta = choice.delta
                thinks = delta.content is None
                if (
                    choice.finish_reason is None
                    and thinks is not (delta.reasoning_content is None)
                    and choice.logprobs is None
                    and _beside(delta) == NOTHING_BESIDE
                ):
                    about = choice.index, thinks
            if run and about != whose:
                self._kept.append(_joined(run))
                run = []
            if about is None:
                self._kept.append(chunk)
            else:
                run.append(chunk)
                whose = about
        if run:
            self._kept.append(_joined(run))
        self._last.clear()


def _joined(run: list[ChatChunk]) -> ChatChunk:
    """A chunk that adds the text that several add, and tells what the last of them to tell something tells."""
    last = run[-1]
    if len(run) == 1:
        return last
    choice = last.choices[0]
    if choice.delta.content is None:
        delta = Delta(reasoning_content="".join([one.choices[0].delta.reasoning_content or "" for one in run]))
    else:
        delta = Delta(content="".join([one.choices[0].delta.content or "" for one in run]))
    joined = ChatChunk(choices=[ChunkChoice(choice.index, delta)])
    told: list[Any] = list(_told(last))
    if not all(told):
        for earlier in reversed(run[:-1]):
            told = [value or before for value, before in zip(told, _told(earlier), strict=True)]
    for name, value in zip(PLAIN, told, strict=True):
        if value:
            setattr(joined, name, value)
    return joined


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
