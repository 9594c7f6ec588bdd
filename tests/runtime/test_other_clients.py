"""A client of the caller's may be of a library with httpx's API, and may speak HTTP/2."""

from __future__ import annotations

import asyncio
import gzip
import importlib
import json
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
import trustme

from modelwire_runtime.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    ProviderError,
    RequestTimeoutError,
    ResponseParsingError,
    StreamInterruptedError,
)
from modelwire_runtime.timing import Retry, Timeout
from tests.runtime.colours import Colour, Face
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, FaultServer, Script, always, completion, delta, streams
from tests.runtime.providers import AcmeProvider

LIBRARIES = ("httpx", "httpx2")
ONCE = Retry(attempts=1)


class MakeClient:
    """Makes clients of the colour and library at hand, which end with the test."""

    def __init__(self, library: ModuleType, colour: Colour, stack: ExitStack) -> None:
        self._library = library
        self._colour: Colour = colour
        self._stack = stack

    def __call__(self, server: FaultServer | str, **options: Any) -> Face:
        """A client over one of the library's, which is made with these options."""
        url = server if isinstance(server, str) else f"{server.url}/v1"
        blocks = self._colour == "blocking"
        mine = (self._library.Client if blocks else self._library.AsyncClient)(trust_env=False, **options)
        timeout = Timeout(connect=2, read=0.5)
        provider = AcmeProvider(api_key=KEY, base_url=url)
        face = Face(self._colour, provider, http_client=mine, retry=ONCE, timeout=timeout)
        self._stack.enter_context(face)
        self._stack.callback(mine.close if blocks else lambda: face.run(mine.aclose()))
        return face


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(request.param)


@pytest.fixture
def client(library: ModuleType, colour: Colour) -> Iterator[MakeClient]:
    with ExitStack() as stack:
        yield MakeClient(library, colour, stack)


def test_calls_and_streams(serve: Serve, client: MakeClient) -> None:
    server = serve(always())
    face = client(server, headers={"x-mine": "1"})
    assert [face.chat().text for _ in range(3)] == ["Hello!"] * 3
    assert server.connections == 1 and server.requests[0].headers["x-mine"] == "1"
    assert client(serve(streams(delta("Hel"), delta("lo"), delta(None, "stop"), DONE))).stream().text == "Hello"


def test_a_body_may_be_packed(serve: Serve, client: MakeClient) -> None:
    assert client(serve(always(gzip.compress(completion()), content_encoding="gzip"))).chat().text == "Hello!"


def silent(connection: Connection) -> None:
    connection.request()
    connection.wait_until_closed()


def cut(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (always(completion(), 401), AuthenticationError),
        (always(b"{}", content_encoding="gzip"), ResponseParsingError),
        (silent, RequestTimeoutError),
        (cut, ConnectionFailedError),
    ],
)
def test_errors(script: Script, kind: type[ProviderError], serve: Serve, client: MakeClient) -> None:
    with pytest.raises(kind):
        client(serve(script)).chat()


def test_nobody_listens(client: MakeClient) -> None:
    with pytest.raises(ConnectionFailedError):
        client("http://127.0.0.1:1/v1").chat()


def test_a_stream_that_is_cut(serve: Serve, client: MakeClient) -> None:
    def begun(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi"))

    found = client(serve(begun)).stream()
    assert isinstance(found.error, StreamInterruptedError) and found.error.partial.text == "Hi"


def test_a_stream_that_is_left_frees_its_connection(serve: Serve, client: MakeClient) -> None:
    def endless(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi"))
        connection.wait_until_closed()

    server = serve(endless)
    assert client(server).stream(take=1).text == "Hi"
    assert server.wait_until_idle()


def test_redirects_are_the_client_s_business(serve: Serve, client: MakeClient) -> None:
    other = serve(always())
    server = serve(always(b"", 307, location=f"{other.url}/v1/chat/completions"))
    with pytest.raises(ProviderError, match="the provider redirects to"):
        client(server).chat()
    assert client(server, follow_redirects=True).chat().text == "Hello!"


def test_one_that_is_closed_or_of_the_other_colour(library: ModuleType) -> None:
    mine = library.Client()
    provider = AcmeProvider(api_key=KEY)
    with pytest.raises(ConfigurationError, match="http_client is blocking: give it to Client"):
        Face("async", provider, http_client=mine)
    mine.close()
    with Face("blocking", provider, http_client=mine) as face:
        with pytest.raises(ConfigurationError, match="http_client that was given is closed"):
            face.chat()
    theirs = library.AsyncClient()
    with pytest.raises(ConfigurationError, match="http_client is asynchronous: give it to AsyncClient"):
        Face("blocking", provider, http_client=theirs)
    asyncio.run(theirs.aclose())


def speaking_http_2(authority: trustme.CA, asked: list[Any]) -> Script:
    """Answers in HTTP/2: whole or as a stream, as the request wants; ``asked`` are the bodies."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.tempfile() as path:
        context.load_cert_chain(path)
    context.set_alpn_protocols(["h2"])

    def serve(connection: Connection) -> None:
        with context.wrap_socket(connection.socket, server_side=True) as wrapped:
            connection.socket = wrapped
            talk = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
            talk.initiate_connection()
            wrapped.sendall(talk.data_to_send())
            bodies: dict[int, bytes] = {}
            while data := wrapped.recv(65_536):
                for event in talk.receive_data(data):
                    if isinstance(event, h2.events.DataReceived):
                        bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                        talk.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    elif isinstance(event, h2.events.StreamEnded):
                        asked.append(json.loads(bodies.pop(event.stream_id)))
                        answer(talk, event.stream_id, asked[-1])
                wrapped.sendall(talk.data_to_send())

    def answer(talk: h2.connection.H2Connection, stream: int, body: Any) -> None:
        talk.send_headers(stream, [(":status", "200"), ("content-type", "text/plain"), ("x-request-id", "r1")])
        pieces = (delta("Hel"), delta("lo"), delta(None, "stop"), DONE) if body.get("stream") else (completion(),)
        for piece in pieces:
            talk.send_data(stream, piece)
        talk.end_stream(stream)

    return serve


def test_http_2(library: ModuleType, serve: Serve, client: MakeClient, authority: trustme.CA) -> None:
    asked: list[Any] = []
    server = serve(speaking_http_2(authority, asked))
    context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    face = client(server.url.replace("http:", "https:") + "/v1", http2=True, verify=context)
    reply = face.chat()
    assert reply.text == "Hello!" and reply.request_id == "r1"
    assert face.stream().text == "Hello"
    assert [face.chat().text for _ in range(2)] == ["Hello!"] * 2
    assert [bool(body.get("stream")) for body in asked] == [False, True, False, False]
    assert server.connections == 1
