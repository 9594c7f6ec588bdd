"""A server on raw sockets that misbehaves as it is told to.

Each connection is served by a script: a function that is given the connection and says what happens on it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    line: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Connection:
    """One connection, as a script sees it."""

    socket: socket.socket
    number: int
    server: FaultServer
    _rest: bytes = b""

    def request(self) -> Request | None:
        """The next request; None if the client has gone."""
        while b"\r\n\r\n" not in self._rest:
            if not self._receive():
                return None
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in lines)}
        body = (
            self._chunked() if "transfer-encoding" in headers else self._exactly(int(headers.get("content-length", 0)))
        )
        if body is None:
            return None
        request = Request(line, headers, body, self.number)
        self.server.requests.append(request)
        return request

    def _exactly(self, length: int) -> bytes | None:
        while len(self._rest) < length:
            if not self._receive():
                return None
        body, self._rest = self._rest[:length], self._rest[length:]
        return body

    def _chunked(self) -> bytes | None:
        body = b""
        while True:
            while b"\r\n" not in self._rest:
                if not self._receive():
                    return None
            size, _, self._rest = self._rest.partition(b"\r\n")
            chunk = self._exactly(int(size, 16) + 2)
            if chunk is None:
                return None
            body += chunk[:-2]
            if chunk == b"\r\n":
                return body

    def _receive(self) -> bool:
        data = self.socket.recv(65536)
        self._rest += data
        return bool(data)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole reply."""
        lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def begin_stream(self) -> None:
        """The head of a chunked stream of events."""
        self.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")

    def chunk(self, data: bytes) -> None:
        self.send(b"%x\r\n%b\r\n" % (len(data), data))

    def end_stream(self) -> None:
        self.send(b"0\r\n\r\n")

    def reset(self) -> None:
        """Close with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait_until_closed(self, seconds: float = 5.0) -> bool:
        """Whether the client closes the connection in time."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


Script = Callable[[Connection], object]


@dataclass
class FaultServer:
    """Serves connections by scripts: the first by the first, and so on; those after the last by the last."""

    scripts: list[Script]
    requests: list[Request] = field(default_factory=list[Request])
    connections: int = 0
    open_connections: int = 0

    def __enter__(self) -> FaultServer:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        with socket.socket() as poke:  # wakes accept() up where closing does not
            poke.settimeout(1)
            poke.connect_ex(("127.0.0.1", self.port))
        for one in self._sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._accepting.join(5)
        for thread in self._threads:
            thread.join(5)
        for one in self._sockets:
            one.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_idle(self, seconds: float = 5.0) -> bool:
        """Whether every connection is gone in time."""
        end = time.monotonic() + seconds
        while self.open_connections and time.monotonic() < end:
            time.sleep(0.005)
        return self.open_connections == 0

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(accepted)
            with self._lock:
                script = self.scripts[min(self.connections, len(self.scripts) - 1)]
                self.connections += 1
                self.open_connections += 1
            connection = Connection(accepted, self.connections, self)
            thread = threading.Thread(target=self._serve, args=(connection, script), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: Connection, script: Script) -> None:
        try:
            script(connection)
        except OSError:
            pass
        finally:
            connection.socket.close()
            with self._lock:
                self.open_connections -= 1


def completion(text: str = "Hello!", **more: Any) -> bytes:
    """A whole reply of a chat."""
    message = {"role": "assistant", "content": text}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12},
    }
    return json.dumps(body | more).encode()


def delta(text: str | None = None, finish: str | None = None, **more: Any) -> bytes:
    """One event of a chat's stream."""
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
    body = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m-1", "choices": [choice]}
    return b"data: " + json.dumps(body | more).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def always(body: bytes | None = None, status: int = 200, **headers: str) -> Script:
    """Answers every request of a connection alike."""
    answer = completion() if body is None else body

    def serve(connection: Connection) -> None:
        while connection.request():
            connection.reply(answer, status, **headers)

    return serve


def once(body: bytes, status: int = 200, **headers: str) -> Script:
    """Answers one request and closes the connection."""

    def serve(connection: Connection) -> None:
        if connection.request():
            connection.reply(body, status, connection="close", **headers)

    return serve


def streams(*events: bytes) -> Script:
    """Answers every request of a connection with a stream of these events, each a chunk of its own."""

    def serve(connection: Connection) -> None:
        while connection.request():
            connection.begin_stream()
            for event in events:
                connection.chunk(event)
            connection.end_stream()

    return serve
