"""Sockets as what httpcore reads from and writes to, with a patience that can be changed between two reads."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

LARGE = 65_536
"""Bytes of which, when they are written, it is looked whether the peer answers meanwhile."""
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


def refused(answer: bytes) -> bool:
    """Whether the head of an answer says that the rest of the request is not wanted: with any status from 300 on."""
    return answer[9:10] not in (b"", b"1", b"2")


class BlockingNetwork(httpcore.NetworkBackend):
    """Opens connections as httpcore does by itself."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> PatientStream:
        """A connection to a host."""
        return PatientStream(self._sockets.connect_tcp(host, port, timeout, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._sockets.sleep(seconds)


class PatientStream(httpcore.NetworkStream):
    """One connection; ``patience``, where set, is the most seconds that a read waits.

    httpcore fixes the time that reads may take when a reply's body begins.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._early = b""
        self.patience: float | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next; empty at the end."""
        if self._early:
            early, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return early
        return self._stream.read(max_bytes, timeout if self.patience is None else self.patience)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; many of them only as long as the peer does not say that it wants no more.

        After a WriteError httpcore reads the answer that may have come.
        """
        if len(buffer) < LARGE:
            return self._stream.write(buffer, timeout)
        for start in range(0, len(buffer), LARGE):
            self._await_room(timeout)
            self._stream.write(buffer[start : start + LARGE], timeout)
        return None

    def _await_room(self, timeout: float | None) -> None:
        """Wait until bytes can be sent; raises if the peer answers that it wants none, or has gone."""
        network = self._stream.get_extra_info("socket")
        with _Selector() as selector:
            selector.register(network, selectors.EVENT_WRITE | (0 if self._early else selectors.EVENT_READ))
            while True:
                found = selector.select(timeout)
                if not found:
                    raise httpcore.WriteTimeout("the peer takes no bytes")
                events = found[0][1]
                if events & selectors.EVENT_READ:
                    self._early = self._come()
                    if refused(self._early):
                        raise httpcore.WriteError("the answer came before the request was sent")
                    if self._early:
                        selector.modify(network, selectors.EVENT_WRITE)
                if events & selectors.EVENT_WRITE:
                    return

    def _come(self) -> bytes:
        """What has come already, perhaps nothing: where TLS speaks for itself."""
        try:
            data = self._stream.read(LARGE, 0)
        except httpcore.ReadError as error:
            if isinstance(error.__cause__, BlockingIOError | ssl.SSLWantReadError):
                return b""
            raise httpcore.WriteError(str(error)) from error
        if not data:
            raise httpcore.WriteError("the connection was closed")
        return data

    def close(self) -> None:
        """Close the connection; a thread that waits for its next bytes wakes up."""
        with contextlib.suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> PatientStream:
        """The same connection, encrypted from now on."""
        return PatientStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know of the connection."""
        return self._stream.get_extra_info(info)
