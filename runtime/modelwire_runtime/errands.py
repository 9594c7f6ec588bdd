"""Several calls made one after the other, as one to who asks for them."""

from __future__ import annotations

import time
from typing import Any, TypeVar

from .exchange import CLOSE, Call, Exchange, Streaming, exchange, streaming

ReplyT = TypeVar("ReplyT")


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
