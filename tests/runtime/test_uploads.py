"""Files on their way to a server: both colours, our own transport and a client of the caller's."""

from __future__ import annotations

import asyncio
import io
import os
import re
import socket
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias, cast

import httpx
import pytest
import trustme

from modelwire_runtime.async_client import AsyncDriver
from modelwire_runtime.client import Driver
from modelwire_runtime.context import CallContext
from modelwire_runtime.errors import (
    ConnectionFailedError,
    InvalidRequestError,
    ProviderUnavailableError,
    RequestTimeoutError,
    RequestTooLargeError,
)
from modelwire_runtime.exchange import Call, exchange
from modelwire_runtime.forms import Form, Related
from modelwire_runtime.h11_transport import AsyncH11Transport, H11Transport
from modelwire_runtime.httptools_transport import AsyncHttptoolsTransport, HttptoolsTransport
from modelwire_runtime.httpx_transport import AsyncClientTransport, ClientTransport
from modelwire_runtime.timing import Retry, Timeout
from modelwire_runtime.transport import Upload
from modelwire_runtime.uploads import PIECE, File, FileLike
from tests.runtime.colours import Colour
from tests.runtime.conftest import KEY, SWIFT, Serve, encrypted
from tests.runtime.faults import Connection, FaultServer, Request, Script, always, once
from tests.runtime.providers import AcmeProvider

Kind: TypeAlias = Literal["own", "httpx", "httptools"]
WAYS: tuple[tuple[Colour, Kind], ...] = (
    ("blocking", "own"),
    ("blocking", "httpx"),
    ("async", "own"),
    ("async", "httpx"),
    ("blocking", "httptools"),
    ("async", "httptools"),
)
MIB = 1_048_576
PATIENT = Timeout(connect=2, read=5)


class Sender:
    """Sends bodies by a transport of either colour and kind, as a call of a client does."""

    def __init__(self, colour: Colour, kind: Kind, stack: ExitStack) -> None:
        self.colour, self.kind = colour, kind
        self.calls: list[Call[bytes]] = []
        self._blocking: Any = None
        self._async: Any = None
        if colour == "blocking":
            if kind == "httpx":
                self._blocking = ClientTransport(stack.enter_context(httpx.Client(trust_env=False)))
            else:
                self._blocking = H11Transport() if kind == "own" else HttptoolsTransport()
            stack.callback(self._blocking.close)
            return
        self.runner = stack.enter_context(asyncio.Runner())
        if kind == "httpx":
            theirs = httpx.AsyncClient(trust_env=False)
            self._async = AsyncClientTransport(theirs)
            stack.callback(lambda: self.runner.run(theirs.aclose()))
        else:
            self._async = AsyncH11Transport() if kind == "own" else AsyncHttptoolsTransport()
            stack.callback(lambda: self.runner.run(self._async.close()))

    def call(self, url: str, body: bytes | Upload, retry: Retry, timeout: Timeout) -> Call[bytes]:
        provider = AcmeProvider(api_key=KEY, base_url=url)
        call = Call[bytes](
            context=CallContext(provider, "m-1"),
            target=provider.target("chat", "m-1"),
            url=f"{url}/files",
            body=body,
            retry=retry,
            timeout=timeout,
            clock=time.monotonic,
            decode=bytes,
            extra_headers=() if isinstance(body, bytes) else (("content-type", body.content_type),),
        )
        self.calls.append(call)
        return call

    def __call__(
        self, server: FaultServer | str, body: bytes | Upload, retry: Retry = SWIFT, timeout: Timeout = PATIENT
    ) -> bytes:
        call = self.call(server if isinstance(server, str) else server.url, body, retry, timeout)
        if self._blocking:
            return cast(bytes, Driver(exchange(call), self._blocking).run())
        return self.runner.run(self.send(call))

    async def send(self, call: Call[bytes]) -> bytes:
        return cast(bytes, await AsyncDriver(call, exchange(call), self._async).run())


