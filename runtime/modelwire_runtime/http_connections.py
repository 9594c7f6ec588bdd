"""Connections to a server itself, which carry a request and its reply at a time.

httpcore has such connections as well, of which each step is an event, locked and traced.  Sockets, TLS and errors are
httpcore's here, too; replies are read by a :class:`ReplyReader`.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import h11
import httpcore

from .blocking_network import LARGE
from .connections import IDLE
from .context import RawHeaders
from .reply_readers import Pieces, ReplyReader
from .sending import AsyncSending, Sending
from .transport import WireRequest

READ = 65_536
"""Bytes that are read at a time."""
LAST = ("connection", "close")
"""The header of a request after which the server closes the connection."""
PROTOCOLS = ["http/1.1"]
PORTS = {b"http": 80, b"https": 443}
Reader: TypeAlias = Callable[[], ReplyReader]


@dataclass(frozen=True, slots=True)
class Address:
    """A URL, taken to pieces once."""

    url: httpcore.URL
    host: bytes
    origin: str

    @property
    def place(self) -> tuple[str, int]:
        """The host by its name or number, and its port."""
        return self.url.host.decode("ascii"), self.url.port or PORTS[self.url.scheme]


@lru_cache(maxsize=256)
def _head(method: str, target: bytes, host: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """The head of a request but for its last line, as h11 writes it; mostly it is the same as of the request before."""
    try:
        head = h11.Connection(h11.CLIENT).send(
            h11.Request(
                method=method,
                target=target,
                headers=[(b"host", host), *[(name.encode(), value.encode("latin-1")) for name, value in headers]],
            )
        )
    except h11.LocalProtocolError as error:
        raise httpcore.LocalProtocolError(str(error)) from error
    assert head is not None
    return head[:-2]


def _beginning(request: WireRequest, address: Address) -> Pieces:
    """What is sent first: the head, and with it a body of bytes."""
    head, body = _head(request.method, address.url.target, address.host, request.headers), request.body
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
        raise httpcore.ReadTimeout("no head of a reply in time")
    return left if limit is None else min(limit, left)


def _joined(pieces: Pieces) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Kept:
    """What a connection of either colour knows of itself."""

    def __init__(self, address: Address, tls: ssl.SSLContext | None, reader: Reader) -> None:
        self._address = address
        self._tls = tls
        self._reader = reader
        self._stream: Any = None
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

    def __init__(
        self, address: Address, tls: ssl.SSLContext | None, reader: Reader, network: httpcore.NetworkBackend
    ) -> None:
        super().__init__(address, tls, reader)
        self._network = network
        self._stream: httpcore.NetworkStream | None = None

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
        except httpcore.WriteError:  # what the server said meanwhile tells more
            reusable = False
        pieces: Pieces = ()
        while not reader.headed:
            pieces = reader.feed(stream.read(READ, timeout if end is None else _left(end, timeout)))
        return HttpReply(self, stream, reader, pieces, timeout, reusable)

    def _connect(self, request: WireRequest) -> httpcore.NetworkStream:
        timeout, (host, port) = request.connect_timeout, self._address.place
        stream = self._network.connect_tcp(host, port, timeout)
        if self._address.url.scheme == b"https":
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
        stream: httpcore.NetworkStream,
        reader: ReplyReader,
        pieces: Pieces,
        timeout: float | None,
        reusable: bool,
    ) -> None:
        self.status = reader.status
        self.headers: RawHeaders = reader.headers
        self.length = reader.length
        self.network = stream
        self._connection: HttpConnection | None = connection
        self._reader = reader
        self._pieces = pieces
        self._timeout = timeout
        self._reusable = reusable

    def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        pieces, self._pieces = self._pieces, ()
        while not pieces and not self._reader.ended:
            pieces = self._reader.feed(self.network.read(READ, self._timeout))
        return _joined(pieces)

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

    def __init__(
        self, address: Address, tls: ssl.SSLContext | None, reader: Reader, network: httpcore.AsyncNetworkBackend
    ) -> None:
        super().__init__(address, tls, reader)
        self._network = network
        self._stream: httpcore.AsyncNetworkStream | None = None

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
        except httpcore.WriteError:  # what the server said meanwhile tells more
            reusable = False
        pieces: Pieces = ()
        while not reader.headed:
            pieces = reader.feed(await stream.read(READ, timeout))
        return AsyncHttpReply(self, stream, reader, pieces, timeout, reusable)

    async def _connect(self, request: WireRequest) -> httpcore.AsyncNetworkStream:
        timeout, (host, port) = request.connect_timeout, self._address.place
        stream = await self._network.connect_tcp(host, port, timeout)
        if self._address.url.scheme == b"https":
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


class AsyncHttpReply:
    """A reply whose head has come."""

    def __init__(
        self,
        connection: AsyncHttpConnection,
        stream: httpcore.AsyncNetworkStream,
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
