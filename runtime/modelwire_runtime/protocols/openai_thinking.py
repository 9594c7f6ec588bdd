"""Thinking that travels as parts of a message's content, among its text.

A part is ``{"type": "thinking", "thinking": [{"type": "text", "text": ...}]}``.  Where it holds more than text, such as
a signature, it has to come back as it came: such parts are the ``reasoning_state`` of a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..data import is_array, is_object
from .json_values import Json, as_object, as_objects, as_text
from .opaque_fields import NAME

THINKING = "thinking"
PLAIN: Json = {"type": THINKING, "closed": True, "signature": None}
"""What a part may say beside its text without saying more than its text does."""


def thinking_part(text: str) -> Json:
    """Thinking that is known as text only."""
    return {"type": THINKING, THINKING: [{"type": "text", "text": text}]}


def thinking_text(part: Json) -> str:
    """The text of a thinking part."""
    inner = part.get(THINKING)
    return inner if isinstance(inner, str) else "".join(as_text(item.get("text")) for item in as_objects(inner))


def thinking_state(parts: Sequence[Json]) -> Json | None:
    """What has to come back as it is: all thinking parts, if one holds more than text."""
    return None if all(map(_is_plain, parts)) else {"protocol": NAME, THINKING: list(parts)}


def _is_plain(part: Json) -> bool:
    inner = part.get(THINKING)
    items = inner if is_array(inner) else []
    return all(part[key] == PLAIN.get(key, ...) for key in part.keys() - {THINKING}) and all(
        is_object(item) and item.keys() <= {"type", "text"} for item in items
    )


def kept_parts(state: Any) -> list[Json]:
    """The thinking parts of a state of ours; none of any other."""
    ours = as_object(state).get("protocol") == NAME
    parts = as_objects(as_object(state).get(THINKING)) if ours else []
    return [part for part in parts if part.get("type") == THINKING]


@dataclass(slots=True)
class Content:
    """What a list of content parts says; a reference is an annotation that tells its place in the text."""

    text: str | None = None
    thinking: str | None = None
    thinking_parts: list[Json] = field(default_factory=list[Json])
    annotations: list[Json] = field(default_factory=list[Json])


def read_content(parts: Any, said: int = 0) -> Content:
    """What content parts say; ``said`` is the length of the text before them."""
    content = Content()
    for part in as_objects(parts):
        if part.get("type") == THINKING:
            content.thinking = (content.thinking or "") + thinking_text(part)
            content.thinking_parts.append(part)
        elif part.get("type") == "reference":
            content.annotations.append({**part, "index": said + len(content.text or "")})
        elif part.get("type") == "tool_reference" and isinstance(part.get("url"), str):
            place = said + len(content.text or "")
            page = {"url": part["url"], "title": as_text(part.get("title")), "start_index": place, "end_index": place}
            content.annotations.append({"type": "url_citation", "url_citation": page})
        elif isinstance(part.get("text"), str):
            content.text = (content.text or "") + part["text"]
    return content


class ThinkingPieces:
    """Puts thinking parts together that come in pieces; text between two pieces parts them."""

    def __init__(self) -> None:
        self.parts: list[Json] = []
        self._open = False

    def add(self, pieces: Sequence[Json]) -> None:
        """Take in the pieces that one chunk brings."""
        for piece in pieces:
            if not self._open:
                self.parts.append({THINKING: []})
            _extend(self.parts[-1], piece)
            self._open = True

    def close(self) -> None:
        """Let the next piece begin a part of its own."""
        self._open = False


def _extend(part: Json, piece: Json) -> None:
    part |= {key: value for key, value in piece.items() if key != THINKING and value is not None}
    items: list[Json] = part[THINKING]
    inner = piece.get(THINKING)
    for item in [{"type": "text", "text": inner}] if isinstance(inner, str) else as_objects(inner):
        last = items[-1] if items else {}
        if last.keys() == item.keys() == {"type", "text"}:
            items[-1] = {**last, "text": as_text(last["text"]) + as_text(item["text"])}
        else:
            items.append(item)
