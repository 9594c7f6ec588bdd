"""The public client in both colours, behind one face, so that a test is written once and run twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

from modelwire import (
    AsyncClient,
    ChatChunk,
    ChatRequest,
    ChatResponse,
    Client,
    EmbeddingsRequest,
    EmbeddingsResponse,
    LLMProvider,
    ModelList,
    Retry,
    Timeout,
)

Given = ParamSpec("Given")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Streamed:
    """A stream that was read to its end: its chunks, and the reply they add up to."""

    chunks: list[ChatChunk]
    reply: ChatResponse


class Interrupted(Exception):
    """A stream failed; the chunks that came before, and the error as its cause."""

    def __init__(self, chunks: list[ChatChunk]) -> None:
        super().__init__(f"after {len(chunks)} chunks")
        self.chunks = chunks


@dataclass(frozen=True)
class Manner:
    """How a test's client goes about it: few and short pauses, and what is not supported left out."""

    retry: Retry = Retry(attempts=3, base=0.001, cap=1.0)  # noqa: RUF009 (frozen)
    timeout: Timeout = Timeout(connect=5.0, read=5.0)  # noqa: RUF009 (frozen)
    unsupported: Any = "raise"


@dataclass(frozen=True)
class Colour:
    """One colour of client, each method a whole conversation with a client of its own."""

    name: str
    chat: Callable[[LLMProvider, ChatRequest, Mapping[str, Any], Manner], ChatResponse]
    stream: Callable[[LLMProvider, ChatRequest, Mapping[str, Any], Manner], Streamed]
    embeddings: Callable[[LLMProvider, EmbeddingsRequest, Manner], EmbeddingsResponse]
    models: Callable[[LLMProvider, Manner], ModelList]

    def __str__(self) -> str:
        return self.name


def _client(provider: LLMProvider, manner: Manner) -> Client[Any]:
    return Client(provider, retry=manner.retry, timeout=manner.timeout, unsupported=manner.unsupported)


def _async_client(provider: LLMProvider, manner: Manner) -> AsyncClient[Any]:
    return AsyncClient(provider, retry=manner.retry, timeout=manner.timeout, unsupported=manner.unsupported)


def _chat(provider: LLMProvider, request: ChatRequest, options: Mapping[str, Any], manner: Manner) -> ChatResponse:
    with _client(provider, manner) as client:
        return client.chat_completion(request, options=options or None)


def _stream(provider: LLMProvider, request: ChatRequest, options: Mapping[str, Any], manner: Manner) -> Streamed:
    chunks: list[ChatChunk] = []
    with _client(provider, manner) as client:
        stream = client.chat_completion_stream(request, options=options or None)
        try:
            with stream:
                for chunk in stream:
                    chunks.append(chunk)
                return Streamed(chunks, stream.response())
        except Exception as error:
            raise Interrupted(chunks) from error


def _embeddings(provider: LLMProvider, request: EmbeddingsRequest, manner: Manner) -> EmbeddingsResponse:
    with _client(provider, manner) as client:
        return client.embeddings(request)


def _models(provider: LLMProvider, manner: Manner) -> ModelList:
    with _client(provider, manner) as client:
        return client.list_models()


async def _chat_async(
    provider: LLMProvider, request: ChatRequest, options: Mapping[str, Any], manner: Manner
) -> ChatResponse:
    async with _async_client(provider, manner) as client:
        return await client.chat_completion(request, options=options or None)


async def _stream_async(
    provider: LLMProvider, request: ChatRequest, options: Mapping[str, Any], manner: Manner
) -> Streamed:
    chunks: list[ChatChunk] = []
    async with _async_client(provider, manner) as client:
        stream = client.chat_completion_stream(request, options=options or None)
        try:
            async with stream:
                async for chunk in stream:
                    chunks.append(chunk)
                return Streamed(chunks, await stream.response())
        except Exception as error:
            raise Interrupted(chunks) from error


async def _embeddings_async(provider: LLMProvider, request: EmbeddingsRequest, manner: Manner) -> EmbeddingsResponse:
    async with _async_client(provider, manner) as client:
        return await client.embeddings(request)


async def _models_async(provider: LLMProvider, manner: Manner) -> ModelList:
    async with _async_client(provider, manner) as client:
        return await client.list_models()


def _in_a_loop(begin: Callable[Given, Coroutine[Any, Any, Outcome]]) -> Callable[Given, Outcome]:
    """The function that runs a coroutine function to its end in an event loop of its own."""

    def run(*args: Given.args, **kwargs: Given.kwargs) -> Outcome:
        return asyncio.run(begin(*args, **kwargs))

    return run


COLOURS: Final = (
    Colour("blocking", _chat, _stream, _embeddings, _models),
    Colour(
        "async",
        _in_a_loop(_chat_async),
        _in_a_loop(_stream_async),
        _in_a_loop(_embeddings_async),
        _in_a_loop(_models_async),
    ),
)
