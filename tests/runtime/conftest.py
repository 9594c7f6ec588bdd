"""What the tests of the runtime share."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import trustme

from modelwire_runtime.certificates import tls_context
from modelwire_runtime.timing import Retry, Timeout
from tests.runtime.colours import COLOURS, EVERY_TRANSPORT, Colour, Face, MakeFace
from tests.runtime.faults import Connection, FaultServer, Script
from tests.runtime.providers import AcmeProvider

KEY = "sk-acme-0123456789"
SWIFT = Retry(base=0.001)
Serve = Callable[..., FaultServer]


OVER_EVERY_TRANSPORT = ("test_retry_and_time", "test_streams", "test_tls", "test_transport")
"""Tests of what transports do, which are run over those of the extras, too."""


@pytest.fixture
def colour(request: pytest.FixtureRequest) -> Colour:
    found: Colour = request.param
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    own = any("colour" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "colour" in metafunc.fixturenames and not own:
        everywhere = metafunc.definition.path.stem in OVER_EVERY_TRANSPORT
        metafunc.parametrize("colour", EVERY_TRANSPORT if everywhere else COLOURS, indirect=True)


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


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The authority is trusted, as its users' environment says."""
    with authority.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        tls_context.cache_clear()
        yield
    tls_context.cache_clear()


def encrypted(script: Script, authority: trustme.CA, name: str = "127.0.0.1") -> Script:
    """The same script over TLS, with a certificate for this name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.issue_cert(name).private_key_and_cert_chain_pem.tempfile() as path:
        context.load_cert_chain(path)

    def serve(connection: Connection) -> None:
        with context.wrap_socket(connection.socket, server_side=True) as wrapped:
            connection.socket = wrapped
            script(connection)

    return serve
