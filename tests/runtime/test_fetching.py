"""Images, sound and files that a vendor does not fetch itself are fetched by us, if allowed, on real sockets.

The addresses are https; a transport of the test's leads them to a server on loopback.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, final

import httpx
import pytest

from modelwire_runtime import fetching
from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.catalog import Catalog
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    APIError,
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    NotSupportedError,
    ProviderError,
    RequestTimeoutError,
)
from modelwire_runtime.h11_transport import AsyncH11Transport, H11Transport
from modelwire_runtime.http_transport import AsyncHttpStream, HttpStream
from modelwire_runtime.httpx_transport import ClientTransport, HttpxStream
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import OpenAIChat
from modelwire_runtime.provider import ChatProvider, credential, setting
from modelwire_runtime.routes import Endpoints, Route
from modelwire_runtime.timing import RequestContext, Timeout
from modelwire_runtime.transport import WireReply, WireRequest

from .colours import COLOURS, Colour, Face

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "
PDF = b"%PDF-1.7 pages"
KEY = "sk-never-shown"
MODELS = Catalog()
REPLY = {
    "id": "c1",
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
}


@final
@dataclass(frozen=True, kw_only=True)
class NearProvider(ChatProvider[Any]):
    """Takes data only, and no files at all."""

    api_key: str | Secret | None = credential()
    base_url: str = setting()

    id = "near"
    name = "Near"
    docs = "https://near.invalid"
    auth = (BearerKey("api_key"),)
    catalog = "tests.runtime.test_fetching"
    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(stream_usage=False),
                "/chat",
                content=Content(image=("data",), audio=("data",), file=("data",), tool_result=("text", "image")),
                parameters=Parameters(sent=("temperature",)),
            ),
        )
    )


@dataclass
class Laid:
    """What is answered under a path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    pause: float = 0.0


class Server(ThreadingHTTPServer):
    """Answers what is laid down, and the chat with a reply; ``asked`` are path and headers, ``chats`` the bodies."""

    daemon_threads = True

    def __init__(self) -> None:
        self.laid: dict[str, Laid] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.chats: list[Any] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append((self.path, headers))
                laid = outer.laid.get(self.path.partition("?")[0], Laid(status=404))
                self.send_response(laid.status)
                for name, value in ({"content-length": str(len(laid.body))} | laid.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                time.sleep(laid.pause)
                self.wfile.write(laid.body)

            def do_POST(self) -> None:
                outer.chats.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                if outer.chats[-1].get("stream"):
                    delta = {"id": "c1", "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": "stop"}]}
                    body = f"data: {json.dumps(delta)}\n\ndata: [DONE]\n\n".encode()
                else:
                    body = json.dumps(REPLY).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def led(self, request: WireRequest) -> WireRequest:
        """The request led here, if it is to somebody else than the provider."""
        path = request.url.partition("://")[2].partition("/")[2]
        return replace(request, url=f"{self.url}/{path}") if request.foreign else request


class Led:
    """A blocking transport that leads what is fetched to the server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._inner = H11Transport()

    def fetch(self, request: WireRequest) -> WireReply:
        return self._inner.fetch(request)

    def open(self, request: WireRequest) -> HttpStream:
        return self._inner.open(self._server.led(request))

    def close(self) -> None:
        self._inner.close()


class AsyncLed:
    """The same without blocking."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._inner = AsyncH11Transport()

    async def fetch(self, request: WireRequest) -> WireReply:
        return await self._inner.fetch(request)

    async def open(self, request: WireRequest) -> AsyncHttpStream:
        return await self._inner.open(self._server.led(request))

    async def close(self) -> None:
        await self._inner.close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def provider(server: Server) -> NearProvider:
    return NearProvider(api_key=KEY, base_url=server.url)


@pytest.fixture(params=COLOURS)
def face(request: pytest.FixtureRequest, server: Server) -> Iterator[Face]:
    colour: Colour = request.param
    transport: Any = Led(server) if colour == "blocking" else AsyncLed(server)
    with Face(colour, provider(server), transport=transport, fetch_media=True) as made:
        yield made


def image(url: str, **further: Any) -> Any:
    return {"type": "image_url", "image_url": {"url": url, **further}}


def user(*parts: Any) -> list[Any]:
    return [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, *parts]}]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def refusal(face: Face, *parts: Any, **values: Any) -> ProviderError:
    with pytest.raises(ProviderError) as refused:
        face.chat(messages=user(*parts), **values)
    return refused.value


