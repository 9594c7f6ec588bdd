"""The floor: what no client in pure Python that returns typed values can be cheaper than.

A bare socket (a bare ``asyncio.Protocol`` when async) and pydantic, for one host, without TLS, errors, time limits or
anything else: a limit to aim at, nothing to use.
"""

from __future__ import annotations

import asyncio
import socket
from array import array
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from benchmarks import payloads
from benchmarks.contestants.by_hand import ByHand
from benchmarks.payloads import Kind
from benchmarks.wires import HEADERS, Lines


class Sockets(ByHand):
    """Bare sockets and pydantic."""

    name = "floor"
    environment = "floor"
    imports = "import socket, json, pydantic"
    reports = ("pydantic",)

    def __init__(self, kind: Kind = "small") -> None:
        super().__init__(kind)
        self.idle: list[Connection] = []

    def settle(self, base: str) -> None:
        from benchmarks.contestants import floor_models

        super().settle(base)
        self.models = floor_models
        host, _, port = urlsplit(base).netloc.partition(":")
        self.address = host, int(port)

    def request(self, url: str, body: bytes) -> bytes:
        head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        first = f"POST {urlsplit(url).path} HTTP/1.1\r\nhost: {self.address[0]}:{self.address[1]}\r\n"
        return f"{first}{head}content-length: {len(body)}\r\n\r\n".encode() + body

    def embeddings_body(self) -> bytes:
        asked = {"model": payloads.EMBEDDINGS_MODEL, "input": payloads.texts(), "encoding_format": "base64"}
        return payloads.dumped(asked)

    def open(self, base: str) -> None:
        self.settle(base)
        self.socket = socket.create_connection(self.address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        self.socket.close()

    def asked(self, url: str, body: bytes) -> Reading:
        self.socket.sendall(self.request(url, body))
        return Reading()

    def whole(self, url: str, body: bytes) -> bytes:
        reading = self.asked(url, body)
        while not reading.ended:
            reading.feed(self.socket.recv(262_144))
        return reading.take()

    def chat(self) -> str:
        reply = self.models.read_completion(self.whole(self.chat_url, self.body()))
        return self.text(reply)

    @staticmethod
    def text(reply: Any) -> str:
        text: str = reply.choices[0].message.content
        return text

    def stream(self) -> Iterator[str]:
        read, lines = self.models.read_chunk, Lines()
        reading = self.asked(self.stream_url, self.body(stream=True))
        while not reading.ended:
            reading.feed(self.socket.recv(65_536))
            for item in lines.feed(reading.take()):
                if item != b"[DONE]" and (text := read(item).choices[0].delta.content):
                    yield text

    def embed(self) -> tuple[int, int]:
        reply = self.models.read_vectors(self.whole(self.embeddings_url, self.embeddings_body()))
        arrays = [array("f", b64decode(row.embedding)) for row in reply.data]
        return len(arrays), len(arrays[0])

    async def aopen(self, base: str) -> None:
        self.settle(base)

    async def aclose(self) -> None:
        for connection in self.idle:
            connection.transport.abort()
        self.idle.clear()
        await asyncio.sleep(0)

    async def connection(self) -> Connection:
        if self.idle:
            return self.idle.pop()
        _, connection = await asyncio.get_running_loop().create_connection(Connection, *self.address)
        return connection

    async def achat(self) -> str:
        connection = await self.connection()
        reading = connection.ask(self.request(self.chat_url, self.body()))
        while not reading.ended:
            await connection.wait()
        self.idle.append(connection)
        return self.text(self.models.read_completion(reading.take()))

    async def astream(self) -> AsyncIterator[str]:
        read, lines = self.models.read_chunk, Lines()
        connection = await self.connection()
        reading = connection.ask(self.request(self.stream_url, self.body(stream=True)))
        while not reading.ended or reading.parts:
            if not reading.parts:
                await connection.wait()
            for item in lines.feed(reading.take()):
                if item != b"[DONE]" and (text := read(item).choices[0].delta.content):
                    yield text
        self.idle.append(connection)


class Reading:
    """The least that reads a reply of HTTP/1.1, with a length or in chunks."""

    def __init__(self) -> None:
        self.buffer = b""
        self.parts: list[bytes] = []
        self.headed = self.ended = self.chunked = False
        self.left = 0

    def feed(self, data: bytes) -> None:
        if not self.headed:
            self.buffer += data
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data, self.buffer = self.buffer[:end].lower(), self.buffer[end + 4 :], b""
            assert head.startswith(b"http/1.1 200")
            self.headed = True
            place = head.find(b"content-length: ")
            self.chunked = place < 0
            self.left = 0 if self.chunked else int(head[place + 16 :].split(b"\r\n", 1)[0])
        if self.chunked:
            self.unchunk(data)
        else:
            self.parts.append(data)
            self.left -= len(data)
            self.ended = self.left == 0

    def unchunk(self, data: bytes) -> None:
        buffer, place = self.buffer + data, 0
        while (end := buffer.find(b"\r\n", place)) >= 0:
            size = int(buffer[place:end], 16)
            if len(buffer) < end + size + 4:
                break
            if size == 0:
                self.ended = True
                break
            self.parts.append(buffer[end + 2 : end + 2 + size])
            place = end + size + 4
        self.buffer = buffer[place:]

    def take(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


class Connection(asyncio.Protocol):
    """One connection of an event loop."""

    transport: asyncio.Transport
    reading: Reading
    waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> Reading:
        self.reading = Reading()
        self.transport.write(request)
        return self.reading

    def data_received(self, data: bytes) -> None:
        self.reading.feed(data)
        if self.waiting is not None and (self.reading.ended or (self.reading.chunked and self.reading.parts)):
            self.waiting.set_result(None)
            self.waiting = None

    async def wait(self) -> None:
        if not self.reading.ended and not (self.reading.chunked and self.reading.parts):
            self.waiting = asyncio.get_running_loop().create_future()
            await self.waiting
