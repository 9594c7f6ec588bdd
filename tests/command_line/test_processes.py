"""The command in a process of its own: pipes that end, keys that are typed, a terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.command_line.conftest import ROOT, in_a_process
from tests.documents.vendors import Vendors
from tests.generated.loopback import Loopback

MODEL = ("chat", "-m", "openai/gpt-5.4")


@pytest.fixture(autouse=True)
def interrupts_are_heard() -> Iterator[None]:
    """Also where these tests run in the background of a shell, which lets them and all that they start hear none."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Terminal:
    """A terminal of 80 columns in which the command runs."""

    def __init__(self, *arguments: str) -> None:
        self._here, there = pty.openpty()
        folders = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "runtime", "codegen"))
        environment = {**os.environ, "PYTHONPATH": folders, "TERM": "xterm", "COLUMNS": "80"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "modelwire", *arguments],
            env=environment,
            stdin=there,
            stdout=there,
            stderr=there,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(there)
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self._here, keys.encode())

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read what is shown until a text comes, of which all before is forgotten."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < end, f"{text!r} did not come: {self.shown!r}"
            self._read(0.1)
        self.shown = self.shown.partition(text)[2]

    def end(self, seconds: float = 20) -> int:
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"the command did not end: {self.shown!r}"
            self._read(0.1)
        self._read(0)
        return self.process.returncode

    def interrupt(self) -> int:
        """Ctrl-C at the prompt, until the command ends.

        CPython's readline module shows its prompt a moment before it waits for keys; a signal that comes in between
        is looked at with the next one only.
        """
        for _ in range(5):
            self.type("\x03")
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                continue
            break
        return self.end()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._here)

    def _read(self, seconds: float) -> None:
        if select.select([self._here], [], [], seconds)[0]:
            try:
                read = os.read(self._here, 65536).decode(errors="replace")
            except OSError:  # it was closed at the other end
                return
            self.shown += re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", read)


def _take_terminal() -> None:
    """Make the terminal that of the new session, so that Ctrl-C reaches it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_one(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendors]:
    with Vendors() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


@contextmanager
def endless_stream() -> Generator[str]:
    """The address of a server whose answers do not end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for number in range(4000):
                chunk: dict[str, Any] = {"choices": [{"index": 0, "delta": {"content": f"word{number}\n"}}]}
                try:
                    self.wfile.write(f"data: {json.dumps({'id': 'c', 'model': 'm', **chunk})}\n\n".encode())
                except OSError:
                    return
                time.sleep(0.005)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/v1"
        running.shutdown()


def test_a_question_that_is_piped_in(vendors: Vendors) -> None:
    with in_a_process(*MODEL, stdin=subprocess.PIPE) as process:
        out, err = process.communicate("Hello\n")
    assert (process.returncode, out) == (0, "Hello there!\n")
    assert err.startswith("20 tokens in, 5 out, 0.000107 USD, ") and "\x1b" not in err
    assert vendors.asked[0].body["messages"] == [{"role": "user", "content": "Hello"}]


def test_nobody_reads_on(openai: Loopback) -> None:
    """As in ``| head -1``."""
    with endless_stream() as url, in_a_process(*MODEL, "Hello", "--base-url", url) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == "word0\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(10) == 141


def test_an_interrupt_in_mid_stream(openai: Loopback) -> None:
    with endless_stream() as url, in_a_process(*MODEL, "Hello", "--base-url", url) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == "word0\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == ""


def test_a_conversation(vendors: Vendors, terminal: Callable[..., Terminal]) -> None:
    one = terminal(*MODEL, "--system", "Be brief.")
    one.wait_for("OpenAI, gpt-5.4. Ctrl-C stops an answer, Ctrl-D ends.")
    one.wait_for("> ")
    one.type("Hello\n")
    one.wait_for("Hello there!")
    one.wait_for("20 tokens in, 5 out")
    one.wait_for("> ")
    one.type("\n")
    one.wait_for("> ")
    one.type("Again\n")
    one.wait_for("Hello there!")
    one.wait_for("> ")
    one.type("\x04")
    assert one.end() == 0
    first, second = (asked.body["messages"] for asked in vendors.asked)
    assert [message["role"] for message in first] == ["system", "user"]
    assert [message["role"] for message in second] == ["system", "user", "assistant", "user"]
    assert second[2]["content"] == "Hello there!"


def test_a_conversation_goes_on_after_a_failure_and_an_interrupt(
    openai: Loopback, terminal: Callable[..., Terminal]
) -> None:
    with endless_stream() as url:
        one = terminal(*MODEL, "--base-url", url)
        one.wait_for("> ")
        one.type("Tell me everything\n")
        one.wait_for("word3")
        one.type("\x03")
        one.wait_for("stopped; the question is taken back")
        one.wait_for("> ")
        assert one.interrupt() == 130
    openai.lay({"error": {"message": "no such model"}}, status=404)
    one = terminal(*MODEL)
    one.wait_for("> ")
    one.type("Hello\n")
    one.wait_for("modelwire: openai: no such model (status 404)")
    one.wait_for("> ")
    one.type("\x04")
    assert one.end() == 0


def test_a_terminal_is_not_steered_by_what_a_model_says(openai: Loopback, terminal: Callable[..., Terminal]) -> None:
    said = {"role": "assistant", "content": "a\x1b]0;title\x07b"}
    openai.lay({"id": "c", "model": "m", "choices": [{"message": said, "finish_reason": "stop"}]})
    one = terminal(*MODEL, "Hello", "--no-stream")
    one.wait_for("a\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}b")
    assert one.end() == 0


def test_a_table_in_a_narrow_terminal(terminal: Callable[..., Terminal]) -> None:
    one = terminal("models", "-p", "openai", "-s", "gpt-5.4-mini")
    assert one.end() == 0
    lines = one.shown.splitlines()
    assert lines[0].split() == ["model", "context", "output", "in", "out", "can"]
    assert max(map(len, lines)) <= 80