def test_what_is_fetched_takes_the_place_of_its_address(face: Face, server: Server) -> None:
    server.laid = {
        "/cat.png": Laid(PNG, headers={"content-type": "image/png"}),
        "/meow.wav": Laid(WAV, headers={"content-type": "audio/x-wav"}),
        "/paper.pdf": Laid(PDF, headers={"content-type": "application/pdf; charset=binary"}),
    }
    given = user(
        image("https://media.test/cat.png", detail="high"),
        {"type": "input_audio", "input_audio": {"data": "https://media.test/meow.wav"}},
        {"type": "file", "file": {"file_id": "https://media.test/paper.pdf?signature=s3cret"}},
    )
    before = json.dumps(given)
    reply = face.chat(messages=given)
    assert reply.text == "hi"
    assert reply.adjustments == []
    assert json.dumps(given) == before
    [chat] = server.chats
    assert chat["messages"][0]["content"][1:] == [
        image(f"data:image/png;base64,{b64(PNG)}", detail="high"),
        {"type": "input_audio", "input_audio": {"data": b64(WAV), "format": "wav"}},
        {
            "type": "file",
            "file": {"filename": "paper.pdf", "file_data": f"data:application/pdf;base64,{b64(PDF)}"},
        },
    ]
    for _, headers in server.asked:
        assert headers.keys() == {"host", "accept", "user-agent", "connection"}
        assert headers["connection"] == "close"
        assert KEY not in str(headers)


def test_streams_fetch_too(face: Face, server: Server) -> None:
    server.laid = {"/cat.png": Laid(PNG, headers={"content-type": "image/png"})}
    assert face.stream(messages=user(image("https://media.test/cat.png"))).text == "hi"
    assert b64(PNG) in json.dumps(server.chats)


def test_an_address_is_fetched_once_wherever_it_stands(face: Face, server: Server) -> None:
    server.laid = {"/cat.png": Laid(PNG)}
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    messages: list[Any] = [
        *user(image("https://media.test/cat.png")),
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": [image("https://media.test/cat.png")]},
    ]
    face.chat(messages=messages)
    assert len(server.asked) == 1
    assert json.dumps(server.chats).count(b64(PNG)) == 2


@pytest.mark.parametrize("told", [{}, {"content-type": "application/octet-stream"}, {"content-type": "text/plain"}])
def test_the_first_bytes_tell_what_the_header_does_not(face: Face, server: Server, told: dict[str, str]) -> None:
    server.laid = {"/cat": Laid(PNG, headers=told)}
    face.chat(messages=user(image("https://media.test/cat")))
    assert f"data:image/png;base64,{b64(PNG)}" in json.dumps(server.chats)


def test_redirects_are_followed_to_https_only(face: Face, server: Server) -> None:
    server.laid = {
        "/old": Laid(status=302, headers={"location": "/new"}),
        "/new": Laid(status=308, headers={"location": "https://other.test/cat.png"}),
        "/cat.png": Laid(PNG, headers={"content-type": "image/png"}),
        "/plain": Laid(status=301, headers={"location": "http://media.test/cat.png"}),
        "/inside": Laid(status=301, headers={"location": "https://169.254.169.254/latest"}),
        "/round": Laid(status=307, headers={"location": "/round"}),
    }
    face.chat(messages=user(image("https://media.test/old")))
    assert [path for path, _ in server.asked] == ["/old", "/new", "/cat.png"]
    assert "only https is fetched" in refusal(face, image("https://media.test/plain")).message
    assert "redirects to https://169.254.169.254/latest" in refusal(face, image("https://media.test/inside")).message
    assert "more than 5 redirects" in refusal(face, image("https://media.test/round")).message
    assert len(server.chats) == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://media.test/cat.png", "only https is fetched"),
        ("https://localhost/cat.png", "private network"),
        ("https://127.0.0.1/cat.png", "private network"),
        ("https://[::1]/cat.png", "private network"),
        ("https://10.1.2.3:8443/cat.png", "private network"),
        ("https://printer/cat.png", "private network"),
        ("https://db.internal/cat.png", "private network"),
        ("https://0x7f.1/cat.png", "private network"),
        ("https://user:s3cret@media.test/cat.png", "with a password"),
        ("https://[media.test/cat.png", "no address"),
    ],
)
def test_what_is_not_public_https_is_never_asked_for(face: Face, server: Server, url: str, why: str) -> None:
    error = refusal(face, image(url))
    assert isinstance(error, InvalidRequestError)
    assert error.status_code is None
    assert error.message.startswith("messages[0].content[1]: ")
    assert why in error.message
    assert "s3cret" not in str(error)
    assert not server.asked
    assert not server.chats


def test_errors_say_which_part_which_address_and_why(
    face: Face, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1024 * 1024)
    big = bytes(1024 * 1024 + 1)
    server.laid = {
        "/gone.png": Laid(status=410),
        "/page.png": Laid(b"<html>", headers={"content-type": "text/html"}),
        "/empty.png": Laid(headers={"content-type": "image/png"}),
        "/what": Laid(b"who knows"),
        "/big.png": Laid(big, headers={"content-type": "image/png"}),
        "/cut.png": Laid(PNG, headers={"content-type": "image/png", "content-length": "999"}),
    }
    for path, why in {
        "/gone.png": "status 410",
        "/page.png": "it is text/html, and not image/",
        "/empty.png": "the answer is empty",
        "/what": "neither its content-type nor its first bytes",
        "/big.png": "larger than 1 MB",
    }.items():
        error = refusal(face, image(f"https://media.test{path}?signature=s3cret"))
        assert isinstance(error, InvalidRequestError)
        assert error.message.startswith(f"messages[0].content[1]: https://media.test{path} could not be fetched: ")
        assert why in error.message
        assert "s3cret" not in str(error)
        assert (error.provider, error.retryable) == ("near", False)
    assert not server.chats


