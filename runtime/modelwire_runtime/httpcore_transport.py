"""The default transport: what httpx and httpcore are made of, put together for requests to a provider.

``httpx.Client`` spends most of its time on what a provider's API has no use for: merging URLs, cookies, redirects and
hooks; its connection pool looks at every connection at every request.  So connections are kept in a plain list while
they are idle, and are our own where they lead to the server itself; through a proxy they are httpcore's.  httpx reads
URLs, certificates and bodies that come compressed.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, TypeAlias

import httpcore
import httpx

from .asyncio_network import AsyncioNetwork
from .blocking_network import BlockingNetwork, PatientStream
from .connections import IDLE, Connections
from .context import RawHeaders, header
from .errors import ConfigurationError
from .http_connections import Address, AsyncHttpConnection, AsyncHttpReply, HttpConnection, HttpReply, Reader
from .proxies import LAST_PORT, PROXIES, proxy_of
from .reply_readers import H11Reader
from .sending import AsyncSending, Sending
from .transport import WireReply, WireRequest
from .transport_failures import failure

Connection: TypeAlias = HttpConnection | httpcore.ConnectionPool
"""To a server itself, or through a proxy."""
AsyncConnection: TypeAlias = AsyncHttpConnection | httpcore.AsyncConnectionPool
SMALL = 65_536
"""Bytes of a body up to which room for it need not be made beforehand."""
LARGEST = 16_777_216
"""Bytes for which room is made because a server says that so many come."""
MOST_LEARNED = 31 << 20
"""Bytes beyond which glibc learns nothing (https://man7.org/linux/man-pages/man3/mallopt.3.html, M_MMAP_THRESHOLD)."""
NETWORK = AsyncioNetwork()
BLOCKING_NETWORK = BlockingNetwork()


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process; it takes some 20 ms to make and honours SSL_CERT_FILE and SSL_CERT_DIR."""
    return httpx.create_ssl_context()


@lru_cache(maxsize=1024)
def _address(text: str) -> Address:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"requests cannot be sent to {text.partition('?')[0]!r}: {error}") from error
    return Address(_taken_apart(url), url.netloc, f"{url.scheme}://{url.netloc.decode()}")


def _taken_apart(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _proxy(address: Address) -> httpx.Proxy | None:
    """The proxy that the environment names for this address, or None."""
    proxy = proxy_of(address.url.scheme.decode(), address.host.decode())
    if proxy is None:
        return None
    try:
        found = httpx.Proxy(proxy)
        if (found.url.port or 0) > LAST_PORT:
            raise ValueError(f"there are ports up to {LAST_PORT} only")
    except (ValueError, httpx.InvalidURL) as error:
        credentials, _, where = proxy.rpartition("@")
        reason = PROXIES if credentials else error  # which may quote part of a password
        raise ConfigurationError(f"the proxy {where} cannot be used: {reason}") from None
    return found


def _through(proxy: httpx.Proxy, tls: ssl.SSLContext | None) -> dict[str, Any]:
    """What httpcore wants to know of a proxy, and of the one connection through it."""
    told: dict[str, Any] = {
        "proxy_url": _taken_apart(proxy.url),
        "proxy_auth": proxy.raw_auth,
        "ssl_context": tls or tls_context(),
        "max_connections": 1,
        "keepalive_expiry": IDLE,
    }
    if not proxy.url.scheme.startswith("socks"):
        told |= {"proxy_headers": proxy.headers.raw}
        told |= {"proxy_ssl_context": tls_context()} if proxy.url.scheme == "https" else {}
    return told


def _connect(address: Address, tls: ssl.SSLContext | None, reader: Reader) -> Connection:
    if proxy := _proxy(address):
        kind = httpcore.SOCKSProxy if proxy.url.scheme.startswith("socks") else httpcore.HTTPProxy
        proxied: httpcore.ConnectionPool = _made(kind, **_through(proxy, tls), network_backend=BLOCKING_NETWORK)
        return proxied
    context = (tls or tls_context()) if address.url.scheme == b"https" else None
    return HttpConnection(address, context, reader, BLOCKING_NETWORK)


def _connect_async(address: Address, tls: ssl.SSLContext | None, reader: Reader) -> AsyncConnection:
    if proxy := _proxy(address):
        kind = httpcore.AsyncSOCKSProxy if proxy.url.scheme.startswith("socks") else httpcore.AsyncHTTPProxy
        proxied: httpcore.AsyncConnectionPool = _made(kind, **_through(proxy, tls), network_backend=NETWORK)
        return proxied
    context = (tls or tls_context()) if address.url.scheme == b"https" else None
    return AsyncHttpConnection(address, context, reader, NETWORK)


def _made(kind: type[Any], **settings: Any) -> Any:
    try:
        return kind(**settings)
    except (ImportError, RuntimeError) as error:  # as httpcore says that socksio is missing
        where = settings["proxy_url"]
        name = b"%b://%b" % (where.scheme, where.host)
        raise ConfigurationError(f"the proxy {name.decode()} cannot be used: {error}") from error


def _prepared(request: WireRequest, address: Address, content: bytes | Sending | AsyncSending) -> httpcore.Request:
    """A request as httpcore wants it."""
    headers = [(b"host", address.host), *[(name.encode(), value.encode("latin-1")) for name, value in request.headers]]
    if isinstance(request.body, bytes):
        if request.body or request.method == "POST":
            headers.append((b"content-length", b"%d" % len(request.body)))
    elif request.body.length is None:
        headers.append((b"transfer-encoding", b"chunked"))
    else:
        headers.append((b"content-length", b"%d" % request.body.length))
    timeout = {
        "connect": request.connect_timeout,
        "read": request.read_timeout,
        "write": request.read_timeout,
        "pool": request.connect_timeout,
    }
    return httpcore.Request(
        request.method, address.url, headers=headers, content=content, extensions={"timeout": timeout}
    )


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


class HttpcoreTransport:
    """Sends requests by httpcore, blocking; ``tls`` stands in place of the process's context."""

    _reader: Reader = H11Reader

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

    def open(self, request: WireRequest) -> HttpcoreStream:
        """Send a request and return once the head of the reply has arrived."""
        if isinstance(request.body, bytes):
            return self._send(request, request.body)
        with Sending(request.body) as content:
            return self._send(request, content)

    def _send(self, request: WireRequest, content: bytes | Sending) -> HttpcoreStream:
        address = _address(request.url)
        connection = self._take(address)
        try:
            if isinstance(connection, HttpConnection):
                reply: HttpReply | PooledReply = connection.ask(request, address, content)
            else:
                reply = PooledReply(connection.handle_request(_prepared(request, address, content)))
        except BaseException as error:
            self._connections.discard(connection)
            connection.close()
            if isinstance(error, Exception) and (failed := failure(error)):
                raise failed from error
            raise
        return HttpcoreStream(reply, lambda: self._give_back(address, connection))

    def _take(self, address: Address) -> Connection:
        """A connection that the server has not closed, or a new one."""
        while connection := self._connections.take(address.origin):
            if isinstance(connection, httpcore.ConnectionPool) or not connection.has_expired():
                return connection
            self._connections.discard(connection)
            connection.close()
        return self._connections.add(_connect(address, self._tls, self._reader), address.origin)

    def _give_back(self, address: Address, connection: Connection) -> None:
        if not isinstance(connection, httpcore.ConnectionPool) and connection.is_closed():
            return self._connections.discard(connection)
        for stale in self._connections.give_back(connection, address.origin):
            stale.close()
        return None

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain():
            connection.close()


class PooledReply:
    """A reply that came through a proxy."""

    length: int | None = None

    def __init__(self, response: httpcore.Response) -> None:
        self.status = response.status
        self.headers: RawHeaders = response.headers
        told: Any = response
        self.network: object = told.extensions.get("network_stream")
        self._response = response
        assert isinstance(response.stream, Iterable)
        self._parts: Iterator[bytes] = iter(response.stream)

    def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        return next((part for part in self._parts if part), b"")

    def close(self) -> None:
        """Let the connection wait for the next request, if it can."""
        self._response.close()


class HttpcoreStream:
    """A reply whose body is read as it comes, unpacked."""

    _free: Callable[[], None] | None = None

    def __init__(self, reply: HttpReply | PooledReply, free: Callable[[], None]) -> None:
        self.status = reply.status
        self.headers = reply.headers
        self.length = reply.length
        """Bytes of the body as it is sent, packed or not, if that is told."""
        self._reply = reply
        self._free = free
        self._unpacked: Iterator[bytes] | None = None
        if encoding := _packed(self.headers):
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
        network = self._reply.network
        if not isinstance(network, PatientStream):
            return self.read()
        network.patience = seconds
        try:
            return self.read()
        finally:
            network.patience = None

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


class AsyncHttpcoreTransport:
    """Sends requests by httpcore, without blocking; ``tls`` stands in place of the process's context."""

    _reader: Reader = H11Reader

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

    async def open(self, request: WireRequest) -> AsyncHttpcoreStream:
        """Send a request and return once the head of the reply has arrived."""
        if isinstance(request.body, bytes):
            return await self._send(request, request.body)
        with AsyncSending(request.body) as content:
            return await self._send(request, content)

    async def _send(self, request: WireRequest, content: bytes | AsyncSending) -> AsyncHttpcoreStream:
        address = _address(request.url)
        connection = await self._take(address)
        try:
            if isinstance(connection, AsyncHttpConnection):
                reply: AsyncHttpReply | AsyncPooledReply = await connection.ask(request, address, content)
            else:
                prepared = _prepared(request, address, content)
                reply = AsyncPooledReply(await connection.handle_async_request(prepared))
        except BaseException as error:
            self._connections.discard(connection)
            await connection.aclose()
            if isinstance(error, Exception) and (failed := failure(error)):
                raise failed from error
            raise
        return AsyncHttpcoreStream(reply, lambda: self._give_back(address, connection))

    async def _take(self, address: Address) -> AsyncConnection:
        """A connection that the server has not closed, or a new one."""
        loop = asyncio.get_running_loop()
        while connection := self._connections.take(address.origin, loop):
            if isinstance(connection, httpcore.AsyncConnectionPool) or not connection.has_expired():
                return connection
            self._connections.discard(connection)
            await connection.aclose()
        return self._connections.add(_connect_async(address, self._tls, self._reader), address.origin, loop)

    async def _give_back(self, address: Address, connection: AsyncConnection) -> None:
        if not isinstance(connection, httpcore.AsyncConnectionPool) and connection.is_closed():
            return self._connections.discard(connection)
        for stale in self._connections.give_back(connection, address.origin):
            await stale.aclose()
        return None

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain(asyncio.get_running_loop()):
            await connection.aclose()


class AsyncPooledReply:
    """A reply that came through a proxy."""

    length: int | None = None

    def __init__(self, response: httpcore.Response) -> None:
        self.status = response.status
        self.headers: RawHeaders = response.headers
        self._response = response
        assert isinstance(response.stream, AsyncIterable)
        self._parts: AsyncIterator[bytes] = aiter(response.stream)

    async def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        async for part in self._parts:
            if part:
                return part
        return b""

    async def aclose(self) -> None:
        """Let the connection wait for the next request, if it can."""
        await self._response.aclose()


class AsyncHttpcoreStream:
    """A reply whose body is read as it comes, unpacked, without blocking."""

    _free: Callable[[], Awaitable[None]] | None = None

    def __init__(self, reply: AsyncHttpReply | AsyncPooledReply, free: Callable[[], Awaitable[None]]) -> None:
        self.status = reply.status
        self.headers = reply.headers
        self.length = reply.length
        """Bytes of the body as it is sent, packed or not, if that is told."""
        self._reply = reply
        self._free = free
        self._loop = asyncio.get_running_loop()
        self._unpacked: AsyncIterator[bytes] | None = None
        if encoding := _packed(self.headers):
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


async def _parts(reply: AsyncHttpReply | AsyncPooledReply) -> AsyncIterator[bytes]:
    while data := await reply.read():
        yield data


async def _close(reply: AsyncHttpReply | AsyncPooledReply, free: Callable[[], Awaitable[None]] | None) -> None:
    try:
        await reply.aclose()
    finally:
        if free:
            await free()


_closing: set[asyncio.Task[None]] = set()


def _close_soon(
    loop: asyncio.AbstractEventLoop, reply: AsyncHttpReply | AsyncPooledReply, free: Callable[[], Awaitable[None]]
) -> None:
    task = loop.create_task(_close(reply, free))
    _closing.add(task)
    task.add_done_callback(_closing.discard)
