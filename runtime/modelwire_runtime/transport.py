"""What an HTTP library must do for us, and no more.

A transport sends bytes to a URL and hands back a status, headers and bytes.  It follows no redirects, knows no
cookies, retries nothing and raises :class:`TransportError` for whatever goes wrong on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from .context import RawHeaders


@dataclass(frozen=True, slots=True, repr=False)
class WireRequest:
    """One HTTP request, ready to send; times in seconds, None for no limit.

    ``foreign`` says that it goes to somebody else than the provider: what a client adds to its requests by itself (its
    headers, its credentials) must not go with it.

    Its ``repr`` shows method and address only: the headers hold the key.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connect_timeout: float | None = None
    read_timeout: float | None = None
    foreign: bool = False

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
    """Sends requests, blocking; whoever closes the client closes it."""

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
    """Sends requests without blocking; whoever closes the client closes it."""

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        ...

    async def open(self, request: WireRequest) -> AsyncWireStream:
        """Send a request and return once the head of the reply has arrived."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
