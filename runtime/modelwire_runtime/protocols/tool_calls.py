"""Tool calls as they come: in pieces or whole, their arguments as text or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from ..replies import FunctionDelta


class ToolIndex:
    """Numbers the tool calls of one streamed message.

    Most vendors number them; some leave the index out, and some give a second call the index of the first.
    """

    def __init__(self) -> None:
        self._known: dict[Any, _Numbered] = {}
        self._count = 0
        self._last: Any = None

    def settle(self, pieces: Sequence[Any]) -> None:
        """Give each piece the index of the call it belongs to, and its arguments as text."""
        for piece in pieces:
            key = piece.index if isinstance(piece.index, int) else (piece.id or self._last)
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = _Numbered(self._next(), piece.id)
            elif piece.id and known.id and piece.id != known.id:
                known = self._known[key] = _Numbered(self._next(), piece.id)
            known.id = known.id or piece.id
            self._last = key
            piece.index = known.number
            function = piece.function = piece.function or FunctionDelta()
            if function.arguments is not None:
                function.arguments = arguments_text(function.arguments)

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


@dataclass(slots=True)
class _Numbered:
    """A tool call's number, and its id once it is known."""

    number: int
    id: str | None


def arguments_text(arguments: Any) -> str:
    """A function's arguments as JSON text, which some vendors send as JSON."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else to_json(arguments).decode()
