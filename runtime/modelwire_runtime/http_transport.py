"""How requests are sent: what both default transports and their fast siblings have in common.

``httpx.Client`` spends most of its time on what a provider's API has no use for: merging URLs, cookies, redirects and
hooks; its connection pool looks at every connection at every request.  So connections are kept in a plain list while
they are idle, and are our own where they lead to the server itself.  What is rare is left to httpx and httpcore, and
imported then: proxies, bodies that come compressed, unusual URLs.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from .addresses import Address, address_of
from .certificates import tls_context
from .connections import Connections
from .context import RawHeaders, header
from .http_connections import AsyncHttpConnection, AsyncHttpReply, HttpConnection, HttpReply, Reader
from .proxies import proxy_of
from .sending import AsyncSending, Sending
from .transport import WireReply, WireRequest
from .transport_failures import failure

if TYPE_CHECKING:
    from .proxy_connections import AsyncProxiedConnection, AsyncProxiedReply, ProxiedConnection, ProxiedReply

Connection: TypeAlias = "HttpConnection | ProxiedConnection"
Reply: TypeAlias = "HttpReply | ProxiedReply"
AsyncConnection: TypeAlias = "AsyncHttpConnection | AsyncProxiedConnection"
AsyncReply: TypeAlias = "AsyncHttpReply | AsyncProxiedReply"
SMALL = 65_536
"""Bytes of a body up to which room for it need not be made beforehand."""
LARGEST = 16_777_216
"""Bytes for which room is made because a server says that so many come."""
MOST_LEARNED = 31 << 20
"""Bytes beyond which glibc learns nothing (https://man7.org/linux/man-pages/man3/mallopt.3.html, M_MMAP_THRESHOLD)."""


def _connect(address: Address, tls: ssl.SSLContext | None, reader: Reader) -> Connection:
    if proxy := proxy_of(address.scheme, address.host):
        from .proxy_connections import ProxiedConnection

        return ProxiedConnection(proxy, tls)
    context = (tls or tls_context()) if address.scheme == "https" else None
    return HttpConnection(address, context, reader)


def _connect_async(address: Address, tls: ssl.SSLContext | None, reader: Reader) -> AsyncConnection:
    if proxy := proxy_of(address.scheme, address.host):
        from .proxy_connections import AsyncProxiedConnection

        return AsyncProxiedConnection(proxy, tls)
    context = (tls or tls_context()) if address.scheme == "https" else None
    return AsyncHttpConnection(address, context, reader)


def _packed(headers: RawHeaders) -> str | None:
    """How a body is compressed, or None."""
    encoding = header(headers, "content-encoding")
    return None if encoding in (None, "identity") else encoding


def _room(length: int | None) -> BytesIO:
    """A buffer for a body of so many bytes; made at once it is not moved as it grows."""
    room = BytesIO()
    if length is not None and SMALL < length <= LARGEST:
        _keep_memory(1 << length.bit_length())
        room.seek(length - 1)
        room.write(b"\0")
        room.seek(0)
    return room


@cache
def _keep_memory(size: int) -> None:
    """Have memory of that size kept by the process, once for each: glibc learns how much to keep from what is freed.

    Else it goes back to the system after each reply and comes again page by page, which takes longer than all the rest.
    """
    bytes(min(2 * size, MOST_LEARNED))  # memory that is never touched


class HttpTransport:
    """Sends requests, blocking; ``tls`` stands in place of the process's context."""

    _reader: Reader

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._connections: Connections[Connection] = Connections()

    def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        stream = self.open(request)
        body = _room(stream.length)
        try:
            while data := stream.read():
                body.write(data)
        finally:
            stream.close()
        body.truncate()
        return WireReply(stream.status, stream.headers, body.getvalue())

    def open(self, request: WireRequest) -> HttpStream:
        """Send a request and return once the head of the reply has arrived."""
        if isinstance(request.body, bytes):
            return self._send(request, request.body)
        with Sending(request.body) as content:
            return self._send(request, content)

    def _send(self, request: WireRequest, content: bytes | Sending) -> HttpStream:
        address = address_of(request.url)
        connection = self._take(address)
        try:
            reply = connection.ask(request, address, content)
        except BaseException as error:
            self._connections.discard(connection)
            connection.close()
            if isinstance(error, Exception) and (failed := failure(error)):
                raise failed from error
            raise
        return HttpStream(reply, lambda: self._give_back(address, connection))

    def _take(self, address: Address) -> Connection:
        """A connection that the server has not closed, or a new one."""
        while connection := self._connections.take(address.origin):
            if not connection.has_expired():
                return connection
            self._connections.discard(connection)
            connection.close()
        return self._connections.add(_connect(address, self._tls, self._reader), address.origin)

    def _give_back(self, address: Address, connection: Connection) -> None:
        if connection.is_closed():
            return self._connections.discard(connection)
        for stale in self._connections.give_back(connection, address.origin):
            stale.close()
        return None

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain():
            connection.close()


class HttpStream:
    """A reply whose body is read as it comes, unpacked."""

    _free: Callable[[], None] | None = None

    def __init__(self, reply: Reply, free: Callable[[], None]) -> None:
        self.status = reply.status
        self.headers = reply.headers
        self.length = reply.length
        """Bytes of the body as it is sent, packed or not, if that is told."""
        self._reply = reply
        self._free = free
        self._unpacked: Iterator[bytes] | None = None
        if encoding := _packed(self.headers):
            import httpx

            parts = iter(reply.read, b"")
            packed = httpx.Response(self.status, headers={"content-encoding": encoding}, content=parts)
            self._unpacked = (part for part in packed.iter_bytes() if part)

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            return self._reply.read() if self._unpacked is None else next(self._unpacked, b"")
        except Exception as error:
            if failed := failure(error):
                raise failed from error
            raise

    def drain(self, seconds: float) -> bytes:
        """The next bytes, which may take no longer than that; empty at the end."""
        self._reply.hurry(seconds)
        try:
            return self.read()
        finally:
            self._reply.hurry(None)

    def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        try:
            self._reply.close()
        finally:
            if free:
                free()

    def __del__(self) -> None:
        if self._free is not None:  # a stream that was left without being closed
            self.close()


class AsyncHttpTransport:
    """Sends requests without blocking; ``tls`` stands in place of the process's context."""

    _reader: Reader

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._connections: Connections[AsyncConnection] = Connections()

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        stream = await self.open(request)
        body = _room(stream.length)
        try:
            while data := await stream.read():
                body.write(data)
        finally:
            await stream.close()
        body.truncate()
        return WireReply(stream.status, stream.headers, body.getvalue())

    async def open(self, request: WireRequest) -> AsyncHttpStream:
        """Send a request and return once the head of the reply has arrived."""
        if isinstance(request.body, bytes):
            return await self._send(request, request.body)
        with AsyncSending(request.body) as content:
            return await self._send(request, content)

    async def _send(self, request: WireRequest, content: bytes | AsyncSending) -> AsyncHttpStream:
        address = address_of(request.url)
        connection = await self._take(address)
        try:
            reply = await connection.ask(request, address, content)
        except BaseException as error:
            self._connections.discard(connection)
            await connection.aclose()
            if isinstance(error, Exception) and (failed := failure(error)):
                raise failed from error
            raise
        return AsyncHttpStream(reply, lambda: self._give_back(address, connection))

    async def _take(self, address: Address) -> AsyncConnection:
        """A connection that the server has not closed, or a new one."""
        loop = asyncio.get_running_loop()
        while connection := self._connections.take(address.origin, loop):
            if not connection.has_expired():
                return connection
            self._connections.discard(connection)
            await connection.aclose()
        return self._connections.add(_connect_async(address, self._tls, self._reader), address.origin, loop)

    async def _give_back(self, address: Address, connection: AsyncConnection) -> None:
        if connection.is_closed():
            return self._connections.discard(connection)
        for stale in self._connections.give_back(connection, address.origin):
            await stale.aclose()
        return None

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain(asyncio.get_running_loop()):
            await connection.aclose()

    def __del__(self) -> None:
        for loop, connection in self._connections.left():  # of a client that was left without being closed
            loop.call_soon_threadsafe(connection.abort)


class AsyncHttpStream:
    """A reply whose body is read as it comes, unpacked, without blocking."""

    _free: Callable[[], Awaitable[None]] | None = None

    def __init__(self, reply: AsyncReply, free: Callable[[], Awaitable[None]]) -> None:
        self.status = reply.status
        self.headers = reply.headers
        self.length = reply.length
        """Bytes of the body as it is sent, packed or not, if that is told."""
        self._reply = reply
        self._free = free
        self._loop = asyncio.get_running_loop()
        self._unpacked: AsyncIterator[bytes] | None = None
        if encoding := _packed(self.headers):
            import httpx

            packed = httpx.Response(self.status, headers={"content-encoding": encoding}, content=_parts(reply))
            self._unpacked = packed.aiter_bytes()

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            if self._unpacked is None:
                return await self._reply.read()
            async for part in self._unpacked:
                if part:
                    return part
        except Exception as error:
            if failed := failure(error):
                raise failed from error
            raise
        return b""

    async def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        await _close(self._reply, free)

    def __del__(self) -> None:
        if self._free is not None and not self._loop.is_closed():  # a stream that was left without being closed
            self._loop.call_soon_threadsafe(_close_soon, self._loop, self._reply, self._free)


async def _parts(reply: AsyncReply) -> AsyncIterator[bytes]:
    while data := await reply.read():
        yield data


async def _close(reply: AsyncReply, free: Callable[[], Awaitable[None]] | None) -> None:
    try:
        await reply.aclose()
    finally:
        if free:
            await free()


_closing: set[asyncio.Task[None]] = set()


def _close_soon(loop: asyncio.AbstractEventLoop, reply: AsyncReply, free: Callable[[], Awaitable[None]]) -> None:
    task = loop.create_task(_close(reply, free))
    _closing.add(task)
    task.add_done_callback(_closing.discard)
