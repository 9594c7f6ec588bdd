"""Messages as Meta's Llama API takes them: OpenAI's in outline, with fewer keys and kinds of parts.

The keys are those of ``types/*_message_param.py`` in llama-api-client 0.6.0 (read 2026-11-26).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..data import is_array
from ..errors import NotSupportedError
from .base import Encoding
from .json_values import Json
from .made_media import without_media
from .omissions import leave_out
from .tool_calls import arguments_text

KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset(["role", "content"]),
    "user": frozenset(["role", "content"]),
    "assistant": frozenset(["role", "content", "tool_calls"]),
    "tool": frozenset(["role", "content", "tool_call_id"]),
}
NOTHING_LOST: Mapping[str, frozenset[str]] = {
    "assistant": frozenset(["annotations", "refusal"]),
    "tool": frozenset(["name"]),
}
"""Keys that are not sent and not missed: a refusal stands in the content, and a call's id tells its name."""


class LlamaMessages:
    """Says the messages of one request."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding

    def said(self, index: int, message: Json) -> Json:
        """The message as the API takes it; what it has no key for is told and left out."""
        where = f"messages[{index}]"
        if message["role"] == "assistant":
            message = without_media(message, where, self._encoding)
        role = "system" if message["role"] == "developer" else str(message["role"])
        for key in message.keys() - KEYS[role] - NOTHING_LOST.get(role, frozenset()):
            if message[key]:
                leave_out(self._encoding, f"{where}.{key}")
        if role == "assistant":
            return self._assistant(message, where)
        said: Json = {"role": role, "content": self._content(role, message["content"], where)}
        if role == "tool":
            said["tool_call_id"] = message["tool_call_id"]
        return said

    def _assistant(self, message: Json, where: str) -> Json:
        """A turn of the model's, whose content is one text."""
        said: Json = {"role": "assistant"}
        texts = [*self._texts(message.get("content"), where), message.get("refusal") or ""]
        calls = message.get("tool_calls")
        if any(texts) or not calls:
            said["content"] = "".join(texts)
        if calls:
            said["tool_calls"] = [_call(call) for call in calls]
        return said

    def _texts(self, content: Any, where: str) -> Iterator[str]:
        if isinstance(content, str):
            yield content
        for number, part in enumerate(content if is_array(content) else []):
            place = f"{where}.content[{number}]"
            key = part["type"]
            if key not in ("text", "refusal"):
                raise self._unsupported(f"{place}: an assistant message holds text only here, no {key!r}")
            self._note_cache_control(part, where)
            yield part[key]

    def _content(self, role: str, content: Any, where: str) -> Any:
        if not is_array(content):
            return content
        return [self._part(role, part, f"{where}.content[{number}]", where) for number, part in enumerate(content)]

    def _part(self, role: str, part: Json, place: str, where: str) -> Json:
        self._note_cache_control(part, where)
        kind = part["type"]
        if kind == "text":
            return {"type": "text", "text": part["text"]}
        if kind == "image_url" and role == "user":
            image = part["image_url"]
            if image.get("detail", "auto") != "auto":
                leave_out(self._encoding, f"{place}.image_url.detail")
            return {"type": "image_url", "image_url": {"url": image["url"]}}
        takes = "text and images" if role == "user" else "text"
        raise self._unsupported(f"{place}: a {role} message holds {takes} only here, no {kind!r}")

    def _note_cache_control(self, part: Json, where: str) -> None:
        if "cache_control" in part:
            leave_out(self._encoding, f"{where}.cache_control")

    def _unsupported(self, what: str) -> NotSupportedError:
        return NotSupportedError(what, provider=self._encoding.provider)


def _call(call: Json) -> Json:
    """A call of an earlier turn, which has no type here."""
    function = call["function"]
    return {
        "id": call["id"],
        "function": {"name": function["name"], "arguments": arguments_text(function.get("arguments"))},
    }
