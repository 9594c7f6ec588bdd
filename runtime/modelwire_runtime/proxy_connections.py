"""Connections through a proxy, which are httpcore's."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from .addresses import LAST_PORT, Address
from .asyncio_network import AsyncioStream, connected
from .blocking_network import PatientStream
from .certificates import tls_context
from .connections import IDLE
from .context import RawHeaders
from .errors import ConfigurationError
from .proxies import PROXIES
from .sending import AsyncSending, Sending
from .transport import WireRequest
from .transport_failures import WriteFailed


class ProxiedConnection:
    """A connection that blocks; opened by its first request."""

    def __init__(self, proxy: str, tls: ssl.SSLContext | None) -> None:
        self._pool: httpcore.ConnectionPool = _pool(proxy, tls, httpcore.HTTPProxy, httpcore.SOCKSProxy, Network())

    def ask(self, request: WireRequest, address: Address, content: bytes | Sending) -> ProxiedReply:
        """Send a request; returns once the head of the reply has arrived."""
        return ProxiedReply(self._pool.handle_request(_prepared(request, address, content)))

    def has_expired(self) -> bool:
        """False: httpcore looks for itself, and opens another."""
        return False

    def is_closed(self) -> bool:
        """False, likewise."""
        return False

    def close(self) -> None:
        """Close it at once."""
        self._pool.close()


class ProxiedReply:
    """A reply whose head has come."""

    length: int | None = None

    def __init__(self, response: httpcore.Response) -> None:
        self.status = response.status
        self.headers: RawHeaders = response.headers
        self._response = response
        assert isinstance(response.stream, Iterable)
        self._parts: Iterator[bytes] = iter(response.stream)

    def read(self) -> bytes:
        """What comes next of the body; empty at its end."""
        return next((part for part in self._parts if part), b"")

    def hurry(self, seconds: float | None) -> None:
        """Nothing: httpcore fixes the time that reads may take when a body begins."""

    def close(self) -> None:
        """Let the connection wait for the next request, if it can."""
        self._response.close()


class AsyncProxiedConnection:
    """A connection that does not block; opened by its first request."""

    def __init__(self, proxy: str, tls: ssl.SSLContext | None) -> None:
        kinds = httpcore.AsyncHTTPProxy, httpcore.AsyncSOCKSProxy
        self._network = AsyncNetwork()
        self._pool: httpcore.AsyncConnectionPool = _pool(proxy, tls, *kinds, self._network)

    async def ask(self, request: WireRequest, address: Address, content: bytes | AsyncSending) -> AsyncProxiedReply:
        """Send a request; returns once the head of the reply has arrived."""
        return AsyncProxiedReply(await self._pool.handle_async_request(_prepared(request, address, content)))

    def has_expired(self) -> bool:
        """False: httpcore looks for itself, and opens another."""
        return False

    def is_closed(self) -> bool:
        """False, likewise."""
        return False

    async def aclose(self) -> None:
        """Close it at once."""
        await self._pool.aclose()

    def abort(self) -> None:
        """Close it without waiting for that."""
        if self._network.stream is not None:
            self._network.stream.abort()


class AsyncProxiedReply:
    """A reply whose head has come."""

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


class Network:
    """How httpcore reaches a proxy: by its own sockets, which look for early answers."""

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: object, **__: object) -> Stream:
        """A connection to the proxy."""
        return Stream(httpcore.SyncBackend().connect_tcp(host, port, timeout))


class Stream(PatientStream):
    """A connection to a proxy; after a ``WriteError`` httpcore reads the answer that may have come."""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        try:
            super().write(buffer, timeout)
        except WriteFailed as error:
            raise httpcore.WriteError(str(error)) from error


class AsyncNetwork:
    """How httpcore reaches a proxy without blocking: by asyncio's sockets; its own go through anyio."""

    stream: AsyncStream | None = None
    """The one that was opened last."""

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: object, **__: object
    ) -> AsyncStream:
        """A connection to the proxy."""
        self.stream = await connected(AsyncStream, host, port, timeout)
        return self.stream


class AsyncStream(AsyncioStream):
    """A connection to a proxy; after a ``WriteError`` httpcore reads the answer that may have come."""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        try:
            await super().write(buffer, timeout)
        except WriteFailed as error:
            raise httpcore.WriteError(str(error)) from error


def _pool(proxy: str, tls: ssl.SSLContext | None, http: type[Any], socks: type[Any], network: object) -> Any:
    """A pool of one connection, as httpcore has it."""
    told = _checked(proxy)
    settings: dict[str, Any] = {
        "proxy_url": _in_pieces(told.url),
        "proxy_auth": told.raw_auth,
        "ssl_context": tls or tls_context(),
        "max_connections": 1,
        "keepalive_expiry": IDLE,
        "network_backend": network,
    }
    try:
        if told.url.scheme.startswith("socks"):
            return socks(**settings)
        if told.url.scheme == "https":
            settings["proxy_ssl_context"] = tls_context()
        return http(**settings, proxy_headers=told.headers.raw)
    except (ImportError, RuntimeError) as error:  # as httpcore says that socksio is missing
        raise ConfigurationError(f"the proxy {told.url.scheme}://{told.url.host} cannot be used: {error}") from error


def _checked(proxy: str) -> httpx.Proxy:
    try:
        told = httpx.Proxy(proxy)
        if (told.url.port or 0) > LAST_PORT:
            raise ValueError(f"there are ports up to {LAST_PORT} only")
    except (ValueError, httpx.InvalidURL) as error:
        credentials, _, where = proxy.rpartition("@")
        reason = PROXIES if credentials else error  # which may quote part of a password
        raise ConfigurationError(f"the proxy {where} cannot be used: {reason}") from None
    return told


def _in_pieces(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _prepared(request: WireRequest, address: Address, content: bytes | Sending | AsyncSending) -> httpcore.Request:
    """A request as httpcore wants it."""
    headers = [("host", address.authority), *request.headers]
    if isinstance(request.body, bytes):
        if request.body or request.method == "POST":
            headers.append(("content-length", str(len(request.body))))
    elif request.body.length is None:
        headers.append(("transfer-encoding", "chunked"))
    else:
        headers.append(("content-length", str(request.body.length)))
    timeout = {
        "connect": request.connect_timeout,
        "read": request.read_timeout,
        "write": request.read_timeout,
        "pool": request.connect_timeout,
    }
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target),
        headers=[(name.encode(), value.encode("latin-1")) for name, value in headers],
        content=content,
        extensions={"timeout": timeout},
    )
