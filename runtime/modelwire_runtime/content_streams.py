"""What brings bytes as they come: sound that is made, a file that is fetched."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from .streams import AsyncPieces, Pieces

if TYPE_CHECKING:
    pass


class ContentStream(Pieces[bytes]):
    """Content as it comes: a context manager and an iterator of bytes, which are not kept.

    The request goes out on entry or at the first piece.  Leaving the context frees the connection.  A connection that
    is cut raises :class:`StreamInterruptedError`.

    >>> with client.speech_stream(model="gpt-4o-mini-tts", input="Hello!", voice="alloy") as stream:
    ...     sum(len(piece) for piece in stream)
    9
    """

    @property
    def content_type(self) -> str:
        """What the content is, such as ``audio/mpeg``; empty before the request went out, or where it is not told."""
        return self.context.media_type or self.context.content_type

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._waiting and not self._fill():
            raise StopIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        return f"<ContentStream of {self.context.provider_id}: {self.content_type or 'bytes'}, {self._state()}>"

    def read(self) -> bytes:
        """All that has not been taken yet, in one piece."""
        return b"".join(self)

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write what comes to a file, which is there when all has come, and not before."""
        with replacing(path) as file:
            for piece in self:
                file.write(piece)


class AsyncContentStream(AsyncPieces[bytes]):
    """Content as it comes: an async context manager and an async iterator of bytes, which are not kept.

    The request goes out on entry or at the first piece.  Leaving the context frees the connection.  A connection that
    is cut raises :class:`StreamInterruptedError`.

    >>> async with async_client.speech_stream(model="gpt-4o-mini-tts", input="Hello!", voice="alloy") as stream:
    ...     [len(piece) async for piece in stream]
    [9]
    """

    @property
    def content_type(self) -> str:
        """What the content is, such as ``audio/mpeg``; empty before the request went out, or where it is not told."""
        return self.context.media_type or self.context.content_type

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._waiting and not await self._fill():
            raise StopAsyncIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        return f"<AsyncContentStream of {self.context.provider_id}: {self.content_type or 'bytes'}, {self._state()}>"

    async def read(self) -> bytes:
        """All that has not been taken yet, in one piece."""
        return b"".join([piece async for piece in self])

    async def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write what comes to a file, which is there when all has come, and not before.

        Each piece is written as it comes, which holds the event loop up for the moment that takes.
        """
        with replacing(path) as file:
            async for piece in self:
                file.write(piece)


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Generator[BinaryIO]:
    """A file to write to that takes the place of the one at ``path`` if all went well, and is gone if not."""
    unfinished = f"{os.fspath(path)}.part"
    try:
        with open(unfinished, "wb") as file:
            yield file
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.remove(unfinished)
        raise
