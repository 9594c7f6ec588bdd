"""Other SDKs, called as their READMEs say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from benchmarks import payloads
from benchmarks.contestants import by_hand
from benchmarks.contestants.contestant import Contestant, module
from benchmarks.payloads import Kind

CHAT: dict[str, Any] = {"model": payloads.MODEL, "max_tokens": payloads.MOST_TOKENS}


def delta(chunk: Any) -> str:
    """The text of a chunk in OpenAI's shape."""
    text: str | None = chunk.choices[0].delta.content
    return text or ""


def content(reply: Any) -> str:
    """The text of a reply in OpenAI's shape."""
    text: str = reply.choices[0].message.content
    return text


class OpenAI(Contestant):
    """OpenAI's SDK."""

    name = "openai"
    environment = "openai"
    imports = "import openai"
    reports = ("openai", "httpx2", "pydantic")

    def open(self, base: str) -> None:
        self.client = module("openai").OpenAI(api_key=payloads.KEY, base_url=base + "/v1")

    def close(self) -> None:
        self.client.close()

    def chat(self) -> str:
        return content(self.client.chat.completions.create(messages=self.messages, **CHAT))

    def stream(self) -> Iterator[str]:
        for chunk in self.client.chat.completions.create(messages=self.messages, stream=True, **CHAT):
            if text := delta(chunk):
                yield text

    def embed(self) -> tuple[int, int]:
        reply = self.client.embeddings.create(input=payloads.texts(), model=payloads.EMBEDDINGS_MODEL)
        return len(reply.data), len(reply.data[0].embedding)

    async def aopen(self, base: str) -> None:
        self.client = module("openai").AsyncOpenAI(api_key=payloads.KEY, base_url=base + "/v1")

    async def aclose(self) -> None:
        await self.client.close()

    async def achat(self) -> str:
        return content(await self.client.chat.completions.create(messages=self.messages, **CHAT))

    async def astream(self) -> AsyncIterator[str]:
        async for chunk in await self.client.chat.completions.create(messages=self.messages, stream=True, **CHAT):
            if text := delta(chunk):
                yield text


class Anthropic(Contestant):
    """Anthropic's SDK, on Anthropic's wire."""

    name = "anthropic"
    environment = "anthropic"
    imports = "import anthropic"
    reports = ("anthropic", "httpx2", "pydantic")
    wire = "anthropic"
    skips = by_hand.OTHER_WIRES

    def __init__(self, kind: Kind = "small") -> None:
        super().__init__(kind)
        first, *rest = [{"content": ""}, *self.messages] if kind == "image" else self.messages
        self.asked: dict[str, Any] = {
            "model": payloads.ANTHROPIC_MODEL,
            "max_tokens": payloads.MOST_TOKENS,
            "system": first["content"],
            "messages": rest,
        }

    def open(self, base: str) -> None:
        self.client = module("anthropic").Anthropic(api_key=payloads.KEY, base_url=base)

    def close(self) -> None:
        self.client.close()

    def chat(self) -> str:
        text: str = self.client.messages.create(**self.asked).content[0].text
        return text

    def stream(self) -> Iterator[str]:
        for event in self.client.messages.create(stream=True, **self.asked):
            if event.type == "content_block_delta":
                yield event.delta.text

    async def aopen(self, base: str) -> None:
        self.client = module("anthropic").AsyncAnthropic(api_key=payloads.KEY, base_url=base)

    async def aclose(self) -> None:
        await self.client.close()

    async def achat(self) -> str:
        text: str = (await self.client.messages.create(**self.asked)).content[0].text
        return text

    async def astream(self) -> AsyncIterator[str]:
        async for event in await self.client.messages.create(stream=True, **self.asked):
            if event.type == "content_block_delta":
                yield event.delta.text


