"""``chat``: with every provider, from every source of a prompt, and what is told beside the answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from modelwire import ProviderType
from tests.command_line.conftest import KEY, Command, given
from tests.documents.vendors import Vendors
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, ways

PNG = b"\x89PNG\r\n\x1a\n and so on"
ANSWER = "Hello there!\n"
MODEL = ("-m", "openai/gpt-5.4")
CHATS: list[Way] = [way for type in TYPES for way in ways(type, "chat")[:1]]


@pytest.fixture(scope="module")
def running() -> Iterator[Vendors]:
    with Vendors() as running:
        yield running


@pytest.fixture
def vendors(running: Vendors, monkeypatch: pytest.MonkeyPatch) -> Vendors:
    """The vendors' servers, as the environment has them."""
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    running.asked.clear()
    return running


def reply(text: str | None = "Hello there!", finish: str = "stop", **message: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": text, **message}
    usage = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}
    return {"id": "c1", "model": "gpt-5.4", "choices": [{"message": said, "finish_reason": finish}], "usage": usage}


@pytest.mark.parametrize("way", CHATS, ids=str)
def test_every_provider_can_be_asked(
    way: Way, server: Loopback, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key and whatever else it needs from the environment, its address by an option."""
    server.lay(CHAT_BODIES[way.route.protocol.name])
    options = given(way.id, server.url, tmp_path, monkeypatch)
    done = command("chat", *options, "-m", way.model, "--no-stream", "Hello!")
    assert (done.code, done.out) == (0, "hi\n")
    assert done.err.startswith("3 tokens in, 2 out, ")
    (asked,) = server.seen
    assert b"Hello!" in asked.body and KEY in str(asked.headers)


@pytest.mark.parametrize("more", [(), ("--no-stream",)])
def test_an_answer_and_what_it_cost(more: tuple[str, ...], vendors: Vendors, command: Command) -> None:
    done = command("chat", *MODEL, "Hello", *more)
    assert (done.code, done.out) == (0, ANSWER)
    assert done.err.startswith("20 tokens in, 5 out, 0.000107 USD, ")
    assert vendors.asked[0].body.get("stream", False) is not bool(more)


def test_a_quiet_answer(vendors: Vendors, command: Command) -> None:
    assert command("chat", *MODEL, "Hello", "--quiet") == (0, ANSWER, "")


def test_a_prompt_of_all_sources(vendors: Vendors, command: Command, tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("from a file\n")
    done = command("chat", *MODEL, "as an argument", "-f", str(text), piped=b"piped in\n")
    assert done.code == 0
    assert vendors.asked[0].body["messages"] == [
        {"role": "user", "content": "as an argument\n\nfrom a file\n\n\npiped in"}
    ]


def test_standard_input_stands_where_it_is_named(vendors: Vendors, command: Command, tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("from a file")
    assert command("chat", *MODEL, "-f", "-", "-f", str(text), piped=b"piped in\n").code == 0
    assert vendors.asked[0].body["messages"][0]["content"] == "piped in\n\nfrom a file"


def test_parameters_are_sent(vendors: Vendors, command: Command) -> None:
    options = ("--system", "Be brief.", "--max-tokens", "9", "--temperature", "0.5", "--reasoning-effort", "none")
    assert command("chat", *MODEL, "Hello", *options, "--set", "organization=org-1").code == 0
    (asked,) = vendors.asked
    sent = {name: asked.body[name] for name in ("max_completion_tokens", "temperature", "reasoning_effort")}
    assert sent == {"max_completion_tokens": 9, "temperature": 0.5, "reasoning_effort": "none"}
    assert asked.body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert asked.headers["openai-organization"] == "org-1"


def test_pictures_by_address_and_from_files(vendors: Vendors, command: Command, tmp_path: Path) -> None:
    picture = tmp_path / "a picture"
    picture.write_bytes(PNG)
    address = "https://example.com/a.png"
    assert command("chat", *MODEL, "What is it?", "-i", str(picture), "--image", address).code == 0
    text, first, second = vendors.asked[0].body["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is it?"}
    assert first["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert second["image_url"]["url"] == address


def test_the_reply_as_json(vendors: Vendors, command: Command) -> None:
    done = command("chat", "-p", "openai", "-m", "gpt-5.4", "Hello", "--json", "--temperature", "0")
    told = json.loads(done.out)
    assert done.err == ""
    assert told["choices"][0]["message"]["content"] == "Hello there!"
    assert (told["provider"], told["cost"]["total"], told["adjustments"]) == ("openai", "0.000107", [])


def test_what_was_not_sent_as_given_is_told(vendors: Vendors, command: Command) -> None:
    options = ("--temperature", "0.5", "--reasoning-effort", "high")
    done = command("chat", *MODEL, "Hello", *options)
    assert done.code == 2 and done.complaint.endswith("leave it out, or say --unsupported drop")
    done = command("chat", *MODEL, "Hello", *options, "--unsupported", "drop")
    assert (done.code, done.out) == (0, ANSWER)
    assert "temperature was dropped" in done.err and "temperature" not in vendors.asked[0].body
    done = command("chat", *MODEL, "Hello", *options, "--unsupported", "warn", "-q")
    assert done.code == 0 and "Warning" not in done.err and "temperature is not supported" in done.err


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        (reply(finish="length"), 0, "the answer was cut off at the most tokens that it may have: see --max-tokens"),
        (reply(finish="content_filter"), 1, "the answer was stopped by a content filter"),
        (reply(None, refusal="No."), 1, "modelwire: the model refused: No."),
        (reply(None), 0, "the answer holds no text (stop); --json shows what it holds"),
    ],
)
def test_answers_that_are_none(body: Any, code: int, told: str, openai: Loopback, command: Command) -> None:
    openai.lay(body)
    done = command("chat", *MODEL, "Hello", "--no-stream")
    assert done.code == code and told in done.err.splitlines()


def test_a_stream_that_breaks_off_is_a_failure(openai: Loopback, command: Command) -> None:
    chunk = {"id": "c", "model": "m", "choices": [{"index": 0, "delta": {"content": "Hel"}, "finish_reason": None}]}
    openai.lay(f"data: {json.dumps(chunk)}\n\n", stream=True)
    done = command("chat", *MODEL, "Hello")
    assert (done.code, done.out) == (1, "Hel\n")
    (line,) = done.err.splitlines()
    assert line.startswith("modelwire: openai: ") and "stream" in line


def test_a_retry_is_told(openai: Loopback, command: Command) -> None:
    openai.lay({"error": {"message": "busy"}}, status=503)
    openai.laid.headers["retry-after-ms"] = "1"
    done = command("chat", *MODEL, "Hello")
    *retries, last = done.err.splitlines()
    assert done.code == 1 and retries == ["openai: busy; trying again in 0.0 s"] * 2
    assert last.startswith("modelwire: openai: busy (status 503)")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("-m", "gpt-5.4"), "model 'gpt-5.4' names no provider; did you mean 'azure/gpt-5.4'"),
        (("-m", "opnai/gpt-5.4"), "there is no provider 'opnai'; did you mean 'openai'?"),
        (("-p", "opnai", "-m", "gpt-5.4"), "there is no provider 'opnai'; did you mean 'openai'?"),
        ((), "no model is named: say -m PROVIDER/MODEL; `modelwire models` lists them"),
        (("-p", "openai"), "no model is named: say -m MODEL; `modelwire models` lists them"),
        (("-p", "openai", "--spec", "x.yaml", "-m", "x"), "give --provider or --spec, not both"),
        (
            ("-m", "openai/claude-sonnet-4-6"),
            "openai: OpenAI has no model 'claude-sonnet-4-6'; it is a model of anthropic",
        ),
        (("-m", "mistral/mistral-large-4"), "mistral: Mistral AI is not set up: set MISTRAL_API_KEY"),
        (("-m", "azure/x"), "azure: Azure OpenAI is not set up: set AZURE_OPENAI_ENDPOINT"),
        ((*MODEL, "--set", "regio=x"), "openai: --set got an unexpected keyword argument 'regio'"),
        ((*MODEL, "--set", "region"), "--set takes NAME=VALUE, not 'region'"),
        (
            (*MODEL, "--set", f"api_key={KEY}"),
            "openai: --set api_key: a command line can be read by others",
        ),
        ((*MODEL, "--base-url", "nowhere"), "openai: OpenAIProvider: base_url 'nowhere' must be an http(s) address"),
        ((*MODEL, "--set", "api_key=@no-such-file"), "no-such-file cannot be read (No such file or directory)"),
        ((*MODEL, "-f", "no-such-file"), "no-such-file cannot be read (No such file or directory)"),
        ((*MODEL, "-f", "/"), "/ cannot be read (Is a directory)"),
        ((*MODEL, "-f", "latin-1"), "latin-1 is not text in UTF-8"),
        ((*MODEL, "-i", "no-such-file"), "--image no-such-file cannot be read (No such file or directory)"),
        ((*MODEL, "-i", "latin-1"), "--image latin-1: its first bytes are those of no picture"),
        ((*MODEL, "-i", "paper"), "--image paper: it is application/pdf"),
        ((*MODEL, "--max-tokens", "many"), "invalid value for '--max-tokens'"),
        ((*MODEL, "--reasoning-effort", "huge"), "invalid value for '--reasoning-effort'"),
        (
            (*MODEL, "--temprature", "1"),
            "no such option: --temprature (Possible options: --temperature)",
        ),
        ((*MODEL, "--temperature", "9"), "openai: temperature"),
    ],
)
def test_what_cannot_be_asked(
    arguments: tuple[str, ...],
    what: str,
    vendors: Vendors,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MISTRAL_API_KEY", "AZURE_API_KEY", "AZURE_API_BASE"):
        monkeypatch.delenv(name)
    Path("latin-1").write_bytes("Grüße".encode("latin-1"))
    Path("paper").write_bytes(b"%PDF-1.7")
    done = command("chat", *arguments, "Hello")
    assert (done.code, done.complaint[: len(what)]) == (2, what)
    assert not vendors.asked and KEY not in done.err


def test_there_must_be_a_prompt(vendors: Vendors, command: Command) -> None:
    without = "there is no prompt: give it as an argument, with --file, or pipe it in"
    assert command("chat", *MODEL).complaint == without
    assert command("chat", *MODEL, piped=b"").complaint == without
    assert command("chat", *MODEL, " ").complaint == "the prompt is empty"
    assert command("chat", *MODEL, piped=b"\xff\xfe").complaint == "standard input is not text in UTF-8"


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        (
            401,
            {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}},
            "openai: Incorrect",
        ),
        (404, {"error": {"message": "no such model", "code": "model_not_found"}}, "openai: no such model (status 404"),
        (200, "<html><title>Proxy</title>sign in\n</html>", "openai: "),
        (502, "<html>\n<h1>Bad gateway</h1>\n</html>", "openai: "),
    ],
)
def test_what_the_provider_refuses(status: int, body: Any, what: str, openai: Loopback, command: Command) -> None:
    openai.lay(body, status=status)
    openai.laid.headers["retry-after-ms"] = "1"
    done = command("chat", *MODEL, "Hello", "-q")
    assert (done.code, done.complaint[: len(what)]) == (1, what)
    assert KEY not in done.err and "Client(" not in done.err and "list_models()" not in done.err


def test_nobody_listens(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    chat = ("chat", *MODEL, "Hello", "--base-url", "http://127.0.0.1:9", "--timeout", "0.7")
    done = command(*chat, "-q")
    assert done.code == 1 and "http://127.0.0.1:9" in done.complaint
    for line in (done.complaint, *command(*chat).err.splitlines()):
        assert "check the network and --base-url" in line or "deadline" in line or "in time" in line, line


def test_aliases_of_providers_are_known(vendors: Vendors, command: Command) -> None:
    assert ProviderType("azure_openai") is ProviderType.AZURE
    assert command("chat", "-m", "azure_openai/my-deployment", "Hello").out == ANSWER
