"""The messages of a request, as one of the many APIs that follow OpenAI's chat completions takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..data import PlainTurns, is_array
from ..errors import NotSupportedError
from ..message_checks import is_plain_turn
from .base import Encoding
from .json_values import Json, as_object
from .made_media import without_media
from .omissions import leave_out
from .opaque_fields import kept_fields
from .openai_thinking import THINKING, kept_parts, thinking_part
from .openai_turns import (
    FortyCharacters,
    NineAlphanumerics,
    flat_part,
    named_part,
    with_filler_turns,
    with_keys,
    with_thinking,
    without_cache_control,
    without_empty_turns,
)

if TYPE_CHECKING:
    from .openai_chat import OpenAIChat

OURS = ("reasoning_content", "reasoning_state", "annotations")
"""Keys of an assistant message that are ours, or a reply's only."""


TOOL_IDS: Mapping[str, type[FortyCharacters | NineAlphanumerics]] = {
    "nine-alphanumerics": NineAlphanumerics,
    "forty-characters": FortyCharacters,
}
"""What keeps the ids of tool calls to the form that a vendor takes."""


class Messages:
    """Writes the messages of one request; a dict of the caller's own stays as it is wherever nothing has to change."""

    def __init__(self, quirks: OpenAIChat, messages: list[Json], encoding: Encoding) -> None:
        self._quirks = quirks
        self._messages = messages
        self._encoding = encoding
        self._takes_text_as_it_is = not (
            quirks.roles or quirks.message_keys or quirks.filler_turn or quirks.empty_turns != "sent"
        )
        self._ids = TOOL_IDS[quirks.tool_ids](messages) if quirks.tool_ids in TOOL_IDS else None

    def written(self) -> list[Json]:
        """The messages, each as this vendor takes it, in an order that it takes."""
        if self._messages.__class__ is PlainTurns and self._takes_text_as_it_is:
            return self._messages
        written = [self._message(index, message) for index, message in enumerate(self._messages)]
        if self._quirks.empty_turns == "sent" and not self._quirks.filler_turn:
            return written
        turns = list(enumerate(written))
        if self._quirks.empty_turns == "left-out":
            turns = without_empty_turns(turns, self._encoding)
        if self._quirks.filler_turn:
            turns = with_filler_turns(turns, self._quirks.filler_turn, self._encoding)
        return [message for _, message in turns]

    def _message(self, index: int, message: Json) -> Json:
        role = message["role"]
        if is_plain_turn(message) and role not in self._quirks.roles and not self._quirks.message_keys:
            return message
        if role in self._quirks.roles:
            message = {**message, "role": self._quirks.roles[role]}
        if is_array(content := message.get("content")) and not self._quirks.cache_control:
            message = without_cache_control(index, message, content, self._encoding)
        if role == "assistant":
            message = self._assistant(index, message)
        elif role == "tool":
            message = self._tool(index, message)
        if is_array(content := message.get("content")):
            if self._quirks.media_parts == "flat":
                message = {**message, "content": [flat_part(part) for part in content]}
            elif any(part["type"] == "file" for part in content):
                message = {**message, "content": [named_part(part) for part in content]}
        if (keys := self._quirks.message_keys.get(message["role"])) is not None:
            message = with_keys(index, message, keys, self._encoding)
        return message

    def _assistant(self, index: int, message: Json) -> Json:
        quirks, calls = self._quirks, message.get("tool_calls")
        if "audio" in message or "images" in message:
            message = self._with_media(index, message)
        if any(key in message for key in OURS):
            reasoning, state = message.get("reasoning_content"), message.get("reasoning_state")
            replay = quirks.reasoning_replay == "always" or (quirks.reasoning_replay == "tool-turns" and calls)
            parts = kept_parts(state) if replay and quirks.reasoning_form == "thinking-parts" else []
            opaque, whole = kept_fields(state, quirks.opaque_fields)
            if state and not (whole or parts):
                leave_out(self._encoding, f"messages[{index}].reasoning_state")
            if reasoning and not replay and not opaque:
                leave_out(self._encoding, f"messages[{index}].reasoning_content")
            own = {key: value for key, value in message.items() if key not in OURS or key in quirks.message_fields}
            message = {**opaque, **own}
            if replay and (parts or reasoning) and not opaque:
                message = self._with_reasoning(message, parts, reasoning)
        if calls and self._ids:
            message = {**message, "tool_calls": [{**call, "id": self._ids[call["id"]]} for call in calls]}
        return message

    def _with_media(self, index: int, message: Json) -> Json:
        """The message with what the model made, where that goes back: of sound its id, which stands for it."""
        kept = self._quirks.message_fields
        if "audio" in kept:
            id_ = as_object(message.get("audio")).get("id")
            if id_:
                message = {**message, "audio": {"id": id_}}
            else:
                kept = tuple(name for name in kept if name != "audio")
        return without_media(message, f"messages[{index}]", self._encoding, kept)

    def _with_reasoning(self, message: Json, parts: list[Any], reasoning: str | None) -> Json:
        if self._quirks.reasoning_form == "field":
            return {**message, "reasoning_content": reasoning}
        content = message.get("content")
        if is_array(content) and any(part.get("type") == THINKING for part in content):
            return message  # it is there already
        return with_thinking(message, parts or [thinking_part(reasoning or "")])

    def _tool(self, index: int, message: Json) -> Json:
        further = (*self._quirks.message_fields, *self._quirks.message_keys.get("tool", ()))
        if "name" in message and "name" not in further:
            message = {key: value for key, value in message.items() if key != "name"}  # tool_call_id tells as much
        if "is_error" in message:
            if message["is_error"]:
                leave_out(self._encoding, f"messages[{index}].is_error")
            message = {key: value for key, value in message.items() if key != "is_error"}
        if self._ids:
            message = {**message, "tool_call_id": self._ids[message["tool_call_id"]]}
        if self._quirks.tool_content == "string" and is_array(parts := message["content"]):
            if any(part["type"] != "text" for part in parts):
                raise NotSupportedError(
                    f"messages[{index}] ({message['role']}) can hold nothing but text here",
                    provider=self._encoding.provider,
                )
            message = {**message, "content": "".join(str(part.get("text", "")) for part in parts)}
        return message
