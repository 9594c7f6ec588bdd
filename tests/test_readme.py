"""The README's code, run as it stands against the demo's server; only environment variables name the address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.documents.vendors import Vendors
from tests.wire.case import load_cases
from tests.wire.deviations import served_deviations
from tests.wire.replay import ReplayServer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CODE = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, key in (("OPENAI", "sk-test"), ("ANTHROPIC", "sk-ant-test")):
        monkeypatch.setenv(f"{name}_API_KEY", key)
    cases = load_cases(
        "openai/chat_text", "openai/stream_usage", "openai/error_[45]0[13]", "anthropic/composed_chat_text"
    )
    meant = {"body.max_tokens": "the recorded request names 1024, the README leaves the default"}
    with ReplayServer(cases, deviations=lambda case: {**served_deviations(case), **meant}) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url("openai/*") + "/v1")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url("anthropic/*"))
        yield server


def test_the_first_lines_chat_and_stream(server: ReplayServer, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(CODE[0], "README.md", "exec"), {})
    assert capsys.readouterr().out == "Hello! How can I assist you today? 29 0.0001975 USD\nHello wörld 👋"
    assert [received.differences for received in server.received] == [(), ()]


def test_tools_and_typed_answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Vendors() as vendors:
        for variable, value in vendors.environment().items():
            monkeypatch.setenv(variable, value)
        exec(compile(CODE[1], "README.md", "exec"), {"__name__": "__main__"})
        assert capsys.readouterr().out == "Hello there!\n18\n"
        called = vendors.asked[1].body["messages"]
        assert [message["role"] for message in called] == ["user", "assistant", "tool", "tool"]


def test_options_context_and_vectors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Vendors() as vendors:
        for variable, value in vendors.environment().items():
            monkeypatch.setenv(variable, value)
        exec(compile(CODE[2], "README.md", "exec"), {"__name__": "__main__"})
        said, vectors = capsys.readouterr().out.splitlines()
        assert said.startswith("Hello there!") and said.endswith("USD []") and vectors == "2"
        chat, _ = vendors.asked
        assert chat.body["thinking"] == {"type": "adaptive"} and chat.headers["x-team"] == "docs"


def test_the_loop_goes_on_to_the_next_provider(server: ReplayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, Any] = {}
    exec(compile(CODE[3], "README.md", "exec"), names)
    assert names["ask"]([{"role": "user", "content": "Hello!"}]).provider == "openai"
    monkeypatch.setenv("OPENAI_BASE_URL", server.url("openai/error_503") + "/v1")
    assert names["ask"]([{"role": "user", "content": "Hello!"}]).provider == "anthropic"


def test_the_loop_raises_what_no_other_provider_would_mend(
    server: ReplayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelwire import AuthenticationError

    names: dict[str, Any] = {}
    exec(compile(CODE[3], "README.md", "exec"), names)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url("openai/error_401") + "/v1")
    with pytest.raises(AuthenticationError):
        names["ask"]([{"role": "user", "content": "Hello!"}])


def test_the_environment_is_what_the_specs_say() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", README, re.MULTILINE)
    assert {"openai"} < {name for name, _ in rows} <= {path.stem for path in (ROOT / "specs").glob("*.yaml")}
    for name, variables in rows:
        spec = (ROOT / "specs" / f"{name}.yaml").read_text("utf-8")
        for variable in re.findall(r"`([A-Z_]{5,})`", variables):
            assert re.search(rf"env: \[.*\b{variable}\b", spec), (name, variable)


def test_every_command_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z0-9]+)", README)) <= targets
