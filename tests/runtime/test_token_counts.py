"""Counts of tokens: asked of the provider, or estimated where it does not count."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import tiktoken

from modelwire import (
    AnthropicProvider,
    ConfigurationError,
    GeminiProvider,
    Message,
    MoonshotProvider,
    NotSupportedError,
    OpenAIProvider,
    ResponseParsingError,
)
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection

HELLO: Any = [{"role": "user", "content": "Hello!"}]
TOOL: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
BYTEWISE = tiktoken.Encoding(
    "bytewise", pat_str=r"[\s\S]", mergeable_ranks={bytes([number]): number for number in range(256)}, special_tokens={}
)
"""An encoding with a token for each byte."""


def counting(body: bytes) -> Any:
    def script(connection: Connection) -> None:
        while connection.request():
            connection.reply(body, content_type="application/json")

    return script


@pytest.fixture
def bytewise(monkeypatch: pytest.MonkeyPatch) -> None:
    """tiktoken fetches its encodings from the network; this one is at hand."""

    def get_encoding(name: str) -> tiktoken.Encoding:
        assert name == "o200k_base"
        return BYTEWISE

    monkeypatch.setattr(tiktoken, "get_encoding", get_encoding)


def test_what_a_chat_would_send_is_counted(face: MakeFace, serve: Serve) -> None:
    server = serve(counting(b'{"totalTokens": 12}'))
    asker = face(server, provider=GeminiProvider(api_key=KEY, base_url=server.url))
    assert int(asker.call("count_tokens", model="gemini-2.5-flash", messages=HELLO)) == 12
    assert server.requests[-1].json == {"contents": [{"role": "user", "parts": [{"text": "Hello!"}]}]}
    messages = [{"role": "system", "content": "Be brief."}, *HELLO]
    asker.call("count_tokens", model="models/gemini-2.5-flash", messages=messages, tools=[TOOL])
    (whole,) = server.requests[-1].json.values()
    assert server.requests[-1].line.startswith("POST /v1/models/gemini-2.5-flash:countTokens")
    assert whole["model"] == "models/gemini-2.5-flash"
    assert {"contents", "systemInstruction", "tools"} <= whole.keys()


def test_openai_counts_what_the_responses_api_would_get(face: MakeFace, serve: Serve) -> None:
    server = serve(counting(b'{"object": "response.input_tokens", "input_tokens": 9}'))
    asker = face(server, provider=OpenAIProvider(api_key=KEY, base_url=server.url))
    reply = asker.call("count_tokens", model="gpt-5.4", messages=HELLO, tools=[TOOL], reasoning_effort="low")
    assert (reply.tokens, reply.estimated, reply.method, reply.provider) == (9, False, "openai", "openai")
    sent = server.requests[-1].json
    assert sent["tools"][0]["name"] == "look" and sent["reasoning"] == {"effort": "low"}
    assert "max_output_tokens" not in sent and "store" not in sent


def test_what_is_not_counted_is_told(face: MakeFace, serve: Serve) -> None:
    server = serve(counting(b'{"data": {"total_tokens": 80}}'))
    asker = face(server, provider=MoonshotProvider(api_key=KEY, base_url=server.url))
    reply = asker.call("count_tokens", model="kimi-k2.6", messages=HELLO, tools=[TOOL])
    assert server.requests[-1].json == {"model": "kimi-k2.6", "messages": HELLO}
    assert [(note.parameter, note.action) for note in reply.adjustments] == [("tools", "dropped")]


@pytest.mark.parametrize("body", [b"{}", b'{"input_tokens": "many"}', b'{"input_tokens": -1}', b"<html>", b""])
def test_replies_that_are_no_counts(body: bytes, face: MakeFace, serve: Serve) -> None:
    server = serve(counting(body))
    asker = face(server, provider=AnthropicProvider(api_key=KEY, base_url=server.url))
    with pytest.raises(ResponseParsingError):
        asker.call("count_tokens", model="claude-sonnet-4-6", messages=HELLO)


@pytest.mark.usefixtures("bytewise")
def test_an_estimate_counts_every_text(face: MakeFace, serve: Serve) -> None:
    server = serve(counting(b"{}"))
    asker = face(server)
    bare = asker.call("count_tokens", model="m-1", messages=[{"role": "user", "content": ""}])
    assert (bare.estimated, bare.method, bare.tokens) == (True, "tiktoken bytewise", len("user") + 3 + 3)
    assert asker.call("count_tokens", model="m-1", messages=HELLO).tokens == bare.tokens + 6
    parts = [{"role": "user", "content": [{"type": "text", "text": "Hello!"}], "name": "Ann"}]
    assert asker.call("count_tokens", model="m-1", messages=parts).tokens == bare.tokens + 6 + 3 + 1
    said = [*HELLO, Message(content="<|endoftext|>")]
    assert asker.call("count_tokens", model="m-1", messages=said).tokens == bare.tokens + 6 + 3 + len(
        "assistant<|endoftext|>"
    )
    assert asker.call("count_tokens", model="m-1", messages=HELLO, tools=[TOOL]).tokens > bare.tokens + 60
    assert not server.requests


@pytest.mark.usefixtures("bytewise")
def test_what_cannot_be_estimated_is_refused(face: MakeFace, serve: Serve) -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}
    server = serve(counting(b"{}"))
    with pytest.raises(NotSupportedError, match="image_url parts cannot be estimated"):
        face(server).call("count_tokens", model="m-1", messages=[{"role": "user", "content": [image]}])
    assert not server.requests


def test_without_the_extra_it_is_told(face: MakeFace, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'modelwire\[tokens\]'"):
        face(serve(counting(b"{}"))).call("count_tokens", model="m-1", messages=HELLO)


def test_without_its_encoding_it_is_told(face: MakeFace, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def get_encoding(name: str) -> tiktoken.Encoding:
        raise ConnectionError(f"no {name}")

    monkeypatch.setattr(tiktoken, "get_encoding", get_encoding)
    with pytest.raises(ConfigurationError, match=r"could not load its encoding o200k_base .* TIKTOKEN_CACHE_DIR"):
        face(serve(counting(b"{}"))).call("count_tokens", model="m-1", messages=HELLO)
