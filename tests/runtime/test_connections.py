"""What keeps connections between requests."""

from __future__ import annotations

from collections.abc import Callable

from modelwire_runtime.connections import Connections


class Interrupted(str):
    """An origin at which, when it is looked up, something else happens, as when a signal comes or garbage is collected."""

    happens: Callable[[], object]

    def __hash__(self) -> int:
        self.happens()
        return super().__hash__()


def test_a_connection_may_be_closed_while_another_is_taken() -> None:
    """A handler of SIGTERM that closes the client, or a stream that is collected, must not wait for itself."""
    connections: Connections[object] = Connections()
    dropped, origin = connections.add(object(), "http://a"), Interrupted("http://a")
    origin.happens = lambda: connections.discard(dropped)
    assert connections.take(origin) is None
    assert connections.drain() == []