@pytest.fixture(params=WAYS, ids="-".join)
def send(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:
        colour, kind = cast(tuple[Colour, Kind], request.param)
        yield Sender(colour, kind, stack)


class Noted:
    """A body of zeros that notes how often it was begun and ended."""

    content_type = "application/octet-stream"
    replayable = True

    def __init__(self, length: int) -> None:
        self.length = length
        self.begun = self.ended = 0
        self.first = threading.Event()

    def pieces(self) -> Generator[bytes]:
        self.begun += 1
        self.first.set()
        try:
            for _ in range(self.length // PIECE):
                yield bytes(PIECE)
        finally:
            self.ended += 1


def parsed(request: Request) -> list[EmailMessage]:
    """The parts of a form as the standard library reads them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body, policy=policy.HTTP)
    assert message.is_multipart() and not message.defects
    return [cast(EmailMessage, part) for part in message.iter_parts()]


def content(part: EmailMessage) -> bytes:
    return cast(bytes, part.get_payload(decode=True))


def sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


def pipe(data: bytes) -> IO[bytes]:
    """What can be read only once."""
    reading, writing = os.pipe()
    with open(writing, "wb") as file:
        file.write(data)
    return open(reading, "rb")


def behind(data: bytes, start: int) -> IO[bytes]:
    file = io.BytesIO(data)
    file.seek(start)
    return file


# What arrives.


def test_a_form_arrives_as_it_was_given(serve: Serve, send: Sender, tmp_path: Path) -> None:
    server = serve(always(b"thanks"))
    sound = os.urandom(3 * PIECE + 17)
    path = tmp_path / "speech.mp3"
    path.write_bytes(sound)
    form = Form(
        [("model", "m-1"), ("include[]", "a"), ("include[]", "b"), ("prompt", "Grüße,\r\nBob"), ("empty", "")],
        [
            ("file", path),
            ("image[]", b"\x89PNG"),
            ("image[]", ("mask.png", bytearray(b"mask"))),
            ("image[]", ("odd", memoryview(b"0123456789")[::2], 'image/x-odd; q="1"')),
            ("empty", ("nothing.bin", io.BytesIO())),
            ("rest", behind(sound, 100)),
        ],
    )
    assert send(server, form) == b"thanks"
    request = server.requests[0]
    assert request.headers["content-length"] == str(len(request.body)) == str(form.length)
    assert request.headers["content-type"] == form.content_type and "transfer-encoding" not in request.headers
    told = [
        (part.get_param("name", header="content-disposition"), part.get_filename(), part["content-type"])
        for part in parsed(request)
    ]
    assert told == [
        ("model", None, None),
        ("include[]", None, None),
        ("include[]", None, None),
        ("prompt", None, None),
        ("empty", None, None),
        ("file", "speech.mp3", "audio/mpeg"),
        ("image[]", "upload", "application/octet-stream"),
        ("image[]", "mask.png", "image/png"),
        ("image[]", "odd", 'image/x-odd; q="1"'),
        ("empty", "nothing.bin", "application/octet-stream"),
        ("rest", "upload", "application/octet-stream"),
    ]
    assert [content(part) for part in parsed(request)] == [
        *(b"m-1", b"a", b"b", "Grüße,\r\nBob".encode(), b""),
        *(sound, b"\x89PNG", b"mask", b"02468", b"", sound[100:]),
    ]


def test_what_is_told_of_a_file_may_go_before_it(serve: Serve, send: Sender, tmp_path: Path) -> None:
    server = serve(once(b"{}", 503), always(b"{}"))
    path = tmp_path / "a.bin"
    path.write_bytes(os.urandom(3 * PIECE + 17))
    body = Related('{"file": {"displayName": "Grüße"}}'.encode(), File(path))
    send(server, body)
    for request in server.requests:
        assert request.headers["content-length"] == str(len(request.body)) == str(body.length)
        assert request.headers["content-type"].startswith("multipart/related; boundary=")
        told, file = parsed(request)
        assert (told.get_content_type(), told.get_content_charset()) == ("application/json", "utf-8")
        assert content(told).decode() == '{"file": {"displayName": "Grüße"}}'
        assert (file["content-type"], content(file)) == ("application/octet-stream", path.read_bytes())
    assert len(server.requests) == 2


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE])
def test_a_file_may_be_the_whole_body(size: int, serve: Serve, send: Sender, tmp_path: Path) -> None:
    server = serve(always(b"{}"))
    data = os.urandom(size)
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    given: list[FileLike] = [data, bytearray(data), memoryview(data), str(path), path, io.BytesIO(data), ("a", data)]
    with path.open("rb") as file, path.open("rb", buffering=0) as raw:
        for one in (*given, file, raw):
            send(server, File(one))
    assert [request.body == data for request in server.requests] == [True] * 9
    assert server.connections == 1


def test_what_has_no_known_length_goes_in_chunks(serve: Serve, send: Sender) -> None:
    server = serve(always(b"{}"))
    with pipe(b"a" * 20_000) as first, pipe(b"b" * 20_000) as second:
        send(server, File(first))
        send(server, Form([("x", "y")], [("file", ("b.txt", second))]))
    raw, form = server.requests
    assert raw.body == b"a" * 20_000 and content(parsed(form)[1]) == b"b" * 20_000
    for request in server.requests:
        assert request.headers["transfer-encoding"] == "chunked" and "content-length" not in request.headers


def test_a_large_file_is_never_held_whole(serve: Serve, send: Sender, tmp_path: Path) -> None:
    size, taken = 16 * MIB, 0

    def swallow(connection: Connection) -> None:
        """Answers when all has come: a server that hung up before that would cut off its own answer, now and then."""
        nonlocal taken
        head, _, begun = connection.socket.recv(PIECE, socket.MSG_WAITALL).partition(b"\r\n\r\n")
        if not head:
            return
        taken, room = len(begun), bytearray(PIECE)
        whole = int(re.findall(rb"content-length: (\d+)", head.lower())[0])
        while taken < whole and (more := connection.socket.recv_into(room)):
            taken += more
        connection.reply(b"{}")

    server, form = serve(swallow), Form(files=[("file", sparse(tmp_path / "large.bin", size))])
    send(serve(always(b"{}")), File(b""))  # what is loaded at first is no part of it
    tracemalloc.start()
    try:
        send(server, form, timeout=Timeout(connect=2, read=20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert form.length and taken == form.length > size and peak < 2 * MIB, peak


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('a"; filename="evil.exe', "a%22; filename=%22evil.exe"),
        ("a\r\nX-Evil: 1\r\n\r\nbody", "a%0D%0AX-Evil: 1%0D%0A%0D%0Abody"),
        ("a\\", "a\\\\"),
        ("a\0\x1b\x7f", "a%00%1B%7F"),
        ("Grüße 🎵.mp3", "Grüße 🎵.mp3"),
        ("\udcff.mp3", "?.mp3"),
        ("a/../../b", "a/../../b"),
    ],
)
def test_no_name_gets_out_of_its_quotes(name: str, written: str) -> None:
    form = Form([(name, "1")], [(name, (name, b"x"))])
    whole = b"".join(form.pieces()).decode()
    assert f'name="{written}"\r\n\r\n1\r\n' in whole
    assert f'name="{written}"; filename="{written}"\r\nContent-Type: ' in whole
    body = whole.encode()
    parts = parsed(Request("", {"content-type": form.content_type}, body, 1))
    assert [sorted(part.keys()) for part in parts] == [["Content-Disposition"], ["Content-Disposition", "Content-Type"]]
    assert [content(part) for part in parts] == [b"1", b"x"] and form.length == len(body)


# Sending again.


def test_a_retry_sends_the_whole_again(serve: Serve, send: Sender, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(os.urandom(200_000))
    server = serve(once(b"{}", 503), once(b"{}", 503), always(b"{}"))
    with path.open("rb") as file:
        file.seek(7)
        send(server, Form([("a", "b")], [("file", path), ("rest", file), ("bytes", b"abc")]))
        assert not file.closed
    bodies = [request.body for request in server.requests]
    assert len(bodies) == 3 and len(set(bodies)) == 1 and path.read_bytes() in bodies[0]


def test_what_can_be_read_only_once_is_sent_once(serve: Serve, send: Sender) -> None:
    server = serve(always(b'{"error": {"message": "busy"}}', 503))
    with pipe(b"abc") as file, pytest.raises(ProviderUnavailableError) as raised:
        send(server, Form(files=[("file", file)]))
    assert len(server.requests) == 1
    assert "busy; not tried again, as a file was given that can be read only once" in str(raised.value)


def test_what_was_not_begun_can_be_sent_yet(send: Sender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with pipe(b"abc") as file, pytest.raises(ConnectionFailedError) as raised:
        send(url, File(file))
    assert send.calls[0].context.attempts == SWIFT.attempts and "tried again" not in str(raised.value)


def test_what_was_read_is_not_read_again(serve: Serve, send: Sender) -> None:
    server = serve(always(b"{}"))
    with pipe(b"abc") as file:
        body = File(file)
        send(server, body)
        with pytest.raises(InvalidRequestError, match="can be read only once"):
            send(server, body)


# Servers that have seen enough.


def refusing(then: Callable[[Connection], object], more: str = "") -> Script:
    """Answers a request when some of its body has come, then does that."""

    def serve(connection: Connection) -> None:
        received = 0
        while received < 3 * PIECE and (part := connection.socket.recv(PIECE)):
            received += len(part)
        time.sleep(0.2)  # until the sender has filled what there is between the two
        body = b'{"error": {"message": "too much"}}'
        connection.send(f"{more}HTTP/1.1 413 X\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        then(connection)

    return serve


def drain(connection: Connection) -> None:
    """As well-behaved servers do: say that no more will be sent, and read on for a while."""
    connection.socket.shutdown(socket.SHUT_WR)
    connection.wait_until_closed()


@pytest.mark.parametrize("then", ["read on", "drain", "wait", "close"])
def test_an_early_answer_is_the_answer(then: str, serve: Serve, send: Sender, tmp_path: Path) -> None:
    over = threading.Event()
    ways: dict[str, Callable[[Connection], object]] = {
        "read on": Connection.wait_until_closed,
        "drain": drain,
        "wait": lambda connection: over.wait(5),
        "close": lambda connection: None,
    }
    if send.kind == "httpx" and (then == "wait" or (then == "close" and send.colour == "async")):
        pytest.skip("httpx looks for an answer only when it can send no more")
    server = serve(refusing(ways[then]))
    begun = time.monotonic()
    with pytest.raises(RequestTooLargeError, match="too much"):
        send(server, File(sparse(tmp_path / "large.bin", 64 * MIB)))
    over.set()
    assert time.monotonic() - begun < 3
    assert send.kind == "httpx" or server.wait_until_idle()


def test_an_early_answer_comes_through_a_proxy(
    serve: Serve, send: Sender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if send.kind == "httpx":
        pytest.skip("it is told to look for none")
    over = threading.Event()
    proxy = serve(refusing(lambda connection: over.wait(5)))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    begun = time.monotonic()
    with pytest.raises(RequestTooLargeError, match="too much"):
        send("http://provider.invalid", File(sparse(tmp_path / "large.bin", 64 * MIB)))
    over.set()
    assert time.monotonic() - begun < 3
    assert proxy.wait_until_idle()


def test_to_be_told_to_continue_is_no_answer(serve: Serve, send: Sender) -> None:
    def continuing(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if connection.request():
            connection.reply(b"{}")

    server = serve(continuing)
    assert send(server, File(bytes(2 * MIB))) == b"{}" and len(server.requests[0].body) == 2 * MIB


def test_an_early_answer_may_be_tried_again(serve: Serve, send: Sender) -> None:
    def busy(connection: Connection) -> None:
        connection.socket.recv(PIECE)
        connection.send(b"HTTP/1.1 503 X\r\ncontent-length: 2\r\n\r\n{}")
        drain(connection)

    server = serve(busy, always(b"{}"))
    assert send(server, File(bytes(8 * MIB))) == b"{}" and len(server.requests[0].body) == 8 * MIB


@pytest.mark.parametrize("way", ["reset", "closed"])
def test_a_cut_connection_is_told_as_one(way: str, serve: Serve, send: Sender) -> None:
    def cut(connection: Connection) -> None:
        connection.socket.recv(PIECE)
        if way == "reset":
            connection.reset()

    server, body = serve(cut), Noted(64 * MIB)
    with pytest.raises(ConnectionFailedError, match="check the network and base_url") as raised:
        send(server, body)
    assert not isinstance(raised.value, RequestTimeoutError)
    assert server.connections == body.begun == body.ended == SWIFT.attempts and server.wait_until_idle()


# Time.


def waiting(over: threading.Event) -> Script:
    """Takes nothing."""
    return lambda connection: connection and over.wait(5)


def test_a_server_that_takes_nothing_runs_out_of_time(serve: Serve, send: Sender) -> None:
    over = threading.Event()
    server, body = serve(waiting(over)), Noted(64 * MIB)
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        send(server, body, Retry(attempts=1), Timeout(connect=2, read=0.3))
    over.set()
    assert time.monotonic() - begun < 2 and body.ended == 1 and server.wait_until_idle()


@pytest.mark.parametrize("whole", [True, False])
def test_a_server_that_takes_it_slowly_does_not(whole: bool, serve: Serve, send: Sender) -> None:
    """Time runs out only while no byte is taken, also of a body that is in memory."""

    def slow(connection: Connection) -> None:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 262_144)
        got = 0
        while got < 16 * MIB and (part := connection.socket.recv(MIB)):
            got += len(part)
            if got < 12 * MIB:  # what lies between the two at the end is no part of it
                time.sleep(len(part) / (16 * MIB))
        connection.reply(b"{}")

    if whole and send.kind == "httpx" and send.colour == "async":
        pytest.skip("httpx gives the whole as much time as a piece")
    body = bytes(16 * MIB) if whole else Noted(16 * MIB)
    assert send(serve(slow), body, Retry(attempts=1), Timeout(connect=2, read=0.6)) == b"{}"


def test_the_event_loop_is_not_held_up(serve: Serve, send: Sender) -> None:
    if send.colour == "blocking":
        pytest.skip("it has none")
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async def main() -> None:
        task = asyncio.create_task(others())
        await send.send(send.call(serve(always(b"{}")).url, Noted(MIB), SWIFT, PATIENT))
        task.cancel()

    send.runner.run(main())
    assert turns > MIB / PIECE


def test_the_total_time_holds_for_uploads(serve: Serve, send: Sender) -> None:
    def slow(connection: Connection) -> None:
        while connection.socket.recv(PIECE):
            time.sleep(0.005)

    server, body = serve(slow), Noted(64 * MIB)
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError, match=r"raise Timeout\(total=...\)"):
        send(server, body, timeout=Timeout(connect=2, read=5, total=0.4))
    assert time.monotonic() - begun < 2 and body.begun == body.ended == 1 and server.wait_until_idle()


def test_who_cancels_frees_connection_and_file(serve: Serve, send: Sender) -> None:
    if send.colour == "blocking":
        pytest.skip("nothing blocking can be cancelled")
    over = threading.Event()
    server, body = serve(waiting(over), always(b"{}")), Noted(64 * MIB)

    async def cancelled() -> None:
        task = asyncio.create_task(send.send(send.call(server.url, body, SWIFT, PATIENT)))
        assert await asyncio.to_thread(body.first.wait, 5)
        await asyncio.sleep(0.3)  # until there is no more room between the two
        assert body.begun and not body.ended
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    send.runner.run(cancelled())
    assert body.begun == body.ended == 1
    over.set()
    assert server.wait_until_idle() and send(server, File(b"abc")) == b"{}"


# Files that change.


@pytest.mark.parametrize(("size", "said"), [(2 * MIB, "has shrunk"), (65 * MIB, "has grown")])
@pytest.mark.parametrize("whole", [True, False])
def test_a_file_that_changes_is_no_request(
    whole: bool, size: int, said: str, serve: Serve, send: Sender, tmp_path: Path
) -> None:
    path = sparse(tmp_path / "log.txt", 64 * MIB)

    def change(connection: Connection) -> None:
        head, _, begun = connection.socket.recv(PIECE, socket.MSG_WAITALL).partition(b"\r\n\r\n")
        if not head:
            return
        os.truncate(path, size)
        missing = int(re.findall(rb"content-length: (\d+)", head.lower())[0]) - len(begun)
        while part := connection.socket.recv(MIB):
            missing -= len(part)
        missed.append(missing)

    missed: list[int] = []
    server = serve(change)
    body = File(path, provider="acme") if whole else Form(files=[("file", path)], provider="acme")
    with pytest.raises(InvalidRequestError, match=rf"acme: the file '.*log\.txt' {said}: it had 67108864 bytes"):
        send(server, body)
    assert server.wait_until_idle() and server.connections == 1
    assert missed == [] or missed[0] > 0


def test_a_file_that_went_before_it_was_sent(serve: Serve, send: Sender, tmp_path: Path) -> None:
    path = sparse(tmp_path / "gone", 10)
    body = File(path)
    path.unlink()
    with pytest.raises(InvalidRequestError, match=r"gone' cannot be opened any more: No such file or directory"):
        send(serve(always(b"{}")), body)


def test_a_file_object_that_fails_in_between(serve: Serve, send: Sender) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 2 * PIECE:
                raise OSError(5, "Input/output error")
            return super().read(size)

    server = serve(always(b"{}"))
    with pytest.raises(InvalidRequestError, match="the file cannot be read any more: Input/output error"):
        send(server, File(Broken(bytes(4 * PIECE))))
    assert server.requests == [] and server.connections <= 1


# What is no file.


class Coroutine:
    async def read(self, size: int) -> bytes:
        return b""


def shut(file: IO[Any]) -> IO[Any]:
    file.close()
    return file


WRONG: list[tuple[Any, str]] = [
    ("/no/such/file.mp3", "'/no/such/file.mp3' cannot be found: No such file or directory; a str is a path"),
    ("", "cannot be found: No such file"),
    ("x" * 5000, "...' cannot be found: File name too long; a str is a path, content goes as bytes"),
    ("a\0b", r"'a\x00b' cannot be found: "),  # by each Python in words of its own: an embedded null byte
    (Path("/"), "'/' is a directory"),
    (io.StringIO("text"), "is open for text; open it with 'rb'"),
    (shut(io.BytesIO(b"x")), "is closed"),
    (Coroutine(), "is an asynchronous file object; give its path"),
    ((), "must be a path, bytes, a file opened with 'rb', or a tuple of name, content and, if you like, content"),
    (("a",), "not a tuple of 1"),
    (("a", b"", "text/plain", {}), "not a tuple of 4"),
    ((None, b"x"), "must have its name first in the tuple, not None"),
    (("", b"x"), "must have its name first in the tuple, not ''"),
    ((b"x", "a"), "must have its name first in the tuple, not bytes"),
    (("a", ("b", b"x")), "must have its content second in the tuple, not another tuple"),
    (("a", b"x", "text"), "'a' must have a content type third in the tuple, such as 'audio/mpeg', not 'text'"),
    (("a", b"x", "text/plain\r\nX-Evil: 1"), "must have a content type third"),
    (("a", b"x", "text/plain; a=\r\nX-Evil: 1"), "must have a content type third"),
    (("a", 7), "'a' must be a path, bytes,"),
    (None, "not None"),
    (7, "not int"),
    (["a"], "not list"),
    ({"file": b""}, "not dict"),
]


@pytest.mark.parametrize(
    ("given", "said"),
    WRONG,
)
def test_what_is_no_file_is_said_at_once(given: Any, said: str) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        Form(files=[("image", given)], provider="acme")
    assert str(raised.value).startswith("acme: the image ") and said in str(raised.value)
    assert len(str(raised.value)) < 300


def test_files_that_are_opened_wrongly(tmp_path: Path) -> None:
    path = sparse(tmp_path / "a.txt", 3)
    with path.open() as text, pytest.raises(InvalidRequestError, match=r"'a\.txt' is open for text; open it with 'rb'"):
        File(text)  # type: ignore[arg-type]
    with path.open("ab") as writing, pytest.raises(InvalidRequestError, match="is not open for reading"):
        File(writing)
    with tempfile.NamedTemporaryFile("w+") as text, pytest.raises(InvalidRequestError, match="is open for text"):
        File(cast(Any, text))
    path.chmod(0)
    if not os.access(path, os.R_OK):  # root may read all
        with pytest.raises(InvalidRequestError, match="may not be read: permission denied"):
            File(path)


@pytest.mark.parametrize("make", [tempfile.TemporaryFile, tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile])
def test_temporary_files_are_files(make: Callable[[], Any]) -> None:
    with make() as file:
        file.write(b"0123")
        file.seek(1)
        body = File(file)
        assert body.length == 3 and [b"".join(body.pieces()) for _ in range(2)] == [b"123"] * 2
        assert body.replayable and not file.closed


def test_fields_are_text() -> None:
    with pytest.raises(InvalidRequestError, match="acme: temperature must be text, not float"):
        Form([("temperature", 0.5)], provider="acme")  # type: ignore[list-item]
    with pytest.raises(InvalidRequestError, match="prompt holds half a character"):
        Form([("prompt", "\ud83d")])


def test_what_a_file_is_can_be_seen() -> None:
    assert repr(File(("a.png", b"12"))) == "<File a.png, image/png, 2 bytes>"
    assert repr(File(b"")) == "<File without a name, application/octet-stream, 0 bytes>"
    assert File(("a.tar.gz", b"")).content_type == "application/octet-stream"


# Over TLS.


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("then", [drain, Connection.wait_until_closed])
def test_uploads_are_encrypted(
    then: Callable[[Connection], object], serve: Serve, send: Sender, authority: trustme.CA, tmp_path: Path
) -> None:
    if send.kind == "httpx":
        pytest.skip("a client of the caller's has its own certificates")
    path = tmp_path / "a.bin"
    path.write_bytes(os.urandom(2 * MIB + 1))
    server = serve(encrypted(always(b"{}"), authority))
    assert send(server.url.replace("http:", "https:"), Form(files=[("file", path)])) == b"{}"
    assert content(parsed(server.requests[0])[0]) == path.read_bytes()
    server = serve(encrypted(refusing(then), authority))
    with pytest.raises(RequestTooLargeError, match="too much"):
        send(server.url.replace("http:", "https:"), File(sparse(path, 64 * MIB)))
    assert server.wait_until_idle()
