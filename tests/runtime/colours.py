"""Both clients behind one blocking face, so that a test is written once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import ProviderError
from modelwire_runtime.httptools_transport import AsyncHttptoolsTransport, HttptoolsTransport
from modelwire_runtime.replies import ChatChunk, ChatResponse, EmbeddingsResponse, ModelList

Colour: TypeAlias = Literal["blocking", "async", "fast blocking", "fast async"]
COLOURS: tuple[Colour, ...] = ("blocking", "async")
EVERY_TRANSPORT: tuple[Colour, ...] = (*COLOURS, "fast blocking", "fast async")
"""For tests of what transports do; the fast ones read by httptools."""
ResultT = TypeVar("ResultT")
QUESTION: Any = {"model": "m-1", "messages": [{"role": "user", "content": "Hello!"}]}


class Face:
    """A client of either colour, waited for."""

    def __init__(self, colour: Colour, provider: Any, **options: Any) -> None:
        self.colour: Colour = colour
        self.provider = provider
        blocks = "blocking" in colour
        self._runner = None if blocks else asyncio.Runner()
        if "fast" in colour and not options.get("http_client"):
            options.setdefault("transport", HttptoolsTransport() if blocks else AsyncHttptoolsTransport())
        self.blocking = BlockingClient(provider, **options) if blocks else None
        self.nonblocking = None if blocks else NonblockingClient(provider, **options)

    def __enter__(self) -> Face:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._runner:
            self._runner.close()

    def close(self) -> None:
        if self.blocking:
            self.blocking.close()
        elif self.nonblocking:
            self.run(self.nonblocking.close())

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        assert self._runner
        return self._runner.run(work)

    def chat(self, **values: Any) -> ChatResponse:
        if self.blocking:
            return self.blocking.chat_completion(**(values if "request" in values else QUESTION | values))
        assert self.nonblocking
        return self.run(self.nonblocking.chat_completion(**(values if "request" in values else QUESTION | values)))

    def embed(self, **values: Any) -> EmbeddingsResponse:
        if self.blocking:
            return self.blocking.embeddings(**values)
        assert self.nonblocking
        return self.run(self.nonblocking.embeddings(**values))

    def call(self, method: str, **values: Any) -> Any:
        """What a method gives, by its name."""
        if self.blocking:
            return getattr(self.blocking, method)(**values)
        return self.run(getattr(self.nonblocking, method)(**values))

    def models(self) -> ModelList:
        if self.blocking:
            return self.blocking.list_models()
        assert self.nonblocking
        return self.run(self.nonblocking.list_models())

    def parsed(self, kind: type[ResultT], **values: Any) -> ResultT:
        if self.blocking:
            return self.blocking.chat_completion_parsed(output_type=kind, **(QUESTION | values)).parsed
        assert self.nonblocking
        return self.run(self.nonblocking.chat_completion_parsed(output_type=kind, **(QUESTION | values))).parsed

    def stream(self, take: int | None = None, **values: Any) -> Streamed:
        """Read a stream, or its first ``take`` chunks."""
        if self.blocking:
            return self._stream(take, values)
        return self.run(self._async_stream(take, values))

    def _stream(self, take: int | None, values: dict[str, Any]) -> Streamed:
        assert self.blocking
        result = Streamed()
        try:
            with self.blocking.chat_completion_stream(**(QUESTION | values)) as stream:
                for chunk in stream:
                    result.chunks.append(chunk)
                    if len(result.chunks) == take:
                        return result
                result.response = stream.response()
        except ProviderError as error:
            result.error = error
        return result

    async def _async_stream(self, take: int | None, values: dict[str, Any]) -> Streamed:
        assert self.nonblocking
        result = Streamed()
        try:
            async with self.nonblocking.chat_completion_stream(**(QUESTION | values)) as stream:
                async for chunk in stream:
                    result.chunks.append(chunk)
                    if len(result.chunks) == take:
                        return result
                result.response = await stream.response()
        except ProviderError as error:
            result.error = error
        return result


class Streamed:
    """What came of a stream."""

    def __init__(self) -> None:
        self.chunks: list[ChatChunk] = []
        self.response: ChatResponse | None = None
        self.error: ProviderError | None = None

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)


MakeFace: TypeAlias = Callable[..., Face]
