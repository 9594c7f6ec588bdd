"""Filling in the middle: both shapes of replies, whole and streamed, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelwire import (
    DeepSeekProvider,
    FimRequest,
    InvalidRequestError,
    MistralProvider,
    NotSupportedError,
    ResponseParsingError,
    StreamInterruptedError,
)
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection

ASKED: Any = {"model": "coder", "prompt": "def f(", "suffix": "return a"}
USAGE: Any = {"prompt_tokens": 16, "completion_tokens": 2, "total_tokens": 18}
PROVIDERS: Any = {"messages": MistralProvider, "texts": DeepSeekProvider}
each_shape = pytest.mark.parametrize("shape", PROVIDERS)


def choice(shape: str, text: str, finish: str | None, place: str) -> Any:
    said: Any = {"text": text, "logprobs": None} if shape == "texts" else {place: {"content": text}}
    return {"index": 0, "finish_reason": finish, **said}


def events(shape: str) -> bytes:
    told = [
        {"id": "c-1", "model": "coder", "choices": [choice(shape, text, finish, "delta")], "usage": usage}
        for text, finish, usage in (("a", None, None), ("):", None, None), ("", "stop", USAGE))
    ]
    return b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in told)


def streaming(data: bytes) -> Any:
    def script(connection: Connection) -> None:
        while connection.request():
            connection.begin_stream()
            connection.chunk(data)
            connection.end_stream()

    return script


def replying(body: Any) -> Any:
    def script(connection: Connection) -> None:
        while connection.request():
            connection.reply(
                body if isinstance(body, bytes) else json.dumps(body).encode(), content_type="application/json"
            )

    return script


def asker(face: MakeFace, serve: Serve, shape: str, script: Any) -> tuple[Face, Any]:
    server = serve(script)
    return face(server, provider=PROVIDERS[shape](api_key=KEY, base_url=server.url)), server


def streamed(face: Face) -> Any:
    if face.blocking:
        return face.blocking.fim_stream(**ASKED).response()
    assert face.nonblocking
    return face.run(face.nonblocking.fim_stream(**ASKED).response())


@each_shape
def test_whole(shape: str, face: MakeFace, serve: Serve) -> None:
    body = {"id": "c-1", "model": "coder", "choices": [choice(shape, "a):", "length", "message")], "usage": USAGE}
    client, server = asker(face, serve, shape, replying(body))
    reply = client.call("fim", **ASKED, max_tokens=2, stop="x")
    assert (reply.text, reply.finish_reason, reply.usage.total_tokens) == ("a):", "length", 18)
    assert server.requests[-1].json == {**ASKED, "max_tokens": 2, "stop": "x"}
    assert client.call("fim", request=FimRequest(**ASKED)).text == "a):"


@each_shape
def test_bit_by_bit(shape: str, face: MakeFace, serve: Serve) -> None:
    client, server = asker(face, serve, shape, streaming(events(shape) + b"data: [DONE]\n\n"))
    reply = streamed(client)
    assert (reply.text, reply.finish_reason, reply.usage.total_tokens) == ("a):", "stop", 18)
    usage: Any = {"stream_options": {"include_usage": True}} if shape == "texts" else {}
    assert server.requests[-1].json == {**ASKED, "stream": True, **usage}


@each_shape
def test_a_stream_that_is_cut(shape: str, face: MakeFace, serve: Serve) -> None:
    client, _ = asker(face, serve, shape, streaming(events(shape)[:-40]))
    with pytest.raises(StreamInterruptedError) as caught:
        streamed(client)
    assert caught.value.partial.text == "a):"


@each_shape
@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", {"choices": []}, {"choices": 5}, [1]], ids=str)
def test_replies_that_are_none(shape: str, body: Any, face: MakeFace, serve: Serve) -> None:
    client, _ = asker(face, serve, shape, replying(body))
    with pytest.raises(ResponseParsingError):
        client.call("fim", **ASKED)


def test_what_is_refused_before_anything_is_sent(face: MakeFace, serve: Serve) -> None:
    client, server = asker(face, serve, "texts", replying({}))
    for wrong, kind, told in (
        ({"prompt": 5}, InvalidRequestError, "prompt must be a string"),
        ({"prompt": "a", "suffix": 5}, InvalidRequestError, "suffix must be a string"),
        ({"prompt": "a", "seed": 5}, NotSupportedError, "seed"),
        ({"prompt": "a", "temperature": "hot"}, InvalidRequestError, "temperature must be a number"),
        ({}, InvalidRequestError, "needs prompt="),
    ):
        given: Any = wrong
        with pytest.raises(kind, match=told):
            client.call("fim", model="coder", **given)
    assert not server.requests
