"""What ``transcription_stream`` returns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING

from .streams import AsyncPieces, Pieces
from .transcription import Transcription, TranscriptionChunk, gathered

if TYPE_CHECKING:
    from .async_client import AsyncDriver
    from .client import Driver
    from .context import CallContext


class TranscriptionStream(Pieces[TranscriptionChunk]):
    """What was said, as it is written down: a context manager and an iterator of :class:`TranscriptionChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection.

    >>> with client.transcription_stream(model="gpt-4o-transcribe", file=("hello.wav", b"RIFF...")) as stream:
    ...     for text in stream.text_stream():
    ...         print(text, end="|")
    Good morning, |Paris!|
    >>> stream.response().text
    'Good morning, Paris!'
    """

    def __init__(self, driver: Driver, context: CallContext) -> None:
        super().__init__(driver, context)
        self._chunks: list[TranscriptionChunk] = []

    def __iter__(self) -> Iterator[TranscriptionChunk]:
        return self

    def __next__(self) -> TranscriptionChunk:
        if not self._waiting and not self._fill():
            raise StopIteration
        chunk = self._waiting.popleft()
        self._chunks.append(chunk)
        return chunk

    def __repr__(self) -> str:
        about = f"{self.context.provider_id} {self.context.model!r}"
        return f"<TranscriptionStream of {about}: {len(self._chunks)} chunks, {self._state()}>"

    def text_stream(self) -> Iterator[str]:
        """The text as it comes, without the empty pieces."""
        return (chunk.text for chunk in self if chunk.text)

    def response(self) -> Transcription:
        """The transcription that the chunks add up to; reads the rest of the stream first.

        Of a stream that was cut or closed before its end, what had come until then.  It may be asked for again.
        """
        for _ in self:
            pass
        return _whole(self._chunks, self.context)


class AsyncTranscriptionStream(AsyncPieces[TranscriptionChunk]):
    """What was said, as it is written down: an async context manager and iterator of :class:`TranscriptionChunk`.

    The request goes out on entry or at the first chunk.  Leaving the context frees the connection.

    >>> meeting = ("hello.wav", b"RIFF...")
    >>> async with async_client.transcription_stream(model="gpt-4o-transcribe", file=meeting) as stream:
    ...     [text async for text in stream.text_stream()]
    ['Good morning, ', 'Paris!']
    """

    def __init__(self, driver: AsyncDriver, context: CallContext) -> None:
        super().__init__(driver, context)
        self._chunks: list[TranscriptionChunk] = []

    def __aiter__(self) -> AsyncIterator[TranscriptionChunk]:
        return self

    async def __anext__(self) -> TranscriptionChunk:
        if not self._waiting and not await self._fill():
            raise StopAsyncIteration
        chunk = self._waiting.popleft()
        self._chunks.append(chunk)
        return chunk

    def __repr__(self) -> str:
        about = f"{self.context.provider_id} {self.context.model!r}"
        return f"<AsyncTranscriptionStream of {about}: {len(self._chunks)} chunks, {self._state()}>"

    async def text_stream(self) -> AsyncIterator[str]:
        """The text as it comes, without the empty pieces."""
        async for chunk in self:
            if chunk.text:
                yield chunk.text

    async def response(self) -> Transcription:
        """The transcription that the chunks add up to; reads the rest of the stream first.

        Of a stream that was cut or closed before its end, what had come until then.  It may be asked for again.
        """
        async for _ in self:
            pass
        return _whole(self._chunks, self.context)


def _whole(chunks: Iterable[TranscriptionChunk], context: CallContext) -> Transcription:
    """The transcription that chunks add up to."""
    reply = gathered(chunks)
    reply.attach(context, None)
    return reply
