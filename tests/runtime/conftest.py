"""What the tests of the runtime share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from modelwire_runtime.timing import Retry, Timeout
from tests.runtime.colours import COLOURS, Colour, Face, MakeFace
from tests.runtime.faults import FaultServer, Script
from tests.runtime.providers import AcmeProvider

KEY = "sk-acme-0123456789"
SWIFT = Retry(base=0.001)
Serve = Callable[..., FaultServer]


@pytest.fixture(params=COLOURS)
def colour(request: pytest.FixtureRequest) -> Colour:
    found: Colour = request.param
    return found


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that stop with the test."""
    with ExitStack() as stack:

        def start(*scripts: Script) -> FaultServer:
            return stack.enter_context(FaultServer(list(scripts)))

        yield start


@pytest.fixture
def face(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeFace]:
    """Makes clients of the colour at hand, which end with the test."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:

        def make(server: FaultServer | str, *, provider: Any = None, **options: Any) -> Face:
            url = server if isinstance(server, str) else f"{server.url}/v1"
            options.setdefault("retry", SWIFT)
            options.setdefault("timeout", Timeout(connect=2, read=2))
            provider = provider or AcmeProvider(api_key=KEY, base_url=url)
            return stack.enter_context(Face(colour, provider, **options))

        yield make
