"""Sockets that do not block: asyncio's own transports, from which one reads and to which one writes.

httpcore's go through anyio, which serves trio as well and costs a fifth of a call.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Self, TypeVar

from .transport import TransportError
from .transport_failures import WriteFailed, broken, late_answer, late_connection, refused

HIGH_WATER = 262_144
"""Bytes that came unasked, beyond which the sender has to wait."""

StreamT = TypeVar("StreamT", bound="AsyncioStream")


async def connect_tcp(host: str, port: int, timeout: float | None = None) -> AsyncioStream:
    """A connection to a host, by whichever of its addresses answers first."""
    return await connected(AsyncioStream, host, port, timeout)


async def connected(kind: Callable[[], StreamT], host: str, port: int, timeout: float | None) -> StreamT:
    """The same as a kind of stream of one's own."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            _, stream = await loop.create_connection(kind, host, port, happy_eyeballs_delay=_head_start(host))
    except TimeoutError as error:
        raise late_connection() from error
    except (OSError, UnicodeError) as error:  # the latter of names that are none
        raise broken(error) from error
    return stream


def _head_start(host: str) -> float | None:
    """Seconds after which the next address is tried as well (RFC 8305); a host that is given as a number has one."""
    return None if ":" in host or host.replace(".", "").isdecimal() else 0.25


class AsyncioStream(asyncio.Protocol):
    """One connection: a protocol that keeps what came until it is asked for."""

    _transport: asyncio.Transport
    _socket: asyncio.Transport
    """The transport, or where it encrypts the one below it."""

    def __init__(self) -> None:
        self._received: list[bytes] = []
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = self._socket = transport

    def data_received(self, data: bytes) -> None:
        """Keep what came; beyond some of it, let no more come."""
        self._received.append(data)
        self._size += len(data)
        if self._size > HIGH_WATER:
            self._transport.pause_reading()
        _wake(self._reader)
        if self._writer is not None and self._refused():
            _wake(self._writer)

    def eof_received(self) -> None:
        """Note that no more comes."""
        self._ended = True
        _wake(self._reader)
        _wake(self._writer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone."""
        self._ended, self._error = True, exc
        _wake(self._reader)
        _wake(self._writer)
        _wake(self._closed)

    def pause_writing(self) -> None:
        """Note that the peer takes no more for now."""
        self._writer = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Note that the peer takes more."""
        _wake(self._writer)
        self._writer = None

    # What connections call.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, or comes next; empty at the end."""
        if not self._received and not self._ended:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await _within(timeout, self._reader)
            finally:
                self._reader = None
        if self._received:
            return self._take(max_bytes)
        if self._error is not None:
            raise broken(self._error) from self._error
        return b""

    def _take(self, most: int) -> bytes:
        data = self._received[0] if len(self._received) == 1 else b"".join(self._received)
        self._received.clear()
        if len(data) > most:
            self._received.append(data[most:])
            data = data[:most]
        paused = self._size > HIGH_WATER
        self._size -= len(data)
        if paused and self._size <= HIGH_WATER and not self._ended:
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; waits where the peer does not keep up, and stops where it says that it wants no more.

        Raises :class:`WriteFailed` if it does, after which its answer can be read.
        """
        if not buffer:
            return
        self._check_wanted()
        self._transport.write(buffer)
        if self._writer is not None:
            await self._drained(timeout)
            self._check_wanted()

    async def _drained(self, timeout: float | None) -> None:
        """Wait until the peer has taken most of what was written; time runs out only while it takes nothing."""
        left = self._unsent()
        while waiting := self._writer:
            try:
                return await _within(timeout, waiting)
            except TransportError:
                before, left = left, self._unsent()
                if left >= before:
                    raise
                if self._writer is waiting:
                    self._writer = asyncio.get_running_loop().create_future()

    def _unsent(self) -> int:
        """Bytes that still wait for the peer, encrypted or not."""
        return sum(one.get_write_buffer_size() for one in {self._socket, self._transport})

    def _check_wanted(self) -> None:
        if self._ended:
            raise WriteFailed(str(self._error or "the connection was closed")) from self._error
        if self._received and self._refused():
            raise WriteFailed("the answer came before the request was sent")

    def _refused(self) -> bool:
        return refused(self._received[0])

    async def aclose(self) -> None:
        """Close at once; nothing is left to be sent by then."""
        if not self._closed.done():
            self.abort()
            await asyncio.shield(self._closed)

    def abort(self) -> None:
        """Close without waiting for that."""
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Self:
        """The same connection, encrypted from now on."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                encrypted = await loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname, ssl_shutdown_timeout=1
                )
        except BaseException as error:
            self._transport.abort()
            _wake(self._closed)  # until hands are shaken nobody calls connection_lost()
            if isinstance(error, TimeoutError):
                raise late_connection() from error
            if isinstance(error, OSError):
                raise TransportError(str(error) or "the peer hung up while hands were shaken") from error
            raise
        assert encrypted is not None
        self._transport = encrypted
        return self

    def get_extra_info(self, info: str) -> Any:
        """Its ``socket``, ``ssl_object`` and the like, and whether it ``is_readable``."""
        if info == "is_readable":  # of an idle connection: whether the server has closed it
            return bool(self._received) or self._ended or self._transport.is_closing()
        return self._transport.get_extra_info(info)


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


async def _within(timeout: float | None, waiting: asyncio.Future[None]) -> None:
    """Wait for something to happen; raises if it takes longer than that."""
    if timeout is None:
        return await waiting
    alarm = asyncio.get_running_loop().call_later(timeout, _expire, waiting)
    try:
        await waiting
    finally:
        alarm.cancel()


def _expire(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_exception(late_answer())
