"""Tool calls as they come: in pieces or whole, their arguments as text or as JSON."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json, to_json

from ..replies import FunctionDelta


class ToolIndex:
    """Numbers the tool calls of one streamed message, and gives an id to those that come without.

    Most vendors number them; some leave the index out, and some give a second call the index of the first.  Where such
    calls take turns, their ids tell which one a piece goes on with.
    """

    def __init__(self, reply: str = "", choice: int = 0) -> None:
        self._reply = reply
        self._choice = choice
        self._known: dict[Any, _Numbered] = {}
        self._named: dict[tuple[Any, str | None], _Numbered] = {}
        self._count = 0
        self._last: Any = None

    def settle(self, pieces: Sequence[Any]) -> None:
        """Give each piece the index of the call it belongs to, and its arguments as text."""
        for piece in pieces:
            key = piece.index if isinstance(piece.index, int) else (piece.id or self._last)
            function = piece.function = piece.function or FunctionDelta()
            if function.arguments is not None:
                function.arguments = arguments_text(function.arguments)
            known, given = self._known.get(key), piece.id
            if known is None or known.is_over(given, function):
                known = self._named.get((key, given))
                if known is None:
                    known = _Numbered(self._count)
                    self._count += 1
                    piece.id = given or made_up_id(self._reply, self._choice, known.number)
                self._known[key] = known
                if given:
                    self._named[key, given] = known
            known.add(given, function)
            self._last = key
            piece.index = known.number


@dataclass(slots=True)
class _Numbered:
    """A tool call's number and what is known of it; ``arguments`` only while the vendor gives no id."""

    number: int
    id: str | None = None
    name: str | None = None
    arguments: list[str] = field(default_factory=list[str])

    def is_over(self, id: str | None, function: FunctionDelta) -> bool:
        """Whether a piece under the same index begins another call."""
        if id and self.id:
            return id != self.id
        if id or self.id or not function.name or not self.name:
            return False
        return function.name != self.name or self._is_whole()

    def _is_whole(self) -> bool:
        """Whether the arguments are an object to its end; they are parsed only where they may be."""
        closed = bool(self.arguments) and self.arguments[-1].rstrip()[-1:] in ("", "}")
        return closed and is_json("".join(self.arguments))

    def add(self, id: str | None, function: FunctionDelta) -> None:
        """Take a piece in."""
        self.id = self.id or id
        self.name = self.name or function.name
        if not self.id and function.arguments:
            self.arguments.append(function.arguments)


def made_up_id(reply: str, choice: int, number: int) -> str:
    """An id for a tool call whose vendor gives none, so that its result can name it; made of the reply's id, if any."""
    from hashlib import sha256

    told = f"{reply or os.urandom(12).hex()} {choice} {number}"
    return f"call_{sha256(told.encode()).hexdigest()[:24]}"


def is_json(text: str) -> bool:
    """Whether a text is JSON to its end."""
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def arguments_text(arguments: Any) -> str:
    """A function's arguments as JSON text, which some vendors send as JSON."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else to_json(arguments).decode()
