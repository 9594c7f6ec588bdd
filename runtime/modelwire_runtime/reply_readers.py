"""Reads replies of HTTP/1.1: bytes in, the head and the pieces of the body out.

A library reads the head and bodies in chunks; a body whose length is told is taken as it comes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeAlias

from .context import RawHeaders
from .transport import TransportError

Pieces: TypeAlias = Sequence[bytes]
LONGEST_HEAD = 102_400
"""Bytes of what comes before a body, beyond which it is refused."""
LONGEST_NUMBER = 20
"""Digits of a length, likewise."""
WITHOUT_BODY = (204, 304)


class ReplyReader(ABC):
    """Reads one reply; faults are raised as :class:`TransportError`.

    ``headed`` and ``ended`` tell how far it came, ``length`` how long the body is, if that is told, and ``persistent``
    whether the connection can be used again after it.
    """

    status = 0
    headers: RawHeaders = ()
    headed = False
    ended = False
    persistent = False
    length: int | None = None
    _left = 0
    _before = 0
    """Bytes of what came before the body, interim replies among them."""

    def feed(self, data: bytes) -> Pieces:
        """The pieces of the body in what came; nothing came at the end of the connection."""
        if self.headed and self.length is not None:
            return self._sized(data)
        if self.headed:
            return self._parse(data)
        if not data:
            raise TransportError("Server disconnected without sending a response.")
        pieces = self._parse(data)
        self._before += len(data)
        if self._before > LONGEST_HEAD and not self.headed:
            raise TransportError("the reply's head is too long")
        return pieces

    @abstractmethod
    def _parse(self, data: bytes) -> Pieces:
        """Read the head, or a body whose length is not told."""

    def _begin(self, status: int, version: bytes, headers: RawHeaders) -> None:
        """Note the head of the reply, and how its body is to be read."""
        closes, length, encoding = version != b"1.1", None, None
        for name, value in headers:
            name = name.lower()
            if name == b"connection":
                closes = closes or b"close" in value.lower()
            elif name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                if encoding is not None or value.lower() != b"chunked":
                    raise TransportError("the reply's transfer-encoding is another than chunked")
                encoding = value
        self.status, self.headers, self.headed = status, headers, True
        self.persistent = not closes
        if status in WITHOUT_BODY:
            self.length = 0
        elif encoding is None and length is not None:
            if len(length) > LONGEST_NUMBER:
                raise TransportError("the reply's content-length makes no sense")
            self.length = int(length)
        if self.length is not None:
            self._left = self.length
            self.ended = not self._left

    def _sized(self, data: bytes) -> Pieces:
        """So much of what came as belongs to the body."""
        if not data and self._left:
            raise TransportError(
                "peer closed connection without sending complete message body "
                f"(received {(self.length or 0) - self._left} bytes, expected {self.length})"
            )
        if len(data) > self._left:
            data, self.persistent = data[: self._left], False
        self._left -= len(data)
        self.ended = not self._left
        return (data,) if data else ()

    def close(self) -> None:
        """Read no more."""
        self.ended = True
