"""Fields of a reply's message that go back as they came, such as OpenRouter's ``reasoning_details``.

They are kept in ``reasoning_state``: ``{"protocol": "openai-chat", "fields": {"reasoning_details": [...]}}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..data import is_array, is_object
from .json_values import Json, as_object

NAME = "openai-chat"
GROWING = ("text", "summary", "data", "arguments", "result")
"""Keys of a streamed fragment whose strings continue those of the fragments before it."""


def fields_state(fields: Mapping[str, Any]) -> Json | None:
    """The state that keeps these fields; None where there is nothing in them."""
    kept = {name: value for name, value in fields.items() if value}
    return {"protocol": NAME, "fields": kept} if kept else None


def kept_fields(state: Any, names: Iterable[str]) -> tuple[Json, bool]:
    """The fields of a state that are sent back, and whether they are all that it holds."""
    fields = as_object(as_object(state).get("fields"))
    if as_object(state).get("protocol") != NAME or not fields:
        return {}, False
    sent = {name: value for name, value in fields.items() if name in names}
    return sent, len(sent) == len(fields)


class Gathered:
    """The fields of one streamed message, put together from what its chunks bring."""

    ended = False
    """Whether the message has ended."""

    def __init__(self) -> None:
        self._fields: Json = {}
        self._new = False

    def add(self, delta: Json, names: Iterable[str]) -> None:
        """Take in what one chunk adds."""
        for name in names:
            if piece := delta.get(name):
                self._fields[name] = _continued(self._fields.get(name), piece)
                self._new = True

    def take(self) -> Json | None:
        """The state so far, if anything came since it was last taken."""
        if not self._new:
            return None
        self._new = False
        return fields_state(self._fields)


def _continued(before: Any, piece: Any) -> Any:
    """A field with what a chunk adds: text is appended, lists are merged, anything else is replaced."""
    if isinstance(before, str) and isinstance(piece, str):
        return before + piece
    if is_array(piece) and (before is None or is_array(before)):
        items: list[Any] = list(before or ())
        for fragment in piece:
            _merge(items, fragment)
        return items
    return piece


def _merge(items: list[Any], fragment: Any) -> None:
    """Continue the item that a fragment belongs to, or begin another."""
    place = next((place for place, item in enumerate(items) if _continues(item, fragment)), None)
    if place is None:
        items.append(fragment)
        return
    item = dict(items[place])
    for key, value in fragment.items():
        before = item.get(key)
        if key in GROWING and isinstance(before, str) and isinstance(value, str):
            item[key] = before + value
        elif value is not None or key not in item:
            item[key] = value
    items[place] = item


def _continues(item: Any, fragment: Any) -> bool:
    """Whether a fragment is of an item: both have the same index and type, and no other id.

    Gemini's parallel calls come as encrypted details of one index, told apart by the ids of the calls.
    """
    if not is_object(item) or not is_object(fragment) or not isinstance(fragment.get("index"), int):
        return False
    ids = {one["id"] for one in (item, fragment) if isinstance(one.get("id"), str)}
    return len(ids) < 2 and all(item.get(key) == fragment.get(key) for key in ("index", "type"))
