"""The application of web-page.md, served by a real server to real readers."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from tests.documents.vendors import Vendors

TEXT = (Path(__file__).parents[2] / "docs/web-page.md").read_text("utf-8")
[CODE] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
[PAGE] = re.findall(r"```html\n(.*?)```", TEXT, re.DOTALL)


class Slow:
    """A vendor that says a word every so often, and notes when nobody listens any more."""

    def __init__(self) -> None:
        self.left = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.end_headers()
                try:
                    for _ in range(200):
                        chunk = {"choices": [{"index": 0, "delta": {"content": "blue "}}]}
                        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                        time.sleep(0.02)
                except OSError:
                    outer.left.set()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Slow:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendors]:
    with Vendors() as vendors:
        for name, value in vendors.environment().items():
            monkeypatch.setenv(name, value)
        yield vendors


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where the application is served, as a reader of the document would serve it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", os.environ.get("OPENAI_API_KEY", "sk-of-a-test"))
    Path("chat.html").write_text(PAGE)
    names: dict[str, Any] = {}
    exec(compile(CODE, "chat.py", "exec"), names)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(names["app"], log_level="error", ws="none", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def events(text: str) -> list[tuple[str, Any]]:
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)]


def test_a_reader_gets_the_answer_piece_by_piece(vendors: Vendors, address: str) -> None:
    with httpx.stream("GET", f"{address}/chat", params={"q": "Why is the sky blue?"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = events(response.read().decode())
    assert told == [("text", "Hello "), ("text", "there!"), ("done", {"tokens": 25})]
    assert vendors.asked[0].body["messages"] == [{"role": "user", "content": "Why is the sky blue?"}]


def test_the_page_asks_for_what_is_served(vendors: Vendors, address: str) -> None:
    page = httpx.get(address).text
    assert '"/chat?q="' in page
    named = set(re.findall(r'addEventListener\("(\w+)"', page))
    assert named == set(re.findall(r'event\("(\w+)"', CODE)) == {"text", "done", "failed"}


def test_a_failure_is_an_event(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    with Vendors() as vendors:
        monkeypatch.setenv("OPENAI_BASE_URL", vendors.environment()["OPENAI_API_BASE"])
        monkeypatch.setenv("OPENAI_API_KEY", "bad-key")
        address = request.getfixturevalue("address")
        told = events(httpx.get(f"{address}/chat", params={"q": "?"}).text)
    assert told == [("failed", {"error": "AuthenticationError", "again": False})]


def test_a_reader_who_leaves_ends_the_request(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    with Slow() as slow:
        monkeypatch.setenv("OPENAI_BASE_URL", slow.url)
        address = request.getfixturevalue("address")
        began = time.monotonic()
        with httpx.stream("GET", f"{address}/chat", params={"q": "?"}) as response:
            assert next(response.iter_text()).startswith('event: text\ndata: "blue "')
        assert time.monotonic() - began < 2  # the first words came long before the last
        assert slow.left.wait(5)
