"""A client of the caller's as a transport: httpx, or a library with the same API.

It is used as it is, with its proxies, mounts and hooks.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

from .context import RawHeaders
from .errors import ConfigurationError
from .sending import AsyncSending, Sending
from .transport import WireReply, WireRequest
from .transport_failures import failure


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
        if isinstance(request.body, bytes):
            return self._send(request, request.body)
        with Sending(request.body) as content:
            return self._send(request, content)

    def _send(self, request: WireRequest, content: bytes | Sending) -> HttpxStream:
        _check_open(self._client)
        try:
            built = _built(self._client, request, content)
            return HttpxStream(self._client.send(built, stream=True, **_alone(request)))
        except Exception as error:
            if failed := failure(error):
                raise failed from error
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
        if isinstance(request.body, bytes):
            return await self._send(request, request.body)
        with AsyncSending(request.body) as content:
            return await self._send(request, content)

    async def _send(self, request: WireRequest, content: bytes | AsyncSending) -> AsyncHttpxStream:
        _check_open(self._client)
        try:
            built = _built(self._client, request, content)
            return AsyncHttpxStream(await self._client.send(built, stream=True, **_alone(request)))
        except Exception as error:
            if failed := failure(error):
                raise failed from error
            raise

    async def close(self) -> None:
        """Nothing: who made the client closes it."""


class HttpxStream:
    """A reply of the caller's client whose body is read as it comes."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._parts: Iterator[bytes] = response.iter_bytes()

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            for part in self._parts:
                if part:
                    return part
        except Exception as error:
            if failed := failure(error):
                raise failed from error
            raise
        return b""

    def close(self) -> None:
        """Free the connection."""
        self._response.close()


class AsyncHttpxStream:
    """A reply of the caller's client whose body is read as it comes, without blocking."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: RawHeaders = response.headers.raw
        self._response = response
        self._parts: AsyncIterator[bytes] = response.aiter_bytes()

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            async for part in self._parts:
                if part:
                    return part
        except Exception as error:
            if failed := failure(error):
                raise failed from error
            raise
        return b""

    async def close(self) -> None:
        """Free the connection."""
        await self._response.aclose()


def _check_client(client: Any) -> None:
    if not callable(getattr(client, "build_request", None)) or not callable(getattr(client, "send", None)):
        raise ConfigurationError(f"http_client must be an httpx client, not {type(client).__name__}")


def _check_open(client: Any) -> None:
    if getattr(client, "is_closed", False):
        raise ConfigurationError("the http_client that was given is closed; create a new one")


def _alone(request: WireRequest) -> dict[str, Any]:
    """What keeps a client from adding its credentials and following redirects, where others than its own are asked."""
    return {"auth": None, "follow_redirects": False} if request.foreign else {}


def _built(client: Any, request: WireRequest, content: bytes | Sending | AsyncSending) -> Any:
    headers = list(request.headers)
    if not isinstance(request.body, bytes) and request.body.length is not None:
        headers.append(("content-length", str(request.body.length)))
    built = client.build_request(
        request.method,
        request.url,
        headers=headers,
        content=content if content != b"" or request.method == "POST" else None,
        timeout=(
            request.connect_timeout,
            request.read_timeout,
            request.read_timeout,
            request.connect_timeout,
        ),
    )
    if request.foreign:
        for name in set(built.headers) - {"host", "transfer-encoding"} - {name for name, _ in headers}:
            del built.headers[name]
        built.url = type(built.url)(request.url)
    return built
