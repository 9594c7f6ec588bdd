"""LiteLLM's way of calling: model strings, one function, cached clients."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, Literal, cast, overload

from .async_client import NonblockingClient
from .catalog import Catalog
from .client import BlockingClient
from .errors import InvalidRequestError, NotSupportedError
from .provider import LLMProvider, unknown_provider
from .replies import ChatChunk, ChatResponse, EmbeddingsResponse
from .requests import ChatRequest, EmbeddingsRequest, MessageLike
from .timing import RequestContext, Retry, Timeout

RENAMED = {"max_completion_tokens": "max_tokens", "api_base": "base_url", "request_timeout": "timeout"}
CALL = ("timeout", "num_retries", "max_retries", "extra_headers", "drop_params", "stream_options")


class Completions:
    """The functions of LiteLLM's face, over a function that creates providers by id."""

    def __init__(self, create: Callable[..., LLMProvider], types: type[StrEnum], catalogues: str) -> None:
        self._create = create
        self._types = types
        self._catalogues = catalogues
        self._lock = threading.Lock()
        self._blocking: dict[Any, BlockingClient[Any]] = {}
        self._async: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Any, NonblockingClient[Any]]] = (
            weakref.WeakKeyDictionary()
        )

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
    def completion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | Iterator[ChatChunk]:
        """Ask ``provider/model`` for an answer, with LiteLLM's names of parameters.

        ``api_key``, ``base_url`` and other settings of the provider may be given; a provider's own parameters are
        sent as its options.  With ``stream=True`` an iterator of chunks is returned.
        """
        prepared = self._prepare(model, parameters, ChatRequest)
        client = self._client(prepared)
        request = ChatRequest(model=prepared.model, messages=messages, **prepared.fields)
        if stream:
            return iter(client.chat_completion_stream(request, context=prepared.context))
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
    async def acompletion(
        self, model: str, messages: Sequence[MessageLike], *, stream: bool | None = None, **parameters: Any
    ) -> ChatResponse | AsyncIterator[ChatChunk]:
        """Ask ``provider/model`` for an answer without blocking; see :meth:`completion`."""
        prepared = self._prepare(model, parameters, ChatRequest)
        client = self._async_client(prepared)
        request = ChatRequest(model=prepared.model, messages=messages, **prepared.fields)
        if stream:
            return aiter(client.chat_completion_stream(request, context=prepared.context))
        return await client.chat_completion(request, context=prepared.context)

    def embedding(self, model: str, input: str | Sequence[str], **parameters: Any) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts, with LiteLLM's names of parameters."""
        prepared = self._prepare(model, parameters, EmbeddingsRequest)
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return self._client(prepared).embeddings(request, context=prepared.context)

    async def aembedding(self, model: str, input: str | Sequence[str], **parameters: Any) -> EmbeddingsResponse:
        """Ask ``provider/model`` for the vectors of texts without blocking."""
        prepared = self._prepare(model, parameters, EmbeddingsRequest)
        request = EmbeddingsRequest(model=prepared.model, input=input, **prepared.fields)
        return await self._async_client(prepared).embeddings(request, context=prepared.context)

    def close(self) -> None:
        """Close the cached blocking clients."""
        with self._lock:
            clients, self._blocking = list(self._blocking.values()), {}
        for client in clients:
            client.close()

    async def aclose(self) -> None:
        """Close the cached clients of the running event loop."""
        for client in self._async.pop(asyncio.get_running_loop(), {}).values():
            await client.close()

    def _prepare(self, model: str, parameters: Mapping[str, Any], kind: type[Any]) -> _Prepared:
        provider_id, name = self._split(model)
        given = {RENAMED.get(key, key): value for key, value in parameters.items() if value is not None}
        call = {key: given.pop(key) for key in CALL if key in given}
        fields = {key: given.pop(key) for key in (*kind.PARAMETERS, "extra_body", "options") if key in given}
        return _Prepared(provider_id, name, fields, given, call)

    def _split(self, model: str) -> tuple[str, str]:
        provider, slash, name = model.partition("/")
        try:
            return self._types(provider if slash else ""), name
        except ValueError:
            owner = next((known for known in self._types if model in self._models(known)), None)
        if owner:
            raise InvalidRequestError(f"model {model!r} names no provider; did you mean '{owner}/{model}'?")
        if slash:
            raise unknown_provider(provider, self._types)
        raise InvalidRequestError(f"model {model!r} names no provider; write it as 'provider/model'")

    def _models(self, provider: str) -> Catalog:
        return cast(Catalog, import_module(f"{self._catalogues}.{provider}").MODELS)

    def _client(self, prepared: _Prepared) -> BlockingClient[Any]:
        key = prepared.key()
        with self._lock:
            client = self._blocking.get(key)
            if client is None:
                client = self._blocking[key] = BlockingClient(self._provider(prepared))
        return client.with_options(**prepared.manner())

    def _async_client(self, prepared: _Prepared) -> NonblockingClient[Any]:
        clients = self._async.setdefault(asyncio.get_running_loop(), {})
        key = prepared.key()
        if key not in clients:
            clients[key] = NonblockingClient(self._provider(prepared))
        return clients[key].with_options(**prepared.manner())

    def _provider(self, prepared: _Prepared) -> LLMProvider:
        try:
            return self._create(prepared.provider, **prepared.settings)
        except TypeError as error:
            names = ", ".join(prepared.settings)
            raise NotSupportedError(
                f"among {names} is neither a parameter nor a setting of {prepared.provider}; "
                "a vendor's own parameters go into options={...}",
                provider=prepared.provider,
            ) from error


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

    def key(self) -> tuple[Any, ...]:
        """What tells cached clients apart."""
        return self.provider, tuple(
            sorted((name, repr(value), _identity(value)) for name, value in self.settings.items())
        )

    @property
    def context(self) -> RequestContext | None:
        """What holds for this call only."""
        timeout = self._call.get("timeout")
        headers = self._call.get("extra_headers")
        if timeout is None and not headers:
            return None
        limit = timeout if timeout is None or isinstance(timeout, Timeout) else float(timeout)
        return RequestContext(timeout=limit, extra_headers=headers or {})

    def manner(self) -> dict[str, Any]:
        """What the call changes of the client's manner."""
        changed: dict[str, Any] = {}
        retries = self._call.get("num_retries", self._call.get("max_retries"))
        if retries is not None:
            changed["retry"] = Retry(attempts=retries + 1)
        if self._call.get("drop_params"):
            changed["unsupported"] = "drop"
        return changed


def _identity(value: Any) -> int:
    """Tells apart callables and other things whose text does not."""
    return 0 if isinstance(value, str | int | float | bool) else id(value)
