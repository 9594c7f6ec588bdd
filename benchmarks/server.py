"""A server on loopback that answers at once with bytes prepared beforehand, so that it is never what is measured.

The first segment of a URL's path says how the answer is sent, so that any SDK can be steered by its base URL alone:

    /small/...           a reply of 1 KB; /1mb/... one of a MiB
    /each-500/...        a stream of 500 pieces, each in an HTTP chunk and a packet of its own
    /paced20-50/...      50 pieces, 20 milliseconds apart

It prints its port and stops when its standard input closes.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from collections.abc import Iterator
from functools import cache

from benchmarks import payloads
from benchmarks.payloads import Size, Wire

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
STREAM = re.compile(rb'"stream" ?: ?true')
BASE64 = re.compile(rb'"encoding_format" ?: ?"base64"')
HEADERS = (  # what api.openai.com sends, but for the cookie
    b"date: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
    b"connection: keep-alive\r\n"
    b"access-control-expose-headers: X-Request-ID\r\n"
    b"openai-organization: org-1234567890\r\n"
    b"openai-processing-ms: 412\r\n"
    b"openai-project: proj_0123456789\r\n"
    b"openai-version: 2020-10-01\r\n"
    b"x-envoy-upstream-service-time: 430\r\n"
    b"x-ratelimit-limit-requests: 10000\r\n"
    b"x-ratelimit-limit-tokens: 10000000\r\n"
    b"x-ratelimit-remaining-requests: 9999\r\n"
    b"x-ratelimit-remaining-tokens: 9999951\r\n"
    b"x-ratelimit-reset-requests: 6ms\r\n"
    b"x-ratelimit-reset-tokens: 0s\r\n"
    b"x-request-id: req_0123456789abcdef0123456789abcdef\r\n"
    b"cf-cache-status: DYNAMIC\r\n"
    b"server: cloudflare\r\n"
    b"cf-ray: 9a1b2c3d4e5f6789-AMS\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"strict-transport-security: max-age=31536000; includeSubDomains; preload\r\n"
)
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    + HEADERS
    + b"transfer-encoding: chunked\r\n\r\n"
)
STREAM_END = b"0\r\n\r\n"


def whole(body: bytes) -> bytes:
    """A reply whose body comes with its head."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + HEADERS
    return head + b"content-length: %d\r\n\r\n" % len(body) + body


@cache
def reply(wire: Wire, size: Size) -> bytes:
    """A whole reply."""
    return whole(payloads.reply(wire, size))


@cache
def vectors(*, base64: bool) -> bytes:
    """A reply with vectors."""
    return whole(payloads.vectors("base64" if base64 else "float"))


@cache
def stream(wire: Wire, number: int) -> list[bytes]:
    """The HTTP chunks of a stream."""
    return [b"%x\r\n%b\r\n" % (len(event), event) for event in payloads.events(wire, number)]


class Server(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = bytearray()
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self.file = connection.fileno()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.buffer, 0, end)
            total = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < total:
                return
            request = bytes(self.buffer[:total])
            del self.buffer[:total]
            self.answer(request, end)

    def answer(self, request: bytes, end: int) -> None:
        """Send what the path and the body ask for."""
        path = request[: request.index(b"\r\n")].split(b" ")[1].partition(b"?")[0]
        _, route, rest = path.split(b"/", 2)
        mode, _, number = route.decode().partition("-")
        if rest.endswith(b"/embeddings"):
            return self.transport.write(vectors(base64=BASE64.search(request, end) is not None))
        wire: Wire = "anthropic" if rest.endswith(b"/messages") else "openai"
        streams = STREAM.search(request, end) is not None
        if b"enerateContent" in rest:
            wire, streams = "gemini", b":streamGenerateContent" in rest
        if not streams:
            return self.transport.write(reply(wire, "1mb" if mode == "1mb" else "small"))
        parts = stream(wire, int(number or 500))
        if mode.startswith("paced"):
            self.transport.write(STREAM_HEAD)
            self.pace(iter(parts), int(mode.removeprefix("paced")) / 1000)
        else:
            self.burst([STREAM_HEAD, *parts, STREAM_END])
        return None

    def burst(self, parts: list[bytes]) -> None:
        """Send each part by itself; once the socket takes no more, the event loop sends the rest."""
        for number, part in enumerate(parts, 1):
            try:
                sent = os.write(self.file, part)
            except BlockingIOError:
                sent = 0
            if sent < len(part):
                return self.transport.write(part[sent:] + b"".join(parts[number:]))
        return None

    def pace(self, parts: Iterator[bytes], seconds: float) -> None:
        """Send a part at a time."""
        if self.transport.is_closing():
            return
        if part := next(parts, b""):
            self.transport.write(part)
            asyncio.get_running_loop().call_later(seconds, self.pace, parts, seconds)
        else:
            self.transport.write(STREAM_END)


def prepare() -> None:
    """Make every answer, so that no request has to wait for one."""
    for wire in payloads.WIRES:
        reply(wire, "small")
        reply(wire, "1mb")
        for number in (50, 500):
            stream(wire, number)
    vectors(base64=False)
    vectors(base64=True)


async def serve() -> None:
    """Answer until standard input closes."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), stop.set)
    server = await loop.create_server(Server, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    prepare()
    asyncio.run(serve())
