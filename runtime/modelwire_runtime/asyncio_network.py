"""asyncio's own transports as what httpcore reads from and writes to.

httpcore's default goes through anyio, which serves trio as well and costs a fifth of a call; modelwire's async client
runs on asyncio only (https://www.encode.io/httpcore/network-backends/).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from .blocking_network import refused

HIGH_WATER = 262_144
"""Bytes that came unasked, beyond which the sender has to wait."""


class AsyncioNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections on the running event loop."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncioStream:
        """A connection to a host, by whichever of its addresses answers first."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                _, stream = await loop.create_connection(AsyncioStream, host, port, happy_eyeballs_delay=0.25)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return stream

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class AsyncioStream(httpcore.AsyncNetworkStream, asyncio.Protocol):
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

    # What httpcore calls.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, or comes next; empty at the end."""
        if not self._received and not self._ended:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await _within(timeout, self._reader, httpcore.ReadTimeout)
            finally:
                self._reader = None
        if self._received:
            return self._take(max_bytes)
        if self._error is not None:
            raise httpcore.ReadError(str(self._error)) from self._error
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

        After a WriteError httpcore reads the answer that may have come.
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
                return await _within(timeout, waiting, httpcore.WriteTimeout)
            except httpcore.WriteTimeout:
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
            raise httpcore.WriteError(str(self._error or "the connection was closed")) from self._error
        if self._received and self._refused():
            raise httpcore.WriteError("the answer came before the request was sent")

    def _refused(self) -> bool:
        return refused(self._received[0])

    async def aclose(self) -> None:
        """Close at once; nothing is left to be sent when httpcore does."""
        if not self._closed.done():
            self._transport.abort()
            await asyncio.shield(self._closed)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncioStream:
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
                raise httpcore.ConnectTimeout(str(error)) from error
            if isinstance(error, OSError):
                raise httpcore.ConnectError(str(error) or "the peer hung up while hands were shaken") from error
            raise
        assert encrypted is not None
        self._transport = encrypted
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know of the connection."""
        match info:
            case "is_readable":  # of an idle connection: whether the server has closed it
                return bool(self._received) or self._ended or self._transport.is_closing()
            case "ssl_object":
                return self._transport.get_extra_info("ssl_object")
            case "client_addr":
                return self._transport.get_extra_info("sockname")
            case "server_addr":
                return self._transport.get_extra_info("peername")
            case "socket":
                return self._transport.get_extra_info("socket")
            case _:
                return None


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


async def _within(timeout: float | None, waiting: asyncio.Future[None], late: type[Exception]) -> None:
    """Wait for something to happen; raises ``late`` if it takes longer than that."""
    if timeout is None:
        return await waiting
    alarm = asyncio.get_running_loop().call_later(timeout, _expire, waiting, late)
    try:
        await waiting
    finally:
        alarm.cancel()


def _expire(waiting: asyncio.Future[None], late: type[Exception]) -> None:
    if not waiting.done():
        waiting.set_exception(late())