class LiteLLM(Contestant):
    """LiteLLM's functions; what they connect by is theirs."""

    name = "litellm"
    environment = "litellm"
    imports = "import litellm"
    reports = ("litellm", "openai", "aiohttp")
    skips = ("open",)

    def open(self, base: str) -> None:
        self.library = module("litellm")
        self.place = {"api_base": base + "/v1", "api_key": payloads.KEY}
        self.asked = {**CHAT, **self.place, "model": "openai/" + payloads.MODEL}

    async def aopen(self, base: str) -> None:
        self.open(base)

    def chat(self) -> str:
        return content(self.library.completion(messages=self.messages, **self.asked))

    def stream(self) -> Iterator[str]:
        for chunk in self.library.completion(messages=self.messages, stream=True, **self.asked):
            if text := delta(chunk):
                yield text

    def embed(self) -> tuple[int, int]:
        model = "openai/" + payloads.EMBEDDINGS_MODEL
        reply = self.library.embedding(input=payloads.texts(), model=model, **self.place)
        return len(reply.data), len(reply.data[0]["embedding"])

    async def achat(self) -> str:
        return content(await self.library.acompletion(messages=self.messages, **self.asked))

    async def astream(self) -> AsyncIterator[str]:
        async for chunk in await self.library.acompletion(messages=self.messages, stream=True, **self.asked):
            if text := delta(chunk):
                yield text


class AnyLLM(Contestant):
    """any-llm by its client object, the cheaper of its two ways; it has no close, but what it holds has one."""

    name = "any-llm"
    environment = "any-llm"
    imports = "import any_llm"
    reports = ("any-llm-sdk", "openai", "httpx2")

    def open(self, base: str) -> None:
        self.client = module("any_llm").AnyLLM.create("openai", api_key=payloads.KEY, api_base=base + "/v1")

    def close(self) -> None:
        module("any_llm.utils.aio").run_async_in_sync(self.aclose())

    async def aopen(self, base: str) -> None:
        self.open(base)

    async def aclose(self) -> None:
        await self.client.client.close()

    def chat(self) -> str:
        return content(self.client.completion(messages=self.messages, **CHAT))

    def stream(self) -> Iterator[str]:
        for chunk in self.client.completion(messages=self.messages, stream=True, **CHAT):
            if text := delta(chunk):
                yield text

    def embed(self) -> tuple[int, int]:
        reply = self.client._embedding(inputs=payloads.texts(), model=payloads.EMBEDDINGS_MODEL)
        return len(reply.data), len(reply.data[0].embedding)

    async def achat(self) -> str:
        return content(await self.client.acompletion(messages=self.messages, **CHAT))

    async def astream(self) -> AsyncIterator[str]:
        async for chunk in await self.client.acompletion(messages=self.messages, stream=True, **CHAT):
            if text := delta(chunk):
                yield text


class AISuite(Contestant):
    """aisuite; it has no close, but what it holds has one."""

    name = "aisuite"
    environment = "aisuite"
    imports = "import aisuite"
    reports = ("aisuite", "openai", "httpx")

    def open(self, base: str) -> None:
        settings = {"openai": {"api_key": payloads.KEY, "base_url": base + "/v1"}}
        self.client = module("aisuite").Client(settings)
        self.asked = {**CHAT, "model": "openai:" + payloads.MODEL}

    async def aopen(self, base: str) -> None:
        self.open(base)

    async def aclose(self) -> None:
        for provider in self.client.providers.values():
            await provider.aclient.close()

    def chat(self) -> str:
        return content(self.client.chat.completions.create(messages=self.messages, **self.asked))

    def stream(self) -> Iterator[str]:
        for chunk in self.client.chat.completions.create(messages=self.messages, stream=True, **self.asked):
            if text := delta(chunk):
                yield text

    async def achat(self) -> str:
        return content(await self.client.chat.completions.acreate(messages=self.messages, **self.asked))

    async def astream(self) -> AsyncIterator[str]:
        async for chunk in await self.client.chat.completions.acreate(
            messages=self.messages, stream=True, **self.asked
        ):
            if text := delta(chunk):
                yield text
