"""What an HTTP library must do for us, and no more.

A transport sends bytes to a URL and hands back a status, headers and bytes.  It follows no redirects, knows no
cookies, retries nothing and raises :class:`TransportError` for whatever goes wrong on the way.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from .context import RawHeaders


class Upload(Protocol):
    """A body that is read as it is sent, such as a file from disk.

    The headers of the request hold its ``content_type`` already.  A transport sends ``content-length: {length}``, or
    ``transfer-encoding: chunked`` where ``length`` is None, and then what ``pieces()`` gives.
    """

    @property
    def content_type(self) -> str:
        """The value of the header."""
        ...

    @property
    def length(self) -> int | None:
        """Bytes in all; None where that shows only at the end."""
        ...

    @property
    def replayable(self) -> bool:
        """Whether it can be sent (again): what can be read only once is not, once that was begun."""
        ...

    def pieces(self) -> Generator[bytes]:
        """The bytes from the start; to be closed by who takes less than all of them.

        Raises in between where they cannot be read any more, or are more or fewer than ``length``: then the request
        must not be completed, the connection not be used again, and the error is let through as it is.
        """
        ...


@dataclass(frozen=True, slots=True, repr=False)
class WireRequest:
    """One HTTP request, ready to send; times in seconds, None for no limit.

    ``read_timeout`` limits each silence; ``total_timeout`` what is left of the call's time, in which the head of the
    reply must have come: a transport that does not block is cancelled then, one that blocks has to look itself.

    ``body`` is all of its bytes, or for calls that send files an :class:`Upload`.

    ``foreign`` says that it goes to somebody else than the provider: what a client adds to its requests by itself (its
    headers, its credentials) must not go with it.

    Its ``repr`` shows method and address only: the headers hold the key.

    >>> asked = Hooks(on_request=lambda call, request: print(request.method, request.url))
    >>> reply = client.with_options(hooks=asked).chat_completion(model="gpt-5.4", messages=messages)
    POST http://127.0.0.1:.../openai/v1/chat/completions
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | Upload
    connect_timeout: float | None = None
    read_timeout: float | None = None
    foreign: bool = False
    total_timeout: float | None = None

    @property
    def address(self) -> str:
        """The URL without its query."""
        return self.url.partition("?")[0]

    def __repr__(self) -> str:
        return f"<WireRequest {self.method} {self.address}>"


@dataclass(slots=True)
class WireReply:
    """One HTTP reply, whole."""

    status: int
    headers: RawHeaders
    body: bytes


class TransportError(Exception):
    """No answer came, or not all of it; ``timed_out`` tells whether time ran out."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class GarbledBody(TransportError):
    """A reply came whose body cannot be unpacked."""


class DeadlinePassed(TransportError):
    """The total time of the call is used up."""

    def __init__(self) -> None:
        super().__init__("the time is up", timed_out=True)


class WireStream(Protocol):
    """One HTTP reply whose body is read as it comes."""

    status: int
    headers: RawHeaders

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        ...

    def close(self) -> None:
        """Free the connection, whether or not the body was read to its end."""
        ...


@runtime_checkable
class Draining(Protocol):
    """A stream that can be read with little patience, for the end of a body that has said all it has to say."""

    def drain(self, seconds: float) -> bytes:
        """The next bytes, which may take no longer than that; empty at the end."""
        ...


class AsyncWireStream(Protocol):
    """One HTTP reply whose body is read as it comes, without blocking."""

    status: int
    headers: RawHeaders

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        ...

    async def close(self) -> None:
        """Free the connection, whether or not the body was read to its end."""
        ...


class Transport(Protocol):
    """Sends requests, blocking; whoever closes the client closes it.

    Calls that send files have an :class:`Upload` for a body.  A transport that knows bytes only may send
    ``b"".join(request.body.pieces())``, at the price of the memory; a good one sends the pieces one by one, and if the
    server answers before it has all of them, hands that answer back.

    >>> class Offline:
    ...     def fetch(self, request):
    ...         raise ConnectionError(f"not sent: {request.method} {request.url}")
    ...     def open(self, request):
    ...         return self.fetch(request)
    ...     def close(self):
    ...         pass
    >>> Client("openai", transport=Offline()).chat_completion(model="gpt-5.4", messages=messages)
    Traceback (most recent call last):
    ...
    ConnectionError: not sent: POST http://127.0.0.1:.../openai/v1/chat/completions
    """

    def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        ...

    def open(self, request: WireRequest) -> WireStream:
        """Send a request and return once the head of the reply has arrived."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class AsyncTransport(Protocol):
    """Sends requests without blocking; whoever closes the client closes it.

    For calls that send files the same holds as for :class:`Transport`.  The pieces are read in the event loop, 64 KiB
    at a time.

    >>> class Offline:
    ...     async def fetch(self, request):
    ...         raise ConnectionError(f"not sent: {request.method} {request.url}")
    ...     async def open(self, request):
    ...         return await self.fetch(request)
    ...     async def close(self):
    ...         pass
    >>> await AsyncClient("openai", transport=Offline()).chat_completion(model="gpt-5.4", messages=messages)
    Traceback (most recent call last):
    ...
    ConnectionError: not sent: POST http://127.0.0.1:.../openai/v1/chat/completions
    """

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        ...

    async def open(self, request: WireRequest) -> AsyncWireStream:
        """Send a request and return once the head of the reply has arrived."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
