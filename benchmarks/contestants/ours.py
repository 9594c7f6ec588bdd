"""modelwire, as its README says, and the ways of calling it that ought to cost the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, cast

from benchmarks import payloads
from benchmarks.contestants import by_hand
from benchmarks.contestants.contestant import Contestant
from benchmarks.payloads import Kind
from benchmarks.rows import ROWS, STARTS

OTHER_WIRES = (*by_hand.OTHER_WIRES, "open", "streams-500", "reply-1mb", *(row.name for row in STARTS))

if TYPE_CHECKING:
    from modelwire import AsyncClient, ChatProvider, Client, MessageLike, OpenAIProvider


class Modelwire(Contestant):
    """The OpenAI provider."""

    name = "modelwire"
    environment = "modelwire"
    imports = "import modelwire"
    reports: ClassVar[tuple[str, ...]] = ("modelwire", "httpx", "pydantic")
    model = payloads.MODEL

    def __init__(self, kind: Kind = "small") -> None:
        super().__init__(kind)
        self.asked = cast("list[MessageLike]", self.messages)

    def provider(self, base: str) -> ChatProvider[Any]:
        from modelwire import OpenAIProvider

        return OpenAIProvider(api_key=payloads.KEY, base_url=base + "/v1")

    def open(self, base: str) -> None:
        from modelwire import Client

        self.client: Client[ChatProvider[Any]] = Client(self.provider(base))

    def close(self) -> None:
        self.client.close()

    def chat(self) -> str:
        reply = self.client.chat_completion(model=self.model, messages=self.asked, max_tokens=payloads.MOST_TOKENS)
        return reply.text

    def stream(self) -> Iterator[str]:
        with self.client.chat_completion_stream(
            model=self.model, messages=self.asked, max_tokens=payloads.MOST_TOKENS
        ) as stream:
            for chunk in stream:
                if text := chunk.text:
                    yield text

    def embed(self) -> tuple[int, int]:
        client = cast("Client[OpenAIProvider]", self.client)
        arrays = client.embeddings(model=payloads.EMBEDDINGS_MODEL, input=payloads.texts()).arrays
        return len(arrays), len(arrays[0])

    async def aopen(self, base: str) -> None:
        from modelwire import AsyncClient

        self.async_client: AsyncClient[ChatProvider[Any]] = AsyncClient(self.provider(base))

    async def aclose(self) -> None:
        await self.async_client.close()

    async def achat(self) -> str:
        reply = await self.async_client.chat_completion(
            model=self.model, messages=self.asked, max_tokens=payloads.MOST_TOKENS
        )
        return reply.text

    async def astream(self) -> AsyncIterator[str]:
        async with self.async_client.chat_completion_stream(
            model=self.model, messages=self.asked, max_tokens=payloads.MOST_TOKENS
        ) as stream:
            async for chunk in stream:
                if text := chunk.text:
                    yield text


class ModelwireFast(Modelwire):
    """The OpenAI provider, whose replies httptools reads."""

    name = "modelwire[fast]"
    environment = "modelwire-fast"
    reports = ("httptools",)

    def open(self, base: str) -> None:
        from modelwire import Client, HttptoolsTransport

        self.client = Client(self.provider(base), transport=HttptoolsTransport())

    async def aopen(self, base: str) -> None:
        from modelwire import AsyncClient, AsyncHttptoolsTransport

        self.async_client = AsyncClient(self.provider(base), transport=AsyncHttptoolsTransport())


class ModelwireLists(Modelwire):
    """Vectors as lists of Python's floats."""

    name = "modelwire (lists)"
    skips = tuple(row.name for row in (*ROWS, *STARTS) if row.name != "embed")

    def embed(self) -> tuple[int, int]:
        client = cast("Client[OpenAIProvider]", self.client)
        reply = client.embeddings(model=payloads.EMBEDDINGS_MODEL, input=payloads.texts())
        lists = [item.embedding for item in reply.data]
        return len(lists), len(lists[0])


class ModelwireAnthropic(Modelwire):
    """The Anthropic provider."""

    name = "modelwire (Anthropic)"
    wire = "anthropic"
    skips = OTHER_WIRES
    model = payloads.ANTHROPIC_MODEL
    embed = Contestant.embed

    def provider(self, base: str) -> ChatProvider[Any]:
        from modelwire import AnthropicProvider

        return AnthropicProvider(api_key=payloads.KEY, base_url=base)


class ModelwireGemini(Modelwire):
    """The Gemini provider."""

    name = "modelwire (Gemini)"
    wire = "gemini"
    skips = OTHER_WIRES
    model = payloads.GEMINI_MODEL
    embed = Contestant.embed

    def provider(self, base: str) -> ChatProvider[Any]:
        from modelwire import GeminiProvider

        return GeminiProvider(api_key=payloads.KEY, base_url=base)
