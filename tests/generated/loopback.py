"""A server on loopback that answers every request with what a test lays down, and counts what it is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Seen:
    """A request that came in; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Laid:
    """What is answered next."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    elsewhere: dict[str, bytes] = field(default_factory=dict[str, bytes])
    before: list[bytes] = field(default_factory=list[bytes])
    """What is answered first, one after the other."""

    def at(self, path: str) -> bytes:
        """What is answered at a path: where it ends as one of ``elsewhere``, what stands there."""
        if self.before:
            return self.before.pop(0)
        found = (body for end, body in self.elsewhere.items() if path.partition("?")[0].endswith(end))
        return next(found, self.body)


class Loopback:
    """Serves while its `with` block lasts; `seen` are the requests, `connections` counts who knocked."""

    def __init__(self) -> None:
        self.laid = Laid()
        self.seen: list[Seen] = []
        self.connections = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def setup(self) -> None:
                outer.connections += 1
                super().setup()

            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.seen.append(Seen(self.command, self.path, headers, self.rfile.read(length)))
                laid = outer.laid
                body = laid.at(self.path)
                self.send_response(laid.status)
                self.send_header("content-type", laid.content_type)
                self.send_header("content-length", str(len(body)))
                for name, value in laid.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            do_DELETE = answer
            do_GET = answer
            do_POST = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def lay(self, body: Any = None, *, status: int = 200, stream: bool = False, **headers: str) -> None:
        """Lay down the next answer: JSON, or the text of a stream."""
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.laid = Laid(status, data, "text/event-stream" if stream else "application/json", headers)
        self.seen.clear()

    def lay_in_turn(self, *bodies: Any) -> None:
        """Lay down the next answers: JSON, one after the other; the last of them again and again."""
        *before, last = bodies
        self.lay(last)
        self.laid.before += [json.dumps(body).encode() for body in before]

    def lay_bytes(self, data: bytes, content_type: str) -> None:
        """Lay down the next answer: content of some type."""
        self.laid = Laid(200, data, content_type)
        self.seen.clear()

    def lay_at(self, end: str, body: Any) -> None:
        """Beside that, lay down what is answered at paths that end so."""
        self.laid.elsewhere[end] = json.dumps(body).encode()

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
