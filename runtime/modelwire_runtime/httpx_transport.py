"""httpx as a transport, driven below its client.

``httpx.Client`` spends most of its time on what a provider's API has no use for: merging URLs, cookies, redirects and
hooks; its connection pool looks at every connection at every request.  So each connection here is an
``httpx.HTTPTransport`` of its own, kept in a plain list while it is idle.  A client that the caller brings is used as
it is, with its proxies, mounts and hooks.
"""

from __future__ import annotations

import contextlib
import inspect
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from .context import RawHeaders
from .errors import ConfigurationError
from .transport import TransportError, WireReply, WireRequest

IDLE = 30.0
"""Seconds after which an unused connection is not used again."""

ConnectionT = TypeVar("ConnectionT", bound=httpx.HTTPTransport | httpx.AsyncHTTPTransport)


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process; it takes some 20 ms to make and honours SSL_CERT_FILE and SSL_CERT_DIR."""
    return httpx.create_ssl_context()


@cache
def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _url(url: str) -> httpx.URL:
    return httpx.URL(url)


class _Connections(Generic[ConnectionT]):
    """Idle connections by origin; each serves one request at a time."""

    def __init__(self, kind: type[ConnectionT]) -> None:
        self._kind = kind
        self._idle: dict[str, list[tuple[float, ConnectionT]]] = {}
        self._busy: set[ConnectionT] = set()
        self.closed = False

    def take(self, url: httpx.URL) -> tuple[str, ConnectionT]:
        """A connection to the URL's origin: the one used last, or a new one."""
        if self.closed:
            raise ConfigurationError("this client is closed; create a new one")
        origin = f"{url.scheme}://{url.netloc.decode()}"
        idle = self._idle.get(origin)
        connection = idle.pop()[1] if idle else self._make(url)
        self._busy.add(connection)
        return origin, connection

    def give_back(self, origin: str, connection: ConnectionT) -> list[ConnectionT]:
        """Keep a connection for the next request; returns those that have been idle too long, to be closed."""
        self._busy.discard(connection)
        if self.closed:
            return [connection]
        idle = self._idle.setdefault(origin, [])
        now = time.monotonic()
        idle.append((now, connection))
        stale: list[ConnectionT] = []
        while idle[0][0] < now - IDLE:
            stale.append(idle.pop(0)[1])
        return stale

    def drain(self) -> list[ConnectionT]:
        """Every connection, to be closed."""
        self.closed = True
        connections = [connection for idle in self._idle.values() for _, connection in idle]
        connections += self._busy
        self._idle.clear()
        self._busy.clear()
        return connections

    def _make(self, url: httpx.URL) -> ConnectionT:
        proxy = _proxy(url)
        context = tls_context() if url.scheme == "https" or (proxy or "").startswith("https") else _no_tls()
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE)
        try:
            return self._kind(verify=context, limits=limits, proxy=proxy)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"the proxy {_shown(proxy)} cannot be used: {error}") from error


def _proxy(url: httpx.URL) -> str | None:
    """The proxy that the environment names for this URL, or None."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _shown(proxy: str | None) -> str:
    """The proxy's address without a password."""
    return (proxy or "").rpartition("@")[2]


def _prepared(request: WireRequest) -> httpx.Request:
    url = _url(request.url)
    headers = [("host", url.netloc.decode()), *request.headers]
    if request.body or request.method == "POST":
        headers.append(("content-length", str(len(request.body))))
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        stream=httpx.ByteStream(request.body),
        extensions={
            "timeout": {
                "connect": request.connect_timeout,
                "read": request.read_timeout,
                "write": request.read_timeout,
                "pool": request.connect_timeout,
            }
        },
    )


def _failure(error: Exception) -> TransportError:
    what = str(error) or type(error).__name__
    if isinstance(error, httpx.ConnectTimeout):
        what = "no connection in time"
    elif isinstance(error, httpx.ReadTimeout):
        what = "no answer in time"
    failure = TransportError(what, timed_out=isinstance(error, httpx.TimeoutException))
    failure.__cause__ = error
    return failure


FAILURES = (httpx.TransportError, httpx.DecodingError, httpx.StreamError, OSError)


