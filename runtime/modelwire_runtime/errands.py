"""Several calls made one after the other, as one to who asks for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar

from .exchange import CLOSE, Call, Exchange, Streaming, exchange, streaming


class Page(Protocol):
    """Some of what is listed."""

    data: list[Any]


ReplyT = TypeVar("ReplyT")
PageT = TypeVar("PageT", bound=Page)
Following: TypeAlias = Mapping[str, str] | None
"""What asks for the next page, if there is one."""


class Errand:
    """Knows which of several calls is being made, if any, so that its driver keeps to the time of that one."""

    def __init__(self) -> None:
        self._call: Call[Any] | None = None

    @property
    def deadline(self) -> float | None:
        """When the call that is being made must be over."""
        return self._call.deadline if self._call else None

    def clock(self) -> float:
        """What time it is."""
        return time.monotonic()

    def ask(self, call: Call[ReplyT]) -> Exchange[ReplyT]:
        """Make a call; what it brings."""
        self._call = call
        try:
            return (yield from exchange(call))
        finally:
            self._call = None

    def read(self, call: Call[Any]) -> Streaming:
        """Make a call whose content is handed out as it comes."""
        self._call = call
        try:
            yield from streaming(call)
            yield CLOSE
        finally:
            self._call = None


def every_page(
    errand: Errand, call: Callable[[Following], Call[tuple[PageT, Following]]], limit: int | None = None
) -> Exchange[PageT]:
    """Ask for every page, or until so many items have come: all of them as one page."""
    listed, following = yield from errand.ask(call(None))
    asked: list[Following] = []
    while following and following not in asked and (limit is None or len(listed.data) < limit):
        asked.append(following)  # one that comes twice would never end
        page, following = yield from errand.ask(call(following))
        listed.data += page.data
    del listed.data[limit or len(listed.data) :]
    return listed
