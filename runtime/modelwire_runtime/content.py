"""What the messages of a route may hold beside text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .data import is_listed, is_object

ContentForm: TypeAlias = Literal["url", "data", "id"]
"""A public address; the bytes themselves, as a data URI or in base64; the id of what the vendor stores."""

ContentKind: TypeAlias = Literal["text", "image", "audio", "file"]


@dataclass(frozen=True, kw_only=True)
class Content:
    """In which forms images, sound and files are taken, and what the result of a tool may hold.

    ``native`` are further types of content parts, the vendor's own, that are passed on as they are; ``*`` is any.
    """

    image: tuple[ContentForm, ...] = ()
    audio: tuple[ContentForm, ...] = ()
    file: tuple[ContentForm, ...] = ()
    tool_result: tuple[ContentKind, ...] = ("text",)
    native: tuple[str, ...] = ()


def has_parts(messages: Any) -> bool:
    """Whether any of the messages holds something else than text; cheap, as most do not."""
    for message in messages if is_listed(messages) else ():
        content = message.get("content") if message.__class__ is dict or is_object(message) else None
        if content.__class__ is not str and is_listed(content):
            return True
    return False
