"""The non-blocking client: does the steps of an exchange, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from typing_extensions import Unpack

from .assembly import Chunks
from .async_batch_operations import NonblockingBatches
from .async_operations import NonblockingOperations
from .async_storage_operations import NonblockingStorage
from .calls import Manner, as_request, check_arguments
from .chat_calls import chat_call
from .errors import ConfigurationError
from .exchange import (
    GRACE,
    Call,
    Close,
    Done,
    Drain,
    Flow,
    Pause,
    Read,
    Send,
    Step,
    Token,
    abandon,
    exchange,
    fail,
    streaming,
    tell,
)
from .hooks import Hooks
from .messages import MessageLike
from .parameters import Unsupported
from .provider import ChatProvider, LLMProvider, check_provider
from .replies import ChatResponse
from .requests import ChatParameters, ChatRequest
from .streams import AsyncChatStream
from .timing import DEFAULT_RETRY, DEFAULT_TIMEOUT, RequestContext, Retry, Timeout
from .transport import AsyncTransport, AsyncWireStream, DeadlinePassed, TransportError

if TYPE_CHECKING:
    from types import TracebackType

    from .errands import Errand
    from .structured import ParsedChat

ProviderT = TypeVar("ProviderT", bound=LLMProvider, covariant=True)
OptionsT = TypeVar("OptionsT")
ModelT = TypeVar("ModelT", bound=str)
OutputT = TypeVar("OutputT")
ReplyT = TypeVar("ReplyT")


class AsyncDriver:
    """Does the steps of one exchange over a transport, without blocking."""

    def __init__(self, call: Call[Any] | Errand, flow: Flow, transport: AsyncTransport) -> None:
        self._call = call
        self._flow = flow
        self._transport = transport
        self._stream: AsyncWireStream | None = None

    async def run(self) -> Any:
        """Do every step; what the exchange returns."""
        try:
            step = await self._proceed(tell(self._flow, None))
        except BaseException as error:
            abandon(self._flow, error)
            await self.close()
            raise
        assert isinstance(step, Done)
        return step.value

    async def advance(self) -> list[Any] | None:
        """Do steps until chunks have come; None at the end of the stream."""
        try:
            step = await self._proceed(tell(self._flow, None))
        except BaseException as error:
            abandon(self._flow, error)
            raise
        return step if isinstance(step, list) else None

    async def _proceed(self, step: Step | list[Any] | Done) -> list[Any] | Done:
        """Do steps, telling the exchange what came of each, until there is something for the caller."""
        while not isinstance(step, list | Done):
            try:
                told = await (self._do(step) if self._call.deadline is None else self._do_in_time(step))
            except TransportError as failure:
                step = fail(self._flow, failure)
            else:
                step = tell(self._flow, told)
        return step

    async def _do(self, step: Step) -> Any:
        kind = step.__class__
        if kind is Read:
            assert self._stream is not None
            return await self._stream.read()
        if kind is Drain:
            return await self._drain()
        if isinstance(step, Send):
            if not step.stream:
                return await self._transport.fetch(step.request)
            self._stream = await self._transport.open(step.request)
            return self._stream
        if isinstance(step, Token):
            return step.source.fresh() or await step.source.renew_async()
        if isinstance(step, Pause):
            return await asyncio.sleep(step.seconds)
        assert isinstance(step, Close)
        return await self._free()

    async def _do_in_time(self, step: Step) -> Any:
        """Do a step, but not longer than the total time of the call allows."""
        if self._call.deadline is None or isinstance(step, Close):
            return await self._do(step)
        limit = asyncio.timeout(self._call.deadline - self._call.clock())
        try:
            async with limit:
                return await self._do(step)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise DeadlinePassed from error

    async def _drain(self) -> bytes:
        assert self._stream is not None
        try:
            async with asyncio.timeout(GRACE):
                return await self._stream.read()
        except TimeoutError:
            return b""

    async def _free(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()

    async def close(self) -> None:
        """Free the connection."""
        with contextlib.suppress(ValueError):  # a hook, which the flow itself calls, closes the stream
            self._flow.close()
        await self._free()


class NonblockingClient(NonblockingOperations[ProviderT], NonblockingStorage[ProviderT], NonblockingBatches[ProviderT]):
    """Talks to one provider without blocking; belongs to one event loop.

    ``retry`` and ``timeout`` hold for every call that brings none of its own; ``transport`` replaces the HTTP library,
    ``http_client`` is an ``httpx.AsyncClient`` of yours (which you close); ``unsupported`` says what to do about a
    parameter that the provider does not take: ``"raise"``, ``"warn"`` or ``"drop"``; ``hooks`` are told what happens.
    ``fetch_media`` lets images, sound and files by address be fetched here, where the provider takes data only: public
    https addresses, up to 20 MB and 60 seconds each, asked for without any credential.  Leave it off where others than
    you write the messages and your network has hosts that they must not reach.
    """

    if not TYPE_CHECKING:  # type checkers know the arguments from __init__

        def __new__(cls, provider: object = None, *given: object, **options: object) -> Self:
            """Refuse an argument that there is not with the advice where it belongs."""
            check_arguments(cls.__name__, provider, options)
            return super().__new__(cls)

    def __init__(
        self,
        provider: ProviderT,
        *,
        retry: Retry = DEFAULT_RETRY,
        timeout: Timeout = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        http_client: Any = None,
        unsupported: Unsupported = "raise",
        hooks: Hooks | None = None,
        fetch_media: bool = False,
    ) -> None:
        check_provider(provider)
        if transport is not None and http_client is not None:
            raise ConfigurationError("give transport or http_client, not both")
        self._provider = provider
        self._manner = Manner(
            retry=retry, timeout=timeout, unsupported=unsupported, hooks=hooks, fetch_media=fetch_media
        )
        self._connections = _Connections(transport, http_client)

    @property
    def provider(self) -> ProviderT:
        """The provider that this client talks to.

        >>> async_client.provider.id
        'openai'
        """
        return self._provider

    def with_options(
        self,
        *,
        retry: Retry | None = None,
        timeout: Timeout | None = None,
        unsupported: Unsupported | None = None,
        hooks: Hooks | None = None,
        fetch_media: bool | None = None,
    ) -> Self:
        """A client with some things changed that shares this one's connections.

        >>> patient = async_client.with_options(timeout=Timeout(total=90), retry=Retry(attempts=5))
        >>> (await patient.chat_completion(model="gpt-5.4", messages=messages)).text
        'Hello there!'
        """
        manner = self._manner
        changed = copy.copy(self)
        changed._manner = Manner(
            retry=retry or manner.retry,
            timeout=timeout or manner.timeout,
            unsupported=unsupported or manner.unsupported,
            hooks=hooks or manner.hooks,
            fetch_media=manner.fetch_media if fetch_media is None else fetch_media,
        )
        return changed

    @overload
    async def chat_completion(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        request: ChatRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ChatResponse: ...
    @overload
    async def chat_completion(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        messages: Sequence[MessageLike],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ChatParameters],
    ) -> ChatResponse: ...
    async def chat_completion(
        self: NonblockingClient[ChatProvider[Any]],
        request: ChatRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ChatResponse:
        """Ask for an answer and wait for the whole of it.

        ``model`` and ``messages`` are needed; any of :class:`ChatParameters` may follow: ``max_tokens``, ``tools``,
        ``temperature``, ``stop``, ``tool_choice``, ``response_format``, ``reasoning_effort`` and so on.  One
        :class:`ChatRequest` may stand in their place.  ``options`` are the provider's own parameters, such as
        ``OpenAIOptions(...)``; ``context`` is what holds for this call only: :class:`RequestContext` with a timeout,
        headers, a route.  What can't be sent is an error before anything is sent; all errors are a
        :class:`ProviderError`.

        >>> reply = await async_client.chat_completion(model="gpt-5.4", messages=messages, max_tokens=50)
        >>> reply.text, reply.usage.total_tokens
        ('Hello there!', 25)
        """
        request = as_request(ChatRequest, request, values, self._provider.id)
        return await self._run(chat_call(self._provider, request, options, context, self._manner))

    @overload
    def chat_completion_stream(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        request: ChatRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> AsyncChatStream: ...
    @overload
    def chat_completion_stream(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        *,
        model: ModelT,
        messages: Sequence[MessageLike],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ChatParameters],
    ) -> AsyncChatStream: ...
    def chat_completion_stream(
        self: NonblockingClient[ChatProvider[Any]],
        request: ChatRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> AsyncChatStream:
        """Ask for an answer and take it as it comes: a context manager that is also an iterator.

        The arguments are those of :meth:`chat_completion`.

        >>> async with async_client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
        ...     async for chunk in stream:
        ...         print(chunk.text, end="")
        Hello there!
        """
        request = as_request(ChatRequest, request, values, self._provider.id)
        call = chat_call(self._provider, request, options, context, self._manner, stream=True)
        chunks = Chunks()
        return AsyncChatStream(self._driver(call, streaming(call, chunks)), call.context, chunks)

    @overload
    async def chat_completion_parsed(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        request: ChatRequest,
        output_type: type[OutputT],
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> ParsedChat[OutputT]: ...
    @overload
    async def chat_completion_parsed(
        self: NonblockingClient[ChatProvider[OptionsT, ModelT]],
        *,
        output_type: type[OutputT],
        model: ModelT,
        messages: Sequence[MessageLike],
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[ChatParameters],
    ) -> ParsedChat[OutputT]: ...
    async def chat_completion_parsed(
        self: NonblockingClient[ChatProvider[Any]],
        request: ChatRequest | None = None,
        output_type: Any = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> ParsedChat[Any]:
        """Ask for an answer that is an instance of ``output_type``: a pydantic model, a data class or a TypedDict.

        Lists, unions, numbers and the like do as well.  Where the vendor does not enforce the schema, or not all of it,
        ``response.adjustments`` says so; the answer is checked in any case.  Raises :class:`StructuredOutputError`,
        with the reply on it, where it is none: also where the model calls ``tools`` first, whose results are to be
        appended before asking again.

        >>> class Fair(TypedDict):
        ...     name: str
        ...     date: str
        >>> chat = await async_client.chat_completion_parsed(model="gpt-5.4", messages=messages, output_type=Fair)
        >>> chat.parsed
        {'name': 'Science fair', 'date': 'Friday'}
        """
        from .structured import StructuredCall

        request = as_request(ChatRequest, request, values, self._provider.id)
        wanted = StructuredCall(self._provider, request, output_type, context)
        call = chat_call(self._provider, wanted.request, options, context, self._manner)
        return wanted.parse(await self._run(call))

    def _driver(self, call: Call[Any] | Errand, flow: Flow) -> AsyncDriver:
        return AsyncDriver(call, flow, self._connections.transport())

    async def _run(self, call: Call[ReplyT]) -> ReplyT:
        reply: ReplyT = await self._driver(call, exchange(call)).run()
        return reply

    async def close(self) -> None:
        """Close the connections, also of the clients that share them.

        >>> other = AsyncClient("openai")
        >>> await other.close()  # as leaving an ``async with`` block does
        """
        await self._connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._provider!r})"


class _Connections:
    """The transport of a client and of those made from it, built when first needed."""

    def __init__(self, transport: AsyncTransport | None, http_client: Any) -> None:
        self._transport = transport
        self._closed = False
        if http_client is not None:
            from .httpx_transport import AsyncClientTransport

            self._transport = AsyncClientTransport(http_client)

    def transport(self) -> AsyncTransport:
        """The transport to send by."""
        if self._closed:
            raise ConfigurationError("this client is closed; create a new one")
        if self._transport is None:
            from .h11_transport import AsyncH11Transport

            self._transport = AsyncH11Transport()
        return self._transport

    async def close(self) -> None:
        """Close what is open."""
        self._closed = True
        if self._transport is not None:
            await self._transport.close()
