"""Checked by mypy and pyright, never run: editors offer the models that are known, and any other name may be given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, assert_type

from modelwire import (
    AnthropicModel,
    AnthropicProvider,
    AsyncClient,
    ChatChunk,
    ChatProvider,
    ChatResponse,
    Client,
    EmbeddingsProvider,
    EmbeddingsResponse,
    MessageLike,
    OpenAIEmbeddingsModel,
    OpenAIModel,
    OpenAIOptions,
    OpenAIProvider,
    Provider,
    completion,
    embedding,
)

MESSAGES: list[MessageLike] = [{"role": "user", "content": "Hello!"}]


def any_name(
    client: Client[OpenAIProvider], every: Client[Provider], name: str, known: Literal["gpt-5.4", "m"]
) -> None:
    client.chat_completion(model="gpt-5.4", messages=MESSAGES)
    client.chat_completion(model="ft:gpt-5.4:mine", messages=MESSAGES)
    client.chat_completion(model=name, messages=MESSAGES)
    client.chat_completion(model=known, messages=MESSAGES)
    client.chat_completion_stream(model=name, messages=MESSAGES)
    client.chat_completion_parsed(output_type=int, model=name, messages=MESSAGES)
    client.embeddings(model=name, input="x")
    every.chat_completion(model=name, messages=MESSAGES)
    client.chat_completion(model=3, messages=MESSAGES)  # type: ignore[call-overload]
    client.chat_completion(model=None, messages=MESSAGES)  # type: ignore[call-overload]


async def any_name_async(client: AsyncClient[AnthropicProvider], name: str) -> None:
    await client.chat_completion(model=name, messages=MESSAGES)
    await client.chat_completion(model=3, messages=MESSAGES)  # type: ignore[call-overload]


def named(model: OpenAIModel, other: AnthropicModel, embedder: OpenAIEmbeddingsModel) -> str:
    Client("openai").chat_completion(model=model, messages=MESSAGES)
    Client("openai").chat_completion(model=other, messages=MESSAGES)
    Client("openai").embeddings(model=embedder, input="x")
    return named(model.lower(), "claude-sonnet-4-6", "mine")


def bases(chat: Client[ChatProvider[OpenAIOptions]], embed: Client[EmbeddingsProvider], name: str) -> None:
    """A base class can be named without the models."""
    chat.chat_completion(model=name, messages=MESSAGES, options=OpenAIOptions(moderation={}))
    embed.embeddings(model=name, input="x")
    wider: list[Client[ChatProvider]] = [Client("openai"), chat]
    wider[0].chat_completion(model=name, messages=MESSAGES)


def functions(name: str, live: bool | None) -> None:
    more: dict[str, Any] = {}
    assert_type(completion(name, MESSAGES), ChatResponse)
    assert_type(completion("openai/gpt-5.4", MESSAGES, top_p=0.5, models=["m"]), ChatResponse)
    assert_type(completion("openai/gpt-5.4", MESSAGES, stream=None), ChatResponse)
    assert_type(completion("openai/gpt-5.4", MESSAGES, stream=live, **more), ChatResponse | Iterator[ChatChunk])
    assert_type(completion("openai/gpt-5.4", MESSAGES, fallbacks=["mistral/m", {"model": name}]), ChatResponse)
    assert_type(embedding(name, "x", dimensions=8), EmbeddingsResponse)
    completion("openai/gpt-5.4", MESSAGES, temperature="hot")  # type: ignore[call-overload]
    completion("openai/gpt-5.4", MESSAGES, reasoning_effort="hihg")  # type: ignore[call-overload]
    completion(3, MESSAGES)  # type: ignore[call-overload]
    embedding(3, "x")  # type: ignore[arg-type]
