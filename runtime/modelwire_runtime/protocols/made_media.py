"""Sound and images that the model made in an earlier turn, where a vendor does not take them back."""

from __future__ import annotations

from collections.abc import Collection

from ..parameters import Adjustment
from .base import Encoding
from .json_values import Json, as_object, as_text
from .omissions import leave_out


def without_media(message: Json, where: str, encoding: Encoding, kept: Collection[str] = ()) -> Json:
    """The assistant's message without what it made, but for the keys in ``kept``; what is left out is told.

    Of sound goes back what was said, if nothing else was.
    """
    for key in ("audio", "images"):
        if key not in message or key in kept:
            continue
        made = message[key]
        message = {name: value for name, value in message.items() if name != key}
        spoken = as_text(as_object(made).get("transcript"))
        if spoken and not message.get("content"):
            note = Adjustment(f"{where}.{key}", "mapped", None, "content", "only what was said goes back, as text")
            encoding.adjustments.append(note)
            message["content"] = spoken
        elif made:
            leave_out(encoding, f"{where}.{key}")
    return message
