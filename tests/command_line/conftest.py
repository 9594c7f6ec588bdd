"""What the tests of the command line share: a server, and the command in this process or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from modelwire import ProviderType
from modelwire_runtime.command_line import run
from modelwire_runtime.settings import settings_of
from tests.generated.loopback import Loopback
from tests.generated.providers import KEY, provider_class, sample_settings
from tests.wire.conftest import no_settings_from_the_environment

__all__ = ["KEY", "no_settings_from_the_environment"]

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that it ended with, which is all that it said."""
        (line,) = self.err.splitlines()
        assert self.out == "" and line.startswith("modelwire: "), self
        return line.removeprefix("modelwire: ")


Command = Callable[..., Done]


@pytest.fixture(scope="session")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def openai(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The server, in the place of one vendor's."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    server.lay({})
    return server


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Carries out a command in this process; nothing is piped in, unless it is given."""

    def carry_out(*arguments: str, piped: bytes | None = None) -> Done:
        if piped is None:
            stdin: Any = open(os.devnull, encoding="utf-8")
        else:
            stdin = _Pipe(io.BytesIO(piped))
        monkeypatch.setattr(sys, "stdin", stdin)
        try:
            code = run(ProviderType, "modelwire", arguments)
        finally:
            stdin.close()
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return carry_out


class _Pipe(io.TextIOWrapper):
    """Bytes that look as if they were piped in."""

    def fileno(self) -> int:
        reading, writing = os.pipe()
        os.close(writing)
        return reading


def in_a_process(*arguments: str, stdin: Any = subprocess.DEVNULL, **options: Any) -> subprocess.Popen[str]:
    """The command in a process of its own, with this one's environment."""
    folders = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "runtime", "codegen"))
    return subprocess.Popen(
        [sys.executable, "-m", "modelwire", *arguments],
        env={**os.environ, "PYTHONPATH": folders, "PYTHONWARNINGS": ""},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def given(type: ProviderType, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options that set a provider up, at an address of ours; what has a variable comes by that."""
    known = settings_of(provider_class(type))
    options = ["-p", type.value, "--base-url", address]
    secret = folder / "secret"
    secret.write_text(f"{KEY}\n")
    for name, value in sample_settings(type).items():
        if known[name].env:
            monkeypatch.setenv(known[name].env[0], str(value))
        elif known[name].secret:
            options += ["--set", f"{name}=@{secret}"]
        elif name != "base_url":
            options += ["--set", f"{name}={value}"]
    return options
