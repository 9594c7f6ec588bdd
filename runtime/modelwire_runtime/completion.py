"""LiteLLM's way of calling: model strings, one function, cached clients."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, overload

from typing_extensions import TypeVar

from .async_client import NonblockingClient
from .client import BlockingClient
from .completion_arguments import ELSEWHERE, Arguments, ways
from .errors import ConfigurationError, InvalidRequestError, NotSupportedError, ProviderError
from .messages import MessageLike
from .model_strings import split
from .prepared_calls import Prepared, PreparedCalls, Way
from .provider import LLMProvider
from .replies import ChatChunk, ChatResponse, ChunkChoice, EmbeddingsResponse
from .requests import ChatRequest, EmbeddingsRequest, Request
from .settings import settings_of
from .streams import AsyncChatStream, ChatStream
from .structured import StructuredCall

if TYPE_CHECKING:
    from .auth import Secret
    from .requests import ReasoningEffort
    from .timing import Timeout
    from .tools import ToolChoice, ToolLike

LOG = logging.getLogger("modelwire")
UNKNOWN = re.compile("unexpected keyword argument '([A-Za-z0-9_]+)'")

ClientT = TypeVar("ClientT", BlockingClient[Any], NonblockingClient[Any])
AnswerT = TypeVar("AnswerT")
ChatModelT = TypeVar("ChatModelT", bound=str, default=str)
EmbeddingModelT = TypeVar("EmbeddingModelT", bound=str, default=str)


class Completions(Generic[ChatModelT, EmbeddingModelT]):
    """The functions of LiteLLM's face, over a function that creates providers by id.

    The types in brackets are the models that editors offer.  Of the overloads the first alone lists the parameters:
    in more than one, a call that unpacks ``**more`` would be ambiguous to mypy, and editors read them all.
    """

    def __init__(self, create: Callable[..., LLMProvider], types: type[StrEnum], catalogues: str) -> None:
        self._create = create
        self._types = types
        self._catalogues = catalogues
        self._lock = threading.Lock()
        self._blocking: _Clients[BlockingClient[Any]] = _Clients(BlockingClient)
        self._async: dict[asyncio.AbstractEventLoop, _LoopClients] = {}
        self._options: dict[str, set[str]] = {}
        self._variables: dict[str, tuple[str, ...]] = {}

    @overload
    def completion(
        self,
        model: ChatModelT,
        messages: Sequence[MessageLike],
        *,
        stream: None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        top_k: int | None = None,
        stop: str | Sequence[str] | None = None,
        seed: int | None = None,
        n: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        response_format: type[Any] | Mapping[str, Any] | None = None,
        reasoning_effort: ReasoningEffort | None = None,
        verbosity: Literal["low", "medium", "high"] | None = None,
        tools: Sequence[ToolLike] | None = None,
        tool_choice: ToolChoice | None = None,
        parallel_tool_calls: bool | None = None,
        modalities: Sequence[str] | None = None,
        audio: Mapping[str, Any] | None = None,
        prediction: Mapping[str, Any] | None = None,
        web_search_options: Mapping[str, Any] | None = None,
        user: str | None = None,
        safety_identifier: str | None = None,
        prompt_cache_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        store: bool | None = None,
        service_tier: str | None = None,
        extra_body: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        max_completion_tokens: int | None = None,
        api_key: str | Secret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None = None,
        num_retries: int | None = None,
        fallbacks: Sequence[ChatModelT | Mapping[str, Any]] | None = None,
        drop_params: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> ChatResponse: ...
    @overload
    def completion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: Literal[False], **parameters: Any
    ) -> ChatResponse: ...
    @overload
    def completion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: Literal[True], **parameters: Any
    ) -> Iterator[ChatChunk]: ...
    @overload
    def completion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: bool | None, **parameters: Any
    ) -> ChatResponse | Iterator[ChatChunk]: ...
    def completion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | Iterator[ChatChunk]:
        """Ask ``provider/model`` for an answer, with LiteLLM's names of parameters.

        ``api_key``, ``base_url`` and other settings of the provider may be given; a provider's own parameters are
        sent as its options.  With ``stream=True`` an iterator of chunks is returned, each with a choice, so that
        ``chunk.choices[0].delta.content or ""`` is always right.

        >>> completion("openai/gpt-5.4", messages, temperature=0.2).choices[0].message.content
        'Hello there!'
        >>> for chunk in completion("openai/gpt-5.4", messages, stream=True):
        ...     print(chunk.choices[0].delta.content or "", end="")
        Hello there!
        """
        if parameters.get("fallbacks") is None:
            way = model, parameters
            return _chunks(self._open(way, messages)) if stream else self._ask(way, messages)
        tries = list(ways(model, parameters, self._same_provider))
        if stream:
            return _first_to_begin(lambda way: self._open(way, messages), tries)
        return _first_answer(lambda way: self._ask(way, messages), tries)

    def _ask(self, way: Way, messages: Sequence[MessageLike]) -> ChatResponse:
        prepared = self._prepared(way, ChatRequest)
        request, wanted = _request(prepared, messages)
        reply = prepared.client.chat_completion(request, context=prepared.context)
        return wanted.as_text(reply) if wanted else reply

    def _open(self, way: Way, messages: Sequence[MessageLike]) -> ChatStream:
        prepared = self._prepared(way, ChatRequest, stream=True)
        request, _ = _request(prepared, messages, stream=True)
        return prepared.client.chat_completion_stream(request, context=prepared.context)

    @overload
    async def acompletion(
        self,
        model: ChatModelT,
        messages: Sequence[MessageLike],
        *,
        stream: None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        top_k: int | None = None,
        stop: str | Sequence[str] | None = None,
        seed: int | None = None,
        n: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        response_format: type[Any] | Mapping[str, Any] | None = None,
        reasoning_effort: ReasoningEffort | None = None,
        verbosity: Literal["low", "medium", "high"] | None = None,
        tools: Sequence[ToolLike] | None = None,
        tool_choice: ToolChoice | None = None,
        parallel_tool_calls: bool | None = None,
        modalities: Sequence[str] | None = None,
        audio: Mapping[str, Any] | None = None,
        prediction: Mapping[str, Any] | None = None,
        web_search_options: Mapping[str, Any] | None = None,
        user: str | None = None,
        safety_identifier: str | None = None,
        prompt_cache_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        store: bool | None = None,
        service_tier: str | None = None,
        extra_body: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        max_completion_tokens: int | None = None,
        api_key: str | Secret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None = None,
        num_retries: int | None = None,
        fallbacks: Sequence[ChatModelT | Mapping[str, Any]] | None = None,
        drop_params: bool | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> ChatResponse: ...
    @overload
    async def acompletion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: Literal[False], **parameters: Any
    ) -> ChatResponse: ...
    @overload
    async def acompletion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: Literal[True], **parameters: Any
    ) -> AsyncIterator[ChatChunk]: ...
    @overload
    async def acompletion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: bool | None, **parameters: Any
    ) -> ChatResponse | AsyncIterator[ChatChunk]: ...
    async def acompletion(
        self, model: ChatModelT, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | AsyncIterator[ChatChunk]:
        """Ask ``provider/model`` for an answer without blocking; see :meth:`completion`.

        >>> reply = await acompletion("openai/gpt-5.4", messages)
        >>> reply.text
        'Hello there!'
        """
        if parameters.get("fallbacks") is None:
            way = model, parameters
            if stream:
                return _async_chunks(await self._open_async(way, messages))
            return await self._ask_async(way, messages)
        tries = list(ways(model, parameters, self._same_provider))
        if stream:
            return await _first_to_begin_async(lambda way: self._open_async(way, messages), tries)
        return await _first_answer_async(lambda way: self._ask_async(way, messages), tries)

    async def _ask_async(self, way: Way, messages: Sequence[MessageLike]) -> ChatResponse:
        prepared = await self._prepared_async(way, ChatRequest)
        request, wanted = _request(prepared, messages)
        reply = await prepared.client.chat_completion(request, context=prepared.context)
        return wanted.as_text(reply) if wanted else reply

    async def _open_async(self, way: Way, messages: Sequence[MessageLike]) -> AsyncChatStream:
        prepared = await self._prepared_async(way, ChatRequest, stream=True)
        request, _ = _request(prepared, messages, stream=True)
        return prepared.client.chat_completion_stream(request, context=prepared.context)

    def embedding(
        self,
        model: EmbeddingModelT,
        input: str | Sequence[str],
        *,
        dimensions: int | None = None,
        user: str | None = None,
        input_type: str | None = None,
        api_key: str | Secret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None = None,
        **parameters: Any,
    ) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts, with LiteLLM's names of parameters.

        >>> embedding("openai/text-embedding-3-small", ["red", "blue"]).data[0].embedding
        [0.5, 0.25]
        """
        parameters |= {"dimensions": dimensions, "user": user, "input_type": input_type}
        parameters |= {"api_key": api_key, "base_url": base_url, "timeout": timeout}
        if parameters.get("fallbacks") is None:
            return self._embed((model, parameters), input)
        tries = list(ways(model, parameters, self._same_provider))
        return _first_answer(lambda way: self._embed(way, input), tries)

    def _embed(self, way: Way, input: str | Sequence[str]) -> EmbeddingsResponse:
        prepared = self._prepared(way, EmbeddingsRequest)
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return prepared.client.embeddings(request, context=prepared.context)

    async def aembedding(
        self,
        model: EmbeddingModelT,
        input: str | Sequence[str],
        *,
        dimensions: int | None = None,
        user: str | None = None,
        input_type: str | None = None,
        api_key: str | Secret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None = None,
        **parameters: Any,
    ) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts without blocking.

        >>> reply = await aembedding("openai/text-embedding-3-small", "red")
        >>> len(reply.data)
        1
        """
        parameters |= {"dimensions": dimensions, "user": user, "input_type": input_type}
        parameters |= {"api_key": api_key, "base_url": base_url, "timeout": timeout}
        if parameters.get("fallbacks") is None:
            return await self._embed_async((model, parameters), input)
        tries = list(ways(model, parameters, self._same_provider))
        return await _first_answer_async(lambda way: self._embed_async(way, input), tries)

    async def _embed_async(self, way: Way, input: str | Sequence[str]) -> EmbeddingsResponse:
        prepared = await self._prepared_async(way, EmbeddingsRequest)
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return await prepared.client.embeddings(request, context=prepared.context)

    def close(self) -> None:
        """Close the cached blocking clients.

        >>> reply = completion("openai/gpt-5.4", messages)
        >>> close()  # the next call makes a client anew
        """
        with self._lock:
            kept, self._blocking = self._blocking, _Clients(BlockingClient)
        for client in kept.made.values():
            client.close()

    async def aclose(self) -> None:
        """Close the cached clients of the running event loop.

        >>> reply = await acompletion("openai/gpt-5.4", messages)
        >>> await aclose()  # ``asyncio.run`` does so at its end
        """
        if kept := self._async.pop(asyncio.get_running_loop(), None):
            await kept.closing.aclose()

    def _prepared(self, way: Way, kind: type[Request], stream: bool = False) -> Prepared[BlockingClient[Any]]:
        clients = self._blocking
        return clients.calls.recall(way, kind) or self._prepare(clients, way, kind, stream)

    async def _prepared_async(
        self, way: Way, kind: type[Request], stream: bool = False
    ) -> Prepared[NonblockingClient[Any]]:
        loop = asyncio.get_running_loop()
        if (clients := self._async.get(loop)) is None:
            for other in [other for other in self._async if other.is_closed()]:
                del self._async[other]
            clients = self._async[loop] = _LoopClients(NonblockingClient)
            await anext(clients.closing)
        return clients.calls.recall(way, kind) or self._prepare(clients, way, kind, stream)

    def _prepare(self, clients: _Clients[ClientT], way: Way, kind: type[Request], stream: bool) -> Prepared[ClientT]:
        """What to ask, and by which client; noted for the next time."""
        arguments = self._sorted(way, kind, stream)
        with self._lock:
            client = self._kept(clients, arguments)
        settings = settings_of(client.provider).items()
        read = [name for setting, one in settings if setting not in arguments.settings for name in one.env]
        prepared = Prepared(
            client.with_options(**arguments.manner()),
            arguments.model,
            arguments.fields,
            arguments.context,
            arguments.output_type,
        )
        clients.calls.remember(way, kind, prepared, read)
        return prepared

    def _sorted(self, way: Way, kind: type[Any], stream: bool = False) -> Arguments:
        model, parameters = way
        named = parameters.get("custom_llm_provider")
        if named is not None:
            parameters = {name: value for name, value in parameters.items() if name != "custom_llm_provider"}
        provider, name = self._split(model if named is None else f"{named}/{model.removeprefix(f'{named}/')}")
        return Arguments(provider, name, parameters, kind, stream)

    def _same_provider(self, model: Any, other: str) -> bool:
        """Whether two models are asked of one provider, whose key may then be used for both."""
        return isinstance(model, str) and self._split(model)[0] == self._split(other)[0]

    def _split(self, model: Any) -> tuple[str, str]:
        if not isinstance(model, str):
            raise InvalidRequestError(f"model must be a string, not {type(model).__name__}")
        return split(model, self._types, self._catalogues, ELSEWHERE)

    def _kept(self, clients: _Clients[ClientT], arguments: Arguments) -> ClientT:
        """The client for these settings, made when it is first needed.

        What bears the name of no setting of the provider is taken for one of its options, and known as such from then
        on.
        """
        options = self._options.setdefault(arguments.provider, set())
        while True:
            arguments.move_options(options)
            client = clients.made.get(arguments.key(self._variables.get(arguments.provider, ())))
            if client is not None:
                arguments.check_marks(client.provider)
                return client
            try:
                provider = self._create(arguments.provider, **arguments.settings)
            except ConfigurationError as error:
                unknown = UNKNOWN.search(str(error))
                if unknown is None or unknown[1] not in arguments.settings:
                    raise
                options.add(unknown[1])
            else:
                read = tuple(name for one in settings_of(provider).values() for name in one.env)
                arguments.check_marks(provider)
                self._variables[arguments.provider] = read
                made: ClientT = clients.make(provider)
                clients.made[arguments.key(read)] = made
                return made


class _Clients(Generic[ClientT]):
    """Clients by their settings, and what is known of the calls that are made by them."""

    def __init__(self, make: Callable[[LLMProvider], ClientT]) -> None:
        self.make: Callable[[LLMProvider], ClientT] = make
        self.made: dict[Any, ClientT] = {}
        self.calls: PreparedCalls[ClientT] = PreparedCalls()


class _LoopClients(_Clients[NonblockingClient[Any]]):
    """Those of one event loop; ``closing`` closes them when it ends."""

    def __init__(self, make: Callable[[LLMProvider], NonblockingClient[Any]]) -> None:
        super().__init__(make)
        self.closing = self._close_with_loop()

    async def _close_with_loop(self) -> AsyncGenerator[None, None]:
        """Closes the clients when the event loop shuts its generators down, which ``asyncio.run`` does at its end."""
        try:
            yield
        finally:
            for client in self.made.values():
                await client.close()


def _request(
    prepared: Prepared[ClientT], messages: Sequence[MessageLike], stream: bool = False
) -> tuple[ChatRequest, StructuredCall | None]:
    """The request, and what reads the answer where it is to be an instance of a type."""
    request = ChatRequest(model=prepared.model, messages=messages, **prepared.fields)
    if prepared.output_type is None:
        return request, None
    provider: LLMProvider = prepared.client.provider
    wanted = StructuredCall(provider, request, prepared.output_type, prepared.context)
    if stream and wanted.by_tool:
        raise NotSupportedError(
            f"{provider.name} gives typed answers by a tool, not as text: leave out stream=True", provider=provider.id
        )
    return wanted.request, wanted


def _first_answer(ask: Callable[[Way], AnswerT], tries: Sequence[Way]) -> AnswerT:
    """The answer of the first that gives one."""
    for way in tries[:-1]:
        try:
            return ask(way)
        except ProviderError as error:
            _tell(way, error)
    return ask(tries[-1])


async def _first_answer_async(ask: Callable[[Way], Awaitable[AnswerT]], tries: Sequence[Way]) -> AnswerT:
    """The answer of the first that gives one."""
    for way in tries[:-1]:
        try:
            return await ask(way)
        except ProviderError as error:
            _tell(way, error)
    return await ask(tries[-1])


def _first_to_begin(begin: Callable[[Way], ChatStream], tries: Sequence[Way]) -> Iterator[ChatChunk]:
    """The chunks of the first that sends one; what is wrong with a request without fallbacks is told at once."""
    if len(tries) == 1:
        return _chunks(begin(tries[0]))
    return _chunks_of_first(begin, tries)


def _chunks_of_first(begin: Callable[[Way], ChatStream], tries: Sequence[Way]) -> Iterator[ChatChunk]:
    for way in tries:
        begun = False
        try:
            with closing(_chunks(begin(way))) as chunks:
                for chunk in chunks:
                    begun = True
                    yield chunk
            return
        except ProviderError as error:
            if begun or way is tries[-1]:
                raise
            _tell(way, error)


async def _first_to_begin_async(
    begin: Callable[[Way], Awaitable[AsyncChatStream]], tries: Sequence[Way]
) -> AsyncIterator[ChatChunk]:
    """The chunks of the first that sends one; what is wrong with a request without fallbacks is told at once."""
    if len(tries) == 1:
        return _async_chunks(await begin(tries[0]))
    return _async_chunks_of_first(begin, tries)


async def _async_chunks_of_first(
    begin: Callable[[Way], Awaitable[AsyncChatStream]], tries: Sequence[Way]
) -> AsyncIterator[ChatChunk]:
    for way in tries:
        begun = False
        try:
            async with aclosing(_async_chunks(await begin(way))) as chunks:
                async for chunk in chunks:
                    begun = True
                    yield chunk
            return
        except ProviderError as error:
            if begun or way is tries[-1]:
                raise
            _tell(way, error)


def _tell(way: Way, error: ProviderError) -> None:
    LOG.warning("%s failed, the next of its fallbacks is tried: %s", way[0], error)


def _chunks(stream: ChatStream) -> Generator[ChatChunk, None, None]:
    with stream:
        for chunk in stream:
            yield _with_a_choice(chunk)


async def _async_chunks(stream: AsyncChatStream) -> AsyncGenerator[ChatChunk, None]:
    async with stream:
        async for chunk in stream:
            yield _with_a_choice(chunk)


def _with_a_choice(chunk: ChatChunk) -> ChatChunk:
    """The chunk, with an empty choice where it has none, such as beside the usage: LiteLLM's chunks always have one."""
    if not chunk.choices:
        chunk.choices = [ChunkChoice()]
    return chunk