class HttpxTransport:
    """Sends requests by httpx, blocking."""

    def __init__(self) -> None:
        self._connections = _Connections(httpx.HTTPTransport)

    def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        prepared = _prepared(request)
        origin, connection = self._connections.take(prepared.url)
        try:
            response = connection.handle_request(prepared)
            try:
                body = response.read()
            finally:
                response.close()
        except FAILURES as error:
            raise _failure(error) from error
        finally:
            for stale in self._connections.give_back(origin, connection):
                stale.close()
        return WireReply(response.status_code, response.headers.raw, body)

    def open(self, request: WireRequest) -> HttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        prepared = _prepared(request)
        origin, connection = self._connections.take(prepared.url)

        def free() -> None:
            for stale in self._connections.give_back(origin, connection):
                stale.close()

        try:
            response = connection.handle_request(prepared)
        except BaseException as error:
            free()
            if isinstance(error, FAILURES):
                raise _failure(error) from error
            raise
        return HttpxStream(response, free)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain():
            connection.close()


class HttpxStream:
    """A reply of httpx whose body is read as it comes."""

    def __init__(self, response: httpx.Response, free: Any = None) -> None:
        self.status = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._free = free
        self._parts: Iterator[bytes] = (
            response.iter_bytes() if "content-encoding" in response.headers else iter(response.stream)  # type: ignore[arg-type]
        )

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            for part in self._parts:
                if part:
                    return part
        except FAILURES as error:
            raise _failure(error) from error
        return b""

    def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        try:
            self._response.close()
        finally:
            if free:
                free()


class AsyncHttpxTransport:
    """Sends requests by httpx, without blocking."""

    def __init__(self) -> None:
        self._connections = _Connections(httpx.AsyncHTTPTransport)

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        prepared = _prepared(request)
        origin, connection = self._connections.take(prepared.url)
        try:
            response = await connection.handle_async_request(prepared)
            try:
                body = await response.aread()
            finally:
                await response.aclose()
        except FAILURES as error:
            raise _failure(error) from error
        finally:
            for stale in self._connections.give_back(origin, connection):
                await stale.aclose()
        return WireReply(response.status_code, response.headers.raw, body)

    async def open(self, request: WireRequest) -> AsyncHttpxStream:
        """Send a request and return once the head of the reply has arrived."""
        prepared = _prepared(request)
        origin, connection = self._connections.take(prepared.url)

        async def free() -> None:
            for stale in self._connections.give_back(origin, connection):
                await stale.aclose()

        try:
            response = await connection.handle_async_request(prepared)
        except BaseException as error:
            await free()
            if isinstance(error, FAILURES):
                raise _failure(error) from error
            raise
        return AsyncHttpxStream(response, free)

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.drain():
            await connection.aclose()


class AsyncHttpxStream:
    """A reply of httpx whose body is read as it comes, without blocking."""

    def __init__(self, response: httpx.Response, free: Any = None) -> None:
        self.status = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._free = free
        self._parts: AsyncIterator[bytes] = (
            response.aiter_bytes() if "content-encoding" in response.headers else response.stream.__aiter__()  # type: ignore[union-attr]
        )

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            async for part in self._parts:
                if part:
                    return part
        except FAILURES as error:
            raise _failure(error) from error
        return b""

    async def close(self) -> None:
        """Free the connection."""
        free, self._free = self._free, None
        try:
            await self._response.aclose()
        finally:
            if free:
                await free()


class ClientTransport:
    """Sends requests by a client of the caller's (httpx, or one with the same API), which stays the caller's."""

    def __init__(self, client: Any) -> None:
        if inspect.iscoroutinefunction(getattr(client, "send", None)):
            raise ConfigurationError("http_client is asynchronous: give it to AsyncClient, or pass an httpx.Client")
        _check_client(client)
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
        with _client_failures():
            response = self._client.send(_built(self._client, request), stream=True)
            return HttpxStream(response)

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
        with _client_failures():
            response = await self._client.send(_built(self._client, request), stream=True)
            return AsyncHttpxStream(response)

    async def close(self) -> None:
        """Nothing: who made the client closes it."""


def _check_client(client: Any) -> None:
    if not callable(getattr(client, "build_request", None)) or not callable(getattr(client, "send", None)):
        raise ConfigurationError(f"http_client must be an httpx client, not {type(client).__name__}")


def _built(client: Any, request: WireRequest) -> Any:
    return client.build_request(
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


@contextlib.contextmanager
def _client_failures() -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise _failure(error) from error
    except Exception as error:  # another library's exceptions, told by their names
        names = {kind.__name__ for kind in type(error).__mro__}
        if "TransportError" not in names and "TimeoutException" not in names:
            raise
        raise TransportError(str(error) or type(error).__name__, timed_out="TimeoutException" in names) from error
