"""A server on loopback that answers at once with bytes prepared beforehand, so that it is never what is measured.

``/chat/...`` gets one reply of 1 KB, ``/stream/...`` 500 chunks, each flushed on its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys

CHUNKS = 500
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
HEADERS = (
    b"date: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
    b"x-request-id: req_0123456789abcdef\r\n"
    b"openai-processing-ms: 412\r\n"
    b"x-ratelimit-limit-requests: 10000\r\n"
    b"x-ratelimit-remaining-requests: 9999\r\n"
    b"server: loopback\r\n"
)


def chat() -> bytes:
    """A whole reply, as OpenAI shapes it."""
    text = "An answer of a usual length. " * 20
    message: dict[str, object] = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1741569952,
        "model": "gpt-5.4",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": 19,
            "completion_tokens": 100,
            "total_tokens": 119,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        },
    }
    data = json.dumps(body).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + HEADERS
    return head + b"content-length: %d\r\n\r\n" % len(data) + data


def stream() -> list[bytes]:
    """A streamed reply, as OpenAI shapes it, one HTTP chunk an event."""

    def framed(data: bytes) -> bytes:
        return b"%x\r\n%b\r\n" % (len(data), data)

    def event(choices: object, usage: object = None) -> bytes:
        body = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1741569952,
            "model": "gpt-5.4",
            "choices": choices,
            "usage": usage,
        }
        return framed(b"data: " + json.dumps(body).encode() + b"\n\n")

    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" + HEADERS + b"transfer-encoding: chunked\r\n\r\n"
    deltas = [event([{"index": 0, "delta": {"content": " word"}, "finish_reason": None}]) for _ in range(CHUNKS)]
    last = event([{"index": 0, "delta": dict[str, str](), "finish_reason": "stop"}])
    usage = event([], {"prompt_tokens": 19, "completion_tokens": CHUNKS, "total_tokens": 19 + CHUNKS})
    return [head, *deltas, last, usage, framed(b"data: [DONE]\n\n"), b"0\r\n\r\n"]


class Server(asyncio.Protocol):
    """One connection."""

    chat = chat()
    stream = stream()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.buffer, 0, end)
            total = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < total:
                return
            self.answer(bytes(self.buffer[: self.buffer.index(b"\r\n")]))
            del self.buffer[:total]

    def answer(self, first_line: bytes) -> None:
        """Send what the path asks for."""
        if b" /stream/" not in first_line:
            return self.transport.write(self.chat)
        socket = self.transport.get_extra_info("socket").fileno()
        for number, piece in enumerate(self.stream):
            try:
                sent = os.write(socket, piece)
            except BlockingIOError:
                sent = 0
            if sent < len(piece):  # the socket is full: the event loop sends the rest
                return self.transport.write(piece[sent:] + b"".join(self.stream[number + 1 :]))


async def serve() -> None:
    """Print the port and answer until standard input closes."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), stop.set)
    server = await loop.create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve())
