"""Encrypted connections: certificates that hold, that don't, and tunnels through a proxy."""

from __future__ import annotations

import pytest
import trustme

from modelwire_runtime.errors import ConnectionFailedError
from modelwire_runtime.timing import Retry, Timeout
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import Serve, encrypted
from tests.runtime.faults import DONE, Connection, always, completion, delta, streams

ONCE = Retry(attempts=1)


@pytest.mark.usefixtures("trusted")
def test_calls_and_streams(serve: Serve, face: MakeFace, authority: trustme.CA) -> None:
    server = serve(encrypted(always(), authority))
    client = face(server.url.replace("http:", "https:"))
    assert [client.chat().text for _ in range(3)] == ["Hello!"] * 3 and server.connections == 1
    text = "x" * 3_000_000
    events = delta(text), delta(None, "stop"), DONE
    server = serve(encrypted(streams(*events), authority))
    client = face(server.url.replace("http:", "https:"))
    assert client.stream(messages=[{"role": "user", "content": text}]).text == text
    assert client.stream().text == text
    assert server.connections == 1


@pytest.mark.usefixtures("trusted")
def test_the_end_of_a_stream_that_is_left_early(serve: Serve, face: MakeFace, authority: trustme.CA) -> None:
    closed: list[bool] = []

    def endless(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(delta("Hi"))
        closed.append(connection.wait_until_closed())

    server = serve(encrypted(endless, authority))
    assert face(server.url.replace("http:", "https:")).stream(take=1).text == "Hi"
    assert server.wait_until_idle() and closed == [True]


def test_a_certificate_of_an_unknown_authority(serve: Serve, face: MakeFace, authority: trustme.CA) -> None:
    server = serve(encrypted(always(), authority))
    with pytest.raises(ConnectionFailedError, match=r"(?i)certificate verify failed"):
        face(server.url.replace("http:", "https:"), retry=ONCE).chat()
    assert server.wait_until_idle() and not server.requests


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name(serve: Serve, face: MakeFace, authority: trustme.CA) -> None:
    server = serve(encrypted(always(), authority, "elsewhere.invalid"))
    with pytest.raises(ConnectionFailedError, match=r"(?i)certificate"):
        face(server.url.replace("http:", "https:"), retry=ONCE).chat()
    assert not server.requests


@pytest.mark.usefixtures("trusted")
def test_a_server_that_never_shakes_hands(serve: Serve, face: MakeFace) -> None:
    def silent(connection: Connection) -> None:
        connection.wait_until_closed()

    server = serve(silent)
    with pytest.raises(ConnectionFailedError):
        face(server.url.replace("http:", "https:"), retry=ONCE).chat()
    assert server.wait_until_idle()


@pytest.mark.usefixtures("trusted")
def test_a_tunnel_through_a_proxy(
    serve: Serve, face: MakeFace, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tunnel(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        encrypted(always(completion("tunnelled")), authority, "provider.invalid")(connection)

    proxy = serve(tunnel)
    client = face("https://provider.invalid/v1")
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{proxy.port}")
    assert [client.chat().text for _ in range(2)] == ["tunnelled"] * 2
    assert proxy.connections == 1 and proxy.requests[0].line == "CONNECT provider.invalid:443 HTTP/1.1"
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"
    assert "authorization" in proxy.requests[1].headers and "proxy-authorization" not in proxy.requests[1].headers


@pytest.mark.usefixtures("trusted")
def test_a_proxy_that_is_asked_in_secret(
    serve: Serve, face: MakeFace, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(encrypted(always(completion("proxied")), authority))
    client = face("http://provider.invalid/v1")
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("http:", "https:"))
    assert [client.chat().text for _ in range(2)] == ["proxied"] * 2
    assert proxy.connections == 1 and proxy.requests[0].headers["host"] == "provider.invalid"


@pytest.mark.parametrize("after", ["a certificate", "something else", "nothing"])
def test_a_tunnel_in_which_no_hands_are_shaken(
    after: str, serve: Serve, face: MakeFace, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a proxy that reads along, with a certificate of its own, or one that is stuck; the call ends in time."""

    def tunnel(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        if after == "a certificate":
            encrypted(always(), authority, "provider.invalid")(connection)
        elif after == "something else":
            connection.send(b"hello, I speak no TLS\r\n")
        else:
            connection.wait_until_closed()

    proxy = serve(tunnel)
    client = face("https://provider.invalid/v1", retry=ONCE, timeout=Timeout(connect=0.2, read=2))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    with pytest.raises(ConnectionFailedError):
        client.chat()
    assert proxy.wait_until_idle()
