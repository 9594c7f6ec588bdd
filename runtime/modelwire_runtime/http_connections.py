"""Connections to a server itself, which carry a request and its reply at a time.

httpcore has such connections as well, of which each step is an event, locked and traced, and which take as long to
import as a few dozen calls to make.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from . import asyncio_network, blocking_network
from .addresses import Address
from .asyncio_network import AsyncioStream
from .blocking_network import LARGE, PatientStream
from .connections import IDLE
from .context import RawHeaders
from .errors import ConfigurationError
from .reply_readers import Pieces, ReplyReader
from .sending import AsyncSending, Sending
from .transport import WireRequest
from .transport_failures import WriteFailed, late_answer

READ = 65_536
"""Bytes that are read at a time."""
LAST = ("connection", "close")
"""The header of a request after which the server closes the connection."""
PROTOCOLS = ["http/1.1"]
SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
"""What a line of a head may hold (RFC 9112, section 5.5)."""
Reader: TypeAlias = Callable[[], ReplyReader]


@lru_cache(maxsize=256)
def _head(method: str, address: Address, headers: tuple[tuple[str, str], ...]) -> bytes:
    """The head of a request but for its last line; mostly it is the same as of the request before."""
    lines = [f"{method} {address.target} HTTP/1.1", f"host: {address.authority}"]
    for name, value in headers:
        line = f"{name}: {value}"
        if not SENDABLE.fullmatch(line):
            raise ConfigurationError(f"the header {name!r} holds characters that cannot be sent")
        lines.append(line)
    return "\r\n".join([*lines, ""]).encode("latin-1")


def _beginning(request: WireRequest, address: Address) -> Pieces:
    """What is sent first: the head, and with it a body of bytes."""
    head, body = _head(request.method, address, request.headers), request.body
    if not isinstance(body, bytes):
        framing = b"transfer-encoding: chunked" if body.length is None else b"content-length: %d" % body.length
        return (b"%b%b\r\n\r\n" % (head, framing),)
    if not body and request.method != "POST":
        return (head + b"\r\n",)
    if len(body) < LARGE:
        return (b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body),)
    return b"%bcontent-length: %d\r\n\r\n" % (head, len(body)), body


def _framed(piece: bytes, request: WireRequest) -> bytes:
    """A piece of a body as it is sent."""
    assert not isinstance(request.body, bytes)
    return b"%x\r\n%b\r\n" % (len(piece), piece) if piece and request.body.length is None else piece


def _last(request: WireRequest) -> bytes:
    """What ends a body that was sent in pieces."""
    assert not isinstance(request.body, bytes)
    return b"" if request.body.length is not None else b"0\r\n\r\n"


def _left(end: float, limit: float | None) -> float:
    """What is left until then, but no more than a limit."""
    left = end - time.monotonic()
    if left <= 0:
        raise late_answer()
    return left if limit is None else min(limit, left)


def _joined(pieces: Pieces) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Kept:
    """What a connection of either colour knows of itself."""

    _stream: Any = None

    def __init__(self, address: Address, tls: ssl.SSLContext | None, reader: Reader) -> None:
        self._address = address
        self._tls = tls
        self._reader = reader
        self._idle_since: float | None = None

    def _context(self) -> ssl.SSLContext:
        assert self._tls is not None
        self._tls.set_alpn_protocols(PROTOCOLS)
        return self._tls

    def is_closed(self) -> bool:
        """Whether it carries no more requests."""
        return self._idle_since is None

    def has_expired(self) -> bool:
        """Whether it was idle too long, or the server closed it, or sent what nobody has asked for."""
        idle_since = self._idle_since
        return (
            idle_since is None
            or time.monotonic() > idle_since + IDLE
            or bool(self._stream.get_extra_info("is_readable"))
        )


class HttpConnection(_Kept):
    """A connection that blocks; opened by its first request."""

    _stream: PatientStream | None = None

    def ask(self, request: WireRequest, address: Address, content: bytes | Sending) -> HttpReply:
        """Send a request; returns once the head of the reply has arrived."""
        self._idle_since = None
        end = None if request.total_timeout is None else time.monotonic() + request.total_timeout
        stream = self._stream or self._connect(request)
        reader, timeout, reusable = self._reader(), request.read_timeout, LAST not in request.headers
        try:
            for part in _beginning(request, address):
                stream.write(part, timeout)
            if isinstance(content, Sending):
                for piece in content:
                    stream.write(_framed(piece, request), timeout)
                stream.write(_last(request), timeout)
        except WriteFailed:  # what the server said meanwhile tells more
            reusable = False
        pieces: Pieces = ()
        while not reader.headed:
            pieces = reader.feed(stream.read(READ, timeout if end is None else _left(end, timeout)))
        return HttpReply(self, stream, reader, pieces, timeout, reusable)

    def _connect(self, request: WireRequest) -> PatientStream:
        timeout, (host, port) = request.connect_timeout, self._address.place
        stream = blocking_network.connect_tcp(host, port, timeout)
        if self._address.scheme == "https":
            stream = stream.start_tls(self._context(), host, timeout)
        self._stream = stream
        return stream

    def rest(self) -> None:
        """Wait for the next request."""
        self._idle_since = time.monotonic()

    def close(self) -> None:
        """Close it at once."""
        self._idle_since = None
        if self._stream is not None:
            self._stream.close()


class HttpReply:
    """A reply whose head has come."""

    def __init__(
        self,
        connection: HttpConnection,
        stream: PatientStream,
        reader: ReplyReader,
        pieces: Pieces,
        timeout: float | None,
        reusable: bool,
    ) -> None:
        self.status = reader.status
        self.headers: RawHeaders = reader.headers
        self.length = reader.length
        self._connection: HttpConnection | None = connection
        self._network = stream
        self._reader = reader
        self._pieces = pieces
        self._timeout = timeout
        self._reusable = reusable

    def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        pieces, self._pieces = self._pieces, ()
        while not pieces and not self._reader.ended:
            pieces = self._reader.feed(self._network.read(READ, self._timeout))
        return _joined(pieces)

    def hurry(self, seconds: float | None) -> None:
        """Let reads wait no longer than that; None for as long as the request may."""
        self._network.patience = seconds

    def close(self) -> None:
        """Let the connection wait for the next request, or close it where more of this reply may come."""
        connection, self._connection = self._connection, None
        if connection is not None:
            reader = self._reader
            if reader.ended and reader.persistent and self._reusable:
                connection.rest()
            else:
                connection.close()
            reader.close()


class AsyncHttpConnection(_Kept):
    """A connection that does not block; opened by its first request."""

    _stream: AsyncioStream | None = None

    async def ask(self, request: WireRequest, address: Address, content: bytes | AsyncSending) -> AsyncHttpReply:
        """Send a request; returns once the head of the reply has arrived."""
        self._idle_since = None
        stream = self._stream or await self._connect(request)
        reader, timeout, reusable = self._reader(), request.read_timeout, LAST not in request.headers
        try:
            for part in _beginning(request, address):
                await stream.write(part, timeout)
            if isinstance(content, AsyncSending):
                async for piece in content:
                    await stream.write(_framed(piece, request), timeout)
                await stream.write(_last(request), timeout)
        except WriteFailed:  # what the server said meanwhile tells more
            reusable = False
        pieces: Pieces = ()
        while not reader.headed:
            pieces = reader.feed(await stream.read(READ, timeout))
        return AsyncHttpReply(self, stream, reader, pieces, timeout, reusable)

    async def _connect(self, request: WireRequest) -> AsyncioStream:
        timeout, (host, port) = request.connect_timeout, self._address.place
        stream = await asyncio_network.connect_tcp(host, port, timeout)
        if self._address.scheme == "https":
            stream = await stream.start_tls(self._context(), host, timeout)
        self._stream = stream
        return stream

    def rest(self) -> None:
        """Wait for the next request."""
        self._idle_since = time.monotonic()

    async def aclose(self) -> None:
        """Close it at once."""
        self._idle_since = None
        if self._stream is not None:
            await self._stream.aclose()

    def abort(self) -> None:
        """Close it without waiting for that."""
        if self._stream is not None:
            self._stream.abort()


class AsyncHttpReply:
    """A reply whose head has come."""

    def __init__(
        self,
        connection: AsyncHttpConnection,
        stream: AsyncioStream,
        reader: ReplyReader,
        pieces: Pieces,
        timeout: float | None,
        reusable: bool,
    ) -> None:
        self.status = reader.status
        self.headers: RawHeaders = reader.headers
        self.length = reader.length
        self._connection: AsyncHttpConnection | None = connection
        self._network = stream
        self._reader = reader
        self._pieces = pieces
        self._timeout = timeout
        self._reusable = reusable

    async def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        pieces, self._pieces = self._pieces, ()
        while not pieces and not self._reader.ended:
            pieces = self._reader.feed(await self._network.read(READ, self._timeout))
        return _joined(pieces)

    async def aclose(self) -> None:
        """Let the connection wait for the next request, or close it where more of this reply may come."""
        connection, self._connection = self._connection, None
        if connection is not None:
            reader = self._reader
            if reader.ended and reader.persistent and self._reusable:
                connection.rest()
            else:
                await connection.aclose()
            reader.close()
