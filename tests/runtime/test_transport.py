"""What only the transport sees: proxies, encodings, large bodies, certificates."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import subprocess
import sys
from importlib.util import find_spec

import pytest
import trustme

from modelwire_runtime import httptools_transport
from modelwire_runtime.errors import ConfigurationError, ConnectionFailedError
from modelwire_runtime.h11_transport import AsyncH11Transport, H11Transport
from modelwire_runtime.httptools_transport import AsyncHttptoolsTransport, HttptoolsTransport
from modelwire_runtime.timing import Retry
from modelwire_runtime.transport import WireRequest
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, always, completion, delta, streams
from tests.runtime.providers import AcmeProvider


def test_a_proxy_of_the_environment_is_used(serve: Serve, face: MakeFace, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(always())
    client = face("http://provider.invalid/v1")
    monkeypatch.setenv("HTTP_PROXY", f"http://user:pass@127.0.0.1:{proxy.port}")
    assert client.chat().text == "Hello!"
    assert proxy.requests[0].line == "POST http://provider.invalid/v1/chat/completions HTTP/1.1"
    assert proxy.requests[0].headers["host"] == "provider.invalid"
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"


def test_a_proxy_may_be_left_out(serve: Serve, face: MakeFace, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, server = serve(always(completion("proxied"))), serve(always())
    client = face(server)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert client.chat().text == "Hello!" and proxy.connections == 0


@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        ("gopher://user:pass@x", "the proxy x cannot be used: it must be an address of http"),
        ("http://user:pa/ss@x:1", "the proxy x:1 cannot be used: .* percent-encoded"),
        ("http://x:99999", "the proxy http://x:99999 cannot be used: there are ports up to 65535 only"),
    ],
)
def test_a_proxy_that_makes_no_sense(proxy: str, words: str, face: MakeFace, monkeypatch: pytest.MonkeyPatch) -> None:
    client = face("http://provider.invalid/v1")
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ConfigurationError, match=words) as caught:
        client.chat()
    assert "pa/" not in str(caught.value) and "'pa'" not in str(caught.value)
    assert caught.value.__cause__ is None  # it quotes what it takes for a port


def test_a_proxy_of_a_kind_that_needs_more(face: MakeFace, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("socksio"):
        pytest.skip("socksio is there")
    client = face("http://provider.invalid/v1")
    monkeypatch.setenv("ALL_PROXY", "socks5://user:pass@127.0.0.1:1")
    with pytest.raises(ConfigurationError, match=r"the proxy socks5://127\.0\.0\.1 cannot be used: .*socksio"):
        client.chat()


def test_a_body_may_be_packed(serve: Serve, face: MakeFace) -> None:
    assert face(serve(always(gzip.compress(completion()), content_encoding="gzip"))).chat().text == "Hello!"

    def packed(connection: Connection) -> None:
        connection.request()
        body = gzip.compress(delta("Hi") + delta(None, "stop") + DONE)
        connection.reply(body, content_encoding="gzip", content_type="text/event-stream")

    assert face(serve(packed)).stream().text == "Hi"


def test_a_body_may_be_longer_as_it_is_sent(serve: Serve, face: MakeFace) -> None:
    body = completion("x" * 200_000)
    assert len(longer := gzip.compress(body, 0)) > len(body)
    assert face(serve(always(longer, content_encoding="gzip"))).chat().text == "x" * 200_000


def test_large_bodies_both_ways(serve: Serve, face: MakeFace) -> None:
    text = "x" * 5_000_000
    server = serve(always(completion(text)))
    assert len(face(server).chat(messages=[{"role": "user", "content": text}]).text) == 5_000_000
    assert len(server.requests[0].body) > 5_000_000
    assert len(face(serve(streams(delta(text), delta(None, "stop"), DONE))).stream().text) == 5_000_000


def test_a_chunked_reply(serve: Serve, face: MakeFace) -> None:
    def chunked(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for index in range(0, len(completion()), 7):
            connection.chunk(completion()[index : index + 7])
        connection.end_stream()

    assert face(serve(chunked)).chat().text == "Hello!"


def test_a_reply_until_the_connection_ends(serve: Serve, face: MakeFace) -> None:
    def until_end(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.0 200 OK\r\n\r\n" + completion())

    assert face(serve(until_end)).chat().text == "Hello!"


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", ""])
def test_the_content_type_does_not_count(content_type: str, serve: Serve, face: MakeFace) -> None:
    assert face(serve(always(content_type=content_type))).chat().text == "Hello!"


def test_plain_http_where_tls_is_spoken(serve: Serve, face: MakeFace) -> None:
    def plain(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = serve(plain)
    with pytest.raises(ConnectionFailedError):
        face(server.url.replace("http:", "https:"), retry=Retry(attempts=1)).chat()


def test_the_request_as_it_is_sent(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    face(server).chat()
    request = server.requests[0]
    assert request.line == "POST /v1/chat/completions HTTP/1.1"
    assert request.headers.keys() == {"host", "accept", "user-agent", "content-type", "authorization", "content-length"}
    assert request.headers["user-agent"].startswith("modelwire/")
    assert request.body.startswith(b'{"model":"m-1","messages":[{"role":"user","content":"Hello!"}]')


def test_who_reads_slowly_lets_the_server_wait(serve: Serve) -> None:
    """What nobody has asked for yet does not pile up in memory."""
    sent: list[int] = []
    piece, number = b"x" * 1_000_000, 60

    def generous(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        for _ in range(number):
            connection.chunk(piece)
            sent.append(len(piece))
        connection.end_stream()

    async def read_slowly() -> None:
        transport = AsyncH11Transport()
        stream = await transport.open(WireRequest("POST", f"{serve(generous).url}/v1", (), b"{}", 2, 2))
        read = len(await stream.read())
        await asyncio.sleep(0.3)
        assert 0 < len(sent) < number
        while data := await stream.read():
            read += len(data)
        assert read == len(piece) * number
        await stream.close()
        await transport.close()

    asyncio.run(read_slowly())


def test_httptools_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(_: str) -> None:
        return None

    monkeypatch.setattr(httptools_transport, "find_spec", find_nothing)
    for kind in (HttptoolsTransport, AsyncHttptoolsTransport):
        with pytest.raises(
            ConfigurationError, match=rf"{kind.__name__} needs httptools: pip install 'modelwire\[fast\]'"
        ):
            kind()


def test_httptools_shows_a_certificate_of_ones_own(serve: Serve, authority: trustme.CA) -> None:
    seen: list[object] = []
    roots = authority.cert_pem.bytes().decode()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=roots)
    server_side.verify_mode = ssl.CERT_REQUIRED
    mine = ssl.create_default_context(cadata=roots)
    for context, name in ((server_side, "127.0.0.1"), (mine, "me@example.org")):
        with authority.issue_cert(name).private_key_and_cert_chain_pem.tempfile() as path:
            context.load_cert_chain(path)

    def script(connection: Connection) -> None:
        with server_side.wrap_socket(connection.socket, server_side=True) as wrapped:
            seen.append(wrapped.getpeercert())
            connection.socket = wrapped
            always()(connection)

    url = serve(script).url.replace("http:", "https:")
    provider = AcmeProvider(api_key=KEY, base_url=url)
    with Face("fast blocking", provider, transport=HttptoolsTransport(tls=mine)) as client:
        assert client.chat().text == "Hello!"
    with Face("fast async", provider, transport=AsyncHttptoolsTransport(tls=mine)) as client:
        assert client.chat().text == "Hello!"
    assert len(seen) == 2 and all(seen)


@pytest.mark.parametrize("fast", [False, True])
def test_what_is_rare_is_imported_when_it_is_needed(fast: bool, serve: Serve) -> None:
    """The first reply of a process doesn't wait for httpx, nor the fast one for h11."""
    server = serve(always())
    code = f"""
import sys
from modelwire import Client, HttptoolsTransport, OpenAIProvider

provider = OpenAIProvider(api_key="key", base_url={server.url!r})
with Client(provider, transport=HttptoolsTransport() if {fast} else None) as client:
    for _ in range(2):
        client.chat_completion(model="m", messages=[{{"role": "user", "content": "Hi"}}])
print(*sorted({{"h11", "httpcore", "httptools", "httpx"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.stdout.strip(), done.stderr) == ("httptools" if fast else "h11", "")
    assert server.connections == 1


@pytest.mark.parametrize("header", [("x-a", "a\r\nx-b: c"), ("x-a\r\nx-b", "c"), ("x-a", "\N{SNOWMAN}"), ("x-a", "\0")])
def test_a_head_that_cannot_be_sent(header: tuple[str, str], serve: Serve) -> None:
    server = serve(always())
    transport = H11Transport()
    with pytest.raises(ConfigurationError, match=r"the header '.*' holds characters that cannot be sent"):
        transport.open(WireRequest("POST", f"{server.url}/v1", (header,), b"{}", 2, 2))
    transport.close()
    assert not server.requests


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "no.such.host.invalid"])
def test_a_host_that_there_is_not(host: str, face: MakeFace) -> None:
    with pytest.raises(ConnectionFailedError):
        face(f"http://{host}/v1", retry=Retry(attempts=1)).chat()
