"""What ``chat_completion_stream`` returns."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .assembly import Chunks, assemble
from .replies import ChatChunk, ChatResponse
from .shown import Shown

if TYPE_CHECKING:
    from types import TracebackType

    from .async_client import AsyncDriver
    from .cards import Card
    from .client import Driver
    from .context import CallContext
    from .stream_events import StreamEvent


PieceT = TypeVar("PieceT")


class Pieces(Generic[PieceT]):
    """What a reply brings, piece by piece: a context manager that frees the connection.

    The request goes out on entry or at the first piece.
    """

    def __init__(self, driver: Driver, context: CallContext) -> None:
        self.context = context
        self._driver = driver
        self._waiting: deque[PieceT] = deque()
        self._lost = 0
        self._ended = False
        self._complete = False

    def __enter__(self) -> Self:
        self._fill()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fill(self) -> bool:
        """Wait until pieces have come; False at the end."""
        if not self._waiting and self._is_open():
            try:
                pieces = self._driver.advance()
            except BaseException as error:
                was_open = self._is_open()
                self.close()
                if not was_open and isinstance(error, Exception):  # somebody else closed the stream meanwhile
                    return False
                raise
            if not self._is_open():
                self.close()  # again: then, the connection may have been on its way yet
                return False
            if pieces is None:
                self._complete = True
                self.close()
            else:
                self._waiting.extend(pieces)
        return bool(self._waiting)

    def _is_open(self) -> bool:
        return not self._ended

    def _state(self) -> str:
        return "read to its end" if self._complete else "closed" if self._ended else "open"

    def close(self) -> None:
        """Free the connection; what has not been taken is lost."""
        self._ended = True
        self._lost += len(self._waiting)
        self._waiting.clear()
        self._driver.close()


class AsyncPieces(Generic[PieceT]):
    """What a reply brings, piece by piece: an async context manager that frees the connection.

    The request goes out on entry or at the first piece.
    """

    def __init__(self, driver: AsyncDriver, context: CallContext) -> None:
        self.context = context
        self._driver = driver
        self._waiting: deque[PieceT] = deque()
        self._lost = 0
        self._ended = False
        self._complete = False

    async def __aenter__(self) -> Self:
        await self._fill()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _fill(self) -> bool:
        """Wait until pieces have come; False at the end."""
        if not self._waiting and self._is_open():
            try:
                pieces = await self._driver.advance()
            except BaseException as error:
                was_open = self._is_open()
                await self.close()
                if not was_open and isinstance(error, Exception):  # somebody else closed the stream meanwhile
                    return False
                raise
            if not self._is_open():
                await self.close()  # again: then, the connection may have been on its way yet
                return False
            if pieces is None:
                self._complete = True
                await self.close()
            else:
                self._waiting.extend(pieces)
        return bool(self._waiting)

    def _is_open(self) -> bool:
        return not self._ended

    def _state(self) -> str:
        return "read to its end" if self._complete else "closed" if self._ended else "open"

    async def close(self) -> None:
        """Free the connection; what has not been taken is lost."""
        self._ended = True
        self._lost += len(self._waiting)
        self._waiting.clear()
        await self._driver.close()


class ChatStream(Pieces[ChatChunk], Shown):
    """An answer as it comes: a context manager and an iterator of :class:`ChatChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection, however far the
    stream was read.

    >>> with client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
    ...     for text in stream.text_stream():
    ...         print(text, end="|")
    Hello |there!|
    >>> stream.response().usage.total_tokens
    25
    """

    def __init__(self, driver: Driver, context: CallContext, chunks: Chunks) -> None:
        super().__init__(driver, context)
        self._come = chunks

    def __iter__(self) -> Iterator[ChatChunk]:
        return self

    def __next__(self) -> ChatChunk:
        if not self._waiting and not self._fill():
            raise StopIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        number = len(self._come) - self._untaken()
        return f"<ChatStream of {_whose(self.context)}: {number} chunks, {self._state()}>"

    def _untaken(self) -> int:
        return len(self._waiting) + self._lost

    def _taken(self) -> Iterable[ChatChunk]:
        return self._come.without(self._untaken())

    def _card(self) -> Card:
        from .cards import chat_card

        return chat_card(_whole(self._taken(), self.context), repr(self)[1:-1])

    def text_stream(self) -> Iterator[str]:
        """The text as it comes, without the empty pieces."""
        return (chunk.text for chunk in self if chunk.text)

    def events(self) -> Iterator[StreamEvent]:
        """What comes, as typed events for ``match``; the last is :class:`Finished`, with the whole reply."""
        from .stream_events import EventReader

        reader = EventReader(self._taken())
        for chunk in self:
            yield from reader.feed(chunk)
        if self._complete:
            yield from reader.end(_whole(self._taken(), self.context))

    def response(self) -> ChatResponse:
        """The reply that the chunks add up to; reads the rest of the stream first.

        Of a stream that was closed before its end, the reply as far as its chunks were taken.  It may be asked for
        again.
        """
        for _ in self:
            pass
        return _whole(self._taken(), self.context)


class AsyncChatStream(AsyncPieces[ChatChunk], Shown):
    """An answer as it comes: an async context manager and an async iterator of :class:`ChatChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection, however far the
    stream was read.

    >>> async with async_client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
    ...     [text async for text in stream.text_stream()]
    ['Hello ', 'there!']
    """

    def __init__(self, driver: AsyncDriver, context: CallContext, chunks: Chunks) -> None:
        super().__init__(driver, context)
        self._come = chunks

    def __aiter__(self) -> AsyncIterator[ChatChunk]:
        return self

    async def __anext__(self) -> ChatChunk:
        if not self._waiting and not await self._fill():
            raise StopAsyncIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        number = len(self._come) - self._untaken()
        return f"<AsyncChatStream of {_whose(self.context)}: {number} chunks, {self._state()}>"

    def _untaken(self) -> int:
        return len(self._waiting) + self._lost

    def _taken(self) -> Iterable[ChatChunk]:
        return self._come.without(self._untaken())

    def _card(self) -> Card:
        from .cards import chat_card

        return chat_card(_whole(self._taken(), self.context), repr(self)[1:-1])

    async def text_stream(self) -> AsyncIterator[str]:
        """The text as it comes, without the empty pieces."""
        async for chunk in self:
            if chunk.text:
                yield chunk.text

    async def events(self) -> AsyncIterator[StreamEvent]:
        """What comes, as typed events for ``match``; the last is :class:`Finished`, with the whole reply."""
        from .stream_events import EventReader

        reader = EventReader(self._taken())
        async for chunk in self:
            for event in reader.feed(chunk):
                yield event
        if self._complete:
            for event in reader.end(_whole(self._taken(), self.context)):
                yield event

    async def response(self) -> ChatResponse:
        """The reply that the chunks add up to; reads the rest of the stream first.

        Of a stream that was closed before its end, the reply as far as its chunks were taken.  It may be asked for
        again.
        """
        async for _ in self:
            pass
        return _whole(self._taken(), self.context)


def _whole(chunks: Iterable[ChatChunk], context: CallContext) -> ChatResponse:
    """The reply that chunks add up to."""
    reply = assemble(chunks)
    reply.attach(context, None)
    return reply


def _whose(context: CallContext) -> str:
    return f"{context.provider_id} {context.model!r}"
