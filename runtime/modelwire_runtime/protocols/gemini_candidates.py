"""One of the answers in Gemini's replies, read whole or piece by piece."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import TypeAlias, cast

from pydantic_core import to_json

from ..replies import (
    Choice,
    ChunkChoice,
    Delta,
    FinishReason,
    Function,
    FunctionDelta,
    Message,
    ToolCall,
    ToolCallDelta,
)
from .base import Malformed
from .data_uris import data_uri
from .gemini_media import file_part, kind_of
from .gemini_replies import read_logprobs, read_sources
from .gemini_state import NAME, SYNTHETIC
from .json_values import Json, as_text, need_text

Finish: TypeAlias = Callable[[str, bool], FinishReason]
"""Gives the unified reason for the vendor's own; told also whether there were calls."""

WRONG_SHAPE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading a reply raises that is JSON of another shape."""


class Candidate:
    """One candidate while it is read, whether it comes in one piece or in many.

    ``_entries`` tell the reply's parts in their order, for ``reasoning_state``: ``{"text": length}`` so many characters
    of the content, ``{"call": id}`` a tool call, ``{"image": number}`` one of the message's images, each with its
    ``signature`` if it bore one, and ``{"part": {...}}`` a part that no other field of a message can hold, or that says
    more of an image than the message does.
    """

    __slots__ = (
        "_annotations",
        "_audio_rest",
        "_calls",
        "_citations",
        "_entries",
        "_finish",
        "_grounding",
        "_images",
        "_keep",
        "_news",
        "_texts",
        "index",
        "native",
    )

    def __init__(self, index: int, finish: Finish) -> None:
        self.index = index
        self.native: str | None = None
        self._finish = finish
        self._texts: list[str] = []
        self._calls = 0
        self._images = 0
        self._entries: list[Json] = []
        self._keep = False
        self._news = False
        self._grounding: Json = {}
        self._citations: list[Json] = []
        self._annotations: list[Json] = []
        self._audio_rest = b""

    def add(self, candidate: Json, body: Json) -> ChunkChoice:
        """Take in what came of the candidate."""
        delta = Delta()
        if (content := candidate.get("content")) is not None:
            for part in content.get("parts") or ():
                if (text := part.get("text")) is None:
                    self._add(part, delta, body)
                elif part.get("thought"):
                    delta.reasoning_content = (delta.reasoning_content or "") + need_text(text)
                    if part.get("thoughtSignature"):
                        self._keep_part(part)
                else:
                    delta.content = need_text(text) if delta.content is None else delta.content + text
                    self._texts.append(text)
                    self._add_text(len(text), part.get("thoughtSignature"))
        native = candidate.get("finishReason")
        if native is not None:
            self.native = need_text(native)
        reason: FinishReason | None = None
        if native is not None or (self.native is not None and delta.tool_calls):
            reason = self._finish(cast(str, self.native), self._calls > 0)
            if reason == "content_filter" and (why := as_text(candidate.get("finishMessage"))):
                delta.refusal = why
        if grounding := candidate.get("groundingMetadata"):
            self._grounding |= {name: value for name, value in grounding.items() if value}
        if citations := candidate.get("citationMetadata"):
            for citation in citations.get("citations") or citations.get("citationSources") or ():
                if citation not in self._citations:
                    self._citations.append(citation)
        logprobs = candidate.get("logprobsResult")
        return ChunkChoice(
            self.index, delta, reason, self.native if reason else None, read_logprobs(logprobs) if logprobs else None
        )

    def close(self, delta: Delta) -> None:
        """Add what only the end of the candidate tells."""
        if self._audio_rest:
            audio = delta.audio or {"data": ""}
            delta.audio = {**audio, "data": audio["data"] + b64encode(self._audio_rest).decode()}
            self._audio_rest = b""
        if self._grounding or self._citations:
            cited = read_sources(self._grounding, self._citations, "".join(self._texts))
            if new := [citation for citation in cited if citation not in self._annotations]:
                self._annotate(new, delta)
        if self._keep and self._news:
            self._news = False
            parts = [dict(entry) for entry in self._entries]
            delta.reasoning_state = {"protocol": NAME, "parts": parts}

    def whole(self, candidate: Json, body: Json) -> Choice:
        """The choice that a candidate makes which comes in one piece."""
        piece = self.add(candidate, body)
        delta = piece.delta
        self.close(delta)
        calls = [
            ToolCall(call.id or "", "function", Function(call.function.name or "", call.function.arguments or ""))
            for call in delta.tool_calls or ()
        ]
        message = Message(
            content=None if calls and not delta.content else delta.content,
            tool_calls=calls or None,
            refusal=delta.refusal,
            annotations=delta.annotations,
            audio=delta.audio,
            images=delta.images,
            reasoning_content=delta.reasoning_content or None,
            reasoning_state=delta.reasoning_state,
        )
        return Choice(piece.index, message, piece.finish_reason, piece.native_finish_reason, piece.logprobs)

    def _add_text(self, length: int, signature: str | None) -> None:
        entries = self._entries
        self._news = True
        if signature:
            self._keep = True
            entries.append({"text": length, "signature": signature})
        elif length:
            if entries and "text" in (last := entries[-1]) and "signature" not in last:
                last["text"] += length
            else:
                entries.append({"text": length})

    def _add(self, part: Json, delta: Delta, body: Json) -> None:
        """Take in a part that is not text."""
        part = {key: value for key, value in part.items() if value is not None}
        if (call := part.get("functionCall")) is not None:
            self._add_call(call, part.get("thoughtSignature"), delta, body)
        elif part.keys() <= {"thoughtSignature", "thought"}:
            self._add_text(0, part.get("thoughtSignature"))
        elif part.get("thought"):
            if part.get("thoughtSignature"):
                self._keep_part(part)
        else:
            data = part.get("inlineData")
            if data and kind_of(data) == "audio":
                self._add_audio(data, delta)
                if not part.get("thoughtSignature"):
                    return
            elif data and kind_of(data) == "image":
                return self._add_image(data_uri(data["mimeType"], data["data"]), part, delta)
            elif data:
                self._annotate([file_part(data_uri(data["mimeType"], data["data"]))], delta)
            elif data := part.get("fileData"):
                if data.get("mimeType") and kind_of(data) == "image":
                    return self._add_image(data["fileUri"], part, delta)
                self._annotate([file_part(data["fileUri"])], delta)
            self._keep_part(part)

    def _add_call(self, call: Json, signature: str | None, delta: Delta, body: Json) -> None:
        name = as_text(call.get("name"))
        if not name or call.get("willContinue"):
            raise Malformed("a function call in pieces; leave streamFunctionCallArguments out of the request")
        arguments = to_json(call.get("args") or {}).decode()
        given = as_text(call.get("id"))
        if not given:
            from hashlib import sha256

            # The same in a stream as in one piece, and different in each reply that tells its id or time.
            reply = f"{as_text(body.get('responseId'))} {as_text(body.get('createTime'))}"
            told = f"{reply} {self.index} {self._calls} {name} {arguments}"
            given = SYNTHETIC + sha256(told.encode()).hexdigest()[:16]
        else:
            self._keep = True
        entry = {"call": given}
        if signature:
            self._keep = True
            entry["signature"] = signature
        self._entries.append(entry)
        self._news = True
        piece = ToolCallDelta(self._calls, given, "function", FunctionDelta(name, arguments))
        self._calls += 1
        delta.tool_calls = [*(delta.tool_calls or ()), piece]

    def _add_image(self, address: str, part: Json, delta: Delta) -> None:
        """Hand on an image, and keep its place; its data are kept a second time only where the part says more."""
        delta.images = [*(delta.images or ()), {"type": "image_url", "image_url": {"url": address}}]
        entry: Json = {"image": self._images}
        if part.keys() <= {"inlineData", "thoughtSignature"} and part["inlineData"].keys() <= {"mimeType", "data"}:
            if signature := part.get("thoughtSignature"):
                entry["signature"] = signature
        else:
            entry["part"] = part
        self._images += 1
        self._entries.append(entry)
        self._keep = self._news = True

    def _add_audio(self, data: Json, delta: Delta) -> None:
        """Hand on audio so that the pieces' base64 can be put together as it is: three bytes at a time."""
        raw = self._audio_rest + b64decode(data["data"], validate=True)
        whole = len(raw) - len(raw) % 3
        self._audio_rest = raw[whole:]
        before = delta.audio["data"] if delta.audio else ""
        delta.audio = {"data": before + b64encode(raw[:whole]).decode(), "mime_type": data["mimeType"]}

    def _annotate(self, annotations: list[Json], delta: Delta) -> None:
        self._annotations += annotations
        delta.annotations = [*(delta.annotations or ()), *annotations]

    def _keep_part(self, part: Json) -> None:
        self._entries.append({"part": part})
        self._keep = self._news = True


def index_of(candidate: Json, position: int) -> int:
    """The number of a candidate: the one it bears, or else its position in the list."""
    index = candidate.get("index")
    if index is None:
        return position
    if not isinstance(index, int):
        raise TypeError("index is no number")
    return index
