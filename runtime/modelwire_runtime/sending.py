"""Bodies on their way: what a transport takes the pieces from, closed however the sending ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import closing
from types import TracebackType
from typing import Self

from .transport import Upload


class _Opened:
    """A body whose pieces are handed out one after the other; asked anew, from its start."""

    _pieces: Generator[bytes] | None = None

    def __init__(self, body: Upload) -> None:
        self._body = body

    def _start(self) -> Generator[bytes]:
        self._close()
        self._pieces = self._body.pieces()
        return self._pieces

    def _close(self) -> None:
        if self._pieces is not None:
            self._pieces.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


class Sending(_Opened):
    """A body for an HTTP library that blocks."""

    def __iter__(self) -> Generator[bytes]:
        return self._start()


class AsyncSending(_Opened):
    """A body for an HTTP library that does not block; apart from reading a piece of a file, which does."""

    def __aiter__(self) -> Self:
        self._start()
        return self

    async def __anext__(self) -> bytes:
        assert self._pieces is not None
        for _ in range(2):  # the event loop hears of what can be read, such as an early answer, and then reads it
            await asyncio.sleep(0)
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


class Watched:
    """A body that asks, piece by piece, whether it may go on: ``check`` raises where it may not."""

    def __init__(self, body: Upload, check: Callable[[], None]) -> None:
        self._body = body
        self._check = check
        self.content_type = body.content_type
        self.length = body.length

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent (again)."""
        return self._body.replayable

    def pieces(self) -> Generator[bytes]:
        """The body from its start."""
        with closing(self._body.pieces()) as pieces:
            for piece in pieces:
                self._check()
                yield piece
