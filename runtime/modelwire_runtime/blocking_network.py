"""Sockets that block."""

from __future__ import annotations

import contextlib
import select
import selectors
import socket
import ssl
import sys
from typing import Any, Protocol, Self

from .transport_failures import WriteFailed, broken, late_answer, late_connection, refused

LARGE = 65_536
"""Bytes of which, when they are written, it is looked whether the peer answers meanwhile."""
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class ByteStream(Protocol):
    """A connection as httpcore has them, of which httpcore's own are some; times in seconds, None for no limit."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next; empty at the end."""
        ...

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> ByteStream:
        """The same connection, encrypted from now on."""
        ...

    def get_extra_info(self, info: str) -> Any:
        """Its ``socket``, and whether it ``is_readable``."""
        ...


class SocketStream:
    """A socket, plain or encrypted."""

    def __init__(self, plain: socket.socket) -> None:
        self._socket = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next; empty at the end."""
        try:
            self._wait_for(timeout)
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise late_answer() from error
        except OSError as error:
            raise broken(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; time runs out only while the peer takes none."""
        left = memoryview(buffer)
        try:
            self._wait_for(timeout)
            while left:
                left = left[self._socket.send(left) :]
        except TimeoutError as error:
            raise late_answer() from error
        except OSError as error:
            raise WriteFailed(str(error)) from error

    def _wait_for(self, timeout: float | None) -> None:
        if timeout != self._socket.gettimeout():
            self._socket.settimeout(timeout)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> SocketStream:
        """The same connection, encrypted from now on."""
        try:
            self._wait_for(timeout)
            return SocketStream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname))
        except BaseException as error:
            self.close()
            if isinstance(error, TimeoutError):
                raise late_connection() from error
            if isinstance(error, OSError):
                raise broken(error) from error
            raise

    def get_extra_info(self, info: str) -> Any:
        """The socket, or whether something has come, perhaps the end."""
        return self._socket if info == "socket" else self._is_readable()

    def _is_readable(self) -> bool:
        if self._socket.fileno() < 0:
            return True
        if sys.platform == "win32":
            return bool(select.select([self._socket], [], [], 0)[0])
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))


def connect_tcp(host: str, port: int, timeout: float | None = None) -> PatientStream:
    """A connection to a host, by the first of its addresses that answers."""
    try:
        plain = socket.create_connection((host, port), timeout)
    except TimeoutError as error:
        raise late_connection() from error
    except (OSError, UnicodeError) as error:  # the latter of names that are none
        raise broken(error) from error
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return PatientStream(SocketStream(plain))


class PatientStream:
    """One connection; ``patience``, where set, is the most seconds that a read waits, whatever it is told."""

    def __init__(self, stream: ByteStream) -> None:
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

        Raises :class:`WriteFailed` if it does, after which its answer can be read.
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
                    raise late_answer()
                events = found[0][1]
                if events & selectors.EVENT_READ:
                    self._early = self._come()
                    if refused(self._early):
                        raise WriteFailed("the answer came before the request was sent")
                    if self._early:
                        selector.modify(network, selectors.EVENT_WRITE)
                if events & selectors.EVENT_WRITE:
                    return

    def _come(self) -> bytes:
        """What has come already, perhaps nothing: where TLS speaks for itself."""
        try:
            data = self._stream.read(LARGE, 0)
        except Exception as error:
            if isinstance(error.__cause__, BlockingIOError | ssl.SSLWantReadError):
                return b""
            raise WriteFailed(str(error)) from error
        if not data:
            raise WriteFailed("the connection was closed")
        return data

    def close(self) -> None:
        """Close the connection; a thread that waits for its next bytes wakes up."""
        with contextlib.suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Self:
        """The same connection, encrypted from now on."""
        return type(self)(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Its ``socket``, and whether it ``is_readable``."""
        return self._stream.get_extra_info(info)
