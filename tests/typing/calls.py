"""Checked by mypy and pyright, never run: what goes into a call, and what comes out of it."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypedDict, assert_type

from pydantic import BaseModel

from modelwire import (
    AnthropicProvider,
    AsyncChatStream,
    AsyncClient,
    Batch,
    BatchItem,
    ChatChunk,
    ChatRequest,
    ChatResponse,
    ChatStream,
    Client,
    Cost,
    DeepSeekProvider,
    EmbeddingsProvider,
    EmbeddingsResponse,
    HealthStatus,
    Message,
    MessageLike,
    MistralProvider,
    ModelList,
    OpenAIProvider,
    OpenRouterProvider,
    ParsedChat,
    ProviderError,
    RequestContext,
    StreamInterruptedError,
    Tool,
    ToolCall,
    Usage,
    VertexAIProvider,
    acompletion,
    completion,
    embedding,
    parse_reply,
)
from modelwire.anthropic import AnthropicBatchesOptions, AnthropicOptions
from modelwire.mistral import MistralEmbeddingsOptions, MistralOptions
from modelwire.openai import OpenAIBatchesOptions, OpenAIOptions
from modelwire.openrouter import OpenRouterEmbeddingsOptions

MESSAGES: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
REQUEST = ChatRequest(model="m", messages=MESSAGES, temperature=0.2)
TOOL: Tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}

# --- Requests -------------------------------------------------------------------------------------------------


def requests(client: Client[OpenAIProvider]) -> None:
    client.chat_completion(REQUEST)
    client.chat_completion(REQUEST, context=RequestContext(timeout=3.0))
    client.chat_completion(model="m", messages=MESSAGES, max_tokens=5, tools=[TOOL], tool_choice="auto", stop=["x"])
    client.chat_completion(model="m", messages=[{"role": "user", "content": [{"type": "text", "text": "x"}]}])
    client.chat_completion(model="m", messages=MESSAGES, temprature=0.2)  # type: ignore[call-overload]
    client.chat_completion(model="m", messages=MESSAGES, temperature="hot")  # type: ignore[call-overload]
    client.chat_completion(model="m")  # type: ignore[call-overload]
    client.chat_completion(REQUEST, temperature=0.2)  # type: ignore[call-overload]
    client.chat_completion(model="m", messages=[{"role": "usr", "content": "x"}])  # type: ignore[list-item]
    ChatRequest(model="m", messages=MESSAGES, tempo=1)  # type: ignore[call-arg]


def conversation(client: Client[AnthropicProvider]) -> None:
    messages: list[MessageLike] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello!"}]
    reply = client.chat_completion(model="m", messages=messages)
    messages.append(reply.message)
    messages.append({"role": "tool", "tool_call_id": reply.tool_calls[0].id, "content": "18"})
    messages.append({"role": "tool", "content": 18})  # type: ignore[arg-type]
    client.chat_completion(model="m", messages=messages)


def batches(openai: Client[OpenAIProvider], deepseek: Client[DeepSeekProvider]) -> None:
    item = BatchItem(custom_id="a", model="m", messages=MESSAGES, temperature=0.2)
    assert_type(openai.create_batch([item], metadata={"a": "b"}), Batch)
    openai.create_batch(one for one in (item, {"custom_id": "b", "model": "m", "messages": MESSAGES}))
    openai.create_batch("items.jsonl", options=OpenAIBatchesOptions(completion_window="24h"))
    openai.create_batch([item], options=AnthropicBatchesOptions(user_profile_id="u"))  # type: ignore[arg-type]
    openai.create_batch([REQUEST])  # type: ignore[list-item]
    openai.wait_for_batch("b", progress=lambda batch: batch.counts.done)
    deepseek.create_batch([item])  # type: ignore[misc]
    BatchItem(model="m", messages=MESSAGES)  # type: ignore[call-arg]
    with openai.batch_results("b") as results:
        for result in results:
            assert_type(result.reply, ChatResponse | None)
            assert_type(result.unwrap(), ChatResponse)


async def async_batches(openai: AsyncClient[OpenAIProvider], items: AsyncIterator[BatchItem]) -> None:
    assert_type(await openai.create_batch(items), Batch)
    async with openai.batch_results("b") as results:
        assert_type([result.custom_id async for result in results], list[str])


# --- Options belong to their provider ---------------------------------------------------------------------------


def options(openai: Client[OpenAIProvider], anthropic: Client[AnthropicProvider]) -> None:
    anthropic.chat_completion(REQUEST, options=AnthropicOptions(thinking={"type": "adaptive"}))
    anthropic.chat_completion(REQUEST, options={"thinking": {"type": "adaptive"}})
    openai.chat_completion(REQUEST, options=OpenAIOptions(moderation={}))
    openai.chat_completion(REQUEST, options=AnthropicOptions(thinking={}))  # type: ignore[arg-type]
    anthropic.chat_completion(REQUEST, options=OpenAIOptions(moderation={}))  # type: ignore[arg-type]
    AnthropicOptions(thinkin={})  # type: ignore[typeddict-unknown-key]
    AnthropicOptions(thinking={"type": "enbled"})  # type: ignore[typeddict-item]
    AnthropicOptions(thinking={"budget": 5})  # type: ignore[typeddict-unknown-key]
    openai.chat_completion(REQUEST, options={"moderaton": {}})  # type: ignore[call-overload]
    AnthropicOptions(speed=3)  # type: ignore[typeddict-item]


def embeddings_options(mistral: Client[MistralProvider], openrouter: Client[OpenRouterProvider]) -> None:
    mistral.embeddings(model="m", input="x", options={"output_dtype": "int8"})
    mistral.embeddings(model="m", input="x", options=MistralEmbeddingsOptions(output_dtype="float"))
    openrouter.embeddings(model="m", input="x", options={"provider": {"order": ["a"], "zdr": True}})
    mistral.embeddings(model="m", input="x", options=OpenRouterEmbeddingsOptions(session_id="s"))  # type: ignore[arg-type]
    mistral.embeddings(model="m", input="x", options=MistralOptions(safe_prompt=True))  # type: ignore[arg-type]
    MistralEmbeddingsOptions(output_dtyp="int8")  # type: ignore[typeddict-unknown-key]
    MistralEmbeddingsOptions(output_dtype="int9")  # type: ignore[typeddict-item]


async def async_embeddings_options(client: AsyncClient[MistralProvider], any: AsyncClient[EmbeddingsProvider]) -> None:
    await client.embeddings(model="m", input="x", options={"output_dtype": "int8"})
    await any.embeddings(model="m", input="x", options={"whatever": 1})


# --- Replies --------------------------------------------------------------------------------------------------


def replies(client: Client[OpenAIProvider]) -> None:
    reply = client.chat_completion(REQUEST)
    assert_type(reply, ChatResponse)
    assert_type(reply.text, str)
    assert_type(reply.message, Message)
    assert_type(reply.choices[0].message.content, str | None)
    assert_type(reply.tool_calls, list[ToolCall])
    assert_type(reply.tool_calls[0].function.arguments, str)
    assert_type(reply.usage, Usage)
    assert_type(reply.usage.prompt_tokens_details.cached_tokens, int)
    assert_type(reply.cost, Cost | None)
    assert_type(reply.request_id, str | None)
    assert_type(reply.finish_reason, Literal["stop", "length", "tool_calls", "content_filter", "error"] | None)
    if reply.cost is not None:
        assert_type(reply.cost.total, Decimal)
    vectors = client.embeddings(model="m", input="x")
    assert_type(vectors, EmbeddingsResponse)
    assert_type(vectors.data[0].embedding, list[float])
    assert_type(vectors.arrays, list[array[float]])
    assert_type(client.list_models(), ModelList)
    assert_type(client.health_check(), HealthStatus)


def streams(client: Client[DeepSeekProvider]) -> None:
    assert_type(client.chat_completion_stream(REQUEST), ChatStream)
    with client.chat_completion_stream(model="m", messages=MESSAGES) as stream:
        for chunk in stream:
            assert_type(chunk, ChatChunk)
            assert_type(chunk.text, str)
            assert_type(chunk.usage, Usage | None)
        assert_type(stream.response(), ChatResponse)


async def awaited(client: AsyncClient[VertexAIProvider]) -> None:
    assert_type(await client.chat_completion(REQUEST), ChatResponse)
    assert_type(await client.embeddings(model="m", input="x"), EmbeddingsResponse)
    assert_type(await client.list_models(), ModelList)
    assert_type(await client.health_check(), HealthStatus)
    assert_type(client.chat_completion_stream(REQUEST), AsyncChatStream)
    async with client.chat_completion_stream(REQUEST) as stream:
        async for chunk in stream:
            assert_type(chunk, ChatChunk)
        assert_type(await stream.response(), ChatResponse)
    await client.chat_completion_stream(REQUEST)  # type: ignore[misc]


# --- Answers of a type ------------------------------------------------------------------------------------------


class Person(BaseModel):
    name: str


@dataclass
class Place:
    name: str


class Thing(TypedDict):
    name: str


def parsed(client: Client[OpenAIProvider]) -> None:
    assert_type(client.chat_completion_parsed(REQUEST, Person), ParsedChat[Person])
    assert_type(client.chat_completion_parsed(REQUEST, Person).parsed, Person)
    assert_type(client.chat_completion_parsed(REQUEST, Place).parsed.name, str)
    assert_type(client.chat_completion_parsed(REQUEST, Thing).parsed["name"], str)
    assert_type(client.chat_completion_parsed(REQUEST, Person).response, ChatResponse)
    assert_type(parse_reply(client.chat_completion(REQUEST), Person), Person)
    assert_type(client.chat_completion_parsed(output_type=Place, model="m", messages=MESSAGES).parsed, Place)


async def parsed_async(client: AsyncClient[AnthropicProvider]) -> None:
    assert_type((await client.chat_completion_parsed(REQUEST, Person)).parsed, Person)


# --- LiteLLM's way ----------------------------------------------------------------------------------------------


def functions(live: bool) -> None:
    assert_type(completion("openai/m", MESSAGES, temperature=0.2), ChatResponse)
    assert_type(completion("openai/m", MESSAGES, stream=True), Iterator[ChatChunk])
    assert_type(completion("openai/m", MESSAGES, fallbacks=["mistral/m"], drop_params=True), ChatResponse)
    assert_type(completion("openrouter/m", MESSAGES, models=["m"], stream=True), Iterator[ChatChunk])
    more: dict[str, Any] = {}
    assert_type(completion("openai/m", MESSAGES, stream=False, **more), ChatResponse)
    assert_type(completion("openai/m", MESSAGES, stream=True, **more), Iterator[ChatChunk])
    assert_type(embedding("openai/m", ["x"]), EmbeddingsResponse)


async def coroutine_functions() -> None:
    assert_type(await acompletion("openai/m", MESSAGES), ChatResponse)
    assert_type(await acompletion("openai/m", MESSAGES, stream=True), AsyncIterator[ChatChunk])


# --- Errors -----------------------------------------------------------------------------------------------------


def errors(client: Client[OpenAIProvider]) -> None:
    try:
        client.chat_completion(REQUEST)
    except StreamInterruptedError as interrupted:
        assert_type(interrupted.partial, ChatResponse)
    except ProviderError as error:
        assert_type(error.provider, str)
        assert_type(error.status_code, int | None)
        assert_type(error.code, str | None)
        assert_type(error.request_id, str | None)
        assert_type(error.retryable, bool)
        assert_type(error.retry_delay(), float | None)
