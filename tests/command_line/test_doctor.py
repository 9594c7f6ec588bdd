"""``doctor``: who is set up, who answers, and what is wrong, without a word of a key."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from modelwire import ProviderType
from modelwire_runtime.settings import settings_of
from tests.command_line.conftest import KEY, Command, given
from tests.generated.loopback import Loopback
from tests.generated.providers import TYPES, provider_class

LISTED = {"object": "list", "data": [{"id": "gpt-5.4"}], "models": [], "has_more": False}


def rows(out: str) -> dict[str, str]:
    """What is said of each provider."""
    return {line.split()[0]: line.split(maxsplit=1)[1] for line in out.splitlines()[1:]}


def test_nobody_is_set_up(command: Command, server: Loopback) -> None:
    server.lay({})
    done = command("doctor")
    told = rows(done.out)
    assert (done.code, done.err, list(told)) == (0, "", [str(type) for type in TYPES])
    for type, said in told.items():
        kind = provider_class(ProviderType(type))
        assert said.startswith("retired" if kind.status.state == "retired" else "not set up")
    assert told["mistral"].split(maxsplit=3)[-1] == "set MISTRAL_API_KEY"
    assert "=..." not in done.out and not server.seen


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_every_provider_is_asked_once(
    type: ProviderType, server: Loopback, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.lay(LISTED)
    done = command("doctor", *given(type, server.url, tmp_path, monkeypatch), "--json")
    (told,) = json.loads(done.out)
    assert len(server.seen) == 1 and server.seen[0].method == "GET"
    assert told["base_url"].startswith(server.url) and told["latency_ms"] > 0
    assert (told["state"], done.code) == (("ok", 0) if told["error"] is None else ("failed", 1))
    assert KEY not in done.out


def test_what_is_set_and_who_answers(openai: Loopback, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    openai.lay(LISTED)
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    done = command("doctor")
    told = rows(done.out)
    assert done.code == 1, "a key without an address is wrong"
    assert told["openai"].startswith("ok ")
    assert told["openai"].endswith(f"{openai.url}/v1; OPENAI_API_KEY, OPENAI_BASE_URL are set")
    assert told["azure"].split(maxsplit=1)[0] == "wrong"
    assert "set AZURE_OPENAI_ENDPOINT" in told["azure"] and "AZURE_OPENAI_API_KEY is set" in told["azure"]
    assert KEY not in done.out


def test_who_does_not_answer(openai: Loopback, command: Command) -> None:
    openai.lay({"error": {"message": f"Incorrect API key provided: {KEY}"}}, status=401)
    done = command("doctor")
    said = rows(done.out)["openai"]
    assert done.code == 1 and said.startswith("failed") and "(status 401); check the key" in said
    assert KEY not in done.out and len(openai.seen) == 1


def test_an_answer_is_not_waited_for_long(command: Command, monkeypatch: pytest.MonkeyPatch, server: Loopback) -> None:
    """Two that are silent are waited for at once."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for name in ("OPENAI", "ANTHROPIC"):
            monkeypatch.setenv(f"{name}_API_KEY", KEY)
            monkeypatch.setenv(f"{name}_BASE_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        done = command("doctor", "--timeout", "0.5")
    assert time.monotonic() - begun < 0.95
    assert done.code == 1 and {name for name, said in rows(done.out).items() if said.startswith("failed")} == {
        "openai",
        "anthropic",
    }


def test_offline_nobody_is_asked(openai: Loopback, command: Command) -> None:
    done = command("doctor", "--offline")
    assert done.code == 0 and rows(done.out)["openai"].startswith("set up ") and not openai.seen


def test_what_an_extra_would_do_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is where the command was installed by itself: without google-auth nothing has a token of its own."""

    def find_nothing(_: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", find_nothing)
    said = rows(command("doctor", "-p", "vertex_ai").out)["vertex_ai"]
    ways = said.removeprefix("not set up").strip().split(" or ")
    assert "give --set access_token=@FILE" in ways and ways[-1] == "install modelwire[vertex]"


@pytest.mark.parametrize("more", [(), ("--offline",)])
def test_one_that_is_named_must_be_set_up(more: tuple[str, ...], command: Command) -> None:
    done = command("doctor", "-p", "openai", *more)
    assert done.code == 1 and rows(done.out) == {"openai": "not set up      set OPENAI_API_KEY"}


def test_settings_are_for_one(command: Command) -> None:
    done = command("doctor", "--base-url", "http://127.0.0.1:9")
    assert (done.code, done.complaint) == (2, "--base-url and --set are for one provider: name it with --provider")


def test_as_json(command: Command) -> None:
    listed: list[Any] = json.loads(command("doctor", "--json").out)
    assert [one["provider"] for one in listed] == [str(type) for type in TYPES]
    for one in listed:
        known = settings_of(provider_class(ProviderType(one["provider"])))
        assert one["variables"] == {name: "unset" for setting in known.values() for name in setting.env}
