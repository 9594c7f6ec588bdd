"""``spec`` and ``--spec``: a provider of one's own, from the first line of its spec to a chat."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.command_line.conftest import KEY, Command
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, provider_class

SPOKEN = {provider_class(type).endpoints.chat[0].protocol.name: type for type in reversed(TYPES)}
"""A provider for each protocol."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(spec: Path, models: str = "[]") -> None:
    """Write something into every place that is open."""
    text = re.sub(r'docs: "TODO:.*"', "docs: https://llm.example.com", spec.read_text())
    text = re.sub(r'source: "TODO:.*"', "source: whoever runs it", re.sub('"TODO: the day.*"', "2026-11-27", text))
    spec.write_text(text.replace("models: []", f"models: {models}"))


@pytest.mark.parametrize("protocol", SPOKEN)
def test_a_spec_like_another_is_written_filled_in_and_chats(
    protocol: str, server: Loopback, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user goes about it: what is missing is what the command says is."""
    like = SPOKEN[protocol]
    done = command("spec", "new", "gateway", "--like", like, "--base-url", f"{server.url}/gateway")
    told = "gateway.yaml is written: fill in what says TODO, then run `modelwire spec check gateway.yaml`\n"
    assert done == (0, told, "")
    done = command("spec", "check", "gateway.yaml")
    assert (done.code, done.err) == (1, "")
    is_open = re.compile(r"gateway\.yaml:\d+: \$\.[\w.]+: is still to be filled in: ")
    assert all(is_open.match(line) for line in done.out.splitlines())

    fill(Path("gateway.yaml"))
    assert command("spec", "check", "gateway.yaml") == (0, "gateway.yaml: all is well\n", "")
    server.lay(CHAT_BODIES[protocol])
    chat = ("chat", "--spec", "gateway.yaml", "-m", "any-model", "--no-stream", "-q", "Hello")
    while (done := command(*chat)).code == 2:
        what, _, variable = done.complaint.rpartition(" ")
        assert what == "gateway: Gateway is not set up: set"
        monkeypatch.setenv(variable, KEY)
    assert done == (0, "hi\n", "")
    (asked,) = server.seen
    assert asked.path.startswith("/gateway/") and KEY in str(asked.headers)


def test_the_other_commands_speak_of_it_too(
    server: Loopback, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("spec", "new", "gateway", "--base-url", server.url)
    fill(Path("gateway.yaml"), "[{id: rocket-1, context: 128_000, price: {input: 2.00, output: 8.00}}]")
    bill = json.loads(command("cost", "rocket-1", "--spec", "gateway.yaml", "-i", "1000000", "--json").out)
    assert Decimal(bill["total"]) == 2 and bill["checked"] == "2026-11-27"
    assert command("models", "--spec", "gateway.yaml").out.splitlines()[1].split() == [
        "gateway/rocket-1",
        "128k",
        "2.00",
        "8.00",
    ]
    monkeypatch.setenv("GATEWAY_API_KEY", KEY)
    server.lay({"object": "list", "data": []})
    done = command("doctor", "--spec", "gateway.yaml")
    assert done.code == 0 and done.out.splitlines()[1].startswith("gateway   ok ")


def test_a_spec_with_mistakes_is_told_in_one_line(command: Command) -> None:
    command("spec", "new", "gateway")
    done = command("chat", "--spec", "gateway.yaml", "-m", "x", "Hello")
    assert done.code == 2
    assert done.complaint.startswith("gateway.yaml:7: $.docs: is still to be filled in: ")
    assert done.complaint.endswith("; and 7 more mistakes, see `modelwire spec check gateway.yaml`")
    assert command("chat", "--spec", "none.yaml", "-m", "x", "Hello").complaint == (
        "none.yaml: cannot be read (No such file or directory)"
    )


def test_problems_as_json(command: Command) -> None:
    Path("bad.yaml").write_text("id: 7\n")
    done = command("spec", "check", "bad.yaml", "none.yaml", "--json")
    problems = json.loads(done.out)
    assert done.code == 1 and {one["file"] for one in problems} == {"bad.yaml", "none.yaml"}
    told = command("spec", "check", "bad.yaml", "none.yaml").out.splitlines()
    place = ("{file}:{line}: {path}: {text}", "{file}: {text}")
    assert [place[one["line"] is None].format(**one) for one in problems] == told


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (
            ("My-Gateway",),
            "'My-Gateway' is no id: take lower-case letters, digits and underscores, such as 'my_gateway'",
        ),
        (("7",), "'7' is no id: take lower-case letters, digits and underscores"),
        (("openai",), "there is a provider 'openai' already: take another name"),
        (("azure_openai",), "there is a provider 'azure_openai' already: take another name"),
        (("gateway", "--like", "opnai"), "there is no provider 'opnai'; did you mean 'openai'?"),
        (("gateway", "--out", "none/x.yaml"), "none/x.yaml cannot be written (No such file or directory)"),
        (("there",), "there.yaml exists: name another file by --out, or delete it"),
    ],
)
def test_what_cannot_be_begun(arguments: tuple[str, ...], what: str, command: Command) -> None:
    Path("there.yaml").write_text("mine")
    done = command("spec", "new", *arguments)
    assert (done.code, done.complaint) == (2, what)
    assert [path.name for path in Path().iterdir()] == ["there.yaml"] and Path("there.yaml").read_text() == "mine"
