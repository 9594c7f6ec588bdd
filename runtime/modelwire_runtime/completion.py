"""LiteLLM's way of calling: model strings, one function, cached clients."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Literal, TypeVar, overload

from .async_client import NonblockingClient
from .catalog import Catalog
from .client import BlockingClient
from .errors import ConfigurationError, InvalidRequestError
from .messages import MessageLike
from .provider import LLMProvider, unknown_provider
from .replies import ChatChunk, ChatResponse, ChunkChoice, EmbeddingsResponse
from .requests import ChatRequest, EmbeddingsRequest
from .settings import settings_of
from .streams import AsyncChatStream, ChatStream
from .timing import RequestContext, Retry

RENAMED = {"max_completion_tokens": "max_tokens", "api_base": "base_url", "request_timeout": "timeout"}
UNKNOWN = re.compile("unexpected keyword argument '([A-Za-z0-9_]+)'")
CALL = ("timeout", "num_retries", "max_retries", "extra_headers", "drop_params", "stream_options")


ClientT = TypeVar("ClientT", BlockingClient[Any], NonblockingClient[Any])


class Completions:
    """The functions of LiteLLM's face, over a function that creates providers by id."""

    def __init__(self, create: Callable[..., LLMProvider], types: type[StrEnum], catalogues: str) -> None:
        self._create = create
        self._types = types
        self._catalogues = catalogues
        self._lock = threading.Lock()
        self._blocking: dict[Any, BlockingClient[Any]] = {}
        self._async: dict[asyncio.AbstractEventLoop, _LoopClients] = {}
        self._options: dict[str, set[str]] = {}
        self._variables: dict[str, tuple[str, ...]] = {}

    @overload
    def completion(
        self,
        model: str,
        messages: Sequence[MessageLike],
        *,
        stream: Literal[False] | None = None,
        **parameters: Any,
    ) -> ChatResponse: ...
    @overload
    def completion(
        self, model: str, messages: Sequence[MessageLike], *, stream: Literal[True], **parameters: Any
    ) -> Iterator[ChatChunk]: ...
    @overload
    def completion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None, **parameters: Any
    ) -> ChatResponse | Iterator[ChatChunk]: ...
    def completion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | Iterator[ChatChunk]:
        """Ask ``provider/model`` for an answer, with LiteLLM's names of parameters.

        ``api_key``, ``base_url`` and other settings of the provider may be given; a provider's own parameters are
        sent as its options.  With ``stream=True`` an iterator of chunks is returned, each with a choice, so that
        ``chunk.choices[0].delta.content or ""`` is always right.
        """
        prepared = self._prepare(model, parameters, ChatRequest)
        client = self._client(prepared).with_options(**prepared.manner())
        request = ChatRequest(model=prepared.model, messages=messages, **prepared.fields)
        if stream:
            return _chunks(client.chat_completion_stream(request, context=prepared.context))
        return client.chat_completion(request, context=prepared.context)

    @overload
    async def acompletion(
        self,
        model: str,
        messages: Sequence[MessageLike],
        *,
        stream: Literal[False] | None = None,
        **parameters: Any,
    ) -> ChatResponse: ...
    @overload
    async def acompletion(
        self, model: str, messages: Sequence[MessageLike], *, stream: Literal[True], **parameters: Any
    ) -> AsyncIterator[ChatChunk]: ...
    @overload
    async def acompletion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None, **parameters: Any
    ) -> ChatResponse | AsyncIterator[ChatChunk]: ...
    async def acompletion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | AsyncIterator[ChatChunk]:
        """Ask ``provider/model`` for an answer without blocking; see :meth:`completion`."""
        prepared = self._prepare(model, parameters, ChatRequest)
        client = (await self._async_client(prepared)).with_options(**prepared.manner())
        request = ChatRequest(model=prepared.model, messages=messages, **prepared.fields)
        if stream:
            return _async_chunks(client.chat_completion_stream(request, context=prepared.context))
        return await client.chat_completion(request, context=prepared.context)

    def embedding(self, model: str, input: str | Sequence[str], **parameters: Any) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts, with LiteLLM's names of parameters."""
        prepared = self._prepare(model, parameters, EmbeddingsRequest)
        client = self._client(prepared).with_options(**prepared.manner())
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return client.embeddings(request, context=prepared.context)

    async def aembedding(self, model: str, input: str | Sequence[str], **parameters: Any) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts without blocking."""
        prepared = self._prepare(model, parameters, EmbeddingsRequest)
        client = (await self._async_client(prepared)).with_options(**prepared.manner())
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return await client.embeddings(request, context=prepared.context)

    def close(self) -> None:
        """Close the cached blocking clients."""
        with self._lock:
            clients, self._blocking = list(self._blocking.values()), {}
        for client in clients:
            client.close()

    async def aclose(self) -> None:
        """Close the cached clients of the running event loop."""
        if kept := self._async.pop(asyncio.get_running_loop(), None):
            await kept.closing.aclose()

    def _prepare(self, model: str, parameters: Mapping[str, Any], kind: type[Any]) -> _Prepared:
        provider_id, name = self._split(model)
        given = {RENAMED.get(key, key): value for key, value in parameters.items() if value is not None}
        call = {key: given.pop(key) for key in CALL if key in given}
        fields = {key: given.pop(key) for key in (*kind.PARAMETERS, "extra_body", "options") if key in given}
        return _Prepared(provider_id, name, fields, given, call)

    def _split(self, model: Any) -> tuple[str, str]:
        if not isinstance(model, str):
            raise InvalidRequestError(f"model must be a string, not {type(model).__name__}")
        provider, slash, name = model.partition("/")
        try:
            return self._types(provider if slash else ""), name
        except ValueError:
            owners = [f"'{known}/{model}'" for known in self._types if model in self._models(known)]
        if owners:
            raise InvalidRequestError(f"model {model!r} names no provider; did you mean {' or '.join(owners)}?")
        if slash:
            raise unknown_provider(provider, self._types)
        raise InvalidRequestError(f"model {model!r} names no provider; write it as 'provider/model'")

    def _models(self, provider: str) -> Catalog:
        models: Catalog = import_module(f"{self._catalogues}.{provider}").MODELS
        return models

    def _client(self, prepared: _Prepared) -> BlockingClient[Any]:
        with self._lock:
            return self._kept(self._blocking, BlockingClient, prepared)

    async def _async_client(self, prepared: _Prepared) -> NonblockingClient[Any]:
        loop = asyncio.get_running_loop()
        if (kept := self._async.get(loop)) is None:
            for other in [other for other in self._async if other.is_closed()]:
                del self._async[other]
            clients: dict[Any, NonblockingClient[Any]] = {}
            kept = self._async[loop] = _LoopClients(clients, _close_with_loop(clients))
            await anext(kept.closing)
        return self._kept(kept.clients, NonblockingClient, prepared)

    def _kept(
        self, clients: dict[Any, ClientT], kind: Callable[[LLMProvider], ClientT], prepared: _Prepared
    ) -> ClientT:
        """The client for these settings, made when it is first needed.

        What bears the name of no setting of the provider is taken for one of its options, and known as such from then
        on.
        """
        options = self._options.setdefault(prepared.provider, set())
        while True:
            prepared.move_options(options)
            client = clients.get(prepared.key(self._variables.get(prepared.provider, ())))
            if client is not None:
                return client
            try:
                provider = self._create(prepared.provider, **prepared.settings)
            except ConfigurationError as error:
                unknown = UNKNOWN.search(str(error))
                if unknown is None or unknown[1] not in prepared.settings:
                    raise
                options.add(unknown[1])
            else:
                read = tuple(name for one in settings_of(provider).values() for name in one.env)
                self._variables[prepared.provider] = read
                client = clients[prepared.key(read)] = kind(provider)
                return client


@dataclass(frozen=True, slots=True)
class _LoopClients:
    """The clients of one event loop, and what closes them when it ends."""

    clients: dict[Any, NonblockingClient[Any]]
    closing: AsyncGenerator[None, None]


async def _close_with_loop(clients: Mapping[Any, NonblockingClient[Any]]) -> AsyncGenerator[None, None]:
    """Closes the clients when the event loop shuts its generators down, which ``asyncio.run`` does at its end."""
    try:
        yield
    finally:
        for client in clients.values():
            await client.close()


class _Prepared:
    """One call's arguments, sorted by what they are for."""

    def __init__(
        self,
        provider: str,
        model: str,
        fields: dict[str, Any],
        settings: dict[str, Any],
        call: dict[str, Any],
    ) -> None:
        self.provider = provider
        self.model = model
        self.fields = fields
        self.settings = settings
        self._call = call

    def move_options(self, names: set[str]) -> None:
        """Take those of the settings that are the provider's options for what they are."""
        if moved := {name: self.settings.pop(name) for name in names & self.settings.keys()}:
            self.fields["options"] = {**moved, **(self.fields.get("options") or {})}

    def key(self, variables: Iterable[str]) -> tuple[Any, ...]:
        """What tells cached clients apart: settings, and the variables that settings are read from."""
        return (
            self.provider,
            tuple([os.environ.get(name) for name in variables]),
            tuple(sorted((name, repr(value), _identity(value)) for name, value in self.settings.items())),
        )

    @property
    def context(self) -> RequestContext | None:
        """What holds for this call only."""
        timeout = self._call.get("timeout")
        headers = self._call.get("extra_headers")
        if timeout is None and not headers:
            return None
        return RequestContext(timeout=timeout, extra_headers=headers or {})

    def manner(self) -> dict[str, Any]:
        """What the call changes of the client's manner."""
        changed: dict[str, Any] = {}
        retries = self._call.get("num_retries", self._call.get("max_retries"))
        if retries is not None:
            if not isinstance(retries, int):
                raise ConfigurationError(f"num_retries must be a whole number, not {retries!r}")
            changed["retry"] = Retry(attempts=retries + 1)
        if self._call.get("drop_params"):
            changed["unsupported"] = "drop"
        return changed


def _identity(value: Any) -> int:
    """Tells apart callables and other things whose text does not."""
    return 0 if isinstance(value, str | int | float | bool) else id(value)


def _chunks(stream: ChatStream) -> Iterator[ChatChunk]:
    with stream:
        for chunk in stream:
            yield _with_a_choice(chunk)


async def _async_chunks(stream: AsyncChatStream) -> AsyncIterator[ChatChunk]:
    async with stream:
        async for chunk in stream:
            yield _with_a_choice(chunk)


def _with_a_choice(chunk: ChatChunk) -> ChatChunk:
    """The chunk, with an empty choice where it has none, such as beside the usage: LiteLLM's chunks always have one."""
    if not chunk.choices:
        chunk.choices = [ChunkChoice()]
    return chunk
