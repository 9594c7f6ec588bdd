"""What ``chat_completion_stream`` returns."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Self

from .assembly import assemble
from .replies import ChatChunk, ChatResponse

if TYPE_CHECKING:
    from types import TracebackType

    from .async_client import AsyncDriver
    from .client import Driver
    from .context import CallContext
    from .stream_events import StreamEvent


class _Seen:
    """The chunks of a stream so far, and the reply they add up to."""

    def __init__(self, context: CallContext) -> None:
        self.context = context
        self._chunks: list[ChatChunk] = []
        self._ended = False
        self._complete = False

    def __repr__(self) -> str:
        state = "read to its end" if self._complete else "closed" if self._ended else "open"
        whose = f"{self.context.provider_id} {self.context.model!r}"
        return f"<{type(self).__name__} of {whose}: {len(self._chunks)} chunks, {state}>"

    def _is_open(self) -> bool:
        return not self._ended

    def _whole(self) -> ChatResponse:
        reply = assemble(self._chunks)
        reply.attach(self.context, None)
        return reply


class ChatStream(_Seen):
    """An answer as it comes: a context manager and an iterator of :class:`ChatChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection, however far the
    stream was read.
    """

    def __init__(self, driver: Driver, context: CallContext) -> None:
        super().__init__(context)
        self._driver = driver
        self._waiting: deque[ChatChunk] = deque()

    def __enter__(self) -> Self:
        self._fill()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[ChatChunk]:
        return self

    def __next__(self) -> ChatChunk:
        if not self._waiting and not self._fill():
            raise StopIteration
        chunk = self._waiting.popleft()
        self._chunks.append(chunk)
        return chunk

    def _fill(self) -> bool:
        """Wait until chunks have come; False at the end."""
        if not self._waiting and self._is_open():
            try:
                chunks = self._driver.advance()
            except BaseException as error:
                was_open = self._is_open()
                self.close()
                if not was_open and isinstance(error, Exception):  # somebody else closed the stream meanwhile
                    return False
                raise
            if not self._is_open():
                self.close()  # again: then, the connection may have been on its way yet
                return False
            if chunks is None:
                self._complete = True
                self.close()
            else:
                self._waiting.extend(chunks)
        return bool(self._waiting)

    def text_stream(self) -> Iterator[str]:
        """The text as it comes, without the empty pieces."""
        return (chunk.text for chunk in self if chunk.text)

    def events(self) -> Iterator[StreamEvent]:
        """What comes, as typed events for ``match``; the last is :class:`Finished`, with the whole reply."""
        from .stream_events import EventReader

        reader = EventReader(self._chunks)
        for chunk in self:
            yield from reader.feed(chunk)
        if self._complete:
            yield from reader.end(self._whole())

    def response(self) -> ChatResponse:
        """The reply that the chunks add up to; reads the rest of the stream first.

        Of a stream that was closed before its end, the reply as far as its chunks were taken.  It may be asked for
        again.
        """
        for _ in self:
            pass
        return self._whole()

    def close(self) -> None:
        """Free the connection; chunks that have not been taken are lost."""
        self._ended = True
        self._waiting.clear()
        self._driver.close()


class AsyncChatStream(_Seen):
    """An answer as it comes: an async context manager and an async iterator of :class:`ChatChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection, however far the
    stream was read.
    """

    def __init__(self, driver: AsyncDriver, context: CallContext) -> None:
        super().__init__(context)
        self._driver = driver
        self._waiting: deque[ChatChunk] = deque()

    async def __aenter__(self) -> Self:
        await self._fill()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[ChatChunk]:
        return self

    async def __anext__(self) -> ChatChunk:
        if not self._waiting and not await self._fill():
            raise StopAsyncIteration
        chunk = self._waiting.popleft()
        self._chunks.append(chunk)
        return chunk

    async def _fill(self) -> bool:
        """Wait until chunks have come; False at the end."""
        if not self._waiting and self._is_open():
            try:
                chunks = await self._driver.advance()
            except BaseException as error:
                was_open = self._is_open()
                await self.close()
                if not was_open and isinstance(error, Exception):  # somebody else closed the stream meanwhile
                    return False
                raise
            if not self._is_open():
                await self.close()  # again: then, the connection may have been on its way yet
                return False
            if chunks is None:
                self._complete = True
                await self.close()
            else:
                self._waiting.extend(chunks)
        return bool(self._waiting)

    async def text_stream(self) -> AsyncIterator[str]:
        """The text as it comes, without the empty pieces."""
        async for chunk in self:
            if chunk.text:
                yield chunk.text

    async def events(self) -> AsyncIterator[StreamEvent]:
        """What comes, as typed events for ``match``; the last is :class:`Finished`, with the whole reply."""
        from .stream_events import EventReader

        reader = EventReader(self._chunks)
        async for chunk in self:
            for event in reader.feed(chunk):
                yield event
        if self._complete:
            for event in reader.end(self._whole()):
                yield event

    async def response(self) -> ChatResponse:
        """The reply that the chunks add up to; reads the rest of the stream first.

        Of a stream that was closed before its end, the reply as far as its chunks were taken.  It may be asked for
        again.
        """
        async for _ in self:
            pass
        return self._whole()

    async def close(self) -> None:
        """Free the connection; chunks that have not been taken are lost."""
        self._ended = True
        self._waiting.clear()
        await self._driver.close()
