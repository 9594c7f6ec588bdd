"""Content that comes as bytes: whole, bit by bit, to a file, and what is none."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import (
    AuthenticationError,
    InvalidRequestError,
    ProviderUnavailableError,
    ResponseParsingError,
    StreamInterruptedError,
)
from modelwire_runtime.replies import ChatResponse
from modelwire_runtime.timing import Retry, Timeout
from tests.runtime.colours import COLOURS, Colour, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection
from tests.runtime.providers import AcmeProvider

ASKED: Any = {"model": "tts", "input": "Hello!", "voice": "alloy"}
PIECES = (b"ID3", b"\x00\xff" * 40_000, b"the end")
OPTIONS: Any = {"retry": Retry(base=0.001), "timeout": Timeout(connect=2, read=2)}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg; rate=24000\r\ntransfer-encoding: chunked\r\n\r\n"


def sounding(connection: Connection) -> None:
    """Sends sound bit by bit."""
    while connection.request():
        connection.send(HEAD)
        for piece in PIECES:
            connection.chunk(piece)
        connection.end_stream()


def cutting(connection: Connection) -> None:
    """Sends some sound and goes."""
    connection.request()
    connection.send(HEAD)
    connection.chunk(PIECES[0])


def saying(body: bytes, content_type: str, status: int = 200) -> Any:
    """Answers with a message."""

    def script(connection: Connection) -> None:
        while connection.request():
            connection.reply(body, status, content_type=content_type)

    return script


def taken(colour: Colour, url: str, path: Path | None = None) -> bytes:
    """The sound as a stream brings it, or as the file that it was written to has it."""
    provider = AcmeProvider(api_key=KEY, base_url=f"{url}/v1")
    if colour == "blocking":
        with BlockingClient(provider, **OPTIONS) as client, client.speech_stream(**ASKED) as stream:
            assert stream.content_type == "audio/mpeg"
            if path:
                stream.write_to_file(path)
                return path.read_bytes()
            return b"".join(stream)

    async def take() -> bytes:
        async with NonblockingClient(provider, **OPTIONS) as client, client.speech_stream(**ASKED) as stream:
            assert stream.content_type == "audio/mpeg"
            if path:
                await stream.write_to_file(path)
                return b""
            return b"".join([piece async for piece in stream])

    came = asyncio.run(take())
    return path.read_bytes() if path else came


@pytest.mark.parametrize("colour", COLOURS)
def test_bit_by_bit(colour: Colour, serve: Serve) -> None:
    assert taken(colour, serve(sounding).url) == b"".join(PIECES)


@pytest.mark.parametrize("colour", COLOURS)
def test_to_a_file(colour: Colour, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp3"
    path.write_bytes(b"old")
    assert taken(colour, serve(sounding).url, path) == b"".join(PIECES)
    assert [file.name for file in tmp_path.iterdir()] == ["sound.mp3"]


@pytest.mark.parametrize("colour", COLOURS)
def test_a_file_is_whole_or_as_it_was(colour: Colour, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp3"
    path.write_bytes(b"old")
    with pytest.raises(StreamInterruptedError) as caught:
        taken(colour, serve(cutting).url, path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["sound.mp3"]
    assert caught.value.retryable and caught.value.partial == ChatResponse()
    assert "partial" not in str(caught.value)


def test_whole(face: MakeFace, serve: Serve) -> None:
    reply = face(serve(sounding)).call("speech", **ASKED)
    assert (reply.content, reply.content_type, reply.characters) == (b"".join(PIECES), "audio/mpeg", 6)
    assert reply.raw is None and reply.provider == "acme"


def test_a_reply_that_is_cut_is_asked_for_again(face: MakeFace, serve: Serve) -> None:
    reply = face(serve(cutting, sounding)).call("speech", **ASKED)
    assert reply.content == b"".join(PIECES)
    assert reply.attempts == 2


@pytest.mark.parametrize(
    ("script", "kind"),
    {
        saying(b'{"error": {"message": "no", "code": 401}}', "application/json"): (AuthenticationError),
        saying(b"<html><title>Bad gateway</title></html>", "text/html; charset=utf-8"): ResponseParsingError,
        saying(b"", "audio/mpeg"): ResponseParsingError,
        saying(b'{"error": {"message": "busy"}}', "application/json", 500): ProviderUnavailableError,
    }.items(),
    ids=["error in a 200", "a page", "nothing", "status 500"],
)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_what_is_no_sound(script: Any, kind: type[Exception], streamed: bool, face: MakeFace, serve: Serve) -> None:
    asker = face(serve(script, script, script))
    with pytest.raises(kind) as caught:
        if not streamed:
            asker.call("speech", **ASKED)
        elif asker.blocking:
            asker.blocking.speech_stream(**ASKED).read()
        else:
            assert asker.nonblocking
            asker.run(asker.nonblocking.speech_stream(**ASKED).read())
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)


def test_nothing_to_read_is_refused_before_anything_is_sent(face: MakeFace, serve: Serve) -> None:
    server = serve(sounding)
    for wrong, told in {"": "input is empty", 5: "input must be"}.items():
        with pytest.raises(InvalidRequestError, match=told):
            face(server).call("speech", model="tts", input=wrong)
    with pytest.raises(InvalidRequestError, match="needs input="):
        face(server).call("speech", model="tts")
    with pytest.raises(InvalidRequestError, match="voice must be a string"):
        face(server).call("speech", model="tts", input="hi", voice=5)
    assert not server.requests
