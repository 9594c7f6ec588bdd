"""httpx as a transport, driven below its client.

``httpx.Client`` spends most of its time on what a provider's API has no use for: merging URLs, cookies, redirects and
hooks; its connection pool looks at every connection at every request.  So each connection here is an
``httpx.HTTPTransport`` of its own, kept in a plain list while it is idle.  A client that the caller brings is used as
it is, with its proxies, mounts and hooks.
"""

from __future__ import annotations

import asyncio
import inspect
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from .context import RawHeaders
from .errors import ConfigurationError
from .transport import GarbledBody, TransportError, WireReply, WireRequest

IDLE = 30.0
"""Seconds after which an unused connection is not used again."""
MOST_IDLE = 100
"""Connections to one origin that are kept for later."""

ConnectionT = TypeVar("ConnectionT", bound=httpx.HTTPTransport | httpx.AsyncHTTPTransport)


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process; it takes some 20 ms to make and honours SSL_CERT_FILE and SSL_CERT_DIR."""
    return httpx.create_ssl_context()


@cache
def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class _Address:
    """A URL, taken to pieces once."""

    url: httpx.URL
    host: str
    origin: str


@lru_cache(maxsize=1024)
def _address(text: str) -> _Address:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"requests cannot be sent to {text.partition('?')[0]!r}: {error}") from error
    host = url.netloc.decode()
    return _Address(url, host, f"{url.scheme}://{host}")


class _Connections(Generic[ConnectionT]):
    """Idle connections by origin, and by the event loop they belong to; each serves one request at a time."""

    def __init__(self, kind: type[ConnectionT]) -> None:
        self._kind = kind
        self._idle: dict[tuple[str, asyncio.AbstractEventLoop | None], list[tuple[float, ConnectionT]]] = {}
        self._busy: dict[ConnectionT, asyncio.AbstractEventLoop | None] = {}
        self._lock = threading.Lock()
        self._closed = False

    def take(self, address: _Address, loop: asyncio.AbstractEventLoop | None = None) -> ConnectionT:
        """A connection to the origin: the one used last, or a new one."""
        with self._lock:
            if self._closed:
                raise ConfigurationError("this client is closed; create a new one")
            idle = self._idle.get((address.origin, loop))
            connection = idle.pop()[1] if idle else None
            if connection is not None:
                self._busy[connection] = loop
                return connection
        connection = self._make(address.url)
        with self._lock:
            self._busy[connection] = loop
            if (address.origin, loop) not in self._idle:
                self._idle[address.origin, loop] = []
                for key in [key for key in self._idle if key[1] is not None and key[1].is_closed()]:
                    del self._idle[key]  # what is left of their connections went with their loop
        return connection

    def give_back(self, address: _Address, connection: ConnectionT) -> list[ConnectionT]:
        """Keep a connection for the next request; returns those that have been idle too long, to be closed."""
        with self._lock:
            loop = self._busy.pop(connection, None)
            idle = self._idle.get((address.origin, loop))
            if self._closed or idle is None or len(idle) >= MOST_IDLE:
                return [connection]
            now = time.monotonic()
            idle.append((now, connection))
            stale: list[ConnectionT] = []
            while idle[0][0] < now - IDLE:
                stale.append(idle.pop(0)[1])
            return stale

    def discard(self, connection: ConnectionT) -> None:
        """Forget a connection on which something went wrong."""
        with self._lock:
            self._busy.pop(connection, None)

    def drain(self, loop: asyncio.AbstractEventLoop | None = None) -> list[ConnectionT]:
        """Every connection of this loop, to be closed; none is handed out any more."""
        with self._lock:
            self._closed = True
            idle = [kept for (_, home), kept in self._idle.items() if home is loop]
            connections = [connection for kept in idle for _, connection in kept]
            connections += [connection for connection, home in self._busy.items() if home is loop]
            self._idle.clear()
            self._busy.clear()
            return connections

    def _make(self, url: httpx.URL) -> ConnectionT:
        proxy = _proxy(url)
        context = tls_context() if url.scheme == "https" or (proxy or "").startswith("https") else _no_tls()
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE)
        try:
            return self._kind(verify=context, limits=limits, proxy=proxy)
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise ConfigurationError(f"the proxy {_shown(proxy)} cannot be used: {error}") from error


def _proxy(url: httpx.URL) -> str | None:
    """The proxy that the environment names for this URL, or None."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.netloc.decode()):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _shown(proxy: str | None) -> str:
    """The proxy's address without a password."""
    return (proxy or "").rpartition("@")[2]