def test_one_that_lies_about_its_length_is_read_no_further(face: Face, server: Server) -> None:
    server.laid = {"/endless.png": Laid(bytes(64), headers={"content-type": "image/png", "content-length": "30000000"})}
    assert "larger than 20 MB" in refusal(face, image("https://media.test/endless.png")).message


def test_a_host_that_does_not_answer(face: Face, server: Server) -> None:
    server.laid = {"/slow.png": Laid(PNG, pause=1.0, headers={"content-type": "image/png"})}
    slow = image("https://media.test/slow.png")
    assert isinstance(refusal(face, slow, context=RequestContext(timeout=Timeout(read=0.05))), RequestTimeoutError)
    assert isinstance(refusal(face, slow, context=RequestContext(timeout=0.05)), RequestTimeoutError)
    server.laid = {
        "/cut.png": Laid(PNG, headers={"content-type": "image/png", "content-length": "99", "connection": "close"})
    }
    assert isinstance(refusal(face, image("https://media.test/cut.png")), ConnectionFailedError | RequestTimeoutError)
    assert not server.chats


def test_what_else_is_wrong_is_told_before_anything_is_fetched(face: Face, server: Server) -> None:
    server.laid = {"/cat.png": Laid(PNG, headers={"content-type": "image/png"})}
    cat = image("https://media.test/cat.png")
    with pytest.raises(NotSupportedError, match="top_p is not supported"):
        face.chat(messages=user(cat), top_p=0.5)
    with pytest.raises(InvalidRequestError, match="did you mean 'content'"):
        face.chat(messages=[*user(cat), {"role": "user", "contents": "x"}])
    assert not server.asked


def test_nothing_is_fetched_unless_it_is_allowed(face: Face, server: Server) -> None:
    cat = user(image("https://media.test/cat.png"))
    with pytest.raises(NotSupportedError, match=r"Client\(\.\.\., fetch_media=True\)"):
        face.chat(messages=cat, context=RequestContext(fetch_media=False))
    server.laid = {"/cat.png": Laid(PNG, headers={"content-type": "image/png"})}
    with BlockingClient(provider(server), transport=Led(server)) as plain:
        with pytest.raises(NotSupportedError, match="fetch_media=True"):
            plain.chat_completion(model="m", messages=cat)
        assert not server.asked
        plain.chat_completion(model="m", messages=cat, context=RequestContext(fetch_media=True))
        allowed = plain.with_options(fetch_media=True)
        allowed.with_options(timeout=Timeout()).chat_completion(model="m", messages=cat)
        assert len(server.asked) == 2
        with pytest.raises(NotSupportedError, match="fetch_media=True"):
            allowed.with_options(fetch_media=False).chat_completion(model="m", messages=cat)


def test_what_was_allowed_must_be_said_rightly(server: Server) -> None:
    wrong: Any = "yes"
    with pytest.raises(ConfigurationError, match="fetch_media must be True or False"):
        BlockingClient(provider(server), fetch_media=wrong)
    with pytest.raises(ConfigurationError, match="fetch_media must be True, False or None"):
        RequestContext(fetch_media=wrong)


def test_a_client_of_the_callers_adds_nothing_of_its_own(server: Server) -> None:
    """Its headers, its cookies, its key and its query are for the provider."""
    server.laid = {"/cat.png": Laid(PNG, headers={"content-type": "image/png"})}
    own = httpx.Client(
        headers={"x-gateway-key": KEY},
        cookies={"session": KEY},
        auth=("me", KEY),
        params={"key": KEY},
        follow_redirects=True,
    )

    class LedClient(ClientTransport):
        def open(self, request: WireRequest) -> HttpxStream:
            return super().open(server.led(request))

    with own, BlockingClient(provider(server), transport=LedClient(own), fetch_media=True) as client:
        client.chat_completion(model="m", messages=user(image("https://media.test/cat.png")))
    [(path, headers)] = server.asked
    assert path == "/cat.png"
    assert KEY not in str(headers)
    assert "cookie" not in headers
    assert headers.keys() <= {"host", "accept", "user-agent", "connection"}


def test_errors_are_no_answers_of_the_provider(face: Face, server: Server) -> None:
    error = refusal(face, image("https://media.test/nowhere.png"))
    assert isinstance(error, APIError)
    assert error.status_code is None
    assert "the answer has status 404" in str(error)
