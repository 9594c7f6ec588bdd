"""Anthropic's streams: events that put blocks together piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import from_json

from ..replies import ChatChunk, ChunkChoice, Delta, FinishReason, FunctionDelta, ToolCallDelta
from .anthropic_replies import annotations_of, arguments_of, read_refusal, read_usage
from .anthropic_state import Block, state_of
from .base import ChatDecoder, Refusal, check_envelope, check_unknown, parse, unexpected
from .failures import read_failure
from .json_values import as_object, as_text, as_word


class _OpenBlock:
    """A block that is being streamed; ``delta`` and ``key`` tell in which deltas its pieces come."""

    __slots__ = ("call", "delta", "key", "pieces", "sent", "whole")

    def __init__(self, sent: Block) -> None:
        self.sent = sent
        kind = sent.get("type")
        if kind == "text":
            self.delta, self.key = "text_delta", "text"
        elif kind == "thinking":
            self.delta, self.key = "thinking_delta", "thinking"
        else:
            self.delta, self.key = "input_json_delta", "partial_json"
        self.pieces: list[str] = []
        self.call: int | None = None
        self.whole = True

    def take(self, delta: Block) -> None:
        """Take in a delta that brings no piece of text."""
        kind, sent = delta.get("type"), self.sent
        if kind == "signature_delta":
            sent["signature"] = delta.get("signature")
        elif kind == "citations_delta":
            sent["citations"] = [*(sent.get("citations") or ()), delta.get("citation")]
        elif kind == "compaction_delta":
            sent["content"] = delta.get("content")
            sent["encrypted_content"] = delta.get("encrypted_content")
        else:
            self.whole = False

    def close(self) -> None:
        """Put the pieces into the block, as it would stand in a reply that is not streamed."""
        text = "".join(self.pieces)
        if self.delta != "input_json_delta":
            self.sent[self.key] = as_text(self.sent.get(self.key)) + text
        elif text:
            try:
                self.sent["input"] = from_json(text)
            except ValueError:  # cut at max_tokens
                self.whole = False


class AnthropicMessagesDecoder(ChatDecoder):
    """Decodes one stream of events, which ``message_stop`` ends.

    The blocks are put together beside the chunks: what has to come back in the next request is known at the end only.
    """

    def __init__(self, finish: Callable[[str | None], FinishReason | None], origin: str = "") -> None:
        self._finish = finish
        self._origin = origin
        self._id = self._model = ""
        self._usage: dict[str, Any] = {}
        self._blocks: list[_OpenBlock] = []
        self._open: dict[int | None, _OpenBlock] = {}
        self._calls = 0
        self._length = 0
        self._ended = False

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunks that an event brings; events, blocks and deltas of unknown types bring none."""
        if self.finished:
            return []
        data = parse(event)
        if data.__class__ is not dict:
            raise unexpected(event)
        kind, index = data.get("type"), data.get("index")
        if index.__class__ is not int:
            index = None
        if kind == "content_block_delta":
            return self._delta(index, as_object(data.get("delta")))
        if kind == "content_block_start":
            return self._start_block(index, as_object(data.get("content_block")))
        if kind == "content_block_stop":
            block = self._open.pop(index, None)
            return self._close(block) if block else []
        if kind == "message_start":
            return self._start(as_object(data.get("message")))
        if kind == "message_delta":
            self._usage |= _present(data.get("usage"))
            delta = as_object(data.get("delta"))
            native = as_word(delta.get("stop_reason"))
            return self._end(native, read_refusal(delta) if native == "refusal" else None)
        if kind == "message_stop":
            self.complete = self.finished = True
            return [] if self._ended else self._end(None, last=True)
        if kind == "error":
            raise Refusal(read_failure(data), data)
        if kind is None:  # each event of the protocol names its type
            check_unknown(data)
        check_envelope(data)
        return []

    def _start(self, message: dict[str, Any]) -> list[ChatChunk]:
        self._id, self._model = as_text(message.get("id")), as_text(message.get("model"))
        self._usage |= _present(message.get("usage"))
        return [self._chunk(Delta("assistant"))]

    def _start_block(self, index: int | None, sent: Block) -> list[ChatChunk]:
        chunks = self._close(self._open[index]) if index in self._open else []
        block = self._open[index] = _OpenBlock(sent)
        self._blocks.append(block)
        if sent.get("type") == "tool_use":
            block.call = self._calls
            self._calls += 1
            function = FunctionDelta(as_text(sent.get("name")), "")
            begun = ToolCallDelta(block.call, as_text(sent.get("id")), "function", function)
            chunks.append(self._chunk(Delta(tool_calls=[begun])))
        elif text := as_text(sent.get("text")) if block.key == "text" else "":
            chunks.append(self._chunk(Delta(content=text)))
        elif text := as_text(sent.get("thinking")) if block.key == "thinking" else "":
            chunks.append(self._chunk(Delta(reasoning_content=text)))
        return chunks

    def _delta(self, index: int | None, delta: Block) -> list[ChatChunk]:
        block = self._open.get(index)
        if block is None:
            return []
        kind = delta.get("type")
        if kind != block.delta:
            block.take(delta)
            return []
        piece = delta.get(block.key)
        if not piece or piece.__class__ is not str:
            return []
        block.pieces.append(piece)
        if kind == "text_delta":
            made = Delta(None, piece)
        elif kind == "thinking_delta":
            made = Delta(reasoning_content=piece)
        elif block.call is not None:
            made = Delta(tool_calls=[ToolCallDelta(block.call, function=FunctionDelta(None, piece))])
        else:
            return []
        return [ChatChunk(self._id, "chat.completion.chunk", 0, self._model, [ChunkChoice(0, made)])]

    def _close(self, block: _OpenBlock) -> list[ChatChunk]:
        """Finish a block, and say what is known at its end only."""
        block.close()
        if block.key == "text":
            text: str = block.sent["text"]
            start, self._length = self._length, self._length + len(text)
            if annotations := annotations_of(block.sent, start, text):
                return [self._chunk(Delta(annotations=annotations))]
        elif block.call is not None and not block.pieces:
            function = FunctionDelta(None, arguments_of(block.sent))
            return [self._chunk(Delta(tool_calls=[ToolCallDelta(block.call, function=function)]))]
        return []

    def _end(self, native: str | None, refusal: str | None = None, *, last: bool = False) -> list[ChatChunk]:
        """What the last events tell: why the message ended, what is to come back, and the counts so far."""
        tier = as_word(self._usage.get("service_tier"))
        if native is None and not last:
            return [ChatChunk(self._id, model=self._model, usage=read_usage(self._usage), service_tier=tier)]
        self._ended = True
        chunks: list[ChatChunk] = []
        for block in self._open.values():
            chunks += self._close(block)
        self._open.clear()
        known = ("text", "thinking", "tool_use")
        state = state_of([b.sent for b in self._blocks if b.whole or b.sent.get("type") in known], self._origin)
        choice = ChunkChoice(0, Delta(refusal=refusal, reasoning_state=state), self._finish(native), native)
        usage = read_usage(self._usage)
        return [*chunks, ChatChunk(self._id, model=self._model, choices=[choice], usage=usage, service_tier=tier)]

    def _chunk(self, delta: Delta) -> ChatChunk:
        return ChatChunk(self._id, model=self._model, choices=[ChunkChoice(0, delta)])


def _present(value: Any) -> dict[str, Any]:
    return {key: item for key, item in as_object(value).items() if item is not None}
