"""Connections that are kept between requests."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from .errors import ConfigurationError

IDLE = 30.0
"""Seconds after which an unused connection is not used again."""
MOST_IDLE = 100
"""Connections to one origin that are kept for later."""

ConnectionT = TypeVar("ConnectionT")


class Connections(Generic[ConnectionT]):
    """Idle connections by origin, and by the event loop they belong to; each serves one request at a time."""

    def __init__(self) -> None:
        self._closed = False
        self.forget()
        _kept.add(self)

    def forget(self) -> None:
        """Let go of every connection: after a fork it is the parent who reads the replies on them."""
        self._idle: dict[tuple[str, asyncio.AbstractEventLoop | None], list[tuple[float, ConnectionT]]] = {}
        self._busy: dict[ConnectionT, asyncio.AbstractEventLoop | None] = {}
        self._lock = threading.RLock()  # a handler of signals, or the garbage collector, may close something meanwhile

    def take(self, origin: str, loop: asyncio.AbstractEventLoop | None = None) -> ConnectionT | None:
        """The connection to the origin that was used last, or None."""
        with self._lock:
            if self._closed:
                raise ConfigurationError("this client is closed; create a new one")
            idle = self._idle.get((origin, loop))
            if not idle:
                return None
            _, connection = idle.pop()
            self._busy[connection] = loop
            return connection

    def add(self, connection: ConnectionT, origin: str, loop: asyncio.AbstractEventLoop | None = None) -> ConnectionT:
        """Note a new connection, as in use."""
        with self._lock:
            self._busy[connection] = loop
            if (origin, loop) not in self._idle:
                self._idle[origin, loop] = []
                for key in [key for key in self._idle if key[1] is not None and key[1].is_closed()]:
                    del self._idle[key]  # what is left of their connections went with their loop
        return connection

    def give_back(self, connection: ConnectionT, origin: str) -> list[ConnectionT]:
        """Keep a connection for the next request; returns those that have been idle too long, to be closed."""
        with self._lock:
            loop = self._busy.pop(connection, None)
            idle = self._idle.get((origin, loop))
            if idle is None or len(idle) >= MOST_IDLE:
                return [connection]
            now = time.monotonic()
            idle.append((now, connection))
            stale: list[ConnectionT] = []
            while idle[0][0] < now - IDLE:
                stale.append(idle.pop(0)[1])
            return stale

    def discard(self, connection: ConnectionT) -> None:
        """Forget a connection on which something went wrong."""
        with self._lock:
            self._busy.pop(connection, None)

    def drain(self, loop: asyncio.AbstractEventLoop | None = None) -> list[ConnectionT]:
        """Every connection of this loop, to be closed; none is handed out any more."""
        with self._lock:
            self._closed = True
            idle = [kept for (_, home), kept in list(self._idle.items()) if home is loop]
            connections = [connection for kept in idle for _, connection in kept]
            connections += [connection for connection, home in list(self._busy.items()) if home is loop]
            self._idle.clear()
            self._busy.clear()
            return connections

    def left(self) -> list[tuple[asyncio.AbstractEventLoop, ConnectionT]]:
        """The idle connections of event loops that can still close them."""
        return [
            (loop, connection)
            for (_, loop), idle in self._idle.items()
            if loop is not None and not loop.is_closed()
            for _, connection in idle
        ]


_kept: WeakSet[Connections[Any]] = WeakSet()


def _forget() -> None:
    for connections in list(_kept):
        connections.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