def _prepared(request: WireRequest, address: _Address) -> httpx.Request:
    headers = [("host", address.host), *request.headers]
    if request.body or request.method == "POST":
        headers.append(("content-length", str(len(request.body))))
    timeout = {
        "connect": request.connect_timeout,
        "read": request.read_timeout,
        "write": request.read_timeout,
        "pool": request.connect_timeout,
    }
    return httpx.Request(
        request.method,
        address.url,
        headers=headers,
        stream=httpx.ByteStream(request.body),
        extensions={"timeout": timeout},
    )


def _failure(error: Exception) -> TransportError | None:
    """What went wrong in our terms, or None if it was not the transport.

    Told by names too, for clients of libraries that have httpx's API and exceptions of their own.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    what = str(error) or type(error).__name__
    if "DecodingError" in names:
        return GarbledBody(f"the body is not what its content-encoding says: {what}")
    if "TimeoutException" in names:
        what = "no connection in time" if names & {"ConnectTimeout", "PoolTimeout"} else "no answer in time"
        return TransportError(what, timed_out=True)
    if names & {"TransportError", "StreamError"} or isinstance(error, OSError):
        return TransportError(what)
    return None


class HttpxTransport:
    """Sends requests by httpx, blocking."""

    def __init__(self) -> None:
        self._connections = _Connections(httpx.HTTPTransport)

    def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        address = _address(request.url)
        connection = self._connections.take(address)
        try:
            response = connection.handle_request(_prepared(request, address))
            try:
                body = response.read()
            finally:
                response.close()
        except BaseException as error:
            self._drop(connection)
            if isinstance(error, Exception) and (failure := _failure(error)):
                raise failure from error
            raise
        self._give_back(address, connection)
        return WireReply(response.status_code, response.headers.raw, body)

    def open(self, request: WireRequest) -> HttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        address = _address(request.url)
        connection = self._connections.take(address)
        try:
            response = connection.handle_request(_prepared(request, address))
        except BaseException as error:
            self._drop(connection)
            if isinstance(error, Exception) and (failure := _failure(error)):
                raise failure from error
            raise
        return HttpxStream(response, lambda: self._give_back(address, connection))

    def _give_back(self, address: _Address, connection: httpx.HTTPTransport) -> None:
        for stale in self._connections.give_back(address, connection):
            stale.close()

    def _drop(self, connection: httpx.HTTPTransport) -> None:
        self._connections.discard(connection)
        connection.close()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain():
            connection.close()


class HttpxStream:
    """A reply of httpx whose body is read as it comes."""

    _free: Callable[[], None] | None = None

    def __init__(self, response: httpx.Response, free: Callable[[], None] | None = None) -> None:
        self.status = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._free = free
        stream = response.stream
        if isinstance(stream, httpx.SyncByteStream) and "content-encoding" not in response.headers:
            self._parts: Iterator[bytes] = iter(stream)
        else:
            self._parts = response.iter_bytes()

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            for part in self._parts:
                if part:
                    return part
        except Exception as error:
            if failure := _failure(error):
                raise failure from error
            raise
        return b""

    def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        try:
            self._response.close()
        finally:
            if free:
                free()

    def __del__(self) -> None:
        if self._free is not None:  # a stream that was left without being closed
            self.close()


class AsyncHttpxTransport:
    """Sends requests by httpx, without blocking."""

    def __init__(self) -> None:
        self._connections = _Connections(httpx.AsyncHTTPTransport)

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        address = _address(request.url)
        connection = self._connections.take(address, asyncio.get_running_loop())
        try:
            response = await connection.handle_async_request(_prepared(request, address))
            try:
                body = await response.aread()
            finally:
                await response.aclose()
        except BaseException as error:
            await self._drop(connection)
            if isinstance(error, Exception) and (failure := _failure(error)):
                raise failure from error
            raise
        await self._give_back(address, connection)
        return WireReply(response.status_code, response.headers.raw, body)

    async def open(self, request: WireRequest) -> AsyncHttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        address = _address(request.url)
        connection = self._connections.take(address, asyncio.get_running_loop())
        try:
            response = await connection.handle_async_request(_prepared(request, address))
        except BaseException as error:
            await self._drop(connection)
            if isinstance(error, Exception) and (failure := _failure(error)):
                raise failure from error
            raise
        return AsyncHttpxStream(response, lambda: self._give_back(address, connection))

    async def _give_back(self, address: _Address, connection: httpx.AsyncHTTPTransport) -> None:
        for stale in self._connections.give_back(address, connection):
            await stale.aclose()

    async def _drop(self, connection: httpx.AsyncHTTPTransport) -> None:
        self._connections.discard(connection)
        await connection.aclose()

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain(asyncio.get_running_loop()):
            await connection.aclose()


class AsyncHttpxStream:
    """A reply of httpx whose body is read as it comes, without blocking."""

    _free: Callable[[], Awaitable[None]] | None = None

    def __init__(self, response: httpx.Response, free: Callable[[], Awaitable[None]] | None = None) -> None:
        self.status = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._free = free
        self._loop = asyncio.get_running_loop()
        stream = response.stream
        if isinstance(stream, httpx.AsyncByteStream) and "content-encoding" not in response.headers:
            self._parts: AsyncIterator[bytes] = aiter(stream)
        else:
            self._parts = response.aiter_bytes()

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            async for part in self._parts:
                if part:
                    return part
        except Exception as error:
            if failure := _failure(error):
                raise failure from error
            raise
        return b""

    async def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        await _close(self._response, free)

    def __del__(self) -> None:
        if self._free is not None and not self._loop.is_closed():  # a stream that was left without being closed
            self._loop.call_soon_threadsafe(_close_soon, self._loop, self._response, self._free)


async def _close(response: httpx.Response, free: Callable[[], Awaitable[None]] | None) -> None:
    try:
        await response.aclose()
    finally:
        if free:
            await free()


_closing: set[asyncio.Task[None]] = set()


def _close_soon(loop: asyncio.AbstractEventLoop, response: httpx.Response, free: Callable[[], Awaitable[None]]) -> None:
    task = loop.create_task(_close(response, free))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


class ClientTransport:
    """Sends requests by a client of the caller's (httpx, or one with the same API), which stays the caller's."""

    def __init__(self, client: Any) -> None:
        _check_client(client)
        if inspect.iscoroutinefunction(client.send):
            raise ConfigurationError("http_client is asynchronous: give it to AsyncClient, or pass an httpx.Client")
        self._client = client

    def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        stream = self.open(request)
        try:
            parts: list[bytes] = []
            while part := stream.read():
                parts.append(part)
            return WireReply(stream.status, stream.headers, b"".join(parts))
        finally:
            stream.close()

    def open(self, request: WireRequest) -> HttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        _check_open(self._client)
        try:
            return HttpxStream(self._client.send(_built(self._client, request), stream=True, **_alone(request)))
        except Exception as error:
            if failure := _failure(error):
                raise failure from error
            raise

    def close(self) -> None:
        """Nothing: who made the client closes it."""


class AsyncClientTransport:
    """Sends requests by an async client of the caller's, which stays the caller's."""

    def __init__(self, client: Any) -> None:
        _check_client(client)
        if not inspect.iscoroutinefunction(client.send):
            raise ConfigurationError("http_client is blocking: give it to Client, or pass an httpx.AsyncClient")
        self._client = client

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        stream = await self.open(request)
        try:
            parts: list[bytes] = []
            while part := await stream.read():
                parts.append(part)
            return WireReply(stream.status, stream.headers, b"".join(parts))
        finally:
            await stream.close()

    async def open(self, request: WireRequest) -> AsyncHttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        _check_open(self._client)
        try:
            built = _built(self._client, request)
            return AsyncHttpxStream(await self._client.send(built, stream=True, **_alone(request)))
        except Exception as error:
            if failure := _failure(error):
                raise failure from error
            raise

    async def close(self) -> None:
        """Nothing: who made the client closes it."""


def _check_client(client: Any) -> None:
    if not callable(getattr(client, "build_request", None)) or not callable(getattr(client, "send", None)):
        raise ConfigurationError(f"http_client must be an httpx client, not {type(client).__name__}")


def _check_open(client: Any) -> None:
    if getattr(client, "is_closed", False):
        raise ConfigurationError("the http_client that was given is closed; create a new one")


def _alone(request: WireRequest) -> dict[str, Any]:
    """What keeps a client from adding its credentials and following redirects, where others than its own are asked."""
    return {"auth": None, "follow_redirects": False} if request.foreign else {}


def _built(client: Any, request: WireRequest) -> Any:
    built = client.build_request(
        request.method,
        request.url,
        headers=list(request.headers),
        content=request.body if request.method == "POST" else None,
        timeout=(
            request.connect_timeout,
            request.read_timeout,
            request.read_timeout,
            request.connect_timeout,
        ),
    )
    if request.foreign:
        for name in set(built.headers) - {"host"} - {name for name, _ in request.headers}:
            del built.headers[name]
        built.url = type(built.url)(request.url)
    return built
