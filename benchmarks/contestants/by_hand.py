"""HTTP libraries with JSON written and read by hand: what an SDK is compared with."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from benchmarks import payloads
from benchmarks.contestants.contestant import Contestant, module
from benchmarks.payloads import Kind
from benchmarks.wires import BY_HAND, HEADERS, Lines

CONNECTIONS = 1000
OTHER_WIRES = ("achat-500", "image-1mb", "growth")
"""Rows that are for OpenAI's wire only."""


class ByHand(Contestant):
    """Addresses and bodies."""

    def __init__(self, kind: Kind = "small") -> None:
        super().__init__(kind)
        self.hand = BY_HAND[self.wire]

    def settle(self, base: str) -> None:
        """Note the addresses."""
        self.chat_url = base + self.hand.chat_path
        self.stream_url = base + self.hand.stream_path
        self.embeddings_url = base + self.hand.embeddings_path

    def body(self, *, stream: bool = False) -> bytes:
        return payloads.dumped(self.hand.request(self.messages, stream=stream))

    def embeddings_body(self) -> bytes:
        asked = {"model": payloads.EMBEDDINGS_MODEL, "input": payloads.texts(), "encoding_format": "float"}
        return payloads.dumped(asked)


def shape(body: Any) -> tuple[int, int]:
    """How many vectors there are in a body, and their length."""
    return len(body["data"]), len(body["data"][0]["embedding"])


class Httpx(ByHand):
    """What every ratio is to: httpx as it is mostly written, with post, json and iter_lines."""

    name = "httpx"
    environment = "httpx"
    imports = "import httpx"
    reports: ClassVar[tuple[str, ...]] = ("httpx", "httpcore", "h11")

    def open(self, base: str) -> None:
        self.settle(base)
        self.client = module(self.environment).Client(headers=HEADERS, timeout=60)

    def close(self) -> None:
        self.client.close()

    def chat(self) -> str:
        reply = self.client.post(self.chat_url, content=self.body())
        reply.raise_for_status()
        return self.hand.text(reply.json())

    def stream(self) -> Iterator[str]:
        with self.client.stream("POST", self.stream_url, content=self.body(stream=True)) as reply:
            reply.raise_for_status()
            for line in reply.iter_lines():
                if line.startswith("data: ") and (text := self.hand.piece(line[6:])):
                    yield text

    def embed(self) -> tuple[int, int]:
        reply = self.client.post(self.embeddings_url, content=self.embeddings_body())
        reply.raise_for_status()
        return shape(reply.json())

    async def aopen(self, base: str) -> None:
        self.settle(base)
        library = module(self.environment)
        limits = library.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self.client = library.AsyncClient(headers=HEADERS, timeout=60, limits=limits)

    async def aclose(self) -> None:
        await self.client.aclose()

    async def achat(self) -> str:
        reply = await self.client.post(self.chat_url, content=self.body())
        reply.raise_for_status()
        return self.hand.text(reply.json())

    async def astream(self) -> AsyncIterator[str]:
        async with self.client.stream("POST", self.stream_url, content=self.body(stream=True)) as reply:
            reply.raise_for_status()
            async for line in reply.aiter_lines():
                if line.startswith("data: ") and (text := self.hand.piece(line[6:])):
                    yield text


class HttpxAnthropic(Httpx):
    """The same on Anthropic's wire."""

    name = "httpx (Anthropic)"
    wire = "anthropic"
    skips = OTHER_WIRES
    embed = Contestant.embed


class HttpxGemini(Httpx):
    """The same on Gemini's wire."""

    name = "httpx (Gemini)"
    wire = "gemini"
    skips = OTHER_WIRES
    embed = Contestant.embed


class Httpx2(Httpx):
    """The maintained successor of httpx."""

    name = "httpx2"
    environment = "httpx2"
    imports = "import httpx2"
    reports = ("httpx2", "httpcore2")


class Pyreqwest(ByHand):
    """reqwest, the HTTP client of Rust.

    Without ``streamed_read_buffer_limit(0)`` a stream would not be handed over before 64 KB of it have come.
    """

    name = "pyreqwest"
    environment = "pyreqwest"
    imports = "import pyreqwest.client"
    reports = ("pyreqwest",)

    def open(self, base: str) -> None:
        self.settle(base)
        self.client = module("pyreqwest.client").SyncClientBuilder().default_headers(HEADERS).build()

    def close(self) -> None:
        self.client.close()

    def post(self, url: str, body: bytes) -> Any:
        return self.client.post(url).body_bytes(body)

    def chat(self) -> str:
        reply = self.post(self.chat_url, self.body()).build().send()
        return self.hand.text(json.loads(reply.bytes().to_bytes()))

    def stream(self) -> Iterator[str]:
        lines = Lines()
        asked = self.post(self.stream_url, self.body(stream=True)).streamed_read_buffer_limit(0)
        with asked.build_streamed() as reply:
            while (data := reply.body_reader.read_chunk()) is not None:
                for item in lines.feed(data.to_bytes()):
                    if text := self.hand.piece(item):
                        yield text

    def embed(self) -> tuple[int, int]:
        reply = self.post(self.embeddings_url, self.embeddings_body()).build().send()
        return shape(json.loads(reply.bytes().to_bytes()))

    async def aopen(self, base: str) -> None:
        self.settle(base)
        self.client = module("pyreqwest.client").ClientBuilder().default_headers(HEADERS).build()

    async def aclose(self) -> None:
        await self.client.close()

    async def achat(self) -> str:
        reply = await self.post(self.chat_url, self.body()).build().send()
        return self.hand.text(json.loads((await reply.bytes()).to_bytes()))

    async def astream(self) -> AsyncIterator[str]:
        lines = Lines()
        asked = self.post(self.stream_url, self.body(stream=True)).streamed_read_buffer_limit(0)
        async with asked.build_streamed() as reply:
            while (data := await reply.body_reader.read_chunk()) is not None:
                for item in lines.feed(data.to_bytes()):
                    if text := self.hand.piece(item):
                        yield text


class Aiohttp(ByHand):
    """aiohttp, which is async only."""

    name = "aiohttp"
    environment = "aiohttp"
    imports = "import aiohttp"
    reports = ("aiohttp",)

    async def aopen(self, base: str) -> None:
        self.settle(base)
        library = module("aiohttp")
        self.client = library.ClientSession(
            headers=HEADERS,
            timeout=library.ClientTimeout(total=60),
            connector=library.TCPConnector(limit=CONNECTIONS),
            cookie_jar=library.DummyCookieJar(),
        )

    async def aclose(self) -> None:
        await self.client.close()

    async def achat(self) -> str:
        async with self.client.post(self.chat_url, data=self.body()) as reply:
            reply.raise_for_status()
            return self.hand.text(json.loads(await reply.read()))

    async def astream(self) -> AsyncIterator[str]:
        lines = Lines()
        async with self.client.post(self.stream_url, data=self.body(stream=True)) as reply:
            reply.raise_for_status()
            async for data in reply.content.iter_any():
                for item in lines.feed(data):
                    if text := self.hand.piece(item):
                        yield text
