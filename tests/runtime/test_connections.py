"""What keeps connections between requests."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.connections import Connections
from modelwire_runtime.httptools_transport import AsyncHttptoolsTransport
from modelwire_runtime.requests import ChatRequest
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always
from tests.runtime.providers import AcmeProvider


class Interrupted(str):
    """An origin at whose look-up something else happens: a signal comes, or garbage is collected."""

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


FORKED = """
import os
from modelwire_runtime.connections import Connections
connections = Connections()
kept, busy = connections.add("kept", "http://a"), connections.add("busy", "http://a")
connections.give_back(kept, "http://a")
with connections._lock:
    child = os.fork()
    if not child:
        os._exit(len(connections.drain()))
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert sorted(connections.drain()) == ["busy", "kept"]
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
def test_a_forked_process_takes_no_connection_of_its_parent() -> None:
    """The two would read each other's replies; nor does it wait for a lock that a thread of the parent held."""
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=20)


@pytest.mark.parametrize("way", ["own", "fast", "proxied"])
def test_a_client_that_was_left_closes_its_connections(way: str, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop would keep them for as long as it runs."""
    server = serve(always())
    if way == "proxied":
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("NO_PROXY", "")

    async def leave() -> None:
        transport = AsyncHttptoolsTransport() if way == "fast" else None
        client = NonblockingClient(AcmeProvider(api_key=KEY, base_url=server.url), transport=transport)
        question = ChatRequest(model="m-1", messages=[{"role": "user", "content": "Hi"}])
        await asyncio.gather(*(client.chat_completion(question) for _ in range(3)))

    async def main() -> None:
        await leave()
        assert server.connections == 3
        gc.collect()
        assert await asyncio.to_thread(server.wait_until_idle)

    asyncio.run(main())
